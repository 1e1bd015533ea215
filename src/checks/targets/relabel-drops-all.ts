import { defineCheck } from '../check.ts';
import { runs } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { stringAt } from '../../kube/json.ts';
import { portFilter } from '../../backends/prometheus-operator/discovery/port-filter.ts';
import { allReached, hiddenTargets, rawEndpoint } from '../../backends/prometheus-operator/discovery/reached.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { relabelingsOf, targetLabels } from '../../backends/prometheus-operator/discovery/target-labels.ts';
import { fateOf } from '../../backends/prometheus-operator/discovery/relabel.ts';
import { metricsDropped } from '../../backends/prometheus-operator/discovery/relabel-metrics.ts';

const DROPS = /^(?:keep|drop)/i;

/** Relabelings of the monitor or its scrape class drop every target, or every sample of every target. */
export const relabelDropsAll = defineCheck({
  id: 'relabel-drops-all',
  title: 'A relabeling drops everything',
  stage: 'targets',
  stops: 'endpoint',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, monitor: decode }) => {
    const monitor = decode(object);
    if (!monitor) return [];
    const { version } = stack;
    const hits = monitor.endpoints.flatMap((endpoint) => {
      const raw = rawEndpoint(object, endpoint.index);
      const targets = relabelingsOf(monitor, stack.object, endpoint, 'relabelings', raw);
      const metrics = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw);
      const drops = [...targets, ...metrics].some(({ value }) => DROPS.test(stringAt(value, 'action') ?? ''));
      if (!drops) return [];
      const values = targets.map(({ value }) => value);
      const { fits } = portFilter(endpoint, object.kind);
      const fates = allReached(world, monitor, stack)
        .filter(({ found }) => fits(found) && runs(raw, found.pod))
        .map((each) => fateOf(targetLabels(monitor, endpoint, each), values, version));
      const honorLabels = raw['honorLabels'] === true && !stack.restrictions.overrideHonorLabels;
      const lost = fates.map((fate) =>
        fate.kind === 'dropped'
          ? { ...fate, list: targets, field: 'relabelings' }
          : {
              ...metricsDropped(
                fate,
                metrics.map(({ value }) => value),
                { honorLabels, version },
              ),
              list: metrics,
              field: 'metricRelabelings',
            },
      );
      const [first] = lost;
      if (first?.at === undefined || lost.some(({ at }) => at === undefined)) return [];
      const { where = '', index = 0, value = {} } = first.list[first.at] ?? {};
      return [
        {
          endpoint: endpoint.index,
          place: `${where}.${first.field}[${index}]`,
          relabeling: value,
          value: first.value ?? '',
          samples: first.field === 'metricRelabelings',
          targets: fates.length,
        },
      ];
    });
    // One that cannot be seen may be kept.
    const hidden = hits.length > 0 ? hiddenTargets(world, monitor, stack) : [];
    if (hidden.length > 0) return { unknown: hidden };
    // One endpoint of several may be meant for another cluster.
    return hits.map((hit) => ({ ...hit, partly: hits.length < monitor.endpoints.length }));
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
