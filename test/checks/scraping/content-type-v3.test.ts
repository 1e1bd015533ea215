import { mayDiscover, prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { instance, observed, POOL, target } from '../observed.ts';
import { table } from '../table.ts';

const of = (spec: Raw = {}) => [prometheus('monitoring/k8s', spec), ...mayDiscover, serviceMonitor('shop/web')];
const BLANK =
  'non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target';
const one = observed(instance({ targets: [target(BLANK)] }));
const three = observed(
  instance({ targets: [POOL, 'serviceMonitor/a/b/0', 'podMonitor/a/c/0'].map((pool) => target(BLANK, pool)) }),
);

table('content-type-v3', [
  {
    it: 'gives the monitor a fallback',
    objects: of(),
    live: one,
    expect: {
      about: 'ServiceMonitor shop/web',

      fix: {
        kind: 'patch',
        object: { kind: 'ServiceMonitor' },
        fields: [{ path: ['spec', 'fallbackScrapeProtocol'], becomes: 'PrometheusText0.0.4' }],
      },
    },
  },
  {
    it: 'says that an HTML page is not metrics',
    objects: of(),
    live: observed(
      instance({
        targets: [
          target(
            'received unsupported Content-Type "text/html; charset=utf-8" and no fallback_scrape_protocol specified',
          ),
        ],
      }),
    ),
    expect: {},
  },
  {
    it: 'mends many at once by a default scrape class',
    objects: of(),
    live: three,
    expect: {
      about: 'Prometheus monitoring/k8s',

      fix: {
        kind: 'patch',
        object: { kind: 'Prometheus' },
        fields: [{ path: ['spec', 'scrapeClasses'], becomes: [{ default: true }] }],
      },
    },
  },
  {
    it: 'mends many at once in the default scrape class that is there',
    objects: of({ scrapeClasses: [{ name: 'a' }, { name: 'b', default: true }] }),
    live: three,
    expect: { fix: { fields: [{ path: ['spec', 'scrapeClasses', '1', 'fallbackScrapeProtocol'] }] } },
  },
  {
    it: 'leaves scrape classes without a default to their owner',
    objects: of({ scrapeClasses: [{ name: 'a' }] }),
    live: three,
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'is silent about other errors',
    objects: of(),
    live: observed(instance({ targets: [target('EOF')] })),
    expect: 'nothing',
  },
  { it: 'is silent where nobody was asked', objects: of(), expect: 'nothing' },
]);
