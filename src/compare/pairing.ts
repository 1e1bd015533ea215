/** Two worlds with what was found out about both. */
import { keyOf } from '../kube/refs.ts';
import type { Finding, Loss, Ref, Unsettled } from '../model/index.ts';
import type { Facts, Hold, Item, Taker } from './facts.ts';
import type { Matches } from './match.ts';
import type { Side } from './side.ts';

export interface Pairing {
  readonly base: Side;
  readonly head: Side;
  readonly was: Facts;
  readonly is: Facts;
  /** Which object of BASE is which of HEAD. */
  readonly items: Matches;
  /** What a stack scrapes in HEAD, through anything. */
  readonly scraped: (taker: Taker) => ReadonlySet<string>;
  /** The alerts, rules and dashboards that it takes in HEAD. */
  readonly parts: (taker: Taker) => ReadonlySet<string>;
  /** Findings that are the reason of a loss. */
  readonly used: Set<Finding>;
}

export interface Held {
  readonly item: Item;
  readonly hold: Hold;
  /** What it is in the other world. */
  readonly other: Item | undefined;
}

/** What there is to say. */
export interface Told {
  readonly losses: readonly Loss[];
  readonly unknown: readonly Unsettled[];
}

export const NOTHING: Told = { losses: [], unknown: [] };

export interface Names {
  readonly object: Ref;
  readonly was?: Ref;
}

export function namesOf({ ref }: Item, other: Item | undefined): Names {
  if (!other) return { object: ref };
  return { object: other.ref, ...(keyOf(other.ref) === keyOf(ref) ? {} : { was: ref }) };
}
