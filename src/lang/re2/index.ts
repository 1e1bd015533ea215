import { RE2JS, RE2JSException } from 're2js';
import type { Dialect } from './classes.ts';
import { translateClass } from './classes.ts';
import type { Part } from './parts.ts';
import { partsOf, weigh } from './parts.ts';

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

/** Why there is no pattern. `unknown`: it is so large that judging it would take seconds. */
export type NoPattern =
  { readonly kind: 'invalid'; readonly message: string } | { readonly kind: 'unknown'; readonly message: string };
export type PatternAnswer = { readonly kind: 'ok'; readonly pattern: Pattern } | NoPattern;

/**
 * Compiles a pattern of a relabeling: `^(?s:…)$`, as relabel.NewRegexp of Prometheus v0.313.1 writes it, so that `a)|(b`
 * compiles too. The message names the syntax error in Go's words.
 */
export function compileRe2(source: string): PatternAnswer {
  if (source.length > MOST_WEIGHT) return TOO_LARGE;
  const parts = partsOf(`^(?s:${wellFormed(source)})$`);
  const answer = compile(parts, 'go');
  if (answer.kind !== 'ok') return answer;
  const groups = parts.filter(({ kind }) => kind === 'group');
  const names = [undefined, ...groups.map(({ name }) => name)];
  return { kind: 'ok', pattern: { source, regex: answer.regex, names } };
}

/** Tests whole texts against one pattern, which is compiled once. */
export type AnchoredTest = { readonly kind: 'ok'; readonly matches: (text: string) => boolean } | NoPattern;

/** What matches nothing but itself: most ports and label values. */
const LITERAL = /^[\w-]*$/;

/** The test that a relabeling with this regex makes of a value. */
export function anchoredTest(source: string): AnchoredTest {
  if (LITERAL.test(source)) return { kind: 'ok', matches: (text) => text === source };
  const answer = compileRe2(source);
  if (answer.kind !== 'ok') return answer;
  return { kind: 'ok', matches: (text) => matchesAnchored(answer.pattern, text) };
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

type Compiled = { readonly kind: 'ok'; readonly regex: RE2JS } | NoPattern;

/** Compiles the value of a =~ or !~ matcher of PromQL, which Prometheus parses on its own, not wrapped. */
export const compileMatcher = (value: string): Compiled =>
  value.length > MOST_WEIGHT ? TOO_LARGE : compile(partsOf(wellFormed(value)), 'matcher');

/** The test that a =~ matcher with this value makes of a label. Nothing passes where the value does not compile. */
export function matcherTest(value: string): (text: string) => boolean {
  const answer = compileMatcher(value);
  return answer.kind === 'ok' ? (text) => answer.regex.testExact(wellFormed(text)) : () => false;
}

/** Does a =~ matcher with this value hold for the text? False where the value does not compile. */
export const matchesMatcher = (value: string, text: string): boolean => matcherTest(value)(text);

/** More instructions than this take a noticeable time to compile and to run. */
const MOST_WEIGHT = 20_000;
/** Go gives up at 1000 levels, and counts levels that it adds itself. */
const MOST_DEPTH = 900;

const TOO_LARGE: NoPattern = {
  kind: 'unknown',
  message: 'the regular expression is too large to be judged here',
};

function compile(parts: readonly Part[], dialect: Dialect): Compiled {
  const { weight, depth } = weigh(parts);
  if (weight > MOST_WEIGHT || depth > MOST_DEPTH) return TOO_LARGE;
  let source = '';
  const names = new Set<string>();
  for (const { kind, text, name } of parts) {
    if (kind === 'unicode') {
      const translated = translateClass(text, dialect);
      if (translated === undefined) {
        const message = `error parsing regexp: invalid character class range: \`${text}\``;
        return { kind: 'invalid', message };
      }
      source += translated;
    } else if (kind === 'bracket') {
      // Our library would look for the end of a named class too early.
      source += `\\${text}`;
    } else if (name !== undefined && names.has(name)) {
      // Go allows two groups of one name, our library does not; names are looked up in Pattern.names.
      source += `(?P<${name}_${source.length}>`;
    } else source += text;
    if (name !== undefined) names.add(name);
  }
  try {
    return { kind: 'ok', regex: RE2JS.compile(source, dialect === 'matcher' ? RE2JS.DOTALL : 0) };
  } catch (error) {
    // The library writes the flag into the pattern that it quotes; Go does not.
    if (error instanceof RE2JSException) return { kind: 'invalid', message: error.message.replace('`(?s)', '`') };
    throw error;
  }
}

/** A lone surrogate reaches Go as U+FFFD. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');
