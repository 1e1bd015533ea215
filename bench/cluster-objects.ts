/** Single objects of the cluster of cluster.ts, with all that the API server sends of them. */
import type { ClusterSize } from './cluster.ts';

export type Json = Readonly<Record<string, unknown>>;
export const times = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const hex = (i: number, length: number): string =>
  ((i + 1) * 2_654_435_761).toString(16).padStart(length, '0').repeat(4).slice(0, length);
export const uid = (i: number): string =>
  `${hex(i, 8)}-${hex(i + 7, 4)}-4${hex(i + 3, 3)}-a${hex(i + 5, 3)}-${hex(i + 11, 12)}`;
const at = (i: number): string => `2026-0${1 + (i % 9)}-1${i % 10}T0${i % 10}:1${i % 10}:2${i % 10}Z`;
export const namespaceOf = (i: number, { namespaces }: ClusterSize): string => `team-${i % namespaces}`;
export const appOf = (i: number): string => `app-${i}`;

/** The managedFields entry of somebody who set these paths: a tree of "f:" keys, as the API server prints it. */
function managed(manager: string, i: number, paths: readonly string[], subresource?: string): Json {
  const fieldsV1: Record<string, unknown> = {};
  for (const path of paths) {
    let place = fieldsV1;
    for (const key of path.split(' ')) place = (place[key] ??= {}) as Record<string, unknown>;
  }
  const base = { manager, operation: 'Update', apiVersion: 'v1', time: at(i), fieldsType: 'FieldsV1', fieldsV1 };
  return subresource === undefined ? base : { ...base, subresource };
}

export const labelsOf = (i: number): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': appOf(i),
  'app.kubernetes.io/instance': appOf(i),
  'app.kubernetes.io/version': `1.${i % 20}.${i % 7}`,
  'app.kubernetes.io/managed-by': 'Helm',
  'helm.sh/chart': `${appOf(i)}-0.${i % 30}.1`,
  team: `team-${i % 100}`,
});
const LABEL_PATHS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'helm.sh/chart', 'team'].map(
  (key) => `f:metadata f:labels f:${key}`,
);

const env = (i: number): readonly Json[] => [
  { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
  { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
  { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: `${appOf(i)}-database`, key: 'url' } } },
  ...['LOG_LEVEL', 'REGION', 'FEATURES', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'JAVA_TOOL_OPTIONS'].map((name) => ({
    name,
    value: `value-of-${name.toLowerCase()}-${i % 50}-as-it-is-set-by-the-chart`,
  })),
];

const probe = (path: string): Json => ({
  httpGet: { path, port: 'http', scheme: 'HTTP' },
  initialDelaySeconds: 10,
  timeoutSeconds: 3,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
});

/** The main container and a proxy next to it, as service meshes inject one. */
const containers = (i: number): readonly Json[] => [
  {
    name: 'app',
    image: `registry.example.com/team-${i % 100}/${appOf(i)}:1.${i % 20}.${i % 7}@sha256:${hex(i, 64)}`,
    command: ['/usr/local/bin/app'],
    args: ['serve', '--config=/etc/app/config.yaml', `--listen=:8080`, '--metrics=:9090', '--shutdown-delay=15s'],
    ports: [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    env: env(i),
    resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/app' },
      { name: 'tmp', mountPath: '/tmp' },
      {
        name: `kube-api-access-${hex(i, 5)}`,
        readOnly: true,
        mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
      },
    ],
    livenessProbe: probe('/live'),
    readinessProbe: probe('/ready'),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  },
  {
    name: 'proxy',
    image: `registry.example.com/mesh/proxy:1.30.2@sha256:${hex(i % 3, 64)}`,
    args: ['proxy', 'sidecar', '--domain', `team-${i % 100}.svc.cluster.local`, '--log=warning'],
    ports: [{ name: 'http-envoy-prom', containerPort: 15_090, protocol: 'TCP' }],
    env: env(i + 1).slice(0, 4),
    resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '10m', memory: '64Mi' } },
    readinessProbe: probe('/healthz/ready'),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { runAsNonRoot: true, runAsUser: 1337, capabilities: { drop: ['ALL'] } },
  },
];
const CONTAINER_PATHS = ['app', 'proxy'].flatMap((name) =>
  [
    'image',
    'args',
    'ports',
    'env',
    'resources',
    'livenessProbe',
    'readinessProbe',
    'securityContext',
    'volumeMounts',
  ].map((field) => `f:spec f:containers k:{"name":"${name}"} f:${field} .`),
);
const CONDITIONS = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

