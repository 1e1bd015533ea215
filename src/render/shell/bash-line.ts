/**
 * Bash hands a completion function the line as it is typed, and takes back what replaces its last word, as it is to be
 * typed. Both are read and written here, so that the script needs no `eval`: what is typed is never run.
 */
import type { Candidate } from '../../model/index.ts';

/** The last word of a line, and where in it what bash replaces begins. */
interface LastWord {
  readonly raw: string;
  /** The quote that is open at its end, and its place. */
  readonly open?: { readonly quote: string; readonly at: number };
}

export interface BashLine {
  /** Without quotes, the program's name first. The last one is being typed. */
  readonly words: readonly string[];
  readonly last: LastWord;
}

/** Splits at blanks that are not quoted. `$`, backquotes and globs are letters like others. */
export function readBashLine(line: string): BashLine {
  const words: string[] = [];
  let [raw, text] = ['', ''];
  let open: LastWord['open'];
  const end = (): void => {
    if (raw !== '') words.push(text);
    [raw, text] = ['', ''];
  };
  for (let i = 0; i < line.length; i += 1) {
    const c = line.charAt(i);
    const next = line.charAt(i + 1);
    if (open === undefined && /[ \t\n]/.test(c)) {
      end();
      continue;
    }
    const escapes = open === undefined ? next !== '' : open.quote === '"' && next !== '' && '"\\$`'.includes(next);
    if (c === '\\' && escapes) {
      text += next;
      raw += c + next;
      i += 1;
      continue;
    }
    if (open === undefined && /["']/.test(c)) open = { quote: c, at: raw.length };
    else if (c === open?.quote) open = undefined;
    else text += c;
    raw += c;
  }
  return { words: [...words, text], last: { raw, ...(open ? { open } : {}) } };
}

/** The candidates as bash inserts them: the part behind what it keeps, quoted, with the blank that ends a word. */
export function bashReplies(candidates: readonly Candidate[], last: LastWord, breaks: string): readonly string[] {
  const kept = readBashLine(last.raw.slice(0, last.open?.at ?? replacedFrom(last.raw, breaks))).words.at(-1) ?? '';
  return candidates.map(({ value }) => {
    const rest = value.slice(kept.length);
    if (last.open?.quote === "'") return rest.replaceAll("'", String.raw`'\''`);
    if (last.open) return rest.replaceAll(/["$`\\]/g, String.raw`\$&`).replaceAll('!', `"'!'"`);
    return rest.replaceAll(/[^\p{L}\p{N}_.,:=/+@%-]/gu, String.raw`\$&`) + (/[/=,]$/.test(value) ? '' : ' ');
  });
}

/** Readline replaces what is behind the last of its breaking characters; `@` stays a part of it (rl_special_prefixes). */
function replacedFrom(raw: string, breaks: string): number {
  for (let i = raw.length - 1; i >= 0; i -= 1) {
    const c = raw.charAt(i);
    if (breaks.includes(c) && !/["'\s]/.test(c) && raw.charAt(i - 1) !== '\\') return c === '@' ? i : i + 1;
  }
  return 0;
}
