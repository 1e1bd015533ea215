/** What a fix changes, what it leaves, and what is still wrong. */
import { groupBy } from '../../kube/group.ts';
import { printField } from '../../kube/field-path.ts';
import { sameRef, title } from '../../kube/refs.ts';
import type { LeftAlone, ObjectFix, Ref, Report, SourceFix } from '../../model/index.ts';
import { sourceFiles } from '../source-file.ts';
import { visible, visibleLines } from '../visible.ts';
import { plural, wrap } from './style.ts';
import type { Style } from './style.ts';

export interface FixedWhat {
  readonly fixes: readonly ObjectFix[];
  readonly left: readonly LeftAlone[];
  readonly sources: readonly SourceFix[];
  readonly after: Report;
}

/** So many objects are named where many are left for one reason. */
const NAMED = 5;

/** One line for each object that is changed, or `would` be, and for each reason why others are left alone. */
export function fixNotes({ fixes, left }: Pick<FixedWhat, 'fixes' | 'left'>, { width }: Style, would = false): string {
  const fixed = fixes.map(({ object, fields, findings }) => {
    const checks = [...new Set(findings.map(({ check }) => check))].join(', ');
    const what = fields.map(({ path, becomes }) =>
      becomes === null ? `without ${printField(path)}` : `${printField(path)}: ${JSON.stringify(becomes)}`,
    );
    return `${would ? 'would fix' : 'fixed'}: ${title(object)} gets ${what.join(', ')} (${checks})`;
  });
  const alone = [...groupBy(left, ({ why }) => why)].map(([why, those]) => {
    const names = [...new Set(those.map(({ object }) => title(object)))];
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    return `left alone: ${names.slice(0, NAMED).join(', ')}${more}. ${why}`;
  });
  return [...fixed, ...alone].map((line) => `${wrap(visible(line), width, '', '  ').join('\n')}\n`).join('');
}

/** Other ways to fix the same, each with what it costs; of each object once. */
export function waysText(entries: readonly (ObjectFix | LeftAlone)[], { width }: Style): string {
  const known = entries.filter(({ ways = [] }) => ways.length > 0);
  const first = known.filter(({ object }, i) => known.findIndex((other) => sameRef(other.object, object)) === i);
  const lines = first.flatMap(({ object, ways = [] }) => [
    ...wrap(visible(`ways for ${title(object)}:`), width, '', '  '),
    ...ways.flatMap(({ how, price, command }) => [
      ...wrap(visible(`--how ${how}: ${price}`), width, '  ', '    '),
      // A command is copied, so it is never broken.
      ...(command === undefined ? [] : [`    ${visible(command)}`]),
    ]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** What was written, and no running stack could tell of whether it works. */
export function unaskedText(unasked: readonly Ref[], { width }: Style): string {
  if (unasked.length === 0) return '';
  const what = unasked.length === 1 ? 'What is said of it is' : 'What is said of them is';
  const text = `Written, and not seen at work: ${unasked.map(title).join(', ')}. ${what} what was planned.`;
  return `${wrap(visible(text), width, '', '  ').join('\n')}\n\n`;
}

/** Longer texts are only written to files. */
const SHOWN = 40;

/**
 * What the sources of other owners take, to be pasted or committed; where it is `written` only what to do with the files. A
 * command needs the files, so without them there is none.
 */
export function sourcesText(sources: readonly SourceFix[], written: boolean, { width }: Style): string {
  const parts = sources.map((source) => {
    const { owner, objects, how, commands } = source;
    const files = sourceFiles(source);
    const lines = written ? [] : files.slice(0, 1).flatMap(({ text }) => text.trimEnd().split('\n').slice(1));
    const shown = lines.length > SHOWN ? [`(${lines.length} lines)`] : lines;
    return [
      ...wrap(visible(`at its source, ${owner}: ${objects.map(title).join(', ')}`), width, '', '  '),
      ...shown.map((line) => `    ${visibleLines(line)}`),
      ...wrap(visible(written || commands.length === 0 ? how : how.replace(/:$/, '.')), width, '  ', '  '),
      ...(written ? commands.map((line) => `    ${visible(line)}`) : []),
    ];
  });
  const next =
    written || sources.length === 0 ? [] : ['next: the same with --out FOLDER writes these as files, with what to do'];
  return [...parts.flat(), ...next].map((line) => `${line}\n`).join('');
}

/**
 * How much is left to do by hand and why, or is not known; undefined: nothing. `would`: once these changes are made.
 * `reasons`: those that were not said yet.
 */
export function whatIsLeft(
  report: Report,
  reasons: readonly LeftAlone[],
  { width }: Style,
  would = false,
): string | undefined {
  const lines = [...new Set(reasons.flatMap(({ checks, why }) => (checks ? `${checks.join(', ')}: ${why}` : [])))];
  const head = headOf(report, would);
  return head === undefined
    ? undefined
    : [head, ...lines.flatMap((line) => wrap(visible(line), width, '  ', '    '))].join('\n');
}

function headOf({ findings, unknown }: Report, would: boolean): string | undefined {
  const count = findings.filter(({ severity }) => severity !== 'info').length;
  const open = unknown.some(({ touches }) => touches);
  if (would && (count > 0 || open))
    return `With these changes made, ${count > 0 ? `${plural(count, 'finding')} would be left to do by hand` : 'not everything that decides would be known'}:`;
  if (count > 0) return `${plural(count, 'finding')} left to do by hand:`;
  return open ? 'Not everything that decides is known:' : undefined;
}
