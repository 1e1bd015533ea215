import {
  endpoints,
  kube,
  mayDiscover,
  namespace,
  networkPolicy,
  operator,
  pod,
  probe,
  prometheus,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const reached = [
  prometheus('monitoring/k8s'),
  ...mayDiscover,
  serviceMonitor('shop/web'),
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
];
const base = [...reached, pod('shop/web-1')];
const from = (namespace: string, ports: readonly Raw[] = []): Raw => ({
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }], ports }],
});
/** What files have in place of pods: two ports, of which one has a name. */
const template = (path: string, spec: Raw = {}, kind = 'StatefulSet'): ReturnType<typeof kube> => {
  const [namespace, name] = path.split('/');
  const ports = [{ containerPort: 8080, name: 'http' }, { containerPort: 9990 }];
  return kube({
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace, name, labels: { chart: 'web' } },
    spec: {
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', ports }], ...spec } },
    },
  });
};
const inFiles = [prometheus('monitoring/k8s'), ...mayDiscover, serviceMonitor('shop/web'), service('shop/web')];
const files = { source: 'files' } as const;
const ofPrometheus = (labels: Readonly<Record<string, string>>): Raw => ({
  ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: labels } }] }],
});
const onlyFrom = (name: string): Raw => ({
  ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }] }],
});
const prober = [
  service(
    'monitoring/blackbox',
    { selector: { app: 'blackbox' }, ports: [{ port: 9115, targetPort: 'web' }] },
    { labels: { app: 'blackbox' } },
  ),
  pod('monitoring/blackbox-1', '10.0.0.7', {
    meta: { labels: { app: 'blackbox' } },
    spec: { containers: [{ name: 'blackbox', ports: [{ name: 'web', containerPort: 9115 }] }] },
  }),
];
const ALL_PROBES = { probeSelector: {}, probeNamespaceSelector: {} };
const asked = [prometheus('monitoring/k8s', ALL_PROBES), probe('shop/shop'), ...prober];
const PROBE = 'probe/shop/shop';
const TIMEOUT = 'Get "http://10.0.0.1:8080/metrics": context deadline exceeded';

