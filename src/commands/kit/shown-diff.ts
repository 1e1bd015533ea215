/** The difference of a file as it is printed. */
import { isAbsolute, relative, sep } from 'node:path';
import { cwd } from 'node:process';
import type { FixedFile } from '../../app/fix-files.ts';
import { withoutSecrets } from '../../io/projection/scrub-diff.ts';
import { unifiedDiff } from '../../render/unified-diff.ts';
import { visibleLines } from '../../render/visible.ts';

export interface Shown {
  readonly file: string;
  readonly diff: string;
  /** It is what `git apply` takes from here. */
  readonly whole: boolean;
}

/** What a person may see of a change: hidden characters as escapes, and no credentials. */
export function diffOf({ file, bom, was, becomes, secret }: FixedFile): Shown {
  if (secret) return { file, diff: '', whole: false };
  const near = relative(cwd(), file);
  const path = (isAbsolute(near) || near.startsWith('..') ? file : near).split(sep).join('/');
  const mark = bom ? '\uFEFF' : '';
  const diff = unifiedDiff(path, mark + was, mark + becomes);
  const all = diff.split('\n');
  const first = firstLines(all);
  const lines = all.map((line, i) => {
    const [, text = '', end = ''] = /^(.*?)(\r?)$/s.exec(line) ?? [];
    const begins = first.includes(i) && text.startsWith(mark, 1) ? 1 + mark.length : 0;
    return text.slice(0, begins) + visibleLines(text.slice(begins)) + end;
  });
  const shown = withoutSecrets(lines).join('\n');
  return { file, diff: shown, whole: shown === diff && !isAbsolute(path) && !path.startsWith('..') };
}

/** Of a difference, where the first line of the file is: as it was, and as it becomes. */
function firstLines(lines: readonly string[]): readonly number[] {
  const at = lines.findIndex((line) => line.startsWith('@@ -1,')) + 1;
  if (at === 0) return [];
  return lines[at]?.startsWith('-') === true
    ? [at, lines.findIndex((line, i) => i > at && line.startsWith('+'))]
    : [at];
}
