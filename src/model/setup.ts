/** What setup reports while it goes on, in this order. */
import type { AlertReach } from './alerting.ts';
import type { ImportResult } from './dashboard-import.ts';
import type { Change, Difference, TrialResult } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { Verification } from './verification.ts';

export type SetupEvent =
  /** The server would refuse these writes, so nothing is written. */
  | { readonly kind: 'refused'; readonly trials: readonly Extract<TrialResult, { kind: 'refused' }>[] }
  /** Every write was tried on the server; none where the plan is blocked. */
  | { readonly kind: 'planned'; readonly differences: readonly Difference[] }
  /** Through Grafana's API; with `dryRun` what an import would do. */
  | { readonly kind: 'dashboards'; readonly result: ImportResult; readonly dryRun: boolean }
  | { readonly kind: 'applied'; readonly change: Change }
  /** Writing ended early. `unclear`: sent, and no answer tells. `refusal`: of the first of both. */
  | {
      readonly kind: 'stopped';
      readonly applied: readonly Change[];
      readonly unclear: readonly Change[];
      readonly rest: readonly Change[];
      readonly refusal?: Refusal;
    }
  /** What was applied is looked for; `text`: whom it asks. */
  | { readonly kind: 'asking'; readonly text: string }
  /** One look at what was applied, while it is waited for. */
  | { readonly kind: 'looked'; readonly verifications: readonly Verification[] }
  | { readonly kind: 'verified'; readonly verifications: readonly Verification[] }
  /** Whom the alerts reach. */
  | { readonly kind: 'reach'; readonly reach: AlertReach };
