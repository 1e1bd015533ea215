/** Observations of the running instances of a stack. */
import type { Routing } from './alerting.ts';
import type { Labels, Ref } from './kube.ts';
import type { Wire } from './monitor.ts';
import type { Answer, Generated, InstanceObservation, Unanswered } from './running.ts';
import type { Capability } from './stack.ts';

export interface StackObservation {
  readonly stack: Ref;
  /** Alertmanagers only: the configuration that is running, without its secrets. */
  readonly routing?: Answer<Routing>;
  readonly capabilities: readonly Capability[];
  readonly shards: number;
  /** Pods of each shard, as its owner wants them. */
  readonly replicas?: number;
  /** One per shard and replica that has an address. */
  readonly instances: readonly InstanceObservation[];
  /** Why there is no instance to ask. */
  readonly problem?: Unanswered;
  /** Objects the operator is known to have, or not yet to have, written into the stack's configuration. */
  readonly written?: readonly { readonly object: Ref; readonly written: boolean }[];
  /** Objects that stand in the way themselves, so that no waiting helps: a sentence each. `needs`: what the application's owner must do. */
  readonly amiss?: readonly { readonly object: Ref; readonly why: string; readonly needs?: string }[];
  /** Scrape pools of all monitors that the stack selects now; a pool of another monitor goes with the next reload. */
  readonly pools?: readonly string[];
}

/**
 * What running stacks answered: facts of a snapshot. A stack that was asked and could not answer is in `live` with its
 * problem; of one that is not in it nothing is known.
 */
export interface Observations {
  readonly live: readonly StackObservation[];
  /** Of stacks whose generated configuration was read. */
  readonly generated: readonly Generated[];
}

export interface Observed {
  readonly stacks: readonly StackObservation[];
  /** The wires of the monitors in question as the cluster shows them now; [] where not read. */
  readonly wires: readonly Wire[];
  /** The applications ran before what is waited for: one that is ready and has nobody listen at its port is not about to start. */
  readonly settled?: boolean;
  /** Monitors and rules of expectations that are not there at all. */
  readonly missing?: readonly Ref[];
  /** Objects that an expectation names. */
  readonly objects: readonly {
    readonly object: Ref;
    readonly seen: 'present' | 'absent' | 'unknown';
    readonly labels?: Labels;
    /** Keys of its data that hold something. */
    readonly keys?: readonly string[];
    /** The workload that would take it up, and is scaled to 0. */
    readonly asleep?: Ref;
    readonly detail?: string;
  }[];
}
