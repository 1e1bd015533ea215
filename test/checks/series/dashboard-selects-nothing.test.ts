import { gzipSync } from 'node:zlib';
import { dashboard, grafana, grafanaDashboard, prometheus } from '../../worlds.ts';
import { instance, observed, refused } from '../observed.ts';
import { table } from '../table.ts';
import { stores, storing } from './stored.ts';

const panels = (...exprs: readonly string[]) =>
  dashboard('shop/web', { panels: exprs.map((expr) => ({ title: 'P', targets: [{ expr }] })) });
const text = (...exprs: readonly string[]): string =>
  JSON.stringify({ title: 'W', panels: exprs.map((expr) => ({ title: 'P', targets: [{ expr }] })) });
const ofOperator = (spec: Readonly<Record<string, unknown>>) => grafanaDashboard('shop/web', spec);
const slip = { problem: 'misspelt', meant: 'web_requests_total' } as const;
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
    it: 'tells of a variable that takes its values from a label that no series has',
    objects: [
      k8s,
      dashboard('shop/web', {
        templating: { list: [{ type: 'query', name: 'team', query: 'label_values(web_up, team)' }] },
      }),
    ],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",team=~".+"}': false, '{__name__="web_up"}': true },
      values: { 'web_up team': [] },
      labels: { web_up: ['job', 'pod'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'label', label: 'team', by: ['variable team'] } },
  },
  {
    it: 'does not know what panels of the library ask for',
    objects: [
      k8s,
      dashboard('shop/web', { panels: [{ title: 'Shared', libraryPanel: { uid: 'a', name: 'Shared' } }] }),
    ],
    live: storing({ names: NAMES }),
    expect: 'unknown',
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
  {
    it: 'reads the text of a GrafanaDashboard',
    objects: [k8s, ofOperator({ json: text('web_reqeusts_total') })],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', about: 'GrafanaDashboard shop/web', evidence: slip },
  },
  {
    it: 'reads one that is zipped',
    objects: [k8s, ofOperator({ gzipJson: gzipSync(text('web_reqeusts_total')).toString('base64') })],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', evidence: slip },
  },
  {
    it: 'tells of the ConfigMap that it refers to once',
    objects: [
      k8s,
      ofOperator({ configMapRef: { name: 'web', key: 'a.json' } }),
      dashboard('shop/web', JSON.parse(text('web_reqeusts_total')) as Record<string, unknown>, {}, 'a.json'),
    ],
    live: storing({ names: NAMES }),
    expect: { about: 'ConfigMap shop/web', evidence: slip },
  },
  ...[
    ['an address', { url: 'https://example.org/d.json' }],
    ['grafana.com', { grafanaCom: { id: 1860 } }],
    ['Jsonnet', { jsonnet: '{}' }],
    ['a ConfigMap that was not read', { configMapRef: { name: 'other', key: 'a.json' } }],
  ].map(([what, spec]) => ({
    it: `does not know one that is from ${what as string}`,
    objects: [k8s, ofOperator(spec as Record<string, unknown>)],
    live: storing({ names: NAMES }),
    expect: 'unknown' as const,
  })),
  {
    it: 'does not ask a Prometheus for what an input fills in from elsewhere',
    objects: [
      k8s,
      ofOperator({
        json: JSON.stringify({
          __inputs: [{ name: 'DS_LOGS', type: 'datasource', pluginId: 'loki' }],
          panels: [{ title: 'P', datasource: '${DS_LOGS}', targets: [{ expr: 'web_reqeusts_total' }] }],
        }),
      }),
    ],
    live: storing({ names: NAMES }),
    expect: 'nothing',
  },
]);
