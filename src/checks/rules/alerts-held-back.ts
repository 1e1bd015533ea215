import { defineCheck } from '../check.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { alertLabels, alertsOf } from '../../backends/alertmanager/labels.ts';
import { traceAlert } from '../../backends/alertmanager/trace.ts';

/**
 * A receiver would be notified, and is not for now: a silence, a time interval of the route, or an inhibition
 * by an alert that fires always. Only where the running
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
      const holds = told.map((way) => (way.held ?? []).filter(({ now }) => now));
      const quiet = holds.length > 0 && holds.every((some) => some.length > 0);
      const always = holds.every((some) => some.some(({ by }) => by === 'inhibition'));
      return quiet ? [{ alert: alert.name, always, reasons: holds.flat().map(({ words }) => words) }] : [];
    });
    return [false, true].flatMap((always) => {
      const those = held.filter((each) => each.always === always);
      if (those.length === 0) return [];
      return [
        {
          alerts: [...new Set(those.map(({ alert }) => alert))],
          every: those.length === all.length,
          reasons: [...new Set(those.flatMap(({ reasons }) => reasons))],
          ...(always ? { always } : {}),
        },
      ];
    });
  },
  explain: ({ alerts, every, reasons, always }, { object }) => {
    const which = every
      ? `The alerts of ${title(refOf(object))}`
      : `Alerts of ${title(refOf(object))} (${alerts.slice(0, 10).join(', ')}${alerts.length > 10 ? ', …' : ''})`;
    if (always)
      return {
        severity: 'warning',
        summary: `${which} are inhibited always: nobody is ever notified.`,
        because: reasons,
        remedy:
          'Narrow what the inhibition takes (its source or target matchers), or name labels in equal that both alerts have.',
        fix: {
          kind: 'advise',
          steps: ['Change the inhibition in the configuration of the Alertmanager, or in its AlertmanagerConfig.'],
          whyNotAutomatic: 'Which alerts it is meant for is known only to the author.',
        },
      };
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
