/** Monitors that are for an application, though they may not reach its Service. */
import type { Context } from '../../world/context.ts';
import { discovers, searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import type { Ref } from '../../model/index.ts';
import type { App } from '../../world/applications.ts';
import { labelsAt } from '../../kube/json.ts';
import { mayShare } from '../../kube/refs.ts';

/** A PodMonitor asks no Service: the labels that the workload gives its pods decide. */
export function byPodMonitor({ world, stacks, monitor }: Context, app: App): boolean {
  const workload = app.workload && world.get(app.workload);
  const labels = labelsAt(workload?.body, 'spec', 'template', 'metadata', 'labels');
  return world.all('monitoring.coreos.com', 'PodMonitor').some((object) => {
    const decoded = workload && monitor(object);
    if (!decoded || !discovers(decoded, labels)) return false;
    return stacks.some((stack) => {
      if (!stack.consumes.includes(object.kind)) return false;
      const where = searched(decoded, stack);
      return where === 'any' || where.some((each) => mayShare(each, app.namespace));
    });
  });
}

/** Is there a monitor for it that finds no Service at all? Then that is the cause, and told of the monitor: no-matching-service. */
export function isToldOfMonitor(
  { world, stacks, selected, wires }: Context,
  { profile, namespace }: App,
  ref: Ref,
): boolean {
  return world.inNamespace('monitoring.coreos.com', 'ServiceMonitor', namespace).some((object) => {
    const { name, labels } = object.metadata;
    const meant = labelsAt(object.body, 'spec', 'selector', 'matchLabels');
    const named = name === ref.name || [name, ...Object.values(labels), ...Object.values(meant)].includes(profile);
    return (
      named &&
      stacks.some(
        (stack) =>
          selected(object, stack) &&
          wires(object, stack).every(({ brokenAt, unknown }) => brokenAt === 'service' && !unknown),
      )
    );
  });
}
