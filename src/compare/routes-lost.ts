/** Alerts of rules that are evaluated as before, and reach nobody, or other receivers than before. */
import { signatureOf } from '../backends/alertmanager/signature.ts';
import { groupBy } from '../kube/group.ts';
import { sameJson } from '../kube/json.ts';
import { memo, once } from '../kube/memo.ts';
import { keyOf, refOf, title } from '../kube/refs.ts';
import type { Gain, Loss, Ref, Stack, Unsettled } from '../model/index.ts';
import { alertPairs, evaluators, reachOf } from './alert-routes.ts';
import type { Reach } from './alert-routes.ts';
import { namesOf } from './pairing.ts';
import type { Names, Pairing } from './pairing.ts';
import { routeCause } from './route-cause.ts';
import type { RouteCause, RoutedAlert } from './route-cause.ts';
import { fieldText } from './put-back.ts';
import { placeOf } from './side.ts';
import * as words from './words.ts';

interface Routes {
  readonly losses: readonly Loss[];
  readonly gains: readonly Gain[];
  readonly unknown: readonly Unsettled[];
  readonly rerouted: readonly Unsettled[];
}

type Turn = 'lost' | 'gained' | 'rerouted' | 'unknown';

/** One alert that goes elsewhere. */
interface Turned {
  readonly turn: Turn;
  readonly names: Names;
  readonly alert: string;
  readonly by: Stack | undefined;
  readonly before: Reach;
  readonly after: Reach;
  readonly cause: RouteCause | undefined;
}

/** `taken`: rule objects that are taken in both worlds. `told`: what is lost besides. */
export function routesLost(pair: Pairing, told: readonly Loss[]): Routes {
  const turned = turnsOf(pair);
  const groups = groupBy(turned, ({ turn, before, after, cause }) =>
    JSON.stringify([
      turn,
      cause?.why,
      after.why,
      turn === 'rerouted' || after.receivers.size > 0 ? words.routeText('rerouted', '', before, after) : '',
    ]),
  );
  const all = [...groups.values()].map((same) => ({ same, part: partOf(pair, same) }));
  const of = (turn: Turn): typeof all => all.filter(({ same }) => same[0]?.turn === turn);
  const isTold = (object: Ref | undefined): boolean =>
    object !== undefined && told.some((loss) => keyOf(loss.object) === keyOf(object));
  return {
    losses: of('lost').map(({ same, part }): Loss => {
      useFindings(pair, same);
      const alerts = same.map(({ names, alert }) => ({ ...names, alert }));
      return { how: 'route', part: 'route', targets: 0, ...part, checks: ['alerts-go-nowhere'], alerts };
    }),
    gains: of('gained').map(({ part }): Gain => ({ how: 'routed', targets: 0, ...part })),
    // Of a configuration that is itself lost it is told there.
    unknown: of('unknown').flatMap(({ part }) => (isTold(part.object) ? [] : part)),
    rerouted: of('rerouted').map(({ part }) => part),
  };
}

function turnsOf(pair: Pairing): readonly Turned[] {
  const { base, head, was, is, items } = pair;
  const signature = { base: signed(base), head: signed(head) };
  const moved = renamer(pair);
  return [...was.items].flatMap(([key, item]): readonly Turned[] => {
    const other = is.items.get(items.get(key) ?? '');
    if (item.object.kind !== 'PrometheusRule' || !other) return [];
    const [before, after] = [evaluators(base.analysis, item.object), evaluators(head.analysis, other.object)];
    if (before.length === 0 || after.length === 0) return [];
    const isSame =
      sameJson(item.object.body, other.object.body) &&
      item.ref.namespace === other.ref.namespace &&
      before.map(signature.base).join('\n') === after.map(signature.head).join('\n');
    if (isSame) return [];
    return alertPairs(item.object, other.object).flatMap((alerts): readonly Turned[] => {
      const alert: RoutedAlert = { was: item.object, is: other.object, ...alerts };
      const old = reachOf(base.analysis, item.object, alerts.before, moved);
      const now = reachOf(head.analysis, other.object, alerts.after);
      const seen = turnOf(old, now);
      if (!seen) return [];
      const cause = routeCause({ base, head }, alert, old, items);
      const turn = seen === 'unknown' && cause?.isEnd && now.receivers.size === 0 ? 'lost' : seen;
      const names = namesOf(item, other);
      return [{ turn, names, alert: alerts.after.name, by: after[0], before: old, after: now, cause }];
    });
  });
}

