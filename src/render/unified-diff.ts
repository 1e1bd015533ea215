/** Unified diffs as `git apply` takes them. */
import { formatPatch, structuredPatch } from 'diff';

/** What git writes in quotes: controls, quotes, backslashes, and all beyond ASCII. Source: git quote.c, cq_must_quote. */
const QUOTED = /[^\u0020\u0021\u0023-\u005b\u005d-\u007e]/;

/** The difference of one file, with three lines around each change. `file`: as it is named from where git is run. */
export function unifiedDiff(file: string, was: string, becomes: string): string {
  const name = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const patch = structuredPatch(gitName(`a/${name}`), gitName(`b/${name}`), was, becomes, '', '', { context: 3 });
  // The line above the names is for other programs than git.
  return formatPatch(patch).replace(/^(?:Index: [^\n]*\n)?=+\n/, '');
}

/** A name with a blank in it ends with a tab, one with other characters is quoted byte by byte. */
function gitName(name: string): string {
  if (!QUOTED.test(name)) return name.includes(' ') ? `${name}\t` : name;
  const bytes = [...Buffer.from(name, 'utf8')].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}
