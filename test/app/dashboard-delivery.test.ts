import { describe, expect, it } from '@jest/globals';
import { dashboardDelivery } from '../../src/app/dashboard-delivery.ts';
import { analyse } from '../../src/judge/analysis.ts';
import type { App } from '../../src/world/applications.ts';
import { buildWorld } from '../../src/world/world.ts';
import { project } from '../../src/io/projection/index.ts';
import type { Gap, JsonObject, Stack } from '../../src/model/index.ts';
import { profiles } from '../../src/profiles/index.ts';

const [variant] = profiles[0]!.variants;
const app: App = {
  profile: 'kuberhealthy',
  variant: 'v3',
  title: 'Kuberhealthy 3',
  namespace: 'kuberhealthy',
  services: [],
  port: 'http',
};

const sidecar = (env: readonly JsonObject[]): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'prometheus-grafana', namespace: 'monitoring' },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'grafana-sc-dashboard',
            image: 'quay.io/kiwigrid/k8s-sidecar:2.1.2',
            env: [{ name: 'LABEL', value: 'grafana_dashboard' }, { name: 'FOLDER', value: '/tmp/dashboards' }, ...env],
          },
        ],
      },
    },
  },
});
const ALL_NAMESPACES = { name: 'NAMESPACE', value: 'ALL' };
const operated: JsonObject = {
  apiVersion: 'grafana.integreatly.org/v1beta1',
  kind: 'Grafana',
  metadata: { name: 'main', namespace: 'grafana', labels: { dashboards: 'main' } },
  spec: {},
};

const stack = { ref: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', name: 'k8s' } } as Stack;

const way = (objects: readonly JsonObject[], gaps: readonly Gap[] = [], home = 'monitoring') => {
  const projected = objects.map((raw) => {
    const object = project(raw, { source: 'cluster' });
    if ('invalid' in object) throw new Error(object.invalid);
    return object;
  });
  const world = buildWorld({ source: 'cluster', objects: projected, coverage: [], gaps });
  return dashboardDelivery(analyse(world, { backends: [], checks: [], profiles: [] }), variant!, app, {
    ...stack,
    ref: { ...stack.ref, namespace: home },
  });
};
const kinds = (answer: ReturnType<typeof way>): readonly string[] =>
  answer.manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

/** A sidecar of a neighbour, whose namespace comes first. */
const planted = (env: readonly JsonObject[], replicas = 1): JsonObject => {
  const { spec, ...rest } = sidecar([ALL_NAMESPACES, ...env]);
  return { ...rest, metadata: { name: 'zz', namespace: 'a-tenant' }, spec: { ...(spec as JsonObject), replicas } };
};

describe('a sidecar of a neighbour', () => {
  it.each([
    'app.kubernetes.io/managed-by',
    'app.kubernetes.io/instance',
    'promwire.dev/profile',
    'helm.sh/chart',
    'argocd.argoproj.io/instance',
    'kustomize.toolkit.fluxcd.io/name',
    'helm.toolkit.fluxcd.io/name',
  ])('that asks for %s is passed over, and that is said', (key) => {
    const asking = planted([
      { name: 'LABEL', value: key },
      { name: 'LABEL_VALUE', value: 'Helm' },
    ]);
    const said = expect.stringContaining(`The sidecar of Deployment a-tenant/zz is passed over: it asks for ${key}`);
    const answer = way([asking, sidecar([ALL_NAMESPACES])]);
    expect(answer.manifests[0]?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'promwire',
      'promwire.dev/profile': 'kuberhealthy',
      grafana_dashboard: '1',
    });
    expect(answer.notes).toContainEqual(said);
    const operator = way([asking, operated]);
    expect(kinds(operator)[0]).toMatch(/^GrafanaFolder/);
    expect(operator.notes).toContainEqual(said);
    const alone = way([asking]);
    expect(alone.manifests).toEqual([]);
    expect(alone.notes).toContainEqual(said);
  });

  it('that files by an annotation of owners is passed over', () => {
    const folder = { name: 'FOLDER_ANNOTATION', value: 'argocd.argoproj.io/tracking-id' };
    expect(way([planted([folder])]).manifests).toEqual([]);
  });

  it('comes after the one next to the stack, and after any that runs where it is scaled to 0', () => {
    const next = 'for the sidecar of Deployment monitoring/prometheus-grafana';
    expect(way([planted([]), sidecar([])]).why).toBe(next);
    expect(way([planted([], 0), sidecar([])], [], 'elsewhere').why).toBe(next);
    const asleep = { ...sidecar([]), spec: { ...(sidecar([])['spec'] as JsonObject), replicas: 0 } };
    expect(way([planted([]), asleep]).why).toBe('for the sidecar of Deployment a-tenant/zz');
    expect(way([asleep]).why).toBe(next);
  });
});

describe('the way of dashboards into Grafana', () => {
  it('is a ConfigMap where a sidecar reads them', () => {
    const answer = way([sidecar([ALL_NAMESPACES]), operated]);
    expect(kinds(answer)).toEqual(['ConfigMap kuberhealthy/promwire-kuberhealthy-v3']);
    expect(answer.why).toBe('for the sidecar of Deployment monitoring/prometheus-grafana');
    expect(Object.keys(answer.manifests[0]!['data'] as object)).toEqual([
      'kuberhealthy.promwire-kuberhealthy-v3.json',
      'kuberhealthy.promwire-kuberhealthy-v3-check.json',
    ]);
  });

  it('is grafana-operator where there is no sidecar, or none that can be served', () => {
    const objects = [
      'GrafanaFolder grafana/promwire-kuberhealthy-v3',
      'GrafanaDashboard grafana/promwire-kuberhealthy-v3',
      'GrafanaDashboard grafana/promwire-kuberhealthy-v3-check',
    ];
    for (const answer of [way([operated]), way([sidecar([{ name: 'RESOURCE', value: 'secret' }]), operated])]) {
      expect(kinds(answer)).toEqual(objects);
      expect(answer.why).toBe('for grafana-operator, which brings it to Grafana grafana/main');
    }
  });

  it('is the API or a person where nothing in the cluster takes them, and says why', () => {
    const answer = way([]);
    expect(answer.manifests).toEqual([]);
    expect(answer.notes).toEqual([
      expect.stringMatching(/^No Grafana with .*dashboard import --variant v3 --grafana-url/),
    ]);
    const refused = way([sidecar([{ name: 'RESOURCE', value: 'secret' }])]);
    expect(refused.notes).toEqual([
      expect.stringContaining('RESOURCE is secret'),
      expect.stringContaining('No sidecar of'),
    ]);
    const containers = [
      { name: 'manager', image: 'grafana/grafana-operator:v5', env: [{ name: 'WATCH_NAMESPACE', value: 'x' }] },
    ];
    const operator: JsonObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'grafana-operator', namespace: 'grafana' },
      spec: { template: { spec: { containers } } },
    };
    expect(way([operated, operator])).toMatchObject({
      manifests: [],
      notes: [expect.stringContaining('looks at namespace x only'), expect.stringContaining('No grafana-operator of')],
    });
  });

  it('does not take what may not be seen for absent', () => {
    const reads = { group: 'grafana.integreatly.org', kind: 'Grafana' };
    const { notes } = way([], [{ reason: 'forbidden', reads, sentence: 'grafanas is forbidden' }]);
    expect(notes[0]).toBe('Whether grafana-operator runs here could not be seen: grafanas is forbidden');
  });
});
