import type { ImportResult, Plan, PrintedSetup, Report, Difference, Verification } from '../model/index.ts';
import { PRINTED, reportJson } from './report-json.ts';

/** What setup found, planned and did, as one document. */
export function setupJson(
  before: Report,
  { plan, notes }: { readonly plan: Plan; readonly notes: readonly string[] },
  {
    differences,
    verifications,
    dashboards,
  }: {
    readonly differences: readonly Difference[];
    readonly verifications: readonly Verification[];
    readonly dashboards?: ImportResult | undefined;
  },
): PrintedSetup {
  return {
    apiVersion: PRINTED,
    kind: 'Setup',
    report: reportJson(before, { verdicts: 'all' }),
    changes: differences,
    blocked: plan.blocked,
    advice: plan.advice,
    notes,
    verifications,
    ...(dashboards ? { dashboards } : {}),
  };
}
