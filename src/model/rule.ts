/** Alerting and recording rules. */
import type { Labels } from './kube.ts';

export interface AlertingRule {
  readonly alert: string;
  /** `=~"$pools"` in it is a matcher of the names of the application's scrape pools, which the stack's backend puts in. */
  readonly expr: string;
  readonly for?: string;
  /** How long it goes on when the expression no longer holds. */
  readonly keep_firing_for?: string;
  /** How urgent it is as shipped. In its labels and annotations `<%severity%>` is what is chosen. */
  readonly severity: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Settings without which there is no such alert. Only in a template. */
  readonly needs?: readonly string[];
}

export interface RecordingRule {
  readonly record: string;
  /** What the recorded series are: one or two sentences for the reader of the file. */
  readonly about: string;
  readonly expr: string;
  readonly labels?: Labels;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}
