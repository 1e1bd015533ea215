import { memo, memo2 } from '../kube/memo.ts';
import type { Stack } from '../model/index.ts';
import { discoveryRights, mayDo } from './rights.ts';
import type { Allowed } from './rights.ts';
import type { World } from './world.ts';

/*
 * A Prometheus with empty selectors takes the objects of all namespaces. Who may make one in a namespace may use every
 * ServiceAccount there, so what these may read elsewhere tells for whom the stacks of a namespace are: rights in a namespace
 * are given by its owner, or the cluster's.
 */

interface Stacks {
  readonly world: World;
  readonly stacks: readonly Stack[];
}

/** Where neither may discover in the namespace, as rules need no such right: the one that is for the cluster's own. */
export function isMoreEntitled(context: Stacks, one: Stack, other: Stack, namespace: string): boolean {
  const entitled = entitledTo(context);
  const answers = (place: string) => [entitled(one, place), entitled(other, place)] as const;
  const [mine, theirs] = answers(namespace);
  if (theirs !== 'no' || mine === 'unknown') return false;
  if (mine === 'yes') return true;
  const [ofCluster, alsoOfCluster] = answers('kube-system');
  return ofCluster === 'yes' && alsoOfCluster === 'no';
}

/** Is a stack in a namespace, or may it, or one next to it, discover there? */
export const entitledTo = memo(({ world, stacks }: Stacks) => {
  const neighbours = memo((stack: Stack) => stacks.filter(({ ref }) => ref.namespace === stack.ref.namespace));
  return memo2((stack: Stack, namespace: string): Allowed['allowed'] => {
    if (stack.ref.namespace === namespace) return 'yes';
    const answers = neighbours(stack).flatMap((each) =>
      discoveryRights('pod').map((right) => mayDo(world, each, right, namespace).allowed),
    );
    return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'unknown') ?? 'no';
  });
});
