/**
 * promwire as a library: what the command line does, with plain options in and data out. docs/library.md has the functions
 * of each command, and a program.
 *
 * readCluster or readFiles -> Snapshot -> check -> CheckReport; observe -> Observations; propose -> Proposal -> apply,
 * verify. `promwire/render` prints the data, `promwire/types` has the types alone.
 */
export type * from './model/index.ts';
export { PromwireError } from './errors.ts';
export type { ErrorCode, Outcome } from './errors.ts';
export { VERSION } from './version.ts';

// Reading.
export { openKube } from './io/kube/connect/open.ts';
export type { Kube, OpenOptions } from './io/kube/connect/open.ts';
export { directPrometheus } from './io/prometheus/direct.ts';
export type { DirectPrometheus } from './io/prometheus/direct.ts';
export { readCluster, readFiles } from './app/read.ts';
export type { ReadClusterOptions, ReadFilesOptions, ReadStep } from './app/read.ts';
export { demo, readDemo } from './app/demo.ts';
export type { Demo } from './app/demo.ts';
export { withCaptured } from './app/captured.ts';
export { project } from './io/projection/index.ts';

// Answering.
export { check } from './app/check.ts';
export { checkCluster } from './app/check-cluster.ts';
export type { CheckClusterOptions } from './app/check-cluster.ts';
export type { CheckReport } from './app/check.ts';
export type { CheckOptions } from './app/question.ts';
export { subjectsOf } from './app/subject.ts';
export { causes, explain } from './app/explain.ts';
export { causesOfMessage } from './app/explain-message.ts';
export type { MessageCause } from './app/explain-message.ts';
export type { Cause } from './app/explain.ts';
export { beginConfig } from './app/config/init.ts';
export { compareSources, sourceOf } from './app/compare.ts';
export type { CompareOptions, Source } from './app/compare.ts';
export { observe } from './app/observe.ts';
export type { ObserveOptions } from './app/observe.ts';
export { askDirect, askInCluster, variantScraped } from './app/ask.ts';
export type { Ask } from './app/ask.ts';
export { previewDashboard } from './app/preview.ts';
export { whyNotScraped } from './app/preview-age.ts';
export type { Preview, PreviewOptions } from './app/preview.ts';
export { rightsOf } from './app/rights.ts';
export type { CommandRights, RightsOptions } from './app/rights.ts';
export {
  alertOutcome,
  checkOutcomes,
  comparisonOutcomes,
  importOutcomes,
  metricOutcome,
  pathsOutcome,
  previewOutcome,
  refusalOutcome,
  reportOutcome,
  verificationOutcome,
} from './outcomes.ts';

// Changing.
export { fixFiles } from './app/fix-files.ts';
export type { FixedFile, FixedFiles, FixFilesOptions } from './app/fix-files.ts';
export { writeEdited } from './io/files/write-edited.ts';
export type { EditedFile } from './io/files/write-edited.ts';
export { fileOf, GRAFANA, propose } from './app/propose.ts';
export { namedApplication } from './app/metrics/application.ts';
export type { ApplicationOptions, NamedApplication } from './app/metrics/application.ts';
export { readPage } from './app/metrics/given.ts';
export { objectDescribed } from './app/profile-file/detect.ts';
export { readProfile } from './app/profile-file/read.ts';
export type { ProfileFile } from './app/profile-file/read.ts';
export { profileText } from './app/profile-file/text.ts';
export type { AlertSettings } from './app/kept-settings.ts';
export type { StackChoice } from './app/choose-stack.ts';
export type { Choices, Proposal, ProposeOptions } from './app/propose.ts';
export { apply } from './app/apply.ts';
export type { ApplyOptions, ApplyResult } from './app/apply.ts';
export { reportBefore, setup } from './app/setup.ts';
export type { SetupOptions, SetupResult } from './app/setup.ts';
export { alertReach } from './app/alert-reach.ts';
export { verifiedReport } from './app/verified-report.ts';
export type { Look } from './app/verifier.ts';
export { carriedOut, verify } from './app/verify.ts';
export type { VerifyOptions } from './app/verify.ts';
export { planFixes } from './app/plan-fixes.ts';
export { leftReasons } from './plan/decided.ts';
export type { PlannedFixes } from './app/plan-fixes.ts';
export { carryOutFixes } from './app/carry-out-fixes.ts';
export type { CarriedOut, CarryOutOptions } from './app/carry-out-fixes.ts';
export { planUndo } from './app/plan-undo.ts';
export type { Undo, UndoOptions } from './app/plan-undo.ts';
export { planRemoval } from './app/plan-removal.ts';
export { remove } from './app/remove.ts';
export { readSettings, tuned } from './app/settings.ts';
export type { Tuned } from './app/settings.ts';
export { keptInCluster } from './app/kept-in-cluster.ts';
export type { KeptInCluster } from './app/kept-in-cluster.ts';
export { settingsFile } from './app/settings-template.ts';
export { profileById, variantById } from './app/profile.ts';
export { generate, generateFor, writeGenerated } from './app/generate.ts';
export type { Generated, GeneratedFiles, GenerateOptions, KnownLabels } from './app/generate.ts';
export { policies, policyReads, writePolicies } from './app/policy.ts';
export type { Policies, PolicyOptions } from './app/policy.ts';
export type { WrittenFiles } from './io/files/write-files.ts';
export { manifestsOf } from './app/manifests.ts';
export { diff } from './app/diff.ts';
export type { Diff } from './app/diff.ts';
export { chosenDashboards } from './app/dashboard-choice.ts';
export { dashboardText, exportDashboards } from './app/dashboard-export.ts';
export type { DashboardPurpose } from './app/dashboard-export.ts';
export { openGrafana } from './app/grafana.ts';
export { importDashboards } from './app/dashboard-import.ts';
export { planDashboardRemoval, removeDashboards } from './app/dashboard-removal.ts';
export { renderDashboard } from './backends/grafana/model/dashboard.ts';

// The engine, for checks and tools of one's own.
export { analysisOf } from './app/read.ts';
export { analyse } from './judge/analysis.ts';
export type { Analysis, Rulebook } from './judge/analysis.ts';
export { report } from './judge/report.ts';
export type { Question } from './judge/report.ts';
export { buildWorld, changeWorld } from './world/world.ts';
export type { World } from './world/world.ts';
export { defineCheck } from './checks/check.ts';
export type { Check, ClusterCheck } from './checks/check.ts';
export { decodeSelector, selects } from './kube/selector.ts';
export { backends, checks, clusterChecks, profiles } from './registry.ts';
