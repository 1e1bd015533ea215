/** What a question is answered with besides findings. */
import type { Ref } from './kube.ts';

/** One way a Service or Pod could be scraped: a monitor and a stack, and how far it gets. */
export interface Path {
  readonly monitor: Ref;
  /** Absent: no stack that could take the monitor can be seen. */
  readonly stack?: Ref;
  /** Of one that misses: what its selector or its namespaces ask for, and what is there. */
  readonly why?: readonly string[];
  /**
   * `scraped`: nothing is in the way. `down`: it is scraped, and no target answers. `misses`: the monitor's selector
   * does not take the Service or Pod.
   */
  readonly state: 'scraped' | 'down' | 'blocked' | 'misses' | 'unknown';
  readonly targets: number;
  /** How many of them relabelings may yet drop, by labels that are not known. */
  readonly open?: number;
  /** How many of them a running stack says are down. */
  readonly down: number;
  /** Checks that hold on the pair, the first blocking one first. */
  readonly checks: readonly string[];
  /** Labels of the monitor's selector that are met, for the nearest miss. */
  readonly distance: number;
}

/** "Who scrapes this, and why not?" */
export interface Paths {
  readonly subject: Ref;
  readonly paths: readonly Path[];
  /** It was read from files: nothing of it runs, and what asks for it may be elsewhere. */
  readonly planned?: true;
  /** No path: why setup would not wire it in as it is, and what must change first (`always`: it never would). */
  readonly kept?: { readonly why: string; readonly remedy: string; readonly always?: true };
}

/** "Where is this metric?" */
export interface MetricTrail {
  readonly metric: string;
  /** One line per step: which stack has how many series, which rule records it, which application exposes it. */
  readonly steps: readonly string[];
  readonly found: boolean;
  /** Not found, where not everybody who may have it could be asked. */
  readonly unknown?: true;
  /** What to look at next: the rule that records it, or the monitors of the application. */
  readonly objects: readonly Ref[];
  readonly about: readonly Ref[];
}

/** "Who is notified when this fires?", from the rule that defines the alert to the receivers. */
export interface AlertTrail {
  readonly alert: string;
  readonly steps: readonly string[];
  /** The worst of its rules, stacks and label sets. */
  readonly fate: 'delivered' | 'nowhere' | 'unknown' | 'not-evaluated' | 'not-found';
  readonly rules: readonly Ref[];
  /** What evaluates it, and the Alertmanagers that it is sent to. */
  readonly stacks?: readonly Ref[];
  /** AlertmanagerConfigs that an Alertmanager on its way rejects. */
  readonly rejected?: readonly Ref[];
}

/** A dashboard that was asked about: every panel and variable asks for series that are there, or was held against none. */
export interface PanelAnswer {
  readonly dashboard: Ref;
  /** How many ask for series. */
  readonly panels: number;
  readonly variables: number;
  /** Who was asked; none: files do not run. */
  readonly prometheus: readonly string[];
}

/** The answers to the questions that were asked, in order. */
export interface Trails {
  readonly panels?: readonly PanelAnswer[];
  readonly paths: readonly Paths[];
  readonly metrics: readonly MetricTrail[];
  readonly alerts: readonly AlertTrail[];
}
