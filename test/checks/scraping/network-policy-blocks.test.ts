import { endpoints, kube, mayDiscover, networkPolicy, pod, prometheus, service, serviceMonitor } from '../../worlds.ts';
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
]);
