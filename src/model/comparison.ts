/** What is otherwise in one world than in another: what it loses, gains, and no longer tells. */
import type { Severity } from './finding.ts';
import type { ChartValue, Ref } from './kube.ts';

/** Where something is written. `side`: in which of the two worlds. */
export interface ComparedPlace {
  readonly side: 'base' | 'head';
  /** As a person opens it; of a revision "origin/main:deploy/web.yaml". */
  readonly file: string;
  /** Of a revision: the same file in the repository, "deploy/web.yaml". */
  readonly path?: string;
  readonly line: number;
  readonly column?: number;
  /** It is the place of a value of a chart, by its path; `template` makes something of it. */
  readonly value?: ChartValue;
}

/** Something about one object that is otherwise than before. */
export interface ChangedPart {
  /** As it is called in HEAD; where it is not there, as in BASE. */
  readonly object: Ref;
  /** What it is called in BASE, where that is another name or namespace: it was matched by what it selects. */
  readonly was?: Ref;
  /** What took it, or takes it: a Prometheus, an Alertmanager, the workload of a Grafana. */
  readonly by?: Ref;
  /** One sentence. */
  readonly summary: string;
  /** The reasons, in the words of check. */
  readonly because: readonly string[];
  /** Ids of the checks that give them. */
  readonly checks: readonly string[];
  readonly remedy?: string;
  readonly place?: ComparedPlace;
  /** Of a repository for several clusters: in which of them. */
  readonly clusters?: readonly string[];
}

/**
 * `removed`: the object is gone; `not-taken`, `rejected`: it is there, and the stack does not select it, or refuses it;
 * `taker-removed`: what took it is gone; `targets`: it is taken, and leads to fewer targets; `contents`: alerts, recording
 * rules or dashboards in it are gone; `series`: its targets have another job, and the old one is asked for; `route`: alerts
 * that reached a receiver reach none, since it changed.
 */
export type LossHow =
  'removed' | 'not-taken' | 'rejected' | 'taker-removed' | 'targets' | 'contents' | 'series' | 'route';

/**
 * What of an object is lost that is itself taken as before: an alert, recording rule, dashboard or static target in it, the name of the job
 * of its targets, what a rule or dashboard in it asks for, which nothing gives, or the way of alerts to a receiver.
 */
export type LostPart =
  'alert' | 'recording-rule' | 'dashboard' | 'static-target' | 'job' | 'rule-query' | 'dashboard-query' | 'route';

/** An alert of a PrometheusRule; `was`: what that is called in BASE, where it has another name. */
export interface LostAlert {
  readonly object: Ref;
  readonly was?: Ref;
  readonly alert: string;
}

export interface Loss extends ChangedPart {
  readonly how: LossHow;
  /** Of `contents`, `series` and `route`. */
  readonly part?: LostPart;
  /** Of `route`: the alerts that reach nobody. */
  readonly alerts?: readonly LostAlert[];
  /** Targets that are scraped in BASE, as far as they are known, and no longer. Of files: pod templates. */
  readonly targets: number;
}

export interface Gain extends ChangedPart {
  /** `added`: the object is new; `routed`: alerts that reached nobody reach a receiver. */
  readonly how: 'added' | 'taken' | 'targets' | 'routed';
  readonly targets: number;
}

/** A loss that promwire.yaml names beforehand, which is no loss through the day `until`. */
export interface ExpectedLoss extends Loss {
  readonly expected: { readonly reason: string; readonly until: string };
}

/** A cause that is in one of the worlds only. */
export interface CauseChange extends ChangedPart {
  readonly severity: Severity;
}

export interface Comparison {
  /** What they are called: a path, a revision, "live". */
  readonly base: string;
  readonly head: string;
  /** The clusters of promwire.yaml that were compared, each by its own files. */
  readonly clusters?: readonly string[];
  readonly losses: readonly Loss[];
  /** What was meant to go. */
  readonly expected?: readonly ExpectedLoss[];
  readonly gains: readonly Gain[];
  /** What was known in BASE and is not in HEAD, and what changed and cannot be judged. */
  readonly unknown: readonly Unsettled[];
  /** Causes that are in HEAD only, and are not the reason of a loss. */
  readonly appeared: readonly CauseChange[];
  /** Causes that are in BASE only. */
  readonly gone: readonly CauseChange[];
  /** Alerts that reach other receivers than before. It counts for no exit code. */
  readonly rerouted?: readonly Unsettled[];
  /** What changed and is not rendered here, such as a HelmRelease: what it makes may change. It counts for no exit code. */
  readonly unseen?: readonly Unsettled[];
  /** What HEAD has whatever BASE had: for --fail-on any. */
  readonly standing: { readonly errors: number; readonly unknown: number };
}

/** Absent `object`: it is about no object that could be read. */
export type Unsettled = Omit<ChangedPart, 'object'> & { readonly object?: Ref };
