import { describe, expect, it } from '@jest/globals';
import { dashboardConfigMap } from '../../../src/backends/grafana/configmap.ts';
import type { DashboardIntent, DashboardPlan } from '../../../src/backends/grafana/configmap.ts';
import { dashboardSidecars } from '../../../src/backends/grafana/sidecars.ts';
import type { DashboardSidecar } from '../../../src/backends/grafana/sidecars.ts';
import { project } from '../../../src/io/projection/index.ts';
import type { JsonObject, KubeObject } from '../../../src/model/index.ts';

type Env = readonly JsonObject[];

/** kube-prometheus-stack's own settings. */
const KPS: Env = [
  { name: 'METHOD', value: 'WATCH' },
  { name: 'LABEL', value: 'grafana_dashboard' },
  { name: 'LABEL_VALUE', value: '1' },
  { name: 'FOLDER', value: '/tmp/dashboards' },
  { name: 'RESOURCE', value: 'both' },
  { name: 'NAMESPACE', value: 'ALL' },
  { name: 'REQ_USERNAME', valueFrom: { secretKeyRef: { name: 'grafana', key: 'admin-user' } } },
  { name: 'REQ_PASSWORD', valueFrom: { secretKeyRef: { name: 'grafana', key: 'admin-password' } } },
  { name: 'REQ_URL', value: 'http://localhost:3000/api/admin/provisioning/dashboards/reload' },
  { name: 'REQ_METHOD', value: 'POST' },
];
const DATASOURCES: Env = [
  { name: 'METHOD', value: 'WATCH' },
  { name: 'LABEL', value: 'grafana_datasource' },
  { name: 'LABEL_VALUE', value: '1' },
  { name: 'FOLDER', value: '/etc/grafana/provisioning/datasources' },
  { name: 'RESOURCE', value: 'both' },
  { name: 'REQ_URL', value: 'http://localhost:3000/api/admin/provisioning/datasources/reload' },
];

function without(env: Env, ...names: readonly string[]): Env {
  return env.filter(({ name }) => typeof name !== 'string' || !names.includes(name));
}

function withValue(env: Env, name: string, value: string): Env {
  return [...without(env, name), { name, value }];
}

function sidecarContainer(env: Env, rest: JsonObject = {}): JsonObject {
  return { name: 'grafana-sc-dashboard', image: 'quay.io/kiwigrid/k8s-sidecar:2.1.2', env, ...rest };
}

interface Shape {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly containers?: readonly JsonObject[];
  readonly initContainers?: readonly JsonObject[];
}

/** A workload as it is read from a cluster: through the projection, so that what it leaves out is missed here too. */
function workload({
  kind = 'Deployment',
  name = 'prometheus-grafana',
  namespace = 'monitoring',
  containers = [],
  initContainers,
}: Shape): KubeObject {
  const object = project(
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace },
      spec: {
        template: {
          metadata: { labels: { 'app.kubernetes.io/name': 'grafana' } },
          spec: {
            containers: [...containers, { name: 'grafana', image: 'grafana/grafana:13.0.0' }],
            ...(initContainers ? { initContainers } : {}),
          },
        },
      },
    },
    { source: 'cluster' },
  );
  if ('invalid' in object) throw new Error(object.invalid);
  return object;
}

