import { createHash } from 'node:crypto';

/** A text that two files share only where their contents are the same. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
