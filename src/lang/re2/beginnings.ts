import { compileMatcher } from './index.ts';
import { partsOf } from './parts.ts';

/** How a text begins that a pattern matches. `whole`: so far the pattern takes just this text, more of it may follow. */
interface Beginning {
  readonly text: string;
  readonly whole: boolean;
}

const NOTHING_YET: readonly Beginning[] = [{ text: '', whole: true }];
const ANYTHING: readonly Beginning[] = [{ text: '', whole: false }];

/** A pattern of more alternatives is not followed further: its beginnings so far are beginnings still. */
const MOST = 1000;

/** Take no characters: `^`, `$` and the like, after which texts begin as they did. */
const PLACES: ReadonlySet<string> = new Set(['^', '$', '\\A', '\\z', '\\b', '\\B']);

/**
 * The literal texts with which a pattern of a =~ matcher can begin: every text that it matches begins with one of them.
 * "a.*|b(c|d)" gives a, bc, bd; "(ab)?.+" gives ab and the empty text, which says nothing. Shorter than they could be where
 * the pattern has classes or flags; the empty text alone where it does not compile.
 */
export function beginningsOf(pattern: string): readonly string[] {
  // Flags may let letters match in both cases.
  if (compileMatcher(pattern).kind !== 'ok' || /\(\?[^:P<]/.test(pattern)) return [''];
  const parts = partsOf(pattern).map(({ text }) => text);
  const { beginnings } = alternatives(parts, 0);
  return [...new Set(beginnings.map(({ text }) => text))];
}

/** What was read of a pattern, and at which of its parts the rest begins. */
interface Read {
  readonly beginnings: readonly Beginning[];
  readonly next: number;
}

/** Everything up to the parenthesis that closes the group, or the end. */
function alternatives(parts: readonly string[], from: number): Read {
  const done: Beginning[] = [];
  let current = NOTHING_YET;
  let at = from;
  while (at < parts.length && parts[at] !== ')') {
    if (parts[at] === '|') {
      done.push(...current);
      current = NOTHING_YET;
      at += 1;
    } else {
      const atom = atomAt(parts, at);
      const { beginnings, next } = repeated(parts, atom);
      current = followedBy(current, beginnings);
      at = next;
    }
  }
  return { beginnings: [...done, ...current], next: at };
}

/** One thing that a repetition may follow. */
function atomAt(parts: readonly string[], at: number): Read {
  const part = parts[at] ?? '';
  if (part === '(' && parts[at + 1] === '?') {
    // (?:…): the flags were ruled out, and a name is one part with its parenthesis.
    const group = alternatives(parts, at + 3);
    return { ...group, next: group.next + 1 };
  }
  if (part.startsWith('(')) {
    const group = alternatives(parts, at + 1);
    return { ...group, next: group.next + 1 };
  }
  // A bracket right after the opening one stands for itself.
  if (part === '[' || part === '[^') return { beginnings: ANYTHING, next: parts.indexOf(']', at + 2) + 1 };
  if (PLACES.has(part)) return { beginnings: NOTHING_YET, next: at + 1 };
  const text = literal(part);
  return { beginnings: text === undefined ? ANYTHING : [{ text, whole: true }], next: at + 1 };
}

/** The text that a part takes and no other; undefined: several. */
function literal(part: string): string | undefined {
  if (part === '.') return undefined;
  if (part.startsWith('\\Q')) return undefined;
  if (part.startsWith('\\')) return /^\\[^\w\s]$/.test(part) ? part.slice(1) : undefined;
  return part;
}

/** The atom with the repetitions that follow it. */
function repeated(parts: readonly string[], { beginnings, next }: Read): Read {
  const operator = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(parts.slice(next, next + 12).join(''));
  if (!operator) return { beginnings, next };
  const [text, least] = operator;
  const once = text.startsWith('?') ? beginnings : beginnings.map((each) => ({ ...each, whole: false }));
  const mayMiss = /^[*?]/.test(text) || least === '0';
  return { beginnings: mayMiss ? [...once, ...NOTHING_YET] : once, next: next + text.length };
}

function followedBy(first: readonly Beginning[], then: readonly Beginning[]): readonly Beginning[] {
  const whole = first.filter((each) => each.whole);
  if (whole.length * then.length > MOST) return first.map((each) => ({ ...each, whole: false }));
  return [
    ...first.filter((each) => !each.whole),
    ...whole.flatMap(({ text }) => then.map((each) => ({ text: text + each.text, whole: each.whole }))),
  ];
}
