/** Objects of a large cluster, in the API's own shape: every namespace has its share of Services and monitors. */
export interface Size {
  readonly monitors: number;
  readonly services: number;
  readonly namespaces: number;
  readonly stacks: number;
}

export const FULL: Size = { monitors: 1000, services: 5000, namespaces: 100, stacks: 10 };

type Raw = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
};

const namespaceOf = (i: number, size: Size): string => `team-${i % size.namespaces}`;

/** Half of the monitors carry a label that a stack selects; each has one Service and one pod's Endpoints to find. */
export function worldOf(size: Size): readonly Raw[] {
  const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
  return [
    ...[...range(size.namespaces).map((i) => `team-${i}`), 'monitoring'].map((name): Raw => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    ...range(size.stacks).map((i): Raw => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: `stack-${i}`, namespace: 'monitoring' },
      spec: {
        replicas: 0,
        serviceAccountName: 'prometheus',
        serviceMonitorSelector: { matchLabels: { stack: `s${i}` } },
        serviceMonitorNamespaceSelector: {},
        ruleSelector: { matchExpressions: [{ key: 'stack', operator: 'In', values: [`s${i}`] }] },
        ruleNamespaceSelector: {},
      },
    })),
    ...range(size.services).map((i): Raw => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `app-${i}`, namespace: namespaceOf(i, size), labels: { app: `app-${i}`, tier: 'web' } },
      spec: { selector: { app: `app-${i}` }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    })),
    ...range(size.services).map((i): Raw => ({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: `app-${i}`, namespace: namespaceOf(i, size), labels: { app: `app-${i}` } },
      subsets: [
        {
          addresses: [{ ip: `10.99.${Math.floor(i / 250) % 250}.${(i % 250) + 1}` }],
          ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
        },
      ],
    })),
    ...range(size.monitors).map((i): Raw => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: `app-${i}`,
        namespace: namespaceOf(i, size),
        labels: { stack: i % 2 === 0 ? `s${i % size.stacks}` : 'nobody' },
      },
      spec: { selector: { matchLabels: { app: `app-${i}` } }, endpoints: [{ port: 'http', interval: '30s' }] },
    })),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'bench-prometheus' },
      rules: [{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'bench-prometheus' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'bench-prometheus' },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
    },
  ];
}
