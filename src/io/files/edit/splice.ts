/** Where one field of a YAML tree is, and what of its text is replaced to change it. */
import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { FieldEdit } from '../../../kube/object-fields.ts';
import type { Json } from '../../../model/index.ts';
import { scalarValue } from '../yaml-value.ts';
import { printFlow, printPair, printScalar } from './print-value.ts';
import type { Quotes, Style } from './print-value.ts';

/** `text` in place of what is from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a field cannot be edited in place, in words that go on after "by hand: ". */
export class CannotEdit extends Error {}

type Root = Node | null;

/** Text and style around a place. */
interface Page {
  readonly text: string;
  readonly style: Style;
}

/** What changes the text so that the field has its new value; undefined: it has it. Throws CannotEdit. */
export function spliceOf(text: string, root: Root, { path, becomes }: FieldEdit, style: Style): Splice | undefined {
  const page: Page = { text, style };
  let node: unknown = root;
  for (const [depth, part] of path.entries()) {
    const rest = path.slice(depth + 1);
    if (isAlias(node)) throw new CannotEdit('the field is shared by an alias with others');
    if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (item !== undefined && rest.length > 0) {
        node = item;
        continue;
      }
      if (Number(part) === node.items.length && becomes !== undefined) return append(page, node, nested(rest, becomes));
      if (item !== undefined && becomes !== undefined && isScalar(item)) return overScalar(page, item, becomes);
      throw new CannotEdit('an entry of a list would have to be replaced');
    }
    if (!isMap(node)) throw new CannotEdit('it is not of the form that its kind has');
    const pair = pairOf(node, part);
    if (!pair) return becomes === undefined ? undefined : insert(page, node, part, nested(rest, becomes));
    if (rest.length === 0) return becomes === undefined ? remove(page, node, pair) : replace(page, node, pair, becomes);
    if (isEmpty(pair.value)) return becomes === undefined ? undefined : fill(page, node, pair, nested(rest, becomes));
    // A map never stays behind without its last key: what a field without a value means differs from `{}`.
    if (becomes === undefined && rest.length === 1 && isMap(pair.value) && isOnly(pair.value, rest[0] ?? ''))
      return replace(page, node, pair, {});
    node = pair.value;
  }
  throw new CannotEdit('no field was named');
}

/** What gives the key of a field another name, where it stands. Throws CannotEdit. */
export function renameOf(root: Root, path: readonly string[], name: string, style: Style): Splice {
  let node: unknown = root;
  let key: unknown;
  for (const part of path) {
    const pair = isMap(node) ? pairOf(node, part) : undefined;
    key = pair?.key;
    node = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
  }
  if (!isScalar(key)) throw new CannotEdit('it is not of the form that its kind has');
  const quotes = key.type === 'QUOTE_SINGLE' || key.type === 'QUOTE_DOUBLE' ? key.type : 'PLAIN';
  return { start: startOf(key), end: endOf(key), text: printScalar(name, style, quotes) };
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, part) => ({ [part]: inner }), value);
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  const found = (map.items as readonly Pair[]).filter(
    (pair) => isScalar(pair.key) && String(scalarValue(pair.key)) === key,
  );
  if (found.length > 1) throw new CannotEdit(`its key ${key} is there twice`);
  return found[0];
}

function isOnly(map: YAMLMap, key: string): boolean {
  return map.items.length === 1 && pairOf(map, key) !== undefined;
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && scalarValue(value) === null);
}

function startOf(node: unknown): number {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  if (!range) throw new CannotEdit('a part of it has no text of its own');
  return range[0];
}

/** Where the text of a value ends, without comments and blank lines behind it. */
function endOf(node: unknown): number {
  if (isCollection(node) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    return isMap(node) ? endOfPair(last as Pair) : endOf(last);
  }
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  if (!range) throw new CannotEdit('a part of it has no text of its own');
  return range[1];
}

function endOfPair(pair: Pair): number {
  return pair.value === null || isEmpty(pair.value)
    ? Math.max(colonOf(pair), startSafe(pair.value))
    : endOf(pair.value);
}

/** An empty value may be written as `null` or `~`. */
function startSafe(value: unknown): number {
  return isScalar(value) && value.range && value.range[1] > value.range[0] ? value.range[1] : 0;
}

