/** Flags that go together. */
import type { FlagKey } from './flag-table.ts';

export const CLUSTER = ['kubeconfig', 'context', 'timeout', 'namespace'] as const satisfies readonly FlagKey[];
/** The same for commands that ask several clusters at once. */
export const CLUSTERS = [
  'kubeconfig',
  'contexts',
  'allContexts',
  'timeout',
  'namespace',
] as const satisfies readonly FlagKey[];
/** The same where promwire.yaml names the contexts of its clusters. */
export const LIVE_CLUSTERS = [...CLUSTERS, 'config', 'clusters', 'allClusters'] as const satisfies readonly FlagKey[];
export const PROMETHEUS = [
  'prometheusUrl',
  'prometheusTokenFile',
  'prometheusCa',
  'prometheusHeader',
] as const satisfies readonly FlagKey[];
export const PUSHGATEWAY = [
  'pushgatewayUrl',
  'pushgatewayInstance',
  'pushgatewayHeader',
  'pushgatewayCa',
] as const satisfies readonly FlagKey[];
export const GRAFANA_API = [
  'grafanaUrl',
  'grafanaTokenFile',
  'grafanaUser',
  'grafanaPasswordFile',
  'grafanaAdminSecret',
  'grafanaCa',
] as const satisfies readonly FlagKey[];
/** What is read where promwire.yaml says it. */
export const CONFIG = ['config', 'noConfig', 'cluster', 'runCommands'] as const satisfies readonly FlagKey[];
/** The same for commands that ask several clusters at once. */
export const CONFIGS = [
  'config',
  'noConfig',
  'clusters',
  'allClusters',
  'runCommands',
] as const satisfies readonly FlagKey[];
/** Where an application that no profile knows serves its metrics. */
export const METRICS = ['port', 'path', 'metrics'] as const satisfies readonly FlagKey[];
/** Which application, besides its words. */
export const WHICH = ['profile', ...METRICS] as const satisfies readonly FlagKey[];
/** Which alerts there are, and when and how loudly they fire. */
export const ALERTS = ['settings', 'threshold', 'alert', 'alertLabels'] as const satisfies readonly FlagKey[];
export const COMMON = ['noColor', 'verbose', 'help'] as const satisfies readonly FlagKey[];
