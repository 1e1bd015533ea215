import { defineCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { samplesOf } from '../../backends/prometheus-operator/running/live.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { ruleSelectors } from '../../backends/prometheus-operator/running/rule-queries.ts';

/** A selector of a rule matches no series of the last hour: the rule cannot fire. Asked only for a rule by its name. */
export const ruleSelectsNothing = defineCheck({
  id: 'rule-selects-nothing',
  title: 'A selector of a rule matches no series',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  live: true,
  find: ({ object, stack }, context) => {
    const live = context.live(stack);
    if (!live || !context.selected(object, stack)) return [];
    const empty = ruleSelectors(object).filter(({ present }) => samplesOf(live, present)?.length === 0);
    return [...groupBy(empty, ({ selector }) => selector)].flatMap(([selector, uses]) => {
      const [first] = uses;
      if (!first) return [];
      const others = first.metric === undefined ? undefined : samplesOf(live, first.metric);
      const rules = [...new Set(uses.map(({ rule }) => rule))];
      const known = first.metric !== undefined && others !== undefined && others.length > 0;
      return [{ selector, rules, known, series: known ? Number(others[0]?.value ?? 0) : 0 }];
    });
  },
  explain: ({ selector, rules, known, series }, { object, stack }) => ({
    // A label that comes only with a failure is absent while all is well.
    severity: known ? 'info' : 'warning',
    summary: `${selector} matches no series of the last hour in ${title(stack.ref)}; used by ${rules.slice(0, 3).join(', ')} of ${title(refOf(object))}.`,
    because: [
      known
        ? `The metric is there (${series} series), but not with these labels: a label may be renamed (exported_*), or come only with a failure.`
        : 'There is no metric of that name: nobody scrapes it, or it has another name in this version of the application.',
    ],
    remedy: known
      ? 'Compare the labels with those of the series; see label-renamed.'
      : 'Look who exports it: promwire check metric/NAME. Where it is absent on purpose, ignore this check on the object.',
    fix: {
      kind: 'advise',
      steps: [`Query ${selector} in ${title(stack.ref)}.`],
      whyNotAutomatic: 'Absence may be right here and wrong in another cluster.',
    },
  }),
});
