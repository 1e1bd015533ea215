import { defineCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { loadedRules } from '../../backends/prometheus-operator/running/live.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** What the texts of Prometheus' query engine mean (v0.313.1 promql/engine.go). */
const MEANS: readonly (readonly [RegExp, string, string])[] = [
  [
    /many-to-many|found duplicate series for the match group|multiple matches for labels/,
    'Both sides of an operation have several series with the same labels: often a metric that is scraped twice, or two replicas.',
    'Aggregate one side (max by (...)), or add the labels that tell the series apart to on(). See duplicate-scrape.',
  ],
  [
    /same labelset/,
    'The result would have two series with the same labels.',
    'Keep a label that tells them apart, or aggregate.',
  ],
  [
    /too many samples|timed out|canceled/,
    'The query is too heavy.',
    'Narrow the selectors or the range, or record a part of it.',
  ],
  [/template|executing/i, 'A label or an annotation of the alert cannot be filled in.', 'Correct the template.'],
];

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
    const [, means = '', remedy = 'Run the expression by hand and look at the labels of both sides.'] =
      MEANS.find(([pattern]) => pattern.test(lastError)) ?? [];
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
