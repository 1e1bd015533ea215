import type { Ask } from '../../backends/prometheus-operator/series/asks.ts';
import { presenceOf } from '../../backends/prometheus-operator/series/missing.ts';
import type { Source } from '../../backends/prometheus-operator/series/sources.ts';
import type { Gap, Ref } from '../../model/index.ts';
import type { Found } from '../../world/context.ts';
import { lacksOf } from './lacks.ts';
import type { LackAt } from './lack.ts';

export interface Asking {
  readonly about: Ref;
  readonly asks: readonly Ask[];
  readonly sources: readonly Source[];
  /** It is enough where one of the sources has what is asked for. */
  readonly any?: true;
}

/** What each of the objects asks for and its Prometheus does not have; where nothing is found, what is not known. */
export function foundIn(asking: readonly Asking[]): Found<{ readonly about: Ref } & LackAt> {
  const answers = asking.flatMap(({ about, asks, sources, any }): readonly About[] => {
    if (asks.length === 0) return [];
    const each = sources.map((source) => ({ about, ...answerOf(any ? unmet(asks, sources, source) : asks, source) }));
    if (!any) return each;
    // What one may have that did not answer is not missing.
    const silent = each.find(({ gap }) => gap);
    return silent ? [{ ...silent, lacks: [] }] : each.slice(0, 1);
  });
  const hits = answers.flatMap(({ about, lacks }) => lacks.map((lack) => ({ about, ...lack })));
  const gaps = [...new Map(answers.flatMap(({ gap }) => (gap ? [[gap.sentence, gap] as const] : []))).values()];
  return hits.length === 0 && gaps.length > 0 ? { unknown: gaps } : hits;
}

/** What no other source has. */
function unmet(asks: readonly Ask[], sources: readonly Source[], own: Source): readonly Ask[] {
  return asks.filter((ask) =>
    sources.every(
      (other) => other === own || 'kind' in other.answer || presenceOf(ask, other.answer, other.recordings) !== 'there',
    ),
  );
}

interface Answer {
  readonly lacks: readonly LackAt[];
  readonly gap?: Gap & { readonly sentence: string };
}
interface About extends Answer {
  readonly about: Ref;
}

function answerOf(asks: readonly Ask[], { prometheus, answer, recordings }: Source): Answer {
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
