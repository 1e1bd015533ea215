/** A source of chance that a seed repeats. */
export interface Random {
  /** A whole number from 0 up to, and without, `below`. */
  int(below: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the values, as often as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, value: T])[]): T;
  /** Each item with probability `p`, in order. */
  some<T>(items: readonly T[], p: number): readonly T[];
}

/** mulberry32: small, fast, and the same everywhere. `seed` is a 32-bit whole number. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  const chance = (p: number): boolean => next() < p;
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('nothing to pick from');
    return items[int(items.length)] as T;
  };
  const weighted = <T>(items: readonly (readonly [number, T])[]): T => {
    let at = next() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of items) {
      at -= weight;
      if (at < 0) return value;
    }
    return (items.at(-1) as readonly [number, T])[1];
  };
  return { int, chance, pick, weighted, some: (items, p) => items.filter(() => chance(p)) };
};
