import { KUBERNETES, pods, secret, service } from './maker.ts';
import type { Maker } from './maker.ts';
import { OPERATOR_MAKERS } from './operator-makers.ts';
import { SECRET_MAKERS } from './secret-makers.ts';

/** Stacks and what belongs to them. */
const STACKS: readonly Maker[] = [
  {
    group: 'monitoring.coreos.com',
    kind: 'Prometheus',
    makes: [
      service({ 'operated-prometheus': 'true' }, 'prometheus-operated'),
      secret('prometheus-{name}', 'prometheus-{name}-*'),
      pods({ [`${KUBERNETES}/name`]: 'prometheus', [`${KUBERNETES}/instance`]: '{name}', prometheus: '{name}' }),
    ],
    source: 'prometheus-operator pkg/prometheus/server/statefulset.go, pkg/prometheus/common.go',
  },
  {
    group: 'monitoring.coreos.com',
    kind: 'Alertmanager',
    makes: [
      service({ 'operated-alertmanager': 'true' }, 'alertmanager-operated'),
      secret('alertmanager-{name}-generated', 'alertmanager-{name}'),
      pods({ [`${KUBERNETES}/name`]: 'alertmanager', [`${KUBERNETES}/instance`]: '{name}', alertmanager: '{name}' }),
    ],
    source: 'prometheus-operator pkg/alertmanager/statefulset.go',
  },
  {
    group: 'monitoring.coreos.com',
    kind: 'ThanosRuler',
    makes: [service({ 'operated-thanos-ruler': 'true' }, 'thanos-ruler-operated'), pods({ 'thanos-ruler': '{name}' })],
    source: 'prometheus-operator pkg/thanos/statefulset.go',
  },
  {
    group: 'grafana.integreatly.org',
    kind: 'Grafana',
    makes: [service({ dashboards: '*' }, '{name}-service'), secret('{name}-admin-credentials')],
    source: 'grafana-operator controllers/model/grafana_resources.go',
  },
  {
    group: 'opentelemetry.io',
    kind: 'OpenTelemetryCollector',
    makes: [
      service(
        { [`${KUBERNETES}/instance`]: '*.{name}', [`${KUBERNETES}/managed-by`]: 'opentelemetry-operator' },
        '{name}-*',
      ),
      pods({ [`${KUBERNETES}/instance`]: '*.{name}', [`${KUBERNETES}/managed-by`]: 'opentelemetry-operator' }),
    ],
    source: 'opentelemetry-operator internal/naming/main.go, internal/manifests/manifestutils/labels.go',
  },
  ...['VMSingle', 'VMAgent', 'VMAlert', 'VMAlertmanager', 'VMCluster'].map((kind): Maker => ({
    group: 'operator.victoriametrics.com',
    kind,
    makes: [
      service(
        { [`${KUBERNETES}/instance`]: '{name}', 'managed-by': 'vm-operator' },
        `${kind.toLowerCase()}-{name}`,
        'vm*-{name}',
      ),
    ],
    source: 'victoriametrics operator api/operator/v1beta1 SelectorLabels, PrefixedName',
  })),
];

export const MAKERS: readonly Maker[] = [...SECRET_MAKERS, ...OPERATOR_MAKERS, ...STACKS];

/** What a cluster has without any file: who makes it, where, and the labels by which monitors find it. */
export interface Own {
  readonly by: string;
  readonly namespace: string;
  readonly kind: 'Service' | 'Pod';
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * prometheus-operator v0.93.0 pkg/kubelet/controller.go (the Service of the kubelets); kubernetes v1.36.3 pkg/controlplane/controller/kubernetesservice (default/kubernetes), cluster/addons/dns/coredns; the
 * labels of control plane pods are those of kubeadm (cmd/kubeadm/app/phases/controlplane/manifests.go) and of kops.
 */
export const OWN: readonly Own[] = [
  {
    by: 'the API server',
    namespace: 'default',
    kind: 'Service',
    names: ['kubernetes'],
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  {
    by: 'the distribution of Kubernetes',
    namespace: 'kube-system',
    kind: 'Service',
    names: ['kube-dns', 'coredns'],
    labels: { 'k8s-app': 'kube-dns', [`${KUBERNETES}/name`]: 'coredns' },
  },
  {
    by: 'the distribution of Kubernetes',
    namespace: 'kube-system',
    kind: 'Pod',
    names: [],
    labels: { 'k8s-app': 'kube-dns', [`${KUBERNETES}/name`]: 'coredns' },
  },
  {
    by: 'the Prometheus Operator (flag --kubelet-service)',
    namespace: '*',
    kind: 'Service',
    names: ['kubelet', '*-kubelet'],
    labels: { 'k8s-app': 'kubelet', [`${KUBERNETES}/name`]: 'kubelet' },
  },
  ...(
    ['kube-controller-manager', 'kube-scheduler', 'etcd', 'kube-etcd', 'kube-proxy', 'kube-apiserver'] as const
  ).flatMap((name) =>
    (['Service', 'Pod'] as const).map((kind): Own => ({
      by: 'the distribution of Kubernetes',
      namespace: 'kube-system',
      kind,
      names: [name],
      labels: { component: name, 'k8s-app': name, tier: 'control-plane', [`${KUBERNETES}/name`]: name },
    })),
  ),
];