/** Behind the colon of a pair. */
function colonOf({ srcToken }: Pair): number {
  const token = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  if (!token) throw new CannotEdit('a key is without a colon');
  return token.offset + 1;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind the line break of the line that `at` is in, or the end of the text. */
function nextLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** What stands before a place on its line, as blanks: JSON may be indented by tabs. */
function indentAt(text: string, at: number): string {
  return text.slice(lineStart(text, at), at).replaceAll(/\S/g, ' ');
}

/** Whole lines behind the one in which `at` is. */
function linesBehind({ text, style }: Page, at: number, column: number, lines: readonly string[]): Splice {
  const start = nextLine(text, at);
  const broken = lines.map((line) => ' '.repeat(column) + line).join(style.eol);
  // The last line of a text may be without its end, and stays so.
  const ended = start === 0 || text[start - 1] === '\n';
  return { start, end: start, text: ended ? broken + style.eol : style.eol + broken };
}

function insert(page: Page, map: YAMLMap, key: string, value: Json): Splice {
  const last = map.items.at(-1);
  if (map.flow === true) return intoFlow(page, map, last && endOfPair(last), pairText(page, key, value));
  if (!last) throw new CannotEdit('it is empty');
  const first = map.items[0] as Pair;
  const column = columnOf(page.text, startOf(first.key));
  return linesBehind(page, endOfPair(last), column, printPair(key, value, page.style));
}

function pairText({ style }: Page, key: string, value: Json): string {
  return `${printScalar(key, style)}: ${printFlow(value, style)}`;
}

/** Behind the last entry of brackets, in the way that the others are written. */
function intoFlow({ text, style }: Page, node: YAMLMap | YAMLSeq, last: number | undefined, entry: string): Splice {
  const [from, to] = [startOf(node), endOf(node)];
  if (last === undefined) {
    const blank = text.slice(from + 1, to - 1).trim() === '';
    return { start: from + 1, end: blank ? to - 1 : from + 1, text: entry };
  }
  const first: unknown = node.items[0];
  const begin = startOf(isMap(node) ? (first as Pair).key : first);
  const lead = text.slice(from + 1, begin);
  const separator = lead.includes('\n') ? `,${style.eol}${indentAt(text, begin)}` : ', ';
  return { start: last, end: last, text: separator + entry };
}

function append(page: Page, list: YAMLSeq, value: Json): Splice {
  const last: unknown = list.items.at(-1);
  if (list.flow === true)
    return intoFlow(page, list, last === undefined ? undefined : endOf(last), printFlow(value, page.style));
  const dash = page.text.lastIndexOf('-', startOf(last));
  return linesBehind(page, endOf(last), columnOf(page.text, dash), [`- ${printFlow(value, page.style)}`]);
}

/** A key without a value gets one. */
function fill(page: Page, map: YAMLMap, pair: Pair, value: Json): Splice {
  const colon = colonOf(pair);
  const end = endOfPair(pair);
  if (map.flow === true || value === null || typeof value !== 'object' || end > colon)
    return { start: colon, end, text: ` ${printFlow(value, page.style)}` };
  const column = columnOf(page.text, startOf(pair.key)) + page.style.step;
  const entries = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => `- ${printFlow(item, page.style)}`)
    : Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, item]) =>
        printPair(key, item, page.style),
      );
  return entries.length === 0
    ? { start: colon, end, text: ` ${printFlow(value, page.style)}` }
    : linesBehind(page, colon, column, entries);
}

function replace(page: Page, map: YAMLMap, pair: Pair, becomes: Json): Splice {
  const { value } = pair;
  if (isAlias(value)) throw new CannotEdit('the field is shared by an alias with others');
  if (isEmpty(value)) return fill(page, map, pair, becomes);
  if (isScalar(value) && (value.type === 'PLAIN' || value.type === 'QUOTE_SINGLE' || value.type === 'QUOTE_DOUBLE'))
    return overScalar(page, value, becomes);
  const text = printFlow(becomes, page.style);
  if (isCollection(value) && value.flow === true) return { start: startOf(value), end: endOf(value), text };
  // A block begins on the next line, or is marked on that of its key.
  const [colon, end] = [colonOf(pair), endOf(value)];
  const broken = page.text[end - 1] === '\n';
  return { start: colon, end: broken ? end - page.style.eol.length : end, text: ` ${text}` };
}

/** What envsubst, Flux, kustomize's vars and templates fill in. */
const VARIABLE = /\$[{(]|\{\{/;

function overScalar({ text: all, style }: Page, old: Node, becomes: Json): Splice {
  if (VARIABLE.test(all.slice(startOf(old), endOf(old))))
    throw new CannotEdit('its value is a variable, to be changed where that gets its value');
  const quotes: Quotes =
    isScalar(old) && (old.type === 'QUOTE_SINGLE' || old.type === 'QUOTE_DOUBLE') ? old.type : 'PLAIN';
  const text =
    becomes === null || typeof becomes !== 'object' ? printScalar(becomes, style, quotes) : printFlow(becomes, style);
  return { start: startOf(old), end: endOf(old), text };
}

function remove({ text }: Page, map: YAMLMap, pair: Pair): Splice {
  const pairs = map.items as readonly Pair[];
  const index = pairs.indexOf(pair);
  const [before, behind] = [pairs[index - 1], pairs[index + 1]];
  const start = startOf(pair.key);
  if (map.flow === true)
    return before
      ? { start: endOfPair(before), end: endOfPair(pair), text: '' }
      : { start, end: behind ? startOf(behind.key) : endOfPair(pair), text: '' };
  const begin = lineStart(text, start);
  if (text.slice(begin, start).trim() === '') return { start: begin, end: nextLine(text, endOfPair(pair)), text: '' };
  // It is on the line of a dash, which the next key then takes.
  if (!behind) throw new CannotEdit('an entry of a list would be left without a field');
  if (text.slice(endOfPair(pair), startOf(behind.key)).includes('#'))
    throw new CannotEdit('a comment behind the field would go with it');
  return { start, end: startOf(behind.key), text: '' };
}
