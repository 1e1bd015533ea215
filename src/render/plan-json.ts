/** Plans, and what became of them, as documents. */
import type {
  AlertReach,
  DashboardRemoval,
  Difference,
  ImportResult,
  Plan,
  PrintedDiff,
  PrintedSetup,
  PrintedUninstall,
  PrintedVerification,
  Removal,
  Report,
  Verification,
} from '../model/index.ts';
import { gapJson, PRINTED, reportJson } from './report-json.ts';

/** What a plan would change; `differences` that are none are left out. */
export function diffJson({ settings, blocked, advice }: Plan, differences: readonly Difference[]): PrintedDiff {
  const changes = differences.filter(({ state }) => state !== 'unchanged');
  return { apiVersion: PRINTED, kind: 'Diff', settings, changes, blocked, advice };
}

interface Done {
  readonly differences: readonly Difference[];
  readonly verifications: readonly Verification[];
  readonly reach?: AlertReach | undefined;
  readonly dashboards?: ImportResult | undefined;
}

/** What setup found, planned and did. */
export function setupJson(
  before: Report,
  { plan, notes }: { readonly plan: Plan; readonly notes: readonly string[] },
  { differences, verifications, reach, dashboards }: Done,
): PrintedSetup {
  return {
    apiVersion: PRINTED,
    kind: 'Setup',
    report: reportJson(before, { verdicts: 'all' }),
    settings: plan.settings,
    changes: differences,
    blocked: plan.blocked,
    advice: plan.advice,
    notes,
    verifications,
    ...(reach ? { reach } : {}),
    ...(dashboards ? { dashboards } : {}),
  };
}

/** Whether what a plan makes works. */
export function verificationJson(
  { blocked, unknown }: Plan,
  verifications: readonly Verification[],
  reach?: AlertReach,
): PrintedVerification {
  return {
    apiVersion: PRINTED,
    kind: 'Verification',
    verifications,
    ...(reach ? { reach } : {}),
    blocked,
    unknown: unknown.map(gapJson),
  };
}

/** What is taken back; `grafana`: dashboards that are taken out of one by its API. */
export function removalJson(removal: Removal, grafana?: DashboardRemoval): PrintedUninstall {
  return { apiVersion: PRINTED, kind: 'Uninstall', ...removal, ...(grafana ? { grafana } : {}) };
}
