import { compare } from '../../../kube/refs.ts';
import type { Labels, Target } from '../../../model/index.ts';
import { toTarget } from './discovery.ts';
import type { Discovered } from './pods.ts';

/**
 * One per address and port: what differs only in how it was found has the same labels, and is scraped once. Where
 * relabelings give targets one address, their other labels tell them apart.
 */
export function targetsOf(list: readonly { readonly found: Discovered; readonly moved?: Labels }[]): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const { found, moved } of list) {
    const key = moved ? labelsKey(moved) : `${found.address}:${found.port}`;
    if (!targets.get(key)?.ready) targets.set(key, { ...toTarget(found), ...(moved ? placeOf(moved) : {}) });
  }
  return [...targets.values()];
}

/** Labels under __meta_ and __tmp end with the relabelings. */
function labelsKey(labels: Labels): string {
  const lasting = Object.entries(labels).filter(([name]) => !/^__(?:meta|tmp)/.test(name));
  return JSON.stringify(lasting.toSorted(([a], [b]) => compare(a, b)));
}

/** "10.0.0.1:8080", "[fd00::1]:8080", "web": an address without a port is scraped at the scheme's. */
function placeOf({ __address__: address = '' }: Labels): Pick<Target, 'address' | 'port'> {
  const [, six, host = address, port = '0'] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(address) ?? [];
  return { address: six ?? host, port: Number(port) };
}
