/** Places of fields in a text that was read before. Only what is printed is looked up, so reading stays fast. */
import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';
import { readBlockYaml } from './block-yaml.ts';
import { split } from './documents.ts';
import { findInBlocks } from './embedded.ts';
import { parseFully, type FullYaml } from './full-yaml.ts';
import { scanJson } from './json.ts';
import { findInJson } from './json-path.ts';
import { placeOf, soughtOf, type Place, type Sought } from './sought.ts';
import { scalarValue } from './yaml-value.ts';

/** A field of document `document` (from 1) of a text. */
export interface Wanted {
  readonly document: number;
  readonly path: readonly string[];
}

function findInTree(sought: Sought, value: unknown, document: Document, where: FullYaml['placeOf']): void {
  const met = (part: string, start: number | undefined, child: unknown): void => {
    const next = sought.parts.get(part);
    if (!next || start === undefined) return;
    next.place = where(start);
    findInTree(next, child, document, where);
  };
  const node = isAlias(value) ? value.resolve(document) : value;
  if (isMap(node))
    for (const { key, value: child } of node.items)
      if (isScalar(key)) met(String(scalarValue(key)), key.range?.[0], child);
  if (isSeq(node))
    for (const [index, item] of node.items.entries())
      if (isMap(item) || isSeq(item) || isScalar(item) || isAlias(item)) met(String(index), item.range?.[0], item);
}

function findInYaml(text: string, sought: Sought): void {
  if (readBlockYaml(text, sought)) return;
  const {
    documents: [document],
    placeOf: where,
  } = parseFully(text);
  if (document) findInTree(sought, document.contents, document, where);
}

/**
 * Where the fields of a text stand, in the order asked: a key, or a member of a list. For one that is not there the
 * deepest part of its path that is; undefined where nothing of it is.
 */
export function locate(text: string, wanted: readonly Wanted[]): readonly (Place | undefined)[] {
  const json = scanJson(text);
  const chunks = json ? [] : split(text);
  const found = new Map<number, { readonly sought: Sought; readonly above: number }>();
  const paths = new Map<number, (readonly string[])[]>();
  for (const { document, path } of wanted) {
    const before = paths.get(document);
    if (before) before.push(path);
    else paths.set(document, [path]);
  }
  for (const [document, list] of paths) {
    const sought = soughtOf(list);
    const [value, chunk] = [json?.[document - 1], chunks[document - 1]];
    if (value) findInJson(text, value.start, sought);
    else if (chunk) {
      findInYaml(chunk.text, sought);
      findInBlocks(chunk.text, sought);
    }
    found.set(document, { sought, above: (chunk?.line ?? 1) - 1 });
  }
  return wanted.map(({ document, path }) => {
    const { sought, above } = found.get(document) ?? { above: 0 };
    const place = sought && placeOf(sought, path);
    return place && { ...place, line: above + place.line };
  });
}
