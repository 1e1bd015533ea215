import { numberOf } from './durations.ts';
import { lex } from './lex.ts';
import { pretty } from './pretty.ts';
import { stringOf } from './selectors.ts';
import { DURATION, END, ERROR, NUMBER, STRING } from './token.ts';
import type { Token } from './token.ts';
import { Refusal } from '../go/refusal.ts';

/**
 * False for two expressions that are not the same one, written differently at most by spaces, parentheses, quotes, the
 * order of matchers and the units of durations: Prometheus shows a rule as it prints it, not as it was written. True where one of them cannot
 * be read: that it differs is then not known.
 */
export function sameExpression(one: string, other: string): boolean {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  return !words || !others || (words.length === others.length && words.every((word, i) => word === others[i]));
}

/** What parentheses say about precedence is lost: of two rules in one place that differ only in that, none is ours. */
const LEFT_OUT: ReadonlySet<string> = new Set(['(', ')', ',', END]);

function wordsOf(text: string): readonly string[] | undefined {
  const tokens = lex(pretty(text) ?? text);
  if (tokens.some(({ kind }) => kind === ERROR)) return undefined;
  try {
    return tokens.filter(({ kind }) => !LEFT_OUT.has(kind)).map(wordOf);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function wordOf(token: Token): string {
  if (token.kind === NUMBER || token.kind === DURATION) return String(numberOf(token));
  if (token.kind === STRING) return JSON.stringify(stringOf(token));
  return token.text;
}
