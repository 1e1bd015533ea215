import { isAmbient, meshToBe } from './mesh.ts';
import type { Mesh } from './mesh.ts';
import type { KubeObject } from '../model/index.ts';

/** A port of metrics that an injected sidecar declares. */
export interface SidecarPort {
  readonly of: Mesh | 'Dapr';
  readonly container: string;
  readonly name: string;
  readonly number: number;
}

/**
 * Istio 1.27 manifests/charts/istio-control/istio-discovery/files/injection-template.yaml; Linkerd 2.18
 * charts/partials/templates/_proxy.tpl; Dapr 1.15 pkg/injector/patcher/sidecar_container.go.
 */
const PORTS: readonly SidecarPort[] = [
  { of: 'Istio', container: 'istio-proxy', name: 'http-envoy-prom', number: 15090 },
  { of: 'Linkerd', container: 'linkerd-proxy', name: 'linkerd-admin', number: 4191 },
  { of: 'Dapr', container: 'daprd', name: 'dapr-metrics', number: 9090 },
];

/** 15020 has Istio's merged metrics; Dapr's number is that of many others. */
const WELL_KNOWN: ReadonlySet<string | number> = new Set([...PORTS.map(({ name }) => name), 15_020, 15_090, 4191]);

/** Is it a port that surely means a sidecar's? */
export function meansSidecar(port: string | number): boolean {
  return WELL_KNOWN.has(port);
}

type Metadata = Pick<KubeObject['metadata'], 'labels' | 'annotations'>;

/** The ports that sidecars will add to a pod of this template in this namespace. */
export function sidecarPortsOf(pod: KubeObject['metadata'], namespace: Metadata | undefined): readonly SidecarPort[] {
  const mesh = isAmbient(pod, namespace) ? undefined : meshToBe(pod, namespace);
  const isDapr = /^(?:y|yes|true|on|1)$/i.test(pod.annotations['dapr.io/enabled'] ?? '');
  return PORTS.filter(({ of }) => of === mesh || (of === 'Dapr' && isDapr));
}
