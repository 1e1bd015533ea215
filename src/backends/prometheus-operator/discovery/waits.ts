import type { Monitor, Target, Wire } from '../../../model/index.ts';
import { nameOf } from '../../../kube/refs.ts';
import { scrapeKey } from './wire.ts';

const NO_TARGET: Target = { address: '', port: 0, ready: false };

/**
 * What one wire of a monitor scrapes once there are targets, as a key: two with one key scrape the same port of the same
 * Service in the same path. undefined where it has no Service.
 */
export function waitKey({ service, port = '', endpoint }: Wire, monitor: Monitor): string | undefined {
  return service && [nameOf(service), port, scrapeKey(NO_TARGET, monitor, endpoint)].join(' ');
}

/** Are monitor and Service known to be in reach of each other? Not where one of both names no namespace, among files. */
export function isPlaced({ service, monitor }: Wire): boolean {
  return (service?.namespace === undefined) === (monitor.namespace === undefined);
}
