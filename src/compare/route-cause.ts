/** What was changed that alerts go elsewhere than before. */
import { configSecretRef } from '../backends/alertmanager/config-secret.ts';
import { destinationsOf } from '../backends/alertmanager/destinations.ts';
import { keyOf, refOf, title } from '../kube/refs.ts';
import type { KubeObject, Loss, Ref, Stack } from '../model/index.ts';
import { alertPairs, evaluators, exprOf, otherLabels, pathOfAlert, reachOf } from './alert-routes.ts';
import type { AlertPair, Reach } from './alert-routes.ts';
import { between } from './between.ts';
import type { Changed, Path, Sides } from './between.ts';
import type { Matches } from './match.ts';
import { notTaken } from './not-taken.ts';
import { fieldText } from './put-back.ts';

export interface RouteCause extends Changed {
  /** A sentence. */
  readonly why: string;
  /** What it was sent to is gone, whatever else is not known. */
  readonly isEnd?: true;
}

export interface RoutedAlert extends AlertPair {
  readonly was: KubeObject;
  readonly is: KubeObject;
}

/** The same for a loss that is told: its first alert speaks for all. */
export function changedRoute({ object, alerts: [first] = [] }: Loss, sides: Sides): Changed | undefined {
  if (!first) return undefined;
  const was = sides.base.analysis.world.get(first.was ?? first.object);
  const is = sides.head.analysis.world.get(first.object);
  const pair = was && is && alertPairs(was, is).find(({ after }) => after.name === first.alert);
  const cause = pair && routeCause(sides, { was, is, ...pair }, reachOf(sides.base.analysis, was, pair.before));
  // One that has another name in HEAD is known by its matches alone.
  if (!cause || keyOf(refOf(cause.object)) !== keyOf(object)) return undefined;
  const { asks: _, ...changed } = cause;
  return changed;
}

/** Undefined: it cannot be told. `items`: what objects of BASE are in HEAD. */
export function routeCause(sides: Sides, alert: RoutedAlert, before: Reach, items?: Matches): RouteCause | undefined {
  return (
    byRule(sides, alert, before) ?? bySending(sides, alert) ?? byConfigs(sides, before, items) ?? byFile(sides, before)
  );
}

/** Its own labels are otherwise, and by the routes of BASE it would not get there. */
function byRule({ base }: Sides, alert: RoutedAlert, before: Reach): RouteCause | undefined {
  const { was, is, before: old, after } = alert;
  const moved = was.metadata.namespace !== is.metadata.namespace;
  const labels = otherLabels(alert);
  if (!moved && labels.length === 0 && exprOf(old) === exprOf(after)) return undefined;
  // As BASE takes it, whatever the object is called there.
  const there = reachOf(base.analysis, { ...was, metadata: { ...was.metadata, ...namespaceOf(is) } }, after);
  const same = [...before.receivers.keys()].every((key) => there.receivers.has(key));
  if (same && there.fate === before.fate) return undefined;
  const path = pathOfAlert(is, after);
  const at = (field: Path, why: string): RouteCause => ({ side: 'head', object: is, field, why });
  const [first] = labels;
  if (first)
    return at([...path, 'labels', ...first.path], `Of the alert, ${labels.map(({ text }) => text).join(', ')}.`);
  if (moved) return at(['metadata', 'namespace'], `It moved to namespace ${is.metadata.namespace ?? ''}.`);
  return at([...path, 'expr'], 'Its expression yields other labels.');
}

const namespaceOf = ({ metadata: { namespace } }: KubeObject): { readonly namespace?: string } =>
  namespace === undefined ? {} : { namespace };

const SENDING: readonly Path[] = [
  ['spec', 'alerting'],
  ['spec', 'alertmanagersUrl'],
  ['spec', 'alertmanagersConfig'],
  ['spec', 'additionalAlertManagerConfigs'],
  ['spec', 'additionalAlertRelabelConfigs'],
  ['spec', 'externalLabels'],
];

/** What it is sent to is another Alertmanager, or none that runs. */
function bySending(sides: Sides, { was, is }: RoutedAlert): RouteCause | undefined {
  const [old, now] = [sides.base, sides.head].map(({ analysis }, i) =>
    evaluators(analysis, i === 0 ? was : is).flatMap((stack) =>
      destinationsOf(analysis, stack).flatMap((each) => (each.kind === 'alertmanager' ? [each] : [])),
    ),
  );
  const there = new Map((now ?? []).map(({ stack }) => [keyOf(stack.ref), stack]));
  for (const { stack, via } of old ?? []) {
    const left = there.get(keyOf(stack.ref));
    if (left) {
      const asleep = left.replicas === 0 && stack.replicas !== 0;
      const found = asleep && between(stack.ref, left.ref, sides, [['spec', 'replicas']]);
      if (found) return { ...found, why: `${title(left.ref)} is scaled to 0 replicas.` };
      continue;
    }
    const removed = gone(stack.ref, sides);
    if (removed) return { ...removed, isEnd: true };
    for (const { ref } of evaluators(sides.head.analysis, is)) {
      const found = between(ref, ref, sides, SENDING);
      if (found) return { ...found, why: `${title(ref)} no longer sends alerts to ${title(stack.ref)}.` };
    }
    const service = serviceRef(via);
    const found = gone(service, sides) ?? changedIn(service, sides, [['spec']]);
    if (found) return found;
  }
  return undefined;
}

