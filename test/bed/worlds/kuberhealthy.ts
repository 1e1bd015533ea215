import type { KubeThing } from '../object.ts';
import type { Labels } from './objects.ts';
import { asHelm, clusterRights, deployment, looseCrd, namespace, service, serviceAccount } from './objects.ts';

/** How a kuberhealthy is installed. */
export interface KuberhealthyOptions {
  /** `kuberhealthy` when absent. */
  readonly namespace?: string;
  /** 2 when absent, as both charts have it. */
  readonly replicas?: number;
  /** The release when Helm installed it (`kuberhealthy` when absent), false for plain manifests. */
  readonly helm?: string | false;
}

export interface KuberhealthyV2Options extends KuberhealthyOptions {
  /** The chart's ServiceMonitor: there as Helm leaves it (when absent), made by hand from the chart's text, or off. */
  readonly monitor?: 'helm' | 'unowned' | 'none';
  /** Value `prometheus.serviceMonitor.release`; the chart fixes `prometheus-operator`, whatever the real release is. */
  readonly monitorRelease?: string;
}

const APP: Labels = { app: 'kuberhealthy' };
const IMAGE = { v2: 'docker.io/kuberhealthy/kuberhealthy:v2.7.1', v3: 'docker.io/kuberhealthy/kuberhealthy:v3.0.13' };

const workload = (inNamespace: string, version: 'v2' | 'v3', replicas: number): readonly KubeThing[] => [
  serviceAccount(inNamespace, 'kuberhealthy', APP),
  ...clusterRights(
    'kuberhealthy',
    APP,
    [{ apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete', 'get', 'list', 'watch'] }],
    { namespace: inNamespace, name: 'kuberhealthy' },
  ),
  deployment({
    namespace: inNamespace,
    name: 'kuberhealthy',
    labels: APP,
    podLabels: APP,
    replicas,
    serviceAccountName: 'kuberhealthy',
    containers: [
      {
        name: 'kuberhealthy',
        image: IMAGE[version],
        ports: [{ containerPort: 8080, ...(version === 'v2' ? { name: 'http' } : {}) }],
      },
    ],
  }),
  service({
    namespace: inNamespace,
    name: 'kuberhealthy',
    labels: APP,
    selector: APP,
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
  }),
];

/** The three CRDs of version 2, which takes anything below spec and status here. */
const kuberhealthyV2Crds = (): readonly KubeThing[] => {
  const group = { group: 'comcast.github.io', version: 'v1' };
  return [
    looseCrd({ ...group, kind: 'KuberhealthyCheck', plural: 'khchecks', shortNames: ['khc'] }),
    looseCrd({ ...group, kind: 'KuberhealthyJob', plural: 'khjobs', shortNames: ['khj'] }),
    looseCrd({ ...group, kind: 'KuberhealthyState', plural: 'khstates', shortNames: ['khs'] }),
  ];
};

/** The ServiceMonitor as chart 2 renders it: a fixed release label, Prometheus' own token sent along, no honorLabels. */
const kuberhealthyV2Monitor = (inNamespace: string, release = 'prometheus-operator'): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: {
    name: 'kuberhealthy',
    namespace: inNamespace,
    labels: { app: 'kuberhealthy', prometheus: 'prometheus', release },
  },
  spec: {
    jobLabel: 'component',
    selector: { matchLabels: APP },
    namespaceSelector: { matchNames: [inNamespace] },
    endpoints: [
      { port: 'http', interval: '15s', bearerTokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
    ],
  },
});

const checkV2 = (inNamespace: string, name: string): KubeThing => ({
  apiVersion: 'comcast.github.io/v1',
  kind: 'KuberhealthyCheck',
  metadata: { name, namespace: inNamespace },
  spec: {
    runInterval: '15m',
    timeout: '12m',
    podSpec: { containers: [{ name: 'main', image: `docker.io/kuberhealthy/${name}-check:v1.0.0` }] },
  },
});

/** kuberhealthy 2.7 with two checks. The namespace comes first: it is not part of the release. */
export const kuberhealthyV2 = (options: KuberhealthyV2Options = {}): readonly KubeThing[] => {
  const inNamespace = options.namespace ?? 'kuberhealthy';
  const { helm = 'kuberhealthy', monitor = 'helm' } = options;
  const monitorObject = kuberhealthyV2Monitor(inNamespace, options.monitorRelease);
  const release = [
    ...workload(inNamespace, 'v2', options.replicas ?? 2),
    checkV2(inNamespace, 'daemonset'),
    checkV2(inNamespace, 'dns-status-internal'),
    ...(monitor === 'helm' ? [monitorObject] : []),
  ];
  return [
    ...kuberhealthyV2Crds(),
    namespace(inNamespace),
    ...(helm === false ? release : asHelm(helm, inNamespace, release)),
    ...(monitor === 'unowned' ? [monitorObject] : []),
  ];
};

const checkV3 = (inNamespace: string, name: string): KubeThing => ({
  apiVersion: 'kuberhealthy.github.io/v2',
  kind: 'HealthCheck',
  metadata: { name, namespace: inNamespace },
  spec: {
    runInterval: '5m',
    timeout: '1m',
    podSpec: { spec: { containers: [{ name: 'main', image: `docker.io/kuberhealthy/${name}-check:v3.0.0` }] } },
  },
});

/** kuberhealthy 3.0 with three checks: no ServiceMonitor, no rules, no dashboard. */
export const kuberhealthyV3 = (options: KuberhealthyOptions = {}): readonly KubeThing[] => {
  const inNamespace = options.namespace ?? 'kuberhealthy';
  const { helm = 'kuberhealthy' } = options;
  const release = [
    ...workload(inNamespace, 'v3', options.replicas ?? 2),
    ...['daemonset', 'deployment', 'dns-status-internal'].map((name) => checkV3(inNamespace, name)),
  ];
  return [
    looseCrd({
      group: 'kuberhealthy.github.io',
      version: 'v2',
      kind: 'HealthCheck',
      plural: 'healthchecks',
      shortNames: ['hc'],
    }),
    namespace(inNamespace),
    ...(helm === false ? release : asHelm(helm, inNamespace, release)),
  ];
};
