import { defineCheck } from '../check.ts';
import { discovers, searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { elsewhere, nearSource } from '../../backends/prometheus-operator/discovery/near.ts';
import { hiding } from '../../world/hiding.ts';
import { podsIn } from '../../world/stand-ins.ts';
import { candidateText, cureOf, cureOfTracking, nearText, trackedText } from './no-matching-words.ts';
import { isBeside } from './is-meant.ts';
import { nearestOf } from './no-matching-near.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { printSelector } from '../../kube/selector.ts';

/** No Service (for a PodMonitor: no Pod) in the searched namespaces has the labels of the monitor's selector. */
export const noMatchingService = defineCheck({
  id: 'no-matching-service',
  title: 'The selector of the monitor matches no Service',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    const [wire] = context.wires(object, stack);
    if (!monitor || !wire || wire.brokenAt !== 'service') return [];
    if (wire.unknown) return { unknown: wire.unknown };
    const kind = object.kind === 'PodMonitor' ? 'Pod' : 'Service';
    // Services elsewhere with the labels are another cause: namespace-selector-in-monitor. {} has no labels to go by.
    const isElsewhere = monitor.selector.kind === 'matching' && elsewhere(context.world, monitor).length > 0;
    if (isElsewhere && !isBeside(context, monitor, stack)) return [];
    const namespaces = searched(monitor, stack);
    const there = (namespaces === 'any' ? [undefined] : namespaces).flatMap((namespace) =>
      kind === 'Pod'
        ? podsIn(context.world, namespace)
        : namespace === undefined
          ? context.world.all('', kind)
          : context.world.inNamespace('', kind, namespace),
    );
    if (kind === 'Service' && namespaces !== 'any')
      for (const namespace of namespaces) context.world.needs('', 'Pod', namespace);
    const byPods = namespaces === 'any' ? [] : namespaces.flatMap((namespace) => podsIn(context.world, namespace));
    const near = nearSource(context.world, monitor, stack);
    const candidates = nearestOf(monitor, there, near?.object);
    // Without a label there is nothing else to ask for, so it is the one to be changed.
    const bare = near !== undefined && Object.keys(candidates[0]?.labels ?? {}).length === 0;
    return [
      {
        kind,
        namespaces:
          namespaces === 'any'
            ? 'every namespace'
            : namespaces.map((each) => (each === '' ? 'its own namespace' : each)).join(', '),
        selector: printSelector(monitor.selector),
        count: there.length,
        candidates,
        elsewhereHidden: hiding(context.world.gaps('', kind)).length > 0,
        podsMatch: kind === 'Service' && byPods.some((pod) => discovers(monitor, pod.metadata.labels)),
        ...(near
          ? {
              near: {
                object: title(refOf(near.object)),
                label: `${near.key}=${near.wanted}`,
                has: near.has ?? null,
                key: near.key,
                ...(bare ? { bare: refOf(near.object) } : {}),
              },
            }
          : {}),
        ...(near?.application === undefined ? {} : { application: near.application }),
      },
    ];
  },
  explain: (
    { kind, namespaces, selector, count, candidates, elsewhereHidden, podsMatch, near, application },
    { object },
  ) => ({
    summary:
      count === 0
        ? `${title(refOf(object))} finds no ${kind}: there is none in ${namespaces}.`
        : `${title(refOf(object))} finds no ${kind}: none in ${namespaces} has the labels ${selector}.`,
    because: [
      ...(near === undefined ? [] : [nearText(near, candidates[0])]),
      ...(application === undefined ? [] : [trackedText(application)]),
      `spec.selector: ${selector}`,
      `${kind} objects in ${namespaces}: ${count === 0 ? 'none' : count}`,
      ...(near === undefined ? candidates : []).filter(({ differs }) => differs.length > 0).map(candidateText),
      ...(kind === 'Pod' && near === undefined ? ['Pods of a Job or CronJob are there only while it runs.'] : []),
      ...(elsewhereHidden ? [`Whether one is in another namespace could not be read.`] : []),
      ...(podsMatch
        ? ['Pods do carry these labels, but a ServiceMonitor selects Services by the labels of the Service itself.']
        : []),
    ],
    field: ['spec', 'selector'],
    ...(application === undefined ? cureOf(kind, refOf(object), near) : cureOfTracking(application)),
  }),
});
