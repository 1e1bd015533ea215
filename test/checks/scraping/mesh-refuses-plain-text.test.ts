import { endpoints, kube, mayDiscover, namespace, pod, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const behind = [
  prometheus('monitoring/k8s'),
  namespace('monitoring'),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
];
const monitor = serviceMonitor('shop/web');
const main = { name: 'web', ports: [{ name: 'http', containerPort: 8080 }] };
const meshed = (annotations: Readonly<Record<string, string>> = {}, proxy = 'istio-proxy', native = false) =>
  pod('shop/web-1', '10.0.0.1', {
    meta: { labels: { app: 'web' }, annotations },
    spec: native
      ? { containers: [main], initContainers: [{ name: proxy, restartPolicy: 'Always' }] }
      : { containers: [main, { name: proxy }] },
  });
const policy = (path: string, spec: Raw, created = '2026-01-01T00:00:00Z', kind = 'PeerAuthentication') => {
  const [namespace, name] = path.split('/');
  return kube({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: { namespace, name, creationTimestamp: created },
    spec,
  });
};
const STRICT = { mtls: { mode: 'STRICT' } };
const ofWeb = { selector: { matchLabels: { app: 'web' } } };
const base = [...behind, monitor, meshed()];
const inFiles = [...behind.slice(0, -1), monitor];
/** A template that says of the mesh what it has in labels and annotations. */
const template = (meta: { labels?: Raw; annotations?: Raw } = {}) =>
  kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name: 'web' },
    spec: {
      template: {
        metadata: { labels: { app: 'web', ...meta.labels }, annotations: meta.annotations ?? {} },
        spec: { containers: [main] },
      },
    },
  });
const AUTHORIZATION = 'AuthorizationPolicy';
const allows = (path: string, source: Raw) =>
  policy(path, { action: 'ALLOW', rules: [{ from: [{ source }] }] }, undefined, AUTHORIZATION);
const ofLinkerd = (kind: string, spec: Raw) =>
  kube({ apiVersion: 'policy.linkerd.io/v1beta3', kind, metadata: { namespace: 'shop', name: 'web' }, spec });
const SERVER = { podSelector: { matchLabels: { app: 'web' } }, port: 8080 };
const FORBIDDEN = 'server returned HTTP status 403 Forbidden';
const RESET =
  'Get "http://10.0.0.1:8080/metrics": read tcp 10.1.0.1:4711->10.0.0.1:8080: read: connection reset by peer';