function serviceRef(via: string): Ref {
  const [namespace = '', name = ''] = via.split('/');
  return { apiVersion: 'v1', kind: 'Service', namespace, name };
}

function gone(ref: Ref, { base, head }: Sides): RouteCause | undefined {
  const object = head.analysis.world.get(ref) ? undefined : base.analysis.world.get(ref);
  return object && { side: 'base', object, field: [], why: `${title(ref)} was removed.` };
}

function changedIn(ref: Ref, sides: Sides, paths: readonly Path[]): RouteCause | undefined {
  const found = between(ref, ref, sides, paths);
  return found && { ...found, why: `${title(ref)} changed: ${fieldText(found.field)}.` };
}

const STRATEGY: readonly Path[] = [
  ['spec', 'alertmanagerConfigMatcherStrategy'],
  ['spec', 'alertmanagerConfiguration'],
];

/** The AlertmanagerConfig that its receiver is of. */
function byConfigs(sides: Sides, { receivers, traces }: Reach, items?: Matches): RouteCause | undefined {
  const { base, head } = sides;
  for (const { name } of receivers.values()) {
    const config = configOf(base.analysis.world, name);
    if (!config) continue;
    const ref = refOf(config);
    const removed = gone(ref, sides);
    const is = head.analysis.world.get(ref);
    const now = items?.get(keyOf(ref)) ?? '';
    const other = head.analysis.subjects().find((each) => keyOf(refOf(each)) === now);
    if (removed && other) {
      const why = `${title(ref)} is ${title(refOf(other))} now, whose routes take other alerts.`;
      return { side: 'head', object: other, field: ['metadata', 'namespace'], why };
    }
    if (removed || !is) return removed;
    for (const stack of alertmanagers(sides, traces)) {
      const { verdict } = head.analysis.admission(is, stack);
      if (verdict === 'not-selected' || verdict === 'rejected') {
        const does = verdict === 'rejected' ? 'refuses' : 'no longer takes';
        const by = notTaken({ object: ref, by: stack.ref }, sides);
        const place: Changed = by ?? { side: 'head', object: is, field: verdict === 'rejected' ? ['spec'] : [] };
        return { ...place, why: `${title(stack.ref)} ${does} ${title(ref)}.` };
      }
    }
    const own = changedIn(ref, sides, [
      ['spec', 'route'],
      ['spec', 'receivers'],
    ]);
    if (own) return own;
    for (const stack of alertmanagers(sides, traces)) {
      const found = changedIn(stack.ref, sides, STRATEGY);
      if (found) return found;
    }
  }
  return undefined;
}

/** Receivers of an AlertmanagerConfig are called by its namespace and name: "shop/web/team". */
function configOf(world: Sides['base']['analysis']['world'], receiver: string): KubeObject | undefined {
  const [namespace = '', name = '', ...more] = receiver.split('/');
  if (more.length === 0) return undefined;
  return world
    .inNamespace('monitoring.coreos.com', 'AlertmanagerConfig', namespace)
    .find(({ metadata }) => metadata.name === name);
}

/** Those of HEAD that it was sent to in BASE. */
function alertmanagers({ head }: Sides, traces: Reach['traces']): readonly Stack[] {
  const keys = new Set(traces.flatMap((trace) => trace.alertmanagers.map(({ ref }) => keyOf(ref))));
  return head.analysis.stacks.filter(({ ref }) => keys.has(keyOf(ref)));
}

/** The Secret with the outermost routes. */
function byFile(sides: Sides, { traces }: Reach): RouteCause | undefined {
  for (const stack of traces.flatMap((trace) => trace.alertmanagers)) {
    const own = changedIn(stack.ref, sides, [['spec', 'configSecret'], ...STRATEGY]);
    const secret = configSecretRef(stack);
    const found = own ?? (secret && (gone(secret, sides) ?? changedIn(secret, sides, [['facts']])));
    if (found && !own && found.side === 'head')
      return {
        ...found,
        field: ['stringData', 'alertmanager.yaml'],
        why: `The routes in ${title(refOf(found.object))} changed.`,
      };
    if (found) return found;
  }
  return undefined;
}
