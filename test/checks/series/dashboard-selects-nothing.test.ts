import { dashboard, grafana, prometheus } from '../../worlds.ts';
import { instance, observed, refused } from '../observed.ts';
import { table } from '../table.ts';
import { stores, storing } from './stored.ts';

const panels = (...exprs: readonly string[]) =>
  dashboard('shop/web', { panels: exprs.map((expr) => ({ title: 'P', targets: [{ expr }] })) });
const k8s = prometheus('monitoring/k8s');
const NAMES = ['up', 'web_up', 'web_requests_total'];

table('dashboard-selects-nothing', [
  {
    it: 'asks whether another metric was meant, whatever the variables are',
    objects: [k8s, panels('rate(web_reqeusts_total{job="$job"}[$__rate_interval])', 'web_up{job=~"${job:regex}"}')],
    live: storing({ names: NAMES, present: { '{__name__="web_up"}': true } }),
    expect: {
      severity: 'warning',
      about: 'ConfigMap shop/web',
      evidence: { problem: 'misspelt', meant: 'web_requests_total', by: ['P'] },
    },
  },
  {
    it: 'tells once of an exporter that is not scraped',
    objects: [k8s, panels('db_up', 'db_lag')],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', evidence: { problem: 'not-scraped', metrics: ['db_up', 'db_lag'] } },
  },
  {
    it: 'is silent of what one of two shards has',
    objects: [k8s, panels('web_up')],
    live: observed(
      { ...instance({ rules: [] }), series: stores({ names: ['up'] }) },
      {
        ...instance({ rules: [], shard: 1, name: 'prometheus-k8s-shard-1-0' }),
        series: stores({ names: NAMES, present: { '{__name__="web_up"}': true } }),
      },
    ),
    expect: 'nothing',
  },
  {
    it: 'is silent of what another Prometheus has',
    objects: [prometheus('monitoring/a'), prometheus('monitoring/b'), panels('web_up')],
    live: ['a', 'b'].flatMap((name) =>
      storing(name === 'a' ? { names: ['up'] } : { names: NAMES, present: { '{__name__="web_up"}': true } }).map(
        (each) => ({
          ...each,
          stack: { ...each.stack, name },
        }),
      ),
    ),
    expect: 'nothing',
  },
  {
    it: 'does not know what a Prometheus has that does not answer',
    objects: [prometheus('monitoring/a'), prometheus('monitoring/b'), panels('web_upp')],
    live: ['a', 'b'].flatMap((name) =>
      storing({ names: NAMES }, name === 'a' ? {} : { series: { ...stores({}), names: refused } }).map((each) => ({
        ...each,
        stack: { ...each.stack, name },
      })),
    ),
    expect: 'unknown',
  },
  { it: 'is silent where nobody was asked for series', objects: [k8s, panels('web_upp')], expect: 'nothing' },
  {
    it: 'is silent of what cannot be read',
    objects: [k8s, grafana('monitoring/grafana'), panels('$fun(web_upp{', '{app="x"} |= "error"')],
    live: storing({ names: NAMES }),
    expect: 'nothing',
  },
]);
