/** Unified diffs as `git apply` takes them. */
import { formatPatch, structuredPatch } from 'diff';
import type { StructuredPatchHunk } from 'diff';

/** Between documents of YAML. */
const SEPARATOR = /^ ---(?:\s|$)/;

/**
 * The difference of one file, with up to three lines around each change: none of another document, which may be a Secret.
 * `file`: its path from where git is run, with `/`.
 */
export function unifiedDiff(file: string, was: string, becomes: string): string {
  const name = file.replace(/^(?:\.\/)+/, '');
  const patch = structuredPatch(`a/${name}`, `b/${name}`, was, becomes, undefined, undefined, { context: 3 });
  // The line above the names is for other programs than git.
  return formatPatch({ ...patch, hunks: patch.hunks.map(within) }).replace(/^(?:Index: [^\n]*\n)?=+\n/, '');
}

function within(hunk: StructuredPatchHunk): StructuredPatchHunk {
  const { lines } = hunk;
  const isChange = (line: string): boolean => line.startsWith('+') || line.startsWith('-');
  const first = lines.findIndex(isChange);
  const last = lines.findLastIndex(isChange);
  const before = lines.slice(0, first).findLastIndex((line) => SEPARATOR.test(line));
  const behind = lines.slice(last + 1).findIndex((line) => SEPARATOR.test(line));
  const from = Math.max(0, before);
  const to = behind < 0 ? lines.length : last + 2 + behind;
  const cut = from + (lines.length - to);
  return {
    oldStart: hunk.oldStart + from,
    newStart: hunk.newStart + from,
    oldLines: hunk.oldLines - cut,
    newLines: hunk.newLines - cut,
    lines: lines.slice(from, to),
  };
}
