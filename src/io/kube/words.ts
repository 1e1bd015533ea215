/*
 * Words of servers and plugins on their way into our messages. They may hold terminal escapes, be endless, or
 * repeat a credential back.
 */

import { scrubWords } from '../projection/scrub-text.ts';

/** One printable line of at most `limit` characters, without tokens and credentials in URLs. */
export function oneLine(text: string, limit = 600): string {
  const safe = scrubWords(text)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe;
}
