import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dashboardQueries } from '../../../src/backends/grafana/model/dashboard-queries.ts';
import { renderDashboard } from '../../../src/backends/grafana/model/dashboard.ts';
import { toJson } from '../../../src/kube/json.ts';
import { readExposition } from '../../../src/lang/exposition/index.ts';
import { parseExpression } from '../../../src/lang/promql/index.ts';
import { lintRuleSpec } from '../../../src/lang/rules/rule.ts';
import type { AlertingRule, DashboardSpec, Family, Profile, Scrape } from '../../../src/model/index.ts';
import { alertsOf, tunedVariant } from '../../../src/plan/tuned-variant.ts';
import { nothingSet } from '../../../src/plan/written-settings.ts';
import { profileFrom } from '../../../src/profiles/generic/index.ts';
import { asLoaded } from '../../rules/as-loaded.ts';
import { seedOr } from '../../seed.ts';
import { one, WORLDS } from './worlds.ts';

const scrape: Scrape = {
  name: 'promwire-web',
  serviceLabels: { app: 'web' },
  port: { name: 'http', number: 8080 },
  path: '/metrics',
  interval: '30s',
  metricRelabelings: [],
};
const web = { id: 'web', title: 'Service web', namespace: 'shop', job: 'web' };

const read = (page: string): readonly Family[] => readExposition(`${page.trim()}\n`, 'text').families;
const made = (page: string): Profile => profileFrom(web, scrape, read(page));
const alertsIn = (profile: Profile): readonly AlertingRule[] =>
  profile.variants[0]!.rules.flatMap(({ rules }) => rules as readonly AlertingRule[]);
const board = (profile: Profile): DashboardSpec => profile.variants[0]!.dashboards[0]!;
const panels = (profile: Profile) => board(profile).rows.flatMap((row) => row.panels);
const exprOf = (profile: Profile, end: string): string | undefined =>
  alertsIn(profile).find(({ alert }) => alert === `Web${end}`)?.expr;

/** What Prometheus and Grafana would say of all that is made. */
const faults = (profile: Profile): readonly string[] => {
  const [variant] = profile.variants;
  const spec = toJson({ groups: asLoaded(variant!.rules) });
  const refused = lintRuleSpec(spec, { evaluator: 'prometheus' }).problems.map(({ message }) => message);
  const queries = variant!.dashboards.flatMap((each) => dashboardQueries(each));
  const unread = queries.flatMap(({ panel, expr }) => {
    const answer = parseExpression(expr);
    return answer.kind === 'ok' ? [] : [`${panel}: ${expr}`];
  });
  const text = JSON.stringify([variant!.rules, variant!.dashboards.map(renderDashboard)]);
  return [...refused, ...unread, ...(/<%|%>/.test(text) ? ['a hole is open'] : [])];
};

const ON_TARGETS = [
  'Absent',
  'AllTargetsDown',
  'TargetDown',
  'ScrapeTimesOut',
  'Restarts',
  'ScrapeLosesSamples',
  'SeriesNearLimit',
];

