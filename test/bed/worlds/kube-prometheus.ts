import type { KubeThing } from '../object.ts';
import type { Labels } from './objects.ts';
import { clusterRights, deployment, namespace, rights, service, serviceAccount } from './objects.ts';

/** kube-prometheus: every selector is `{}`, and Prometheus may read only three namespaces. Nothing is Helm's. */
export interface KubePrometheusOptions {
  /** 2 when absent, as the manifests have it. */
  readonly replicas?: number;
  /** Merged over the Prometheus' spec. */
  readonly prometheus?: Readonly<Record<string, unknown>>;
}

const NAMESPACE = 'monitoring';
const NAME = 'prometheus-k8s';
const READABLE = ['default', 'kube-system', NAMESPACE];
const READ = ['get', 'list', 'watch'];
const VERSION = '3.13.1';

const labelsOf = (name: string, component: string, version: string): Labels => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/instance': 'k8s',
  'app.kubernetes.io/part-of': 'kube-prometheus',
  'app.kubernetes.io/version': version,
});

export const kubePrometheus = (options: KubePrometheusOptions = {}): readonly KubeThing[] => {
  const labels = labelsOf('prometheus', 'prometheus', VERSION);
  const account = { namespace: NAMESPACE, name: NAME };
  const discovery = [
    { apiGroups: [''], resources: ['services', 'pods'], verbs: READ },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
  ];
  const operatorLabels = labelsOf('prometheus-operator', 'controller', '0.93.0');
  const operatorPod = {
    'app.kubernetes.io/name': 'prometheus-operator',
    'app.kubernetes.io/part-of': 'kube-prometheus',
  };
  const grafanaLabels = labelsOf('grafana', 'grafana', '13.1.3');
  const grafanaPod = { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/part-of': 'kube-prometheus' };
  return [
    namespace(NAMESPACE),
    serviceAccount(NAMESPACE, NAME, labels),
    ...clusterRights(
      NAME,
      labels,
      [
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { nonResourceURLs: ['/metrics', '/metrics/slis'], verbs: ['get'] },
      ],
      account,
    ),
    ...READABLE.flatMap((readable) => rights(readable, NAME, labels, discovery, account)),
    ...rights(
      NAMESPACE,
      `${NAME}-config`,
      labels,
      [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      account,
    ),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'k8s', namespace: NAMESPACE, labels: { ...labels, prometheus: 'k8s' } },
      spec: {
        replicas: options.replicas ?? 2,
        version: VERSION,
        image: `quay.io/prometheus/prometheus:v${VERSION}`,
        serviceAccountName: NAME,
        serviceDiscoveryRole: 'EndpointSlice',
        serviceMonitorSelector: {},
        serviceMonitorNamespaceSelector: {},
        podMonitorSelector: {},
        podMonitorNamespaceSelector: {},
        probeSelector: {},
        probeNamespaceSelector: {},
        scrapeConfigSelector: {},
        scrapeConfigNamespaceSelector: {},
        ruleSelector: {},
        ruleNamespaceSelector: {},
        ...options.prometheus,
      },
    },
    service({
      namespace: NAMESPACE,
      name: NAME,
      labels,
      selector: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'k8s' },
      ports: [
        { name: 'web', port: 9090, targetPort: 'web' },
        { name: 'reloader-web', port: 8080, targetPort: 'reloader-web' },
      ],
    }),
    deployment({
      namespace: NAMESPACE,
      name: 'prometheus-operator',
      labels: operatorLabels,
      podLabels: operatorPod,
      containers: [
        {
          name: 'prometheus-operator',
          image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
          args: [
            '--kubelet-service=kube-system/kubelet',
            '--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0',
          ],
          ports: [{ name: 'http', containerPort: 8080 }],
        },
      ],
    }),
    deployment({
      namespace: NAMESPACE,
      name: 'grafana',
      labels: grafanaLabels,
      podLabels: grafanaPod,
      containers: [
        { name: 'grafana', image: 'grafana/grafana:13.1.3', ports: [{ name: 'http', containerPort: 3000 }] },
      ],
    }),
    service({
      namespace: NAMESPACE,
      name: 'grafana',
      labels: grafanaLabels,
      selector: grafanaPod,
      ports: [{ name: 'http', port: 3000, targetPort: 'http' }],
    }),
  ];
};
