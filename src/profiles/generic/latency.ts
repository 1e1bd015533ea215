/** Quantiles of histograms, classic and native ones. */
import type { Family } from '../../model/index.ts';
import { by, series } from './query.ts';

/**
 * A quantile of a histogram, per labels, in both forms: a page in text shows classic buckets also of a native histogram,
 * and which one is stored is for the scrape to say (scrapeNativeHistograms).
 */
export function quantile(
  q: number,
  { name, native }: Family,
  matchers: readonly string[],
  window: string,
  labels: readonly string[] = [],
): string {
  const classic = `histogram_quantile(${q}, sum ${by([...labels, 'le'])} (rate(${series(`${name}_bucket`, matchers)}[${window}])))`;
  if (native === false) return classic;
  const per = labels.length === 0 ? '' : ` ${by(labels)}`;
  return `(histogram_quantile(${q}, sum${per} (rate(${series(name, matchers)}[${window}]))) or ${classic})`;
}

/** The buckets of a heatmap, or the native histogram that Grafana draws in the same way. */
export function buckets({ name, native }: Family, matchers: readonly string[], window: string): string {
  const classic = `sum by (le) (rate(${series(`${name}_bucket`, matchers)}[${window}]))`;
  if (native === false) return classic;
  return `sum(rate(${series(name, matchers)}[${window}])) or ${classic}`;
}

/** The mean, which a summary and a histogram always tell. */
export function mean({ name, type, native }: Family, matchers: readonly string[], window: string): string {
  const rate = (end: string): string => `sum(rate(${series(`${name}${end}`, matchers)}[${window}]))`;
  const classic = `${rate('_sum')} / ${rate('_count')}`;
  return type !== 'histogram' || native === false ? classic : `histogram_avg(${rate('')}) or ${classic}`;
}
