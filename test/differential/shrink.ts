import type { Rulebook } from '../../src/judge/analysis.ts';
import type { KubeThing } from '../bed/object.ts';
import type { Disagreement } from './compare.ts';
import { nameOf, OBJECT_KINDS, pairKey, STACK_KINDS } from './pairs.ts';
import { compareWith } from './round.ts';
import type { Seen } from './round.ts';
import type { Raw } from './selectors.ts';
import type { RandomWorld } from './world.ts';

/** A disagreement with as little around it as could be found. */
export interface Shrunk {
  readonly world: RandomWorld;
  readonly disagreement: Disagreement;
}

/**
 * Makes a disagreement small, by trying on the real operator: first the pair alone, then without one field after the
 * other of the object and of the stack. All variants of one step stand side by side in one control plane: they differ
 * only in their names. Ends when nothing more can go, or `budgetMs` is used up. undefined: the pair alone agrees.
 */
export const shrink = async (
  world: RandomWorld,
  { truth: { object, stack } }: Disagreement,
  rulebook: Rulebook,
  see: (world: RandomWorld) => Promise<Seen>,
  budgetMs: number,
): Promise<Shrunk | undefined> => {
  const deadline = Date.now() + budgetMs;
  const find = (name: string): KubeThing | undefined => world.objects.find((candidate) => nameOf(candidate) === name);
  const around = world.objects.filter(({ kind }) => !KINDS_OF_PAIRS.includes(kind));
  let pair = [find(nameOf(object)) ?? object, find(nameOf(stack)) ?? stack] as const;
  let best: Shrunk | undefined;
  let previous: typeof pair | undefined;

  while (best === undefined || Date.now() < deadline) {
    const [own, taker] = pair;
    const objects = smaller(own);
    const stacks = smaller(taker);
    const tried = { ...world, objects: [...around, own, taker, ...objects, ...stacks] };
    const { disagreements } = compareWith(await see(tried), rulebook);
    const among = new Map(disagreements.map((disagreement) => [disagreement.pair, disagreement]));
    const still = among.get(pairKey(own, taker));
    if (still === undefined) {
      // Two cuts that are harmless alone were not so together: the object's alone then.
      if (previous === undefined || previous[1] === taker) return best;
      pair = [own, previous[1]];
      previous = undefined;
      continue;
    }
    best = { world: { ...world, objects: [...around, own, taker] }, disagreement: still };
    const smallerObject = objects.find((variant) => among.has(pairKey(variant, taker)));
    const smallerStack = stacks.find((variant) => among.has(pairKey(own, variant)));
    if (smallerObject === undefined && smallerStack === undefined) break;
    previous = pair;
    pair = [renamed(smallerObject, own), renamed(smallerStack, taker)];
  }
  return best;
};

const KINDS_OF_PAIRS: readonly string[] = [...STACK_KINDS, ...OBJECT_KINDS];

const renamed = (variant: KubeThing | undefined, like: KubeThing): KubeThing =>
  variant === undefined ? like : { ...variant, metadata: { ...variant.metadata, name: like.metadata.name } };

/** The object without one of its parts, the largest first; each with a name of its own. */
const smaller = (thing: KubeThing): readonly KubeThing[] => {
  const { labels, annotations, ...metadata } = thing.metadata;
  const whole = { spec: thing['spec'], labels, annotations };
  const cuts = without(whole).toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
  return cuts.map((cut, index) => {
    const { spec, ...rest } = cut as { readonly spec?: unknown };
    return { ...thing, metadata: { ...metadata, ...rest, name: `${thing.metadata.name}-v${index}` }, spec: spec ?? {} };
  });
};

/** A value with one field or item less, at any depth. */
const without = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => [
      value.toSpliced(index, 1),
      ...without(item).map((less) => value.with(index, less) as unknown),
    ]);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value as Raw)
    .filter(([, item]) => item !== undefined)
    .flatMap(([key, item]) => {
      const { [key]: _, ...rest } = value as Raw;
      return [rest, ...without(item).map((less) => ({ ...value, [key]: less }))];
    });
};
