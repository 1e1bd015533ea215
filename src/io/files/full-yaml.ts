/** The full parser, for text that go-yaml takes: where YAML 1.2 asks for more spaces than it, they are added for the parser. */
import { LineCounter, parse, parseAllDocuments, type Document } from 'yaml';
import { goScan } from './go-scan.ts';
import type { Place } from './sought.ts';

export interface FullYaml {
  readonly documents: readonly Document[];
  /** The place of one of the parser's offsets in the text that it was given, both from 1. */
  readonly placeOf: (offset: number) => Place;
  /** Why kubectl refuses the text; then there are no documents. */
  readonly refused?: { readonly reason: string; readonly place: Place };
}

/** Reads a text as go-yaml takes it, its scalars as they are written. */
export function parseFully(source: string): FullYaml {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  // The end of a text is a place in its last line.
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, source.length - 1)));
    return { line, column: col };
  };
  const scanned = goScan(source);
  if ('refused' in scanned)
    return { documents: [], placeOf: place, refused: { reason: scanned.refused, place: place(scanned.offset) } };
  const options = { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false } as const;
  const documents = parseAllDocuments(scanned.text, { ...options, logLevel: 'silent' });
  return { documents, placeOf: (offset) => place(scanned.original(offset)) };
}

/** The value, by YAML's core schema, of a text that programs in Go read. Throws where it is none. */
export function parseAsGo(source: string): unknown {
  const scanned = goScan(source);
  if ('refused' in scanned) throw new Error(scanned.refused);
  // A warning of the parser would quote the text on stderr; 'silent' would keep its errors, too.
  return parse(scanned.text, { maxAliasCount: 50, logLevel: 'error' });
}
