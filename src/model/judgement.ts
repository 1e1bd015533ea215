/** What promwire holds to be true of one object and one stack. */
import type { Ref } from './kube.ts';
import type { Gap } from './snapshot.ts';

export type Verdict = 'selected' | 'not-selected' | 'rejected' | 'unknown';

export interface Match {
  readonly object: Ref;
  readonly stack: Ref;
  readonly verdict: Verdict;
  /** False where a selected object still comes to nothing. */
  readonly effective: boolean;
  /** `selectors`: our reading of the stack; `binding`: the operator's own word on the object. */
  readonly by: 'selectors' | 'binding';
  /** Ids of the checks that hold, the first blocking one first. */
  readonly checks: readonly string[];
  readonly gaps: readonly Gap[];
  /** Jobs of the object in the generated configuration, where that was read. */
  readonly generated?: GeneratedJobs;
}

/** Jobs of one object that a generated configuration has, and those of it that are not there. */
export interface GeneratedJobs {
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}

/** The operator's own word on one object and one stack. */
export interface Binding {
  readonly accepted: 'True' | 'False' | 'Unknown';
  readonly message: string;
  /** It speaks of the object as it is now. */
  readonly current: boolean;
}