table('mesh-refuses-plain-text', [
  {
    it: 'names the policy of the namespace, and the one to add',
    objects: [...base, policy('shop/default', STRICT)],
    expect: {
      severity: 'warning',
      evidence: { mesh: 'Istio', policies: ['shop/default'], ports: [8080] },
      fix: {
        kind: 'create',
        manifests: [
          { spec: { selector: { matchLabels: { app: 'web' } }, portLevelMtls: { '8080': { mode: 'PERMISSIVE' } } } },
        ],
      },
    },
  },
  {
    it: 'is an error where the connection is cut',
    objects: [...base, policy('shop/default', STRICT)],
    live: observed(instance({ targets: [target(RESET)] })),
    expect: { severity: 'error', evidence: { lastError: RESET } },
  },
  {
    it: 'is silent where the target is up',
    objects: [...base, policy('shop/default', STRICT)],
    live: observed(instance({ targets: [target()] })),
    expect: 'nothing',
  },
  {
    it: 'finds the policy of the mesh',
    objects: [...base, policy('istio-system/default', STRICT)],
    expect: { evidence: { policies: ['istio-system/default'] } },
  },
  {
    it: 'finds a native sidecar',
    objects: [...behind, monitor, meshed({}, 'istio-proxy', true), policy('shop/default', STRICT)],
    expect: { evidence: { mesh: 'Istio' } },
  },
  {
    it: 'is silent where the policy of the workload lets the port',
    objects: [
      ...base,
      policy('shop/default', STRICT),
      policy('shop/web', { ...ofWeb, portLevelMtls: { '8080': { mode: 'PERMISSIVE' } } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds that the policy of the workload lets another port only',
    objects: [
      ...base,
      policy('shop/default', STRICT),
      policy('shop/web', { ...ofWeb, portLevelMtls: { '9090': { mode: 'PERMISSIVE' } } }),
    ],
    expect: { evidence: { policies: ['shop/default'] } },
  },
  {
    it: 'is silent where the namespace is permissive, and the mesh strict',
    objects: [
      ...base,
      policy('istio-system/default', STRICT),
      policy('shop/default', { mtls: { mode: 'PERMISSIVE' } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'of two policies the older counts',
    objects: [
      ...base,
      policy('shop/new', STRICT, '2026-02-01T00:00:00Z'),
      policy('shop/old', { mtls: { mode: 'PERMISSIVE' } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'of two policies that are strict it does not matter which is older',
    objects: [...base, policy('shop/a', STRICT), policy('shop/b', STRICT)],
    expect: { evidence: { policies: ['shop/a'] } },
  },
  {
    it: 'is silent where ambient mode lets in what comes to the pod',
    objects: [
      ...inFiles,
      namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }),
      template({ annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } }),
      policy('shop/default', STRICT),
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  { it: 'is silent without a policy', objects: base, expect: 'nothing' },
  {
    it: 'is silent about pods outside of the mesh',
    objects: [...behind, monitor, pod('shop/web-1'), policy('shop/default', STRICT)],
    expect: 'nothing',
  },
  ...[
    ['excludeInboundPorts', '9000,8080'],
    ['includeInboundPorts', '9000'],
    ['includeInboundPorts', ''],
  ].map(([name = '', value = '']) => ({
    it: `is silent where the sidecar does not see the port: ${name} "${value}"`,
    objects: [
      ...behind,
      monitor,
      meshed({ [`traffic.sidecar.istio.io/${name}`]: value }),
      policy('shop/default', STRICT),
    ],
    expect: 'nothing' as const,
  })),
  {
    it: 'is silent where the endpoint asks by https',
    objects: [
      ...behind,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http', scheme: 'https' }] }),
      meshed(),
      policy('shop/default', STRICT),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where Prometheus is in a mesh',
    objects: [...base, policy('shop/default', STRICT), namespace('monitoring', { 'istio-injection': 'enabled' })],
    expect: 'nothing',
  },
  {
    it: 'finds a policy of Linkerd on the pods',
    objects: [
      ...behind,
      monitor,
      meshed({ 'config.linkerd.io/default-inbound-policy': 'all-authenticated' }, 'linkerd-proxy'),
    ],
    expect: {
      severity: 'warning',
      evidence: { mesh: 'Linkerd', value: 'all-authenticated' },
      fix: {
        kind: 'create',
        manifests: [
          { kind: 'Server', spec: { port: 8080 } },
          { kind: 'NetworkAuthentication' },
          { kind: 'AuthorizationPolicy' },
        ],
      },
    },
  },
  {
    it: 'is silent where Linkerd skips the port',
    objects: [
      ...behind,
      monitor,
      meshed(
        { 'config.linkerd.io/default-inbound-policy': 'deny', 'config.linkerd.io/skip-inbound-ports': '8000-8100' },
        'linkerd-proxy',
      ),
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where policies are hidden',
    objects: base,
    sight: { hidden: ['PeerAuthentication'] },
    expect: 'unknown',
  },
  {
    it: 'from files: pods that the injector will take in',
    objects: [...inFiles, template(), namespace('shop', { 'istio-injection': 'enabled' }), policy('shop/x', STRICT)],
    sight: { source: 'files' },
    expect: { severity: 'warning', evidence: { mesh: 'Istio', policies: ['shop/x'], ports: [8080] } },
  },
  ...[
    ['stay out of it', template({ labels: { 'sidecar.istio.io/inject': 'false' } }), namespace('monitoring')],
    [
      'leave the port out',
      template({ annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' } }),
      namespace('monitoring'),
    ],
    ['may be asked by one that is in the mesh', template(), namespace('other')],
  ].map(([what, ...more]) => ({
    it: `from files: silent where the pods ${what as string}`,
    objects: [
      ...inFiles.filter(({ kind }) => kind !== 'Namespace'),
      ...(more as readonly ReturnType<typeof kube>[]),
      namespace('shop', { 'istio-injection': 'enabled' }),
      policy('shop/x', STRICT),
    ],
    sight: { source: 'files' as const },
    expect: 'nothing' as const,
  })),
  {
    it: 'from files: ambient, and a Prometheus that stays out',
    objects: [
      ...inFiles.filter(({ kind }) => kind !== 'Namespace'),
      namespace('monitoring', { 'istio.io/dataplane-mode': 'none' }),
      template({ labels: { 'istio.io/dataplane-mode': 'ambient' } }),
      policy('istio-system/default', STRICT),
    ],
    sight: { source: 'files' },
    expect: { evidence: { policies: ['istio-system/default'] } },
  },
  {
    it: 'from files: Linkerd by annotations of the namespace',
    objects: [
      ...inFiles,
      template(),
      kube({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'shop',
          annotations: { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' },
        },
      }),
    ],
    sight: { source: 'files' },
    expect: { evidence: { mesh: 'Linkerd', value: 'deny' } },
  },
  {
    it: 'is unknown where the namespace of a Prometheus without pods may not be read',
    objects: [...base, policy('shop/default', STRICT)],
    sight: { hidden: ['Namespace'] },
    expect: 'unknown',
  },
  {
    it: 'finds that no policy of Istio allows it, and the one to add',
    objects: [...base, allows('shop/gateway', { principals: ['cluster.local/ns/gateway/sa/gateway'] })],
    expect: {
      severity: 'warning',
      evidence: { by: 'AuthorizationPolicy', action: 'ALLOW', policies: ['shop/gateway'], paths: ['/metrics'] },
      fix: {
        kind: 'create',
        manifests: [
          { spec: { rules: [{ to: [{ operation: { ports: ['8080'], methods: ['GET'], paths: ['/metrics'] } }] }] } },
        ],
      },
    },
  },
  {
    it: 'is an error where a policy answers 403',
    objects: [...base, allows('shop/gateway', { namespaces: ['gateway', 'monitoring'] })],
    live: observed(instance({ targets: [target(FORBIDDEN)] })),
    expect: { severity: 'error', evidence: { policies: ['shop/gateway'], lastError: FORBIDDEN } },
  },
  {
    it: 'takes 403 for no word of a STRICT PeerAuthentication',
    objects: [...base, policy('shop/default', STRICT)],
    live: observed(instance({ targets: [target(FORBIDDEN)] })),
    expect: 'nothing',
  },
  {
    it: 'finds what denies it',
    objects: [
      ...base,
      policy(
        'shop/no-metrics',
        { action: 'DENY', rules: [{ to: [{ operation: { paths: ['/metrics*'] } }] }] },
        undefined,
        AUTHORIZATION,
      ),
    ],
    expect: { evidence: { action: 'DENY', policies: ['shop/no-metrics'] }, fix: { kind: 'advise' } },
  },
  {
    it: 'is silent where Prometheus is in the mesh, and may have a principal',
    objects: [
      ...base,
      namespace('monitoring', { 'istio-injection': 'enabled' }),
      allows('shop/gateway', { namespaces: ['gateway'] }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where policies that may allow it are hidden',
    objects: [...base, policy('shop/default', { mtls: { mode: 'PERMISSIVE' } })],
    sight: { hidden: ['AuthorizationPolicy'] },
    expect: 'unknown',
  },
  {
    it: 'finds a Server of Linkerd that takes the mesh only, and what to add',
    objects: [...behind, monitor, meshed({}, 'linkerd-proxy'), ofLinkerd('Server', { ...SERVER, port: 'http' })],
    expect: {
      evidence: { mesh: 'Linkerd', by: 'Server', policies: ['shop/web'] },
      fix: {
        kind: 'create',
        manifests: [
          { kind: 'NetworkAuthentication' },
          {
            spec: {
              targetRef: { kind: 'Server', name: 'web' },
              requiredAuthenticationRefs: [{ name: 'metrics-of-web' }],
            },
          },
        ],
      },
    },
  },
  {
    it: 'is silent where the Server takes others, whatever the default is',
    objects: [
      ...behind,
      monitor,
      meshed({ 'config.linkerd.io/default-inbound-policy': 'deny' }, 'linkerd-proxy'),
      ofLinkerd('Server', { ...SERVER, accessPolicy: 'all-unauthenticated' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a policy of the Server does',
    objects: [
      ...behind,
      monitor,
      meshed({}, 'linkerd-proxy'),
      ofLinkerd('Server', SERVER),
      ofLinkerd('ServerAuthorization', { server: { name: 'web' }, client: { unauthenticated: true } }),
    ],
    expect: 'nothing',
  },
]);
