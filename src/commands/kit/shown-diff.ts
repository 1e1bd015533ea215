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
export function diffOf({ file, was, becomes, secret }: FixedFile): Shown {
  if (secret) return { file, diff: '', whole: false };
  const near = relative(cwd(), file);
  const path = (isAbsolute(near) || near.startsWith('..') ? file : near).split(sep).join('/');
  const diff = unifiedDiff(path, was, becomes);
  const lines = diff.split('\n').map((line) => {
    const [, text = '', end = ''] = /^(.*?)(\r?)$/s.exec(line) ?? [];
    return visibleLines(text) + end;
  });
  const shown = withoutSecrets(lines).join('\n');
  return { file, diff: shown, whole: shown === diff && !isAbsolute(path) && !path.startsWith('..') };
}
