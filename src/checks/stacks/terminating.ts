import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Ref } from '../../model/index.ts';

const namespaceRef = (name: string): Ref => ({ apiVersion: 'v1', kind: 'Namespace', name });

/** The object, the stack or the namespace of one of them is being deleted. */
export const terminating = defineCheck({
  id: 'terminating',
  title: 'It is being deleted',
  stage: 'targets',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world }) => {
    const places = [...new Set([stack.ref.namespace ?? '', object.metadata.namespace ?? ''])];
    const candidates: readonly (KubeObject | undefined)[] = [
      stack.object,
      object,
      ...places.map((name) => world.get(namespaceRef(name))),
    ];
    return candidates.flatMap((each) =>
      each?.metadata.deletionTimestamp === undefined
        ? []
        : [
            {
              what: title(refOf(each)),
              since: each.metadata.deletionTimestamp,
              stack: each === stack.object || (each.kind === 'Namespace' && each.metadata.name === stack.ref.namespace),
            },
          ],
    );
  },
  explain: ({ what, since, stack: isStack }, { object, stack }) => ({
    severity: isStack ? 'error' : 'warning',
    summary: `${what} is being deleted, and what ${title(refOf(object))} does for ${title(stack.ref)} ends with it.`,
    because: [
      `metadata.deletionTimestamp of ${what}: ${since}`,
      ...(isStack ? ['The operator makes no change to a stack that is being deleted.'] : []),
      'It stays until every finalizer on it is gone.',
    ],
    remedy: 'Wait until it is gone and create it again, or find the finalizer that holds it with kubectl get -o yaml.',
    fix: {
      kind: 'advise',
      steps: [`Look at metadata.finalizers of ${what}.`],
      whyNotAutomatic:
        'A deletion cannot be taken back, and a finalizer that is taken off leaves behind what it guards.',
    },
  }),
});
