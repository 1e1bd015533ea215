/** Which alerts on kuberhealthy's own pods fire, as a person would expect it. They are told of what is scraped. */
import type { Moment } from '../../bed/kuberhealthy3/nouns.ts';
import { countsOf, gainIn } from './past.ts';
import { type Fires, type Given, present } from './given.ts';
import { lastAt, lastSeen, type Scrape, type Scraped } from './sight.ts';
import { and, anyOf, fires, not, or, type Verdict, verdict } from './verdict.ts';

/** Alerts on what pods say of themselves go on for so many seconds. */
const KEEPS = 300;

/** What kuberhealthy says of the cluster: whether every check passed. A pod that can not list the checks calls it ill. */
export const isHealthy = ({ lists, checks }: Moment): boolean =>
  lists && checks.every(({ result }) => result === 'passed');

const down = (scrape: Scrape | null): boolean => scrape !== null && !scrape.up;

export function podAlerts(given: Given): Fires {
  const { sight, keys, evaluations, ms } = given;
  const times = evaluations.availability;
  const scraped = times.map((at) => sight.at(at));
  const alert = (after: number, condition: readonly Verdict[], keeps = 0) =>
    fires(condition, times, { after: ms(after), keeps: ms(keeps) });
  /** Whether any pod tells so of itself. */
  const some = (one: Scraped, holds: (moment: Moment, pod: number) => boolean): Verdict =>
    or(
      ...one.map((scrapes, pod) =>
        verdict(scrapes, (scrape) => {
          const moment = scrape?.moment ?? null;
          return moment !== null && holds(moment, pod);
        }),
      ),
    );
  const told = scraped.map((one) => some(one, () => true));
  const allDown = scraped.map((one) => and(...one.map((scrapes) => verdict(scrapes, down))));
  const neverRun = times.map((at) => or(...keys.map((key) => present(given, key, at, (view) => view === 'never ran'))));
  const ill = scraped.map((one, index) => and(told[index]!, not(some(one, isHealthy)), not(neverRun[index]!)));
  const led = scraped.map((one) => some(one, (moment, pod) => moment.pods[pod]!.leads));
  return [
    ['KuberhealthyAbsent critical', alert(600, told.map(not))],
    ['KuberhealthyAllTargetsDown critical', alert(300, allDown)],
    ...Array.from({ length: given.pods }, (_, pod): Fires[number] => [
      `KuberhealthyTargetDown kuberhealthy-${pod} warning`,
      alert(
        600,
        scraped.map((one, index) => and(verdict(one[pod]!, down), not(allDown[index]!))),
      ),
    ]),
    ['KuberhealthyClusterUnhealthy warning', alert(900, ill, KEEPS)],
    [
      'KuberhealthyNoLeader critical',
      alert(
        300,
        led.map((one, index) => and(not(one), told[index]!)),
        KEEPS,
      ),
    ],
    [
      'KuberhealthySchedulerStuck critical',
      alert(
        300,
        times.map((at) => stuck(given, at)),
        KEEPS,
      ),
    ],
  ];
}

/** Whether checks were due in a quarter of an hour, minute by minute, and no run of any ended. */
function stuck({ sight, told, keys, evaluations, ms }: Given, at: number): Verdict {
  const minute = ms(60);
  const from = at - ms(900);
  const first = Math.floor(from / minute) + 1;
  const due = Array.from({ length: Math.floor(at / minute) - first + 1 }, (_, index) => {
    const scraped = sight.at((first + index) * minute, at);
    const moments = scraped.map((scrapes) => scrapes.map((scrape) => scrape?.moment ?? null));
    if (moments.flat().every((moment) => moment === null)) return null;
    return or(...moments.map((one, pod) => verdict(one, (moment) => (moment?.pods[pod]?.due ?? 0) > 0)));
  }).filter((one) => one !== null);
  const ranSince = (then: number, now: number): Verdict =>
    or(
      ...keys.map((key) => {
        // Of a check that is younger than that, since it was first seen.
        const began = told.findIndex((one, index) => index >= then && countsOf(one, key)?.surely === true);
        const gain = gainIn(countsOf(told[began] ?? [], key), countsOf(told[now] ?? [], key));
        if (gain === null || gain.runs.high <= 0) return 'no';
        return gain.runs.low > 0 && gain.surely ? 'yes' : 'either';
      }),
    );
  // A run that ended just then is within the quarter of an hour, or before it.
  const then = lastAt(evaluations.checks, from);
  const ran = lastSeen(evaluations.checks, at).flatMap((now) => [ranSince(then, now), ranSince(then + 1, now)]);
  return and(due.length === 0 ? 'no' : and(...due), not(anyOf(ran)));
}
