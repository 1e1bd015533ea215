import type { Monitor, Target, Wire } from '../../../model/index.ts';
import { nameOf } from '../../../kube/refs.ts';
import { scrapeKey } from './wire.ts';

const NO_TARGET: Target = { address: '', port: 0, ready: false };

/**
 * What one wire of a monitor scrapes once there are targets, as a key: two with one key scrape the same port of the same
 * Service in the same path. undefined where it has no Service, or the two may not be in one namespace: that of one is not known.
 */
export function waitKey({ service, port = '', endpoint }: Wire, monitor: Monitor): string | undefined {
  const placed = (service?.namespace === undefined) === (monitor.ref.namespace === undefined);
  if (!service || !placed) return undefined;
  return [nameOf(service), port, scrapeKey(NO_TARGET, monitor, endpoint)].join(' ');
}
