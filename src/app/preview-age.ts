/** How old the values of a preview are: what is scraped no more is answered for five minutes more (--query.lookback-delta). */
import { formatDuration } from '../lang/go/duration.ts';
import { smallest } from '../kube/extremes.ts';
import { title } from '../kube/refs.ts';
import type { Answer, ProfileVariant, Sample } from '../model/index.ts';
import { amissIn, missingIn } from '../verify/amiss.ts';
import type { Proposal } from './propose.ts';

/** In seconds: longer than any usual scrape interval. */
const OLD = 90;

/** A metric by its name alone: timestamp() of anything else is the time of the query. */
const BARE = /^[a-zA-Z_:][\w:]*$/;

/**
 * In words, where the newest sample of the application is older than scraping leaves it, or `why` no monitor asks for it is
 * known.
 */
export async function outdated(
  variant: ProfileVariant,
  { title, why }: { readonly title: string; readonly why?: string | undefined },
  ask: (queries: readonly string[]) => Promise<(expr: string) => Answer<readonly Sample[]>>,
): Promise<string | undefined> {
  const series = variant.expectations.flatMap((each) => (each.kind === 'series-present' ? [each.query] : []));
  const detected = variant.detect.flatMap((each) => (each.by === 'metric' ? [each.name] : []));
  const queries = [...new Set([...series, ...detected])]
    .filter((query) => BARE.test(query))
    .map((metric) => `time() - max(timestamp(${metric}))`);
  const answers = await ask(queries);
  const ages = queries.flatMap((expr) => {
    const answer = answers(expr);
    return answer.kind === 'ok' ? answer.value.map(({ value }) => Number(value)) : [];
  });
  const youngest = smallest(ages);
  if (!Number.isFinite(youngest) || (youngest <= OLD && why === undefined)) return undefined;
  const age = formatDuration(Math.round(Math.max(0, youngest)) * 1000);
  // A scrape that no monitor asks for may go on.
  const state = youngest > OLD ? 'it is not scraped any more' : 'no monitor asks for it now';
  const reason = why === undefined ? `${state}, or seldom` : `${state}: ${why}`;
  return `the newest sample of ${title} is ${age} old; ${reason}. Panels show what it said then.`;
}

/** Why the application of a proposal is not scraped, as far as its monitors tell. */
export function whyNotScraped({ analysis, stack, plan }: Proposal): string | undefined {
  const targets = plan.expectations.filter(({ kind }) => kind === 'target-up');
  const [gone] = missingIn(analysis, targets);
  return gone ? `${title(gone)} is not there` : amissIn(analysis, stack, targets)[0]?.why;
}
