import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import {
  endpoints,
  grafana,
  mayDiscover,
  mayReadMaps,
  namespace,
  operator,
  pod,
  prometheus,
  service,
  workload,
} from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const PAGE = `# TYPE http_requests_total counter
http_requests_total{code="200",method="GET"} 3
# TYPE shop_orders_total counter
shop_orders_total{kind="a"} 3
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.7e9
# TYPE backup_last_success_timestamp_seconds gauge
backup_last_success_timestamp_seconds 1.7e9
# TYPE request_duration_seconds histogram
request_duration_seconds_bucket{le="1"} 1
request_duration_seconds_bucket{le="+Inf"} 1
request_duration_seconds_sum 1
request_duration_seconds_count 1
# TYPE build_info gauge
build_info{version="1"} 1
`;

const world = [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } }),
  operator(),
  grafana('monitoring/grafana'),
  ...mayReadMaps,
  ...mayDiscover,
  service('shop/web', {
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'admin', port: 8081, targetPort: 8081 },
    ],
  }),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
];

/** A folder with a cluster as files, a page of metrics, and the profile that init prints for it. */
const withProfile = async (
  use: (at: {
    readonly folder: string;
    readonly text: string;
    readonly generate: (...argv: readonly string[]) => ReturnType<typeof run>;
  }) => Promise<void>,
): Promise<void> => {
  await inFolder(async (folder) => {
    write(folder, 'cluster.yaml', yamlOf(world));
    write(folder, 'page.txt', PAGE);
    const files = ['--from', join(folder, 'cluster.yaml')];
    const made = await run([
      'profile',
      'init',
      'service/web',
      '-n',
      'shop',
      '--port',
      'http',
      ...files,
      '--metrics',
      join(folder, 'page.txt'),
    ]);
    expect({ err: made.err, code: made.code }).toMatchObject({ code: 0 });
    write(folder, 'web.yaml', made.out);
    await use({ folder, text: made.out, generate: async (...argv) => await run(['generate', ...argv, ...files]) });
  });
};

describe('promwire profile init', () => {
  it('prints what setup of that application makes, byte for byte', async () => {
    await withProfile(async ({ folder, generate }) => {
      const bySubject = await generate(
        'service/web',
        '-n',
        'shop',
        '--port',
        'http',
        '--metrics',
        join(folder, 'page.txt'),
      );
      const byFile = await generate('--profile', join(folder, 'web.yaml'));
      expect(byFile.out).toBe(bySubject.out);
      expect(byFile.code).toBe(0);
      expect(readFileSync(join(folder, 'web.yaml'), 'utf8')).toContain('kind: ApplicationProfile');
    });
  });

  it.each(['deployment/web', 'pod/web-1'])('prints the same for %s, which a Service leads to', async (word) => {
    await inFolder(async (folder) => {
      write(
        folder,
        'cluster.yaml',
        yamlOf([
          ...world,
          workload('shop/web', 'web', { app: 'web' }, { ports: [{ name: 'http', containerPort: 8080 }] }),
        ]),
      );
      const page = [
        '--metrics',
        write(folder, 'page.txt', PAGE),
        '--from',
        join(folder, 'cluster.yaml'),
        '-n',
        'shop',
        '--port',
        'http',
      ];
      const file = write(folder, 'web.yaml', (await run(['profile', 'init', word, ...page])).out);
      const bySubject = await run(['generate', word, ...page]);
      const byFile = await run(['generate', '--profile', file, '--from', join(folder, 'cluster.yaml')]);
      expect(bySubject.out).toContain('kind: PrometheusRule');
      expect(byFile.out).toBe(bySubject.out);
    });
  });

  it('says of a profile that comes with promwire what to do instead', async () => {
    const { code, err } = await run(['profile', 'init', 'kuberhealthy']);
    expect(oneLine(err)).toContain('promwire settings kuberhealthy prints what can be set');
    expect(code).toBe(2);
  });
});

