import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { endpoints, kube, mayDiscover, namespace, operator, pod, prometheus } from '../worlds.ts';
import type { Raw } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

/*
 * Kuberhealthy as its charts render it, next to kube-prometheus-stack of the release "kps", from files and in a cluster.
 * Names, labels, ports, variables and kinds are those of deploy/helm/kuberhealthy at v2.7.1, v2.8.0-rc2 and v3.0.13.
 */

/** Values of the charts that people set. */
interface Values {
  /** Helm's namespace. */
  readonly home?: string;
  readonly nameOverride?: string;
  readonly image?: string;
  readonly replicas?: number;
  /** prometheus.serviceMonitor of chart 2: its label release, and the namespace value, which is not Helm's. */
  readonly monitor?: { readonly release: string; readonly home?: string };
  /** prometheus.prometheusRule of chart 2. */
  readonly alerts?: { readonly release: string; readonly home?: string };
  /** Charts 97 to 106 of version 2 render the alerts' labels as null. */
  readonly nullLabels?: boolean;
}

const made = (apiVersion: string, kind: string, path: string, labels: Raw | undefined, fields: Raw): KubeObject => {
  const [home, name] = path.split('/');
  return kube({ apiVersion, kind, metadata: { namespace: home, name, ...(labels ? { labels } : {}) }, ...fields });
};

/** Deployment and Service, which both charts render alike but for the variables and the annotations. */
function deployed(version: 2 | 3, values: Values): readonly KubeObject[] {
  const { home = 'kuberhealthy', nameOverride: name = 'kuberhealthy', replicas = 2 } = values;
  const image =
    values.image ?? (version === 2 ? 'kuberhealthy/kuberhealthy:v2.7.0' : 'docker.io/kuberhealthy/kuberhealthy:main');
  const app = { app: name };
  const env =
    version === 2
      ? [{ name: 'CHECK_REAPER_RUN_INTERVAL', value: '30s' }]
      : [
          { name: 'KH_LISTEN_ADDRESS', value: ':8080' },
          { name: 'KH_PROM_SUPPRESS_ERROR_LABEL', value: 'false' },
          { name: 'KH_DEFAULT_NAMESPACE', value: home },
        ];
  const container = { name, image, env, ports: [{ name: 'http', containerPort: 8080 }] };
  const annotations = version === 3 ? { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '80' } : {};
  const metadata = { namespace: home, name, labels: app };
  return [
    kube({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: app },
        template: { metadata: { labels: app }, spec: { serviceAccountName: name, containers: [container] } },
      },
      status: { replicas, readyReplicas: replicas, availableReplicas: replicas },
    }),
    kube({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, annotations },
      spec: { selector: app, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    }),
    // Both charts give kuberhealthy rights of its own; the stack's are not among them.
    kube({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }],
    }),
    kube({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      subjects: [{ kind: 'ServiceAccount', namespace: home, name }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    }),
  ];
}

const chart3 = (values: Values = {}): readonly KubeObject[] => deployed(3, values);

function chart2(values: Values = {}): readonly KubeObject[] {
  const { home = 'kuberhealthy', nameOverride: name = 'kuberhealthy', monitor, alerts, nullLabels = false } = values;
  const role = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
  const rights = { kind: 'Role', apiGroup: 'rbac.authorization.k8s.io', name: 'ds-admin' };
  const rule = (alert: string, expr: string): Raw => ({
    alert,
    expr,
    for: '5m',
    labels: nullLabels ? null : { severity: 'critical' },
    annotations: { description: 'Kuberhealthy is not healthy' },
  });
  return [
    ...deployed(2, values),
    made('rbac.authorization.k8s.io/v1', 'Role', `${home}/ds-admin`, undefined, { rules: [role] }),
    made('rbac.authorization.k8s.io/v1', 'RoleBinding', `${home}/daemonset-khcheck`, undefined, {
      subjects: [{ kind: 'ServiceAccount', name: 'daemonset-khcheck' }],
      roleRef: rights,
    }),
    made('comcast.github.io/v1', 'KuberhealthyCheck', `${home}/daemonset`, undefined, { spec: { runInterval: '15m' } }),
    ...(monitor === undefined
      ? []
      : [
          made(
            'monitoring.coreos.com/v1',
            'ServiceMonitor',
            `${monitor.home ?? 'kuberhealthy'}/${name}`,
            { app: name, prometheus: 'prometheus', release: monitor.release },
            {
              spec: {
                jobLabel: 'component',
                // The chart's name, whatever nameOverride says.
                selector: { matchLabels: { app: 'kuberhealthy' } },
                namespaceSelector: { matchNames: [home] },
                endpoints: [{ port: 'http', interval: '15s', bearerTokenFile: '/var/run/secrets/token' }],
              },
            },
          ),
        ]),
    ...(alerts === undefined
      ? []
      : [
          made(
            'monitoring.coreos.com/v1',
            'PrometheusRule',
            `${alerts.home ?? 'kuberhealthy'}/${name}`,
            { prometheus: 'prometheus', release: alerts.release, role: 'alert-rules' },
            {
              spec: {
                groups: [
                  {
                    name: './kuberhealthy.rules',
                    rules: [
                      rule('KuberhealthyError', 'kuberhealthy_running < 1'),
                      rule('ClusterUnhealthy', 'kuberhealthy_cluster_state < 1'),
                    ],
                  },
                ],
              },
            },
          ),
        ]),
  ];
}

