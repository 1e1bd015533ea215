import type { MeshPolicy } from '../../backends/prometheus-operator/running/mesh-policies.ts';
import type { Mesh } from '../../kube/mesh.ts';
import type { Labels, Manifest } from '../../model/index.ts';

/** What a mesh keeps out, and by which policies. */
export interface MeshEvidence extends Pick<MeshPolicy, 'by' | 'action' | 'value'> {
  readonly mesh: Mesh;
  readonly policies: readonly string[];
  readonly namespace: string;
  readonly targets: number;
  readonly ports: readonly number[];
  readonly paths: readonly string[];
  readonly podLabels: Labels;
  /** The node keeps it out, by ports and addresses only, and there is no sidecar to go around. */
  readonly ambient?: true;
  readonly lastError?: string;
}

type Of = Pick<MeshEvidence, 'namespace' | 'podLabels' | 'ports' | 'paths' | 'policies' | 'ambient'>;

/** One port that takes plain text too. */
export function permissive({ namespace, podLabels, ports }: Of, monitor: string): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: `metrics-of-${monitor}`, namespace },
    spec: {
      selector: { matchLabels: podLabels },
      portLevelMtls: Object.fromEntries(ports.map((port) => [String(port), { mode: 'PERMISSIVE' }])),
    },
  };
}

/** A GET of the metrics, from wherever it comes. */
export function allowing({ namespace, podLabels, ports, paths, ambient }: Of, monitor: string): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `metrics-of-${monitor}`, namespace },
    spec: {
      selector: { matchLabels: podLabels },
      action: 'ALLOW',
      rules: [{ to: [{ operation: { ports: ports.map(String), ...(ambient ? {} : { methods: ['GET'], paths }) } }] }],
    },
  };
}

const LINKERD = 'policy.linkerd.io';

/** Lets clients with an address in the networks ask a Server: of whom the mesh does not know only that can be asked. */
export function authorizing({ namespace, policies }: Of, monitor: string): readonly Manifest[] {
  const metadata = { name: `metrics-of-${monitor}`, namespace };
  const networks = [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }];
  const ref = { group: LINKERD, kind: 'NetworkAuthentication', name: metadata.name };
  return [
    { apiVersion: `${LINKERD}/v1alpha1`, kind: ref.kind, metadata, spec: { networks } },
    ...policies.map((policy, i) => ({
      apiVersion: `${LINKERD}/v1alpha1`,
      kind: 'AuthorizationPolicy',
      metadata: i === 0 ? metadata : { ...metadata, name: `${metadata.name}-${i + 1}` },
      spec: {
        targetRef: { group: LINKERD, kind: 'Server', name: policy.split('/').at(-1) ?? '' },
        requiredAuthenticationRefs: [ref],
      },
    })),
  ];
}

/** A Server for each port, which takes it out of the default policy, and who may ask it. */
export function opening(of: Of, monitor: string): readonly Manifest[] {
  const servers = of.ports.map((port, i) => ({
    apiVersion: `${LINKERD}/v1beta3`,
    kind: 'Server',
    metadata: { name: `metrics-of-${monitor}${i === 0 ? '' : `-${i + 1}`}`, namespace: of.namespace },
    spec: { podSelector: { matchLabels: of.podLabels }, port },
  }));
  return [...servers, ...authorizing({ ...of, policies: servers.map(({ metadata }) => metadata.name) }, monitor)];
}

/** An annotation of the pods that leaves ports out of the mesh. */
export function annotation(mesh: Mesh, ports: readonly number[]): string {
  const key =
    mesh === 'Istio' ? 'traffic.sidecar.istio.io/excludeInboundPorts' : 'config.linkerd.io/skip-inbound-ports';
  return `${key}: "${ports.join(',')}"`;
}
