/**
 * What this run sent to say who asks: tokens, passwords, keys. The door of a program makes one (`newSent`) and passes it
 * down to the ports, which add to it; what servers answer and what is printed goes through it. docs/adr/0020-sent.md.
 */
import { Buffer } from 'node:buffer';

/** In place of what was sent. It may stand in JSON, YAML, XML, Markdown, an URL and a line of GitHub's as it is. */
export const HIDDEN = '(hidden)';

export interface Sent {
  /** A credential. What is shorter than `SHORTEST` is not kept: it would hide parts of ordinary words. */
  readonly add: (...secrets: readonly (string | undefined)[]) => void;
  /** A login: the password, and both together. The user's name is hidden where there is no password: then it is a token. */
  readonly addLogin: (user: string, password: string) => void;
  /** The value of a header; of one whose name is none of a credential (X-Scope-OrgID) only in what servers say. */
  readonly addHeader: (name: string, value: string) => void;
  /**
   * For results: the text without any credential, in whatever encoding, and without pieces of `PIECE` characters. A
   * password that is an ordinary word stays: a mask in the place of a known word tells it, and tears holes in names.
   */
  readonly hide: (text: string) => string;
  /** For errors of servers and plugins: words are hidden too, and smaller pieces. */
  readonly hideAll: (text: string) => string;
}

const SHORTEST = 6;
/** The first characters of a token that a server cut off. Less is of no use to others, and found in ordinary text. */
const PIECE = 12;
const SMALL_PIECE = 8;
const GRAM = 6;
/** Of a text in a text in a text (JSON in an annotation in a patch) so many layers are taken off. */
const LAYERS = 4;
const LONGEST_WORD = 20;

/** Nothing but a credential is the value of these. */
const CREDENTIAL_HEADER = /auth|cookie|token|secret|passw|api-?key|access-?key|session|credential|signature/i;

/** Each secret once, with the places of its short pieces. */
interface Index {
  readonly grams: ReadonlyMap<string, readonly Place[]>;
  /** Too short to be found by pieces. */
  readonly short: readonly string[];
  readonly least: number;
  /** Pieces that are ordinary words stay. */
  readonly careful: boolean;
}
interface Place {
  readonly form: string;
  readonly at: number;
}

/** Nothing sent yet. */
export function newSent(): Sent {
  const secrets = new Set<string>();
  const doubtful = new Set<string>();
  let results: Index | undefined;
  let errors: Index | undefined;
  const keep = (into: Set<string>, secret: string | undefined): void => {
    const text = secret?.trim() ?? '';
    if (text.length < SHORTEST || into.has(text)) return;
    into.add(text);
    [results, errors] = [undefined, undefined];
  };
  const add = (...more: readonly (string | undefined)[]): void => {
    for (const secret of more) keep(secrets, secret);
  };
  return {
    add,
    addLogin(user, password) {
      if (password === '') return add(user);
      add(password, `${user}:${password}`, `${password}:${user}`);
    },
    addHeader(name, value) {
      if (!CREDENTIAL_HEADER.test(name)) return keep(doubtful, value);
      // "Bearer TOKEN", "session=VALUE; other=VALUE": each alone, too.
      add(value, ...value.split(/[\s;,]+|(?<=\w)=/));
    },
    hide(text) {
      results ??= indexOf([...secrets], PIECE, true);
      return hidden(text, results);
    },
    hideAll(text) {
      errors ??= indexOf([...secrets, ...doubtful], SMALL_PIECE, false);
      return hidden(text, errors);
    },
  };
}

/** Words of a language or names of objects, and plain numbers: "prom-operator", "KubeStateMetrics", "100000". */
function isWord(text: string): boolean {
  if (text.length > LONGEST_WORD) return false;
  const letters = text.replaceAll('k8s', 'kates');
  if (/^\d+$/.test(letters)) return true;
  if (/\d/.test(letters)) return false;
  const words = letters.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  return words.length * 3 <= letters.length;
}

function indexOf(secrets: readonly string[], least: number, careful: boolean): Index {
  const grams = new Map<string, Place[]>();
  const short: string[] = [];
  for (const form of new Set(secrets.flatMap(formsOf))) {
    if (careful && isWord(form)) continue;
    if (form.length < least) {
      short.push(form);
      continue;
    }
    for (let at = 0; at + GRAM <= form.length; at += 1) {
      const gram = form.slice(at, at + GRAM);
      const places = grams.get(gram);
      if (!places) grams.set(gram, [{ form, at }]);
      else if (places.length < 8) places.push({ form, at });
    }
  }
  return { grams, short, least, careful };
}

/** A secret as it is, in base64 wherever in a longer text it begins, and in hexadecimal digits. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((before) => {
    // Three bytes are four characters; those that hold bits of a neighbour are left out.
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.toString('hex');
  return [secret, bytes.toString('base64'), ...base64, ...url, hex, hex.toUpperCase()].filter(
    (form) => form.length >= SHORTEST,
  );
}

/** A stretch of the text, from and to. */
type Stretch = readonly [from: number, to: number];

