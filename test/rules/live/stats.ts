/** What the single numbers of the overview show of a play, told from the play's own state. */
import { isHealthy } from './pod-alerts.ts';
import type { Expected } from './reference.ts';
import { fails, known, type Scrape, sightOf, there, type View } from './sight.ts';
import { type Verdict, verdict } from './verdict.ts';

/** A number, or null where the panel is empty. */
export type Answer = number | null;

/** Whether an answer is right. */
export interface Stat {
  readonly right: (answer: Answer) => boolean;
  readonly wanted: string;
}

const span = (low: number, high: number): Stat => ({
  right: (answer) => answer !== null && answer >= low - 1e-9 && answer <= high + 1e-9,
  wanted: low === high ? String(low) : `${low} to ${high}`,
});
const oneOf = (...answers: readonly Answer[]): Stat => ({
  right: (answer) => answers.includes(answer),
  wanted: [...new Set(answers)].join(' or '),
});
const either = (first: Stat, second: Stat): Stat => ({
  right: (answer) => first.right(answer) || second.right(answer),
  wanted: `${first.wanted} or ${second.wanted}`,
});

/** How many of some: those that surely, and those that maybe. */
const counted = (verdicts: readonly Verdict[]): Stat =>
  span(verdicts.filter((one) => one === 'yes').length, verdicts.filter((one) => one !== 'no').length);

/** The stats of the overview at Unix time `at` in milliseconds, by title. */
export function statsAt(
  at: number,
  {
    pods,
    expected,
    objective,
  }: { readonly pods: readonly (readonly Scrape[])[]; readonly expected: Expected; readonly objective: number },
): Readonly<Record<string, Stat>> {
  const scraped = sightOf(pods)
    .after(at)
    .map(([scrape]) => scrape ?? null);
  const moments = scraped.map((scrape) => scrape?.moment ?? null);
  const told = moments.filter((moment) => moment !== null);
  const views = expected.keys.map((key) => expected.views(key, at));
  const each = (test: (view: View) => boolean) => views.map((seen) => verdict(seen, test));
  /** A count that is empty where nothing is known of any check. */
  const unlessNone = (any: readonly Verdict[], stat: Stat): Stat => {
    if (any.includes('yes')) return stat;
    return any.includes('either') ? either(stat, oneOf(null)) : oneOf(null);
  };
  // Of checks that are there when the panel asks.
  const shares = expected.keys.map((key, index) => {
    const now = verdict(views[index]!, there);
    if (now === 'no') return [null];
    return now === 'yes' ? expected.passed(key, at) : [...expected.passed(key, at), null];
  });
  const below = shares.map((readings) =>
    verdict(
      readings.flatMap((share) => (share === null ? [1] : [share.low, share.high])),
      (share) => share < objective,
    ),
  );
  const worst = (): Stat => {
    const lows = shares.map((readings) => Math.min(...readings.map((share) => share?.low ?? 1)));
    const highs = shares.map((readings) => Math.max(...readings.map((share) => share?.high ?? 1)));
    return span(Math.min(...lows, 1), Math.min(...highs, 1));
  };
  const leads = moments.map((moment, pod) => moment?.pods[pod]?.leads === true);
  return {
    'Cluster state': oneOf(told.length === 0 ? null : told.every(isHealthy) ? 1 : 0),
    'Checks failing': unlessNone(each(there), counted(each(fails))),
    'Of these, could not run': unlessNone(each(known), counted(each((view) => view === 'could not run'))),
    'Below objective': unlessNone(each(there), counted(below)),
    'Worst success rate': unlessNone(
      shares.map((readings) => verdict(readings, (share) => share !== null)),
      worst(),
    ),
    'Alerts firing': counted([...expected.firing(at).values()]),
    'Never run': counted(each((view) => view === 'never ran')),
    'Pods scraped': oneOf(scraped.filter((scrape) => scrape?.up === true).length),
    Leader: oneOf(leads.includes(true) ? 1 : 0),
  };
}
