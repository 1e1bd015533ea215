import { defineCheck } from '../engine/check.ts';
import { SUBJECT_KINDS } from '../engine/kinds.ts';
import { SELECTION } from '../engine/reads.ts';
import { title } from '../engine/refs.ts';

/** The operator could not reconcile the stack: every monitor and rule of it stalls. */
export const reconcileFailed = defineCheck({
  id: 'reconcile-failed',
  title: 'The operator cannot reconcile the stack',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const selection = stack.selections[object.kind];
    const invalid =
      selection && [selection.objects, selection.namespaces].find((selector) => selector.kind === 'invalid');
    if (invalid?.kind === 'invalid') return [{ message: `invalid selector: ${invalid.reason}` }];
    return stack.reconciled?.status === 'False'
      ? [{ message: stack.reconciled.message || stack.reconciled.reason }]
      : [];
  },
  explain: ({ message }, { stack }) => ({
    summary: `The operator cannot reconcile ${title(stack.ref)}: its old configuration stays.`,
    because: [`condition Reconciled of ${title(stack.ref)}: False`, `message: ${message}`],
    remedy: `Have the owner of ${title(stack.ref)} mend what the message names. All its monitors and rules wait for that.`,
    fix: {
      kind: 'advise',
      steps: [`Mend: ${message}`],
      whyNotAutomatic: 'The message names a part of the stack that is not ours to change.',
    },
  }),
});
