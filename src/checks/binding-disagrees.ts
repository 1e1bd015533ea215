import type { Binding } from '../engine/backend.ts';
import { defineClusterCheck } from '../engine/check.ts';
import { SUBJECT_KINDS } from '../engine/kinds.ts';
import { SELECTION } from '../engine/reads.ts';
import { refOf, title } from '../engine/refs.ts';
import type { Match, Stack } from '../model.ts';

/** The operator's own words about an object are other than ours: both are shown, with what may explain it. */
export const bindingDisagrees = defineClusterCheck({
  id: 'binding-disagrees',
  title: "The operator's word and ours disagree",
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ world, stacks, binding, match }) =>
    SUBJECT_KINDS.flatMap((kind) =>
      world.all('monitoring.coreos.com', kind).flatMap((object) => {
        if (object.body['status'] === undefined) return [];
        return stacks.flatMap((stack) => {
          const word = binding(object, stack);
          const ours = word && match(object, stack);
          const why = word && disagreement(word, ours, stack);
          if (!word || !ours || why === undefined) return [];
          const evidence = {
            stack: title(stack.ref),
            ours: ours.verdict,
            checks: [...ours.checks],
            operator: `Accepted=${word.accepted}`,
            message: word.message,
            current: word.current,
            why,
          };
          return [{ about: refOf(object), evidence }];
        });
      }),
    ),
  explain: ({ stack, ours, checks, operator, message, current, why }, about) => ({
    severity: 'warning',
    summary: `The operator's binding says ${operator} of ${title(about)} for ${stack}, and we read ${ours}.`,
    because: [
      `our verdict: ${ours}${checks.length > 0 ? ` (${checks.join(', ')})` : ''}`,
      `status.bindings: ${operator}${current ? '' : ', of an older generation of the object'}${message === '' ? '' : `: ${message}`}`,
      why,
    ],
    remedy:
      'Wait a minute and ask again. If it stays: touch the object (add a label) so that the operator looks at it again, and read its log.',
    fix: {
      kind: 'touch',
      object: about,
      why: 'The operator looks at an object again only when its spec or its labels change.',
    },
  }),
});

/** Why the two differ; undefined: they do not. A binding that says the same but is old is no news, unless paused. */
function disagreement(word: Binding, ours: Match | undefined, stack: Stack): string | undefined {
  if (!ours || ours.by === 'binding' || ours.verdict === 'unknown' || word.accepted === 'Unknown') return undefined;
  const said = word.accepted === 'True' ? 'selected' : 'rejected';
  // The check rejected-by-operator has made the operator's word ours.
  if (said === ours.verdict && word.current) return undefined;
  if (said === ours.verdict) return staleReason(stack);
  if (stack.restrictions.paused)
    return `${title(stack.ref)} is paused: the binding is from before the pause, and stays.`;
  if (!word.current) return 'The object has changed since, and the operator has not looked at it again.';
  if (stack.reconciled?.status === 'False')
    return `${title(stack.ref)} could not be reconciled: what the binding says has not been carried out.`;
  return 'The stack, a namespace or something that the object refers to has changed since, or one of us is wrong.';
}

function staleReason(stack: Stack): string | undefined {
  return stack.restrictions.paused
    ? `${title(stack.ref)} is paused: the binding speaks of the object as it was before.`
    : undefined;
}
