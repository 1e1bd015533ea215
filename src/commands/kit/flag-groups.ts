/** Flags that go together. */
import type { FlagKey } from './flag-table.ts';

export const CLUSTER = ['kubeconfig', 'context', 'timeout', 'namespace'] as const satisfies readonly FlagKey[];
export const PROMETHEUS = [
  'prometheusUrl',
  'prometheusTokenFile',
  'prometheusCa',
  'prometheusHeader',
] as const satisfies readonly FlagKey[];
export const GRAFANA_API = [
  'grafanaUrl',
  'grafanaTokenFile',
  'grafanaUser',
  'grafanaPasswordFile',
  'grafanaAdminSecret',
  'grafanaCa',
] as const satisfies readonly FlagKey[];
/** Where an application that no profile knows serves its metrics. */
export const METRICS = ['port', 'path', 'metrics'] as const satisfies readonly FlagKey[];
/** Which alerts there are, and when and how loudly they fire. */
export const ALERTS = ['settings', 'threshold', 'alert', 'alertLabels'] as const satisfies readonly FlagKey[];
export const COMMON = ['noColor', 'verbose', 'help'] as const satisfies readonly FlagKey[];
