import { defineStackCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';

/** spec.paused: the operator keeps the configuration, the rules and the bindings frozen. */
export const prometheusPaused = defineStackCheck({
  id: 'prometheus-paused',
  title: 'The stack is paused',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (stack) => (stack.restrictions.paused ? [{ paused: true }] : []),
  state: () => 'is paused',
  explain: (_evidence, stack) => ({
    summary: `${title(stack.ref)} is paused: no change since then has reached it.`,
    because: [
      'spec.paused: true',
      'The operator returns before it looks at any monitor or rule; the status is still Reconciled.',
    ],
    remedy: `Have the owner of ${title(stack.ref)} set spec.paused to false.`,
    fix: {
      kind: 'patch',
      object: stack.ref,
      fields: [{ path: ['spec', 'paused'], was: true, becomes: false }],
      risk: 'Every change that was held back since the pause takes effect at once.',
    },
  }),
});
