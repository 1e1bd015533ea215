/*
 * Where go-yaml (v2.4, in kubectl, Helm, Argo CD, Flux) takes other text than YAML 1.2 allows, and refuses what `yaml`
 * takes: its scanner walked through, token by token, without a value of it. Source: go.yaml.in/yaml/v2 scannerc.go.
 */
import {
  column,
  cross,
  indent,
  isBlank,
  isBreak,
  LINE_BREAK,
  LONGEST_KEY,
  Refusal,
  SEPARATORS,
  TAB,
  type Scan,
} from './go-scan-state.ts';
import { block, COLON, maybeKey, plain, QUESTION, quoted } from './go-scalars.ts';

/** Why go-yaml refuses a text, and at which offset. */
export interface Unscannable {
  readonly refused: string;
  readonly offset: number;
}

/** The same text for a parser of YAML 1.2, and where its characters are in the original. */
export interface Scanned {
  readonly text: string;
  readonly original: (offset: number) => number;
}

const CONTROL = 'it contains a control character';
const DIRECTIVE = 'it has a directive (%), which kubectl does not take';
const FAR_COLON = 'a key in brackets and its colon must be on one line, of no more than 1024 characters';
const NAME = 'a name of an anchor or alias may contain letters, digits, - and _ alone';
const TAG = 'a tag in brackets needs a space behind it';

/** What go-yaml's reader takes: no other control character, no half of a surrogate pair. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\p{Surrogate}/u;
/** go-yaml ends a line at these too. */
const OTHER_BREAKS = /\r(?!\n)|\u0085/g;

function comment(s: Scan): void {
  if (s.at > s.lineStart && !isBlank(s.text.charAt(s.at - 1))) s.missing.push([s.at, 1]);
  const start = s.at;
  while (s.at < s.text.length && !isBreak(s)) s.at += 1;
  if (SEPARATORS.test(s.text.slice(start, s.at))) throw new Refusal(start, LINE_BREAK);
}

function anchor(s: Scan): void {
  const { at: start, lineStart, text } = s;
  const [name = ''] = /^[\w-]*/.exec(text.slice(start + 1, start + 1 + LONGEST_KEY)) ?? [];
  s.at += 1 + name.length;
  const next = text.charAt(s.at);
  if (!isBlank(next) && (name === '' || !'?:,]}%@`'.includes(next))) throw new Refusal(start, NAME);
  if (text[start] === '&') return;
  // YAML 1.1 ends an alias at the colon of a key; YAML 1.2 takes it into the name.
  if (next === ':' && isBlank(text.charAt(s.at + 1))) s.missing.push([s.at, 1]);
  s.fresh = false;
  maybeKey(s, start, lineStart);
}

function tag(s: Scan): void {
  const start = s.at;
  while (!isBlank(s.text.charAt(s.at))) s.at += 1;
  if (s.flow > 0 && /[,[\]{}]/.test(s.text.slice(start, s.at))) throw new Refusal(start, TAG);
}

/** An indicator of a collection; false: it begins a scalar. */
function indicator(s: Scan, char: string): boolean {
  const follows = isBlank(s.text.charAt(s.at + 1));
  if (s.flow > 0) {
    if (char === '?' && !follows) throw new Refusal(s.at, QUESTION);
    if (char === ':') colon(s);
    if (char === ',') s.explicit = false;
    if (char === '?') s.explicit = true;
    if (!'?:,'.includes(char)) return false;
    s.key = undefined;
  } else {
    if (!'-?:'.includes(char) || !follows) return false;
    if (char !== ':' && indent(s) < column(s)) s.indents.push(column(s));
    s.fresh ||= char !== ':';
  }
  s.at += 1;
  return true;
}

function colon({ key, explicit, lineStart, at }: Scan): void {
  if (explicit) return;
  if (key === undefined) throw new Refusal(at, COLON);
  if (key.lineStart !== lineStart || at - key.start > LONGEST_KEY) throw new Refusal(key.start, FAR_COLON);
}

function bracket(s: Scan, char: string): void {
  const opens = char === '[' || char === '{';
  s.flow = Math.max(0, s.flow + (opens ? 1 : -1));
  s.key = opens ? undefined : { start: s.at, lineStart: s.lineStart };
  s.explicit = false;
  s.fresh = false;
  s.at += 1;
}

/** One token, or what is between tokens; false at the end of the document. */
function step(s: Scan): boolean {
  const char = s.text.charAt(s.at);
  if (char === '') return false;
  if (isBreak(s)) {
    cross(s, s.flow > 0);
    s.fresh = s.flow === 0;
    return true;
  }
  if (char === '\t' && s.fresh) throw new Refusal(s.at, TAB);
  if (char === ' ' || char === '\t' || char === '\ufeff') s.at += 1;
  else if (SEPARATORS.test(char)) throw new Refusal(s.at, LINE_BREAK);
  else if (char === '#') comment(s);
  else return token(s, char);
  return true;
}

function token(s: Scan, char: string): boolean {
  if (s.at === s.lineStart && char === '%') throw new Refusal(s.at, DIRECTIVE);
  if (s.at === s.lineStart && s.text.startsWith('...', s.at) && isBlank(s.text.charAt(s.at + 3))) return false;
  if (s.flow === 0) while (indent(s) > column(s)) s.indents.pop();
  if (indicator(s, char)) return true;
  if ('[]{}'.includes(char)) bracket(s, char);
  else if (char === '"' || char === "'") quoted(s);
  else if ((char === '|' || char === '>') && s.flow === 0) block(s);
  else if (char === '&' || char === '*') anchor(s);
  else if (char === '!') tag(s);
  else plain(s);
  return true;
}

/** Walks through one document. */
export function goScan(source: string): Scanned | Unscannable {
  const control = UNPRINTABLE.exec(source);
  if (control) return { refused: CONTROL, offset: control.index };
  const text = source.replace(OTHER_BREAKS, '\n');
  const s: Scan = {
    ...{ text, at: 0, lineStart: 0, indents: [], flow: 0, fresh: true, key: undefined, explicit: false, missing: [] },
  };
  try {
    while (step(s));
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message, offset: error.offset };
    throw error;
  }
  return withSpaces(text, s.missing);
}

function withSpaces(text: string, missing: readonly (readonly [offset: number, spaces: number])[]): Scanned {
  const parts: string[] = [];
  /** Begins of what follows the spaces, in the new text, and how many there are before. */
  const begins: (readonly [begin: number, before: number])[] = [];
  let [from, before] = [0, 0];
  for (const [offset, spaces] of missing) {
    parts.push(text.slice(from, offset), ' '.repeat(Math.max(0, spaces)));
    from = offset + Math.max(0, -spaces);
    before += spaces;
    begins.push([from + before, before]);
  }
  parts.push(text.slice(from));
  return {
    text: parts.join(''),
    original(offset) {
      let [low, high] = [0, begins.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((begins[middle]?.[0] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return offset - (begins[low - 1]?.[1] ?? 0);
    },
  };
}
