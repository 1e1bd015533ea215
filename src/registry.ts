import { prometheusOperator } from './backends/prometheus-operator/index.ts';
import { agentDaemonsetMode } from './checks/selection/agent-daemonset-mode.ts';
import { agentHasNoQuery } from './checks/stacks/agent-has-no-query.ts';
import { alertsGoNowhere } from './checks/rules/alerts-go-nowhere.ts';
import { alertsHeldBack } from './checks/rules/alerts-held-back.ts';
import { bindingDisagrees } from './checks/cluster/binding-disagrees.ts';
import { configNotLoaded } from './checks/scraping/config-not-loaded.ts';
import { configRefused } from './checks/stacks/config-refused.ts';
import { contentTypeV3 } from './checks/scraping/content-type-v3.ts';
import { controllerIdMismatch } from './checks/selection/controller-id-mismatch.ts';
import { crdMissing } from './checks/cluster/crd-missing.ts';
import { crdOlderThanOperator } from './checks/cluster/crd-older-than-operator.ts';
import { dashboardDatasourceMissing } from './checks/dashboards/dashboard-datasource-missing.ts';
import { dashboardDuplicateUidOrTitle } from './checks/dashboards/dashboard-duplicate-uid-or-title.ts';
import { dashboardInputsUnderSidecar } from './checks/dashboards/dashboard-inputs-under-sidecar.ts';
import { dashboardKeyCollision } from './checks/dashboards/dashboard-key-collision.ts';
import { dashboardKeySuffix } from './checks/dashboards/dashboard-key-suffix.ts';
import { dashboardRemovedPanel } from './checks/dashboards/dashboard-removed-panel.ts';
import { duplicateScrape } from './checks/targets/duplicate-scrape.ts';
import { fieldPruned } from './checks/cluster/field-pruned.ts';
import { grafanaOperatorNoInstance } from './checks/dashboards/grafana-operator-no-instance.ts';
import { grafanaSidecarLabelMismatch } from './checks/dashboards/grafana-sidecar-label-mismatch.ts';
import { grafanaSidecarNamespace } from './checks/dashboards/grafana-sidecar-namespace.ts';
import { grafanaSidecarStale } from './checks/dashboards/grafana-sidecar-stale.ts';
import { labelMismatch } from './checks/selection/label-mismatch.ts';
import { labelRenamed } from './checks/scraping/label-renamed.ts';
import { limitExceeded } from './checks/scraping/limit-exceeded.ts';
import { managedControlPlane } from './checks/cluster/managed-control-plane.ts';
import { monitorMissing } from './checks/cluster/monitor-missing.ts';
import { namesCollide } from './checks/cluster/names-collide.ts';
import { namespaceSelectorInMonitor } from './checks/targets/namespace-selector-in-monitor.ts';
import { namespaceSelectorMismatch } from './checks/selection/namespace-selector-mismatch.ts';
import { noEndpoints } from './checks/targets/no-endpoints.ts';
import { noMatchingService } from './checks/targets/no-matching-service.ts';
import { noPrometheus } from './checks/cluster/no-prometheus.ts';
import { operatorCrashes } from './checks/stacks/operator-crashes.ts';
import { operatorNamespaceScope } from './checks/selection/operator-namespace-scope.ts';
import { operatorNotRunning } from './checks/stacks/operator-not-running.ts';
import { podsNotRunning } from './checks/targets/pods-not-running.ts';
import { portNameMismatch } from './checks/targets/port-name-mismatch.ts';
import { prometheusNotRunning } from './checks/stacks/prometheus-not-running.ts';
import { prometheusOutOfScope } from './checks/selection/prometheus-out-of-scope.ts';
import { prometheusPaused } from './checks/stacks/prometheus-paused.ts';
import { prometheusUnmanaged } from './checks/selection/prometheus-unmanaged.ts';
import { rbacClusterScope } from './checks/targets/rbac-cluster-scope.ts';
import { rbacNamespace } from './checks/targets/rbac-namespace.ts';
import { reconcileFailed } from './checks/stacks/reconcile-failed.ts';
import { rejectedAlertmanagerconfig } from './checks/admission/rejected-alertmanagerconfig.ts';
import { rejectedAuthConflict } from './checks/admission/rejected-auth-conflict.ts';
import { rejectedBadTls } from './checks/admission/rejected-bad-tls.ts';
import { rejectedByOperator } from './checks/admission/rejected-by-operator.ts';
import { rejectedDiscovery } from './checks/admission/rejected-discovery.ts';
import { rejectedFsAccess } from './checks/admission/rejected-fs-access.ts';
import { rejectedLabelName } from './checks/admission/rejected-label-name.ts';
import { rejectedMissingSecret } from './checks/admission/rejected-missing-secret.ts';
import { rejectedProbeUrl } from './checks/admission/rejected-probe-url.ts';
import { rejectedProxy } from './checks/admission/rejected-proxy.ts';
import { rejectedRelabeling } from './checks/admission/rejected-relabeling.ts';
import { rejectedScrapeClass } from './checks/admission/rejected-scrape-class.ts';
import { rejectedSelectorMechanism } from './checks/admission/rejected-selector-mechanism.ts';
import { rejectedSelector } from './checks/admission/rejected-selector.ts';
import { rejectedTimeout } from './checks/admission/rejected-timeout.ts';
import { relabelDropsAll } from './checks/targets/relabel-drops-all.ts';
import { roleMismatch } from './checks/targets/role-mismatch.ts';
import { roleSelectorLabels } from './checks/targets/role-selector-labels.ts';
import { ruleEvalError } from './checks/rules/rule-eval-error.ts';
import { ruleInvalid } from './checks/admission/rule-invalid.ts';
import { ruleNamespaceEnforced } from './checks/rules/rule-namespace-enforced.ts';
import { ruleNotLoaded } from './checks/rules/rule-not-loaded.ts';
import { ruleSelectsNothing } from './checks/rules/rule-selects-nothing.ts';
import { ruleSilentlySkipped } from './checks/admission/rule-silently-skipped.ts';
import { scrapeAnnotationsIgnored } from './checks/cluster/scrape-annotations-ignored.ts';
import { scrapeFailing } from './checks/scraping/scrape-failing.ts';
import { scrapeconfigOldPrometheus } from './checks/admission/scrapeconfig-old-prometheus.ts';
import { selectedButEmpty } from './checks/targets/selected-but-empty.ts';
import { selectorNull } from './checks/selection/selector-null.ts';
import { shardElsewhere } from './checks/scraping/shard-elsewhere.ts';
import { targetPortUndeclared } from './checks/targets/target-port-undeclared.ts';
import { terminating } from './checks/stacks/terminating.ts';
import { timestampsTooOld } from './checks/scraping/timestamps-too-old.ts';
import { twoOperators } from './checks/stacks/two-operators.ts';
import { versionFieldIgnored } from './checks/targets/version-field-ignored.ts';
import type { Backend } from './backends/backend.ts';
import type { Check, ClusterCheck } from './checks/check.ts';
import { profiles as allProfiles } from './profiles/index.ts';
import type { Profile } from './model/index.ts';

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
