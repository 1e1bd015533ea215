import { answerOf } from '../go/refusal.ts';
import { lex } from './lex.ts';
import {
  counted,
  fits,
  isTrue,
  peek,
  pipeline,
  plain,
  refuse,
  skip,
  take,
  type Evaluating,
  type State,
  type Value,
} from './pipeline.ts';

/*
 * What a template makes of data (text/template/exec.go, go 1.26): text, fields, variables, pipelines, if, with and range. What
 * is not known here is refused by its name, and never guessed.
 */

/** `why`: what is not known here. */
export type Evaluated =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'open'; readonly why: string };

/** The text that a template becomes. */
export function evaluateTemplate(template: string, evaluating: Evaluating): Evaluated {
  const answer = answerOf((): Evaluated => {
    const state: State = {
      ...evaluating,
      tokens: lex(template),
      at: 0,
      depth: 0,
      steps: 0,
      letters: 0,
      variables: [new Map([['$', evaluating.data]])],
    };
    const text = list(state, evaluating.data, true);
    if (peek(state).kind !== 'end') refuse(peek(state).text);
    return { kind: 'text', text };
  });
  if (answer.kind === 'text' || answer.kind === 'open') return answer;
  return { kind: 'open', why: answer.kind === 'invalid' ? answer.message : 'a template that is too deep' };
}

/** Which word an action begins with: `{{ end`. */
function keyword(state: State): string | undefined {
  const { at } = state;
  if (peek(state).kind !== 'left') return undefined;
  state.at += 1;
  const token = skip(state);
  state.at = at;
  return token.kind === 'keyword' ? token.text : undefined;
}

/** Texts and actions up to `else`, `end` or the end. `isDone`: what they make counts; what is not taken is only read. */
function list(state: State, dot: Value, isDone: boolean): string {
  let text = '';
  for (;;) {
    const token = peek(state);
    const word = keyword(state);
    if (token.kind === 'end' || word === 'end' || word === 'else') return text;
    if (token.kind === 'text') {
      state.at += 1;
      text += token.text;
    } else if (token.kind === 'left') text += action(state, dot, isDone);
    else refuse(token.text);
    fits(text.length);
  }
}

function action(state: State, dot: Value, isDone: boolean): string {
  counted(state, null);
  const word = keyword(state);
  if (word === undefined) {
    take(state);
    skip(state);
    const value = isDone ? declared(state, dot) : passed(state);
    closed(state);
    return value === NONE ? '' : printed(value);
  }
  take(state);
  skip(state);
  take(state);
  if (word === 'if' || word === 'with') return branch(state, dot, isDone, word);
  if (word === 'range') return ranged(state, dot, isDone);
  return refuse(word);
}

/** What a declaration prints. */
const NONE = Symbol('nothing');

function declared(state: State, dot: Value): Value | typeof NONE {
  const token = skip(state);
  const [, operator] = state.tokens.slice(state.at).filter(({ kind }) => kind !== 'space');
  if (token.kind !== 'variable' || !['assign', 'declare'].includes(operator?.kind ?? '')) return pipeline(state, dot);
  take(state);
  skip(state);
  take(state);
  const value = pipeline(state, dot);
  const scope =
    operator?.kind === 'declare' ? state.variables.at(-1) : state.variables.findLast((each) => each.has(token.text));
  scope?.set(token.text, value);
  return NONE;
}

/** Reads an action without doing it. */
function passed(state: State): Value | typeof NONE {
  while (!['right', 'end', 'error'].includes(peek(state).kind)) state.at += 1;
  return NONE;
}

function closed(state: State): void {
  if (skip(state).kind !== 'right') refuse(peek(state).text);
  take(state);
}

function ended(state: State): void {
  take(state);
  skip(state);
  take(state);
  closed(state);
}

function scoped<T>(state: State, of: () => T): T {
  state.variables.push(new Map());
  if (state.variables.length > 100) refuse('a template that is too deep');
  const value = of();
  state.variables.pop();
  return value;
}

function branch(state: State, dot: Value, isDone: boolean, word: 'if' | 'with'): string {
  return scoped(state, () => {
    const value = isDone ? pipeline(state, dot) : passed(state);
    closed(state);
    const isTaken = isDone && value !== NONE && isTrue(value);
    const first = list(state, word === 'with' && value !== NONE ? value : dot, isTaken);
    let text = isTaken ? first : '';
    if (keyword(state) === 'else') {
      take(state);
      skip(state);
      take(state);
      const isElse = isDone && !isTaken;
      const next = skip(state);
      if (next.kind === 'keyword' && next.text === word) {
        take(state);
        // Its end is that of this one, too.
        const other = branch(state, dot, isElse, word);
        return isElse ? other : text;
      }
      closed(state);
      const other = list(state, dot, isElse);
      if (isElse) text = other;
    }
    ended(state);
    return text;
  });
}

function ranged(state: State, dot: Value, isDone: boolean): string {
  return scoped(state, () => {
    const value = isDone ? pipeline(state, dot) : passed(state);
    closed(state);
    const items: readonly Value[] =
      value === NONE || value === null || value === undefined
        ? []
        : Array.isArray(value)
          ? (value as readonly Value[])
          : typeof value === 'object'
            ? Object.entries(value)
                .toSorted(([a], [b]) => (a < b ? -1 : 1))
                .map(([, each]) => each)
            : refuse('range over what is no list');
    const begin = state.at;
    let text = '';
    for (const item of items) {
      state.at = begin;
      text += list(state, item, true);
      counted(state, text);
    }
    if (items.length === 0) list(state, dot, false);
    if (keyword(state) === 'else') {
      take(state);
      skip(state);
      take(state);
      closed(state);
      const other = list(state, dot, isDone && items.length === 0);
      if (isDone && items.length === 0) text = other;
    }
    ended(state);
    return text;
  });
}

function printed(value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  return typeof value === 'object' ? refuse('a map or a list in a text') : String(plain(value));
}
