import type { Ask } from '../../backends/prometheus-operator/series/asks.ts';
import type { Source } from '../../backends/prometheus-operator/series/sources.ts';
import type { Gap, Ref } from '../../model/index.ts';
import type { Found } from '../../world/context.ts';
import { lacksOf } from './lacks.ts';
import type { Lack } from './lacks.ts';

export interface Asking {
  readonly about: Ref;
  readonly asks: readonly Ask[];
  readonly sources: readonly Source[];
}

/** What each of the objects asks for and its Prometheus does not have; where nothing is found, what is not known. */
export function foundIn(asking: readonly Asking[]): Found<{ readonly about: Ref; readonly evidence: Lack }> {
  const answers = asking.flatMap(({ about, asks, sources }) =>
    asks.length === 0 ? [] : sources.map((source) => ({ about, ...answerOf(asks, source) })),
  );
  const hits = answers.flatMap(({ about, lacks }) => lacks.map((evidence) => ({ about, evidence })));
  const gaps = [...new Map(answers.flatMap(({ gap }) => (gap ? [[gap.sentence, gap] as const] : []))).values()];
  return hits.length === 0 && gaps.length > 0 ? { unknown: gaps } : hits;
}

function answerOf(
  asks: readonly Ask[],
  { prometheus, answer, recordings }: Source,
): { readonly lacks: readonly Lack[]; readonly gap?: Gap & { readonly sentence: string } } {
  if ('kind' in answer) return { lacks: [], gap: notKnown(prometheus, answer.detail) };
  const { lacks, open } = lacksOf(asks, { stored: answer, recordings, prometheus });
  return open ? { lacks, gap: notKnown(prometheus, 'some of the questions had no answer.') } : { lacks };
}

function notKnown(prometheus: string, why: string): Gap & { readonly sentence: string } {
  return {
    reason: 'unreachable',
    about: 'running',
    reads: { group: 'monitoring.coreos.com', kind: 'Prometheus' },
    sentence: `Whether ${prometheus} has what is asked for is not known: ${why}`,
  };
}