export const podName = (i: number, apps: number): string => `${appOf(i % apps)}-${hex(i % apps, 10)}-${hex(i, 5)}`;
export const ipOf = (i: number): string => `10.${128 + Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}`;

export function pod(i: number, apps: number, size: ClusterSize): Json {
  const app = i % apps;
  return {
    metadata: {
      name: podName(i, apps),
      generateName: `${appOf(app)}-${hex(app, 10)}-`,
      namespace: namespaceOf(app, size),
      uid: uid(i),
      resourceVersion: String(1_000_000 + i),
      creationTimestamp: at(i),
      labels: { ...labelsOf(app), 'pod-template-hash': hex(app, 10), 'service.istio.io/canonical-name': appOf(app) },
      annotations: {
        'checksum/config': hex(i, 64),
        'prometheus.io/scrape': 'false',
        'sidecar.istio.io/status': `{"initContainers":["init"],"containers":["proxy"],"volumes":["config"],"revision":"${hex(i, 8)}"}`,
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${appOf(app)}-${hex(app, 10)}`,
          uid: uid(app),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        managed('kube-controller-manager', i, [
          ...LABEL_PATHS,
          ...CONTAINER_PATHS,
          'f:metadata f:ownerReferences .',
          'f:spec f:volumes .',
          'f:spec f:terminationGracePeriodSeconds',
        ]),
        managed(
          'kubelet',
          i,
          [
            ...CONDITIONS.flatMap((type) =>
              ['lastProbeTime', 'lastTransitionTime', 'status', 'type'].map(
                (field) => `f:status f:conditions k:{"type":"${type}"} f:${field}`,
              ),
            ),
            'f:status f:containerStatuses',
            'f:status f:podIP',
            'f:status f:startTime',
          ],
          'status',
        ),
      ],
    },
    spec: {
      volumes: [
        { name: 'config', configMap: { name: appOf(app), defaultMode: 420 } },
        { name: 'tmp', emptyDir: {} },
        {
          name: `kube-api-access-${hex(i, 5)}`,
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            ],
            defaultMode: 420,
          },
        },
      ],
      containers: containers(app),
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: appOf(app),
      serviceAccount: appOf(app),
      nodeName: `node-${i % 200}`,
      securityContext: { fsGroup: 1000 },
      schedulerName: 'default-scheduler',
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: {
      phase: 'Running',
      conditions: CONDITIONS.map((type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: at(i) })),
      hostIP: `10.0.0.${i % 200}`,
      podIP: ipOf(i),
      podIPs: [{ ip: ipOf(i) }],
      startTime: at(i),
      containerStatuses: ['app', 'proxy'].map((name) => ({
        name,
        state: { running: { startedAt: at(i) } },
        lastState: {},
        ready: true,
        restartCount: i % 3,
        image: `registry.example.com/team-${i % 100}/${name}:1.${i % 20}`,
        imageID: `registry.example.com/${name}@sha256:${hex(i, 64)}`,
        containerID: `containerd://${hex(i, 64)}`,
        started: true,
      })),
      qosClass: 'Burstable',
    },
  };
}

export const meta = (
  i: number,
  name: string,
  namespace: string | undefined,
  more: Json = {},
  paths = LABEL_PATHS,
): Json => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: uid(i),
  resourceVersion: String(500_000 + i),
  creationTimestamp: at(i),
  labels: labelsOf(i),
  annotations: { 'meta.helm.sh/release-name': appOf(i), 'meta.helm.sh/release-namespace': namespace ?? 'default' },
  ...more,
  managedFields: [managed('helm', i, paths)],
});

/** The pods of one application, by their numbers. */
export const podsOf = (i: number, apps: number, pods: number): readonly number[] =>
  times(Math.ceil((pods - i) / apps), (turn) => i + turn * apps).filter((each) => each < pods);

export function workload(i: number, size: ClusterSize): Json {
  const template = {
    metadata: { labels: labelsOf(i), annotations: { 'checksum/config': hex(i, 64) } },
    spec: { containers: containers(i), serviceAccountName: appOf(i), restartPolicy: 'Always' },
  };
  return {
    metadata: meta(i, appOf(i), namespaceOf(i, size), {}, [...LABEL_PATHS, ...CONTAINER_PATHS]),
    spec: { replicas: 2, selector: { matchLabels: { 'app.kubernetes.io/name': appOf(i) } }, template },
    status: { observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 },
  };
}