function only(shape: Shape | Env): DashboardSidecar {
  const object = workload('length' in shape ? { containers: [sidecarContainer(shape)] } : shape);
  const found = dashboardSidecars([object]);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} sidecars`);
  return found[0];
}

describe('dashboardSidecars', () => {
  it("reads kube-prometheus-stack's Grafana, and not its datasources sidecar", () => {
    const containers = [sidecarContainer(DATASOURCES, { name: 'grafana-sc-datasources' }), sidecarContainer(KPS)];
    expect(only({ containers })).toEqual({
      workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'monitoring', name: 'prometheus-grafana' },
      container: 'grafana-sc-dashboard',
      podLabels: { 'app.kubernetes.io/name': 'grafana' },
      label: 'grafana_dashboard',
      value: '1',
      namespaces: 'all',
      configMaps: true,
      secrets: true,
      serviceAccount: 'default',
      folderAnnotation: 'k8s-sidecar-target-directory',
      folders: false,
      once: false,
      uniqueFilenames: false,
      unknown: [],
      assumed: [],
    });
  });

  it.each<[string, Env, Partial<DashboardSidecar>]>([
    ['no LABEL_VALUE: any value', without(KPS, 'LABEL_VALUE'), { label: 'grafana_dashboard' }],
    ['an empty LABEL_VALUE: any value', withValue(KPS, 'LABEL_VALUE', ''), { label: 'grafana_dashboard' }],
    ['no NAMESPACE: its own', without(KPS, 'NAMESPACE'), { namespaces: ['monitoring'] }],
    ['a list of namespaces', withValue(KPS, 'NAMESPACE', 'monitoring, apps,'), { namespaces: ['monitoring', 'apps'] }],
    ['ALL in a list', withValue(KPS, 'NAMESPACE', 'apps,ALL'), { namespaces: 'all' }],
    ['no RESOURCE: ConfigMaps', without(KPS, 'RESOURCE'), { configMaps: true }],
    ['RESOURCE secret', withValue(KPS, 'RESOURCE', 'secret'), { configMaps: false }],
    [
      'another FOLDER_ANNOTATION',
      withValue(KPS, 'FOLDER_ANNOTATION', 'grafana_folder'),
      { folderAnnotation: 'grafana_folder' },
    ],
    ['UNIQUE_FILENAMES', withValue(KPS, 'UNIQUE_FILENAMES', 'True'), { uniqueFilenames: true }],
    ['METHOD LIST', withValue(KPS, 'METHOD', 'LIST'), { once: true }],
    ['METHOD SLEEP', withValue(KPS, 'METHOD', 'SLEEP'), { once: false }],
    [
      'RESOURCE_NAME',
      withValue(withValue(KPS, 'RESOURCE_NAME', 'a,b'), 'NAMESPACE', 'monitoring'),
      { names: ['a', 'b'] },
    ],
    ['another label', withValue(KPS, 'LABEL', 'example.com/dash'), { label: 'example.com/dash' }],
  ])('%s', (_name, env, expected) => {
    const sidecar = only(env);
    expect(sidecar).toMatchObject({ unknown: [], assumed: [], ...expected });
    if (_name.includes('any value')) expect(sidecar).not.toHaveProperty('value');
  });

  it('RESOURCE_NAME is not used with NAMESPACE ALL', () => {
    expect(only(withValue(KPS, 'RESOURCE_NAME', 'a'))).not.toHaveProperty('names');
  });

  const ref = { valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } };
  it.each(['LABEL', 'LABEL_VALUE', 'NAMESPACE', 'RESOURCE', 'RESOURCE_NAME'])(
    '%s by valueFrom: unknown, not absent',
    (name) => {
      const sidecar = only([...without(KPS, name), { name, ...ref }]);
      expect(sidecar.unknown).toEqual([expect.stringContaining(`${name} is set by reference`)]);
      expect(dashboardConfigMap(intent(), sidecar)).toEqual({ kind: 'impossible', why: sidecar.unknown });
    },
  );

  it.each(['METHOD', 'FOLDER_ANNOTATION', 'UNIQUE_FILENAMES'])(
    '%s by valueFrom: its default is assumed, and said',
    (name) => {
      const sidecar = only([...without(KPS, name), { name, ...ref }]);
      expect(sidecar).toMatchObject({ unknown: [], assumed: [expect.stringContaining(name)] });
      expect(manifestOf(dashboardConfigMap(intent(), sidecar)).notes).toEqual(sidecar.assumed);
    },
  );

  it('a reference to another variable is unknown', () => {
    expect(only(withValue(KPS, 'LABEL_VALUE', '$(OTHER)')).unknown).toHaveLength(1);
  });

  it('envFrom may set what is not listed', () => {
    const sidecar = only({
      containers: [sidecarContainer(without(KPS, 'LABEL_VALUE'), { envFrom: [{ configMapRef: { name: 'x' } }] })],
    });
    expect(sidecar.label).toBe('grafana_dashboard');
    expect(sidecar.unknown).toEqual(expect.arrayContaining([expect.stringContaining('LABEL_VALUE')]));
  });

  it('a StatefulSet', () => {
    expect(only({ kind: 'StatefulSet', containers: [sidecarContainer(KPS)] }).workload.kind).toBe('StatefulSet');
  });

  it('an init container that ends reads once; a native sidecar goes on', () => {
    const init = sidecarContainer(KPS, { name: 'grafana-init-sc-dashboard' });
    expect(only({ initContainers: [init] }).once).toBe(true);
    expect(only({ initContainers: [{ ...init, restartPolicy: 'Always' }] }).once).toBe(false);
    expect(only({ initContainers: [init], containers: [sidecarContainer(KPS)] })).toMatchObject({
      once: false,
      container: 'grafana-sc-dashboard',
    });
  });

  it('is told by what it does, not by its name', () => {
    const renamed = sidecarContainer(KPS, { name: 'dash-sc-datasources' });
    const datasources = sidecarContainer(DATASOURCES, { name: 'my-sc-dashboard' });
    expect(only({ containers: [datasources, renamed] }).container).toBe('dash-sc-datasources');
  });

  it('a mirrored image under another name', () => {
    expect(only({ containers: [sidecarContainer(KPS, { image: 'registry.local/mirror/sidecar:1' })] }).label).toBe(
      'grafana_dashboard',
    );
  });

  it.each(['plugins', 'notifiers', 'alerting'])('is not the sidecar for %s', (folder) => {
    const env = withValue(
      withValue(without(KPS, 'REQ_URL'), 'FOLDER', `/etc/grafana/provisioning/${folder}`),
      'LABEL',
      `grafana_${folder}`,
    );
    expect(dashboardSidecars([workload({ containers: [sidecarContainer(env, { name: 'grafana-sc-x' })] })])).toEqual(
      [],
    );
  });

  it('lists several Grafanas in a stable order', () => {
    const a = workload({ namespace: 'a', containers: [sidecarContainer(KPS)] });
    const b = workload({ namespace: 'b', containers: [sidecarContainer(KPS)] });
    const names = (objects: readonly KubeObject[]): readonly (string | undefined)[] =>
      dashboardSidecars(objects).map((each) => each.workload.namespace);
    expect(names([b, a])).toEqual(['a', 'b']);
    expect(names([a, b])).toEqual(['a', 'b']);
  });

  it('survives what is of the wrong type', () => {
    const broken = [{ env: 'x' }, { env: [7, { name: 3 }, { name: 'LABEL', value: 7 }] }].map((rest) =>
      sidecarContainer([], rest as JsonObject),
    );
    const found = dashboardSidecars([workload({ containers: broken })]);
    for (const sidecar of found) expect(sidecar.unknown.length).toBeGreaterThan(0);
  });

  it.each([
    ['LABEL', 'not a key!'],
    ['LABEL_VALUE', 'a b'],
  ])('%s %j cannot be a label', (name, value) => {
    expect(dashboardConfigMap(intent(), only(withValue(KPS, name, value)))).toMatchObject({ kind: 'impossible' });
  });

  it('no LABEL at all', () => {
    expect(only(without(KPS, 'LABEL')).unknown).toEqual(['LABEL is not set, so nothing is selected by label.']);
  });
});

function intent(rest: Partial<DashboardIntent> = {}): DashboardIntent {
  return {
    name: 'promwire-kuberhealthy',
    namespace: 'kuberhealthy',
    dashboards: { 'promwire-kuberhealthy': '{"uid":"kuberhealthy"}' },
    ...rest,
  };
}

function manifestOf(plan: DashboardPlan): Extract<DashboardPlan, { kind: 'manifest' }> {
  if (plan.kind !== 'manifest') throw new Error(plan.why.join());
  return plan;
}

describe('dashboardConfigMap', () => {
  it('has label, value, namespace and a key of its own that ends in .json', () => {
    expect(
      manifestOf(dashboardConfigMap(intent({ labels: { 'app.kubernetes.io/managed-by': 'promwire' } }), only(KPS)))
        .manifest,
    ).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'promwire-kuberhealthy',
        namespace: 'kuberhealthy',
        labels: { 'app.kubernetes.io/managed-by': 'promwire', grafana_dashboard: '1' },
      },
      data: { 'kuberhealthy.promwire-kuberhealthy.json': '{"uid":"kuberhealthy"}' },
    });
  });

  it.each([
    ['its own when nothing is said', without(KPS, 'NAMESPACE'), 'monitoring'],
    ['the wanted one when it is in the list', withValue(KPS, 'NAMESPACE', 'apps,kuberhealthy'), 'kuberhealthy'],
    ["Grafana's own when that is in the list", withValue(KPS, 'NAMESPACE', 'apps,monitoring'), 'monitoring'],
    ['else the first of the list', withValue(KPS, 'NAMESPACE', 'apps,others'), 'apps'],
  ])('namespace: %s', (_name, env, namespace) => {
    expect(manifestOf(dashboardConfigMap(intent(), only(env))).manifest.metadata.namespace).toBe(namespace);
  });

  it.each([
    [
      'where its sidecar names an annotation for it',
      withValue(KPS, 'FOLDER_ANNOTATION', 'grafana_folder'),
      'Kuberhealthy',
    ],
    ['with its title as a name of a directory', withValue(KPS, 'FOLDER_ANNOTATION', 'grafana_folder'), 'a/../b'],
  ])('has a folder %s', (_name, env, folder) => {
    expect(manifestOf(dashboardConfigMap(intent({ folder }), only(env))).manifest.metadata.annotations).toEqual({
      grafana_folder: folder.replaceAll('/', '-'),
    });
  });

  it('has none where nobody set up folders', () => {
    const { manifest } = manifestOf(dashboardConfigMap(intent({ folder: 'Kuberhealthy' }), only(KPS)));
    expect(manifest.metadata).not.toHaveProperty('annotations');
  });

  it('any value: some value', () => {
    expect(
      manifestOf(dashboardConfigMap(intent(), only(without(KPS, 'LABEL_VALUE')))).manifest.metadata.labels,
    ).toEqual({ grafana_dashboard: '1' });
  });

  it('says that a restart is needed where it reads once', () => {
    expect(manifestOf(dashboardConfigMap(intent(), only(withValue(KPS, 'METHOD', 'LIST')))).notes).toEqual([
      'Deployment monitoring/prometheus-grafana reads dashboards only when its pods start: restart it to see this one.',
    ]);
  });

  it.each<[string, Env, Partial<DashboardIntent>, RegExp]>([
    ['only Secrets are read', withValue(KPS, 'RESOURCE', 'secret'), {}, /does not read ConfigMaps/],
    [
      'only other names',
      withValue(withValue(KPS, 'RESOURCE_NAME', 'a'), 'NAMESPACE', 'monitoring'),
      {},
      /RESOURCE_NAME allows only a/,
    ],
    [
      'too large',
      KPS,
      { dashboards: { a: 'ä'.repeat(300 * 1024), b: 'ä'.repeat(300 * 1024) } },
      /larger than a ConfigMap/,
    ],
  ])('impossible: %s', (_name, env, rest, why) => {
    const plan = dashboardConfigMap(intent(rest), only(env));
    expect(plan.kind === 'impossible' && plan.why.join(' ')).toMatch(why);
  });
});
