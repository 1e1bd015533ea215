import { endpoints, mayDiscover, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const of = (endpoint: Raw = {}) => [
  prometheus('monitoring/k8s'),
  ...mayDiscover,
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', ...endpoint }] }),
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1']]),
];
const STORED = 'count({namespace="shop",service="web",__name__!~"up|scrape_.+"})';
const SCRAPED = 'sum(scrape_samples_post_metric_relabeling{namespace="shop",service="web"})';
const said = (scraped: string, stored: readonly string[], lastError = '') =>
  observed(
    instance({
      targets: [target(lastError)],
      queries: {
        [SCRAPED]: [{ labels: {}, value: scraped }],
        [STORED]: stored.map((value) => ({ labels: {}, value })),
      },
    }),
  );

table('timestamps-too-old', [
  {
    it: 'finds samples that are scraped and not stored',
    objects: of(),
    live: said('12', []),
    expect: {
      evidence: { samples: 12, targets: 1 },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'honorTimestamps'], becomes: false }] },
    },
  },
  { it: 'is silent where there are series', objects: of(), live: said('12', ['12']), expect: 'nothing' },
  { it: 'is silent where nothing is left of the scrape', objects: of(), live: said('0', []), expect: 'nothing' },
  { it: 'is silent where the target is down', objects: of(), live: said('12', [], 'EOF'), expect: 'nothing' },
  {
    it: 'is silent where timestamps do not count',
    objects: of({ honorTimestamps: false }),
    live: said('12', []),
    expect: 'nothing',
  },
  {
    it: 'is silent where metrics bring their own namespace',
    objects: of({ honorLabels: true }),
    live: said('12', []),
    expect: 'nothing',
  },
  {
    it: 'is silent where labels of the metrics are rewritten',
    objects: of({ metricRelabelings: [{ targetLabel: 'namespace', replacement: 'x' }] }),
    live: said('12', []),
    expect: 'nothing',
  },
  {
    it: 'is silent where the series were not asked for',
    objects: of(),
    live: observed(instance({ targets: [target()], queries: { [SCRAPED]: [{ labels: {}, value: '12' }] } })),
    expect: 'nothing',
  },
]);
