/** Counts over a past of which some moments are not known for certain: the least and the most that they can come to. */
import type { CheckNow } from '../../bed/kuberhealthy3/nouns.ts';
import { checksIn, type Told, type View, type Views } from './sight.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

const rangeOf = (values: readonly number[]): Range => ({ low: Math.min(...values), high: Math.max(...values) });

const passes = (view: View): boolean | null =>
  view === 'passed' ? true : view === 'failed' || view === 'could not run' ? false : null;

/** Share of the moments at which the check passed, of those at which it had a result; null where it had none. */
export function shareIn(past: readonly Views[]): Range | null {
  let [passed, maybePassed, failed, maybeFailed] = [0, 0, 0, 0];
  for (const views of past) {
    const all = [...views].map(passes);
    if (all.includes(true)) maybePassed += 1;
    if (all.includes(false)) maybeFailed += 1;
    if (all.every((one) => one === true)) passed += 1;
    if (all.every((one) => one === false)) failed += 1;
  }
  if (maybePassed + maybeFailed === 0) return null;
  return {
    low: passed + maybeFailed === 0 ? 1 : passed / (passed + maybeFailed),
    high: maybePassed + failed === 0 ? 0 : maybePassed / (maybePassed + failed),
  };
}

/** How often the check went from passing to failing or back. */
export function changesIn(past: readonly Views[]): Range {
  // The least and the most changes of a past that ends in each result.
  let ends = new Map<boolean | null, Range>([[null, { low: 0, high: 0 }]]);
  for (const views of past) {
    const next = new Map<boolean | null, Range>();
    for (const result of new Set([...views].map(passes))) {
      for (const [before, { low, high }] of ends) {
        // Moments without a result are left out.
        const now = result ?? before;
        const more = before !== null && result !== null && before !== result ? 1 : 0;
        const have = next.get(now) ?? { low: Number.POSITIVE_INFINITY, high: 0 };
        next.set(now, { low: Math.min(have.low, low + more), high: Math.max(have.high, high + more) });
      }
    }
    ends = next;
  }
  return rangeOf([...ends.values()].flatMap(({ low, high }) => [low, high]));
}

/** Counters of a check, where it is there or may be. */
export interface Counts {
  readonly runs: Range;
  readonly failures: Range;
  readonly passes: Range;
  readonly surely: boolean;
}

/** The counters of a check as they may be told; null where it is not there. */
export function countsOf(told: Told, key: string): Counts | null {
  const checks = checksIn(told, key);
  const there = checks.filter((check): check is CheckNow => check !== undefined && check !== null);
  if (there.length === 0) return null;
  return {
    runs: rangeOf(there.map(({ successes, failures }) => successes + failures)),
    failures: rangeOf(there.map(({ failures }) => failures)),
    passes: rangeOf(there.map(({ successes }) => successes)),
    surely: there.length === checks.length,
  };
}

/** What counters gained; null where the check was not there at one of the two times. */
export function gainIn(before: Counts | null | undefined, now: Counts | null | undefined): Counts | null {
  if (before === undefined || before === null || now === undefined || now === null) return null;
  const gain = (counter: 'runs' | 'failures' | 'passes'): Range => ({
    low: now[counter].low - before[counter].high,
    high: now[counter].high - before[counter].low,
  });
  return {
    runs: gain('runs'),
    failures: gain('failures'),
    passes: gain('passes'),
    surely: before.surely && now.surely,
  };
}