describe('of any application', () => {
  it('the targets are watched, even where the page is empty', () => {
    const profile = profileFrom(web, scrape, []);
    expect(alertsIn(profile).map(({ alert }) => alert)).toEqual(ON_TARGETS.map((end) => `Web${end}`));
    expect(exprOf(profile, 'Absent')).toBe('absent(up{job="web",namespace="shop"})');
    expect(faults(profile)).toEqual([]);
    expect(profile.variants[0]!.absenceAlerts).toEqual(['WebAbsent']);
  });

  it('a monitor that drops series on purpose raises no alert about it', () => {
    const dropping = { ...scrape, metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }] };
    expect(alertsIn(profileFrom(web, dropping, [])).map(({ alert }) => alert)).not.toContain('WebScrapeLosesSamples');
  });

  it.each(WORLDS.map((world) => [world.name, world] as const))('%s: the alerts that need no number', (_, world) => {
    const profile = made(world.page);
    const own = alertsIn(profile).flatMap(({ alert }) => (ON_TARGETS.includes(alert.slice(3)) ? [] : [alert.slice(3)]));
    expect(own.toSorted()).toEqual(world.alerts.toSorted());
    expect(board(profile).rows.map(({ title }) => title)).toEqual(expect.arrayContaining([...world.rows]));
    expect(faults(profile)).toEqual([]);
  });

  it('requests fail where none is answered well; one path may fail by design', () => {
    const page = one('counter', 'http_requests_total{code="200",handler="/"}');
    const sum = (match: string) =>
      `sum by (namespace, job) (rate(http_requests_total{job="web",namespace="shop",${match}}[5m])) > 0`;
    expect(exprOf(made(page), 'HttpRequestsAllFail')).toBe(`${sum('code=~"5.."')} unless ${sum('code!~"5.."')}`);
  });

  it('what is tried again ever more rarely is watched for longer than the longest gap', () => {
    const page = one('counter', 'controller_runtime_reconcile_total{controller="a",result="success"}');
    expect(exprOf(made(page), 'ReconciliationsAllFail')).toContain('result=~"error"}[20m])) > 0 unless');
  });

  it('how a stream ended is no answer: calls fail where all with one answer do', () => {
    const call = 'grpc_server_handled_total{grpc_code="OK",grpc_service="a.B",grpc_type="unary"}';
    expect(exprOf(made(one('counter', call)), 'GrpcCallsAllFail')).toContain('grpc_type="unary",grpc_code!~"');
  });

  it('a time has no panel of a value that grows for ever', () => {
    const of = (name: string): string => JSON.stringify(board(made(one('gauge', name))).rows);
    const past = ['traefik_config_last_reload_success', 'minio_node_process_starttime_seconds', 'kube_pod_created'];
    expect(past.filter((name) => !of(name).includes('time() - ('))).toEqual([]);
    const coming = ['probe_ssl_earliest_cert_expiry', 'traefik_tls_certs_not_after', 'a_expiration_timestamp_seconds'];
    expect(coming.filter((name) => !of(name).includes('> 1e9) - time())'))).toEqual([]);
  });

  it('when a counter was made is no panel', () => {
    const page = [one('counter', 'jobs_total{kind="a"}'), one('gauge', 'jobs_created{kind="a"}')].join('\n');
    expect(JSON.stringify(board(made(page)))).not.toContain('jobs_created');
  });

  it('a configuration that was not changed for long is no task that did not succeed', () => {
    const settings = (name: string) => made(one('gauge', name)).settings.map((setting) => setting.name);
    expect(settings('prometheus_config_last_reload_success_timestamp_seconds')).not.toContain('stale');
    expect(settings('a_last_success_timestamp_seconds')).toContain('stale');
  });

  it('a time is past only where it can be one, and a source is gone only where an exporter says so', () => {
    expect(exprOf(made(one('gauge', 'web_cert_expiry')), 'Expired')).toBe(
      '(web_cert_expiry{job="web",namespace="shop"} > 1000000000 < time())',
    );
    expect(exprOf(made(one('gauge', 'link_up')), 'SourceDown')).toBeUndefined();
    expect(exprOf(made(one('gauge', 'redis_up')), 'SourceDown')).toContain('redis_up');
  });

  it('samples are lost by relabeling only where the page is taken', () => {
    expect(exprOf(made(''), 'ScrapeLosesSamples')).toContain(
      'scrape_samples_post_metric_relabeling{job="web",namespace="shop"} and up{job="web",namespace="shop"} == 1) > 0',
    );
  });

  it('applications of one name in two namespaces have dashboards of two titles', () => {
    const titles = ['shop', 'shop2'].map((namespace) => board(profileFrom({ ...web, namespace }, scrape, [])).title);
    expect(titles).toEqual(['Service web (shop)', 'Service web (shop2)']);
  });

  it.each(['on', 'bool', 'by', 'ignoring', 'group_left', 'atan2', 'offset', 'without', 'and', 'OR', 'unless', 'sum'])(
    'a metric may be called %s',
    (name) => {
      const profile = made(one('gauge', name));
      expect(faults(profile)).toEqual([]);
      expect(JSON.stringify(board(profile))).toContain(String.raw`{__name__=\"${name}\"`);
    },
  );

  it('a time without a unit may be in milliseconds, and the start of a machine is a time', () => {
    const of = (name: string): string => JSON.stringify(board(made(one('gauge', name))).rows);
    expect(of('web_seen_timestamp')).toContain('> 1e11) / 1000 or ');
    expect(of('node_boot_time_seconds')).toContain('time() - (node_boot_time_seconds{');
  });

  it('families that OpenMetrics declares and that have no samples yet are asked for by the names of their series', () => {
    const page = '# TYPE a counter\n# TYPE b info\n# TYPE c gaugehistogram\n# EOF\n';
    const profile = profileFrom(web, scrape, readExposition(page, 'openmetrics').families);
    const text = JSON.stringify(board(profile).rows);
    expect(['rate(a_total{', '"b_info{', ', c_gcount{'].map((each) => text.includes(each))).toEqual([true, true, true]);
  });

  it('summaries that share a graph are called what they are', () => {
    const many = Array.from({ length: 70 }, (_, i) => `# TYPE web_s${i}_seconds summary\nweb_s${i}_seconds_count 1\n`);
    const titles = panels(made(many.join(''))).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('99 of 100'))).toEqual([]);
    expect(titles.some((title) => title.includes(': mean'))).toBe(true);
  });

  it('requests that are declared and not counted yet have the one label that their project gives them', () => {
    const before = '# TYPE grpc_server_handled_total counter\n# TYPE http_requests_total counter\n';
    expect(exprOf(made(before), 'GrpcCallsAllFail')).toContain('grpc_code=~"Unknown|');
    expect(exprOf(made(before), 'HttpRequestsAllFail')).toBeUndefined();
  });

  it('every family has a panel, once', () => {
    for (const { page } of WORLDS) {
      const text = JSON.stringify(panels(made(page)).flatMap(({ queries }) => queries.map(({ expr }) => expr)));
      for (const { name } of read(page)) expect([name, text.includes(name)]).toEqual([name, true]);
    }
  });
});

