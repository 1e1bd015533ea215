/** Small things about an application that no profile knows. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import { endpoints, kube, mayDiscover, namespace, operator, pod, prometheus, service, workload } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const PAGE = '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 3\n';
const metrics: Reply = { headers: { 'content-type': 'text/plain' }, body: PAGE };
const world: readonly KubeObject[] = [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', {}),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
  workload('shop/web', 'web', { app: 'web' }, { ports: [{ name: 'http', containerPort: 8080 }] }),
];
const asked = async (argv: readonly string[], objects = world) =>
  await onCluster(
    objects,
    argv,
    () => true,
    (_, path) => (path === '/metrics' ? metrics : { status: 404, body: '' }),
  );

describe('what would be made', () => {
  it('is listed by diff as it is by setup', async () => {
    const { out } = await asked(['diff', 'service/web', '-n', 'shop']);
    expect(oneLine(out)).toMatch(/alerts \(\d+\): ServiceWebAbsent, /);
  });

  it('is listed by generate where it goes into files', async () => {
    await inFolder(async (folder) => {
      const { err, code } = await asked(['generate', 'service/web', '-n', 'shop', '--out', join(folder, 'out')]);
      expect(oneLine(err)).toMatch(/note: alerts \(\d+\): ServiceWebAbsent, /);
      expect(code).toBe(0);
    });
  });

  it('names alerts that are there and would go: a file may have made them', async () => {
    const rule = kube({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: {
        name: 'promwire-service-web',
        namespace: 'shop',
        labels: { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'service-web' },
      },
      spec: {
        groups: [
          {
            name: 'a',
            rules: [
              { alert: 'TillsShut', expr: 'up == 0' },
              { alert: 'ServiceWebAbsent', expr: 'up' },
            ],
          },
        ],
      },
    });
    const { err } = await asked(['diff', 'service/web', '-n', 'shop'], [...world, rule]);
    expect(oneLine(err)).toContain(
      'alerts that are there now and would go: TillsShut. Where a profile file made them, give it again with --profile FILE',
    );
    expect((await asked(['diff', 'service/web', '-n', 'shop'])).err).not.toContain('would go');
  });
});

describe('settings', () => {
  it('of a Service need no cluster where a page of its metrics is given', async () => {
    await inFolder(async (folder) => {
      const page = write(folder, 'page.txt', PAGE);
      const { code, out } = await run(['settings', 'service/web', '-n', 'shop', '--metrics', page]);
      const live = await asked(['settings', 'service/web', '-n', 'shop']);
      expect(out).toBe(live.out);
      expect(code).toBe(0);
      // Another object may be called after a Service that only a cluster tells.
      const other = await run(['settings', 'deployment/web', '--metrics', page, '--kubeconfig', join(folder, 'none')]);
      expect(other.code).toBeGreaterThan(1);
    });
  });

  it('of a profile file need none, either', async () => {
    await inFolder(async (folder) => {
      const from = write(folder, 'all.yaml', yamlOf(world));
      const page = write(folder, 'page.txt', PAGE);
      const made = await run(['profile', 'init', 'service/web', '-n', 'shop', '--from', from, '--metrics', page]);
      const file = write(folder, 'web.yaml', made.out);
      const { code, out } = await run(['settings', '--profile', file]);
      expect(out).toContain('ServiceWebAbsent');
      expect(code).toBe(0);
    });
  });
});

it('rights of profile init are those of what asks an application', async () => {
  const { code, out } = await run(['rbac', 'profile', 'init', '-n', 'shop']);
  expect(out).toContain('pods/proxy');
  expect(out).toContain('promwire-profile-init');
  expect(code).toBe(0);
});

it.each(['setup', 'diff', 'verify', 'uninstall'])('%s names what reads files', async (command) => {
  const { code, err } = await run([command, 'service/web', '--from', 'x']);
  expect(oneLine(err)).toContain("Unknown option '--from'");
  expect(oneLine(err)).toContain('promwire generate --from PATH makes the manifests that setup would apply');
  expect(code).toBe(2);
});

describe('a profile file', () => {
  const file = (alert: string, scrape = ''): string =>
    `apiVersion: promwire.dev/v1alpha1\nkind: ApplicationProfile\ndetect: {namespace: shop, kind: Service, name: web}\nscrape: {port: http${scrape}}\nalerts:\n- {name: A, severity: info, summary: s, ${alert}}\n`;
  const said = async (text: string): Promise<string> =>
    await inFolder(async (folder) => {
      const { err, code } = await run(['settings', '--profile', write(folder, 'web.yaml', text)]);
      return `${code} ${oneLine(err)}`;
    });

  it('has no label alertname, which Prometheus writes over', async () => {
    expect(await said(file('expr: up, labels: {alertname: B}'))).toMatch(
      /^2 .*web\.yaml:6:\d+: alerts\.0\.labels\.alertname: Prometheus writes the name of the alert there/,
    );
  });

  it.each<readonly [string, string, string | undefined]>([
    [
      'rate(a{job="<%job%>"}[5m]) > 0',
      ', interval: 5m',
      'rate() needs two samples in its window of 5m, and scrape.interval is 5m: take 10m or more, better 20m',
    ],
    [
      'sum(irate(a{job="<%job%>"}[59s])) > 0',
      '',
      'irate() needs two samples in its window of 59s, and scrape.interval is 30s: take 1m or more',
    ],
    ['increase(a{job="web"}[5m]) > 0', ', interval: 5m, job: web', 'increase() needs two samples'],
    ['rate(a{job="<%job%>"}[10m]) > 0', ', interval: 5m', undefined],
    // Of series of others the interval is not known, and these take one sample.
    ['rate(kube_a[5m]) > 0', ', interval: 5m', undefined],
    ['max_over_time(a{job="<%job%>"}[5m]) > 0', ', interval: 5m', undefined],
  ])('is asked for windows that its interval fills: %s%s', async (expr, scrape, words) => {
    const answer = await said(file(`expr: '${expr}'`, scrape));
    if (words === undefined) expect(answer).toMatch(/^0 /);
    else
      expect(answer).toMatch(
        new RegExp(String.raw`^2 .*web\.yaml:6:\d+: alerts\.0\.expr: ${words.replaceAll(/[()]/g, String.raw`\$&`)}`),
      );
  });
});
