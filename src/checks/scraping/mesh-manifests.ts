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

/** Of whom the mesh does not know only the address can be asked. */
export function authorizing({ namespace, policies }: Of, monitor: string): readonly Manifest[] {
  const group = 'policy.linkerd.io';
  const metadata = { name: `metrics-of-${monitor}`, namespace };
  const server = policies[0]?.split('/').at(-1) ?? '';
  return [
    {
      apiVersion: `${group}/v1alpha1`,
      kind: 'NetworkAuthentication',
      metadata,
      spec: { networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] },
    },
    {
      apiVersion: `${group}/v1alpha1`,
      kind: 'AuthorizationPolicy',
      metadata,
      spec: {
        targetRef: { group, kind: 'Server', name: server },
        requiredAuthenticationRefs: [{ group, kind: 'NetworkAuthentication', name: metadata.name }],
      },
    },
  ];
}

/** An annotation of the pods that leaves ports out of the mesh. */
export function annotation(mesh: Mesh, ports: readonly number[]): string {
  const key =
    mesh === 'Istio' ? 'traffic.sidecar.istio.io/excludeInboundPorts' : 'config.linkerd.io/skip-inbound-ports';
  return `${key}: "${ports.join(',')}"`;
}