describe('a threshold that nobody gave', () => {
  const page = `
# TYPE http_requests_total counter
http_requests_total{code="200",handler="/"} 5
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="+Inf"} 5
http_request_duration_seconds_sum 1
http_request_duration_seconds_count 5
# TYPE backup_last_success_timestamp_seconds gauge
backup_last_success_timestamp_seconds 1.7e9
`;
  const profile = made(page);
  const [variant] = profile.variants;
  const under = (values: Readonly<Record<string, string>>) =>
    tunedVariant(profile, variant!, { ...nothingSet, values });

  it('is a setting, and its alert is there only when it is given', () => {
    expect(profile.settings.map(({ name, standard }) => `${name} ${standard}`)).toEqual([
      'nearLimit 0.9',
      'errors off',
      'slow off',
      'stale off',
      'growth off',
    ]);
    const names = (values: Readonly<Record<string, string>>) =>
      under(values).rules.flatMap(({ rules }) =>
        rules.flatMap((rule) => ('alert' in rule ? [rule.alert.slice(3)] : [])),
      );
    const off = ['SeriesGrow', 'HttpRequestsFail', 'HttpRequestsSlow', 'NoSuccess'];
    expect(names({}).filter((name) => off.includes(name))).toEqual([]);
    const all = { errors: '0.05', slow: '500ms', stale: '1d', growth: '2' };
    expect(names(all).filter((name) => off.includes(name))).toEqual(off);
    expect(names({ ...all, slow: 'off' })).not.toContain('HttpRequestsSlow');
    const text = JSON.stringify(under(all).rules);
    expect(text).toContain('> 0.05');
    expect(text).toContain('> 0.5');
    expect(text).toContain('> 86400');
    expect(text).not.toContain('"needs"');
    expect(alertsOf(profile).map(({ alert }) => alert)).toContain('WebHttpRequestsSlow');
  });
});

