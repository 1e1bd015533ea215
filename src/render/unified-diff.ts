/** Unified diffs as `git apply` takes them. */
import { sep } from 'node:path';
import { formatPatch, structuredPatch } from 'diff';

/** The difference of one file, with three lines around each change. `file`: as it is named from where git is run. */
export function unifiedDiff(file: string, was: string, becomes: string): string {
  const name = (sep === '/' ? file : file.replaceAll(sep, '/')).replace(/^(?:\.\/)+/, '');
  const patch = structuredPatch(`a/${name}`, `b/${name}`, was, becomes, undefined, undefined, { context: 3 });
  // The line above the names is for other programs than git.
  return formatPatch(patch).replace(/^(?:Index: [^\n]*\n)?=+\n/, '');
}
