/** Commands in documents, and what they show of the output: blocks that begin with "$ promwire", or "$ cat". */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Block {
  /** The command line, without the prompt. */
  readonly line: string;
  /** What it prints; a line "..." stands for any lines. */
  readonly shown: string;
}

/** The commands that a page shows, a path from the root of the repository. */
export const blocksOf = (page: string): readonly Block[] =>
  [
    ...readFileSync(join(import.meta.dirname, '..', '..', page), 'utf8').matchAll(
      /^```[a-z]*\n\$ ((?:promwire|cat) .*)\n([^]*?)^```$/gm,
    ),
  ].map(([, line = '', shown = '']) => ({ line, shown }));

/** The output with "..." where the document leaves lines out; all of it where it differs from what is shown. */
export function asShown(output: string, shown: string): string {
  const parts = shown.split(/^\.\.\.\n/m);
  let rest = output;
  for (const [i, part] of parts.entries()) {
    const at = rest.indexOf(part);
    const isLast = i === parts.length - 1;
    if (at === -1 || (i === 0 && at > 0) || (isLast && part !== '' && !rest.endsWith(part))) return output;
    rest = isLast ? '' : rest.slice(at + part.length);
  }
  return shown;
}
