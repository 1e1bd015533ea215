import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
const PAGE = ['# TYPE shop_orders_total counter', 'shop_orders_total{kind="a"} 3', ''].join('\n');
const metrics: Reply = { headers: TEXT, body: PAGE };
const missing: Reply = { status: 404, body: '404 page not found' };
const status = (code: number, message: string): Reply => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message },
});

const stack: readonly KubeObject[] = [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', {
    serviceMonitorSelector: { matchLabels: { release: 'kps' } },
    podMonitorSelector: { matchLabels: { release: 'kps' } },
  }),
  operator(),
  ...mayDiscover,
];
const web: readonly KubeObject[] = [
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
];

/** What one port answers, by its path; all else is a 404. */
const answers = (pages: Readonly<Record<string, Reply>>) => (_: string, path: string) => pages[path] ?? missing;

const setup = async (
  pages: Readonly<Record<string, Reply>>,
  { objects = web, argv = ['service/web'] }: { objects?: readonly KubeObject[]; argv?: readonly string[] } = {},
) => {
  const words = ['setup', ...argv, '-n', 'shop', '--dry-run', '--timeout', '20s'];
  const done = await onCluster([...stack, ...objects], words, () => true, answers(pages));
  return { ...done, said: oneLine(`${done.out} ${done.err}`) };
};

