import type { KubeObject } from '../model/index.ts';
import type { Analysis } from './analysis.ts';

/**
 * Of the monitors that lead to what is asked about, in `namespace`, those whose faults are part of the answer. Where one has
 * an effect, one that has none is, if it is of that namespace or of the stack's: elsewhere anyone may write one.
 */
export function withoutStrays(
  analysis: Analysis,
  monitors: readonly KubeObject[],
  namespace: string | undefined,
): readonly KubeObject[] {
  const serving = (object: KubeObject) =>
    analysis.stacks.filter(
      (stack) => stack.consumes.includes(object.kind) && analysis.judgement(object, stack).effective,
    );
  const working = new Map(monitors.map((object) => [object, serving(object)]));
  const homes = [...working.values()].flat().map(({ ref }) => ref.namespace);
  if (homes.length === 0) return monitors;
  return monitors.filter(
    (object) => working.get(object)?.length !== 0 || [namespace, ...homes].includes(object.metadata.namespace),
  );
}
