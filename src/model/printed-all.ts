/** Everything that `-o json` can print. */
import type {
  PrintedComparison,
  PrintedDashboardImport,
  PrintedDashboardPreview,
  PrintedDemo,
  PrintedDiff,
  PrintedFix,
  PrintedList,
  PrintedReport,
  PrintedSetup,
  PrintedUndo,
  PrintedUninstall,
  PrintedVerification,
} from './printed.ts';
import type { PrintedVersion } from './proven.ts';
import type { PrintedComparisons, PrintedDiffs, PrintedReports, PrintedVerifications } from './printed-clusters.ts';

/** scripts/schemas.mjs makes one schema of each member. */
export type Printed =
  | PrintedReport
  | PrintedReports
  | PrintedSetup
  | PrintedDiff
  | PrintedDiffs
  | PrintedComparison
  | PrintedComparisons
  | PrintedFix
  | PrintedUndo
  | PrintedVerification
  | PrintedVerifications
  | PrintedUninstall
  | PrintedDashboardImport
  | PrintedDashboardPreview
  | PrintedDemo
  | PrintedVersion
  | PrintedList;
