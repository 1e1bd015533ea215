import type { Pair, Words } from '../../world/context.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';

/** Alerts that reach nobody. */
export interface Lost {
  /**
   * No Alertmanager is named; the Service that is has none behind it; an Alertmanager without a receiver that notifies;
   * the routes; a route that nothing can take; a route that asks for alerts which never have the namespace that is added to it.
   */
  readonly by: 'stack' | 'service' | 'silent' | 'receiver' | 'matcher' | 'named';
  readonly reasons: readonly string[];
  /** Every route ends at a receiver without an integration, which is a way of saying "nobody". */
  readonly deaf: boolean;
  readonly route?: readonly string[];
  /** Where not all alerts of the object are meant. */
  readonly alerts?: readonly string[];
  readonly other?: string;
  /** An Alertmanager that is scaled to 0, where that is the reason. */
  readonly asleep?: string;
  /** The Alertmanager none of whose receivers notifies. */
  readonly silent?: Ref;
}

export function goNowhere(lost: Lost, pair: Pair): Words {
  switch (lost.by) {
    case 'stack':
      return noAlertmanager(pair);
    case 'service':
      return noService(lost, pair);
    case 'silent':
      return noIntegration(lost);
    case 'receiver':
      return noReceiver(lost, pair);
    case 'matcher':
      return deadRoute(lost, pair);
    case 'named':
      return namedRoute(lost, pair);
  }
}

function namedRoute({ reasons, alerts = [] }: Lost, { object, stack }: Pair): Words {
  const namespace = object.metadata.namespace ?? '';
  const remedy = `Have the owner of ${title(stack.ref)} set spec.alertmanagerConfigMatcherStrategy.type: None, or give the ${alerts.length === 1 ? 'alert' : 'alerts'} the label namespace: ${namespace} in ${alerts.length === 1 ? 'its rule' : 'their rules'}.`;
  return {
    severity: 'warning',
    summary: `${title(refOf(object))} never gets ${alerts.length === 1 ? 'the alert' : 'the alerts'} that its route asks for: ${alerts.join(', ')}.`,
    because: reasons,
    remedy,
    fix: {
      kind: 'advise',
      steps: [remedy],
      whyNotAutomatic: 'Another strategy changes the routes of everybody.',
    },
  };
}

function noAlertmanager({ stack }: Pair): Words {
  return {
    severity: 'warning',
    summary: `${title(stack.ref)} evaluates alerts and knows no Alertmanager to send them to.`,
    because: [
      stack.ref.kind === 'ThanosRuler'
        ? 'none of spec.alertmanagersUrl and spec.alertmanagersConfig is set'
        : 'none of spec.alerting.alertmanagers and spec.additionalAlertManagerConfigs is set',
      'Alerts fire in its own pages only.',
    ],
    remedy: `Have the owner of ${title(stack.ref)} name an Alertmanager.`,
    fix: {
      kind: 'advise',
      steps: ['Set spec.alerting.alertmanagers: [{namespace, name, port}].'],
      whyNotAutomatic: 'Which Alertmanager is meant, if any, is for the owner of the stack to say.',
    },
  };
}

function noService({ reasons }: Lost, { stack }: Pair): Words {
  return {
    severity: 'warning',
    summary: `${title(stack.ref)} sends its alerts to an Alertmanager that is not there.`,
    because: [...reasons, 'Alerts fire in its own pages only.'],
    remedy: `Have the owner of ${title(stack.ref)} correct spec.alerting.alertmanagers.`,
    fix: {
      kind: 'advise',
      steps: reasons,
      whyNotAutomatic: 'Which Alertmanager is meant, if any, is for the owner of the stack to say.',
    },
  };
}

function noIntegration({ reasons, silent }: Lost): Words {
  const who = silent ? title(silent) : '';
  return {
    severity: 'info',
    summary: `${who} notifies nobody: none of its receivers has an integration.`,
    because: [...reasons, 'Alerts are seen in its own pages and in Prometheus only, which may be intended.'],
    remedy: 'Give a receiver an integration, or add an AlertmanagerConfig with a route and a receiver.',
    fix: {
      kind: 'advise',
      steps: ['Create an AlertmanagerConfig in the namespace of the alerts, with a route and a receiver.'],
      whyNotAutomatic: 'Whom the alerts should reach is known only to their owner.',
    },
  };
}

function noReceiver({ reasons, route = [], alerts, deaf, asleep }: Lost, { object, stack }: Pair): Words {
  const which = alerts
    ? `Alerts of ${title(refOf(object))} (${alerts.join(', ')})`
    : `The alerts of ${title(refOf(object))}`;
  return {
    severity: deaf ? 'info' : 'warning',
    summary:
      asleep === undefined
        ? `${which} reach nobody: no route of ${title(stack.ref)}'s Alertmanager leads to a receiver that notifies.`
        : `${which} reach nobody: ${asleep} is scaled to 0 replicas.`,
    because: [...reasons, ...route.map((step, i) => `${i === 0 ? 'sent to' : 'then'}: ${step}`)],
    remedy:
      asleep === undefined
        ? 'Give the receiver an integration, or add an AlertmanagerConfig whose route takes these alerts.'
        : `Have the owner of ${asleep} set spec.replicas to at least 1.`,
    fix: {
      kind: 'advise',
      steps: [
        asleep === undefined
          ? 'Create an AlertmanagerConfig in the namespace of the alerts, with a route and a receiver.'
          : `Set spec.replicas of ${asleep} to at least 1.`,
      ],
      whyNotAutomatic: 'Whom the alerts should reach is known only to their owner.',
    },
  };
}

function deadRoute({ reasons, other = '' }: Lost, { object, stack }: Pair): Words {
  const namespace = object.metadata.namespace ?? '';
  return {
    severity: 'warning',
    summary: `The route of ${title(refOf(object))} asks for ${other === '' ? (reasons[0] ?? '') : `namespace "${other}"`}, and only alerts of namespace "${namespace}" reach it.`,
    because: [
      `${title(stack.ref)} adds the matcher namespace="${namespace}" to the route (alertmanagerConfigMatcherStrategy OnNamespace, the default).`,
      'No alert has both.',
    ],
    remedy: `Put it into ${other === '' ? 'the namespace of its alerts' : `namespace ${other}`}, or have the owner of ${title(stack.ref)} set alertmanagerConfigMatcherStrategy.type to None.`,
    fix: {
      kind: 'advise',
      steps: [`Create it in ${other === '' ? 'the namespace of its alerts' : `namespace ${other}`} instead.`],
      whyNotAutomatic: 'Another strategy changes the routes of everybody.',
    },
  };
}
