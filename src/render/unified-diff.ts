/** Unified diffs as `git apply` takes them. */
import { formatPatch, structuredPatch } from 'diff';

/** The difference of one file, with three lines around each change. `file`: its path from where git is run, with `/`. */
export function unifiedDiff(file: string, was: string, becomes: string): string {
  const name = file.replace(/^(?:\.\/)+/, '');
  const patch = structuredPatch(`a/${name}`, `b/${name}`, was, becomes, undefined, undefined, { context: 3 });
  // The line above the names is for other programs than git.
  return formatPatch(patch).replace(/^(?:Index: [^\n]*\n)?=+\n/, '');
}