table('network-policy-blocks', [
  {
    it: 'names the policy that admits nobody, and the one to add',
    objects: [...base, networkPolicy('shop/default-deny')],
    expect: {
      severity: 'warning',
      evidence: { direction: 'ingress', policies: ['default-deny'], targets: 1, of: 1, ports: [8080] },
      fix: {
        kind: 'create',
        manifests: [
          {
            metadata: { name: 'allow-prometheus-to-web', namespace: 'shop' },
            spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'] },
          },
        ],
      },
    },
  },
  {
    it: 'is an error where the target is down for such a reason',
    objects: [...base, networkPolicy('shop/default-deny'), networkPolicy('shop/allow-ingress', from('ingress-nginx'))],
    live: observed(instance({ targets: [target(TIMEOUT)] })),
    expect: { severity: 'error', evidence: { policies: ['allow-ingress', 'default-deny'], lastError: TIMEOUT } },
  },
  {
    it: 'is silent where the target is up: nothing enforces the policy',
    objects: [...base, networkPolicy('shop/default-deny')],
    live: observed(instance({ targets: [target()] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where the target answers with an error',
    objects: [...base, networkPolicy('shop/default-deny')],
    live: observed(instance({ targets: [target('server returned HTTP status 404 Not Found')] })),
    expect: 'nothing',
  },
  {
    it: 'is silent where one of several policies admits it',
    objects: [
      ...base,
      networkPolicy('shop/default-deny'),
      networkPolicy('shop/metrics', from('monitoring', [{ port: 'http' }])),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds that another port is admitted',
    objects: [...base, networkPolicy('shop/metrics', from('monitoring', [{ port: 9090 }]))],
    expect: { evidence: { admitted: ['namespaces with kubernetes.io/metadata.name=monitoring, port 9090'] } },
  },
  {
    it: 'is silent about a policy for other pods',
    objects: [...base, networkPolicy('shop/db', { podSelector: { matchLabels: { app: 'db' } } })],
    expect: 'nothing',
  },
  {
    it: 'finds that Prometheus is not let out',
    objects: [
      ...base,
      networkPolicy('monitoring/egress', {
        podSelector: { matchLabels: { prometheus: 'k8s' } },
        policyTypes: ['Egress'],
        egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }],
      }),
    ],
    expect: { evidence: { direction: 'egress', namespace: 'monitoring', policies: ['egress'] } },
  },
  {
    it: 'is silent about pods in the network of their node',
    objects: [
      ...reached,
      pod('shop/web-1', '10.0.0.1', { spec: { hostNetwork: true } }),
      networkPolicy('shop/default-deny'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where Prometheus is in the network of its node',
    objects: [
      ...base.slice(1),
      prometheus('monitoring/k8s', { hostNetwork: true }),
      networkPolicy('shop/default-deny'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where labels that were not seen may admit it',
    objects: [
      ...base,
      networkPolicy('shop/ops', { ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'ops' } } }] }] }),
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  ...[
    {
      it: 'among files asks the template of the pods: its labels, the names of its ports',
      template: { containers: [{ name: 'web', ports: [{ name: 'metrics', containerPort: 8080 }] }] },
      expect: 'nothing' as const,
    },
    {
      it: 'among files finds that the template has no port of that name',
      template: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
      expect: {
        evidence: { targets: 1, ports: [8080], admitted: ['everybody, port metrics'], podLabels: { app: 'web' } },
      },
    },
    {
      it: 'among files is silent about a template in the network of its node',
      template: { hostNetwork: true, containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
      expect: 'nothing' as const,
    },
  ].map(({ it, template, expect }) => ({
    it,
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      serviceMonitor('shop/web'),
      service('shop/web', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
      kube({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace: 'shop', name: 'web', labels: { app: 'web', deployed: 'by-hand' } },
        spec: { template: { metadata: { labels: { app: 'web' } }, spec: template } },
      }),
      networkPolicy('shop/allow-metrics', {
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ ports: [{ port: 'metrics', protocol: 'TCP' }] }],
      }),
    ],
    sight: { source: 'files' as const },
    expect,
  })),
  {
    it: 'says that other kinds of policies are not judged',
    objects: [
      ...base,
      networkPolicy('shop/default-deny'),
      kube({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'ciliumnetworkpolicies.cilium.io' },
      }),
    ],
    expect: { evidence: { others: ['Cilium’s policies'] } },
  },
  {
    it: 'is unknown where policies may not be listed',
    objects: base,
    sight: { hidden: ['NetworkPolicy'] },
    expect: 'unknown',
  },
  {
    it: 'is silent where they may not be listed and the target is up',
    objects: base,
    sight: { hidden: ['NetworkPolicy'] },
    live: observed(instance({ targets: [target()] })),
    expect: 'nothing',
  },
  {
    it: 'from files: the pods of a template, and what the policy lacks',
    objects: [...inFiles, template('shop/web'), networkPolicy('shop/doors', from('monitoring', [{ port: 9990 }]))],
    sight: files,
    expect: {
      severity: 'warning',
      evidence: {
        policies: ['doors'],
        ports: [8080],
        lack: { policy: 'doors', of: 'port' },
        podLabels: { app: 'web' },
      },
    },
  },
  {
    it: 'from files: a port by the name that the template has for it',
    objects: [...inFiles, template('shop/web'), networkPolicy('shop/doors', from('monitoring', [{ port: 'http' }]))],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: a range of ports',
    objects: [
      ...inFiles,
      template('shop/web', {}, 'Deployment'),
      networkPolicy('shop/doors', from('monitoring', [{ port: 8000, endPort: 8079 }])),
    ],
    sight: files,
    expect: { evidence: { admitted: ['namespaces with kubernetes.io/metadata.name=monitoring, port 8000-8079'] } },
  },
  {
    it: 'from files: a podSelector alone means the policy’s own namespace',
    objects: [
      ...inFiles,
      template('shop/web', {}, 'DaemonSet'),
      networkPolicy('shop/metrics', {
        ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }] }],
      }),
    ],
    sight: files,
    expect: { evidence: { lack: { policy: 'metrics', of: 'namespaceSelector' } } },
  },
  {
    it: 'from files: Prometheus has a label of the operator',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('shop/metrics', ofPrometheus({ 'app.kubernetes.io/name': 'prometheus', prometheus: 'k8s' })),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: a label that Prometheus lacks',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('shop/metrics', ofPrometheus({ 'app.kubernetes.io/name': 'prom' })),
    ],
    sight: files,
    expect: { evidence: { lack: { policy: 'metrics', of: 'pods', label: 'app.kubernetes.io/name=prom' } } },
  },
  {
    it: 'from files: silent about a label that depends on the version of the operator',
    objects: [...inFiles, template('shop/web'), networkPolicy('shop/metrics', ofPrometheus({ app: 'prometheus' }))],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: the label that new operators give no more',
    objects: [
      ...inFiles,
      operator(),
      template('shop/web'),
      networkPolicy('shop/metrics', ofPrometheus({ app: 'prometheus' })),
    ],
    sight: files,
    expect: { evidence: { lack: { policy: 'metrics', of: 'pods', label: 'app=prometheus' } } },
  },
  {
    it: 'from files: a label that the stack gives its pods itself',
    objects: [
      prometheus('monitoring/k8s', { podMetadata: { labels: { reads: 'metrics' } } }),
      ...inFiles.slice(1),
      template('shop/web'),
      networkPolicy('shop/metrics', ofPrometheus({ reads: 'metrics' })),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: a label that the namespace lacks',
    objects: [
      ...inFiles,
      namespace('monitoring'),
      template('shop/web'),
      networkPolicy('shop/metrics', {
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] }],
      }),
    ],
    sight: files,
    expect: { evidence: { lack: { policy: 'metrics', of: 'namespace', label: 'name=monitoring' } } },
  },
  {
    it: 'from files: silent where the namespace is not among them',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('shop/metrics', {
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] }],
      }),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: silent where addresses are admitted, which nothing has yet',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('shop/metrics', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: silent about pods in the network of their node',
    objects: [...inFiles, template('shop/web', { hostNetwork: true }, 'DaemonSet'), networkPolicy('shop/default-deny')],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: silent about a label that a controller adds to the pods',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('shop/first', { podSelector: { matchLabels: { 'apps.kubernetes.io/pod-index': '0' } } }),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'from files: Prometheus is not let out',
    objects: [
      ...inFiles,
      template('shop/web'),
      networkPolicy('monitoring/egress', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
          { to: [{ namespaceSelector: {} }], ports: [{ port: 9990 }] },
        ],
      }),
    ],
    sight: files,
    expect: { evidence: { direction: 'egress', lack: { policy: 'egress', of: 'port' }, podLabels: { app: 'web' } } },
  },
  {
    it: 'finds that the prober of a Probe is not reached',
    objects: [...asked, networkPolicy('monitoring/blackbox', onlyFrom('grafana'))],
    expect: {
      severity: 'warning',
      evidence: { policies: ['blackbox'], ports: [9115], podNamespace: 'monitoring', podLabels: { app: 'blackbox' } },
      fix: { kind: 'create', manifests: [{ metadata: { name: 'allow-prometheus-to-shop', namespace: 'monitoring' } }] },
    },
  },
  {
    it: 'finds that the prober is not reached from files, by a short name',
    objects: [
      prometheus('monitoring/k8s', ALL_PROBES),
      probe('shop/shop', { prober: { url: 'blackbox:9115' } }),
      ...prober,
      networkPolicy('monitoring/blackbox', onlyFrom('grafana')),
    ],
    sight: files,
    expect: { evidence: { policies: ['blackbox'], ports: [9115] } },
  },
  {
    it: 'is silent where the prober is reached through a proxy',
    objects: [
      prometheus('monitoring/k8s', ALL_PROBES),
      probe('shop/shop', { prober: { url: 'blackbox.monitoring:9115', proxyUrl: 'http://proxy.example' } }),
      ...prober,
      networkPolicy('monitoring/blackbox', onlyFrom('grafana')),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a policy admits Prometheus to the prober',
    objects: [...asked, networkPolicy('monitoring/blackbox', onlyFrom('prometheus'))],
    expect: 'nothing',
  },
  ...[
    [
      'silent where one of its targets is answered',
      [target(TIMEOUT, PROBE), target('', PROBE, '10.0.0.2:8080')],
      'nothing' as const,
    ],
    ['an error where none is', [target(TIMEOUT, PROBE)], { severity: 'error' as const }],
  ].map(([what, shown, answer]) => ({
    it: `of a Probe is ${what as string}`,
    objects: [...asked, networkPolicy('monitoring/blackbox', onlyFrom('grafana'))],
    live: observed(instance({ targets: shown as readonly ReturnType<typeof target>[] })),
    expect: answer as 'nothing' | { severity: 'error' },
  })),
  {
    it: 'is silent where a flag of the operator gives the pods the label',
    objects: [
      ...inFiles,
      template('shop/web'),
      namespace('monitoring'),
      operator(['--labels=team=obs,tier=two']),
      networkPolicy('shop/deny', ofPrometheus({ team: 'obs' })),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'finds that the flag gives them another',
    objects: [
      ...inFiles,
      template('shop/web'),
      namespace('monitoring'),
      operator(['--labels=team=web']),
      networkPolicy('shop/deny', ofPrometheus({ team: 'obs' })),
    ],
    sight: files,
    expect: { evidence: { policies: ['deny'] } },
  },
  {
    it: 'is silent about labels that an operator which is not seen may give',
    objects: [
      ...inFiles,
      template('shop/web'),
      namespace('monitoring'),
      networkPolicy('shop/deny', ofPrometheus({ team: 'obs' })),
    ],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'is silent about a port in quotes that the API server refuses',
    objects: [
      ...inFiles,
      template('shop/web'),
      namespace('monitoring'),
      networkPolicy('shop/deny', { ingress: [{ ports: [{ port: '8080' }] }] }),
    ],
    sight: files,
    expect: 'nothing',
  },
  ...[
    kube({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { namespace: 'shop', name: 'b' } }),
    kube({ apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'b' } }),
  ].map((policy) => ({
    it: `is unknown among files where a ${policy.kind} may admit Prometheus, too`,
    objects: [...inFiles, template('shop/web'), networkPolicy('shop/a', {}), policy],
    sight: files,
    expect: 'unknown' as const,
  })),
]);
