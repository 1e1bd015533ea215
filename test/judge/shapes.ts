/** What charts and operators' users keep in files, each healthy: a stack with its own monitors, and applications. */
import type { KubeObject } from '../../src/model/index.ts';
import { kube } from '../worlds.ts';
import type { Raw } from '../worlds.ts';

type Labels = Readonly<Record<string, string>>;

const MONITORING = 'monitoring.coreos.com/v1';
const RBAC = 'rbac.authorization.k8s.io';

/** One object; `path`: "namespace/name", or a name. */
function made(
  apiVersion: string,
  kind: string,
  path: string,
  labels: Labels,
  fields: Raw,
  annotations: Labels = {},
): KubeObject {
  const [first = '', second] = path.split('/');
  const named = second === undefined ? { name: first } : { namespace: first, name: second };
  return kube({ apiVersion, kind, metadata: { ...named, labels, annotations }, ...fields });
}

const RELEASE = { release: 'kps' };
const serviceMonitor = (path: string, matchLabels: Labels, endpoints: readonly Raw[], more: Raw = {}): KubeObject =>
  made(MONITORING, 'ServiceMonitor', path, RELEASE, { spec: { selector: { matchLabels }, endpoints, ...more } });
const podMonitor = (path: string, matchLabels: Labels, port: string): KubeObject =>
  made(MONITORING, 'PodMonitor', path, RELEASE, {
    spec: { selector: { matchLabels }, podMetricsEndpoints: [{ port }] },
  });
const service = (path: string, labels: Labels, selector: Labels, ports: readonly Raw[]): KubeObject =>
  made('v1', 'Service', path, labels, { spec: { ...(Object.keys(selector).length === 0 ? {} : { selector }), ports } });
const workload = (kind: string, path: string, labels: Labels, ports: readonly Raw[], more: Raw = {}): KubeObject =>
  made(kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1', kind, path, labels, {
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'registry.example/main:1', ports, ...more }] },
      },
    },
  });
const METRICS = { name: 'metrics', port: 9100, targetPort: 'metrics' };
const DECLARED = [{ name: 'metrics', containerPort: 9100 }];

const listWatch = (...resources: readonly string[]): Raw => ({
  apiGroups: [''],
  resources,
  verbs: ['get', 'list', 'watch'],
});
const bound = (kind: 'Role' | 'ClusterRole', where: string, rules: readonly Raw[]): readonly KubeObject[] => [
  made(`${RBAC}/v1`, kind, `${where}prometheus`, {}, { rules }),
  made(
    `${RBAC}/v1`,
    `${kind}Binding`,
    `${where}prometheus`,
    {},
    {
      roleRef: { apiGroup: RBAC, kind, name: 'prometheus' },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
    },
  ),
];
const DISCOVER = listWatch('services', 'endpoints', 'pods');

