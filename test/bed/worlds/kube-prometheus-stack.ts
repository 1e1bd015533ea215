import type { KubeThing } from '../object.ts';
import type { Labels } from './objects.ts';
import { asHelm, clusterRights, deployment, namespace, service, serviceAccount } from './objects.ts';
import { grafana } from './grafana.ts';

/** A kube-prometheus-stack as `helm install` leaves it, reduced to what selects, scrapes, evaluates and shows. */
export interface StackOptions {
  /** The release, `prometheus` when absent; every name follows from it as the chart computes it. */
  readonly release?: string;
  /** `monitoring` when absent. */
  readonly namespace?: string;
  /** Merged over the Prometheus' spec; a field that is undefined here is taken out (a null selector). */
  readonly prometheus?: Readonly<Record<string, unknown>>;
  /** Arguments added to the operator Deployment's: what a reader of the cluster sees, not what the bed's operator does. */
  readonly operatorArgs?: readonly string[];
  /** True when absent. */
  readonly grafana?: boolean;
  /** True when absent: the real Alertmanager then runs. */
  readonly alertmanager?: boolean;
}

const OPERATOR = 'v0.93.0';
const PROMETHEUS = 'v3.13.1';
const ALERTMANAGER = 'v0.31.1';
const MAX_NAME = 26;

/** The chart's fullname: the release when it holds the chart's name, else both, cut to 26 characters. */
const stackName = (release: string): string =>
  (release.includes('kube-prometheus-stack') ? release : `${release}-kube-prometheus-stack`)
    .slice(0, MAX_NAME)
    .replace(/-$/, '');

const READ = ['get', 'list', 'watch'];
const DISCOVERY = [
  { apiGroups: [''], resources: ['nodes', 'nodes/metrics', 'services', 'endpoints', 'pods'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
  { nonResourceURLs: ['/metrics', '/metrics/cadvisor'], verbs: ['get'] },
];

interface Names {
  readonly full: string;
  readonly release: string;
  readonly namespace: string;
}

const labelsOf = ({ release }: Names, part: string): Labels => ({
  app: `kube-prometheus-stack-${part}`,
  release,
  chart: 'kube-prometheus-stack-88.5.3',
  heritage: 'Helm',
  'app.kubernetes.io/instance': release,
  'app.kubernetes.io/part-of': 'kube-prometheus-stack',
  'app.kubernetes.io/version': '88.5.3',
});

const prometheusSpec = (names: Names, options: StackOptions): Readonly<Record<string, unknown>> => {
  const byRelease = { matchLabels: { release: names.release } };
  const spec: Readonly<Record<string, unknown>> = {
    replicas: 1,
    shards: 1,
    version: PROMETHEUS,
    image: `quay.io/prometheus/prometheus:${PROMETHEUS}`,
    portName: 'http-web',
    routePrefix: '/',
    externalUrl: `http://${names.full}-prometheus.${names.namespace}:9090`,
    serviceAccountName: `${names.full}-prometheus`,
    scrapeInterval: '30s',
    evaluationInterval: '30s',
    retention: '10d',
    serviceMonitorSelector: byRelease,
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: byRelease,
    podMonitorNamespaceSelector: {},
    probeSelector: byRelease,
    probeNamespaceSelector: {},
    scrapeConfigSelector: byRelease,
    scrapeConfigNamespaceSelector: {},
    ruleSelector: byRelease,
    ruleNamespaceSelector: {},
    ...(options.alertmanager === false
      ? {}
      : {
          alerting: {
            alertmanagers: [
              {
                namespace: names.namespace,
                name: `${names.full}-alertmanager`,
                port: 'http-web',
                pathPrefix: '/',
                apiVersion: 'v2',
              },
            ],
          },
        }),
    ...options.prometheus,
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
};

const prometheus = (names: Names, options: StackOptions): readonly KubeThing[] => {
  const name = `${names.full}-prometheus`;
  const labels = labelsOf(names, 'prometheus');
  const selfLabels = { ...labels, 'self-monitor': 'true' };
  const account = { namespace: names.namespace, name };
  return [
    serviceAccount(names.namespace, name, labels),
    ...clusterRights(name, labels, DISCOVERY, account),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name, namespace: names.namespace, labels },
      spec: prometheusSpec(names, options),
    },
    service({
      namespace: names.namespace,
      name,
      labels: selfLabels,
      selector: { 'app.kubernetes.io/name': 'prometheus', 'operator.prometheus.io/name': name },
      ports: [
        { name: 'http-web', port: 9090, targetPort: 9090 },
        { name: 'reloader-web', port: 8080, targetPort: 'reloader-web' },
      ],
    }),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name, namespace: names.namespace, labels },
      spec: {
        selector: { matchLabels: { app: labels['app'] ?? '', release: names.release, 'self-monitor': 'true' } },
        namespaceSelector: { matchNames: [names.namespace] },
        endpoints: [{ port: 'http-web', path: '/metrics' }],
      },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: `${names.full}-general.rules`,
        namespace: names.namespace,
        labels: labelsOf(names, 'general.rules'),
      },
      spec: {
        groups: [
          {
            name: 'general.rules',
            rules: [
              {
                alert: 'Watchdog',
                expr: 'vector(1)',
                labels: { severity: 'none' },
                annotations: { summary: 'Always fires, so that its absence tells of a broken pipeline.' },
              },
            ],
          },
        ],
      },
    },
  ];
};

