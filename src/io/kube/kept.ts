/**
 * What all lists of one reading keep, together. A server that streams every list for ever would fill the memory with what
 * each of them alone may have.
 */

/** Some ten times what a cluster of 10,000 pods has. */
const MOST_BYTES = 256_000_000;
const MOST_OBJECTS = 500_000;

export interface Kept {
  /** One list's part of it. */
  readonly share: () => Share;
}

export interface Share {
  /** Counts one more; a problem where that is too much, said of its list. */
  readonly add: (value: unknown) => string | undefined;
  /** What it has counted is let go. */
  readonly clear: () => void;
}

export function newKept(): Kept {
  const all = { bytes: 0, objects: 0 };
  return {
    share() {
      const mine = { bytes: 0, objects: 0 };
      const count = (bytes: number, objects: number): void => {
        for (const sum of [all, mine]) {
          sum.bytes += bytes;
          sum.objects += objects;
        }
      };
      return {
        add(value) {
          count(bytesOf(value), 1);
          if (all.objects > MOST_OBJECTS) return `gives more than ${MOST_OBJECTS} objects, with those of other lists`;
          return all.bytes > MOST_BYTES
            ? `gives more than is kept of a cluster (${MOST_BYTES / 1e6} MB, with other lists)`
            : undefined;
        },
        clear: () => count(-mine.bytes, -mine.objects),
      };
    },
  };
}

/** What V8 takes for a value, about: a word or two for each field, and its texts. */
function bytesOf(root: unknown): number {
  const waiting: unknown[] = [root];
  let bytes = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    bytes += 16;
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'object' && value !== null) {
      bytes += 48;
      for (const inner of Object.values(value)) waiting.push(inner);
    }
  }
  return bytes;
}