/** What people add to chart 3 by hand: deploy/serviceMonitor.yaml of its repository, which has no label. */
const itsMonitor = made('monitoring.coreos.com/v1', 'ServiceMonitor', 'kuberhealthy/kuberhealthy', undefined, {
  spec: {
    selector: { matchLabels: { app: 'kuberhealthy' } },
    namespaceSelector: { matchNames: ['kuberhealthy'] },
    endpoints: [{ port: 'http', path: '/metrics', interval: '30s' }],
  },
});

const release = { matchLabels: { release: 'kps' } };
const stack = prometheus('monitoring/kps-prometheus', {
  serviceMonitorSelector: release,
  podMonitorSelector: release,
  ruleSelector: release,
});

/** The chart as installed: what the cluster makes of it, and the CRDs, which `helm template` leaves out. */
function installed(
  version: 2 | 3,
  chart: readonly KubeObject[],
  { home = 'kuberhealthy', ...values }: Values,
): readonly KubeObject[] {
  const { nameOverride: name = 'kuberhealthy', replicas = 2 } = values;
  const labels = { app: name };
  const pods = Array.from({ length: replicas }, (_, i) => [`10.0.0.${i + 1}`, `${home}/${name}-${i}`] as const);
  const crd = version === 2 ? 'khchecks.comcast.github.io' : 'healthchecks.kuberhealthy.github.io';
  const owned = chart.map((object): KubeObject => {
    const helm = { 'meta.helm.sh/release-name': 'kh', 'meta.helm.sh/release-namespace': home };
    const { metadata } = object;
    const managed = { ...metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' };
    return { ...object, metadata: { ...metadata, labels: managed, annotations: { ...metadata.annotations, ...helm } } };
  });
  return [
    ...owned,
    ...[...new Set(['monitoring', 'kuberhealthy', home])].map((each) => namespace(each)),
    stack,
    operator(),
    ...mayDiscover,
    kube({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: crd } }),
    endpoints(`${home}/${name}`, pods, {}, { labels }),
    ...pods.map(([ip, path]) => pod(path, ip, { meta: { labels } })),
  ];
}

const DIGEST = `sha256:${'0'.repeat(64)}`;
const BOTH = ['PrometheusRule', 'ServiceMonitor'];
const WIRED = { release: 'kps' };

interface Row {
  readonly it: string;
  readonly version: 2 | 3;
  readonly values?: Values;
  readonly more?: readonly KubeObject[];
  /** Errors of `check kuberhealthy`, "ID Kind", sorted. */
  readonly errors: readonly string[];
  /** What `generate` makes, sorted. */
  readonly makes: readonly string[];
}

