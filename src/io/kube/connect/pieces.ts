/**
 * The items of a long list, one by one as they arrive: neither the answer nor what it parses to is ever held whole. Short
 * answers are parsed in one piece, which is faster.
 */

/** What a list of 500 large Pods or of 2000 Services has; a longer answer is taken in pieces. */
export const LONG = 8 * 1024 * 1024;
/** Of what stands around the items. */
const MOST_AROUND = 32 * 1024 * 1024;

export const TOO_LONG_LIST = 'is too long for a list of the Kubernetes API';

/** Why the answer is no list that is read, said of the list: "servicemonitors … gives …". */
export type Problem = string;

export interface Pieces {
  /** The next bytes. A problem: no more of them are wanted. */
  readonly add: (chunk: Buffer) => Problem | undefined;
  /** What stands around the items, with no items in it. */
  readonly around: () => string;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, START, END, COMMA] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c];
/** JSON's white space is below it, and so is nothing else that stands between values. */
const SPACE = 0x20;

/** `item` is called with each of the items, parsed; it may refuse it with a problem. */
export function pieces(item: (value: unknown) => Problem | undefined): Pieces {
  let depth = 0;
  let inText = false;
  let escaped = false;
  /** Between the brackets of the items. */
  let inItems = false;
  const outside: Buffer[] = [];
  let outsideBytes = 0;
  /** The end of it. */
  let tail = '';
  let held: Buffer[] = [];
  let heldBytes = 0;

  const keepOutside = (part: Buffer): void => {
    if (part.length === 0) return;
    // A copy: the chunk that it is of is let go.
    outside.push(Buffer.from(part));
    outsideBytes += part.length;
    tail = (tail + part.subarray(-64).toString('latin1')).slice(-64);
  };
  /** Does what has come so far end with the key of the items? */
  const atItems = (part: Buffer): boolean =>
    /(?<!\\)"items"\s*:\s*$/.test(tail + part.subarray(-64).toString('latin1'));
  const hold = (part: Buffer): void => {
    held.push(part);
    heldBytes += part.length;
  };
  const given = (): Problem | undefined => {
    const text = (held.length === 1 ? held[0] : Buffer.concat(held))?.toString('utf8') ?? '';
    held = [];
    heldBytes = 0;
    try {
      return item(JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return 'is not JSON: is a proxy or a login page in between';
    }
  };

  const add = (chunk: Buffer): Problem | undefined => {
    /** Where what is not yet kept begins. */
    let from = 0;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inText = false;
        continue;
      }
      const betweenItems = inItems && depth === 2;
      if (betweenItems) {
        if (byte === END) {
          inItems = false;
          depth = 1;
          from = i;
        } else if (byte === OPEN) {
          depth = 3;
          from = i;
        } else if (byte > SPACE && byte !== COMMA) return 'holds something that is not an object';
        continue;
      }
      if (byte === QUOTE) inText = true;
      else if (byte === OPEN) depth += 1;
      else if (byte === START) {
        depth += 1;
        if (depth !== 2 || inItems || !atItems(chunk.subarray(from, i))) continue;
        keepOutside(chunk.subarray(from, i + 1));
        inItems = true;
      } else if (byte === CLOSE || byte === END) {
        depth -= 1;
        if (!inItems || depth !== 2) continue;
        hold(chunk.subarray(from, i + 1));
        const problem = given();
        if (problem !== undefined) return problem;
      }
    }
    if (!inItems) keepOutside(chunk.subarray(from));
    else if (depth > 2) hold(Buffer.from(chunk.subarray(from)));
    if (heldBytes > LONG) return 'holds an object that is larger than etcd stores';
    return outsideBytes > MOST_AROUND ? TOO_LONG_LIST : undefined;
  };
  return { add, around: () => Buffer.concat(outside).toString('utf8') };
}
