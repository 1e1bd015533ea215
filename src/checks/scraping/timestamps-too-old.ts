import { defineCheck } from '../check.ts';
import { stringAt } from '../../kube/json.ts';
import { samplesOf, targetsByPool } from '../../backends/prometheus-operator/running/live.ts';
import { endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { relabelingsOf } from '../../backends/prometheus-operator/discovery/target-labels.ts';
import type { Endpoint, Monitor, Stack } from '../../model/index.ts';
import { poolsOf } from '../../backends/prometheus-operator/running/down.ts';
import { seriesOf } from '../../backends/prometheus-operator/running/series-queries.ts';

/** Scrapes succeed with samples, and none is stored: the application's own timestamps are too old. */
export const timestampsTooOld = defineCheck({
  id: 'timestamps-too-old',
  title: 'The samples carry timestamps that are too old',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  live: true,
  find: (pair, context) => {
    const { object, stack } = pair;
    const live = context.live(stack);
    const monitor = context.monitor(object);
    if (!live || !monitor) return [];
    const honoured = monitor.endpoints.filter(({ index }) => rawEndpoint(object, index)['honorTimestamps'] !== false);
    if (honoured.length === 0 || monitor.endpoints.some((endpoint) => mayRename(endpoint, monitor, stack))) return [];
    const pools = targetsByPool(live);
    const targets = poolsOf(pair, context).flatMap((pool) => pools.get(pool) ?? []);
    if (targets.length === 0 || targets.some(({ health }) => health !== 'up')) return [];
    return seriesOf(context, object, stack).flatMap(({ of, stored, scraped }) => {
      const samples = Number(samplesOf(live, scraped)?.[0]?.value ?? 0);
      // A query that was not asked, or not answered, proves nothing.
      if (!(samples > 0) || samplesOf(live, stored)?.length !== 0) return [];
      return [{ of, samples, targets: targets.length, endpoints: honoured.map(({ index }) => index) }];
    });
  },
  explain: ({ of, samples, targets, endpoints }, { object, stack }) => ({
    summary: `${title(stack.ref)} scrapes ${samples} samples of ${title(refOf(object))}, and stores none of them.`,
    because: [
      `up: ${targets} target${targets === 1 ? '' : 's'}; series of {${of}} besides up and scrape_*: none`,
      'The samples bring timestamps of their own, older than what Prometheus still takes (an hour or so): it drops them without failing the scrape.',
    ],
    remedy:
      'Set honorTimestamps: false, so that the time of the scrape counts, or let the application leave its timestamps out.',
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: endpoints.map((index) => ({
        path: ['spec', endpointsField(object.kind), String(index), 'honorTimestamps'],
        was: rawEndpoint(object, index)['honorTimestamps'] ?? null,
        becomes: false,
      })),
      risk: 'Old values look as if they were of now.',
    },
  }),
});

/** Metrics that bring, or get, other labels than the target's are stored under names that are not looked for here. */
function mayRename(endpoint: Endpoint, monitor: Monitor, stack: Stack): boolean {
  const raw = rawEndpoint(monitor.object, endpoint.index);
  if (raw['honorLabels'] === true && !stack.restrictions.overrideHonorLabels) return true;
  const relabelings = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw);
  return relabelings.some(({ value }) => !/^(?:keep|drop)$/i.test(stringAt(value, 'action') ?? 'replace'));
}
