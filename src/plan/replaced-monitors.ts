import { isMadeFor } from '../backends/prometheus-operator/placement.ts';
import { isOurs } from '../kube/owner.ts';
import { refOf, sameRef, title } from '../kube/refs.ts';
import type { Change, Ref } from '../model/index.ts';
import { isOurWork } from './part.ts';
import type { PlanInput } from './part.ts';

/**
 * Monitors that setup made for this application before, of the other kind or at another place: a Service that has lost its
 * labels is scraped through its pods. Ours alone, and none that another stack takes.
 */
export function replaced(input: PlanInput, planned: Ref): readonly Change[] {
  const { analysis, app, stack, correct } = input;
  if (!correct) return [];
  return analysis
    .subjects()
    .filter(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor')
    .filter((object) => isMadeFor(object, app) && isOurWork(input, object) && isOurs(object))
    .filter((object) => !sameRef(refOf(object), planned))
    .filter((object) =>
      analysis.stacks.every((other) => sameRef(other.ref, stack.ref) || !analysis.selected(object, other)),
    )
    .flatMap((object): readonly Change[] => {
      const { uid } = object.metadata;
      const why = `${title(planned)} takes its place`;
      return uid === undefined ? [] : [{ action: 'remove', step: 'monitor', object: refOf(object), uid, why }];
    });
}
