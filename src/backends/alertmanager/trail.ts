import type { TargetContext } from '../../world/context.ts';
import { stringAt } from '../../kube/json.ts';
import { compare, refOf, title } from '../../kube/refs.ts';
import type { AlertTrail, KubeObject, Labels, Ref, Stack } from '../../model/index.ts';
import { isMoreEntitled } from '../../world/entitled.ts';
import { unrendered } from '../charts/unrendered.ts';
import { keptByNamespace } from './own-namespace.ts';
import { alertLabels, alertsOf, firingLabels } from './labels.ts';
import { traceAlert } from './trace.ts';
import type { Way } from './trace.ts';

/** What a Prometheus shows of the alerts that are active now. */
export const activeQuery = (alert: string): string => `ALERTS{alertname=${JSON.stringify(alert)}}`;

const SHOWN = 5;
const WORST: readonly AlertTrail['fate'][] = ['not-found', 'not-evaluated', 'nowhere', 'unknown', 'delivered'];

/** Why a stack does not take an object, in sentences; the checks know. */
export type WhyNot = (object: KubeObject, stack: Stack) => readonly string[];

/** "Who is notified when this fires?" */
export function alertTrail(
  context: TargetContext,
  alert: string,
  namespace: string | undefined,
  whyNot: WhyNot = () => [],
): AlertTrail {
  const found = context.world
    .all('monitoring.coreos.com', 'PrometheusRule')
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    .flatMap((object) => alertsOf(object).flatMap((rule) => (rule.name === alert ? [{ object, rule }] : [])));
  // Files are the whole question: what is not in them, nor in a chart that they install, is not there.
  const hidden = (kind: string, where?: string): boolean =>
    context.world.snapshot.source === 'cluster' && context.world.gaps('monitoring.coreos.com', kind, where).length > 0;
  const brought = found.length > 0 ? [] : unrendered(context.world.snapshot, 'rules');
  const parts = found.map(({ object, rule }) => {
    const defined = `defined by ${title(refOf(object))}, group ${stringAt(rule.group, 'name') ?? ''}`;
    const stacks = context.stacks.filter((stack) => context.selected(object, stack));
    if (stacks.length === 0)
      return {
        steps: [defined, '  no Prometheus or ThanosRuler evaluates it, as far as can be seen'],
        fate: ['Prometheus', 'ThanosRuler'].some((kind) => hidden(kind))
          ? ('unknown' as const)
          : ('not-evaluated' as const),
        alertmanagers: [],
        sets: [],
        stacks: [],
      };
    const { namespace: home = '' } = object.metadata;
    const isAside = (stack: Stack): boolean => stacks.some((other) => isMoreEntitled(context, other, stack, home));
    const taken = stacks.map((stack) => {
      const active = activeOf(context, stack, alert);
      const sets =
        active.length > 0 ? active.map((labels) => firingLabels(labels, stack)) : [alertLabels(rule, object, stack)];
      const traces = sets.map((labels) => traceAlert(context, stack, labels));
      const ways = traces.slice(0, SHOWN).flatMap((trace) => trace.ways.map(printWay));
      const lines = [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()].flat();
      const now = active.length > 0 ? `, ${active.length} active now` : '';
      return {
        stack,
        // A stranger may evaluate it, too, and tell nobody.
        aside: isAside(stack),
        steps: [`  evaluated by ${title(stack.ref)}${now}`, ...lines],
        fate: worst(traces.map(({ fate }) => fate)),
        alertmanagers: traces.flatMap(({ alertmanagers }) => alertmanagers),
        sets,
      };
    });
    const counted = taken.filter(({ aside }) => !aside);
    return {
      steps: [defined, ...taken.flatMap(({ steps }) => steps)],
      fate: worst(counted.map(({ fate }) => fate)),
      alertmanagers: counted.flatMap(({ alertmanagers }) => alertmanagers),
      sets: counted.flatMap(({ sets }) => sets),
      stacks: counted.map(({ stack }) => stack),
    };
  });
  const alertmanagers = [...new Set(parts.flatMap((part) => part.alertmanagers))];
  const passed = alertmanagers.flatMap((stack) => passedOver(context, stack, whyNot));
  const sets = parts.flatMap((part) => part.sets);
  const kept = alertmanagers.flatMap((stack) =>
    keptByNamespace(context, stack, sets, found[0]?.object.metadata.namespace),
  );
  const stacks = [...new Set([...parts.flatMap((part) => part.stacks), ...alertmanagers])].map(({ ref }) => ref);
  const rejected = passed.filter(({ verdict }) => verdict === 'rejected').map(({ ref }) => ref);
  return {
    alert,
    steps:
      found.length === 0
        ? ['no PrometheusRule that can be seen defines it', ...brought.map((each) => `  ${each}`)]
        : [...parts.flatMap(({ steps }) => steps), ...passed.flatMap(({ steps }) => steps), ...kept],
    fate:
      found.length > 0
        ? worst(parts.map(({ fate }) => fate))
        : brought.length > 0 || hidden('PrometheusRule', namespace)
          ? 'unknown'
          : 'not-found',
    rules: [...new Set(found.map(({ object }) => object))].map(refOf),
    ...(stacks.length > 0 ? { stacks } : {}),
    ...(rejected.length > 0 ? { rejected } : {}),
  };
}

