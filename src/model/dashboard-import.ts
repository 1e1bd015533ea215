/** What an import of dashboards into a Grafana did, or would do. */

export interface ImportStep {
  readonly what: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly detail?: string;
  readonly next?: string;
  readonly reason?: GrafanaReason;
}

/** Why a Grafana does not do what is asked. */
export type GrafanaReason =
  /** No answer, or one that is not Grafana's. */
  | 'unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  /** A file or an operator provides the dashboard: it can only be changed there. */
  | 'provisioned'
  /** Another person changed it meanwhile, or its uid is taken. */
  | 'conflict'
  | 'invalid';

export interface ImportResult {
  /** Address of the Grafana, without credentials, and the API that it was done by. */
  readonly grafana: string;
  readonly api: string;
  readonly steps: readonly ImportStep[];
}

/** What would be removed from one Grafana, by uid. */
export interface DashboardRemoval {
  /** Address of the Grafana, without credentials. */
  readonly grafana: string;
  readonly remove: readonly StoredTitle[];
  readonly left: readonly (StoredTitle & { readonly why: string })[];
}

export interface StoredTitle {
  readonly uid: string;
  readonly title: string;
}
