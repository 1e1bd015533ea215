import { defineCheck } from '../check.ts';
import { engineError } from './engine-error.ts';
import { groupBy } from '../../kube/group.ts';
import { loadedRules } from '../../backends/prometheus-operator/running/live.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** A rule is loaded, and its evaluation fails. */
export const ruleEvalError = defineCheck({
  id: 'rule-eval-error',
  title: 'The evaluation of a rule fails',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  live: true,
  find: ({ object, stack }, context) => {
    const live = context.live(stack);
    if (!live || !context.selected(object, stack)) return [];
    const failing = loadedRules(live, refOf(object)).flatMap(({ groups }) =>
      groups.flatMap((group) =>
        group.rules
          .filter(({ health }) => health === 'err')
          .map(({ name, lastError }) => ({ group: group.name, rule: name, lastError })),
      ),
    );
    const distinct = groupBy(failing, ({ group, rule }) => `${group}\n${rule}`);
    return [...distinct.values()].flatMap((same) => same.slice(0, 1));
  },
  explain: ({ group, rule, lastError }, { object, stack }) => {
    const { means, remedy } = engineError(lastError);
    return {
      summary: `Rule ${rule} of ${title(refOf(object))} fails at every evaluation in ${title(stack.ref)}.`,
      because: [
        `group ${group}, lastError: ${lastError === '' ? '(none given)' : lastError}`,
        ...(means === '' ? [] : [means]),
      ],
      remedy,
      fix: {
        kind: 'advise',
        steps: [remedy],
        whyNotAutomatic: 'What the expression should compare is known only to its author.',
      },
    };
  },
});
