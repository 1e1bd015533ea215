/** What promwire holds to be true of one object and one stack. */
import type { Ref } from './kube.ts';
import type { Wire } from './monitor.ts';
import type { Gap } from './gap.ts';

export type Verdict = 'selected' | 'not-selected' | 'rejected' | 'unknown';

/** What selection and admission come to, for one object and one stack. */
export interface Admission {
  readonly verdict: Verdict;
  /** `selectors`: our reading of the stack; `binding`: the operator's own word on the object. */
  readonly by: 'selectors' | 'binding';
  /** What hides the answer, where the verdict is `unknown`. */
  readonly gaps: readonly Gap[];
}

export interface Judgement extends Admission {
  readonly object: Ref;
  readonly stack: Ref;
  /** It is selected, and nothing keeps its jobs or rules out of the configuration that the stack loads. */
  readonly configured: boolean;
  /** Something comes of it now. False also where none of its targets can be scraped, or the stack does not run. */
  readonly effective: boolean;
  /** What the stack scrapes through it, or would if it were selected, after relabelings. Empty for rules. */
  readonly wires: readonly Wire[];
  /** Ids of the checks that hold, the first blocking one first. */
  readonly causes: readonly string[];
  /** Jobs of the object in the generated configuration, where that was read. */
  readonly generated?: GeneratedJobs;
}

/** Jobs of one object that a generated configuration has, and those of it that are not there. */
export interface GeneratedJobs {
  readonly has: readonly string[];
  readonly lacks: readonly string[];
  /** Why they are other jobs than those of our verdict; absent: they are not. */
  readonly differs?: string;
}

/** The operator's own word on one object and one stack. */
export interface Binding {
  readonly accepted: 'True' | 'False' | 'Unknown';
  readonly message: string;
  /** It is about the object as it is now. */
  readonly current: boolean;
}