function hidden(text: string, index: Index): string {
  if (index.grams.size === 0 && index.short.length === 0) return text;
  const found: Stretch[] = [];
  let layer: Layer = { text, first: (at) => at, last: (at) => at };
  for (let layers = 0; ; layers += 1) {
    const { first, last } = layer;
    for (const [from, to] of stretchesIn(layer.text, index)) found.push([first(from), last(to)]);
    const below = layers < LAYERS ? unescapedOnce(layer) : undefined;
    if (!below) break;
    layer = below;
  }
  return found.length === 0 ? text : without(text, found);
}

function without(text: string, found: readonly Stretch[]): string {
  let result = '';
  let done = 0;
  for (const [from, to] of found.toSorted(([a], [b]) => a - b)) {
    if (from >= done) result += text.slice(done, from) + HIDDEN;
    done = Math.max(done, to);
  }
  return result + text.slice(done);
}

/** Every stretch that is a secret, or a piece of one. Each character is looked at a bounded number of times. */
function stretchesIn(text: string, { grams, short, least, careful }: Index): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const form of short)
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length))
      found.push([at, at + form.length]);
  // Of every piece of `least` characters one gram begins at a multiple of this.
  const step = least - GRAM + 1;
  let done = 0;
  for (let at = 0; grams.size > 0 && at + GRAM <= text.length;) {
    const places = grams.get(text.slice(at, at + GRAM));
    if (!places) {
      at += step;
      continue;
    }
    const floor = done;
    const longest = places.map((place) => [place, around(text, at, place, floor)] as const).toSorted(byLength)[0];
    if (!longest) break;
    const [{ form }, [from, to]] = longest;
    const long = to - from >= least && !(careful && isWord(text.slice(from, to)));
    if (long || to - from === form.length) found.push([from, to]);
    done = to;
    at = to;
  }
  return found;
}

function byLength(a: readonly [unknown, Stretch], b: readonly [unknown, Stretch]): number {
  return b[1][1] - b[1][0] - (a[1][1] - a[1][0]);
}

/** How far text and form agree around a gram that both have. */
function around(text: string, at: number, { form, at: place }: Place, floor: number): Stretch {
  let before = 0;
  while (before < place && at - before > floor && text[at - before - 1] === form[place - before - 1]) before += 1;
  let after = GRAM;
  while (place + after < form.length && text[at + after] === form[place + after]) after += 1;
  return [at - before, at + after];
}

/** A text in which escapes are undone, and where its characters are in the text that it was made of. */
interface Layer {
  readonly text: string;
  readonly first: (at: number) => number;
  /** The end of what lies before `at`. */
  readonly last: (at: number) => number;
}

/** %2F, \u002f, \x2f, \/, &#47;, &#x2f;, &amp;. Of characters beyond ASCII the bytes are one escape. */
const ESCAPE =
  /%[0-7][0-9a-f]|(?:%[89a-f][0-9a-f])+|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|sol|plus|equals|num|colon|commat|percnt);/giu;
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/' },
  ...{ plus: '+', equals: '=', num: '#', colon: ':', commat: '@', percnt: '%' },
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function meantBy(escape: string): string {
  if (escape.startsWith('%')) return Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8');
  const body = escape.slice(1).replace(/;$/, '');
  if (escape.startsWith('&')) {
    if (!body.startsWith('#')) return NAMED[body.toLowerCase()] ?? escape;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : escape;
  }
  if (/^[ux]./i.test(body)) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
  return CONTROLS[body] ?? body;
}

/** One layer further down; undefined where nothing is escaped. */
function unescapedOnce(layer: Layer): Layer | undefined {
  const { text } = layer;
  if (!/[%\\&]/.test(text)) return undefined;
  const parts: string[] = [];
  /** Ends of the escapes, in this text and in the new one, and how long each is in both. */
  const olds: number[] = [];
  const news: number[] = [];
  const lengths: (readonly [old: number, made: number])[] = [];
  let from = 0;
  let length = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const [escape] = match;
    const meant = meantBy(escape);
    if (meant === escape) continue;
    parts.push(text.slice(from, match.index), meant);
    length += match.index - from + meant.length;
    from = match.index + escape.length;
    olds.push(from);
    news.push(length);
    lengths.push([escape.length, meant.length]);
  }
  if (olds.length === 0) return undefined;
  parts.push(text.slice(from));
  /** The number of escapes that end at or before this place. */
  const before = (at: number): number => {
    let [low, high] = [0, news.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((news[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const place = (at: number, end: boolean): number => {
    const count = before(at);
    const [old = 0, made = 0] = lengths[count] ?? [];
    const nextStart = (news[count] ?? Infinity) - made;
    // Inside of what one escape means: all of it.
    if (at > nextStart) return (olds[count] ?? 0) - (end ? 0 : old);
    return at - (news[count - 1] ?? 0) + (olds[count - 1] ?? 0);
  };
  return {
    text: parts.join(''),
    first: (at) => layer.first(place(at, false)),
    last: (at) => layer.last(place(at, true)),
  };
}
