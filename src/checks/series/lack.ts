import type { Missing } from '../../backends/prometheus-operator/series/missing.ts';

/** What rules or panels ask for and a Prometheus does not have, with one reason. */
export interface Lack {
  readonly problem: Missing['kind'];
  readonly metrics: readonly string[];
  /** Rules or panels. */
  readonly by: readonly string[];
  readonly prometheus: string;
  /** Only `absent()` and the like ask for it. */
  readonly absence?: true;
  /** What was meant, as far as can be told. */
  readonly meant?: string;
  readonly label?: string;
  /** What is asked of it: `="a"`. */
  readonly wanted?: string;
  /** Values that the label has, or labels that the metric has. */
  readonly values?: readonly string[];
  readonly labels?: readonly string[];
  readonly selectors?: readonly string[];
  /** Names that resemble those that are missing. */
  readonly near?: readonly string[];
  /** The label is one that Prometheus adds only to what leaves it. */
  readonly external?: true;
  /** No target has the job that is asked for. */
  readonly noTarget?: true;
  /** Of exporters that are not scraped: the job that no target has, or how no metric begins. */
  readonly signs?: readonly string[];
}

/** And where it is asked for first. */
export interface LackAt {
  readonly evidence: Lack;
  readonly field: readonly string[];
}
