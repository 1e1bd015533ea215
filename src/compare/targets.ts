/** What the endpoints of a monitor lead to in both worlds. */
import { scrapeKey } from '../backends/prometheus-operator/discovery/wire.ts';
import { once } from '../kube/memo.ts';
import { groupBy } from '../kube/group.ts';
import { keyOf } from '../kube/refs.ts';
import type { Endpoint, Gap, Monitor, Ref, Wire } from '../model/index.ts';
import type { Facts, Hold, Item } from './facts.ts';

/** A wire of BASE that scrapes something, and what has become of it. */
export interface LostWire {
  readonly wire: Wire;
  /** What it was. */
  readonly endpoint: Endpoint;
  readonly was: number;
  readonly is: number;
  /** `gone`: the endpoint is not there any more; `open`: whether it still scrapes is not known. */
  readonly why: 'endpoint' | 'broken' | 'fewer' | 'open';
  readonly gaps: readonly Gap[];
  /** What is left of it in HEAD. */
  readonly left?: Wire;
}

const works = ({ brokenAt, targets }: Wire): boolean => brokenAt === undefined && targets.length > 0;

/** Files are no listing; what was among those of BASE is not among those of HEAD all the same. */
const isOpen = ({ reason }: Gap): boolean => !['not-among-files', 'not-read'].includes(reason);

/** Every target that a stack scrapes through anything, by what is scraped there. */
export function scrapedBy(facts: Facts, taker: string): ReadonlySet<string> {
  const { analysis } = facts.judged;
  const keys = new Set<string>();
  for (const { object, holds } of facts.items.values())
    for (const hold of holds) {
      const monitor = hold.taker.key === taker && hold.fate === 'taken' ? analysis.monitor(object) : undefined;
      if (!monitor) continue;
      for (const wire of hold.wires)
        for (const target of wire.targets) keys.add(scrapeKey(target, monitor, wire.endpoint));
    }
  return keys;
}

/** How many targets one object has in a world, and none that `elsewhere` scrapes. */
export function targetsOf(facts: Facts, item: Item, hold: Hold, elsewhere: () => ReadonlySet<string>): number {
  const monitor = facts.judged.analysis.monitor(item.object);
  if (!monitor) return 0;
  return hold.wires.filter(works).reduce((sum, wire) => sum + lost(wire, monitor, elsewhere), 0);
}

function lost(wire: Wire, monitor: Monitor, elsewhere: () => ReadonlySet<string>): number {
  return wire.targets.filter((target) => !elsewhere().has(scrapeKey(target, monitor, wire.endpoint))).length;
}

interface Pair {
  readonly base: { readonly facts: Facts; readonly item: Item; readonly hold: Hold };
  readonly head: { readonly facts: Facts; readonly item: Item; readonly hold: Hold };
  /** What the stack scrapes in HEAD, through anything. */
  readonly elsewhere: () => ReadonlySet<string>;
}

/** What a monitor that is taken in both worlds no longer scrapes. */
export function lostWires({ base, head, elsewhere }: Pair): readonly LostWire[] {
  const was = base.facts.judged.analysis.monitor(base.item.object);
  const is = head.facts.judged.analysis.monitor(head.item.object);
  if (!was || !is) return [];
  const partner = endpointPairs(was.endpoints, is.endpoints);
  const now = groupBy(head.hold.wires, ({ endpoint }) => endpoint);
  const before = groupBy(base.hold.wires.filter(works), ({ endpoint }) => endpoint);
  return [...before].flatMap(([index, wires]) => {
    const endpoint = was.endpoints[index];
    const other = partner.get(index);
    if (!endpoint) return [];
    const there = other === undefined ? [] : (now.get(other) ?? []);
    const same = servicePairs(wires, there, base.facts, head.facts);
    return wires.flatMap((wire): readonly LostWire[] => {
      const left = same.get(wire);
      const found = { wire, endpoint, was: wire.targets.length, ...(left ? { left } : {}) };
      if (left && works(left)) {
        const isFewer = left.targets.length < wire.targets.length && bothFiles(base.facts, head.facts);
        if (!isFewer) return [];
        return [{ ...found, is: left.targets.length, why: 'fewer', gaps: [] }];
      }
      const missing = lost(wire, was, elsewhere);
      if (missing === 0) return [];
      const gaps = (left ?? there.find(({ unknown }) => unknown))?.unknown ?? [];
      const why = other === undefined ? 'endpoint' : gaps.some(isOpen) ? 'open' : 'broken';
      return [{ ...found, was: missing, is: 0, why, gaps }];
    });
  });
}

function bothFiles(...sides: readonly Facts[]): boolean {
  return sides.every(({ judged }) => judged.analysis.world.snapshot.source === 'files');
}

/** Index in BASE -> index in HEAD: the same port and path, else what is left in its order. */
function endpointPairs(was: readonly Endpoint[], is: readonly Endpoint[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const left = new Set(is);
  const ways: readonly ((endpoint: Endpoint) => string)[] = [
    ({ port, targetPort, path, scheme }) => JSON.stringify([port, targetPort, path, scheme]),
    ({ port, targetPort }) => JSON.stringify([port, targetPort]),
    () => '',
  ];
  for (const way of ways)
    for (const endpoint of was) {
      if (pairs.has(endpoint.index)) continue;
      const other = [...left].find((each) => way(each) === way(endpoint));
      if (!other) continue;
      left.delete(other);
      pairs.set(endpoint.index, other.index);
    }
  return pairs;
}

/** The wire of HEAD to the same Service; to a new one, where the old one is not there any more. */
function servicePairs(was: readonly Wire[], is: readonly Wire[], base: Facts, head: Facts): ReadonlyMap<Wire, Wire> {
  const keyed = (ref: Ref | undefined): string => (ref ? keyOf(ref) : '');
  const byService = new Map(is.map((wire) => [keyed(wire.service), wire]));
  const pairs = new Map<Wire, Wire>();
  for (const wire of was) {
    const same = byService.get(keyed(wire.service));
    if (same) pairs.set(wire, same);
  }
  const isNew = once(() => is.filter(({ service }) => service && !base.judged.analysis.world.get(service)));
  for (const wire of was) {
    const { service } = wire;
    if (pairs.has(wire) || !service || head.judged.analysis.world.get(service)) continue;
    const used = new Set(pairs.values());
    const other = isNew().find((each) => !used.has(each));
    if (other) pairs.set(wire, other);
  }
  return pairs;
}
