/** What results mean for the exit code: one function for each kind of result. */
import type { Outcome } from './errors.ts';
import type {
  AlertTrail,
  Comparison,
  DashboardNow,
  Finding,
  GrafanaReason,
  ImportResult,
  MetricTrail,
  Path,
  Paths,
  Refusal,
  Report,
  Trails,
  Verification,
} from './model/index.ts';

/** From which severity on findings count. */
export type FailOn = 'error' | 'warning' | 'none';

/** Whether a finding counts. */
export function counts({ severity }: Pick<Finding, 'severity'>, failOn: FailOn): boolean {
  return failOn !== 'none' && (severity === 'error' || severity === failOn);
}

/** What could not be seen comes first. */
export function reportOutcome({ findings, unknown }: Report, failOn: FailOn): Outcome {
  if (unknown.some(({ touches }) => touches)) return 'unknown';
  return findings.some((finding) => counts(finding, failOn)) ? 'findings' : 'ok';
}

/**
 * Asked "who scrapes this?", nobody is a finding even where no object is at fault. What is unknown is in the report. Among
 * files a monitor may be missing, so only one that is there and has no effect is a finding.
 */
export function pathsOutcome({ paths, planned }: Pick<Paths, 'planned'> & { readonly paths: readonly Way[] }): Outcome {
  if (paths.some(({ state }) => state === 'scraped')) return 'ok';
  if (paths.some(({ state }) => state === 'unknown')) return planned ? 'unknown' : 'ok';
  const amiss = ({ state, checks }: Way): boolean => state !== 'misses' || checks.length > 0;
  return planned && !paths.some(amiss) ? 'unknown' : 'findings';
}

type Way = Pick<Path, 'state' | 'checks'>;

export function metricOutcome({ found, unknown }: MetricTrail): Outcome {
  return unknown ? 'unknown' : found ? 'ok' : 'findings';
}

export function alertOutcome({ fate }: AlertTrail): Outcome {
  return fate === 'delivered' ? 'ok' : fate === 'unknown' ? 'unknown' : 'findings';
}

/**
 * What a comparison comes to. `new`: what is lost, and errors that appear; `any`: also what was wrong before; `none`: only
 * what is not known any more counts.
 */
export function comparisonOutcomes(
  { losses, appeared, unknown, standing }: Comparison,
  failOn: 'new' | 'any' | 'none',
): readonly Outcome[] {
  const isLost = losses.length > 0 || appeared.some(({ severity }) => severity === 'error');
  const isWrong = failOn === 'any' && standing.errors > 0;
  const isOpen = unknown.length > 0 || (failOn === 'any' && standing.unknown > 0);
  return [
    ...(failOn !== 'none' && (isLost || isWrong) ? ['findings' as const] : []),
    ...(isOpen ? ['unknown' as const] : []),
  ];
}

/** What the answers to questions come to. */
export function askedOutcomes({ paths, metrics, alerts }: Trails): readonly Outcome[] {
  return [...paths.map(pathsOutcome), ...metrics.map(metricOutcome), ...alerts.map(alertOutcome)];
}

/** What all that check answers comes to. */
export function checkOutcomes(report: Report & Trails, failOn: FailOn = 'error'): readonly Outcome[] {
  return [reportOutcome(report, failOn), ...askedOutcomes(report)];
}

/**
 * Waiting for the stack, or (with `strict`) for anything, is not met; nor are targets that are scraped twice, which
 * doubles every sum and count over them.
 */
export function verificationOutcome(verification: Verification, strict: boolean): Outcome {
  const { outcome, duplicates = [], waitingOn } = verification;
  if (outcome === 'unknown') return 'unknown';
  const waits = outcome === 'pending' && (strict || waitingOn !== 'application');
  return outcome === 'not-met' || waits || duplicates.length > 0 ? 'findings' : 'ok';
}

/** A right or the server is lacking, or the cluster says no to the content. */
export function refusalOutcome({ kind }: Refusal): Outcome {
  return kind === 'forbidden' || kind === 'failed' || kind === 'webhook' ? 'unknown' : 'findings';
}

/** No rights or no answer, or Grafana says no to the content. */
export function grafanaOutcome(reason: GrafanaReason | undefined): Outcome {
  return reason === 'unreachable' || reason === 'unauthorized' || reason === 'forbidden' ? 'unknown' : 'findings';
}

/** A panel whose query failed. */
export function previewOutcome({ rows, outdated }: DashboardNow): Outcome {
  return outdated !== undefined || rows.some(({ panels }) => panels.some(({ content }) => content.shows === 'unknown'))
    ? 'unknown'
    : 'ok';
}

/** What an import came to; a step that was refused says why. */
export function importOutcomes({ steps }: ImportResult): readonly Outcome[] {
  return steps.map(({ outcome, reason }) => (outcome === 'refused' ? grafanaOutcome(reason) : 'ok'));
}
