/**
 * Which alerts a person would expect of a play of kuberhealthy 3, told from the play's own state and from nothing that
 * Prometheus computed. Where Prometheus cannot know yet, either answer is right.
 */
import { checkAlerts } from './check-alerts.ts';
import { type Evaluations, type Given, lifeShares, type Limits } from './given.ts';
import type { Range } from './past.ts';
import { podAlerts } from './pod-alerts.ts';
import { keyOf, lastAt, type Scrape, sightOf, toldAt, type Views, viewsOf } from './sight.ts';
import { trendAlerts } from './trend-alerts.ts';
import type { Verdict } from './verdict.ts';

/** While no pod can be read, what was last known holds for so many seconds. */
const HOLDS = 900;

export interface Expected {
  readonly keys: readonly string[];
  /** The views that the rules have of a check at Unix time `at`. */
  readonly views: (key: string, at: number) => Views;
  /** Share of the play in which a check passed, as the trends of `at` know it; null where it has no share. */
  readonly passed: (key: string, at: number) => readonly (Range | null)[];
  /** Alerts that may fire at Unix time `at`, with `yes` for those that must. */
  readonly firing: (at: number) => ReadonlyMap<string, Verdict>;
}

export function expectedOf(
  { pods, evaluations }: { readonly pods: readonly (readonly Scrape[])[]; readonly evaluations: Evaluations },
  limits: Limits,
): Expected {
  const ms = (seconds: number): number => (seconds * 1000) / limits.scale;
  const sight = sightOf(pods);
  const told = toldAt(sight, evaluations.checks, ms(HOLDS));
  const keys = [...new Set(told.flat().flatMap((moment) => moment?.checks.map(keyOf) ?? []))].toSorted();
  const views = new Map(keys.map((key) => [key, told.map((one) => viewsOf(one, key))]));
  const given: Given = { pods: pods.length, sight, told, keys, views, evaluations, limits, ms };
  const groups = [
    [evaluations.checks, checkAlerts(given)],
    [evaluations.trends, trendAlerts(given)],
    [evaluations.availability, podAlerts(given)],
  ] as const;
  return {
    keys,
    views: (key, at) => views.get(key)?.[lastAt(evaluations.checks, at)] ?? new Set(['unseen']),
    passed: (key, at) => {
      const trend = evaluations.trends[lastAt(evaluations.trends, at)];
      return trend === undefined ? [null] : lifeShares(given, key, trend);
    },
    firing: (at) => {
      const now = new Map<string, Verdict>();
      for (const [times, fires] of groups) {
        const index = lastAt(times, at);
        for (const [alert, verdicts] of fires) {
          const one = verdicts[index] ?? 'no';
          if (one !== 'no') now.set(alert, one);
        }
      }
      return now;
    },
  };
}
