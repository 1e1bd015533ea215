/** What an application answers in place of its metrics, through the API server. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import { endpoints, mayDiscover, namespace, operator, pod, prometheus, service } from '../worlds.ts';
import { onCluster } from './cluster.ts';
import type { Running } from './cluster.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
const PAGE = '# TYPE shop_orders_total counter\nshop_orders_total{kind="a"} 3\n';
const metrics: Reply = { headers: TEXT, body: PAGE };
const missing: Reply = { status: 404, body: '404 page not found' };
const PREFIX = '/api/v1/namespaces/shop/pods/web-1:8080/proxy';
const to = (location: string, status = 301): Reply => ({ status, headers: { location }, body: '' });
const refused: Reply = { status: 401, body: '' };

const world: readonly KubeObject[] = [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', {}),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
];

const setup = async (running: Running, argv: readonly string[] = []) => {
  const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', '-o', 'yaml', '--timeout', '20s', ...argv];
  const asked: string[] = [];
  const done = await onCluster(
    world,
    words,
    () => true,
    (where, path, query) => {
      asked.push(`${where.replace('shop/', '')}${path}`);
      return running(where, path, query);
    },
  );
  return { ...done, asked, said: `${done.out} ${done.err}`.replaceAll(/\s+/g, ' ') };
};
const at = (pages: Readonly<Record<string, Reply>>): Running => {
  return (_, path) => pages[path] ?? missing;
};
const tls = (pages: Readonly<Record<string, Reply>>, plain: Reply): Running => {
  return (where, path) => (where === 'shop/https' ? (pages[path] ?? missing) : plain);
};
const status = (code: number, message: string, reason = ''): Reply => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code },
});

describe('setup finds metrics', () => {
  it.each<readonly [string, Running, RegExp]>([
    // As k8s.io/apimachinery rewrites it; Prometheus follows it, too.
    [
      'behind a redirect of the application',
      at({ '/metrics': to(`${PREFIX}/metrics/`), '/metrics/': metrics }),
      /path: \/metrics\/ /,
    ],
    ['behind a relative one', at({ '/metrics': to('m/all'), '/m/all': metrics }), /path: \/m\/all /],
    ['behind two of them', at({ '/metrics': to('/a'), '/a': to('/b', 308), '/b': metrics }), /path: \/b /],
    [
      'with the query of a redirect',
      at({ '/metrics': to('/all?format=prometheus'), '/all': metrics }),
      /path: \/all params: format: - prometheus/,
    ],
    [
      'by https where a redirect leads there',
      tls({ '/metrics': metrics }, to(`https://127.0.0.1:6443${PREFIX}/metrics`)),
      /scheme: https/,
    ],
    [
      'by https where plain connections are closed',
      tls({ '/metrics': metrics }, status(503, 'error trying to reach service: EOF')),
      /scheme: https/,
    ],
    [
      'on another path where the usual one wants a login',
      at({ '/metrics': refused, '/actuator/prometheus': metrics }),
      /path: \/actuator\/prometheus /,
    ],
    [
      'on another path where all others lead to a login',
      (_, path) => (path === '/q/metrics' ? metrics : to('https://sso.example/login', 302)),
      /path: \/q\/metrics /,
    ],
    [
      'in gzip',
      at({ '/metrics': { headers: { ...TEXT, 'content-encoding': 'gzip' }, body: gzipSync(PAGE) } }),
      /path: \/metrics /,
    ],
    [
      'in OpenMetrics without a Content-Type',
      at({ '/metrics': { by: (response) => response.writeHead(200).end('# TYPE a unknown\na 1\n# EOF\n') } }),
      /fallbackScrapeProtocol: OpenMetricsText1\.0\.0/,
    ],
  ])('%s', async (_, running, words) => {
    const { code, said } = await setup(running);
    expect(said).toMatch(words);
    expect(code).toBe(0);
  });
});

describe('setup says what answers in their place, and what to do', () => {
  it.each<readonly [string, Running, RegExp, RegExp]>([
    [
      'a redirect to a login of its own',
      (_, path) =>
        path === '/login'
          ? { headers: { 'content-type': 'text/html' }, body: '<html><input type="password">' }
          : to(`${PREFIX}/login?next=x`, 302),
      /HTTP 302, a redirect to \/login, and there: an HTML page with a login/,
      /leads to a login/,
    ],
    [
      'a redirect to another host',
      at({ '/metrics': to('https://shop.example/metrics') }),
      /a redirect to https:\/\/shop\.example\/metrics/,
      /Prometheus follows a redirect/,
    ],
    [
      'a redirect to https, which is not there',
      tls({}, to(`https://127.0.0.1:6443${PREFIX}/metrics`)),
      /by https, and this port: HTTP 404/,
      /without one/,
    ],
    [
      'a redirect that goes round',
      at({ '/metrics': to(`${PREFIX}/metrics`) }),
      /a redirect to \/metrics/,
      /--port and --path/,
    ],
    ['one that leads out of the port', at({ '/metrics': to('/../../x') }), /a redirect to \/x/, /--port and --path/],
    [
      'a component of Kubernetes that wants a right',
      at({ '/metrics': status(403, 'forbidden: User "system:anonymous" cannot get path "/metrics"', 'Forbidden') }),
      /HTTP 403/,
      /the right to get \/metrics/,
    ],
    [
      'bytes that are not the gzip that they say',
      at({ '/metrics': { headers: { ...TEXT, 'content-encoding': 'gzip' }, body: PAGE } }),
      /not the gzip that it says/,
      /unpacks gzip alone/,
    ],
    [
      'another encoding',
      at({ '/metrics': { headers: { ...TEXT, 'content-encoding': 'br' }, body: Buffer.from([0x0b, 0x02, 0x80]) } }),
      /Content-Encoding br/,
      /unpacks gzip alone/,
    ],
    [
      'half a page',
      at({
        '/metrics': {
          by: (response) =>
            void response.writeHead(200, { ...TEXT, 'content-length': '999' }).write(PAGE, () => response.destroy()),
        },
      }),
      /no whole page/,
      /does not come whole/,
    ],
    [
      'bytes that are not UTF-8',
      at({ '/metrics': { headers: TEXT, body: Buffer.from('a{b="M\xfcller"} 1\n', 'latin1') } }),
      /line 1, column 7: the value of a label holds bytes that are not UTF-8/,
      /have the application write that line/,
    ],
    [
      'gRPC',
      () => status(503, String.raw`error trying to reach service: malformed HTTP response "\x00\x00\x06\x04"`),
      /it speaks HTTP\/2/,
      /does not scrape gRPC/,
    ],
    [
      'a certificate that it wants',
      () => status(503, 'error trying to reach service: remote error: tls: certificate required'),
      /certificate required/,
      /write the monitor by hand with tlsConfig/,
    ],
    [
      'a firewall',
      () => status(503, 'error trying to reach service: dial tcp 10.0.0.1:8080: i/o timeout'),
      /i\/o timeout/,
      /a NetworkPolicy or firewall/,
    ],
    [
      'expvar',
      at({ '/metrics': { body: { cmdline: ['web'], memstats: {} } } }),
      /JSON of Go's expvar/,
      /promhttp\.Handler\(\)/,
    ],
    [
      "Spring Boot's list",
      at({ '/metrics': { body: { names: ['a'] } } }),
      /Spring Boot/,
      /micrometer-registry-prometheus/,
    ],
    [
      'nothing but a status',
      at({ '/metrics': { status: 204, body: '' } }),
      /HTTP 204, where Prometheus takes 200 alone/,
      /its own log/,
    ],
  ])('%s', async (_, running, fact, action) => {
    const { code, said, out, asked } = await setup(running);
    expect(said).toMatch(fact);
    expect(said).toMatch(action);
    expect(out).not.toContain('promwire-service-web');
    expect(asked.length).toBeLessThan(30);
    expect(code).toBe(1);
  });

  it('asks with --path for that path alone, and follows no other', async () => {
    const { code, asked } = await setup(at({ '/mine': refused, '/metrics': metrics }), ['--path', '/mine']);
    expect(asked).toEqual(['web-1/mine']);
    expect(code).toBe(1);
  });
});