/** AlertmanagerConfigs whose routes an Alertmanager does not have: those that it rejects, and some that it does not select. */
function passedOver(
  context: TargetContext,
  stack: Stack,
  whyNot: WhyNot,
): readonly { readonly ref: Ref; readonly verdict: 'rejected' | 'not-selected'; readonly steps: readonly string[] }[] {
  const root = stringAt(stack.object.body, 'spec', 'alertmanagerConfiguration', 'name');
  const all = context.world
    .all('monitoring.coreos.com', 'AlertmanagerConfig')
    .filter(({ metadata }) => metadata.name !== root || metadata.namespace !== stack.ref.namespace)
    .flatMap((config) => {
      const { verdict } = context.admission(config, stack);
      if (verdict !== 'rejected' && verdict !== 'not-selected') return [];
      const does = verdict === 'rejected' ? 'rejects' : 'does not select';
      const why = whyNot(config, stack).slice(0, SHOWN);
      const ref = refOf(config);
      return [
        { ref, verdict, steps: [`${title(stack.ref)} ${does} ${title(ref)}`, ...why.map((each) => `  ${each}`)] },
      ];
    });
  const rejected = all.filter(({ verdict }) => verdict === 'rejected');
  return [
    ...rejected,
    ...all.filter(({ verdict }) => verdict === 'not-selected').slice(0, Math.max(0, SHOWN - rejected.length)),
  ];
}

function worst<F extends AlertTrail['fate']>(fates: readonly F[]): F | 'delivered' {
  return fates.toSorted((a, b) => WORST.indexOf(a) - WORST.indexOf(b))[0] ?? 'delivered';
}

/** Label sets of the active alerts, each once, over all instances. */
function activeOf(context: TargetContext, stack: Stack, alert: string): readonly Labels[] {
  const answers = context.live(stack)?.instances.map(({ queries }) => queries[activeQuery(alert)]) ?? [];
  const samples = answers.flatMap((answer) => (answer?.kind === 'ok' ? answer.value : []));
  const bare = samples.map(({ labels }) =>
    Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'alertstate')),
  );
  return [
    ...new Map(
      bare.map((labels) => [JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => compare(a, b))), labels]),
    ).values(),
  ];
}

/** A step each: what is foreign in one may have line breaks of its own. */
function printWay({ steps, sure, end, held = [] }: Way): readonly string[] {
  const maybe = sure ? '' : 'perhaps ';
  const last =
    end.kind === 'receiver'
      ? `${maybe}receiver "${end.name}" (${end.integrations.join(', ')})`
      : `${maybe}${end.kind === 'nowhere' ? 'ends here' : 'not known'}: ${end.why}`;
  const way = steps.map((step, i) => `${'  '.repeat(i === 0 ? 2 : 3)}${step}`);
  const holds = held.map(({ words, now }) => `${'  '.repeat(5)}${now ? 'but ' : ''}${words}`);
  return [...way, `${'  '.repeat(steps.length === 0 ? 2 : 4)}${last}`, ...holds];
}