const MISSING = ['monitor-missing Service'];
const ROWS: readonly Row[] = [
  { it: 'chart 2 as it comes', version: 2, errors: MISSING, makes: BOTH },
  {
    it: 'chart 2 with monitor and alerts, and the label that it gives by itself',
    version: 2,
    values: { monitor: { release: 'prometheus-operator' }, alerts: { release: 'prometheus-operator' } },
    errors: ['label-mismatch PrometheusRule', 'label-mismatch ServiceMonitor'],
    makes: BOTH,
  },
  {
    it: 'chart 2 with monitor and alerts of the release',
    version: 2,
    values: { monitor: WIRED, alerts: WIRED },
    errors: [],
    makes: ['PrometheusRule'],
  },
  {
    it: 'chart 2 with one replica in a namespace of its own, its monitor in the one that the value names',
    version: 2,
    values: { home: 'health', replicas: 1, monitor: WIRED, alerts: WIRED },
    errors: [],
    makes: ['PrometheusRule'],
  },
  {
    it: 'chart 2 in a namespace of its own with monitor and alerts there',
    version: 2,
    values: { home: 'health', monitor: { release: 'kps', home: 'health' }, alerts: { release: 'kps', home: 'health' } },
    errors: [],
    makes: ['PrometheusRule'],
  },
  {
    it: 'chart 2 with imageRegistry, which leaves the owner of the image out',
    version: 2,
    values: { image: 'registry.example/kuberhealthy:v2.7.0', monitor: WIRED },
    errors: [],
    makes: ['PrometheusRule'],
  },
  {
    it: 'chart 2 with imageURL, a digest of a renamed image',
    version: 2,
    values: { image: `registry.example/mirror/synthetics@${DIGEST}` },
    errors: MISSING,
    makes: BOTH,
  },
  {
    it: 'chart 2 whose alerts have labels of null',
    version: 2,
    values: { monitor: WIRED, alerts: WIRED, nullLabels: true },
    errors: [],
    makes: ['PrometheusRule'],
  },
  {
    it: 'chart 2 with nameOverride, whose monitor looks for the name of the chart',
    version: 2,
    values: { nameOverride: 'kh', monitor: WIRED },
    errors: ['no-matching-service ServiceMonitor'],
    makes: BOTH,
  },
  { it: 'chart 3 as it comes, of the image main', version: 3, errors: MISSING, makes: BOTH },
  {
    it: 'chart 3 with one replica in a namespace of its own',
    version: 3,
    values: { home: 'health', replicas: 1, image: 'docker.io/kuberhealthy/kuberhealthy:v3.0.13' },
    errors: MISSING,
    makes: BOTH,
  },
  {
    it: 'chart 3 with a digest',
    version: 3,
    values: { image: `docker.io/kuberhealthy/kuberhealthy@${DIGEST}` },
    errors: MISSING,
    makes: BOTH,
  },
  {
    it: 'chart 3 with a mirror under another path, latest',
    version: 3,
    values: { image: 'registry.example:5000/mirror/kuberhealthy-kuberhealthy:latest' },
    errors: MISSING,
    makes: BOTH,
  },
  { it: 'chart 3 with nameOverride', version: 3, values: { nameOverride: 'kh' }, errors: MISSING, makes: BOTH },
  {
    it: 'chart 3 with the monitor of its repository',
    version: 3,
    more: [itsMonitor],
    errors: ['label-mismatch ServiceMonitor'],
    makes: BOTH,
  },
];

interface Found {
  readonly severity: string;
  readonly check: string;
  readonly object: { readonly kind: string };
}

const errorsOf = (json: string): readonly string[] => {
  const { findings } = JSON.parse(json) as { readonly findings: readonly Found[] };
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.map(({ check, object }) => `${check} ${object.kind}`).sort();
};
const kindsOf = (yaml: string): readonly string[] =>
  [...yaml.matchAll(/^kind: (\w+)$/gm)].map(([, kind = '']) => kind).sort();
/** Only the rules of version 2 are about jobs. */
const versionOf = (yaml: string): 2 | 3 => (yaml.includes('alert: KuberhealthySchedulerStuck') ? 3 : 2);

describe.each(ROWS)('$it', ({ version, values = {}, more = [], errors, makes }) => {
  const chart = [...(version === 2 ? chart2 : chart3)(values), ...more];
  const code = errors.length > 0 ? 1 : 0;

  it('is judged and wired in from files', async () => {
    await inFolder(async (folder) => {
      const from = [
        '--from',
        write(folder, 'chart.yaml', yamlOf(chart)),
        '--from',
        write(folder, 'stack.yaml', yamlOf([stack])),
      ];
      const checked = await run(['check', 'kuberhealthy', ...from, '-o', 'json']);
      expect([errorsOf(checked.out), checked.code]).toEqual([errors, code]);
      const generated = await run(['generate', ...from]);
      expect([kindsOf(generated.out), generated.code]).toEqual([makes, 0]);
      expect(versionOf(generated.out)).toBe(version);
    });
  });

  it('is judged and wired in in a cluster', async () => {
    const there = installed(version, chart, values);
    const checked = await onCluster(there, ['check', 'kuberhealthy', '-o', 'json']);
    expect([errorsOf(checked.out), checked.code]).toEqual([errors, code]);
    const generated = await onCluster(there, ['generate']);
    expect([kindsOf(generated.out), generated.code]).toEqual([makes, 0]);
    const { out } = await onCluster(there, ['setup', '--dry-run']);
    expect(out.split('\n')[0]).toBe(`Kuberhealthy ${version} in namespace ${values.home ?? 'kuberhealthy'}`);
  });
});
