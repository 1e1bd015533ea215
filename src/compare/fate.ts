/** What becomes in HEAD of an object that something takes in BASE. */
import { once } from '../kube/memo.ts';
import type { Loss } from '../model/index.ts';
import type { Taker } from './facts.ts';
import { namesOf, NOTHING } from './pairing.ts';
import type { Held, Pairing, Told } from './pairing.ts';
import { reasonsOf, unreadable } from './reasons.ts';
import { placeOf } from './side.ts';
import { lostThough } from './taken.ts';
import { targetsOf } from './targets.ts';
import { isAssumed } from './unheld.ts';
import * as words from './words.ts';

export function fateOf(
  pair: Pairing,
  { item, hold, other, taker }: Held & { readonly taker: Taker | undefined },
): Told {
  const elsewhere = once(() => (taker ? pair.scraped(taker) : new Set<string>()));
  const by = hold.taker.ref;
  const named = isAssumed(hold) ? {} : { by };
  const targets = once(() => targetsOf(pair.was, item, hold, elsewhere));
  const loss = (fields: Pick<Loss, 'how' | 'object' | 'summary'> & Partial<Loss>): readonly Loss[] => [
    { ...named, because: [], checks: [], targets: targets(), ...fields },
  ];
  if (!other) {
    const unread = unreadable(pair, item.ref);
    if (unread) return { losses: [], unknown: [{ ...unread, ...named }] };
    // Another monitor scrapes all of it: the wiring is as it was.
    if (targets() === 0 && item.holds.length > 0 && hold.wires.some(({ targets: some }) => some.length > 0))
      return NOTHING;
    const place = placeOf(pair.base, 'base', item.object.origin);
    return {
      losses: loss({ how: 'removed', object: item.ref, summary: words.removedText(item.ref, by), ...place }),
      unknown: [],
    };
  }
  const names = namesOf(item, other);
  if (!taker) {
    const unread = unreadable(pair, by);
    if (unread) {
      const { because, checks, place } = unread;
      const told = { because: [unread.summary, ...because], checks, ...(place ? { place } : {}) };
      return { losses: [], unknown: [{ ...names, ...named, summary: words.unsettledText(names, by), ...told }] };
    }
    const place = placeOf(pair.head, 'head', other.object.origin);
    return {
      losses: loss({ how: 'taker-removed', ...names, summary: words.takerRemovedText(names, by), ...place }),
      unknown: [],
    };
  }
  const now = other.holds.find((each) => each.taker.key === taker.key);
  if (now?.fate === 'taken') return lostThough(pair, { item, hold, other, now, names, taker, elsewhere });
  const reasons = reasonsOf(pair, other, now, taker);
  if (now?.fate === 'unknown') {
    const summary = words.unsettledText(names, taker.ref);
    return { losses: [], unknown: [{ ...names, ...named, summary, ...reasons }] };
  }
  const isRejected = now?.fate === 'rejected';
  const summary = isRejected ? words.rejectedText(names, taker.ref) : words.notTakenText(names, taker.ref);
  return {
    losses: loss({
      how: isRejected ? 'rejected' : 'not-taken',
      ...names,
      ...(named.by ? { by: taker.ref } : {}),
      summary,
      ...reasons,
    }),
    unknown: [],
  };
}
