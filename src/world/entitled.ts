import { memo2 } from '../kube/memo.ts';
import type { Stack } from '../model/index.ts';
import { discoveryRights, mayDo, mayElsewhere } from './rights.ts';
import type { Allowed } from './rights.ts';
import type { World } from './world.ts';

/*
 * A Prometheus with empty selectors takes the objects of all namespaces. Who may make one in a namespace may use every
 * ServiceAccount there, so what these may read elsewhere tells for whom the stacks of a namespace are: rights in a namespace
 * are given by its owner, or the cluster's. One that was given any elsewhere is the cluster's own, and that it has none for
 * an object is a fault.
 */

interface Stacks {
  readonly world: World;
  readonly stacks: readonly Stack[];
}

/** Is a stack for sure none of those that are for a namespace: nobody gave any account next to it a right elsewhere? */
export function isStranger({ world, stacks }: Stacks, { ref }: Stack, namespace: string): boolean {
  const home = ref.namespace ?? '';
  if (home === namespace || mayElsewhere(world, home) !== 'no') return false;
  // Of files, what an account may do anywhere is known of those of which the roles are there.
  return neighbours(stacks, home).every((stack) => allowed(world, stack, undefined) === 'no');
}

/** Is a stack for sure for more than its own namespace, and for this one? */
export function isEntitled({ world, stacks }: Stacks, { ref }: Stack, namespace: string): boolean {
  const home = ref.namespace ?? '';
  if (home === namespace) return mayElsewhere(world, home) === 'yes';
  return neighbours(stacks, home).some((stack) => allowed(world, stack, namespace) === 'yes');
}

/** Is one a stranger where the other one is not? */
export function isMoreEntitled(context: Stacks, one: Stack, other: Stack, namespace: string): boolean {
  return isStranger(context, other, namespace) && isEntitled(context, one, namespace);
}

function allowed(world: World, stack: Stack, namespace: string | undefined): Allowed['allowed'] {
  const answers = discoveryRights('pod').map((right) => mayDo(world, stack, right, namespace).allowed);
  return answers.find((answer) => answer !== 'yes') ?? 'yes';
}

const neighbours = memo2((stacks: readonly Stack[], namespace: string): readonly Stack[] =>
  stacks.filter(({ ref }) => ref.namespace === namespace),
);
