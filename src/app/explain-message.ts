/** Which cause a message of a program leads to, by the phrases that are known of each. */
import { messages } from '../generated/messages.ts';

/** A cause that a message may be of. */
export interface MessageCause {
  /** Id of its check. */
  readonly id: string;
  /** What such a message means. */
  readonly means: string;
  /** What tells whether it is that one. */
  readonly command: string;
}

/** More than these are no answer. */
const MOST = 3;

/** A message is a few lines; of a whole log the beginning is read. */
const LONGEST = 20_000;

/** So much of a phrase must be in the message, weighed by how rare its words are, and so many words of it. */
const SHARE = 0.7;
const WORDS = 3;

/** One word says enough from this length on: NoSelectedResources. */
const TELLING = 8;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/["'`\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
const wordsOf = (text: string): readonly string[] => text.match(/[a-z0-9](?:[\w./-]*[a-z0-9])?/g) ?? [];

const PHRASES = messages.flatMap(({ texts, ...entry }) =>
  texts.map((text) => ({ entry, text: plain(text), words: [...new Set(wordsOf(plain(text)))] })),
);

/** How rare a word is among the phrases. */
const WEIGHTS = new Map<string, number>();
for (const { words } of PHRASES) for (const word of words) WEIGHTS.set(word, (WEIGHTS.get(word) ?? 0) + 1);
const weigh = (words: readonly string[]): number =>
  words.reduce((sum, word) => sum + Math.log(1 + PHRASES.length / (WEIGHTS.get(word) ?? PHRASES.length)), 0);

/**
 * The likeliest first, none where nothing fits. Phrases that are in the message as they are, or of which it is a part, count
 * before those that only share their words with it: names and numbers in messages differ.
 */
export function causesOfMessage(message: string): readonly MessageCause[] {
  const text = plain(message.slice(0, LONGEST));
  const words = new Set(wordsOf(text));
  const isTelling = words.size > 1 || text.length >= TELLING;
  const scored = PHRASES.map((phrase) => ({ ...phrase, score: scoreOf(phrase, { text, words, isTelling }) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const whole = scored.filter(({ score }) => score > 1);
  const entries = new Set((whole.length > 0 ? whole : scored).map(({ entry }) => entry));
  return [...entries].slice(0, MOST).map(({ cause, means, command }) => ({ id: cause, means, command }));
}

/** Above 1 where one is a part of the other, by how much they have in common; else the share of the phrase's words. */
function scoreOf(
  phrase: (typeof PHRASES)[number],
  {
    text,
    words,
    isTelling,
  }: { readonly text: string; readonly words: ReadonlySet<string>; readonly isTelling: boolean },
): number {
  if (within(text, phrase.text)) return 1 + phrase.text.length;
  if (isTelling && within(phrase.text, text)) return 1 + text.length / phrase.text.length;
  const shared = phrase.words.filter((word) => words.has(word));
  const share = weigh(shared) / weigh(phrase.words);
  return shared.length >= WORDS && share >= SHARE ? share : 0;
}

/** Is it there in whole words? */
function within(text: string, part: string): boolean {
  const at = part === '' ? -1 : text.indexOf(part);
  if (at === -1) return false;
  const [before = '', after = ''] = [text[at - 1], text[at + part.length]];
  return !/\w/.test(before) && !/\w/.test(after);
}
