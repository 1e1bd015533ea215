import { defineClusterCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { rulesOf } from '../../backends/prometheus-operator/series/asks.ts';
import { declared } from '../../backends/prometheus-operator/series/missing.ts';
import type { Stored } from '../../backends/prometheus-operator/series/stored.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
import { comparedMetrics } from '../../lang/promql/compared-counters.ts';

/** An alert is about the value of a counter: once above its number, it fires until the exporter restarts. */
export const alertComparesCounter = defineClusterCheck({
  id: 'alert-compares-counter',
  title: 'An alert compares a counter with a number',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  beside: true,
  live: true,
  find: (context, asks) => {
    const rules = context.world.all('monitoring.coreos.com', 'PrometheusRule').filter((rule) => asks(refOf(rule)));
    return rules.flatMap((object) => {
      const stored = sourcesFor(context, object).flatMap(({ answer }) => ('kind' in answer ? [] : [answer]));
      const found = rulesOf(object).flatMap(({ name, expr, record, field }) =>
        record === undefined && stored.length > 0
          ? comparedMetrics(expr).map(({ metric, op, number }) => ({
              evidence: { alert: name, metric, than: `${op} ${number}` },
              field,
            }))
          : [],
      );
      return found
        .filter(({ evidence: { metric } }) => stored.some((each) => isCounter(metric, each)))
        .map((each) => ({ about: refOf(object), ...each }));
    });
  },
  explain: ({ alert, metric, than }, about) => ({
    severity: 'warning',
    summary: `Alert ${alert} of ${title(about)} fires while ${metric} ${than}, and ${metric} is a counter.`,
    because: [
      than.startsWith('==')
        ? 'A counter only grows: it is exactly that between one event and the next, and never again until the exporter restarts.'
        : 'A counter only grows: once it is above the number, the alert fires until the exporter restarts, whatever happens.',
      `type of ${metric}, as its exporter declares it: counter`,
    ],
    remedy: `Ask how much it grew: increase(${metric}[10m]) or rate(${metric}[5m]).`,
    fix: {
      kind: 'advise',
      steps: [`Use increase() or rate() of ${metric} in ${alert}.`],
      whyNotAutomatic: 'In which time how much is too much is known only to its author.',
    },
  }),
});

/** Of its family the series with this ending is a time, which grows no more. */
const isCounter = (metric: string, stored: Stored): boolean =>
  declared(metric, stored) === 'counter' && (stored.metadata?.has(metric) === true || !metric.endsWith('_created'));
