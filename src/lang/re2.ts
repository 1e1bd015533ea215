import { RE2JS, RE2JSException } from 're2js';
import type { Dialect } from './re2-classes.ts';
import { translateClasses } from './re2-classes.ts';

/*
 * Regular expressions as Prometheus compiles them: Go's RE2 syntax, anchored at both ends, `.` matches a newline too.
 */

/** A compiled, anchored pattern. */
export interface Pattern {
  readonly source: string;
  readonly regex: RE2JS;
  /** By number of the group; 0 is the whole. Names may repeat. */
  readonly names: readonly (string | undefined)[];
}

export type PatternAnswer =
  { readonly kind: 'ok'; readonly pattern: Pattern } | { readonly kind: 'invalid'; readonly message: string };

/**
 * Compiles a pattern of a relabeling: `^(?s:…)$`, as relabel.NewRegexp of Prometheus v0.313.1 writes it, so that `a)|(b`
 * compiles too. The message names the syntax error in Go's words.
 */
export function compileRe2(source: string): PatternAnswer {
  const wrapped = `^(?s:${wellFormed(source)})$`;
  const names = groupNames(wrapped);
  const answer = compile(wrapped, names, 'go');
  return typeof answer === 'string'
    ? { kind: 'invalid', message: answer }
    : { kind: 'ok', pattern: { source, regex: answer, names } };
}

/** Does the pattern match the text? Anchored, unless the pattern breaks out of its parentheses. */
export function matchesAnchored(pattern: Pattern, text: string): boolean {
  return pattern.regex.test(wellFormed(text));
}

/** One match: its place and its groups; null where a group took no part. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** Every match, from left to right, as Go's ReplaceAllString visits them: no empty one right after another match. */
export function findAll(pattern: Pattern, text: string): readonly Found[] {
  const matcher = pattern.regex.matcher(wellFormed(text));
  const found: Found[] = [];
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && found.at(-1)?.end === start) continue;
    found.push({ start, end, groups: pattern.names.map((_, i) => matcher.group(i)) });
  }
  return found;
}

/** Why the value of a =~ or !~ matcher of PromQL is refused; undefined where it compiles. It is parsed on its own there. */
export function matcherProblem(value: string): string | undefined {
  const answer = matcherRegex(value);
  return typeof answer === 'string' ? answer : undefined;
}

/** Does a =~ matcher with this value hold for the text? False where the value does not compile. */
export function matchesMatcher(value: string, text: string): boolean {
  const answer = matcherRegex(value);
  return typeof answer !== 'string' && answer.testExact(wellFormed(text));
}

function matcherRegex(value: string): RE2JS | string {
  const source = wellFormed(value);
  return compile(source, groupNames(source), 'matcher');
}

/** The compiled pattern, or Go's message. */
function compile(source: string, names: readonly (string | undefined)[], dialect: Dialect): RE2JS | string {
  const translated = translateClasses(withoutRepeatedNames(source, names), dialect);
  if (translated.kind === 'invalid') return translated.message;
  try {
    return RE2JS.compile(translated.source, dialect === 'matcher' ? RE2JS.DOTALL : 0);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

/** A lone surrogate reaches Go as U+FFFD. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

/** What may hold a parenthesis that opens no group, and what opens one. */
const PARTS = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]])*\]|\(\?P?<(\w+)>|\((?!\?)/g;

function groupNames(source: string): readonly (string | undefined)[] {
  const groups = [...source.matchAll(PARTS)].filter(([part]) => part.startsWith('('));
  return [undefined, ...groups.map(([, name]) => name)];
}

/** Go allows two groups of one name, our library does not. */
function withoutRepeatedNames(source: string, names: readonly (string | undefined)[]): string {
  const named = names.filter((name) => name !== undefined);
  if (new Set(named).size === named.length) return source;
  let count = 0;
  return source.replaceAll(PARTS, (part: string, name: string | undefined) => {
    count += name === undefined ? 0 : 1;
    return name === undefined ? part : `(?P<${name}_${count}>`;
  });
}
