/**
 * What Prometheus can have seen of a play. Which pages it took and when it evaluated its rules is its own affair and read
 * from it; what the pages tell is the play's. A page that was on its way during an evaluation may or may not be in it.
 */
import type { Asked } from '../../bed/kuberhealthy3/live.ts';
import type { CheckNow, Moment, Result } from '../../bed/kuberhealthy3/nouns.ts';
import { breaksThePage } from '../../bed/kuberhealthy3/page.ts';
import type { Known } from './verdict.ts';

/** Milliseconds from the end of a scrape, or the begin of an evaluation, until everybody can read what came of it. */
const ON_ITS_WAY = 300;

/** A scrape as Prometheus knows it: its Unix time and how long it took, in milliseconds, and whether it went well. */
interface Taken {
  readonly at: number;
  readonly took: number;
  readonly up: boolean;
}

/** A scrape of one pod, and the moment of which it tells; null: of none. */
export interface Scrape extends Taken {
  /** Of a page that breaks off Prometheus stores what is above the bad line, which is all that it says of the pod itself. */
  readonly moment: Moment | null;
}

/** Pairs the scrapes that Prometheus made with the pages that it was given. */
export function scrapesOf(taken: readonly Taken[], asked: readonly Asked[], pod: number): readonly Scrape[] {
  let next = 0;
  return taken.map((scrape) => {
    while (next < asked.length && asked[next]!.time < scrape.at - 20) next += 1;
    const { moment } = asked[next] ?? {};
    if (scrape.up && moment === undefined) throw new Error(`a scrape at ${scrape.at} that no pod knows of`);
    const stored = moment?.pods[pod]?.runs === true && (scrape.up || moment.checks.some(breaksThePage));
    return { ...scrape, moment: stored ? moment : null };
  });
}

/** Index of the last entry at or before `at`; -1 where there is none. Times are in order. */
export function lastAt(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Indexes of the entries that may be the last one at `at` to somebody who asks at `by`; -1: there may be none.
 * `took`: how long after its time the entry of an index was there.
 */
export function lastSeen(
  times: readonly number[],
  at: number,
  by = at,
  took: (index: number) => number = () => 0,
): readonly number[] {
  const last = lastAt(times, at);
  return last >= 0 && by - times[last]! < took(last) + ON_ITS_WAY ? [last, last - 1] : [last];
}

/** Of each pod the scrapes that may be the last; null: it has not been scraped yet. */
export type Scraped = readonly (readonly (Scrape | null)[])[];

export interface Sight {
  /** For an evaluation at `by` that asks for the time `at`: it does not know what is on its way. */
  readonly at: (at: number, by?: number) => Scraped;
  /** For a query of the past, when nothing is on its way any more. */
  readonly after: (at: number) => Scraped;
}

/** `pods`: the scrapes of each pod in order. */
export function sightOf(pods: readonly (readonly Scrape[])[]): Sight {
  const times = pods.map((scrapes) => scrapes.map(({ at }) => at));
  const scraped = (at: number, by: number): Scraped =>
    pods.map((scrapes, pod) =>
      lastSeen(times[pod]!, at, by, (index) => scrapes[index]!.took).map((index) => scrapes[index] ?? null),
    );
  return { at: (at, by = at) => scraped(at, by), after: (at) => scraped(at, Number.POSITIVE_INFINITY) };
}

/** What the rules may take for the newest that pods tell of the checks; null: nothing. */
export type Told = readonly (Moment | null)[];

/** A pod that could not list the checks tells nothing of them, nor one whose page breaks off. */
const tells = (scrape: Scrape | null): Moment | null =>
  scrape?.up === true && scrape.moment?.lists === true ? scrape.moment : null;

/**
 * What the rules know at each evaluation. While no pod can be read, what was last known holds for `holds` milliseconds.
 */
export function toldAt(sight: Sight, times: readonly number[], holds: number): readonly Told[] {
  let [surely, maybe] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let before: Told = [null];
  return times.map((at) => {
    const pods = sight.at(at).map((scrapes) => scrapes.map(tells));
    const told = pods.flat().filter((moment) => moment !== null);
    const nobody = pods.every((moments) => moments.includes(null));
    if (!nobody) surely = at;
    if (told.length > 0) maybe = at;
    const held = at - maybe >= holds ? [null] : at - surely < holds ? before : [...before, null];
    before = nobody ? [...new Set([...told, ...held])] : told;
    return before;
  });
}

/** By its name and namespace. */
export const keyOf = ({ name, namespace }: Pick<CheckNow, 'name' | 'namespace'>): string => `${namespace}/${name}`;

const checkIn = (moment: Moment, key: string): CheckNow | undefined =>
  moment.checks.find((check) => keyOf(check) === key);

/** A check as it may be told; undefined: it is not there, null: nothing is told. */
export const checksIn = (told: Told, key: string): readonly (CheckNow | undefined | null)[] =>
  told.map((moment) => (moment === null ? null : checkIn(moment, key)));

/**
 * A check in the eyes of an evaluation: its result, that there is no such check, or that nothing is told of any.
 */
export type View = Result | 'gone' | 'unseen';

/** All that a check may look like at a moment: one view, or those on both sides of an edge. */
export type Views = ReadonlySet<View>;

export const viewsOf = (told: Told, key: string): Views =>
  new Set(checksIn(told, key).map((check) => (check === null ? 'unseen' : (check?.result ?? 'gone'))));

/** What holds of a check, with what is not known beside it. */
export function knownOf(views: Views, holds: (view: View) => boolean): Known {
  const all = [...views].map((view) => (view === 'unseen' ? null : holds(view)));
  return {
    least: all.includes(false) ? false : all.includes(null) ? null : true,
    most: all.includes(true) ? true : all.includes(null) ? null : false,
  };
}

export const fails = (view: View): boolean => view === 'failed' || view === 'could not run';
/** A check that has a result. */
export const known = (view: View): boolean => view === 'passed' || fails(view);
/** A check that is there, with or without a result. */
export const there = (view: View): boolean => known(view) || view === 'never ran';
