import { prometheusOperator } from './backends/prometheus-operator/index.ts';
import { agentDaemonsetMode } from './checks/agent-daemonset-mode.ts';
import { configRefused } from './checks/config-refused.ts';
import { controllerIdMismatch } from './checks/controller-id-mismatch.ts';
import { crdMissing } from './checks/crd-missing.ts';
import { crdOlderThanOperator } from './checks/crd-older-than-operator.ts';
import { duplicateScrape } from './checks/duplicate-scrape.ts';
import { fieldPruned } from './checks/field-pruned.ts';
import { labelMismatch } from './checks/label-mismatch.ts';
import { monitorMissing } from './checks/monitor-missing.ts';
import { namespaceSelectorInMonitor } from './checks/namespace-selector-in-monitor.ts';
import { namespaceSelectorMismatch } from './checks/namespace-selector-mismatch.ts';
import { noEndpoints } from './checks/no-endpoints.ts';
import { noMatchingService } from './checks/no-matching-service.ts';
import { noPrometheus } from './checks/no-prometheus.ts';
import { operatorNamespaceScope } from './checks/operator-namespace-scope.ts';
import { operatorNotRunning } from './checks/operator-not-running.ts';
import { portNameMismatch } from './checks/port-name-mismatch.ts';
import { prometheusOutOfScope } from './checks/prometheus-out-of-scope.ts';
import { prometheusPaused } from './checks/prometheus-paused.ts';
import { prometheusUnmanaged } from './checks/prometheus-unmanaged.ts';
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
import { rejectedSelector } from './checks/rejected-selector.ts';
import { rejectedSelectorMechanism } from './checks/rejected-selector-mechanism.ts';
import { rejectedTimeout } from './checks/rejected-timeout.ts';
import { ruleInvalid } from './checks/rule-invalid.ts';
import { ruleNamespaceEnforced } from './checks/rule-namespace-enforced.ts';
import { ruleSilentlySkipped } from './checks/rule-silently-skipped.ts';
import { scrapeconfigOldPrometheus } from './checks/scrapeconfig-old-prometheus.ts';
import { selectedButEmpty } from './checks/selected-but-empty.ts';
import { selectorNull } from './checks/selector-null.ts';
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
  operatorNotRunning,
  reconcileFailed,
  configRefused,
  prometheusPaused,
  selectedButEmpty,
  namespaceSelectorInMonitor,
  noMatchingService,
  portNameMismatch,
  rbacNamespace,
  noEndpoints,
  versionFieldIgnored,
  ruleNamespaceEnforced,
  duplicateScrape,
];

export const clusterChecks: readonly ClusterCheck[] = [
  crdMissing,
  noPrometheus,
  monitorMissing,
  fieldPruned,
  crdOlderThanOperator,
];
