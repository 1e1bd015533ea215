/**
 * What Prometheus can have seen of a play. Which pages it took and when it evaluated its rules is its own affair and read
 * from it; what the pages tell is the play's. A page that was on its way during an evaluation may or may not be in it.
 */
import type { Asked } from '../../bed/kuberhealthy3/live.ts';
import type { CheckNow, Moment, Result } from '../../bed/kuberhealthy3/nouns.ts';

/** Milliseconds from the end of a scrape, or the begin of an evaluation, until everybody can read what came of it. */
const ON_ITS_WAY = 300;

/** A scrape of one pod, or none: what it told, null where Prometheus got nothing. */
export interface Scrape {
  readonly at: number;
  /** Milliseconds that it took. */
  readonly took: number;
  readonly moment: Moment | null;
}

/** What can be true at a moment; `either` where it lies within one scrape or evaluation of an edge. */
export type Verdict = 'yes' | 'no' | 'either';

/**
 * A check in the eyes of an evaluation: its result, that there is no such check, or that no pod was scraped and nothing is
 * known of it.
 */
export type View = Result | 'gone' | 'unseen';

/** All that a check may look like at a moment: one view, or those on both sides of an edge. */
export type Views = ReadonlySet<View>;

/** By its name and namespace. */
export const keyOf = ({ name, namespace }: Pick<CheckNow, 'name' | 'namespace'>): string => `${namespace}/${name}`;

/** A scrape as Prometheus knows it. */
export interface Taken {
  readonly at: number;
  readonly took: number;
  readonly up: boolean;
}

/** Pairs the scrapes that Prometheus made with the pages that it was given. */
export function scrapesOf(taken: readonly Taken[], asked: readonly Asked[]): readonly Scrape[] {
  let next = 0;
  return taken.map(({ at, took, up }) => {
    while (next < asked.length && asked[next]!.time < at - 20) next += 1;
    const page = asked[next];
    if (up && page === undefined) throw new Error(`a scrape at ${at} that no pod knows of`);
    return { at, took, moment: up ? page!.moment : null };
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

/** What each pod may have told a reader at `at`: moments, and null where it told nothing. */
export type Told = readonly (readonly (Moment | null)[])[];

export interface Sight {
  /** For an evaluation at `by` that asks for the time `at`: it does not know what is on its way. */
  readonly at: (at: number, by?: number) => Told;
  /** For a query of the past, when nothing is on its way any more. */
  readonly after: (at: number) => Told;
}

/** `pods`: the scrapes of each pod in order. */
export function sightOf(pods: readonly (readonly Scrape[])[]): Sight {
  const times = pods.map((scrapes) => scrapes.map(({ at }) => at));
  const told = (at: number, by: number): Told =>
    pods.map((scrapes, pod) =>
      lastSeen(times[pod]!, at, by, (index) => scrapes[index]!.took).map((index) => scrapes[index]?.moment ?? null),
    );
  return { at: (at, by = at) => told(at, by), after: (at) => told(at, Number.POSITIVE_INFINITY) };
}

/** The moments that somebody may have told. */
export const momentsIn = (told: Told): readonly Moment[] => told.flat().filter((moment) => moment !== null);

/** True where no pod may have told anything. */
export const nobodyIn = (told: Told): boolean => told.every((moments) => moments.includes(null));

/** A check of a moment as its pages tell of it. */
export const checkIn = (moment: Moment, key: string): CheckNow | undefined =>
  moment.lists ? moment.checks.find((check) => keyOf(check) === key) : undefined;

export function viewsOf(told: Told, key: string): Views {
  const views = momentsIn(told).map((moment): View => checkIn(moment, key)?.result ?? 'gone');
  return new Set(nobodyIn(told) ? [...views, 'unseen'] : views);
}

/** What holds of a check; of one that nobody sees anything may. */
export const ofViews = (views: Views, holds: (view: View) => boolean): Verdict =>
  views.has('unseen') ? 'either' : verdict(views, holds);

export function verdict<T>(values: Iterable<T>, holds: (value: T) => boolean): Verdict {
  const answers = new Set([...values].map(holds));
  if (answers.size === 0) return 'no';
  return answers.size > 1 ? 'either' : answers.has(true) ? 'yes' : 'no';
}

export const not = (one: Verdict): Verdict => (one === 'yes' ? 'no' : one === 'no' ? 'yes' : 'either');
export const and = (...all: readonly Verdict[]): Verdict =>
  all.includes('no') ? 'no' : all.includes('either') ? 'either' : 'yes';
export const or = (...all: readonly Verdict[]): Verdict => not(and(...all.map(not)));
/** What is true when any of some readings may be right. */
export const anyOf = (readings: readonly Verdict[]): Verdict =>
  readings.every((one) => one === readings[0]) ? (readings[0] ?? 'no') : 'either';

/** Whether something has held for `ms` milliseconds without a break, at each of some times. */
export function heldFor(verdicts: readonly Verdict[], times: readonly number[], ms: number): readonly Verdict[] {
  let [surely, maybe] = [-1, -1];
  return verdicts.map((one, index) => {
    surely = one !== 'yes' ? -1 : surely === -1 ? index : surely;
    maybe = one === 'no' ? -1 : maybe === -1 ? index : maybe;
    const lasted = (from: number): boolean => from !== -1 && times[index]! - times[from]! >= ms;
    return lasted(surely) ? 'yes' : lasted(maybe) ? 'either' : 'no';
  });
}