const signed = ({ analysis }: Pairing['base']): ((stack: Stack) => string) =>
  memo((stack: Stack) => signatureOf(analysis, stack));

/** What a receiver of an AlertmanagerConfig is called in HEAD, where that object has another name there. */
function renamer({ was, is, items }: Pairing): (name: string) => string {
  const names = once(
    () =>
      new Map(
        [...was.items].flatMap(([key, { ref }]) => {
          const other = ref.kind === 'AlertmanagerConfig' ? is.items.get(items.get(key) ?? '') : undefined;
          return other
            ? [[`${ref.namespace ?? ''}/${ref.name}`, `${other.ref.namespace ?? ''}/${other.ref.name}`]]
            : [];
        }),
      ),
  );
  return (name) => {
    const [namespace = '', config = '', ...rest] = name.split('/');
    const now = rest.length === 0 ? undefined : names().get(`${namespace}/${config}`);
    return now === undefined ? name : [now, ...rest].join('/');
  };
}

function turnOf(before: Reach, after: Reach): Turn | undefined {
  if (before.receivers.size === 0)
    return before.fate === 'nowhere' && after.fate === 'delivered' ? 'gained' : undefined;
  if (after.fate === 'nowhere') return 'lost';
  if (after.receivers.size === 0) return 'unknown';
  if (before.fate === 'delivered' && after.fate === 'unknown') return 'unknown';
  const gone = [...before.receivers.keys()].some((key) => !after.receivers.has(key));
  const fresh = [...after.receivers].some(([key, { isSure }]) => isSure && !before.receivers.has(key));
  if (!gone && !fresh) return undefined;
  // Where more is hidden than in BASE, what is not seen may still be there.
  return gone && after.hidden.some((why) => !before.hidden.includes(why)) ? 'unknown' : 'rerouted';
}

/** What is said of alerts that turn for one reason. The object is what changed; of the rule alone, the rule. */
function partOf({ base, head }: Pairing, same: readonly Turned[]): Unsettled & Pick<Loss, 'object'> {
  const [first] = same;
  if (!first) throw new Error('a group has something in it');
  const { turn, names, by, cause } = first;
  // They may have gone to several receivers before.
  const receivers = new Map(same.flatMap(({ before }) => [...before.receivers]));
  const isSure = same.every(({ before }) => before.fate === 'delivered');
  const after = { ...first.after, isSure: same.every((each) => each.after.fate === 'delivered') };
  const before = { receivers: turn === 'rerouted' ? first.before.receivers : receivers, isSure };
  const rules = [...groupBy(same, (each) => keyOf(each.names.object)).values()].map(([each]) => each?.names.object);
  const what = words.alertsText(
    same.map(({ alert }) => alert),
    rules.flatMap((ref) => ref ?? []),
  );
  const summary = words.routeText(turn, what, before, after);
  const object = cause ? refOf(cause.object) : names.object;
  const side = cause?.side === 'base' ? base : head;
  const origin = cause?.object.origin ?? head.analysis.world.get(names.object)?.origin;
  const remedy: { readonly remedy?: string } = turn === 'lost' || turn === 'unknown' ? { remedy: remedyOf(cause) } : {};
  return {
    ...(cause ? { object } : names),
    ...(by ? { by: by.ref } : {}),
    summary,
    because: [...new Set([...(cause ? [cause.why] : []), ...(remedy.remedy === undefined ? [] : after.why)])],
    checks: [],
    ...remedy,
    ...placeOf(side, cause?.side ?? 'head', origin),
  };
}

function remedyOf(cause: RouteCause | undefined): string {
  if (!cause) return 'Give these alerts a route to a receiver that notifies.';
  const it = title(refOf(cause.object));
  const back =
    cause.side === 'base' || cause.field.length === 0
      ? `Put ${it} back`
      : `Put ${fieldText(cause.field)} of ${it} back as it was`;
  return `${back}, or give these alerts another route to a receiver that notifies.`;
}

/** What check says of the same alerts is the reason of the loss, and told with it. */
function useFindings({ head, used }: Pairing, same: readonly Turned[]): void {
  const keys = new Set(
    same.flatMap(({ names, by, after }) =>
      [names.object, by?.ref, ...after.traces.flatMap((trace) => trace.alertmanagers.map(({ ref }) => ref))].flatMap(
        (ref) => (ref ? keyOf(ref) : []),
      ),
    ),
  );
  for (const finding of head.report.findings)
    if (finding.check === 'alerts-go-nowhere' && keys.has(keyOf(finding.object))) used.add(finding);
}
