/** A piece of a pattern that may have to be written differently for our library; everything else is 'other'. */
export interface Part {
  readonly kind: 'group' | 'unicode' | 'bracket' | 'other';
  readonly text: string;
  /** Of a capturing group. */
  readonly name?: string;
}

const UNICODE = /\\[pP](?:\{[^}]*\}|[^{])/uy;
const NAMED = /\(\?P?<(\w+)>/y;

/**
 * Cuts a pattern where Go's parser cuts it (regexp/syntax, go 1.26): capturing groups, \p classes, and a `[` that stands
 * for itself before `:]` in a bracket expression. The texts joined are the pattern.
 */
export function partsOf(source: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  const put = (kind: Part['kind'], end: number, name?: string): void => {
    parts.push({ kind, text: source.slice(at, end), ...(name === undefined ? {} : { name }) });
    at = end;
  };
  const escape = (): void => {
    UNICODE.lastIndex = at;
    const unicode = UNICODE.exec(source);
    put(unicode === null ? 'other' : 'unicode', at + (unicode?.[0].length ?? 1 + width(source, at + 1)));
  };
  const bracketed = (): void => {
    put('other', at + (source[at + 1] === '^' ? 2 : 1));
    for (let first = true; at < source.length; first = false) {
      if (source[at] === ']' && !first) return;
      if (source.startsWith('[:', at)) {
        const close = source.indexOf(':]', at + 2);
        if (close < 0) put('bracket', at + 1);
        else put('other', close + 2);
      } else {
        if (source[at] === '\\') escape();
        else put('other', at + width(source, at));
        // The end of a range is one character, whatever it would begin elsewhere.
        if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']')
          put('other', at + 1 + (source[at + 1] === '\\' ? 1 + width(source, at + 2) : width(source, at + 1)));
      }
    }
  };
  while (at < source.length) {
    const char = source[at];
    NAMED.lastIndex = at;
    const named = char === '(' ? NAMED.exec(source) : null;
    if (named !== null) put('group', at + named[0].length, named[1]);
    else if (char === '(') put(source[at + 1] === '?' ? 'other' : 'group', at + 1);
    else if (char === '[') bracketed();
    else if (source.startsWith('\\Q', at)) {
      const close = source.indexOf('\\E', at + 2);
      put('other', close < 0 ? source.length : close + 2);
    } else if (char === '\\') escape();
    else put('other', at + width(source, at));
  }
  return parts;
}

const width = (text: string, at: number): number =>
  (text.codePointAt(at) ?? 0) > 0xffff ? 2 : at < text.length ? 1 : 0;

/** Go refuses more copies of one thing than this. */
const MOST_COPIES = 1000;

/**
 * About how many instructions the pattern makes once its repetitions are written out, and how deep its groups nest.
 * No instructions where the parser will stop at a repetition of repetitions anyway.
 */
export function weigh(parts: readonly Part[]): { readonly weight: number; readonly depth: number } {
  let weight = 0;
  let depth = 0;
  let last = { weight: 0, copies: 1 };
  let copies = 1;
  const open: { readonly weight: number; readonly copies: number }[] = [];
  for (const [i, { kind, text }] of parts.entries()) {
    if (kind === 'group' || text === '(') {
      open.push({ weight, copies });
      copies = 1;
      depth = Math.max(depth, open.length);
    } else if (text === ')') {
      const begun = open.pop() ?? { weight, copies };
      last = { weight: weight - begun.weight, copies };
      copies = Math.max(copies, begun.copies);
    } else if (text === '{') {
      const times = repetitions(parts, i);
      weight += last.weight * (times - 1);
      copies = Math.max(copies, last.copies * times);
      if (last.copies * times > MOST_COPIES) return { weight: 0, depth };
    } else {
      last = { weight: text.length, copies: 1 };
      weight += text.length;
    }
  }
  return { weight, depth };
}

/** The larger number of `{2,5}`; 1 where no repetition begins. */
function repetitions(parts: readonly Part[], at: number): number {
  const head = parts
    .slice(at, at + 12)
    .map(({ text }) => text)
    .join('');
  const [, least = '1', most = ''] = /^\{(\d+)(?:,(\d*))?\}/.exec(head) ?? [];
  return Math.max(1, Number(least), Number(most));
}
