/** Several clusters, and what came of one question about each. */

/** How it ended for one cluster: the words of errors.ts. */
export type ClusterOutcome = 'ok' | 'findings' | 'unknown' | 'usage' | 'interrupted' | 'internal';

/** What one cluster came to: a result, or why there is none. */
export interface ClusterAnswer<R> {
  /** Its context, or its name in promwire.yaml. */
  readonly name: string;
  /** Other contexts that lead to it. It was asked once. */
  readonly also: readonly string[];
  readonly outcome: ClusterOutcome;
  readonly result?: R;
  readonly problem?: ClusterProblem;
}

/** Why there is no answer of a cluster. */
export interface ClusterProblem {
  readonly detail: string;
  /** What to do about it. */
  readonly next?: string;
}
