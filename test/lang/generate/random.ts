/** Chance that can be repeated: the same seed gives the same world. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  /** 0 <= n < bound. */
  below(bound: number): number;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  chance(probability: number): boolean;
  /** `make` called up to `most` times, at least `least` times. */
  some<T>(least: number, most: number, make: () => T): T[];
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    chance: (probability) => next() < probability,
    some: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make),
  };
}

/** A text with one to three small accidents: something removed, doubled, swapped, or put in from `parts`. */
export function mutate(random: Random, text: string, parts: readonly string[]): string {
  let chars = [...text];
  for (let i = 1 + random.below(3); i > 0; i -= 1) {
    const at = random.below(chars.length + 1);
    const length = random.chance(0.7) ? 1 : 1 + random.below(6);
    const part = [...random.pick(parts)];
    const ways = [
      () => chars.splice(at, length),
      () => chars.splice(at, 0, ...part),
      () => chars.splice(at, length, ...part),
      () => chars.splice(at, 0, ...chars.slice(at, at + length)),
      () => (chars = [...chars.slice(0, at), ...chars.slice(at, at + length).reverse(), ...chars.slice(at + length)]),
    ];
    random.pick(ways)();
  }
  return chars.join('');
}

/** Characters that languages stumble over. */
export const ODD = [
  'é',
  '世',
  '😀',
  '\u0000',
  '\u0085',
  '\u007f',
  '\u009b',
  '\uffff',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\u00a0',
  '\t',
  '\n',
  '\r',
  '\u001b',
  'ǅ',
  'İ',
  'ß',
  '٣',
];

/** A handful of parts in any order: rarely valid, but close to the corners of a grammar. */
export const soup = (random: Random, parts: readonly string[], joint: string): string =>
  random.some(1, 9, () => random.pick(parts)).join(joint);
