import { defineClusterCheck } from '../check.ts';
import { SUBJECTS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { rulesOf } from '../../backends/prometheus-operator/series/asks.ts';
import { neverYields } from '../../lang/promql/never.ts';

/** The expression of an alert yields nothing, whatever the data are. */
export const alertNeverFires = defineClusterCheck({
  id: 'alert-never-fires',
  title: 'An alert can never fire',
  kinds: ['PrometheusRule'],
  reads: SUBJECTS,
  beside: true,
  find: ({ world }, asks) =>
    world
      .all('monitoring.coreos.com', 'PrometheusRule')
      .filter((object) => asks(refOf(object)))
      .flatMap((object) =>
        rulesOf(object).flatMap(({ name, expr, record, field }) => {
          const never = record === undefined ? neverYields(expr) : undefined;
          return never === undefined ? [] : [{ about: refOf(object), evidence: { alert: name, never }, field }];
        }),
      ),
  explain: ({ alert, never }, about) => ({
    severity: 'warning',
    summary: `Alert ${alert} of ${title(about)} can never fire: its expression yields nothing, whatever the data are.`,
    because: [
      never,
      ...(isCount(never)
        ? ['The count of nothing is nothing, and not 0: an expression without series has no value.']
        : []),
    ],
    remedy: isCount(never)
      ? 'To ask whether there is none, use absent(…), or (count(…) or vector(0)) == 0.'
      : 'Correct the comparison or the labels.',
    fix: {
      kind: 'advise',
      steps: [`Correct the expression of ${alert}.`],
      whyNotAutomatic: 'What the alert should tell is known only to its author.',
    },
  }),
});

/** An aggregation over nothing, which some expect to be 0. */
const isCount = (never: string): boolean => never.includes('count') && never.includes('is at least');
