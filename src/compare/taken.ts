/** An object that is taken in both worlds, and is less than it was. */
import { defined } from '../kube/json.ts';
import { sameRef } from '../kube/refs.ts';
import type { Loss, Ref, Unsettled } from '../model/index.ts';
import { kindOf, lostParts } from './contents.ts';
import type { Hold, Item, Taker } from './facts.ts';
import type { Held, Names, Pairing, Told } from './pairing.ts';
import { reasonsOf, unreadable } from './reasons.ts';
import { placeOf } from './side.ts';
import { lostWires } from './targets.ts';
import type { LostWire } from './targets.ts';
import { isAssumed } from './unheld.ts';
import { undeclaredNow } from './undeclared.ts';
import { whyBroken } from './why-broken.ts';
import * as words from './words.ts';

interface Both extends Held {
  readonly other: Item;
  readonly now: Hold;
  readonly taker: Taker;
  readonly names: Names;
  readonly elsewhere: () => ReadonlySet<string>;
}

/** What its endpoints no longer lead to, and what it no longer contains. */
export function lostThough(pair: Pairing, { item, hold, other, now, taker, names, elsewhere }: Both): Told {
  const lost = lostWires({
    base: { facts: pair.was, item, hold },
    head: { facts: pair.is, item: other, hold: now },
    elsewhere,
  });
  const unread = (each: LostWire): Unsettled | undefined => {
    const { service } = each.wire;
    return service && !pair.head.analysis.world.get(service) ? unreadable(pair, service) : undefined;
  };
  const found = lost.map((each): LostWire => (unread(each) ? { ...each, why: 'open' } : each));
  const told = (each: LostWire): Unsettled & { readonly object: Loss['object'] } => {
    const reasons = reasonsOf(pair, other, { ...now, gaps: each.why === 'open' ? each.gaps : [] }, taker, each);
    const gone = unread(each);
    const seen = gone
      ? { because: [gone.summary, ...gone.because], ...(gone.place ? { place: gone.place } : {}) }
      : reasons.because.length > 0
        ? {}
        : whyBroken(pair, other, each);
    return {
      ...names,
      ...(isAssumed(now) ? {} : { by: taker.ref }),
      summary: words.wireText(names, each),
      ...reasons,
      ...seen,
    };
  };
  const parts = lostParts(item.object, other.object, () => pair.parts(taker)).map((part): Loss => ({
    how: 'contents',
    ...defined({ part: kindOf(part) }),
    targets: 0,
    ...names,
    ...(isAssumed(now) ? {} : { by: taker.ref }),
    summary: words.partText(names, part),
    because: [],
    checks: [],
    ...placeOf(pair.base, 'base', item.object.origin),
  }));
  // Of one Service they are the same, whatever asks for its port.
  const open = now.wires.flatMap((is) => {
    const was = hold.wires.find(({ service, endpoint }) => endpoint === is.endpoint && isSame(service, is.service));
    return was && is.targets.length > 0 ? undeclaredNow(pair, was, is) : [];
  });
  return {
    losses: [
      ...parts,
      ...found
        .filter(({ why }) => why !== 'open')
        .map((each): Loss => ({ how: 'targets', targets: each.was - each.is, ...told(each) })),
    ],
    unknown: [...found.filter(({ why }) => why === 'open').map(told), ...open],
  };
}

function isSame(one: Ref | undefined, other: Ref | undefined): boolean {
  return one !== undefined && other !== undefined && sameRef(one, other);
}
