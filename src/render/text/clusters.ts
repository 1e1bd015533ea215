/** Several clusters, for a person: their heads, what could not be looked at, and how many are well. */
import type { ClusterAnswer, ClusterOutcome } from '../../model/index.ts';
import { visible } from '../visible.ts';
import { plural, wrap } from './style.ts';
import type { Style } from './style.ts';

const NAMED = 5;

type Answer = ClusterAnswer<unknown>;

/** "a, b, c, d, e and 4 more". */
export function namesText(names: readonly string[]): string {
  const more = names.length - NAMED;
  const shown = names.slice(0, more === 1 ? NAMED + 1 : NAMED).map(visible);
  return `${shown.join(', ')}${more > 1 ? ` and ${more} more` : ''}`;
}

/** "=== prod  https://10.0.0.1:6443  (also admin@prod)". */
function clusterHead({ name, also }: Answer, style: Style, of: string | undefined): readonly string[] {
  const same = also.length === 0 ? '' : `  (also ${namesText(also)})`;
  const where = of === undefined ? '' : style.dim(`  ${visible(of)}`);
  return wrap(`=== ${style.bold(visible(name))}${where}${same}`, style.width, '', '    ');
}

/** A cluster without an answer: why, and what to do. */
function problemLines({ name, also, problem }: Answer, style: Style): readonly string[] {
  if (!problem) return [];
  const { detail, next } = problem;
  const same = also.length === 0 ? '' : `  (also ${namesText(also)})`;
  const hint =
    also.length === 0 ? undefined : `The same cluster is reached with --context ${visible(also[0] ?? '')}, too.`;
  return [
    ...wrap(
      `${style.yellow('unknown')}  ${style.bold(visible(name))}${same}  was not looked at`,
      style.width,
      '',
      '         ',
    ),
    ...[detail, next, hint].flatMap((text) =>
      text === undefined ? [] : text.split('\n').flatMap((line) => wrap(visible(line), style.width, '  ', '    ')),
    ),
  ];
}

/** What clusters came to, the best first. */
const WORDS: Readonly<Record<ClusterOutcome, string>> = {
  ok: 'fine',
  findings: 'with findings',
  unknown: 'not known',
  usage: 'not asked',
  interrupted: 'interrupted',
  internal: 'ended by a bug in promwire',
};

/** "9 clusters: 6 fine, 2 with findings, 1 not known". */
export function clustersLine(answers: readonly Answer[], style: Style): string {
  const parts = (Object.keys(WORDS) as ClusterOutcome[]).flatMap((outcome) => {
    const count = answers.filter((answer) => answer.outcome === outcome).length;
    return count === 0 ? [] : `${count} ${WORDS[outcome]}`;
  });
  const paint = answers.every(({ outcome }) => outcome === 'ok')
    ? style.green
    : answers.some(({ outcome }) => outcome !== 'ok' && outcome !== 'unknown')
      ? style.red
      : style.yellow;
  return paint(`${plural(answers.length, 'cluster')}: ${parts.join(', ')}`);
}

/** How one cluster is told: in a line where all is well, else at length. */
export interface Telling<R> {
  /** The address of its API server, or its files. */
  readonly of: (result: R) => string | undefined;
  /** In a line; undefined: there is more to say, also where all is well. */
  readonly brief: (result: R) => string | undefined;
  readonly whole: (result: R) => string;
}

/** A line for each cluster in which all is well, the text of each other one, those without an answer, and the counts. */
export function clustersText<R>(
  answers: readonly ClusterAnswer<R>[],
  style: Style,
  { of, brief, whole }: Telling<R>,
): string {
  const lines = { well: [] as string[], told: [] as string[], failed: [] as string[] };
  for (const answer of answers) {
    const { outcome, result } = answer;
    const short = result !== undefined && outcome === 'ok' ? brief(result) : undefined;
    if (result === undefined) lines.failed.push(...problemLines(answer, style), '');
    else if (short !== undefined) lines.well.push(...wellLines(answer, style, of(result), short));
    else lines.told.push(...clusterHead(answer, style, of(result)), whole(result).trimEnd(), '');
  }
  const well = lines.well.length > 0 ? [...lines.well, ''] : [];
  return `${[...well, ...lines.told, ...lines.failed, clustersLine(answers, style)].join('\n')}\n`;
}

/** A cluster in which all is well. */
function wellLines({ name, also }: Answer, style: Style, of: string | undefined, text: string): readonly string[] {
  const where = of === undefined ? '' : `  ${visible(of)}`;
  const same = also.length === 0 ? '' : `  (also ${namesText(also)})`;
  return wrap(
    `${style.green('fine   ')}  ${style.bold(visible(name))}${where}${same}  ${text}`,
    style.width,
    '',
    '         ',
  );
}
