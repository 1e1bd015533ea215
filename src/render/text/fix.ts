/** What a fix changes, what it leaves, and what is still wrong. */
import { printField } from '../../kube/field-path.ts';
import { title } from '../../kube/refs.ts';
import type { LeftAlone, ObjectFix, Report, SourceFix } from '../../model/index.ts';
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

/** One line for each object that is changed and for each that is left alone. */
export function fixNotes({ fixes, left }: Pick<FixedWhat, 'fixes' | 'left'>, { width }: Style): string {
  const fixed = fixes.map(({ object, fields, findings }) => {
    const checks = [...new Set(findings.map(({ check }) => check))].join(', ');
    const what = fields.map(({ path, becomes }) =>
      becomes === null ? `without ${printField(path)}` : `${printField(path)}: ${JSON.stringify(becomes)}`,
    );
    return `fixed: ${title(object)} gets ${what.join(', ')} (${checks})`;
  });
  const alone = left.map(({ object, why }) => `left alone: ${title(object)}. ${why}`);
  return [...fixed, ...alone].map((line) => `${wrap(visible(line), width, '', '  ').join('\n')}\n`).join('');
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

/** How much is left to do by hand, or is not known; undefined: nothing. */
export function whatIsLeft({ findings, unknown }: Report): string | undefined {
  const count = findings.filter(({ severity }) => severity !== 'info').length;
  if (count > 0) return `${plural(count, 'finding')} left to do by hand:`;
  return unknown.some(({ touches }) => touches) ? 'Not everything that decides is known:' : undefined;
}
