import { defineCheck } from '../check.ts';
import { largest } from '../../kube/extremes.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { byShard } from '../../backends/prometheus-operator/running/merge.ts';
import { poolsOf } from '../../backends/prometheus-operator/running/down.ts';

/** Some shards have none of the targets: who asks those finds nothing. */
export const shardElsewhere = defineCheck({
  id: 'shard-elsewhere',
  title: 'The targets are in another shard than the one that is asked',
  stage: 'targets',
  kinds: SCRAPE_KINDS,
  reads: [...SELECTION, ...DISCOVERY],
  live: true,
  find: (pair, context) => {
    const live = pair.stack.shards > 1 ? context.live(pair.stack) : undefined;
    const jobs = new Set(live ? poolsOf(pair, context) : []);
    if (!live || jobs.size === 0) return [];
    const shards = byShard(live).flatMap((instances) => {
      const [first] = instances;
      const lists = instances.flatMap(({ targets }) => (targets?.kind === 'ok' ? [targets.value.active] : []));
      if (first?.instance.shard === undefined || lists.length === 0) return [];
      const count = largest(lists.map((active) => active.filter(({ pool }) => jobs.has(pool)).length));
      return [{ shard: first.instance.shard, pod: first.instance.name, targets: count }];
    });
    const empty = shards.filter(({ targets }) => targets === 0);
    return empty.length === 0 || empty.length === shards.length ? [] : [{ shards, all: pair.stack.shards }];
  },
  explain: ({ shards, all }, { object, stack }) => ({
    severity: 'info',
    summary: `${title(stack.ref)} has ${all} shards, and not all of them have targets of ${title(refOf(object))}.`,
    because: [
      `targets: ${shards.map(({ pod, targets }) => `${targets} in ${pod}`).join(', ')}; a query in another shard finds nothing.`,
    ],
    remedy:
      'Query all shards (Thanos Querier, or a Grafana datasource per shard), or set __tmp_disable_sharding by a relabeling where every shard needs it.',
  }),
});
