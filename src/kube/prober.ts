import type { KubeObject } from '../model/index.ts';
import { stringAt } from './json.ts';

/** The Service that a Probe names as its prober. */
export interface ProberService {
  readonly url: string;
  readonly service: string;
  /** Absent: Prometheus, who asks, looks for it in its own. */
  readonly namespace?: string;
  readonly port: number;
  /** The port as it is written. */
  readonly written?: string;
}

const CLUSTER =
  /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.svc(?:\.cluster\.local)?)?\.?)?(?::(\d+))?$/;

/**
 * spec.prober.url is "host" or "host:port", asked as it is (prometheus-operator v0.93.0 pkg/prometheus/promcfg.go,
 * generateProbeConfig). undefined: a host that has not the form of a Service of this cluster.
 */
export function proberService({ body }: KubeObject): ProberService | undefined {
  const url = stringAt(body, 'spec', 'prober', 'url') ?? '';
  const [, service, namespace, written] = CLUSTER.exec(url) ?? [];
  if (service === undefined) return undefined;
  const usual = stringAt(body, 'spec', 'prober', 'scheme') === 'https' ? 443 : 80;
  return {
    url,
    service,
    ...(namespace === undefined ? {} : { namespace }),
    port: Number(written ?? usual),
    ...(written === undefined ? {} : { written }),
  };
}
