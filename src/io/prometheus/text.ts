import type { Unanswered } from '../../model/index.ts';
import { scrubWords } from '../projection/scrub-text.ts';

/** Longest piece of foreign text that is passed on. */
const MAX = 300;
/** Before it is cut: half a password would no longer be known as one. */
const SCRUBBED = 20_000;

/**
 * Foreign text made fit to print: one line, no control characters (a target's error could hold terminal escapes),
 * no credentials in URLs, at most 300 characters.
 */
export function printable(text: string): string {
  const line = scrubWords(text.slice(0, SCRUBBED))
    // Twice the limit is plenty, and bounds the work on hostile input.
    .slice(0, 2 * MAX)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= MAX ? line : `${characters.slice(0, MAX - 1).join('')}…`;
}

/** An URL without user, password, query and fragment; undefined where it cannot be read as one. */
export function bareUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname}`;
}

export function unanswered(reason: Unanswered['reason'], detail: string, next: string): Unanswered {
  return { kind: 'unknown', reason, detail: printable(detail), next };
}

/** The API server answered in place of what it proxies. `what`: the question. */
export function throughServer(reason: Unanswered['reason'], what: string, server: string, next: string): Unanswered {
  return { ...unanswered(reason, `${what}, through the API server: ${server}`, next), server: printable(server) };
}
