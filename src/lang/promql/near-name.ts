/** Which of the names that are there was meant by one that is not: of metrics, and of the values of labels. */
import { isWordSlip } from './word-slip.ts';

/** Endings by which a metric is named after its unit or type. */
const ENDINGS = /(?:_(?:total|seconds|milliseconds|bytes|ratio|percent|count|sum|bucket|info))+$/;

/** So many names are compared with one; of more that are all alike none is told as meant. */
const COMPARED = 2000;
const NEAR = 3;
/** Names that are indexed at once. */
const STEP = 1000;

/** Names, by what those have in common that a slip leaves alike. */
export interface NameIndex {
  /** Lower case, letters and digits alone. */
  readonly plain: ReadonlyMap<string, readonly string[]>;
  /** Without the unit. */
  readonly stems: ReadonlyMap<string, readonly string[]>;
  /** First or last half of the words, with what a slip never changes. */
  readonly halves: ReadonlyMap<string, readonly string[]>;
  readonly words: ReadonlySet<string>;
}

/** Made once: looking for one name then takes no time that grows with their number. */
export function indexOfNames(names: Iterable<string>): NameIndex {
  const steps = indexing(names);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps: of hundreds of thousands of names it takes seconds. */
export function* indexing(names: Iterable<string>): Generator<undefined, NameIndex> {
  let count = 0;
  const index = {
    plain: new Map<string, string[]>(),
    stems: new Map<string, string[]>(),
    halves: new Map<string, string[]>(),
    words: new Set<string>(),
  };
  for (const name of names) {
    count += 1;
    if (count % STEP === 0) yield undefined;
    const words = wordsOf(name);
    add(index.plain, words.join(''), name);
    add(index.stems, stemOf(name), name);
    for (const half of halvesOf(words)) add(index.halves, half, name);
    for (const word of words) if (!DIGIT.test(word)) index.words.add(word);
  }
  return index;
}

function add(map: Map<string, string[]>, key: string, name: string): void {
  const found = map.get(key);
  if (!found) map.set(key, [name]);
  else if (found.length <= COMPARED) found.push(name);
}

/**
 * The one metric that is surely meant: it differs by capitals, by where its words are divided, by a slip in one word, or
 * by `_total` or the unit of time, and is the only one.
 */
export function nearMetric(name: string, index: NameIndex): string | undefined {
  const words = wordsOf(name);
  const same = index.plain.get(words.join('')) ?? [];
  if (same.length > 0) return only(same);
  const slips = alike(words, index).filter((other) => isSlipOf(words, wordsOf(other), index.words));
  if (slips.length > 0) return only(slips);
  const stem = stemOf(name);
  const units = stem.includes('_') ? (index.stems.get(stem) ?? []) : [];
  const unit = only(units);
  return unit !== undefined && sameKind(name) === sameKind(unit) ? unit : undefined;
}

/** Names that resemble it, of which none may be meant. */
export function resembling(name: string, index: NameIndex): readonly string[] {
  const words = wordsOf(name);
  const others = alike(words, index).filter((other) => isNear(words, wordsOf(other)));
  return [...new Set([...others, ...(index.stems.get(stemOf(name)) ?? [])])]
    .filter((other) => other !== name)
    .slice(0, NEAR);
}

/** The value that is surely meant: it differs by a slip in one word or by capitals. `shortest`: of words that are compared. */
export function nearWord(word: string, candidates: readonly string[], shortest?: number): string | undefined {
  const words = wordsOf(word);
  const known = new Set(candidates.flatMap(wordsOf));
  const same = candidates.filter((candidate) => candidate.toLowerCase() === word.toLowerCase());
  return same.length > 0
    ? only(same)
    : only(candidates.filter((candidate) => isSlipOf(words, wordsOf(candidate), known, shortest)));
}

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
const stemOf = (name: string): string => name.replace(ENDINGS, '');
const wordsOf = (name: string): readonly string[] => name.toLowerCase().split(/[^a-z0-9]+/);

/** What two names of one stem must have alike to be one quantity: bytes and seconds are two, and so are a sum and a count. */
function sameKind(name: string): string {
  return (ENDINGS.exec(name)?.[0] ?? '').replace(/_total$/, '').replaceAll('_milliseconds', '_seconds');
}

/** Names that have as many words, the same digits and first letters, and the first or last half of the words. */
function alike(words: readonly string[], { halves }: NameIndex): readonly string[] {
  return [
    ...new Set(
      halvesOf(words).flatMap((half) => {
        const found = halves.get(half) ?? [];
        return found.length > COMPARED ? [] : found;
      }),
    ),
  ];
}

const DIGIT = /\d/;

function halvesOf(words: readonly string[]): readonly string[] {
  const middle = Math.ceil(words.length / 2);
  let shape = '';
  for (const word of words)
    shape += DIGIT.test(word) ? `${word[0] ?? ''}${word.replaceAll(/\D/g, '')} ` : (word[0] ?? '');
  return [`first ${shape} ${words.slice(0, middle).join('_')}`, `last ${shape} ${words.slice(middle).join('_')}`];
}

/** The words in which two names differ that have as many; undefined: in none, or in several. */
function apartIn(words: readonly string[], others: readonly string[]): readonly [string, string] | undefined {
  if (words.length !== others.length) return undefined;
  const apart = words.flatMap((word, i) => (word === others[i] ? [] : [[word, others[i] ?? ''] as const]));
  return apart.length === 1 ? apart[0] : undefined;
}

function isSlipOf(
  words: readonly string[],
  others: readonly string[],
  known: ReadonlySet<string>,
  shortest?: number,
): boolean {
  const apart = apartIn(words, others);
  // What stands in other names is a word.
  return apart !== undefined && !known.has(apart[0]) && isWordSlip(...apart, shortest);
}

function isNear(words: readonly string[], others: readonly string[]): boolean {
  const [a = '', b = ''] = apartIn(words, others) ?? [];
  if (a === b || Math.abs(a.length - b.length) > 2) return false;
  const start = [...a].findIndex((letter, i) => letter !== b[i]);
  const from = start === -1 ? a.length : start;
  let end = 0;
  while (end < Math.min(a.length, b.length) - from && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return Math.max(a.length, b.length) - from - end <= 2;
}