/** What a text of the file becomes, and what then is and is not among the manifests. */
const EDITS: readonly (readonly [
  name: string,
  edit: (text: string) => string,
  there: RegExp | string,
  gone?: RegExp | string,
])[] = [
  [
    'an alert removed',
    (text) => text.replace(/ {2}- name: ServiceWebRestarts\n(?: {4}.*\n)+/, ''),
    'ServiceWebTargetDown',
    'ServiceWebRestarts',
  ],
  [
    'an expr changed',
    (text) =>
      text.replace('expr: absent(up{job="<%job%>",namespace="<%namespace%>"})', 'expr: absent(up{job="<%job%>"})'),
    'absent(up{job="web"})',
  ],
  [
    'a severity and a for changed',
    (text) => text.replace('for: 10m\n    severity: critical', 'for: 3m\n    severity: page'),
    /for: 3m\n\s+labels:\n\s+severity: page/,
  ],
  [
    'an alert added, with a runbook',
    (text) =>
      text.replace(
        'alerts:\n',
        `alerts:\n  - name: NoOrders\n    expr: rate(shop_orders_total{job="<%job%>"}[10m]) == 0\n    severity: warning\n    runbook: https://example.com/orders\n`,
      ),
    /alert: NoOrders[^]*runbook_url: https:\/\/example\.com\/orders/,
  ],
  [
    'an alert added, in the panel of those that fire',
    (text) => text.replace('alerts:\n', 'alerts:\n  - {name: NoOrders, expr: vector(1), severity: info}\n'),
    /alertname=~\\"NoOrders\|/,
  ],
  [
    'a panel added',
    (text) =>
      text.replace(
        '- title: Is it up\n      panels:\n',
        '- title: Is it up\n      panels:\n        - title: Orders now\n          kind: stat\n          queries: [{expr: "sum(shop_orders_total{job=\\"<%job%>\\"})"}]\n          unit: short\n',
      ),
    /Orders now[^]*sum\(shop_orders_total\{job=/,
  ],
  ['the unit of a panel', (text) => text.replace('unit: reqps', 'unit: ops'), '"unit": "ops"', '"unit": "reqps"'],
  [
    'the dashboard removed',
    (text) => text.replace(/^dashboard:\n(?: .*\n)+/m, '').replace('  - kind: dashboard-present\n', ''),
    'kind: PrometheusRule',
    'kind: ConfigMap',
  ],
  [
    'the port and the path',
    (text) => text.replace('port: http', 'port: 8081').replace('path: /metrics', 'path: /admin/metrics'),
    /port: admin\n\s+path: \/admin\/metrics|path: \/admin\/metrics[^]*port: admin/,
  ],
  [
    'the interval and the time-out',
    (text) => text.replace('interval: 30s', 'interval: 1m\n  timeout: 20s'),
    /interval: 1m[^]*scrapeTimeout: 20s|scrapeTimeout: 20s[^]*interval: 1m/,
  ],
  ['https', (text) => text.replace('scheme: http', 'scheme: https'), /scheme: https/],
  [
    'a relabeling',
    (text) =>
      text.replace(
        'scrape:\n',
        'scrape:\n  metricRelabelings: [{action: drop, sourceLabels: [__name__], regex: go_.*}]\n',
      ),
    'go_.*',
  ],
  [
    'a setting given',
    (text) => text.replace('form: share\n    value: "off"', 'form: share\n    value: 0.05'),
    /alert: ServiceWebHttpRequestsFail[^]*>\s+0\.05/,
  ],
];

describe('an edited profile', () => {
  it.each(EDITS.map(([name, edit, there, gone]) => ({ name, edit, there, gone })))(
    'has the effect of $name',
    async ({ edit, there, gone }) => {
      await withProfile(async ({ folder, text, generate }) => {
        const edited = edit(text);
        expect(edited).not.toBe(text);
        const { out, err, code } = await generate('--profile', write(folder, 'edited.yaml', edited));
        expect({ err, code }).toMatchObject({ code: 0 });
        const flat = out.replaceAll(/\n\s+(?=[)>])/g, ' ');
        expect(flat).toMatch(there);
        if (gone !== undefined) expect(flat).not.toMatch(gone);
      });
    },
  );

  it('finds the application by labels, and in the namespace of -n', async () => {
    await withProfile(async ({ folder, text, generate }) => {
      const byLabels = text.replace('  name: web\n', '  labels: {app: web}\n');
      const shop = await generate('--profile', write(folder, 'labels.yaml', byLabels));
      expect(shop.out).toBe((await generate('--profile', join(folder, 'web.yaml'))).out);
      const none = await generate(
        '--profile',
        write(folder, 'none.yaml', byLabels.replace('{app: web}\n', '{app: none}\n')),
      );
      expect(oneLine(none.err)).toContain('there is no Service with the labels app=none');
      const other = await generate('--profile', join(folder, 'web.yaml'), '-n', 'elsewhere');
      expect(oneLine(other.err)).toContain('namespace elsewhere');
    });
  });

  it('is what settings and dashboard export print from', async () => {
    await withProfile(async ({ folder }) => {
      const file = join(folder, 'web.yaml');
      const set = await run(['settings', '--profile', file]);
      expect(set.out).toContain('# errors: off');
      expect(set.out).toContain(`promwire setup --profile ${file} --settings FILE`);
      const shown = await run(['dashboard', 'export', '--profile', file]);
      expect(shown.out).toContain('"uid": "promwire-shop-service-web"');
      expect(shown.out).not.toContain('<%');
    });
  });

  it('goes with no word and no page of metrics', async () => {
    await withProfile(async ({ folder, generate }) => {
      const file = join(folder, 'web.yaml');
      expect(oneLine((await generate('service/web', '--profile', file)).err)).toContain('one application at a time');
      expect(oneLine((await generate('--profile', file, '--metrics', file)).err)).toContain('not with --profile');
    });
  });
});

/** What is wrong, the text of the file, and what is said. */
const WRONG: readonly (readonly [name: string, edit: (text: string) => string, said: RegExp])[] = [
  [
    'an unknown field',
    (text) => text.replace('  interval:', '  intervall:'),
    /:\d+:3: scrape\.intervall: no such field; did you mean interval\?.*scrape has: .*port, path/,
  ],
  ['an unknown section', (text) => `${text}alert: []\n`, /:\d+:1: alert: no such field; did you mean alerts\?/],
  [
    'a word that is none of those',
    (text) => text.replace('kind: timeseries', 'kind: timeserie'),
    /kind: must be one of stat, timeseries, table, state-timeline, heatmap; did you mean timeseries\?/,
  ],
  [
    'another kind',
    (text) => text.replace('kind: ApplicationProfile', 'kind: Profile'),
    /:\d+:1: kind: must be ApplicationProfile/,
  ],
  ['a number for a text', (text) => text.replace('path: /metrics', 'path: 3'), /:\d+:3: scrape\.path: must be string/],
  ['a list for a map', (text) => text.replace(/^settings:\n(?: .*\n)+/m, 'settings: []\n'), /settings: must be object/],
  [
    'an expression that does not parse',
    (text) => text.replace('expr: absent(up', 'expr: absent(up('),
    /:\d+:5: alerts\.0\.expr: /,
  ],
  [
    'a query that does not parse',
    (text) => text.replace('expr: sum(up{', 'expr: sum(up{{'),
    /:\d+:\d+: dashboard\.rows\.0\.panels\.0\.queries\.0\.expr: Prometheus cannot read it/,
  ],
  [
    'a query that must have a result and does not parse',
    (text) => text.replace('query: scrape_samples_scraped{', 'query: scrape_samples_scraped{{'),
    /expectations\.2\.query: Prometheus cannot read it/,
  ],
  [
    'a template that Prometheus refuses',
    (text) => text.replace('summary: Nothing of', 'summary: "{{ end }}" # '),
    /:\d+:\d+: alerts\.0.*: .*(?:template|end)/,
  ],
  [
    'a setting that is none',
    (text) => text.replace('> <%growth%>', '> <%growht%>'),
    /expr: <%growht%> is no setting of this file; there are .*growth/,
  ],
  [
    'a setting without a value in a panel',
    (text) => text.replace('expr: sum(up{', 'expr: <%errors%> * sum(up{'),
    /<%errors%> has no value; only an alert waits for one/,
  ],
  [
    'a hole that comes of a hole',
    (text) => text.replace('expr: sum(up{', 'expr: sum(up{a="<%<%job%>%>",'),
    /a hole cannot stand in a hole/,
  ],
  [
    'a value that is not possible',
    (text) => text.replace('form: share\n    value: "off"', 'form: share\n    value: 7'),
    /settings\.errors\.value: errors: 7 is not possible/,
  ],
  [
    'two alerts of one name',
    (text) => text.replace('name: ServiceWebTargetDown', 'name: ServiceWebAbsent'),
    /alerts\.2\.name: another alert has this name/,
  ],
  [
    'a duration that is none',
    (text) => text.replace('interval: 30s', 'interval: soon'),
    /scrape\.interval: not a duration/,
  ],
  [
    'a time-out beyond the interval',
    (text) => text.replace('interval: 30s', 'interval: 30s\n  timeout: 1m'),
    /scrape\.timeout: longer than the interval/,
  ],
  [
    'a path that leads elsewhere',
    (text) => text.replace('path: /metrics', 'path: /../api'),
    /scrape\.path: a part of it is a dot or two/,
  ],
  ['no name and no labels', (text) => text.replace('  name: web\n', ''), /detect: it needs a name, or labels/],
  [
    'a control character',
    (text) => text.replace('title: web (', 'title: "\\u001b[31m" #('),
    /dashboard\.title: it holds a control character/,
  ],
  ['two documents', (text) => `${text}---\na: 1\n`, /:\d+: it holds a second document/],
  ['nothing', () => '# nothing\n', /there is nothing in it/],
  ['broken YAML', () => 'a: [\n', /:\d+:\d+: /],
  ['a list', () => '- a\n', /must be object/],
  [
    'an alias bomb',
    () =>
      `a: &a [x]\n${'bcdefghijklmnop'
        .split('')
        .map((c, i, all) => `${c}: &${c} [${`*${all[i - 1] ?? 'a'},`.repeat(20)}]`)
        .join('\n')}\n`,
    /:\d+/,
  ],
  ['maps nested deeply', () => `scrape: ${'{a: '.repeat(3000)}1${'}'.repeat(3000)}\n`, /:\d+/],
  [
    'a key of JavaScript',
    (text) => text.replace('settings:\n', 'settings:\n  __proto__: {form: share}\n'),
    /settings\.__proto__|settings/,
  ],
  [
    'a port that there is not',
    (text) => text.replace('port: http', 'port: nothing'),
    /web\.yaml: scrape\.port nothing: service\/web has no such port.*It has: admin/,
  ],
];

describe('a profile that cannot be taken', () => {
  it.each(WRONG)('is refused for %s', async (_name, edit, said) => {
    await withProfile(async ({ folder, text, generate }) => {
      const edited = edit(text);
      expect(edited).not.toBe(text);
      const { out, err, code } = await generate('--profile', write(folder, 'web.yaml', edited));
      expect(oneLine(err)).toMatch(said);
      expect(err).not.toMatch(/(?!\n)\p{Cc}/u);
      expect({ out, code }).toEqual({ out: '', code: 2 });
    });
  });
});

describe('the schema of profiles', () => {
  it('describes every field, and names no other', () => {
    const schema = JSON.parse(readFileSync('schemas/ApplicationProfile.json', 'utf8')) as {
      readonly definitions: Readonly<Record<string, Definition>>;
    };
    const silent = Object.entries(schema.definitions).flatMap(([name, { properties = {}, additionalProperties }]) => [
      ...Object.entries(properties).flatMap(([field, { description = '' }]) =>
        description === '' ? [`${name}.${field}`] : [],
      ),
      ...(Object.keys(properties).length > 0 && additionalProperties !== false ? [name] : []),
    ]);
    expect(silent).toEqual([]);
  });

  it('takes what profile init prints', async () => {
    await withProfile(async ({ text }) => {
      const schema = JSON.parse(readFileSync('schemas/ApplicationProfile.json', 'utf8')) as object;
      const validate = new Ajv({ strict: false }).compile(schema);
      validate(parse(text));
      expect(validate.errors).toBeNull();
      expect(text).toMatch(/^# yaml-language-server: \$schema=https:\S+\/schemas\/ApplicationProfile\.json\n/);
    });
  });
});

interface Definition {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly additionalProperties?: unknown;
}