const alertmanager = (names: Names): readonly KubeThing[] => {
  const name = `${names.full}-alertmanager`;
  const labels = labelsOf(names, 'alertmanager');
  return [
    serviceAccount(names.namespace, name, labels),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Alertmanager',
      metadata: { name, namespace: names.namespace, labels },
      spec: {
        replicas: 1,
        version: ALERTMANAGER,
        image: `quay.io/prometheus/alertmanager:${ALERTMANAGER}`,
        portName: 'http-web',
        serviceAccountName: name,
      },
    },
    service({
      namespace: names.namespace,
      name,
      labels,
      selector: { 'app.kubernetes.io/name': 'alertmanager', alertmanager: name },
      ports: [{ name: 'http-web', port: 9093, targetPort: 9093 }],
    }),
  ];
};

const operator = (names: Names, extraArgs: readonly string[]): readonly KubeThing[] => {
  const name = `${names.full}-operator`;
  const labels = labelsOf(names, 'operator');
  const podLabels = { app: labels['app'] ?? '', release: names.release };
  return [
    serviceAccount(names.namespace, name, labels),
    deployment({
      namespace: names.namespace,
      name,
      labels,
      podLabels,
      serviceAccountName: name,
      containers: [
        {
          name: 'kube-prometheus-stack',
          image: `quay.io/prometheus-operator/prometheus-operator:${OPERATOR}`,
          args: [
            `--kubelet-service=kube-system/${names.full}-kubelet`,
            '--localhost=127.0.0.1',
            `--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:${OPERATOR}`,
            '--web.enable-tls=true',
            ...extraArgs,
          ],
          ports: [{ name: 'https', containerPort: 10_250 }],
        },
      ],
    }),
    service({
      namespace: names.namespace,
      name,
      labels,
      selector: podLabels,
      ports: [{ name: 'https', port: 443, targetPort: 'https' }],
    }),
  ];
};

export const kubePrometheusStack = (options: StackOptions = {}): readonly KubeThing[] => {
  const release = options.release ?? 'prometheus';
  const names: Names = { release, full: stackName(release), namespace: options.namespace ?? 'monitoring' };
  return [
    namespace(names.namespace),
    ...asHelm(release, names.namespace, [
      ...prometheus(names, options),
      ...(options.alertmanager === false ? [] : alertmanager(names)),
      ...operator(names, options.operatorArgs ?? []),
      ...(options.grafana === false
        ? []
        : grafana({
            namespace: names.namespace,
            release,
            datasourceUrl: `http://${names.full}-prometheus.${names.namespace}:9090/`,
          })),
    ]),
  ];
};
