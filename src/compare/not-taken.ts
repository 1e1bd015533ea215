/** Where it was changed that a stack no longer takes an object. */
import { keyOf } from '../kube/refs.ts';
import type { Loss } from '../model/index.ts';
import { between } from './between.ts';
import type { Changed, Path, Sides } from './between.ts';

type Pair = Pick<Loss, 'object' | 'was' | 'by'>;

/** Its labels are as they were: what was asked for, or the labels of its namespace. */
export function notTaken(loss: Pair, sides: Sides): Changed | undefined {
  const { object, was, by } = loss;
  if (was || differs(loss, sides, [['metadata', 'labels']])) return undefined;
  const stack = by && sides.head.analysis.stacks.find(({ ref }) => keyOf(ref) === keyOf(by));
  const selection = stack?.selections[object.kind];
  const asked = selection ? [selection.objectsField, selection.namespacesField] : [];
  const paths = selection ? asked.map((field) => ['spec', field]) : [['spec']];
  const taker = inTaker(loss, sides, paths);
  if (taker) return { ...taker, asks: selection !== undefined };
  if (object.namespace === undefined) return undefined;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: object.namespace };
  return between(namespace, namespace, sides, [['metadata', 'labels']]);
}

export function differs({ object, was }: Pair, sides: Sides, paths: readonly Path[]): boolean {
  return between(was ?? object, object, sides, paths) !== undefined;
}

export function inTaker({ by }: Pair, sides: Sides, paths: readonly Path[]): Changed | undefined {
  return by && between(by, by, sides, paths);
}
