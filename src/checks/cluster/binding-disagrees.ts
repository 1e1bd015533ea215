import { defineClusterCheck } from '../check.ts';
import { generatedText, generatedWord } from '../../backends/prometheus-operator/running/generated.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Admission, Binding, Stack } from '../../model/index.ts';

/** What the operator says or writes about an object is other than our verdict: both are shown, with what may explain it. */
export const bindingDisagrees = defineClusterCheck({
  id: 'binding-disagrees',
  title: "The operator's word and ours disagree",
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (context, asks) =>
    SUBJECT_KINDS.flatMap((kind) =>
      context.world.all('monitoring.coreos.com', kind).flatMap((object) =>
        (asks(refOf(object)) ? context.stacks : []).flatMap((stack) => {
          const word = object.body['status'] === undefined ? undefined : context.binding(object, stack);
          const jobs = context.jobs(object, stack);
          const other = word && disagreement(word, context.admission(object, stack), stack);
          if (other === undefined && !jobs) return [];
          const ours = context.judgement(object, stack);
          const why = other ?? ours.generated?.differs;
          if (why === undefined) return [];
          const bindings = word && {
            operator: `Accepted=${word.accepted}`,
            message: word.message,
            current: word.current,
          };
          const generated = jobs && { generated: generatedWord(jobs), ...jobs };
          const evidence = {
            stack: title(stack.ref),
            ours: ours.verdict,
            checks: [...ours.causes],
            ...bindings,
            ...generated,
            why,
          };
          return [{ about: refOf(object), evidence }];
        }),
      ),
    ),
  explain: ({ stack, ours, checks, operator, message = '', current, generated, has = [], lacks = [], why }, about) => ({
    severity: 'warning',
    summary:
      operator === undefined
        ? `The generated configuration of ${stack} has ${has.length === 0 ? 'no job' : 'jobs'} of ${title(about)}, and we read ${ours}.`
        : `The operator's binding says ${operator} of ${title(about)} for ${stack}, and we read ${ours}.`,
    because: [
      `our verdict: ${ours}${checks.length > 0 ? ` (${checks.join(', ')})` : ''}`,
      ...(operator === undefined
        ? []
        : [
            `status.bindings: ${operator}${current === true ? '' : ', of an older generation of the object'}${message === '' ? '' : `: ${message}`}`,
          ]),
      ...(generated === undefined ? [] : [`generated configuration: ${generatedText({ has, lacks })}`]),
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
function disagreement(word: Binding, ours: Admission, stack: Stack): string | undefined {
  if (ours.by === 'binding' || ours.verdict === 'unknown' || word.accepted === 'Unknown') return undefined;
  const said = word.accepted === 'True' ? 'selected' : 'rejected';
  const { paused } = stack.restrictions;
  // The check rejected-by-operator has made the operator's word ours.
  if (said === ours.verdict && (word.current || !paused)) return undefined;
  if (said === ours.verdict)
    return `${title(stack.ref)} is paused: the binding is about an earlier version of the object.`;
  if (paused) return `${title(stack.ref)} is paused: the binding is from before the pause, and stays.`;
  if (!word.current) return 'The object has changed since, and the operator has not looked at it again.';
  if (stack.reconciled?.status === 'False')
    return `${title(stack.ref)} could not be reconciled: what the binding says has not been carried out.`;
  return 'The stack, a namespace or something that the object refers to has changed since, or one of us is wrong.';
}
