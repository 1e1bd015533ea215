import { stringify } from 'yaml';

/** Manifests of real shape, always the same: what `kubectl get -o yaml` prints, and what charts render to. */

/** As kubectl prints it: lists at the indentation of their key, long lines folded at 80 columns. */
const printed = (value: unknown): string => stringify(value, { indentSeq: false, lineWidth: 80 });
const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

function pod(index: number): unknown {
  const app = `app-${index % 97}`;
  const labels = { 'app.kubernetes.io/name': app, 'pod-template-hash': (index * 7919).toString(16) };
  const container = (name: string): unknown => ({
    name,
    image: `registry.example.com/team/${name}:1.${index % 40}.0`,
    args: ['--listen=:8080', `--config=/etc/${name}/config.yaml`, '--log-format=json'],
    env: Array.from({ length: 12 }, (_, at) => ({ name: `SETTING_${at}`, value: `${index * at}` })),
    ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '10m', memory: '64Mi' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
    volumeMounts: [{ mountPath: `/etc/${name}`, name: 'config', readOnly: true }],
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      annotations: {
        'checksum/config': '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        description: `The ${app} of team ${index % 12}: it answers questions about orders, and asks "billing" for the rest of them.`,
      },
      creationTimestamp: '2026-11-01T10:00:00Z',
      generateName: `${app}-`,
      labels,
      name: `${app}-${index}`,
      namespace: `team-${index % 100}`,
      ownerReferences: [{ apiVersion: 'apps/v1', controller: true, kind: 'ReplicaSet', name: app, uid: `u-${index}` }],
      resourceVersion: `${100_000 + index}`,
    },
    spec: {
      containers: [container('web'), container('proxy')],
      nodeName: `node-${index % 50}`,
      securityContext: {},
      tolerations: [{ effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
      volumes: [{ configMap: { defaultMode: 420, name: app }, name: 'config' }],
    },
    status: {
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        lastProbeTime: null,
        lastTransitionTime: '2026-11-01T10:00:05Z',
        message: `containers with unready status: [web proxy], seen ${index % 9} times by the kubelet of node-${index % 50}`,
        status: 'True',
        type,
      })),
      phase: 'Running',
      podIP: `10.${index % 200}.${index % 250}.7`,
    },
  };
}

/** `kubectl get pods -A -o yaml`, of about so many bytes. */
export function kubectlDump(bytes: number): string {
  const parts = ['apiVersion: v1\nitems:\n'];
  for (let [index, size] = [0, 0]; size < bytes; index++) {
    const item = indented(printed(pod(index)), 2).replace('  ', '- ');
    parts.push(item);
    size += item.length;
  }
  return `${parts.join('')}kind: List\nmetadata:\n  resourceVersion: ""\n`;
}

const workload = (name: string, index: number): string => `---
# Source: ${name}/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    helm.sh/chart: ${name}-1.${index}.0
    app.kubernetes.io/version: "1.${index}.0"
    app.kubernetes.io/managed-by: Helm
spec:
  replicas: 2
  selector:
    matchLabels: {app.kubernetes.io/name: ${name}, "app.kubernetes.io/instance": 'release'}
  template:
    metadata:
      annotations:
        checksum/config: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      securityContext:
        {}
      containers:
        - name: ${name}
          image: "registry.example.com/team/${name}:1.${index}.0"
          command: ["/bin/sh", "-c"]
          args:
            - |
              set -e
              # the port comes from the environment
              exec ${name} --port "$PORT"
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: PORT, value: "8080"}
            - name: POD_NAME
              valueFrom: {fieldRef: {fieldPath: metadata.name}}
          resources:
            limits: {}
      nodeSelector:
        kubernetes.io/os: linux
`;

const rights = (name: string): string => `---
# Source: ${name}/templates/role.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
  - apiGroups: [""] # the core group
    resources: ["configmaps", "secrets", "services"]
    verbs: [ "get", "list", "watch" ]
  - apiGroups: ["apps"]
    resources: ["deployments"]
    verbs:
      [ "get",
        "list" ]
`;

const monitor = (name: string): string => `---
# Source: ${name}/templates/servicemonitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${name}
  labels: {release: monitoring}
spec:
  endpoints:
    - port: http
      interval: 30s
      relabelings: []
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
`;

function settings(name: string, index: number): string {
  const dashboard = JSON.stringify(
    { title: name, panels: Array.from({ length: 60 }, (_, at) => ({ id: at, title: `Panel ${at * index}`, targets: [{ expr: `sum(rate(x_total{n="${at}"}[5m]))` }] })) }, // prettier-ignore
    null,
    2,
  );
  return `---
# Source: ${name}/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}-dashboard
data:
  dashboard.json: |-
${indented(dashboard, 4)}
  rules.yaml: |+
    groups:
      - name: ${name}

  motd: "Welcome to ${name}.
    It has been installed, and
    answers at port 8080."
  note: >-
    The settings of this chart are described
    in its README.
`;
}

/** A CRD as code generators write it: long descriptions, deep schemas. */
function definition(name: string, index: number): string {
  const field = (depth: number, at: number): unknown => ({
    description: `Field ${at} at depth ${depth}: says how ${name} is to be treated when the value of "kind: other" is set. More info: https://example.com/docs#f${index}`,
    ...(depth === 0
      ? { type: 'string', pattern: '^[a-z]+$', enum: ['a', 'b'] }
      : { type: 'object', properties: Object.fromEntries([1, 2, 3, 4, 5].map((next) => [`field${next}`, field(depth - 1, next)])) }), // prettier-ignore
  });
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${name}s.example.com`, annotations: { 'controller-gen.kubebuilder.io/version': 'v0.19.0' } },
    spec: {
      group: 'example.com',
      names: { kind: 'Thing', plural: `${name}s` },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: field(3, index) } }],
    },
  };
  return `---\n${printed(crd)}`;
}

/** What `helm template` prints for so many charts, together of about so many bytes. */
export function renderedCharts(files: number, bytes: number): readonly string[] {
  return Array.from({ length: files }, (_, file) => {
    let text = '';
    for (let index = 0; text.length < bytes / files; index++) {
      const name = `chart${file}-part${index}`;
      text += workload(name, index) + rights(name) + monitor(name) + settings(name, index);
      if (index % 3 === 0) text += definition(name, index);
    }
    return text;
  });
}
