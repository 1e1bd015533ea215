/**
 * JSON data as YAML that every reader takes alike: YAML 1.1, YAML 1.2 and kubectl (go-yaml v2, which is neither).
 * A string is left unquoted only where none of them could take it for anything else.
 */
import { isPlain, quoted } from '../kube/yaml-text.ts';
import { visibleLines } from './visible.ts';

/** What no reader is to meet as it is; at the beginning of a line of a block also what the log of a workflow would obey. */
const UNPRINTABLE_IN_BLOCK = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|##\[|^ *::/mu;

/** Readers give up on an unmarked key beyond 1024 characters. */
const LONGEST_KEY = 1000;

/** Literal blocks: several lines, at most one line break at the end, nothing that an editor would change. */
function isBlock(text: string): boolean {
  return /^[^\s][^]*\n[^]/.test(`${text} `) && !/[ \t]\n|[ \t]$|\n\n$/.test(text) && !UNPRINTABLE_IN_BLOCK.test(text);
}

function block(text: string, indent: string): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  return `${ends ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') {
    if (isPlain(value)) return value;
    return indent !== '' && isBlock(value) ? block(value, indent) : quoted(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null';
  return typeof value === 'boolean' ? String(value) : 'null';
}

type Entry = readonly [string, unknown];

/** The text of the comment above an entry of a list, if it has one. Several lines are several lines of comment. */
export type CommentOf = (entry: object) => string | undefined;

const none: CommentOf = () => undefined;

function entriesOf(value: object): readonly Entry[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** What stands behind "key:" or "-": on the same line with a space before it, or on the lines below. */
function child(value: unknown, indent: string, behindDash: boolean, commentOf: CommentOf): string {
  if (typeof value !== 'object' || value === null) return ` ${scalar(value, indent)}`;
  const list = Array.isArray(value);
  const empty = list ? value.length === 0 : entriesOf(value).length === 0;
  if (empty) return list ? ' []' : ' {}';
  const text = collection(value, indent, commentOf);
  return behindDash ? ` ${text.slice(indent.length)}` : `\n${text}`;
}

function mapEntry([key, value]: Entry, indent: string, commentOf: CommentOf): string {
  const name = isPlain(key) ? key : quoted(key);
  if (name.length > LONGEST_KEY)
    return `${indent}? ${quoted(key)}\n${indent}:${child(value, `${indent}  `, true, commentOf)}`;
  return `${indent}${name}:${child(value, `${indent}  `, false, commentOf)}`;
}

function comment(item: unknown, indent: string, commentOf: CommentOf): string {
  const text = typeof item === 'object' && item !== null ? commentOf(item) : undefined;
  return text === undefined ? '' : visibleLines(text).replaceAll(/^.*$/gm, (line) => `${indent}# ${line}`) + '\n';
}

function collection(value: object, indent: string, commentOf: CommentOf): string {
  const lines = Array.isArray(value)
    ? (value as readonly unknown[]).map(
        (item) => `${comment(item, indent, commentOf)}${indent}-${child(item, `${indent}  `, true, commentOf)}`,
      )
    : entriesOf(value).map((entry) => mapEntry(entry, indent, commentOf));
  return lines.join('\n');
}

/**
 * One document, ending in a line break, keys in the order given. `value` is JSON data; undefined fields are left out,
 * what JSON cannot hold (NaN, functions) becomes null, and half a surrogate pair U+FFFD. `commentOf` is asked of the whole, too.
 */
export function toYaml(value: unknown, commentOf = none): string {
  return `${comment(value, '', commentOf)}${child(value, '', true, commentOf).slice(1)}\n`;
}

/** Several documents, separated by `---`. */
export function toYamlStream(values: readonly unknown[], commentOf = none): string {
  return values.map((value) => toYaml(value, commentOf)).join('---\n');
}