describe('setup of an application that no profile knows', () => {
  it('plans a monitor that the Prometheus selects, for the port that has metrics', async () => {
    const { code, said } = await setup({ '/metrics': metrics });
    expect(said).toContain('ServiceMonitor shop/promwire-service-web');
    expect(said).toContain('release=kps');
    // What it would make is named, and not its text.
    expect(said).toMatch(/alerts \(\d+\): .*ServiceWebAbsent, /);
    expect(said).toContain('ServiceWebAbsent may be pending in the first minutes');
    expect(code).toBe(0);
  });

  it('takes back the monitor that it made before where the Service lost its label, and the other way round', async () => {
    const ours = {
      uid: 'u-1',
      labels: {
        'app.kubernetes.io/managed-by': 'promwire',
        'promwire.dev/profile': 'service-web',
        release: 'kps',
      },
    };
    const managedFields = [{ manager: 'promwire', operation: 'Apply', fieldsV1: {} }];
    const byUs = (object: KubeObject): KubeObject =>
      ({ ...object, metadata: { ...object.metadata, managedFields } }) as KubeObject;
    const selector = { matchLabels: { app: 'web' } };
    const before = serviceMonitor('shop/promwire-service-web', { selector, endpoints: [{ port: 'http' }] }, ours);
    const pods = podMonitor('shop/promwire-service-web', { selector, podMetricsEndpoints: [{ port: 'http' }] }, ours);
    const bare = [service('shop/web', {}, { labels: {} }), ...web.slice(1)];
    const lost = await setup({ '/metrics': metrics }, { objects: [...bare, byUs(before)] });
    expect(lost.said).toContain('- ServiceMonitor shop/promwire-service-web');
    expect(lost.said).toContain('PodMonitor shop/promwire-service-web takes its place');
    const back = await setup({ '/metrics': metrics }, { objects: [...web, byUs(pods)] });
    expect(back.said).toContain('- PodMonitor shop/promwire-service-web');
    expect(back.said).toContain('ServiceMonitor shop/promwire-service-web takes its place');
  });

  it.each([['/actuator/prometheus'], ['/q/metrics'], ['/stats/prometheus']])('finds metrics at %s', async (path) => {
    const { code, said } = await setup({ [path]: metrics });
    expect(said).toContain(`port http, ${path}`);
    expect(code).toBe(0);
  });

  it.each<readonly [string, Reply, RegExp, RegExp]>([
    [
      'a login page',
      { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><input type="password">' },
      /HTML page with a login/,
      /Serve the metrics without one/,
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://sso.example/login?next=x' } },
      /HTTP 302, a redirect to https:\/\/sso\.example\/login/,
      /leads to a login/,
    ],
    ['401', { status: 401, body: 'no' }, /HTTP 401/, /wants to know who asks/],
    ['403', { status: 403, body: 'Forbidden' }, /HTTP 403/, /kube-rbac-proxy/],
    ['404 everywhere', missing, /and \d other paths: HTTP 404/, /--port and --path/],
    [
      'a page for people',
      { headers: { 'content-type': 'text/html' }, body: '<html><body>Shop</body></html>' },
      /an HTML page/,
      /A page for people/,
    ],
    [
      'JSON',
      { headers: { 'content-type': 'application/json' }, body: { status: 'ok' } },
      /: JSON/,
      /JSON is not metrics/,
    ],
    ['nothing', { headers: TEXT, body: '' }, /an empty answer/, /no proof of metrics/],
    [
      'a page that breaks off',
      { headers: TEXT, body: `${PAGE}shop_wait{pool="a 3\n` },
      /after 1 samples the page breaks off at line 3, column 16/,
      /have the application write that line/,
    ],
    ['an error', { status: 500, body: 'panic: nil' }, /HTTP 500: panic: nil/, /its own log/],
    [
      'a mesh',
      {
        status: 503,
        headers: { server: 'istio-envoy' },
        body: 'upstream connect error or disconnect/reset before headers',
      },
      /upstream connect error/,
      /./,
    ],
    [
      'nobody',
      status(503, 'error trying to reach service: dial tcp 10.0.0.1:8080: connect: connection refused'),
      /connection refused/,
      /Nothing answers there/,
    ],
  ])('says what is in the way: %s', async (_, reply, fact, action) => {
    const pages = Object.fromEntries(['/metrics'].map((path) => [path, reply]));
    const { code, out, err } = await setup(pages);
    expect(oneLine(err)).toMatch(fact);
    expect(oneLine(err)).toMatch(action);
    expect(out).not.toContain('promwire-service-web');
    expect(code).toBe(1);
  });

  it('asks again by https where http is refused', async () => {
    const words = ['setup', 'service/web', '-n', 'shop', '--dry-run'];
    const { code, out } = await onCluster(
      [...stack, ...web],
      words,
      () => true,
      (where, path) =>
        path !== '/metrics'
          ? missing
          : where.includes('https')
            ? metrics
            : { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' },
    );
    expect(code).toBe(0);
    expect(oneLine(out)).toContain('insecureSkipVerify');
  });

  it.each([[undefined], ['application/json'], ['text/html']])(
    'has Prometheus 3 read a page all the same whose Content-Type is %s',
    async (type) => {
      const { code, said } = await setup({
        '/metrics': {
          by: (response) => response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(PAGE),
        },
      });
      expect(said).toContain('fallbackScrapeProtocol');
      expect(code).toBe(0);
    },
  );

  it('says who may not ask, and how else', async () => {
    const { code, err } = await onCluster(
      [...stack, ...web],
      ['setup', 'service/web', '-n', 'shop', '--dry-run'],
      (asked) => !asked.includes('proxy'),
      () => status(403, 'pods "web-1" is forbidden: User "dev" cannot get resource "pods/proxy"'),
    );
    expect(oneLine(err)).toContain('--metrics FILE');
    expect(code).toBe(3);
  });

  describe('that a monitor of another owner scrapes already', () => {
    const release = { labels: { release: 'kps' } };
    const jobs = (out: string): readonly string[] => [
      ...new Set([...out.matchAll(/job=\\"([^"\\]*)\\"/g)].map(([, job = '']) => job)),
    ];
    it.each<readonly [string, KubeObject, readonly string[]]>([
      ['a ServiceMonitor', serviceMonitor('shop/theirs', { endpoints: [{ port: 'http' }] }, release), ['web']],
      [
        'one that names the job by a label',
        serviceMonitor('shop/theirs', { endpoints: [{ port: 'http' }], jobLabel: 'app' }, release),
        ['web'],
      ],
      [
        'a PodMonitor',
        podMonitor(
          'shop/theirs',
          { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'http' }] },
          release,
        ),
        ['shop/theirs'],
      ],
      [
        'one that writes the job itself, and drops and maps other labels',
        serviceMonitor(
          'shop/theirs',
          {
            endpoints: [
              {
                port: 'http',
                relabelings: [
                  { targetLabel: 'job', replacement: 'theirs' },
                  { action: 'labeldrop', regex: 'endpoint|container' },
                  { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)' },
                ],
              },
            ],
          },
          release,
        ),
        ['theirs'],
      ],
      [
        'one whose relabelings decide the job by what is not known',
        serviceMonitor(
          'shop/theirs',
          {
            endpoints: [
              { port: 'http', relabelings: [{ sourceLabels: ['__meta_kubernetes_node_name'], targetLabel: 'job' }] },
            ],
          },
          release,
        ),
        [],
      ],
    ])('gets no second one, and alerts on its series as they are called: %s', async (_, there, expected) => {
      const argv = ['service/web', '-o', 'json'];
      const { code, out, said } = await setup({ '/metrics': metrics }, { objects: [...web, there], argv });
      expect(said).toContain('Monitor shop/theirs already');
      expect(said).not.toContain('"kind": "ServiceMonitor", "metadata": { "name": "promwire-service-web"');
      expect(jobs(out)).toEqual(expected);
      expect(code).toBe(0);
    });
  });

  it('has alerts that fit the interval, the time-out and the relabelings of a monitor of another owner', async () => {
    const of = async (more: object): Promise<string> => {
      const endpoints = [{ port: 'http', ...more }];
      const theirs = serviceMonitor('shop/theirs', { endpoints }, { labels: { release: 'kps' } });
      const counted: Reply = {
        headers: TEXT,
        body: '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 3\n',
      };
      const argv = ['service/web', '-o', 'json'];
      return (await setup({ '/metrics': counted }, { objects: [...web, theirs], argv })).out;
    };
    const usual = await of({});
    expect(usual).toContain('[5m]');
    expect(usual).toContain('ScrapeLosesSamples');
    const slow = await of({ interval: '5m', scrapeTimeout: '60s' });
    expect(slow).toContain('[20m]');
    expect(slow).not.toContain('[5m]');
    expect(slow).toContain(' 60 + 0 * up');
    const dropping = await of({ metricRelabelings: [{ action: 'Drop', sourceLabels: ['__name__'], regex: 'a' }] });
    expect(dropping).not.toContain('ScrapeLosesSamples');
    expect(dropping).toContain('ServiceWebAbsent');
  });

  it('gets no alerts where the scrape class of the stack decides what its series are called', async () => {
    const scrapeClasses = [{ name: 'a', default: true, relabelings: [{ sourceLabels: ['node'], targetLabel: 'job' }] }];
    const named = prometheus('monitoring/k8s', {
      serviceMonitorSelector: { matchLabels: { release: 'kps' } },
      scrapeClasses,
    });
    const objects = [...stack.filter(({ kind }) => kind !== 'Prometheus'), named, ...web];
    const words = ['setup', 'service/web', '-n', 'shop', '--dry-run'];
    const { out } = await onCluster(objects, words, () => true, answers({ '/metrics': metrics }));
    expect(oneLine(out)).toContain(
      'no alerts and no dashboard: relabelings, or the enforcedNamespaceLabel of the stack, decide what',
    );
    expect(out).toContain('ServiceMonitor shop/promwire-service-web');
    expect(out).not.toContain('PrometheusRule');
  });

  it('has alerts on the series of its PodMonitor where that has to be in another namespace', async () => {
    const own = prometheus('monitoring/k8s', {
      podMonitorSelector: {},
      podMonitorNamespaceSelector: undefined,
      ruleNamespaceSelector: undefined,
      version: 'v3.5.0',
    });
    const objects = [
      ...stack.filter(({ kind }) => kind !== 'Prometheus'),
      own,
      ...web.map((each) => (each.kind === 'Service' ? service('shop/web', {}, { labels: {} }) : each)),
    ];
    const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', '-o', 'json'];
    const { out } = await onCluster(objects, words, () => true, answers({ '/metrics': metrics }));
    expect(out).toContain('"name": "promwire-service-web-shop"');
    expect(out).toContain(String.raw`job=\"monitoring/promwire-service-web-shop\"`);
  });

  const annotatedBy = (annotations: Readonly<Record<string, string>>): readonly KubeObject[] => [
    service('shop/web', {}, { labels: { app: 'web' }, annotations }),
    ...web.slice(1),
  ];

  it.each([
    '/../../../../../../../api/v1/namespaces/kube-system/secrets',
    '/%2e%2e/%2e%2e/%2e%2e/secrets',
    String.raw`/..\..\secrets`,
    '/..%2f..%2fsecrets',
    '//evil/secrets',
    '/x#/secrets',
  ])('asks the API server for nothing that an annotation names: %s', async (path) => {
    const seen: string[] = [];
    const done = await onCluster(
      [...stack, ...annotatedBy({ 'prometheus.io/path': path })],
      ['setup', 'service/web', '-n', 'shop', '--dry-run', '-o', 'yaml'],
      () => true,
      (_, asked) => {
        seen.push(asked);
        return asked === '/metrics' ? metrics : missing;
      },
    );
    expect(done.asked.filter((asked) => asked.includes('kube-system'))).toEqual([]);
    expect(seen).toEqual(['/metrics']);
    expect(done.out).not.toMatch(/path: .*secrets/);
    expect(done.out).toContain('path: /metrics');
    expect(done.code).toBe(0);
    const said = await setup({ '/metrics': metrics }, { objects: annotatedBy({ 'prometheus.io/path': path }) });
    expect(said.said).toMatch(/the path \S+secrets of an annotation was not asked, since/);
    const none = await setup({}, { objects: annotatedBy({ 'prometheus.io/path': path }) });
    expect(none.said).toMatch(/secrets: not asked, since/);
    const flag = await setup({ '/metrics': metrics }, { argv: ['service/web', '--path', path] });
    expect(flag.said).toMatch(/--path "?\//);
    expect(flag.code).toBe(2);
  });

  it.each([
    [{ 'prometheus.io/port': '99999' }, 'is passed over: 99999 is no port (1 to 65535)'],
    [{ 'prometheus.io/port': '0' }, 'is passed over: 0 is no port (1 to 65535)'],
    [{ 'prometheus.io/scrape': 'false' }, 'is "false", which the Prometheus Operator does not read'],
  ])('says what it does not follow in %j', async (annotations, words) => {
    const { code, said } = await setup({ '/metrics': metrics }, { objects: annotatedBy(annotations) });
    expect(said).toContain(words);
    expect(said).toContain('on port http, /metrics');
    expect(code).toBe(0);
  });

  it('scrapes a page that is said to be dear seldom, and has alerts that fit', async () => {
    const objects = annotatedBy({ 'prometheus.io/scrape_slow': 'true', 'prometheus.io/param_target': 'c4n4ry' });
    const argv = ['service/web', '-o', 'json'];
    const { out, code } = await setup({ '/metrics': metrics }, { objects, argv });
    expect(oneLine(out)).toContain('"path": "/metrics", "interval": "5m", "scrapeTimeout": "30s"');
    expect(out).toContain('the annotation prometheus.io/param_target of Service shop/web is not followed');
    expect(out).not.toContain('c4n4ry');
    expect(out).toContain(
      'it is scraped every 5m, as the annotation prometheus.io/scrape_slow of Service shop/web asks',
    );
    expect(out).toContain(' 30 + 0 * up');
    expect(code).toBe(0);
  });

  it('makes parameters of the query of a path, in what is asked and in the monitor', async () => {
    const seen: string[] = [];
    const vault = (_: string, path: string, query: URLSearchParams): Reply => {
      seen.push(`${path}?${query.toString()}`);
      return path === '/v1/sys/metrics' && query.get('format') === 'prometheus' ? metrics : missing;
    };
    const objects = [...stack, ...annotatedBy({ 'prometheus.io/path': '/v1/sys/metrics?format=prometheus' })];
    const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', '-o', 'json'];
    const { code, out } = await onCluster(objects, words, () => true, vault);
    expect(seen).toEqual(['/v1/sys/metrics?format=prometheus']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '"path": "/v1/sys/metrics", "params": { "format": [ "prometheus" ] }',
    );
    expect(code).toBe(0);
    const theirs = (params: object): KubeObject =>
      serviceMonitor(
        'shop/theirs',
        { endpoints: [{ port: 'http', path: '/v1/sys/metrics', ...params }] },
        { labels: { release: 'kps' } },
      );
    const besides = async (params: object): Promise<string> =>
      oneLine((await onCluster([...objects, theirs(params)], words.slice(0, -2), () => true, vault)).out);
    expect(await besides({})).toContain('ServiceMonitor shop/promwire-service-web');
    expect(await besides({ params: { format: ['prometheus'] } })).toContain('ServiceMonitor shop/theirs already');
  });

  it.each<readonly [readonly string[], number, RegExp]>([
    [['service/web', '--port', 'nope'], 2, /has no such port It has: http \(8080\)\./],
    [['service/web', '--path', 'metrics'], 2, /Write it like \/metrics/],
    [['service/web', '--port', '8080', '--path', '/mine'], 0, /port http, \/mine/],
    [['service/web', '--metrics', '/nowhere'], 2, /--metrics \/nowhere cannot be read/],
    [['kuberhealthy', '--port', 'http'], 2, /--port: kuberhealthy needs none/],
    [['service/web', 'service/b'], 2, /one application at a time/],
  ])('%j', async (argv, code, words) => {
    const answer = await setup({ '/mine': metrics }, { argv });
    expect(answer.said).toMatch(words);
    expect(answer.code).toBe(code);
  });

  it('reads a page that is given, and asks nobody', async () => {
    await inFolder(async (folder) => {
      const good = write(folder, 'page.txt', `${PAGE}# EOF\n`);
      const bad = write(folder, 'bad.txt', `${PAGE}b{c="d 1\n`);
      const { code, said, asked } = await setup({}, { argv: ['service/web', '--metrics', good] });
      expect(said).toContain('ServiceMonitor shop/promwire-service-web');
      expect(asked.filter((each) => each.includes('proxy'))).toEqual([]);
      expect(code).toBe(0);
      const broken = await setup({}, { argv: ['service/web', '--metrics', bad] });
      expect(broken.said).toMatch(/bad\.txt: line 3, column 5: the quotes of a label are not closed/);
      expect(broken.code).toBe(2);
    });
  });

  it('is the same as files for Git, from the cluster or from files', async () => {
    const words = ['generate', 'service/web', '-n', 'shop'];
    const live = await onCluster([...stack, ...web], words, () => true, answers({ '/metrics': metrics }));
    expect(live.out).toContain('name: promwire-service-web');
    expect(live.code).toBe(0);
    await inFolder(async (folder) => {
      const shop = workload('shop/web', 'web', { app: 'web' }, { ports: [{ name: 'http', containerPort: 8080 }] });
      const from = ['--from', write(folder, 'all.yaml', yamlOf([...stack, service('shop/web'), shop]))];
      const files = await run([...words, ...from, '--metrics', write(folder, 'page.txt', PAGE)]);
      expect(files).toMatchObject({ out: live.out, code: 0 });
      const blind = await run([...words, ...from]);
      expect(oneLine(blind.err)).toContain('files do not tell its metrics');
      expect(blind.code).toBe(2);
      const flags = await run([...words, '--monitor-labels', 'release=kps']);
      expect(flags.code).toBe(2);
    });
  });

  it('shows nothing of what an answer holds but its kind', async () => {
    const page = `${PAGE}token_info{token="ghp_0123456789abcdefghijABCDEFGHIJ012345"} 1\n`;
    const { out, err } = await setup(
      { '/metrics': { headers: TEXT, body: page } },
      { argv: ['service/web', '-o', 'json'] },
    );
    expect(out + err).not.toContain('ghp_');
    const redirect = { status: 302, headers: { location: 'https://u:hunter22@sso.example/?token=hunter22' } };
    const login = await setup({ '/metrics': redirect });
    expect(login.out + login.err).not.toContain('hunter22');
  });

  it('is said to be taken in vain by a monitor with a fault', async () => {
    const there = serviceMonitor('shop/theirs', { endpoints: [{ port: 'htpp' }] }, { labels: { release: 'kps' } });
    const { said } = await setup({ '/metrics': metrics }, { objects: [...web, there] });
    expect(said).toContain('selects ServiceMonitor shop/theirs, and scrapes nothing of the application through it');
    expect(said).toContain('promwire fix servicemonitor/theirs -n shop');
  });

  it('takes a monitor for another port for none', async () => {
    const there = serviceMonitor(
      'shop/theirs',
      { endpoints: [{ port: 'http', path: '/other' }] },
      { labels: { release: 'kps' } },
    );
    const { said } = await setup({ '/metrics': metrics }, { objects: [...web, there] });
    expect(said).toContain('ServiceMonitor shop/promwire-service-web');
  });

  it.each([
    ['service/webs', /Did you mean service\/web\?/],
    ['servicemonitor/web', /named by service\/NAME/],
    ['svcs/web', /./],
  ])('%s is explained', async (word, words) => {
    const { code, err } = await setup({}, { argv: [word] });
    expect(code).toBeGreaterThan(0);
    expect(oneLine(err)).toMatch(words);
  });

  /** The selectors of the alert on all targets, in what is to be applied. */
  const selectors = async (objects: readonly KubeObject[], on = stack) => {
    const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', '--timeout', '20s', '-o', 'json'];
    const { out } = await onCluster([...on, ...objects], words, () => true, answers({ '/metrics': metrics }));
    return {
      asked: [...new Set([...out.matchAll(/up(\{[^}]*\})/g)].map(([, found = '']) => found.replaceAll('\\', '')))],
      missed: out.includes('"ServiceWebAbsent"'),
    };
  };

  it('asks for its series by its Service and its namespace', async () => {
    expect(await selectors(web)).toEqual({ asked: ['{job="web",namespace="shop"}'], missed: true });
  });

  it('asks for them by the job that the monitor of another owner gives them', async () => {
    const labelled = [service('shop/web', {}, { labels: { app: 'web', team: 'till' } }), ...web.slice(1)];
    const theirs = (more: object) =>
      serviceMonitor(
        'shop/theirs',
        { jobLabel: 'team', endpoints: [{ port: 'http', ...more }] },
        { labels: { release: 'kps' } },
      );
    expect(await selectors([...labelled, theirs({})])).toEqual({
      asked: ['{job="till",namespace="shop"}'],
      missed: true,
    });
    const writing = theirs({ relabelings: [{ targetLabel: 'job', replacement: 'x' }] });
    expect((await selectors([...labelled, writing])).asked).toEqual(['{job="x",namespace="shop"}']);
  });
});
