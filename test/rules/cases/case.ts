/** What a case is, and what most of them need. Steps are 30 s long unless a case says otherwise. */
import type { Answered, Expected } from '../promtool.ts';
import { alive, DEFAULT_SHAPE, flat, type Phase, type Series, type Shape } from '../series.ts';

export const STEP = 30;
export const minutes = (count: number) => count * 60;
/** Steps in so many minutes. */
export const steps = (count: number, step = STEP) => (count * 60) / step;

/** Series going in, and exactly the alerts that fire at given times in seconds, one of each. */
export interface Case {
  readonly name: string;
  readonly version: 'v2' | 'v3';
  /** Seconds between two scrapes and two evaluations. */
  readonly step?: number;
  readonly series: readonly Series[];
  readonly looks: readonly { readonly at: number; readonly firing: readonly Expected[] }[];
  /** What panels of the overview, or of the page of the check `dns`, show at given times: the value of a number, undefined where it has none, or how many rows. */
  readonly panels?: readonly (
    | { readonly at: number; readonly title: string; readonly value: number | undefined }
    | { readonly at: number; readonly title: string; readonly rows: number }
  )[];
  /** Answers to further queries. promtool only, like the panels. */
  readonly values?: readonly Answered[];
  /** Names of alerts that may fire between the looks; by default only those of the looks may. */
  readonly between?: readonly string[];
}

export const CHANGING = 'check run 343529de-0000-0000-0000-00000000#### reported 5 errors';
export const TIMED_OUT =
  'check run 343529de-0000-0000-0000-00000000#### timed out after 8s (started at 2026-11-23T00:55:#Z)';
export const NO_POD =
  "failed to create check pod: pods 'dns-a1b2#' is forbidden: exceeded quota: few, requested: pods=1, used: pods=5, limited: pods=5";
export const NOT_MADE = 'Check execution error: probes/dns: pods dns-16000000# already exists';

export const dns = { name: 'dns', namespace: 'probes' } as const;
export const leaders = (count: number) => [flat(1, count), flat(0, count)];
export const both = ['v2', 'v3'] as const;

/** What kuberhealthy's pods expose besides a case's checks, all well. */
export function healthy(version: 'v2' | 'v3', count: number, shape: Shape = DEFAULT_SHAPE): readonly Series[] {
  return alive(count, { shape, ...(version === 'v3' ? { leaders: leaders(count) } : {}) });
}

/** Sixteen times nine runs that pass and one that fails. */
export const EVERY_TENTH_FAILS: readonly Phase[] = Array.from({ length: 16 }, () => [
  { steps: 9, state: 'ok' as const },
  { steps: 1, state: 'failed' as const, error: 'no answer' },
]).flat();
