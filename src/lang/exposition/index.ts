/** Pages of metrics: the text formats of Prometheus and OpenMetrics. */
import type { Exposition } from '../../model/index.ts';
import { gather } from './families.ts';
import { openMetricsEntries } from './openmetrics.ts';
import { BrokenPage, placeIn } from './page.ts';
import type { Page } from './page.ts';
import { textEntries } from './text.ts';

export type ExpositionFormat = 'text' | 'openmetrics';

/**
 * Reads a page as Prometheus 3 does: what it would refuse ends the reading, with the place. `mangled`: it came in bytes that
 * are not all UTF-8, with U+FFFD in their place.
 */
export function readExposition(text: string, format: ExpositionFormat, { mangled = false } = {}): Exposition {
  const page: Page = { text, mangled, at: 0 };
  const { add, families } = gather(format);
  let samples = 0;
  let timestamps = 0;
  try {
    for (const entry of format === 'openmetrics' ? openMetricsEntries(page) : textEntries(page)) {
      add(entry);
      if (entry.kind !== 'sample') continue;
      samples += 1;
      if (entry.sample.timed) timestamps += 1;
    }
    return { families: families(), samples, timestamps };
  } catch (error) {
    if (!(error instanceof BrokenPage)) throw error;
    return {
      families: families(),
      samples,
      timestamps,
      broken: { ...placeIn(text, error.at), why: error.message },
    };
  }
}
