/** What an application answers when it is asked for its metrics: families, without their values. */

/** As Prometheus' metadata name them; `unknown` is also what is not declared, and `untyped` of the text format. */
export type FamilyType =
  'counter' | 'gauge' | 'histogram' | 'gaugehistogram' | 'summary' | 'info' | 'stateset' | 'unknown';

/** One family of metrics. */
export interface Family {
  /**
   * What is asked for: the series' own name where a family is one series (`http_requests_total`, `build_info`), the stem of
   * `_bucket`, `_sum` and `_count` where it is a histogram or a summary.
   */
  readonly name: string;
  readonly type: FamilyType;
  readonly unit?: string;
  readonly help?: string;
  /** Names of the series that were seen, sorted: `x_bucket`, `x_count`, `x_sum`. Empty: declared, and no sample yet. */
  readonly series: readonly string[];
  /** Names of the labels that were seen, sorted, without `le` of a histogram and `quantile` of a summary. */
  readonly labels: readonly string[];
  /** Some of the values of each label, in the order seen: at most 20 for each, and of 200 characters. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** How many samples one answer has of it. */
  readonly samples: number;
  /** A native histogram; the text formats cannot carry one, so only a Prometheus that was asked knows. */
  readonly native?: boolean;
}

/** A page of metrics as Prometheus would read it. */
export interface Exposition {
  /** In the order of the page. Of a page that breaks off, those before that place: Prometheus stores none of them. */
  readonly families: readonly Family[];
  readonly samples: number;
  /** How many samples bring a time of their own. */
  readonly timestamps: number;
  /** Where Prometheus stops reading, which fails the whole scrape. Lines and columns count from 1. */
  readonly broken?: { readonly line: number; readonly column: number; readonly why: string };
}
