import { anchoredTest } from '../../../lang/re2/index.ts';
import type { Endpoint } from '../../../model/index.ts';
import type { Discovered } from './pods.ts';

/** What one endpoint lets through, its pattern compiled once. */
export interface PortFilter {
  readonly fits: (target: Discovered) => boolean;
  /** Does it let a port of this name through, where it asks for ports by name? */
  readonly takes: (name: string) => boolean;
  /** The pattern is one that cannot be judged here; nothing fits then. */
  readonly unknown?: string;
}

/**
 * The operator's port filter: `port`, else `targetPort`, else none. `port` is the name of a Service's port
 * (promcfg.go:2087-2111), of a PodMonitor that of a container's (1570-1598). A pattern that Prometheus refuses lets nothing
 * through: check config-refused names it.
 */
export function portFilter(endpoint: Endpoint, kind: string): PortFilter {
  const wanted = endpoint.port ?? endpoint.targetPort;
  if (wanted === undefined) return { fits: () => true, takes: () => true };
  if (typeof wanted === 'number') return { fits: ({ container }) => container?.number === wanted, takes: () => false };
  const ofService = endpoint.port !== undefined && kind !== 'PodMonitor';
  const test = anchoredTest(wanted);
  const takes = test.kind === 'ok' ? test.matches : (): boolean => false;
  return {
    fits: ({ portName, container }) => takes((ofService ? portName : container?.name) ?? ''),
    takes,
    ...(test.kind === 'unknown' ? { unknown: test.message } : {}),
  };
}
