/** Text to documents to values. One broken document does not take the others with it. */
import { isMap, isScalar, isSeq, type Document } from 'yaml';
import type { Json } from '../../model/index.ts';
import { readBlockYaml } from './block-yaml.ts';
import { parseFully, type FullYaml } from './full-yaml.ts';
import { scanJson } from './json.ts';
import type { Place } from './sought.ts';
import { Refused, toJson } from './yaml-value.ts';

/** One document of a file; lines count from 1 in the file. `itemLines`: where the members of `items` begin. */
export type Read =
  | {
      readonly outcome: 'value';
      readonly document: number;
      readonly line: number;
      readonly value: Json;
      readonly itemLines: readonly number[];
      /** What the comment `# Source:` above it names. */
      readonly template?: string;
    }
  | {
      readonly outcome: 'broken';
      readonly document: number;
      readonly line: number;
      readonly column: number;
      readonly reason: string;
      /** The text of the broken document, to guess what it was. */
      readonly text: string;
    };

/** The text of one document of a file. */
export interface Chunk {
  readonly text: string;
  readonly line: number;
  readonly document: number;
  /** What stands behind `---` on its line, where kubectl allows only a comment. */
  readonly stray?: string;
}

const TOO_DEEP = 'it is nested too deeply';
/** What is neither blank nor a comment, at the start of a line; a line at a time, for there may be millions. */
const CONTENT = /^[^\S\n]*[^\s#]/m;

/** Line starts only: a lookbehind, because ^ would also match behind a lone CR or U+2028. */
const SEPARATOR = /(?<![^\n])---([^\n]*)\n?/g;

/** Helm's comment, among the comments before the first line of content. */
const SOURCE = /^(?:[^\S\n]*(?:#.*)?\n)*?# Source: (\S+)[^\S\n]*(?:\n|$)/;

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Splits at lines that begin with `---`; those can stand nowhere else. A leading empty document does not count. */
export function split(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  let line = 1;
  let stray: string | undefined;
  const push = (end: number): void => {
    const part = text.slice(start, end);
    if (start > 0 || CONTENT.test(part)) {
      chunks.push({ text: part, line, document: chunks.length + 1, ...(stray === undefined ? {} : { stray }) });
    }
    line += newlines(part);
  };
  for (const separator of text.matchAll(SEPARATOR)) {
    push(separator.index);
    const rest = (separator[1] ?? '').trim();
    // With nothing before it, kubectl gives the line to the parser, for which "---#" is a text.
    const tight = separator[1]?.startsWith('#') === true && separator.index === start;
    stray = (rest === '' || rest.startsWith('#')) && !tight ? undefined : rest;
    start = separator.index + separator[0].length;
    line++;
  }
  push(text.length);
  return chunks;
}

function itemLines(document: Document, placeOf: FullYaml['placeOf'], first: number): readonly number[] {
  if (!isMap(document.contents)) return [];
  const pair = document.contents.items.find((item) => isScalar(item.key) && item.key.value === 'items');
  if (pair === undefined || !isSeq(pair.value)) return [];
  return pair.value.items.map((item) => {
    const offset = isMap(item) || isScalar(item) || isSeq(item) ? (item.range?.[0] ?? 0) : 0;
    return first - 1 + placeOf(offset).line;
  });
}

/** `at`: in the text of the chunk, from 1. */
function broken({ document, text, line: first }: Chunk, reason: string, at: Place = { line: 1, column: 1 }): Read {
  return {
    outcome: 'broken',
    document,
    line: first - 1 + Math.max(1, at.line),
    column: Math.max(1, at.column),
    reason,
    text,
  };
}

/** The parser's words without what it quotes of the text, which may be a secret. It reports even its own full stack. */
function reasonOf(message: string): string {
  if (message.includes('call stack')) return TOO_DEEP;
  return message.replace(/(?<=\w): [^]*$|(?<=escape sequence) [^]*$/, '');
}

/**
 * The parser is recursive and takes minutes for thousands of indentations. Its stack must not end: where V8 first compiles
 * an expression close to the end of it, the whole process is aborted, which nothing can catch.
 */
const MAX_DEPTH = 500;

function isTooDeep(text: string): boolean {
  const open: number[] = [];
  for (const [, blank = '', marks = ''] of text.matchAll(/^( *)((?:[-?:] +)*)[^\s#]/gm)) {
    while ((open.at(-1) ?? -1) >= blank.length) open.pop();
    open.push(blank.length);
    // "- - - a" opens a list for each dash.
    if (open.length + marks.replaceAll(' ', '').length > MAX_DEPTH) return true;
  }
  let brackets = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    brackets = Math.max(0, brackets + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (brackets > MAX_DEPTH) return true;
  }
  return false;
}

function readChunk(chunk: Chunk): Read | undefined {
  if (chunk.stray !== undefined)
    return broken({ ...chunk, line: chunk.line - 1 }, 'only a comment may follow --- on its line');
  const block = readBlockYaml(chunk.text);
  if (block !== undefined) {
    const { value, line, itemLines } = block;
    const offset = chunk.line - 1;
    return {
      outcome: 'value',
      document: chunk.document,
      line: offset + line,
      value,
      itemLines: itemLines.map((item) => offset + item),
    };
  }
  if (isTooDeep(chunk.text)) return broken(chunk, TOO_DEEP);
  try {
    return valueOf(chunk, parseFully(chunk.text));
  } catch (error) {
    if (error instanceof RangeError) return broken(chunk, TOO_DEEP);
    throw error;
  }
}

function valueOf(chunk: Chunk, { documents: [first, second], placeOf, refused }: FullYaml): Read | undefined {
  if (refused !== undefined) return broken(chunk, refused.reason, refused.place);
  if (first === undefined) return undefined;
  const [error] = first.errors;
  if (error !== undefined) return broken(chunk, reasonOf(error.message), placeOf(error.pos[0]));
  const root = first.contents;
  if (root === null) return undefined;
  if (second?.range !== undefined && second.contents !== null) {
    const reason = 'content after the document end marker (...) needs a --- before it';
    return broken(chunk, reason, placeOf(second.range[0]));
  }
  try {
    const value = toJson(root);
    if (value === null) return undefined;
    const line = chunk.line - 1 + placeOf(root.range?.[0] ?? 0).line;
    const lines = itemLines(first, placeOf, chunk.line);
    return { outcome: 'value', document: chunk.document, line, value, itemLines: lines };
  } catch (error) {
    if (error instanceof Refused) return broken(chunk, error.message, placeOf(error.offset));
    throw error;
  }
}

function withTemplate(read: Read | undefined, chunk: Chunk): Read | undefined {
  const template = SOURCE.exec(chunk.text)?.[1];
  return read?.outcome === 'value' && template !== undefined ? { ...read, template } : read;
}

/** `helm install --dry-run` prints its notes behind the last manifest; they are not part of it. */
function withoutNotes(chunk: Chunk): Chunk | undefined {
  const notes = /^NOTES:\s*$/m.exec(chunk.text);
  return notes === null ? undefined : { ...chunk, text: chunk.text.slice(0, notes.index) };
}

/** Deeper than any object, and shallower than any stack of ours; the parsers behind take memory without end. */
const MAX_BRACKETS = 1000;

/** Offset of the bracket that opens one level too many. Brackets in strings count too: they come in pairs. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > MAX_BRACKETS) return at;
  }
  return undefined;
}

/** Reads every document of a text (no BOM). Empty documents are left out. */
export function* readDocuments(text: string): Generator<Read, void> {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const before = text.slice(0, deep);
    const [line, column] = [newlines(before) + 1, deep - before.lastIndexOf('\n')];
    yield { outcome: 'broken', document: 1, line, column, reason: TOO_DEEP, text: before.slice(0, 4096) };
    return;
  }
  const json = scanJson(text);
  if (json !== undefined) {
    yield* json.map((value, index): Read => ({ outcome: 'value', document: index + 1, ...value }));
    return;
  }
  for (const chunk of split(text)) {
    const read = withTemplate(readChunk(chunk), chunk);
    const shorter = read?.outcome === 'broken' ? withoutNotes(chunk) : undefined;
    const again = shorter === undefined ? read : withTemplate(readChunk(shorter), shorter);
    const better = again?.outcome === 'broken' ? read : again;
    if (better !== undefined) yield better;
  }
}

/** Documents of texts that were read before; two sides of a comparison share most of them. */
export type Parsed = Map<string, readonly Read[]>;

/** The documents of a text, in steps. */
export function* documentsOf(text: string, parsed?: Parsed): Generator<undefined, readonly Read[]> {
  const known = parsed?.get(text);
  if (known) return known;
  const reads: Read[] = [];
  for (const read of readDocuments(text)) {
    reads.push(read);
    yield;
  }
  parsed?.set(text, reads);
  return reads;
}
