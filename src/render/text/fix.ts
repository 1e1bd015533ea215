/** What a fix changes, what it leaves, and what is still wrong. */
import { printField } from '../../kube/field-path.ts';
import { title } from '../../kube/refs.ts';
import type { LeftAlone, ObjectFix, Report } from '../../model/index.ts';
import { visible } from '../visible.ts';
import { plural, wrap } from './style.ts';
import type { Style } from './style.ts';

export interface FixedWhat {
  readonly fixes: readonly ObjectFix[];
  readonly left: readonly LeftAlone[];
  readonly after: Report;
}

/** One line for each object that is changed and for each that is left alone. */
export function fixNotes({ fixes, left }: Omit<FixedWhat, 'after'>, { width }: Style): string {
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

/** How much is left to do by hand, or is not known; undefined: nothing. */
export function whatIsLeft({ findings, unknown }: Report): string | undefined {
  const count = findings.filter(({ severity }) => severity !== 'info').length;
  if (count > 0) return `${plural(count, 'finding')} left to do by hand:`;
  return unknown.some(({ touches }) => touches) ? 'Not everything that decides is known:' : undefined;
}
