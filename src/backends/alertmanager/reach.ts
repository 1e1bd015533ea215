import type { AlertReach, KubeObject, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { refOf } from '../../kube/refs.ts';
import { alertLabels, alertsOf } from './labels.ts';
import { traceAlert } from './trace.ts';
import type { Trace } from './trace.ts';
import type { End } from './end.ts';

/** Whom the alerts of a PrometheusRule reach where the stack evaluates them; undefined: it has none. */
export function reachOfAlerts(context: TargetContext, object: KubeObject, stack: Stack): AlertReach | undefined {
  const traces = alertsOf(object).map((alert) => traceAlert(context, stack, alertLabels(alert, object, stack)));
  if (traces.length === 0) return undefined;
  const of = (fate: Trace['fate']): readonly Trace[] => traces.filter((trace) => trace.fate === fate);
  const receivers = new Map<string, { readonly ends: readonly Receiver[]; alerts: number }>();
  for (const { ways } of of('delivered')) {
    const told = ways.flatMap(({ sure, end }) => (end.kind === 'receiver' ? [{ sure, end }] : []));
    const sure = eachOnce(told.filter((way) => way.sure).map(({ end }) => end));
    for (const ends of sure.length > 0 ? sure.map((end) => [end]) : [eachOnce(told.map(({ end }) => end))]) {
      const key = JSON.stringify(ends.map(({ name }) => name));
      const known = receivers.get(key) ?? { ends, alerts: 0 };
      known.alerts += 1;
      receivers.set(key, known);
    }
  }
  const nowhere = of('nowhere');
  const unknown = of('unknown');
  return {
    rule: refOf(object),
    stack: stack.ref,
    receivers: [...receivers.values()].map(({ ends, alerts }) => ({
      names: ends.map(({ name }) => name),
      integrations: [...new Set(ends.flatMap(({ integrations }) => integrations))],
      alerts,
    })),
    nowhere: { alerts: nowhere.length, why: reasons(nowhere, 'nowhere') },
    unknown: { alerts: unknown.length, why: reasons(unknown, 'unknown') },
  };
}

type Receiver = Extract<End, { readonly kind: 'receiver' }>;

function eachOnce(ends: readonly Receiver[]): readonly Receiver[] {
  return [...new Map(ends.map((end) => [end.name, end])).values()];
}

/** Why alerts reach nobody, or why it is not known: what could not be read, else that their labels decide. */
function reasons(traces: readonly Trace[], kind: 'nowhere' | 'unknown'): readonly string[] {
  const ends = traces.flatMap(({ ways }) => ways.map(({ end }) => end));
  const whys = ends.flatMap((end) => (end.kind !== 'receiver' && end.kind === kind ? [end.why] : []));
  if (kind === 'nowhere' || whys.length > 0) return [...new Set(whys)];
  const names = [...new Set(ends.flatMap((end) => (end.kind === 'receiver' ? [`"${end.name}"`] : [])))];
  const lost = [...new Set(ends.flatMap((end) => (end.kind === 'nowhere' ? [end.why] : [])))];
  return [
    `Their labels decide between ${names.length === 1 ? 'receiver' : 'receivers'} ${names.join(', ')} and nobody: ${lost.join(' ')}`,
  ];
}
