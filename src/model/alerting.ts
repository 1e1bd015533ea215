/** What a running Alertmanager says of itself. */
import type { Ref } from './kube.ts';
import type { Answer } from './running.ts';

/**
 * Whom the alerts of a PrometheusRule reach. An alert counts once for each receiver that it reaches for sure; where its
 * labels decide which one of several, once for those together.
 */
export interface AlertReach {
  readonly rule: Ref;
  /** What evaluates them. */
  readonly stack: Ref;
  readonly receivers: readonly {
    /** Several: one of them, by the labels of the alert. */
    readonly names: readonly string[];
    /** Kinds of their integrations, such as "slack". */
    readonly integrations: readonly string[];
    readonly alerts: number;
  }[];
  /** Alerts that can reach nobody, and why, in sentences. */
  readonly nowhere: { readonly alerts: number; readonly why: readonly string[] };
  readonly unknown: { readonly alerts: number; readonly why: readonly string[] };
}

/** One matcher of a route; an alert without the label is compared as if its value were "". */
export interface RouteMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A route of an Alertmanager. `receiver` is absent where the one of the route above holds. */
export interface AlertRoute {
  readonly receiver?: string;
  readonly matchers: readonly RouteMatcher[];
  readonly continue: boolean;
  readonly routes: readonly AlertRoute[];
  /** Names of intervals in which it tells nobody, and outside of which it tells nobody. */
  readonly muteIntervals?: readonly string[];
  readonly activeIntervals?: readonly string[];
  /** The object that it comes from. */
  readonly from?: Ref;
  /** The routes below are in this object, "Secret monitoring/alertmanager-main", which was not read. */
  readonly unread?: string;
  /** Why not, as the rest of a sentence. */
  readonly unreadWhy?: string;
}

/** What an Alertmanager does with alerts. `receivers`: name -> kinds of its integrations ("webhook"); none: nobody is told. */
export interface Routing {
  readonly route: AlertRoute;
  readonly receivers: Readonly<Record<string, readonly string[]>>;
  /** What holds alerts back for a time; absent where only objects were read. */
  readonly holds?: AlertHolds;
}

export interface AlertHolds {
  /** Those in force now. */
  readonly silences: Answer<readonly AlertSilence[]>;
  readonly inhibitions: readonly AlertInhibition[];
  /** By the name of a time interval: is it now within it? */
  readonly intervals: Readonly<Record<string, 'in' | 'out' | 'unknown'>>;
}

export interface AlertSilence {
  readonly id: string;
  readonly matchers: readonly RouteMatcher[];
  /** RFC 3339. */
  readonly until: string;
  readonly by: string;
  readonly comment: string;
}

/** While an alert of `source` fires, those of `target` with the same values of the labels `equal` tell nobody. */
export interface AlertInhibition {
  readonly source: readonly RouteMatcher[];
  readonly target: readonly RouteMatcher[];
  readonly equal: readonly string[];
}

/** What decides in the configuration file of an Alertmanager; nothing of its secrets is kept. */
export interface AlertmanagerFile {
  readonly route?: AlertRoute;
  readonly receivers: Routing['receivers'];
  /** Names of the receivers in order, one that has none as "". */
  readonly names: readonly string[];
  /** Names of the time intervals in order. */
  readonly intervals: readonly string[];
  /** Why nothing more is known of it, as Alertmanager would say. */
  readonly invalid?: string;
}