/** kube-prometheus-stack as `helm template` prints it: every selector asks for the release. */
export function releaseStack(): readonly KubeObject[] {
  const wants = { matchLabels: RELEASE };
  const spec = {
    serviceAccountName: 'prometheus',
    serviceMonitorSelector: wants,
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: wants,
    podMonitorNamespaceSelector: {},
    ruleSelector: wants,
    ruleNamespaceSelector: {},
  };
  return [
    made(MONITORING, 'Prometheus', 'monitoring/k8s', {}, { spec }),
    ...bound('ClusterRole', '', [DISCOVER, { nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
    ...own(),
  ];
}

/** kube-prometheus: every selector is open, and the rights are Roles in three namespaces. */
export function openStack(): readonly KubeObject[] {
  const names = ['serviceMonitor', 'podMonitor', 'rule'];
  const selectors = Object.fromEntries(
    names.flatMap((name) => [
      [`${name}Selector`, {}],
      [`${name}NamespaceSelector`, {}],
    ]),
  );
  return [
    made(MONITORING, 'Prometheus', 'monitoring/k8s', {}, { spec: { serviceAccountName: 'prometheus', ...selectors } }),
    ...bound('ClusterRole', '', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
    ...['monitoring', 'default', 'kube-system', 'shop', 'bank'].flatMap((where) =>
      bound('Role', `${where}/`, [DISCOVER]),
    ),
    ...own(),
  ];
}

/** What both stacks bring: their operator, their monitors for what no chart brings, a Job that makes a Secret, a test. */
function own(): readonly KubeObject[] {
  const operator = { app: 'operator', component: 'prometheus-operator' };
  const within = (...matchNames: readonly string[]): Raw => ({ namespaceSelector: { matchNames } });
  const https = (port: string, more: Raw = {}): readonly Raw[] => [{ port, scheme: 'https', ...more }];
  const ca = { tlsConfig: { ca: { secret: { name: 'kps-admission', key: 'ca' } } } };
  const job = { containers: [{ name: 'create', image: 'certgen', args: ['create', '--secret-name=kps-admission'] }] };
  return [
    made(MONITORING, 'Alertmanager', 'monitoring/main', {}, { spec: { replicas: 2 } }),
    workload('Deployment', 'monitoring/operator', operator, [{ name: 'https', containerPort: 10250 }], {
      image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
      name: 'prometheus-operator',
      args: ['--kubelet-service=kube-system/kps-kubelet'],
    }),
    service('monitoring/operator', operator, operator, [{ name: 'https', port: 443, targetPort: 'https' }]),
    serviceMonitor('monitoring/operator', operator, https('https', ca)),
    serviceMonitor(
      'monitoring/apiserver',
      { component: 'apiserver', provider: 'kubernetes' },
      https('https'),
      within('default'),
    ),
    serviceMonitor('monitoring/kubelet', { 'k8s-app': 'kubelet' }, https('https-metrics'), within('kube-system')),
    serviceMonitor('monitoring/dns', { 'k8s-app': 'kube-dns' }, [{ port: 'metrics' }], within('kube-system')),
    service('kube-system/kps-scheduler', { app: 'kps-scheduler' }, { component: 'kube-scheduler' }, [
      { name: 'http-metrics', port: 10259, targetPort: 10259 },
    ]),
    serviceMonitor('monitoring/scheduler', { app: 'kps-scheduler' }, https('http-metrics'), within('kube-system')),
    service('monitoring/prometheus', { app: 'prometheus' }, { 'operator.prometheus.io/name': 'k8s' }, [
      { name: 'http-web', port: 9090, targetPort: 9090 },
    ]),
    serviceMonitor('monitoring/prometheus', { app: 'prometheus' }, [{ port: 'http-web' }]),
    made(
      'batch/v1',
      'Job',
      'monitoring/admission',
      {},
      { spec: { template: { spec: job } } },
      { 'helm.sh/hook': 'pre-install' },
    ),
    made('v1', 'Secret', 'monitoring/grafana', {}, { stringData: { user: 'admin' } }),
    made(
      'v1',
      'Pod',
      'monitoring/grafana-test',
      {},
      { spec: { containers: [{ name: 'test', image: 'bats' }] } },
      { 'helm.sh/hook': 'test' },
    ),
    made('v1', 'Namespace', 'monitoring', {}, {}),
  ];
}

/** An application, healthy in one namespace. `name` is part of all its names. */
export type Shape = (where: string, name: string) => readonly KubeObject[];

const named = (name: string): Labels => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': `${name}-1` });

const plain =
  (kind: string): Shape =>
  (where, name) => [
    workload(kind, `${where}/${name}`, named(name), DECLARED),
    service(`${where}/${name}`, named(name), named(name), [METRICS]),
    serviceMonitor(`${where}/${name}`, named(name), [{ port: 'metrics' }]),
  ];

const secretOf =
  (apiVersion: string, kind: string, spec: (name: string) => Raw): Shape =>
  (where, name) => [
    workload('Deployment', `${where}/${name}`, named(name), DECLARED),
    service(`${where}/${name}`, named(name), named(name), [METRICS]),
    serviceMonitor(`${where}/${name}`, named(name), [
      { port: 'metrics', authorization: { credentials: { name: `${name}-token`, key: 'tls.key' } } },
    ]),
    made(apiVersion, kind, `${where}/${name}`, {}, { spec: spec(name) }),
  ];

export const SHAPES: Readonly<Record<string, Shape>> = {
  deployment: plain('Deployment'),
  statefulset: plain('StatefulSet'),
  daemonset: plain('DaemonSet'),
  rollout: plain('Rollout'),
  'two services, one with metrics': (where, name) => [
    ...plain('Deployment')(where, name).filter(({ kind }) => kind === 'Deployment'),
    service(`${where}/${name}`, { ...named(name), 'app.kubernetes.io/component': 'web' }, named(name), [
      { name: 'http', port: 80 },
    ]),
    service(`${where}/${name}-metrics`, { ...named(name), 'app.kubernetes.io/component': 'metrics' }, named(name), [
      METRICS,
    ]),
    serviceMonitor(`${where}/${name}`, { ...named(name), 'app.kubernetes.io/component': 'metrics' }, [
      { port: 'metrics' },
    ]),
  ],
  pods: (where, name) => [
    workload('Deployment', `${where}/${name}`, named(name), DECLARED),
    podMonitor(`${where}/${name}`, named(name), 'metrics'),
  ],
  'a Service that another namespace looks at': (where, name) => [
    workload('Deployment', `${where}/${name}`, named(name), DECLARED),
    service(`${where}/${name}`, named(name), named(name), [METRICS]),
    serviceMonitor(`monitoring/${where}-${name}`, named(name), [{ port: 'metrics' }], {
      namespaceSelector: { matchNames: [where] },
    }),
  ],
  'addresses written by hand': (where, name) => [
    service(`${where}/${name}`, named(name), {}, [METRICS]),
    made('v1', 'Endpoints', `${where}/${name}`, named(name), {
      subsets: [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ name: 'metrics', port: 9100 }] }],
    }),
    serviceMonitor(`${where}/${name}`, named(name), [{ port: 'metrics' }]),
  ],
  postgres: (where, name) => [
    made('postgresql.cnpg.io/v1', 'Cluster', `${where}/${name}`, {}, { spec: { instances: 3 } }),
    podMonitor(`${where}/${name}`, { 'cnpg.io/cluster': name }, 'metrics'),
  ],
  rabbitmq: (where, name) => [
    made('rabbitmq.com/v1beta1', 'RabbitmqCluster', `${where}/${name}`, {}, { spec: { replicas: 3 } }),
    serviceMonitor(`${where}/${name}`, { 'app.kubernetes.io/component': 'rabbitmq', 'app.kubernetes.io/name': name }, [
      { port: 'prometheus' },
    ]),
  ],
  'an external Secret': secretOf('external-secrets.io/v1', 'ExternalSecret', (name) => ({
    target: { name: `${name}-token` },
  })),
  'a sealed Secret': secretOf('bitnami.com/v1alpha1', 'SealedSecret', (name) => ({
    template: { metadata: { name: `${name}-token` } },
  })),
  'a certificate': secretOf('cert-manager.io/v1', 'Certificate', (name) => ({ secretName: `${name}-token` })),
  'a Service that nobody monitors': (where, name) => [
    workload('Deployment', `${where}/${name}`, named(name), [{ containerPort: 80 }]),
    service(`${where}/${name}`, named(name), named(name), [{ name: 'http', port: 80, targetPort: 80 }]),
  ],
};