describe('a setting that an application does not have', () => {
  it('is answered with those that it has', () => {
    const profile = profileFrom(web, scrape, []);
    const set = () => tunedVariant(profile, profile.variants[0]!, { ...nothingSet, values: { errors: '0.1' } });
    expect(set).toThrow(expect.objectContaining({ hint: 'It has: nearLimit, growth.' }));
  });
});

describe('a name, and what is declared', () => {
  const panel = (page: string, title: string) => panels(made(page)).filter((one) => one.title.startsWith(title));

  it.each([
    ['a counter', '# TYPE jobs_done_total counter\njobs_done_total 1', 'rate(jobs_done_total{', 'cps'],
    [
      'bytes that are counted',
      '# TYPE sent_bytes_total counter\nsent_bytes_total 1',
      'rate(sent_bytes_total{',
      'binBps',
    ],
    ['a counter that is not declared', 'jobs_done_total 1', 'rate(jobs_done_total{', 'cps'],
    ['a gauge with the name of a counter', '# TYPE jobs_total gauge\njobs_total 1', 'topk(10, jobs_total{', 'short'],
    ['bytes', '# TYPE heap_bytes gauge\nheap_bytes 1', 'topk(10, heap_bytes{', 'bytes'],
    ['a ratio', '# TYPE hit_ratio gauge\nhit_ratio 1', 'topk(10, hit_ratio{', 'percentunit'],
    [
      'a time',
      '# TYPE start_timestamp_seconds gauge\nstart_timestamp_seconds 1',
      'time() - (start_timestamp_seconds{',
      's',
    ],
  ])('%s', (_, page, part, unit) => {
    const [name = ''] = /^\w+(?= 1$)/m.exec(page) ?? [];
    const [one] = panel(page, name);
    expect(one?.queries[0]?.expr).toContain(part);
    expect(one?.unit).toBe(unit);
  });

  it('a histogram is a heatmap and quantiles, in the native form too, unless it is known not to be one', () => {
    const families = read(
      '# TYPE job_seconds histogram\njob_seconds_bucket{le="+Inf"} 1\njob_seconds_sum 1\njob_seconds_count 1',
    );
    const kinds = (all: readonly Family[]) =>
      panels(profileFrom(web, scrape, all)).filter(({ title }) => title.startsWith('job_seconds'));
    expect(kinds(families).map(({ kind, unit }) => [kind, unit])).toEqual([
      ['heatmap', 's'],
      ['timeseries', 's'],
    ]);
    const [heatmap, quantiles] = kinds(families).map(({ queries }) => queries.map(({ expr }) => expr));
    const chosen = '{job="web",namespace=~"$namespace",pod=~"$pod"}[$__rate_interval]';
    expect(heatmap).toEqual([`sum(rate(job_seconds${chosen})) or sum by (le) (rate(job_seconds_bucket${chosen}))`]);
    expect(quantiles).toHaveLength(4);
    expect(quantiles![0]).toMatch(/^\(histogram_quantile\(0\.5, sum\(?.*job_seconds\{.* or .*job_seconds_bucket/);
    expect(quantiles![3]).toMatch(/^histogram_avg\(.*job_seconds\{.* or .*job_seconds_sum.*job_seconds_count/);
    const classic = kinds(families.map((family) => ({ ...family, native: false })));
    expect(JSON.stringify(classic)).not.toContain('job_seconds{');
  });

  it('an info is a table of its labels', () => {
    const [info] = panel('# TYPE build_info gauge\nbuild_info{version="1",commit="a"} 1', 'build_info');
    expect(info).toMatchObject({ kind: 'table' });
    expect(info?.columns?.map(({ title }) => title)).toEqual(['pod', 'commit', 'version']);
  });

  it('a label that a target has too is stored under another name', () => {
    const [one] = panel('# TYPE pods_seen gauge\npods_seen{namespace="a",pod="b",phase="c"} 1', 'pods_seen');
    expect(one?.queries[0]?.legend).toBe('{{pod}} {{exported_namespace}} {{phase}} {{exported_pod}}');
  });
});

describe('what others write on a page', () => {
  it('is never filled in: holes, templates, variables', () => {
    const help = String.raw`<%x%> {{ $labels.pod }} $__interval [[ ]] <script>alert(1)</script> \n `;
    const profile = made(`# HELP jobs ${help}\n# TYPE jobs gauge\njobs 1`);
    const text = panels(profile).find(({ title }) => title === 'jobs')!.description;
    expect(text).not.toMatch(/<%|\{\{|\$|\[\[|[<>\n]/);
    expect(faults(profile)).toEqual([]);
  });

  it('whatever names they take, all that is made can be read', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'inf',
        'nan',
        'sum',
        'by',
        'le',
        'job',
        'pod',
        'up',
        'http_requests_total',
        'a.b',
        'ä',
        '"',
        '\\',
        '$pod',
        '<%a%>',
        '{{',
        ' ',
      ),
      fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
      fc.stringMatching(/^[a-z]{1,4}(_[a-z]{1,4}){0,4}(_total|_bytes|_seconds|_info|_up)?$/),
    );
    const family: fc.Arbitrary<Family> = fc.record({
      name: word,
      type: fc.constantFrom(
        'counter',
        'gauge',
        'histogram',
        'gaugehistogram',
        'summary',
        'info',
        'stateset',
        'unknown',
      ),
      help: fc.string({ maxLength: 40 }),
      labels: fc.array(word, { maxLength: 5 }),
      series: fc.constant([]),
      values: fc.constant({}),
      samples: fc.constant(1),
      native: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(family, { maxLength: 120 }),
        fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$/),
        (families, id) => {
          const profile = profileFrom({ ...web, id }, scrape, families);
          const names = alertsIn(profile).map(({ alert }) => alert);
          expect(new Set(names).size).toBe(names.length);
          expect(names.filter((name) => !/^[A-Za-z]\w*$/.test(name))).toEqual([]);
          expect(board(profile).uid.length).toBeLessThanOrEqual(40);
          expect(Math.max(0, ...panels(profile).map(({ queries }) => queries.length))).toBeLessThan(26);
          expect(faults(profile)).toEqual([]);
        },
      ),
      { numRuns: Number(process.env['PROMWIRE_RUNS'] ?? 60), seed: seedOr(1) },
    );
  });
});

describe('very many families', () => {
  const many = (count: number): readonly Family[] =>
    Array.from({ length: count }, (_, index): Family => {
      const type = (['counter', 'gauge', 'histogram', 'summary', 'gauge'] as const)[index % 5]!;
      const name = `big_part${index % 23}_${['a', 'b', 'c'][index % 3]}_thing${index}${type === 'counter' ? '_total' : type === 'histogram' ? '_seconds' : ''}`;
      return { name, type, help: 'A thing.', labels: ['code', 'kind'], series: [name], values: {}, samples: 4 };
    });

  it('leaves out what no ConfigMap would hold, and says so', () => {
    const long = many(1500).map((family) => ({ ...family, name: `${'very_'.repeat(20)}${family.name}` }));
    const profile = profileFrom(web, scrape, long);
    expect(board(profile).description).toMatch(/ \d{3,4} of 1500 are not here/);
    expect(Buffer.byteLength(JSON.stringify(renderDashboard(board(profile)), null, 2))).toBeLessThan(1_000_000);
  });

  it.each([20, 100, 400, 1500])('%i: rows that a reader can look through, and a ConfigMap that holds it', (count) => {
    const profile = profileFrom(web, scrape, many(count));
    const { rows } = board(profile);
    const open = rows.flatMap((row) => (row.collapsed ? [] : row.panels)).length;
    expect(rows.length).toBeLessThanOrEqual(60);
    expect(open).toBeLessThanOrEqual(60);
    expect(Math.max(...rows.map((row) => row.panels.length))).toBeLessThanOrEqual(40);
    expect(Buffer.byteLength(JSON.stringify(renderDashboard(board(profile)), null, 2))).toBeLessThan(1_000_000);
    expect(faults(profile)).toEqual([]);
  });
});
