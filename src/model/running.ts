/** What a running Prometheus says of itself. */
import type { Labels, Ref } from './kube.ts';
import type { Gap } from './gap.ts';

/** Why a running system gave no usable answer. `refused`: it understood the request and declined it, as with bad PromQL. */
export interface Unanswered {
  readonly kind: 'unknown';
  readonly reason:
    | 'no-address'
    | 'unreachable'
    | 'not-ready'
    | 'timeout'
    | 'unauthorized'
    | 'forbidden'
    | 'not-found'
    | 'not-prometheus'
    | 'other-targets'
    | 'bad-answer'
    | 'refused';
  /** What was asked and what came back. Never holds a credential. */
  readonly detail: string;
  /** The answer came from the API server, in place of what it proxies: its words. They are in `detail`, too. */
  readonly server?: string;
  /** What to do next. */
  readonly next: string;
  /** The address never answered in this run, and is not asked again. */
  readonly silent?: true;
}

export type Answer<T> = { readonly kind: 'ok'; readonly value: T; readonly warnings: readonly string[] } | Unanswered;

/** One running Prometheus. `shard` and `replica` are absent where they are not known (a URL, a Service). */
export interface Instance {
  readonly name: string;
  readonly shard?: number;
  readonly replica?: number;
}

/** Where an instance answers HTTP inside the cluster, for the API server's proxy or a port-forward. */
export interface InstanceAddress {
  readonly instance: Instance;
  readonly via: 'pods' | 'services';
  readonly namespace: string;
  readonly name: string;
  readonly port: string | number;
  readonly scheme: 'http' | 'https';
  /** spec.routePrefix without a trailing slash; '' at the root. */
  readonly prefix: string;
  /** It listens inside its pod only (spec.listenLocal): a port-forward gets there, the proxy does not. */
  readonly localOnly: boolean;
}

/** The running instances of a stack, and how each can be reached; the addresses of one are tried in order. */
export interface InstanceReach {
  readonly instances: readonly {
    readonly instance: Instance;
    readonly addresses: readonly InstanceAddress[];
    /** It cannot answer yet: no address was given to its pod. */
    readonly problem?: Unanswered;
  }[];
  /** A Service in front of all of them, for those who may not reach pods: any one of them answers. */
  readonly shared?: InstanceAddress;
  /** Why there is nothing to ask. */
  readonly problem?: Unanswered;
}

/** One active target of /api/v1/targets. */
export interface ScrapedTarget {
  readonly pool: string;
  /** What is scraped, without credentials: "http://10.244.0.7:8080/metrics". */
  readonly url: string;
  /** host:port of the URL. */
  readonly address: string;
  readonly labels: Labels;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

export interface TargetList {
  readonly active: readonly ScrapedTarget[];
  /** Pool -> number of addresses that relabeling dropped. Empty before Prometheus 2.48. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface LoadedRule {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError: string;
}

export interface LoadedRuleGroup {
  readonly name: string;
  readonly file: string;
  readonly rules: readonly LoadedRule[];
}

/** One series of an instant query's result. A scalar is one sample without labels. */
export interface Sample {
  readonly labels: Labels;
  readonly value: string;
}

/**
 * The names of the jobs of monitors in the configuration that the operator generated for a stack. Nothing else of it is
 * kept: credentials stand in it. `unknown`: the Secret with it could not be read.
 */
export type Generated =
  | { readonly kind: 'ok'; readonly stack: Ref; readonly jobs: readonly string[] }
  | { readonly kind: 'unknown'; readonly stack: Ref; readonly gap: Gap };

/** A label that a selector asks for: `=` a value, or `=~` one of a pattern. */
export interface AskedLabel {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A selector to look for. */
export interface AskedSeries {
  /** As PromQL: `{__name__="up",job="x"}`. */
  readonly selector: string;
  readonly metric?: string;
  readonly labels: readonly AskedLabel[];
  /** The expression that it is of, where the series decide whether that can be evaluated. */
  readonly evaluate?: string;
}

/** What one Prometheus answered about them. */
export interface SeriesAnswers {
  /** Names of all metrics that it stores. */
  readonly names: Answer<readonly string[]>;
  /** Type by family, as the exporters of its targets declare them, with series or without. */
  readonly metadata: Answer<Readonly<Record<string, string>>>;
  /** By selector: is there a series of the last hour? */
  readonly present: Readonly<Record<string, Answer<boolean>>>;
  /** "METRIC LABEL" -> the values that it stores, of selectors without a series. */
  readonly values: Readonly<Record<string, Answer<readonly string[]>>>;
  /** By metric: the labels of its series, where one that is asked for has no value. */
  readonly labels?: Readonly<Record<string, Answer<readonly string[]>>>;
  /** Labels that it adds only to what leaves it (external_labels); asked for where a label is on no series. */
  readonly external?: readonly string[];
  /** By expression: the error with which its evaluation ended. */
  readonly failures?: Readonly<Record<string, string>>;
  /** How many expressions were not evaluated, because there are too many. */
  readonly unevaluated?: number;
}

/** Absent: not asked. */
export interface InstanceObservation {
  readonly instance: Instance;
  readonly targets?: Answer<TargetList>;
  readonly rules?: Answer<readonly LoadedRuleGroup[]>;
  /** Names of the jobs in the configuration that is running. */
  readonly jobs?: Answer<readonly string[]>;
  /** Did the last reload of the configuration succeed? */
  readonly reloaded?: Answer<boolean>;
  /** By expression. */
  readonly queries: Readonly<Record<string, Answer<readonly Sample[]>>>;
  /** Of one replica of each shard, where a rule or a dashboard is asked about. */
  readonly series?: SeriesAnswers;
}
