import { prometheus, prometheusRule } from '../../worlds.ts';
import { instance, observed, refused, ruleGroup } from '../observed.ts';
import { table } from '../table.ts';
import { stores, storing } from './stored.ts';

const rule = (...rules: readonly object[]) => prometheusRule('shop/web', { groups: [{ name: 'web', rules }] });
const alert = (expr: string) => rule({ alert: 'Web', expr });
const k8s = prometheus('monitoring/k8s');
const NAMES = ['up', 'web_up', 'web_requests_total', 'web_requests_created', 'web_open_files'];
const WEB_UP = '{__name__="web_up",job="web"}';
const asked = [k8s, alert('web_up{job="web"} == 0')];
const jobs = { 'up job': ['web', 'node'] };

table('rule-selects-nothing', [
  {
    it: 'does not take a counter that an exporter declares beside one with _total for a slip',
    objects: [k8s, alert('rate(web_requests[5m]) > 1')],
    live: storing({ names: NAMES, metadata: { web_requests: 'counter', web_requests_total: 'counter' } }),
    expect: { severity: 'info', evidence: { problem: 'not-declared', near: ['web_requests_total'] } },
  },
  {
    it: 'is silent of a namespace that is replaced',
    objects: [
      prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace' }),
      alert('web_up{namespace="shopp"} == 0'),
    ],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",namespace="shopp"}': false, '{__name__="web_up"}': true },
      values: { 'web_up namespace': ['shop'], ...jobs },
    }),
    expect: 'nothing',
  },
  {
    it: 'asks whether another metric was meant',
    objects: [k8s, alert('web_upp == 0')],
    live: storing({ names: NAMES }),
    expect: {
      severity: 'warning',
      evidence: { problem: 'misspelt', metrics: ['web_upp'], meant: 'web_up', by: ['Web'] },
    },
  },
  {
    it: 'takes what any application may have for no sign of an exporter that is not scraped',
    objects: [k8s, alert('time() - process_start_time_seconds{job="web"} < 600')],
    live: storing({ names: NAMES, values: jobs }),
    expect: { severity: 'info', evidence: { problem: 'not-declared', metrics: ['process_start_time_seconds'] } },
  },
  {
    it: 'is silent of what Prometheus writes of its scrapes with a feature that may be off',
    objects: [k8s, alert('scrape_samples_post_metric_relabeling / scrape_sample_limit > 0.9')],
    live: storing({
      names: [...NAMES, 'scrape_samples_post_metric_relabeling'],
      present: { '{__name__="scrape_samples_post_metric_relabeling"}': true },
    }),
    expect: 'nothing',
  },
  {
    it: 'takes the name of another operating system for no slip',
    objects: [k8s, alert('node_memory_active_bytes > 1e9')],
    live: storing({ names: ['up', 'node_memory_Active_bytes', 'node_load1'] }),
    expect: { severity: 'info', evidence: { problem: 'not-declared', near: ['node_memory_Active_bytes'] } },
  },
  {
    it: 'asks whether the metric with its unit was meant',
    objects: [k8s, alert('rate(web_requests[5m]) > 1')],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', evidence: { problem: 'misspelt', meant: 'web_requests_total' } },
  },
  {
    it: 'tells once of an exporter that is not scraped',
    objects: [
      k8s,
      rule(
        { alert: 'A', expr: 'db_up == 0' },
        { alert: 'B', expr: 'db_lag > 5' },
        { alert: 'C', expr: 'web_unheard{job="cache"} > 5' },
      ),
    ],
    live: storing({ names: NAMES, values: jobs }),
    expect: {
      severity: 'warning',
      evidence: {
        problem: 'not-scraped',
        metrics: ['db_up', 'db_lag', 'web_unheard'],
        signs: ['db_', 'job="cache"'],
        by: ['A', 'B', 'C'],
      },
    },
  },
  {
    it: 'only tells of a name that no exporter declares: it may come with the first event',
    objects: [k8s, alert('web_failures_total{job="web"} > 0')],
    live: storing({ names: NAMES, values: jobs }),
    expect: { severity: 'info', evidence: { problem: 'not-declared' } },
  },
  {
    it: 'only tells of a metric that an exporter declares',
    objects: [k8s, alert('rate(web_errors_total[5m]) > 0')],
    live: storing({ names: NAMES, metadata: { web_errors: 'counter' } }),
    expect: { severity: 'info', evidence: { problem: 'quiet' } },
  },
  {
    it: 'only tells of a metric that was there earlier',
    objects: asked,
    live: storing({ names: NAMES, present: { [WEB_UP]: false, '{__name__="web_up"}': false } }),
    expect: { severity: 'info', evidence: { problem: 'past' } },
  },
  {
    it: 'warns of a value that is written otherwise',
    objects: [k8s, alert('web_up{phase="Runing"} == 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",phase="Runing"}': false, '{__name__="web_up"}': true },
      values: { 'web_up phase': ['Running', 'Pending'] },
    }),
    expect: {
      severity: 'warning',
      evidence: { problem: 'value', label: 'phase', wanted: '="Runing"', meant: 'Running' },
    },
  },
  {
    it: 'warns of another job than the one that the metric has',
    objects: asked,
    live: storing({
      names: NAMES,
      present: { [WEB_UP]: false, '{__name__="web_up"}': true },
      values: { 'web_up job': ['shop-web'], 'up job': ['shop-web'] },
    }),
    expect: { severity: 'warning', evidence: { problem: 'value', label: 'job', values: ['shop-web'] } },
  },
  {
    it: 'warns of a number that Prometheus 3 writes otherwise',
    objects: [k8s, alert('web_up{le="1"} == 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",le="1"}': false, '{__name__="web_up"}': true },
      values: { 'web_up le': ['0.5', '1.0', '+Inf'] },
    }),
    expect: { severity: 'warning', evidence: { problem: 'value', meant: '1.0' } },
  },
  {
    it: 'warns of what no rule records',
    objects: [k8s, alert('web:up:ratio < 1')],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', evidence: { problem: 'not-recorded' } },
  },
  {
    it: 'only tells of a value that may come with a failure',
    objects: [k8s, alert('web_up{code=~"5.."} > 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",code=~"5.."}': false, '{__name__="web_up"}': true },
      values: { 'web_up code': ['200', '404'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'value', values: ['200', '404'] } },
  },
  {
    it: 'only tells of a label that no series has',
    objects: [k8s, alert('web_up{zone="a"} == 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",zone="a"}': false, '{__name__="web_up"}': true },
      values: { 'web_up zone': [] },
    }),
    expect: { severity: 'info', evidence: { problem: 'label', label: 'zone' } },
  },
  {
    it: 'names the labels that the metric has in place of the one that is asked for',
    objects: [k8s, rule({ alert: 'A', expr: 'web_up{cod="500"} > 0' })],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",cod="500"}': false, '{__name__="web_up"}': true },
      values: { 'web_up cod': [] },
      labels: { web_up: ['__name__', 'code', 'job'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'label', label: 'cod', labels: ['code', 'job'] } },
  },
  {
    it: 'warns of a label that is misspelt',
    objects: [k8s, rule({ alert: 'A', expr: 'web_up{namesapce="a"} > 0' })],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",namesapce="a"}': false, '{__name__="web_up"}': true },
      values: { 'web_up namesapce': [] },
      labels: { web_up: ['__name__', 'namespace', 'job'] },
    }),
    expect: { severity: 'warning', evidence: { problem: 'label', label: 'namesapce', meant: 'namespace' } },
  },
  {
    it: 'warns of a label that Prometheus adds only to what leaves it',
    objects: [k8s, rule({ alert: 'A', expr: 'web_up{cluster="eu"} == 0' })],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",cluster="eu"}': false, '{__name__="web_up"}': true },
      values: { 'web_up cluster': [] },
      labels: { web_up: ['__name__', 'job'] },
      external: ['cluster', 'prometheus'],
    }),
    expect: { severity: 'warning', evidence: { problem: 'label', label: 'cluster', external: true } },
  },
  ...[
    ['buckets of a summary', 'web_wait_seconds_bucket', 'summary', ['web_wait_seconds_count', 'web_wait_seconds_sum']],
    ['a histogram by its bare name', 'web_wait_seconds', 'histogram', ['web_wait_seconds_bucket']],
    ['the ending of a counter at a gauge', 'web_wait_seconds_total', 'gauge', ['web_wait_seconds']],
  ].map(([what, metric, type, near]) => ({
    it: `does not take for quiet ${what as string}`,
    objects: [k8s, rule({ alert: 'A', expr: `${metric as string} > 1` })],
    live: storing({ names: [...NAMES, ...(near as string[])], metadata: { web_wait_seconds: type as string } }),
    expect: { severity: 'info' as const, evidence: { problem: 'not-declared', near } },
  })),
  {
    it: 'knows the name of a counter whose family is declared without its ending',
    objects: [k8s, rule({ alert: 'A', expr: 'web_hits > 1' })],
    live: storing({ names: [...NAMES, 'web_hits_total'], metadata: { web_hits: 'counter' } }),
    expect: { severity: 'warning', evidence: { problem: 'misspelt', meant: 'web_hits_total' } },
  },
  {
    it: 'names the values where one digit is a letter',
    objects: [k8s, rule({ alert: 'A', expr: 'web_up{code="5O0"} > 0' })],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",code="5O0"}': false, '{__name__="web_up"}': true },
      values: { 'web_up code': ['200', '500'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'value', label: 'code', values: ['200', '500'] } },
  },
  {
    it: 'only tells of labels that no series has together',
    objects: [k8s, alert('web_up{a="1",b="2"} == 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",a="1",b="2"}': false, '{__name__="web_up"}': true },
      values: { 'web_up a': ['1'], 'web_up b': ['2'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'together' } },
  },
  {
    it: 'does not take the target of another application for that of the job',
    objects: [
      k8s,
      rule({ alert: 'A', expr: 'up{job="cache"} == 0' }, { alert: 'B', expr: 'web_rare{job="cache"} > 0' }),
    ],
    live: storing({
      names: NAMES,
      present: { '{__name__="up",job="cache"}': false, '{__name__="up"}': true },
      values: { ...jobs },
    }),
    expect: { times: 2, severity: 'warning', evidence: { problem: 'value', metrics: ['up'], noTarget: true } },
  },
  {
    it: 'is about the job where a metric of any exporter is there under another one',
    objects: [k8s, alert('rate(http_requests_total{job="wbe"}[5m]) > 1')],
    live: storing({
      names: ['up', 'http_requests_total'],
      present: { '{__name__="http_requests_total",job="wbe"}': false, '{__name__="http_requests_total"}': true },
      values: { 'http_requests_total job': ['web'], 'up job': ['web', 'node'] },
    }),
    expect: { severity: 'warning', evidence: { problem: 'value', wanted: '="wbe"', meant: 'web', noTarget: true } },
  },
  {
    it: 'never calls up an exporter that is not scraped',
    objects: [k8s, alert('up == 0')],
    live: storing({ names: ['web_requests_total'] }),
    expect: { severity: 'info', evidence: { problem: 'not-declared', metrics: ['up'] } },
  },
  {
    it: 'only tells of a name that is near another one, and may be right',
    objects: [
      k8s,
      rule(
        { alert: 'A', expr: 'rate(node_nfs_requests_total[5m]) > 0' },
        { alert: 'B', expr: 'rate(container_fs_reads_total[5m]) > 0' },
      ),
    ],
    live: storing({ names: ['node_nfsd_requests_total', 'container_fs_reads_bytes_total'] }),
    expect: {
      severity: 'info',
      evidence: {
        problem: 'not-declared',
        near: ['node_nfsd_requests_total', 'container_fs_reads_bytes_total'],
      },
    },
  },
  {
    it: 'only tells of a value that is the opposite of one that is there',
    objects: [k8s, alert('web_up{direction="internal",verb="PATCH"} == 0')],
    live: storing({
      names: NAMES,
      present: { '{__name__="web_up",direction="internal",verb="PATCH"}': false, '{__name__="web_up"}': true },
      values: { 'web_up direction': ['external'], 'web_up verb': ['WATCH', 'PATCH'] },
    }),
    expect: { severity: 'info', evidence: { problem: 'value', label: 'direction', wanted: '="internal"' } },
  },
  {
    it: 'does not know of a Prometheus that stores nothing at all',
    objects: [k8s, rule({ alert: 'A', expr: 'web_upp == 0' }, { alert: 'B', expr: 'up == 0' })],
    live: storing({ names: [] }),
    expect: 'unknown',
  },
  {
    it: 'does not say of an exporter under another job that it is not scraped',
    objects: [
      k8s,
      rule(
        { alert: 'A', expr: 'web_up{job="web"} == 0' },
        { alert: 'B', expr: 'web_rare{job="web"} > 0' },
        { alert: 'C', expr: 'up{job="web"} == 0' },
      ),
    ],
    live: storing({
      names: NAMES,
      present: {
        [WEB_UP]: false,
        '{__name__="web_up"}': true,
        '{__name__="up",job="web"}': false,
        '{__name__="up"}': true,
      },
      values: { 'web_up job': ['shop-web'], 'up job': ['shop-web'] },
    }),
    expect: {
      times: 2,
      severity: 'warning',
      evidence: { problem: 'value', metrics: ['web_up', 'up'], by: ['A', 'C'] },
    },
  },
  {
    it: 'knows by many metrics that their exporter is not scraped, though others begin like them',
    objects: [
      k8s,
      rule(...['a_x', 'b_x', 'c_x', 'd_x', 'e_x'].map((name) => ({ alert: name, expr: `web_${name} > 0` }))),
    ],
    live: storing({ names: ['web_other_thing'] }),
    expect: { severity: 'warning', evidence: { problem: 'not-scraped', signs: ['web_'] } },
  },
  {
    it: 'does not know of a label whose values were not told',
    objects: asked,
    live: storing({ names: NAMES, present: { [WEB_UP]: false, '{__name__="web_up"}': true } }),
    expect: 'unknown',
  },
  {
    it: 'looks behind the rule that records a metric',
    objects: [
      k8s,
      rule({ record: 'web:up:sum', expr: 'sum(web_upp)' }),
      { ...alert('web:up:sum == 0'), metadata: { ...alert('x').metadata, name: 'other' } },
    ],
    live: storing({ names: NAMES }),
    expect: { times: 2, severity: 'warning', evidence: { problem: 'misspelt', metrics: ['web_upp'], meant: 'web_up' } },
  },
  {
    it: 'looks behind a rule that is only loaded',
    objects: [k8s, alert('web:up:sum == 0')],
    live: storing(
      { names: NAMES },
      {
        rules: {
          kind: 'ok',
          value: [ruleGroup([{ name: 'web:up:sum', type: 'recording', query: 'sum(db_up)' }])],
          warnings: [],
        },
      },
    ),
    expect: { evidence: { problem: 'not-scraped', metrics: ['db_up'] } },
  },
  {
    it: 'is silent of what a rule records as soon as it can',
    objects: [k8s, rule({ record: 'web:up:sum', expr: 'sum(web_up)' }, { alert: 'Web', expr: 'web:up:sum == 0' })],
    live: storing({ names: NAMES, present: { '{__name__="web_up"}': true } }),
    expect: 'nothing',
  },
  {
    it: 'is silent where there is a series',
    objects: asked,
    live: storing({ names: NAMES, present: { [WEB_UP]: true } }),
    expect: 'nothing',
  },
  {
    it: 'is silent of absence that is asked for, and of one side of an or',
    objects: [
      k8s,
      rule(
        { alert: 'A', expr: 'absent(web_gone)' },
        { alert: 'B', expr: 'web_up unless web_gone' },
        { alert: 'C', expr: 'web_gone or web_up' },
      ),
    ],
    live: storing({ names: NAMES, present: { '{__name__="web_up"}': true } }),
    expect: 'nothing',
  },
  {
    it: 'warns of absence that is asked of a name which was not meant',
    objects: [k8s, alert('absent(web_upp)')],
    live: storing({ names: NAMES }),
    expect: { severity: 'warning', evidence: { problem: 'misspelt', absence: true } },
  },
  {
    it: 'is silent of alerts, and of an expression that cannot be read',
    objects: [k8s, rule({ alert: 'A', expr: 'ALERTS{alertname="X"} > 0' }, { alert: 'B', expr: 'web_upp{' })],
    live: storing({ names: NAMES }),
    expect: 'nothing',
  },
  {
    it: 'is silent where nobody was asked for series',
    objects: asked,
    live: observed(instance({ rules: [] })),
    expect: 'nothing',
  },
  {
    it: 'is silent about a Prometheus that does not take the rule',
    objects: [prometheus('monitoring/k8s', { ruleSelector: undefined }), alert('web_upp == 0')],
    live: storing({ names: NAMES }),
    expect: 'nothing',
  },
  {
    it: 'does not know where the names are not told',
    objects: asked,
    live: storing({}, { series: { ...stores({}), names: refused } }),
    expect: 'unknown',
  },
  {
    it: 'does not know where a question had no answer',
    objects: asked,
    live: storing({}, { series: { ...stores({ names: NAMES }), present: { [WEB_UP]: refused } } }),
    expect: 'unknown',
  },
  {
    it: 'does not know what a shard has that is not asked',
    objects: [k8s, alert('web_upp == 0')],
    live: storing({ names: NAMES }).map((each) => ({ ...each, shards: 2 })),
    expect: 'unknown',
  },
  {
    it: 'finds in one shard what another one lacks',
    objects: asked,
    live: observed(
      { ...instance({ rules: [] }), series: stores({ names: ['up'] }) },
      {
        ...instance({ rules: [], shard: 1, name: 'prometheus-k8s-shard-1-0' }),
        series: stores({ names: NAMES, present: { [WEB_UP]: true } }),
      },
    ),
    expect: 'nothing',
  },
]);
