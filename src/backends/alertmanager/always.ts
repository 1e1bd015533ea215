/** Alerts that fire always, such as Watchdog: what they inhibit is told to nobody as long as they are there. */
import { yieldsAlways } from '../../lang/promql/always.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import { own, stringAt } from '../../kube/json.ts';
import { memo, memo2 } from '../../kube/memo.ts';
import type { AlertInhibition, KubeObject, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { destinationsOf } from './destinations.ts';
import { allHold } from './follow-routes.ts';
import type { Answer } from './follow-routes.ts';
import { alertLabels, alertsOf } from './labels.ts';
import type { AlertRule } from './labels.ts';

/** An alert that fires always, as it arrives at an Alertmanager. */
export interface AlwaysFiring {
  readonly name: string;
  readonly labels: SeriesLabels;
}

/** Those that are sent to an Alertmanager. */
export const alwaysFiring = memo2((context: TargetContext, alertmanager: Stack): readonly AlwaysFiring[] =>
  context.world.all('monitoring.coreos.com', 'PrometheusRule').flatMap((object) => {
    const alerts = constant(object);
    if (alerts.length === 0) return [];
    const sending = context.stacks.filter(
      (stack) =>
        stack.replicas !== 0 &&
        context.selected(object, stack) &&
        destinationsOf(context, stack).some((each) => each.kind === 'alertmanager' && each.stack === alertmanager),
    );
    return sending.flatMap((stack) =>
      alerts.map((alert) => ({ name: alert.name, labels: alertLabels(alert, object, stack) })),
    );
  }),
);

const constant = memo((object: KubeObject): readonly AlertRule[] =>
  alertsOf(object).filter(({ rule }) => yieldsAlways(stringAt(rule, 'expr') ?? '')),
);

/**
 * Which of them inhibits alerts with these labels for sure, given that the target side of the rule takes those. What both
 * sides of a rule take is inhibited by none that both sides take (alertmanager v0.33.1 inhibit/inhibit.go:218, 409).
 */
export function inhibitedBy(
  { source, target, equal }: AlertInhibition,
  labels: SeriesLabels,
  always: readonly AlwaysFiring[],
): AlwaysFiring | undefined {
  const isSource: Answer = allHold(source, labels);
  return always.find(
    (each) =>
      allHold(source, each.labels) === 'yes' &&
      (isSource === 'no' || allHold(target, each.labels) === 'no') &&
      equal.every((name) => {
        const [one, other] = [valueOf(name, labels), valueOf(name, each.labels)];
        return one !== undefined && one === other;
      }),
  );
}

/** '' of a label that is surely not there, as Alertmanager compares it; undefined: not known. */
function valueOf(name: string, { known, possible }: SeriesLabels): string | undefined {
  if (Object.hasOwn(known, name)) return own(known, name);
  return possible === 'any' || possible.includes(name) ? undefined : '';
}
