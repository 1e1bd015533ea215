import { prometheusOperator } from './backends/prometheus-operator/index.ts';
import { agentDaemonsetMode } from './checks/agent-daemonset-mode.ts';
import { agentHasNoQuery } from './checks/agent-has-no-query.ts';
import { alertsGoNowhere } from './checks/alerts-go-nowhere.ts';
import { alertsHeldBack } from './checks/alerts-held-back.ts';
import { bindingDisagrees } from './checks/binding-disagrees.ts';
import { configNotLoaded } from './checks/config-not-loaded.ts';
import { configRefused } from './checks/config-refused.ts';
import { contentTypeV3 } from './checks/content-type-v3.ts';
import { controllerIdMismatch } from './checks/controller-id-mismatch.ts';
import { crdMissing } from './checks/crd-missing.ts';
import { crdOlderThanOperator } from './checks/crd-older-than-operator.ts';
import { dashboardDatasourceMissing } from './checks/dashboard-datasource-missing.ts';
import { dashboardDuplicateUidOrTitle } from './checks/dashboard-duplicate-uid-or-title.ts';
import { dashboardInputsUnderSidecar } from './checks/dashboard-inputs-under-sidecar.ts';
import { dashboardKeyCollision } from './checks/dashboard-key-collision.ts';
import { dashboardKeySuffix } from './checks/dashboard-key-suffix.ts';
import { dashboardRemovedPanel } from './checks/dashboard-removed-panel.ts';
import { duplicateScrape } from './checks/duplicate-scrape.ts';
import { fieldPruned } from './checks/field-pruned.ts';
import { grafanaOperatorNoInstance } from './checks/grafana-operator-no-instance.ts';
import { grafanaSidecarLabelMismatch } from './checks/grafana-sidecar-label-mismatch.ts';
import { grafanaSidecarNamespace } from './checks/grafana-sidecar-namespace.ts';
import { grafanaSidecarStale } from './checks/grafana-sidecar-stale.ts';
import { labelMismatch } from './checks/label-mismatch.ts';
import { labelRenamed } from './checks/label-renamed.ts';
import { limitExceeded } from './checks/limit-exceeded.ts';
import { managedControlPlane } from './checks/managed-control-plane.ts';
import { monitorMissing } from './checks/monitor-missing.ts';
import { namesCollide } from './checks/names-collide.ts';
import { namespaceSelectorInMonitor } from './checks/namespace-selector-in-monitor.ts';
import { namespaceSelectorMismatch } from './checks/namespace-selector-mismatch.ts';
import { noEndpoints } from './checks/no-endpoints.ts';
import { noMatchingService } from './checks/no-matching-service.ts';
import { noPrometheus } from './checks/no-prometheus.ts';
import { operatorCrashes } from './checks/operator-crashes.ts';
import { operatorNamespaceScope } from './checks/operator-namespace-scope.ts';
import { operatorNotRunning } from './checks/operator-not-running.ts';
import { podsNotRunning } from './checks/pods-not-running.ts';
import { portNameMismatch } from './checks/port-name-mismatch.ts';
import { prometheusNotRunning } from './checks/prometheus-not-running.ts';
import { prometheusOutOfScope } from './checks/prometheus-out-of-scope.ts';
import { prometheusPaused } from './checks/prometheus-paused.ts';
import { prometheusUnmanaged } from './checks/prometheus-unmanaged.ts';
import { rbacClusterScope } from './checks/rbac-cluster-scope.ts';
import { rbacNamespace } from './checks/rbac-namespace.ts';
import { reconcileFailed } from './checks/reconcile-failed.ts';
import { rejectedAlertmanagerconfig } from './checks/rejected-alertmanagerconfig.ts';
import { rejectedAuthConflict } from './checks/rejected-auth-conflict.ts';
import { rejectedBadTls } from './checks/rejected-bad-tls.ts';
import { rejectedByOperator } from './checks/rejected-by-operator.ts';
import { rejectedDiscovery } from './checks/rejected-discovery.ts';
import { rejectedFsAccess } from './checks/rejected-fs-access.ts';
import { rejectedLabelName } from './checks/rejected-label-name.ts';
import { rejectedMissingSecret } from './checks/rejected-missing-secret.ts';
import { rejectedProbeUrl } from './checks/rejected-probe-url.ts';
import { rejectedProxy } from './checks/rejected-proxy.ts';
import { rejectedRelabeling } from './checks/rejected-relabeling.ts';
import { rejectedScrapeClass } from './checks/rejected-scrape-class.ts';
import { rejectedSelectorMechanism } from './checks/rejected-selector-mechanism.ts';
import { rejectedSelector } from './checks/rejected-selector.ts';
import { rejectedTimeout } from './checks/rejected-timeout.ts';
import { relabelDropsAll } from './checks/relabel-drops-all.ts';
import { roleMismatch } from './checks/role-mismatch.ts';
import { roleSelectorLabels } from './checks/role-selector-labels.ts';
import { ruleEvalError } from './checks/rule-eval-error.ts';
import { ruleInvalid } from './checks/rule-invalid.ts';
import { ruleNamespaceEnforced } from './checks/rule-namespace-enforced.ts';
import { ruleNotLoaded } from './checks/rule-not-loaded.ts';
import { ruleSelectsNothing } from './checks/rule-selects-nothing.ts';
import { ruleSilentlySkipped } from './checks/rule-silently-skipped.ts';
import { scrapeAnnotationsIgnored } from './checks/scrape-annotations-ignored.ts';
import { scrapeFailing } from './checks/scrape-failing.ts';
import { scrapeconfigOldPrometheus } from './checks/scrapeconfig-old-prometheus.ts';
import { selectedButEmpty } from './checks/selected-but-empty.ts';
import { selectorNull } from './checks/selector-null.ts';
import { shardElsewhere } from './checks/shard-elsewhere.ts';
import { targetPortUndeclared } from './checks/target-port-undeclared.ts';
import { terminating } from './checks/terminating.ts';
import { timestampsTooOld } from './checks/timestamps-too-old.ts';
import { twoOperators } from './checks/two-operators.ts';
import { versionFieldIgnored } from './checks/version-field-ignored.ts';
import type { Backend } from './engine/backend.ts';
import type { Check, ClusterCheck } from './engine/check.ts';
import { profiles as allProfiles } from './profiles/index.ts';
import type { Profile } from './model.ts';

