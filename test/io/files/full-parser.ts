import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import type { Place, Sought } from '../../../src/io/files/sought.ts';
import { scalarValue, toJson } from '../../../src/io/files/yaml-value.ts';

/** The full parser as the judge of the fast one. */
function parse(text: string, lineCounter: LineCounter): readonly Document[] {
  const options = { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false } as const;
  return parseAllDocuments(text, { ...options, lineCounter, logLevel: 'silent' });
}

/** What the full parser makes of a text. */
export function fully(text: string): unknown {
  const [document, second] = parse(text, new LineCounter());
  if (document === undefined || document.contents === null) return 'nothing';
  if (document.errors.length > 0 || (second !== undefined && second.contents !== null)) return 'an error';
  return toJson(document.contents);
}

/**
 * Comments and blank lines between a key or a dash and its value. Where that is a plain scalar, `yaml` 2.9.1 may take
 * the line behind it into the scalar ("s:\n\n# c\n  b\ni: 1" is an error, "-\n\n# c\n  b\n- c" is "b - c"); kubectl does not
 * (sigs.k8s.io/yaml 1.6.0).
 */
const MISREAD = /((?<![^\n])[^\n]*[:-][^\S\n]*(?: #[^\n]*)?\n)(?:[^\S\n]*(?:#[^\n]*)?\n)+/g;

/** The same text for a parser that misreads it; undefined where there is nothing to misread. */
export function withoutMisread(text: string): string | undefined {
  const without = text.replace(MISREAD, '$1');
  return without === text ? undefined : without;
}

/** Every way into a value. */
export function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([part, child]) => [[part], ...pathsOf(child).map((path) => [part, ...path])]);
}

/** The places that were found, by path. */
export function placesIn({ parts }: Sought, path = ''): Readonly<Record<string, Place>> {
  return Object.fromEntries(
    [...parts].flatMap(([part, next]) => [
      ...(next.place ? [[`${path}/${part}`, next.place] as const] : []),
      ...Object.entries(placesIn(next, `${path}/${part}`)),
    ]),
  );
}

/** The places of all keys and members, by path, after the full parser. Of a key that is there twice: of the last one. */
export function placesOf(text: string): Readonly<Record<string, Place>> {
  const counter = new LineCounter();
  const places: Record<string, Place> = {};
  const met = (path: string, start: number | undefined, child: unknown): void => {
    const { line, col } = counter.linePos(start ?? 0);
    places[path] = { line, column: col };
    walk(child, path);
  };
  const walk = (node: unknown, path: string): void => {
    if (isMap(node))
      for (const { key, value } of node.items)
        if (isScalar(key)) met(`${path}/${String(scalarValue(key))}`, key.range?.[0], value);
    if (isSeq(node))
      for (const [index, item] of node.items.entries())
        met(`${path}/${index}`, isMap(item) || isSeq(item) || isScalar(item) ? item.range?.[0] : undefined, item);
  };
  walk(parse(text, counter)[0]?.contents, '');
  return places;
}
