import { Refusal } from '../go/refusal.ts';
import { unquote } from '../go/string.ts';
import type { Token } from './lex.ts';

/* Values of templates: fields, variables, functions and pipelines of them. */

/** A value of a template: numbers of data are floats to Go, others mostly integers; undefined: a key that a map does not have. */
export type Value =
  string | number | bigint | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };

/** A function of templates, with its arguments; a piped value comes last. Throws Refusal for what it cannot take. */
export type Apply = (...values: readonly Value[]) => Value;

export interface Evaluating {
  readonly data: Value;
  readonly functions: Readonly<Record<string, Apply>>;
  /** A key that is not there ends it. */
  readonly isStrict: boolean;
}

export interface State extends Evaluating {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  /** Actions and functions so far. */
  steps: number;
  /** Letters that these made. */
  letters: number;
  readonly variables: Map<string, Value>[];
}

const NOTHING: Token = { kind: 'end', text: '', start: 0 };
export const peek = ({ tokens, at }: State): Token => tokens[at] ?? NOTHING;

export function refuse(why: string): never {
  throw new Refusal(why, 0);
}

export function take(state: State): Token {
  const token = peek(state);
  if (token.kind === 'error') refuse(token.text);
  state.at += 1;
  return token;
}

export function skip(state: State): Token {
  while (peek(state).kind === 'space') state.at += 1;
  return peek(state);
}

/** Templates of a few lines can run for ever, and make texts of any length. */
const [MOST_STEPS, MOST_TEXT, MOST_LETTERS] = [100_000, 100_000, 5_000_000];

/** A text or list of that length, which is only made where it may be. */
export function fits(length: number): void {
  if (length > MOST_TEXT) refuse('a value that is too long');
}

export function counted(state: State, value: Value): Value {
  state.steps += 1;
  if (state.steps > MOST_STEPS) refuse('a template that takes too long');
  if (typeof value !== 'string' && !Array.isArray(value)) return value;
  fits(value.length);
  state.letters += value.length;
  if (state.letters > MOST_LETTERS) refuse('a template that takes too long');
  return value;
}

export function pipeline(state: State, dot: Value): Value {
  state.depth += 1;
  if (state.depth > 100) refuse('a template that is too deep');
  let value = commanded(state, dot, []);
  while (skip(state).kind === 'pipe') {
    take(state);
    value = commanded(state, dot, [value]);
  }
  state.depth -= 1;
  return value;
}

/** A function with its arguments, or one value. */
function commanded(state: State, dot: Value, piped: readonly Value[]): Value {
  const first = skip(state);
  if (first.kind !== 'identifier') {
    const value = operand(state, dot);
    if (piped.length > 0 || isOperand(skip(state))) refuse(first.text);
    return value;
  }
  take(state);
  const apply = Object.hasOwn(state.functions, first.text) ? state.functions[first.text] : undefined;
  const values: Value[] = [];
  while (isOperand(skip(state))) values.push(operand(state, dot));
  // What it makes of all of them may be as long as they are together.
  fits([...values, ...piped].reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0));
  return apply ? counted(state, apply(...values, ...piped)) : refuse(`the function ${first.text}`);
}

const isOperand = ({ kind }: Token): boolean =>
  ['identifier', 'field', 'variable', 'dot', 'nil', 'bool', 'number', 'string', 'raw', '('].includes(kind);

function operand(state: State, dot: Value): Value {
  const token = take(state);
  switch (token.kind) {
    case 'field':
      return fields(state, field(state, dot, token.text));
    case 'dot':
      return dot;
    case 'variable': {
      const scope = state.variables.findLast((each) => each.has(token.text));
      return scope ? fields(state, scope.get(token.text)) : refuse(token.text);
    }
    case '(': {
      const value = pipeline(state, dot);
      if (skip(state).kind !== ')') refuse(peek(state).text);
      take(state);
      return fields(state, value);
    }
    case 'identifier': {
      const apply = Object.hasOwn(state.functions, token.text) ? state.functions[token.text] : undefined;
      return apply ? counted(state, apply()) : refuse(`the function ${token.text}`);
    }
    case 'nil':
      return null;
    case 'bool':
      return token.text === 'true';
    case 'number': {
      return constant(token.text);
    }
    case 'string':
    case 'raw':
      return unquote(token.text, false)?.text ?? refuse(token.text);
    default:
      return refuse(token.text);
  }
}

/** Source: text/template/exec.go (idealConstant). */
function constant(text: string): Value {
  const value = Number(text);
  // With a zero in front it is octal.
  if (!Number.isFinite(value) || /^[+-]?0\d/.test(text)) return refuse(text);
  if (/^[+-]?0x/i.test(text) || !/[.eEpP]/.test(text))
    return Number.isSafeInteger(value) ? BigInt(value) : refuse(text);
  return value;
}

function fields(state: State, value: Value): Value {
  let now = value;
  while (peek(state).kind === 'field') now = field(state, now, take(state).text);
  return now;
}

function field({ isStrict }: State, value: Value, text: string): Value {
  const name = text.slice(1);
  if (value === undefined || value === null) return isStrict ? refuse(text) : undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return refuse(text);
  const found = Object.hasOwn(value, name) ? (value as Readonly<Record<string, Value>>)[name] : undefined;
  return found === undefined && isStrict ? refuse(text) : found;
}

export function isTrue(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}

/** Go prints numbers of data, which are floats to it, with an exponent from a million on. */
export function plain<T extends Value>(value: T): T {
  if (typeof value !== 'number' || value === 0) return value;
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? refuse(`the number ${value} in a text`) : value;
}
