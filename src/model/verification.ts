/** What must hold once a plan is applied, and whether it does. */
import type { Labels, Ref } from './kube.ts';
import type { Unanswered } from './running.ts';

export type Expectation =
  | {
      readonly kind: 'target-up';
      readonly stack: Ref;
      readonly monitor: Ref;
      readonly endpoints: number;
      readonly expected?: number;
      /** Every shard scrapes all of the targets. */
      readonly everyShard?: true;
    }
  | {
      readonly kind: 'rule-loaded';
      readonly stack: Ref;
      readonly rule: Ref;
      readonly groups: readonly string[];
      /** Group -> its alerts and records in order; tells the new content from one loaded earlier. */
      readonly rules?: Readonly<Record<string, readonly ExpectedRule[]>>;
      /** The operator rewrites the expressions: what is loaded is not what was written. */
      readonly rewritten?: true;
    }
  | {
      readonly kind: 'series-present';
      readonly stack: Ref;
      readonly query: string;
      readonly title: string;
      readonly pendingWhenEmpty?: string;
      /** In every shard; else one is enough. */
      readonly everyShard?: true;
    }
  /** Every query of a dashboard is answered; a panel may be empty. */
  | {
      readonly kind: 'queries-succeed';
      readonly stack: Ref;
      readonly title: string;
      readonly queries: readonly string[];
    }
  | {
      readonly kind: 'dashboard-present';
      readonly stack?: Ref;
      readonly object: Ref;
      /** Labels without which nothing shows it. */
      readonly labels?: Labels;
      /** Of a ConfigMap: the keys of its data that hold the dashboards. */
      readonly keys?: readonly string[];
    };

export interface ExpectedRule {
  readonly name: string;
  readonly expr: string;
}

export interface Verification {
  readonly expectation: Expectation;
  readonly outcome: 'met' | 'pending' | 'not-met' | 'unknown';
  /**
   * One line: "2/2 targets up", "0/2 up: connection refused". Of a query or panels it does not repeat the title of the
   * expectation; of a dashboard it names the object.
   */
  readonly detail: string;
  /** Nobody answered, and why. */
  readonly unanswered?: Unanswered;
  /** What must happen first, as the object of "waiting for …". */
  readonly waitingFor?: string;
  /**
   * Who can still change the outcome: the stack (worth waiting for), the application (pods that start, a check that has
   * not run: a reason of its own, and no failure), or a user, by another step (of theirs, of Git's or of ours). Absent of
   * what is not met: the next scrape or evaluation may.
   */
  readonly waitingOn?: 'stack' | 'application' | 'user';
  /** target-up: one URL scraped through two pools of the same stack. */
  readonly duplicates?: readonly { readonly address: string; readonly pools: readonly string[] }[];
}
