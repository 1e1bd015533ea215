import type { Coverage, Gap, KubeObject, Snapshot } from '../model/index.ts';
import { keyOf, refOf } from '../kube/refs.ts';

/** A snapshot with more read into it: of an object that is in both the later one counts. */
export function withMore(
  snapshot: Snapshot,
  more: {
    readonly objects: readonly KubeObject[];
    readonly coverage: readonly Coverage[];
    readonly gaps: readonly Gap[];
  },
): Snapshot {
  const again = new Set(more.objects.map((object) => keyOf(refOf(object))));
  const gaps = new Map([...snapshot.gaps, ...more.gaps].map((gap) => [JSON.stringify(gap), gap]));
  return {
    ...snapshot,
    objects: [...snapshot.objects.filter((object) => !again.has(keyOf(refOf(object)))), ...more.objects],
    coverage: [...snapshot.coverage, ...more.coverage],
    gaps: [...gaps.values()],
  };
}
