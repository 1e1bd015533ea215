/** Comparisons of several clusters as one comment: what they lose alike first, then each that is not as it was. */
import { title } from '../kube/refs.ts';
import type { ClusterAnswer, Comparison } from '../model/index.ts';
import { lostAcross } from './across.ts';
import { LINES, changedLines, code, escaped } from './comparison-markdown.ts';
import { comparisonLine, isQuiet } from './comparison-words.ts';
import { clustersLine, namesText } from './text/clusters.ts';
import { plain } from './text/style.ts';

/** Lines that are neither of what is shared nor of clusters. */
const FRAME = 8;
/** Of all lines so many tell what clusters lose alike. */
const SHARED = 15;

/** Nothing where there is nothing to say of any. */
export function comparisonsMarkdown(answers: readonly ClusterAnswer<Comparison>[]): string {
  const told = answers.filter(({ result }) => result === undefined || !isQuiet(result));
  if (told.length === 0) return '';
  const lost = lostAcross(answers).map(
    ({ object, clusters }) =>
      `- 🔴 **lost** ${code(title(object))} in ${clusters.length} of ${answers.length} clusters: ${escaped(namesText(clusters))}`,
  );
  const shared = cut(lost, SHARED);
  const clusters = clusterLines(told, LINES - FRAME - shared.length);
  const quiet = answers.length - told.length;
  return `${[
    `### promwire: ${clustersLine(answers, plain)}`,
    '',
    ...shared,
    ...(shared.length > 0 ? [''] : []),
    ...clusters,
    ...(quiet > 0 ? ['', `In ${quiet} of ${answers.length} clusters nothing changes.`] : []),
  ].join('\n')}\n`;
}

/** A line for each cluster, below it what is otherwise as far as there is room: as much for each. */
function clusterLines(told: readonly ClusterAnswer<Comparison>[], room: number): readonly string[] {
  const heads = cut(
    told.map(({ name, result, problem }) => {
      const line = result ? comparisonLine(result) : `was not looked at: ${problem?.detail ?? ''}`;
      return `- ${code(name)} ${escaped(line)}`;
    }),
    room,
  );
  const each = Math.max(0, Math.floor((room - heads.length) / told.length));
  return heads.flatMap((head, i) => {
    const result = heads.length < told.length ? undefined : told[i]?.result;
    return [head, ...(result && each > 0 ? cut(changedLines(result), each).map((line) => `  ${line}`) : [])];
  });
}

/** At most so many lines, of which the last one counts the rest. */
function cut(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, most - 1);
  return [...shown, `- and ${lines.length - shown.length} more: \`-o json\` has them all`];
}
