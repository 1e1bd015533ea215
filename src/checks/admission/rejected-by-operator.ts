import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** The operator's own binding on the object, as it is now, says that it was not accepted. */
export const rejectedByOperator = defineCheck({
  id: 'rejected-by-operator',
  title: 'The operator reports that it rejected the object',
  stage: 'admission',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    const binding = context.binding(object, stack);
    return binding?.accepted === 'False' && binding.current ? [{ message: binding.message }] : [];
  },
  repeats: ({ message }) => message,
  explain: ({ message }, { object, stack }) => ({
    summary: `The operator rejected ${title(refOf(object))} for ${title(stack.ref)}.`,
    because: [`status.bindings, condition Accepted: False`, `message: ${message === '' ? '(none)' : message}`],
    remedy: `Fix what the message reports in ${title(refOf(object))}.`,
    fix: {
      kind: 'advise',
      steps: [`Fix: ${message}`],
      whyNotAutomatic: "The message is the operator's; what was meant instead is known only to the author.",
    },
  }),
});
