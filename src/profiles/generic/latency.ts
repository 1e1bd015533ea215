/** Quantiles of histograms, classic and native ones. */
import type { Family } from '../../model/index.ts';
import { by, series } from './query.ts';

/**
 * A quantile of a histogram, per labels. One that is known to be native is asked for in both forms: which one Prometheus
 * stores is for its scrape to say.
 */
export function quantile(
  q: number,
  { name, native }: Family,
  matchers: readonly string[],
  window: string,
  labels: readonly string[] = [],
): string {
  const classic = `histogram_quantile(${q}, sum ${by([...labels, 'le'])} (rate(${series(`${name}_bucket`, matchers)}[${window}])))`;
  if (native !== true) return classic;
  const per = labels.length === 0 ? '' : ` ${by(labels)}`;
  return `(histogram_quantile(${q}, sum${per} (rate(${series(name, matchers)}[${window}]))) or ${classic})`;
}

/** The buckets of a heatmap. */
export function buckets({ name, native }: Family, matchers: readonly string[], window: string): string {
  if (native === true) return `sum (rate(${series(name, matchers)}[${window}]))`;
  return `sum by (le) (rate(${series(`${name}_bucket`, matchers)}[${window}]))`;
}

/** The mean, which a summary and a histogram always tell. */
export function mean(name: string, matchers: readonly string[], window: string): string {
  const rate = (end: string): string => `sum(rate(${series(`${name}${end}`, matchers)}[${window}]))`;
  return `${rate('_sum')} / ${rate('_count')}`;
}
