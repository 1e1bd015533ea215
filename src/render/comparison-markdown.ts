/** A comparison as a comment on a pull request: a line for each loss, its reason folded. */
import type { ChangedPart, Comparison, Unsettled } from '../model/index.ts';
import { clustersText, comparisonLine, expectedText, isQuiet, revisionText } from './comparison-words.ts';
import { placeText } from './text/comparison.ts';
import { plural } from './text/style.ts';
import { visible } from './visible.ts';

/** Lines of the whole comment. */
export const LINES = 60;
/** Lines that are neither of losses nor of the rest. */
const FRAME = 10;
/** So many are told with their reasons, a line each. */
const TOLD = 12;
/** Characters of a text in a line of its own, and of one of its reasons, before they are escaped. */
const SHORT = 160;
const LONG = 400;
/** Characters of all of it; GitHub takes 65,536. */
const MOST = 60_000;

/** Nothing where there is nothing to say. */
export function comparisonMarkdown(comparison: Comparison): string {
  if (isQuiet(comparison)) return '';
  const { base, head, losses, expected = [], unknown, appeared } = comparison;
  const rows = rowsOf(comparison);
  const most = LINES - FRAME - TOLD;
  const shown = rows.slice(0, most);
  const more = rows.length - shown.length;
  const top = [
    `### promwire: ${comparisonLine(comparison)}`,
    '',
    `${code(revisionText(base))} → ${code(revisionText(head))}`,
    '',
    ...shown.map(lineOf),
    ...(more > 0 ? [`- and ${more} more: \`-o json\` has them all`] : []),
  ].join('\n');
  const reasons = rows
    .slice(0, losses.length + appeared.length + unknown.length + expected.length)
    .filter(({ part }) => part.because.length > 0 || part.remedy !== undefined)
    .slice(0, TOLD)
    .map(({ part }) => reasonOf(part));
  const told = fitting(reasons, MOST - top.length);
  const folded = ['<details><summary>Why, and what to do</summary>', '', ...told, '', '</details>'];
  return `${[top, ...(told.length > 0 ? ['', ...folded] : [])].join('\n')}\n`;
}

interface Row {
  readonly mark: string;
  readonly part: Unsettled;
  readonly more: string;
}

/** A line for each thing that is otherwise, the worst first. */
export function changedLines(comparison: Comparison): readonly string[] {
  return rowsOf(comparison).map(lineOf);
}

function lineOf({ mark, part, more }: Row): string {
  return `- ${mark} ${escaped(clustersText(part), SHORT)}${escaped(part.summary, SHORT)}${more}${checksOf(part)}${placeOf(part)}`;
}

function rowsOf({
  losses,
  expected = [],
  rerouted = [],
  gains,
  unknown,
  unseen = [],
  appeared,
  gone,
}: Comparison): readonly Row[] {
  return [
    ...losses.map((loss) => ({
      mark: '🔴 **lost**',
      part: loss,
      more: loss.targets > 0 ? ` (${plural(loss.targets, 'target')})` : '',
    })),
    ...appeared.map((each) => ({
      mark: each.severity === 'error' ? '🔴 **error**' : '🟡 **warning**',
      part: each,
      more: '',
    })),
    ...unknown.map((each) => ({ mark: '⚪ **unknown**', part: each, more: '' })),
    ...expected.map((loss) => ({
      mark: '⚪ expected',
      part: { ...loss, because: [expectedText(loss), ...loss.because] },
      more: loss.targets > 0 ? ` (${plural(loss.targets, 'target')})` : '',
    })),
    ...rerouted.map((each) => ({ mark: '⚪ rerouted', part: each, more: '' })),
    ...unseen.map((each) => ({ mark: '⚪ not seen', part: each, more: '' })),
    ...gains.map((gain) => ({
      mark: '🟢 gained',
      part: gain,
      more: gain.targets > 0 ? ` (${plural(gain.targets, 'target')})` : '',
    })),
    ...gone.map((each) => ({ mark: '🟢 ended', part: each, more: '' })),
  ];
}

/** The first of them, as far as there is room. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const end = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return end < 0 ? lines : lines.slice(0, end);
}

function checksOf({ checks }: Pick<ChangedPart, 'checks'>): string {
  return checks.length === 0
    ? ''
    : ` · ${checks
        .slice(0, 3)
        .map((id) => code(id))
        .join(', ')}`;
}

function placeOf({ place }: Pick<ChangedPart, 'place'>): string {
  return place ? ` · ${code(placeText(place))}` : '';
}

/** One line: lists in lists would take one for each reason. */
function reasonOf(part: Pick<ChangedPart, 'summary' | 'because' | 'remedy' | 'clusters'>): string {
  const { summary, because, remedy } = part;
  const lines = because.slice(0, 6).map((text) => escaped(text));
  const parts = [...lines, ...(remedy === undefined ? [] : [`**Fix:** ${escaped(remedy)}`])];
  return `- ${escaped(clustersText(part), SHORT)}${escaped(summary, SHORT)}<br>${parts.join('<br>')}`;
}

function short(text: string, most: number): string {
  const seen = visible(text);
  return seen.length > most ? `${seen.slice(0, most)} …` : seen;
}

/** What Markdown, HTML and GitHub (mentions, references, links) would read in a name, as characters. */
export function escaped(text: string, most = LONG): string {
  return short(text, most)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#|~!$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('@', '@\u2060')
    .replaceAll('&#35;', '&#35;\u2060')
    .replaceAll(/www\./gi, (address) => `${address.slice(0, -1)}\u2060.`)
    .replaceAll('://', ':\u2060//');
}

/** A name in a span of code, in which only a backtick has a meaning: none of Markdown's escapes counts there. */
export function code(text: string): string {
  return `\`${short(text, SHORT).replaceAll('`', "'").replaceAll('|', '¦')}\``;
}