export const backends: readonly Backend[] = [prometheusOperator];

export const profiles: readonly Profile[] = allProfiles;

/** Checks of one object and one stack, in the order in which a maintainer would test them. */
export const checks: readonly Check[] = [
  prometheusOutOfScope,
  controllerIdMismatch,
  prometheusUnmanaged,
  agentDaemonsetMode,
  operatorNamespaceScope,
  selectorNull,
  namespaceSelectorMismatch,
  labelMismatch,
  rejectedSelector,
  rejectedSelectorMechanism,
  rejectedFsAccess,
  rejectedAuthConflict,
  rejectedProxy,
  rejectedBadTls,
  rejectedMissingSecret,
  rejectedTimeout,
  rejectedRelabeling,
  rejectedLabelName,
  rejectedScrapeClass,
  rejectedProbeUrl,
  scrapeconfigOldPrometheus,
  rejectedDiscovery,
  ruleInvalid,
  ruleSilentlySkipped,
  rejectedAlertmanagerconfig,
  rejectedByOperator,
  operatorCrashes,
  operatorNotRunning,
  reconcileFailed,
  configRefused,
  prometheusPaused,
  selectedButEmpty,
  prometheusNotRunning,
  terminating,
  twoOperators,
  namespaceSelectorInMonitor,
  noMatchingService,
  portNameMismatch,
  targetPortUndeclared,
  rbacNamespace,
  rbacClusterScope,
  roleMismatch,
  roleSelectorLabels,
  noEndpoints,
  podsNotRunning,
  relabelDropsAll,
  versionFieldIgnored,
  ruleNamespaceEnforced,
  duplicateScrape,
  configNotLoaded,
  ruleNotLoaded,
  contentTypeV3,
  limitExceeded,
  scrapeFailing,
  timestampsTooOld,
  ruleEvalError,
  ruleSelectsNothing,
  labelRenamed,
  shardElsewhere,
  agentHasNoQuery,
  alertsGoNowhere,
  alertsHeldBack,
];

export const clusterChecks: readonly ClusterCheck[] = [
  crdMissing,
  noPrometheus,
  monitorMissing,
  namesCollide,
  fieldPruned,
  crdOlderThanOperator,
  managedControlPlane,
  scrapeAnnotationsIgnored,
  bindingDisagrees,
  grafanaSidecarLabelMismatch,
  grafanaSidecarNamespace,
  grafanaSidecarStale,
  dashboardKeySuffix,
  dashboardKeyCollision,
  dashboardDuplicateUidOrTitle,
  dashboardInputsUnderSidecar,
  dashboardDatasourceMissing,
  dashboardRemovedPanel,
  grafanaOperatorNoInstance,
];
