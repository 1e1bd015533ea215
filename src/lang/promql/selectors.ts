import { isAtLeast } from '../versions.ts';
import { unquote } from '../go/string.ts';
import type { Unquoted } from '../go/string.ts';
import { compileMatcher } from '../re2/index.ts';
import { Refusal, TooDeep } from '../go/refusal.ts';
import type { Expr, Matcher } from './ast.ts';
import type { Stream } from './stream.ts';
import { accept, expect, peek, take, unexpected } from './stream.ts';
import type { Token } from './token.ts';
import { IDENTIFIER, LABEL_WORDS, METRIC, METRIC_WORDS, STRING } from './token.ts';

const NAME = '__name__';
const MATCH_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** The value of a STRING token. Throws Refusal. */
export function stringOf(token: Token): Unquoted {
  const value = unquote(token.text, true);
  if (value === undefined) throw new Refusal(`error unquoting string ${token.text}: invalid syntax`, token.start);
  return value;
}

/** `metric`, `metric{…}` or `{…}`. Throws Refusal. */
export function selector(stream: Stream): Expr {
  const token = peek(stream);
  const named = token.kind === IDENTIFIER || token.kind === METRIC || METRIC_WORDS.has(token.kind);
  if (named) take(stream);
  else if (token.kind !== '{') unexpected(stream, '');
  const braces = peek(stream).kind === '{' ? matchers(stream) : [];
  return {
    kind: 'selector',
    ...(named ? { name: token.text } : {}),
    matchers: named ? [...braces, { name: NAME, op: '=', value: token.text }] : braces,
    offset: 0,
    offsetExpression: false,
    anchored: false,
    smoothed: false,
    start: token.start,
    type: 'vector',
  };
}

/** `{a="b", "metric"}`, braces included; a comma may trail. */
function matchers(stream: Stream): readonly Matcher[] {
  take(stream);
  const list: Matcher[] = [];
  while (!accept(stream, '}')) {
    if (list.length > 0) {
      if (!accept(stream, ',')) unexpected(stream, 'label matching', '"," or "}"');
      if (accept(stream, '}')) return list;
    }
    list.push(matcher(stream));
  }
  return list;
}

/** Names in quotes came with Prometheus 2.52, with which operators read rules since 0.74 (generated_parser.y of v0.50.0). */
const isQuotedName = (stream: Stream, { kind }: Token): boolean =>
  kind === STRING && isAtLeast(stream.features.operator, '0.74.0');

function matcher(stream: Stream): Matcher {
  const label = peek(stream);
  if (label.kind !== IDENTIFIER && !isQuotedName(stream, label))
    unexpected(stream, 'label matching', 'identifier or "}"');
  take(stream);
  const name = label.kind === STRING ? stringOf(label).text : label.text;
  const operator = peek(stream);
  if (!MATCH_OPERATORS.has(operator.kind)) {
    if (label.kind === STRING) return { name: NAME, op: '=', value: name };
    unexpected(stream, 'label matching', 'label matching operator');
  }
  take(stream);
  const value = stringOf(expect(stream, STRING, 'label matching'));
  const op = operator.kind as Matcher['op'];
  if (op === '=~' || op === '!~') {
    if (!value.utf8) throw new Refusal('error parsing regexp: invalid UTF-8', label.start);
    const answer = compileMatcher(value.text);
    if (answer.kind === 'invalid') throw new Refusal(answer.message, label.start);
    if (answer.kind === 'unknown') throw new TooDeep(answer.message);
  }
  return { name, op, value: value.text };
}

/** `(a, b)` after by, on and the like, parentheses included; a comma may trail. Throws Refusal. */
export function labelList(stream: Stream): readonly string[] {
  expect(stream, '(', 'grouping opts');
  const labels: string[] = [];
  while (!accept(stream, ')')) {
    if (labels.length > 0) {
      if (!accept(stream, ',')) unexpected(stream, 'grouping opts', '"," or ")"');
      if (accept(stream, ')')) return labels;
    }
    labels.push(label(stream));
  }
  return labels;
}

function label(stream: Stream): string {
  const { kind } = peek(stream);
  if (kind === IDENTIFIER || kind === METRIC || LABEL_WORDS.has(kind)) return take(stream).text;
  if (!isQuotedName(stream, peek(stream))) unexpected(stream, 'grouping opts', 'label');
  const token = take(stream);
  const { text, utf8 } = stringOf(token);
  if (text === '' || !utf8) throw new Refusal(`invalid label name for grouping: ${token.text}`, token.start);
  return text;
}
