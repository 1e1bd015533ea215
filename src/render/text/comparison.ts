import { behindText } from '../behind.ts';
import { groupBy } from '../../kube/group.ts';
import type { ComparedPlace, Comparison, Unsettled } from '../../model/index.ts';
import { clustersText, comparisonLine, expectedText, revisionText } from '../comparison-words.ts';
import { visible } from '../visible.ts';
import { plural, wrap } from './style.ts';
import type { Style } from './style.ts';

/** Gains and causes that went are told in a line each, and not all of them: they ask for nothing. */
const BRIEF = 10;

/** What a comparison comes to, for a person: the sum first, then each loss with its reason. */
export function comparisonText(comparison: Comparison, style: Style): string {
  const { base, head, losses, expected = [], gains, unknown, unseen = [], appeared, gone, rerouted = [] } = comparison;
  const bad = losses.length > 0 || appeared.some(({ severity }) => severity === 'error');
  const mark = bad ? style.red : unknown.length > 0 ? style.yellow : style.green;
  const rows: readonly Row[] = [
    ...losses.map((part): Row => ({ label: style.red('lost     '), part, more: targetsText(part.targets) })),
    ...appeared.map((part): Row => {
      const label = part.severity === 'error' ? style.red('error    ') : style.yellow('warning  ');
      return { label, part, more: ` (${part.checks.join(', ')})` };
    }),
    ...unknown.map((part): Row => ({ label: style.yellow('unknown  '), part, more: '' })),
    ...expected.map((part): Row => {
      const told = { ...part, because: [expectedText(part), ...part.because] };
      return { label: style.dim('expected '), part: told, more: targetsText(part.targets) };
    }),
    ...rerouted.map((part): Row => ({ label: style.dim('rerouted '), part, more: '' })),
    ...unseen.map((part): Row => ({ label: style.dim('not seen '), part, more: '' })),
  ];
  const lines = [
    ...wrap(
      `${mark(comparisonLine(comparison))}  ${style.dim(visible(`(${revisionText(base)} -> ${revisionText(head)})`))}`,
      style.width,
      '',
      '  ',
    ),
    ...[...groupBy(rows, ({ part }) => clustersText(part))].flatMap(([clusters, same]) => [
      ...(clusters === '' ? [] : ['', ...wrap(style.bold(visible(clusters.trimEnd())), style.width, '', '  ')]),
      ...same.flatMap((row) => paragraph(row, style)),
    ]),
    ...brief(
      'gained',
      gains.map((gain) => `${clustersText(gain)}${gain.summary}${targetsText(gain.targets)}`),
      style,
    ),
    ...brief(
      'ended',
      gone.map((cause) => `${clustersText(cause)}${cause.checks.join(', ')}: ${cause.summary}`),
      style,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const targetsText = (targets: number): string => (targets > 0 ? ` (${plural(targets, 'target')})` : '');

interface Row {
  readonly label: string;
  readonly part: Unsettled;
  readonly more: string;
}

function paragraph({ label, part: { summary, because, remedy, place }, more }: Row, style: Style): readonly string[] {
  const where = place ? `  ${style.dim(visible(placeText(place)))}` : '';
  return [
    '',
    ...wrap(`${label}${visible(`${summary.replace(/\.$/, '')}${more}`)}${where}`, style.width, '', '         '),
    ...because.flatMap((line) => wrap(visible(line), style.width, '           ', '             ')),
    ...(remedy === undefined ? [] : wrap(`Fix: ${visible(remedy)}`, style.width, '         ', '              ')),
  ];
}

function brief(label: string, texts: readonly string[], style: Style): readonly string[] {
  if (texts.length === 0) return [];
  const shown = texts
    .slice(0, BRIEF)
    .flatMap((text) => wrap(`${style.green(label.padEnd(9))}${visible(text)}`, style.width, '', '         '));
  const more = texts.length - BRIEF;
  return ['', ...shown, ...(more > 0 ? [`         and ${more} more; -o json has them all`] : [])];
}

/** "deploy/web.yaml:12:5", which editors and terminals open. */
export function placeText({ file, line, column, value }: ComparedPlace): string {
  const place = [revisionText(file), line, ...(column === undefined ? [] : [column])].join(':');
  return `${place}${behindText(value)}`;
}
