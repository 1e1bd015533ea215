/** Where the values of flags come from that are offered. */
import type { FLAGS, FlagKey } from '../flag-table.ts';

type Table = typeof FLAGS;
/** Flags that take a value of no fixed list: one that is added to the table does not compile without a row here. */
type Open = {
  [K in FlagKey]: Table[K] extends { readonly oneOf: unknown }
    ? never
    : Table[K] extends { readonly value: string }
      ? K
      : never;
}[FlagKey];

export type Source =
  | 'files'
  | 'folders'
  | 'contexts'
  | 'clusters'
  | 'namespaces'
  | 'stacks'
  | 'causes'
  | 'kinds'
  | 'variants'
  | 'thresholds'
  /** What only the user knows, and what is secret. */
  | 'nothing';

export const SOURCES: Readonly<Record<Open, Source>> = {
  kubeconfig: 'files',
  context: 'contexts',
  contexts: 'contexts',
  namespace: 'namespaces',
  namespaces: 'namespaces',
  monitorNamespace: 'namespaces',
  defaultNamespace: 'nothing',
  assumedNamespace: 'nothing',
  kinds: 'kinds',
  stack: 'stacks',
  from: 'files',
  captured: 'files',
  config: 'files',
  cluster: 'clusters',
  clusters: 'clusters',
  prometheusUrl: 'nothing',
  prometheusTokenFile: 'files',
  prometheusCa: 'files',
  prometheusHeader: 'files',
  pushgatewayUrl: 'nothing',
  pushgatewayInstance: 'nothing',
  pushgatewayHeader: 'files',
  pushgatewayCa: 'files',
  timeout: 'nothing',
  watch: 'nothing',
  only: 'causes',
  skip: 'causes',
  out: 'folders',
  root: 'folders',
  monitorLabels: 'nothing',
  ruleLabels: 'nothing',
  dashboardLabels: 'nothing',
  dashboard: 'nothing',
  set: 'nothing',
  grafanaUrl: 'nothing',
  grafanaTokenFile: 'files',
  grafanaUser: 'nothing',
  grafanaPasswordFile: 'files',
  grafanaAdminSecret: 'nothing',
  grafanaCa: 'files',
  folder: 'nothing',
  range: 'nothing',
  port: 'nothing',
  path: 'nothing',
  metrics: 'files',
  profile: 'files',
  variant: 'variants',
  settings: 'files',
  threshold: 'thresholds',
  alert: 'nothing',
  alertLabels: 'nothing',
};
