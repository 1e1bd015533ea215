import { defineStackCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import type { Stack } from '../../model/index.ts';

/** The operator could not reconcile the stack: every monitor and rule of it stalls. */
export const reconcileFailed = defineStackCheck({
  id: 'reconcile-failed',
  title: 'The operator cannot reconcile the stack',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (stack) => {
    const invalid = invalidSelector(stack);
    if (invalid) return [{ said: `spec.${invalid.field} is invalid`, message: invalid.reason }];
    return stack.reconciled?.status === 'False'
      ? [
          {
            said: `condition Reconciled of ${title(stack.ref)}: False`,
            message: stack.reconciled.message || stack.reconciled.reason,
          },
        ]
      : [];
  },
  explain: ({ said, message }, stack) => ({
    summary: `The operator cannot reconcile ${title(stack.ref)}: its old configuration stays.`,
    because: [said, `message: ${message}`],
    remedy: `Have the owner of ${title(stack.ref)} fix what the message names. Until then no change of a monitor or rule takes effect.`,
    fix: {
      kind: 'advise',
      steps: [`Fix: ${message}`],
      whyNotAutomatic: 'The message names a part of the stack that is not ours to change.',
    },
  }),
});

/** One selector that cannot be read stops the whole stack, whatever kind it is for. */
function invalidSelector(stack: Stack): { readonly field: string; readonly reason: string } | undefined {
  for (const { objects, namespaces, objectsField, namespacesField } of Object.values(stack.selections)) {
    if (objects.kind === 'invalid') return { field: objectsField, reason: objects.reason };
    if (namespaces.kind === 'invalid') return { field: namespacesField, reason: namespaces.reason };
  }
  return undefined;
}
