/** What one judged world loses and gains against another. */
import { memo, once } from '../kube/memo.ts';
import { keyOf } from '../kube/refs.ts';
import type { CauseChange, Comparison, Gain, Loss, Ref } from '../model/index.ts';
import { causesOf } from './causes.ts';
import { partsTaken } from './contents.ts';
import { factsOf } from './facts.ts';
import type { Hold, Item, Taker } from './facts.ts';
import { fateOf } from './fate.ts';
import { matchItems, matchTakers } from './match.ts';
import { namesOf, NOTHING } from './pairing.ts';
import type { Held, Pairing, Told } from './pairing.ts';
import { unreadable } from './reasons.ts';
import { rightsLost } from './rights-lost.ts';
import { routesLost } from './routes-lost.ts';
import { seriesLost } from './series-lost.ts';
import { placeOf } from './side.ts';
import type { Side } from './side.ts';
import { scrapedBy, targetsOf } from './targets.ts';
import { isAssumed, unheld } from './unheld.ts';
import { unrendered } from './unrendered.ts';
import { unlisted } from './unlisted.ts';
import * as words from './words.ts';

/** Neither world is changed, and nothing is judged again: what is said is what check says of each of them. */
export function compareWorlds(base: Side, head: Side): Comparison {
  const was = factsOf(base);
  const is = factsOf(head);
  const items = matchItems(was.items, is.items);
  const takers = matchTakers(was.takers, is.takers);
  const pair: Pairing = {
    base,
    head,
    was,
    is,
    items,
    scraped: memo((taker: Taker) => scrapedBy(is, taker.key)),
    parts: memo((taker: Taker) => partsTaken(is, taker.key)),
    used: new Set(),
  };
  const { told: notListed, isAway } = unlisted(base, head);
  const told = [...was.items].flatMap(([key, item]): readonly Told[] => {
    const other = is.items.get(items.get(key) ?? '');
    if (other && isAway(other.object)) return [];
    return [
      openTold(pair, item, other),
      ...item.holds.filter(isTaken).map((hold) => {
        const taker = is.takers.get(takers.get(hold.taker.key) ?? '');
        return fateOf(pair, { item, hold, other, taker });
      }),
    ];
  });
  const series = [...was.takers].flatMap(([key, taker]) => {
    const other = is.takers.get(takers.get(key) ?? '');
    return other ? [seriesLost(pair, taker, other)] : [];
  });
  const apart = [...told, ...series].flatMap((each) => each.losses);
  const routes = routesLost(pair, apart);
  const unknown = [...[...told, ...series].flatMap((each) => each.unknown), ...routes.unknown];
  const losses = [...apart, ...routes.losses];
  const unseen = unrendered(base, head);
  const causes = causesOf({ base, head, items, takers, used: pair.used, told: unknown, losses });
  const rights = [...was.takers].flatMap(([key, taker]) => {
    const other = is.takers.get(takers.get(key) ?? '');
    return other ? rightsLost(pair, taker, other) : [];
  });
  const isKept = (ref: Ref): boolean => {
    const about = head.analysis.world.get(ref);
    return !about || !isAway(about);
  };
  const appeared = causes.appeared.filter(({ object }) => isKept(object));
  const away = head.report.findings.filter(({ object, severity }) => severity === 'error' && !isKept(object));
  const silent = appeared.filter((cause) => isSilenced(pair, cause));
  return {
    base: base.title,
    head: head.title,
    losses: [
      ...losses,
      ...silent.map((cause): Loss => ({
        how: 'series',
        part: cause.object.kind === 'PrometheusRule' ? 'rule-query' : 'dashboard-query',
        targets: 0,
        ...withoutSeverity(cause),
      })),
    ],
    gains: [...gainsOf(pair, takers), ...routes.gains],
    unknown: [...unknown, ...rights, ...notListed, ...causes.unknown],
    appeared: [...series.flatMap(({ appeared }) => appeared), ...appeared.filter((cause) => !silent.includes(cause))],
    gone: causes.gone,
    ...(routes.rerouted.length === 0 ? {} : { rerouted: routes.rerouted }),
    ...(unseen.length === 0 ? {} : { unseen }),
    standing: { ...causes.standing, errors: causes.standing.errors - away.length },
  };
}

const isTaken = ({ fate }: Hold): boolean => fate === 'taken';

/** What is said where nothing here can tell what takes an object; of one that something took, that is told besides. */
function openTold(pair: Pairing, item: Item, other: Item | undefined): Told {
  if (![item.holds, other?.holds ?? []].every((holds) => holds.every(isAssumed))) return NOTHING;
  const isHeld = item.holds.length > 0;
  const unread = other ? undefined : unreadable(pair, item.ref);
  if (unread) return { losses: [], unknown: isHeld ? [] : [unread] };
  const { losses, unknown } = unheld(pair, { item, other, names: namesOf(item, other) });
  return { losses: isHeld ? [] : losses, unknown };
}

/** Causes by which what was asked for before is asked for in vain. */
const SERIES: readonly string[] = ['rule-job-missing', 'rule-selects-nothing', 'dashboard-selects-nothing'];

/** The object was there and had its series. */
function isSilenced({ items }: Pairing, { object, checks }: CauseChange): boolean {
  return checks.some((check) => SERIES.includes(check)) && [...items.values()].includes(keyOf(object));
}

function withoutSeverity(cause: CauseChange): Omit<CauseChange, 'severity'> {
  const { severity: _, ...rest } = cause;
  return rest;
}

/** What is taken in HEAD and was not in BASE. */
function gainsOf(pair: Pairing, takers: ReadonlyMap<string, string>): readonly Gain[] {
  const before = new Map([...pair.items].map(([from, to]) => [to, from]));
  const stacks = new Map([...takers].map(([from, to]) => [to, from]));
  return [...pair.is.items].flatMap(([key, item]) => {
    const other = pair.was.items.get(before.get(key) ?? '');
    return item.holds
      .filter(isTaken)
      .flatMap((hold) => gained(pair, { item, hold, other, taker: stacks.get(hold.taker.key) }));
  });
}

function gained(
  { head, is, was }: Pairing,
  { item, hold, other, taker }: Held & { readonly taker: string | undefined },
): readonly Gain[] {
  const before = other?.holds.find((each) => each.taker.key === taker);
  // What was not known is no gain.
  if (before?.fate === 'taken' || before?.fate === 'unknown') return [];
  const by = hold.taker.ref;
  const names = other ? namesOf(other, item) : { object: item.ref };
  return [
    {
      how: other ? 'taken' : 'added',
      ...names,
      ...(isAssumed(hold) ? {} : { by }),
      summary: other ? words.takenText(names, by) : words.addedText(item.ref, by),
      because: [],
      checks: [],
      // What another monitor scraped before is no target more.
      targets: targetsOf(
        is,
        item,
        hold,
        once(() => (taker === undefined ? new Set() : scrapedBy(was, taker))),
      ),
      ...placeOf(head, 'head', item.object.origin),
    },
  ];
}
