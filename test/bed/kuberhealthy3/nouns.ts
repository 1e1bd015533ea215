/** The nouns of a played kuberhealthy 3. All times are seconds since the play began. */

/** What a run of a check comes to. Texts hold `{pod}` where the name of the run's pod belongs. */
export type Outcome =
  | { readonly kind: 'passes' }
  | { readonly kind: 'reports'; readonly texts: readonly string[] }
  | { readonly kind: 'never reports' }
  | { readonly kind: 'no pod'; readonly why: string };

/** A HealthCheck as a user writes it, and what its pods will do. */
export interface HealthCheck {
  readonly name: string;
  readonly namespace: string;
  readonly severity?: string | undefined;
  readonly category?: string | undefined;
  readonly runInterval: number;
  readonly timeout: number;
  /** Seconds from the start of a run to its report. */
  readonly takes: number;
  readonly outcome: Outcome;
}

/** What happens to kuberhealthy from outside. */
export type Happening = { readonly at: number } & (
  | { readonly what: 'create'; readonly check: HealthCheck }
  | { readonly what: 'delete'; readonly name: string }
  | { readonly what: 'change'; readonly name: string; readonly to: Partial<HealthCheck> }
  /** A pod loses or wins the lease; `null`: nobody holds it. */
  | { readonly what: 'lease'; readonly pod: number | null }
  | { readonly what: 'pod'; readonly pod: number; readonly runs: boolean }
  /** Whether the API server answers kuberhealthy's lists, and takes its writes. */
  | { readonly what: 'api'; readonly lists: boolean; readonly writes: boolean }
  /** What all runs come to, whatever their checks would say; `null`: it is over. */
  | { readonly what: 'outage'; readonly outcome: Outcome | null }
);

/** What the newest result of a check is, in the play's own words. */
export type Result = 'never ran' | 'passed' | 'failed' | 'could not run';

/** One check at one moment: what its status says. The interval is not exposed. */
export interface CheckNow extends Pick<HealthCheck, 'name' | 'namespace' | 'severity' | 'category' | 'runInterval'> {
  readonly result: Result;
  readonly errors: readonly string[];
  /** Whole seconds, as kuberhealthy stores it; null while it has never passed. */
  readonly lastPassed: number | null;
  readonly successes: number;
  readonly failures: number;
  /** Failures in a row that were reported: those of time-outs and of pods that were not made are not counted. */
  readonly consecutive: number;
}

export interface PodNow {
  readonly runs: boolean;
  readonly leads: boolean;
  /** Checks that were due when it last looked; 0 in a pod that never led. */
  readonly due: number;
  /** Check pods that it deleted, by reason. */
  readonly deleted: Readonly<Record<string, number>>;
}

/** The whole of it from `at` on, until the next moment. */
export interface Moment {
  readonly at: number;
  readonly checks: readonly CheckNow[];
  readonly pods: readonly PodNow[];
  /** Whether the API server answers kuberhealthy's lists. */
  readonly lists: boolean;
}
