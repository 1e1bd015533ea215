/** Goes on in JSON that is the text of a block of YAML ("web.json: |"): the lines of the one are lines of the other. */
import { scanJson } from './json.ts';
import { findInJson } from './json-path.ts';
import type { Sought } from './sought.ts';

/** The end of a line behind which a block begins, with tag, anchor and comment. */
const HEADER = /:[ \t]+(?:[!&][^ \t]+[ \t]+)*[|>][-+1-9]*(?:[ \t]+#.*)?\r?$/;

/** Finds what is sought in texts that are JSON, below the keys that were met in `text`. */
export function findInBlocks(text: string, sought: Sought): void {
  const keys = endsOf(sought);
  if (keys.length === 0) return;
  const lines = text.split('\n');
  for (const key of keys) {
    const { line, column } = key.place;
    const indent = column - 1;
    if (!HEADER.test(lines[line - 1] ?? '')) continue;
    const end = lines.findIndex((each, i) => i >= line && /\S/.test(each) && each.search(/\S/) <= indent);
    const block = lines.slice(line, end === -1 ? undefined : end).join('\n');
    const [value] = scanJson(block) ?? [];
    if (!value) continue;
    findInJson(block, value.start, key);
    moveDown(key, line);
  }
}

type Met = Sought & { readonly place: NonNullable<Sought['place']> };

/** Keys whose value holds nothing that YAML knows of what is sought in it. */
function endsOf(sought: Sought): readonly Met[] {
  const parts = [...sought.parts.values()];
  const own = sought.place && parts.length > 0 && !parts.some(({ place }) => place) ? [sought as Met] : [];
  return [...own, ...parts.flatMap(endsOf)];
}

function moveDown(sought: Sought, lines: number): void {
  for (const part of sought.parts.values())
    if (part.place) {
      part.place = { ...part.place, line: part.place.line + lines };
      moveDown(part, lines);
    }
}
