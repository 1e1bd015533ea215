import { defineCheck } from '../check.ts';
import { outcomesOf } from '../../backends/prometheus-operator/discovery/kept.ts';
import { runs } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { portFilter } from '../../backends/prometheus-operator/discovery/port-filter.ts';
import { rawEndpoint, wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { allReached, hiddenTargets } from '../../backends/prometheus-operator/discovery/reached.ts';
import { stringAt, stringsAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { JsonObject } from '../../model/index.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';

/** Relabelings of the monitor or its scrape class drop every target, or every sample of every target. */
export const relabelDropsAll = defineCheck({
  id: 'relabel-drops-all',
  title: 'A relabeling drops everything',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    const wires = wiresOf(object, stack);
    const lost = monitor?.endpoints.filter(
      ({ index }) =>
        wiresFrom(wires, index).some(({ brokenAt }) => brokenAt === 'relabelings') &&
        // What Prometheus may not discover, the relabelings may keep.
        wiresFrom(wires, index).every(({ targets, brokenAt }) => targets.length === 0 && brokenAt !== 'rights'),
    );
    if (!monitor || !lost || lost.length === 0) return [];
    // One that cannot be seen may be kept.
    const hidden = hiddenTargets(world, monitor, stack);
    if (hidden.length > 0) return { unknown: hidden };
    const reached = allReached(world, monitor, stack);
    return lost.flatMap((endpoint) => {
      const raw = rawEndpoint(object, endpoint.index);
      const { fits } = portFilter(endpoint, object.kind);
      const outcome = outcomesOf(monitor, stack, endpoint, raw);
      const dropped = reached.flatMap((each) =>
        fits(each.found) && runs(raw, each.found.pod) ? (outcome(each).drop ?? []) : [],
      );
      const [first] = dropped;
      if (!first) return [];
      // One endpoint of several may be meant for another cluster.
      const partly = lost.length < monitor.endpoints.length;
      return [{ endpoint: endpoint.index, ...first, targets: dropped.length, partly }];
    });
  },
  explain: ({ endpoint, place, relabeling, value, samples, targets, partly }, { object }) => {
    const what = `${targets} target${targets === 1 ? '' : 's'} of endpoint ${endpoint}`;
    return {
      severity: partly ? 'warning' : 'error',
      summary: samples
        ? `A metric relabeling of ${title(refOf(object))} drops every sample of the ${what}.`
        : `A relabeling of ${title(refOf(object))} drops all ${what}.`,
      because: [
        `${place}: ${JSON.stringify(relabeling)}`,
        ...(value === '' ? [] : [`what it looks at, of the first target: ${value}`]),
        ...whyOf(relabeling, samples),
      ],
      remedy: `Correct or remove ${place}.`,
      fix: {
        kind: 'advise',
        steps: [`Correct or remove ${place}.`],
        whyNotAutomatic: 'What it was meant to keep is known only to its author.',
      },
    };
  },
});

/** What is often mistaken. */
function whyOf(relabeling: JsonObject, samples: boolean): readonly string[] {
  const isGone = stringsAt(relabeling, 'sourceLabels').some((name) => name.startsWith('__') && name !== '__name__');
  if (samples && isGone) return ['In metricRelabelings labels of discovery (__meta_…) are empty.'];
  const isDrop = stringAt(relabeling, 'action')?.toLowerCase() === 'drop';
  return isDrop ? [`drop takes the whole ${samples ? 'sample' : 'target'} away; to leave a label out: labeldrop`] : [];
}
