import type { AlertReach, KubeObject, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { refOf } from '../../kube/refs.ts';
import { alertLabels, alertsOf } from './labels.ts';
import { traceAlert } from './trace.ts';
import type { Trace } from './trace.ts';

/** Whom the alerts of a PrometheusRule reach where the stack evaluates them; undefined: it has none. */
export function reachOfAlerts(context: TargetContext, object: KubeObject, stack: Stack): AlertReach | undefined {
  const traces = alertsOf(object).map((alert) => traceAlert(context, stack, alertLabels(alert, object, stack)));
  if (traces.length === 0) return undefined;
  const of = (fate: Trace['fate']): readonly Trace[] => traces.filter((trace) => trace.fate === fate);
  const receivers = new Map<string, { readonly integrations: readonly string[]; alerts: number }>();
  for (const { ways } of of('delivered')) {
    const taken = ways.flatMap(({ sure, end }) => (sure && end.kind === 'receiver' ? [end] : []));
    for (const { name, integrations } of new Map(taken.map((end) => [end.name, end])).values()) {
      const known = receivers.get(name) ?? { integrations, alerts: 0 };
      known.alerts += 1;
      receivers.set(name, known);
    }
  }
  const nowhere = of('nowhere');
  const unknown = of('unknown');
  return {
    rule: refOf(object),
    stack: stack.ref,
    receivers: [...receivers].map(([name, { integrations, alerts }]) => ({ name, integrations, alerts })),
    nowhere: { alerts: nowhere.length, why: reasons(nowhere, 'nowhere') },
    unknown: { alerts: unknown.length, why: reasons(unknown, 'unknown') },
  };
}

function reasons(traces: readonly Trace[], kind: 'nowhere' | 'unknown'): readonly string[] {
  const whys = traces.flatMap(({ ways }) =>
    ways.flatMap(({ end }) => (end.kind !== 'receiver' && end.kind === kind ? [end.why] : [])),
  );
  return [...new Set(whys)];
}
