import { defineCheck } from '../check.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { alertLabels, alertsOf } from '../../backends/alertmanager/labels.ts';
import { traceAlert } from '../../backends/alertmanager/trace.ts';

/**
 * A receiver would be notified, and is not for now: a silence, or a time interval of the route. Only where the running
 * Alertmanager was asked; where it was not, `check alert/NAME` says so, and nothing is missing from a plain check.
 */
export const alertsHeldBack = defineCheck({
  id: 'alerts-held-back',
  title: 'Alerts are silenced or muted now',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: [...SELECTION, ...DISCOVERY.filter(({ kind }) => kind === 'Service')],
  find: ({ object, stack }, context) => {
    if (!context.selected(object, stack)) return [];
    const all = alertsOf(object);
    const held = all.flatMap((alert) => {
      const { ways } = traceAlert(context, stack, alertLabels(alert, object, stack));
      // Told by one way is told.
      const told = ways.filter(({ end }) => end.kind !== 'nowhere');
      const reasons = told.map((way) => (way.held ?? []).filter(({ now }) => now).map(({ words }) => words));
      const quiet = reasons.length > 0 && reasons.every((some) => some.length > 0);
      return quiet ? [{ alert: alert.name, reasons: reasons.flat() }] : [];
    });
    if (held.length === 0) return [];
    const alerts = [...new Set(held.map(({ alert }) => alert))];
    return [
      { alerts, every: held.length === all.length, reasons: [...new Set(held.flatMap(({ reasons }) => reasons))] },
    ];
  },
  explain: ({ alerts, every, reasons }, { object }) => {
    const which = every
      ? `The alerts of ${title(refOf(object))}`
      : `Alerts of ${title(refOf(object))} (${alerts.slice(0, 10).join(', ')}${alerts.length > 10 ? ', …' : ''})`;
    return {
      severity: 'info',
      summary: `${which} are muted now: nobody is notified.`,
      because: reasons,
      remedy:
        'Nothing, if that is wanted. Else end the silence (amtool silence expire ID), or change the route’s intervals.',
      fix: {
        kind: 'advise',
        steps: ['amtool silence expire ID, or Silences in Alertmanager’s own pages.'],
        whyNotAutomatic: 'Who silenced or muted them had a reason.',
      },
    };
  },
});
