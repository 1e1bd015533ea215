import { title } from '../../kube/refs.ts';
import type { ClusterAnswer, Comparison } from '../../model/index.ts';
import { lostAcross } from '../across.ts';
import { isQuiet } from '../comparison-words.ts';
import { visible } from '../visible.ts';
import { clustersText, namesText } from './clusters.ts';
import { comparisonText } from './comparison.ts';
import { wrap } from './style.ts';
import type { Style } from './style.ts';

/** What several clusters lose alike, a line each; then each cluster. */
export function comparisonsText(answers: readonly ClusterAnswer<Comparison>[], style: Style): string {
  const lost = lostAcross(answers).flatMap(({ object, clusters }) =>
    wrap(
      `${style.red('lost   ')}  ${visible(title(object))}  in ${clusters.length} of ${answers.length} clusters: ${namesText(clusters)}`,
      style.width,
      '',
      '         ',
    ),
  );
  const text = clustersText(answers, style, {
    of: () => undefined,
    brief: (comparison) => (isQuiet(comparison) ? 'nothing changes' : undefined),
    whole: (comparison) => comparisonText(comparison, style),
  });
  return (lost.length > 0 ? `${lost.join('\n')}\n\n` : '') + text;
}
