import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { activeQuery } from '../../src/backends/alertmanager/trail.ts';
import type { KubeObject } from '../../src/model/index.ts';
import {
  alertmanagerMain,
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
} from '../worlds.ts';
import { inFolder, run, write } from './ask.ts';
import { onCluster } from './cluster.ts';
import type { Running } from './cluster.ts';
import { amongSecrets, playing, SECRET } from './running.ts';

/* `check --from` of what `snapshot --live` wrote gives the answer of `check` of the cluster, where Prometheus answers. */

const POOL = 'serviceMonitor/shop/web/0';
const FILE = '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/shop-web-00000000-1111-2222-3333-444444444444.yaml';
const stackPod = (path: string, labels: Readonly<Record<string, string>>): KubeObject =>
  pod(path, '10.0.1.1', { meta: { labels } });
const k8s = (name: string): KubeObject => stackPod(`monitoring/${name}`, { 'operator.prometheus.io/name': 'k8s' });
const world = [
  ...['monitoring', 'shop'].map((name) => namespace(name)),
  ...[operator(), ...mayDiscover, ...alertmanagerMain(), k8s('prometheus-k8s-0')],
  stackPod('monitoring/alertmanager-main-0', { 'app.kubernetes.io/name': 'alertmanager', alertmanager: 'main' }),
  ...[service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')],
  ...[serviceMonitor('shop/web'), prometheusRule('shop/web')],
];
const objects = [...world, prometheus('monitoring/k8s')];
const sharded = [...world, prometheus('monitoring/k8s', { shards: 2 }), k8s('prometheus-k8s-shard-1-0')];

const scraped = (lastError = '', address = '10.0.0.1:8080'): object => ({
  scrapePool: POOL,
  scrapeUrl: `http://${address}/metrics`,
  labels: { job: 'web', instance: address },
  health: lastError === '' ? 'up' : 'down',
  lastError,
});
const loaded = (health: string, lastError = ''): object => ({
  name: 'web',
  file: FILE,
  rules: [{ name: 'WebDown', type: 'alerting', query: 'up == 0', health, lastError }],
});
/** The Secret in which the operator keeps what it wrote. */
const generated = (job: string): KubeObject => ({
  ...{ apiVersion: 'v1', kind: 'Secret', origin: { source: 'cluster' } },
  metadata: { namespace: 'monitoring', name: 'prometheus-k8s', labels: {}, annotations: {} },
  body: { data: { 'prometheus.yaml.gz': gzipSync(`scrape_configs:\n- job_name: ${job}\n`).toString('base64') } },
});
const well = { targets: [scraped()], rules: [loaded('ok')] };
const silence = {
  ...{ id: 'a', status: { state: 'active' }, endsAt: '2099-01-01T00:00:00Z', createdBy: 'me', comment: 'later' },
  matchers: [{ name: 'alertname', value: 'WebDown', isRegex: false, isEqual: true }],
};
const routes = 'route:\n  receiver: page\nreceivers:\n- name: page\n  webhook_configs:\n  - url: <secret>\n';
/** Routes within routes, so many levels deep. */
const nested = (depth: number): string =>
  JSON.stringify({ route: Array.from({ length: depth }).reduce<object>((route) => ({ routes: [route] }), {}) });

interface Case {
  readonly it: string;
  readonly objects?: readonly KubeObject[];
  readonly running: Running;
  readonly words?: readonly string[];
  /** Of both commands that ask the cluster. */
  readonly flags?: readonly string[];
  /** In the answer. */
  readonly says: string;
}
const cases: readonly Case[] = [
  { it: 'all is well', running: playing(well), says: '0 errors, 0 warnings' },
  { it: 'a target is down', running: playing({ ...well, targets: [scraped('EOF')] }), says: 'scrape-failing' },
  {
    it: 'a target is down, asked for by name',
    running: playing({ ...well, targets: [scraped('sample limit exceeded')] }),
    words: ['servicemonitor/web', '-n', 'shop'],
    says: 'limit-exceeded',
  },
  {
    it: 'the job is not loaded',
    running: playing({ ...well, targets: [], reloaded: false }),
    says: 'config-not-loaded',
  },
  { it: 'the rules are not loaded', running: playing({ ...well, rules: [] }), says: 'rule-not-loaded' },
  {
    it: 'a rule fails',
    running: playing({ ...well, rules: [loaded('err', 'many-to-many')] }),
    says: 'rule-eval-error',
  },
  {
    it: 'the targets are in one of two shards',
    objects: sharded,
    running: (where, path, query) =>
      playing(where.includes('shard') ? { ...well, targets: [] } : well)(where, path, query),
    says: 'shard-elsewhere',
  },
  {
    it: 'an alert is silenced',
    running: playing({ ...well, routes, silences: [silence] }),
    says: 'alerts-held-back',
  },
  {
    it: 'an alert is active and silenced',
    running: playing({
      ...well,
      ...{ routes, silences: [silence] },
      queries: { [activeQuery('WebDown')]: [{ alertname: 'WebDown', severity: 'page' }] },
    }),
    words: ['alert/WebDown'],
    says: '1 active now',
  },
  {
    it: 'there are series of a metric',
    running: playing({ ...well, queries: { up: [{ job: 'web', instance: '10.0.0.1:8080' }] } }),
    words: ['metric/up'],
    says: '1 series',
  },
  {
    it: 'there are none',
    running: playing(well),
    words: ['metric/absent_total'],
    says: 'error    metric absent_total',
  },
  {
    it: 'the operator wrote another job',
    objects: [...objects, generated('serviceMonitor/shop/other/0')],
    running: playing(well),
    flags: ['--read-secrets'],
    says: 'generated configuration',
  },
  {
    it: 'what the operator wrote could not be read',
    running: playing(well),
    flags: ['--read-secrets'],
    says: 'What the operator wrote for Prometheus monitoring/k8s is not known',
  },
  { it: 'a page answers', running: () => ({ body: '<html>' }), says: 'could not be asked' },
  { it: 'an error answers', running: () => ({ status: 500, body: 'no' }), says: 'could not be asked' },
  { it: 'the routes nest too deep', running: playing({ ...well, routes: nested(40) }), says: '0 errors' },
];

/** Without where the objects are: in the cluster, or in lines of the file. */
const placeless = (out: string, file: string): string =>
  out.startsWith('{')
    ? JSON.stringify(JSON.parse(out), (key, value: unknown) => (key === 'origin' ? undefined : value), 1)
    : out.replaceAll(new RegExp(` *${file}:\\d+(?::\\d+)?`, 'g'), '');

async function answers({ objects: had = objects, running, words = [], flags = [] }: Case, form: readonly string[]) {
  const live = await onCluster(had, ['check', ...words, ...flags, ...form], undefined, running);
  const taken = await onCluster(had, ['snapshot', '--live', ...words, ...flags], undefined, running);
  return await inFolder(async (folder) => {
    const file = write(folder, 'bug.yaml', taken.out);
    const again = await run(['check', '--from', file, ...words, ...form]);
    return [live, again].map(({ code, out }) => ({ code, out: placeless(out, file) }));
  });
}

describe('a snapshot that was taken with --live', () => {
  it.each(cases)('is judged as the cluster: $it', async (one) => {
    const [live, again] = await answers(one, []);
    expect(live?.out).toContain(one.says);
    expect(again).toEqual(live);
    for (const form of [['-v'], ['-o', 'json']]) {
      const [first, second] = await answers(one, form);
      expect(second).toEqual(first);
    }
  });

  it('is the same file, in whatever order Prometheus lists the targets', async () => {
    const targets = ['10.0.0.1:8080', '10.0.0.2:8080', '10.0.0.3:8080'].map((address) => scraped('', address));
    const [one, other] = [targets, targets.toReversed()].map(
      async (some) => await onCluster(objects, ['snapshot', '--live'], undefined, playing({ ...well, targets: some })),
    );
    expect((await other)?.out).toBe((await one)?.out);
  });
});

describe('what running stacks say', () => {
  it.each([
    [['snapshot', '--live', 'alert/WebDown'], 'target=http%3A%2F%2F***%40example.com%2F'],
    [['check'], 'scrape-failing'],
    [['check', '-v', 'alert/WebDown'], 'silence a {url="***"}'],
    [['check', '-o', 'json'], 'scrape-failing'],
  ])('holds no secret: %j', async (argv, says) => {
    const { out, err } = await onCluster(objects, argv, undefined, amongSecrets(POOL, FILE));
    expect(out).toContain(says);
    expect(`${out}${err}`.match(new RegExp(`${SECRET}[\\w-]*`, 'g')) ?? []).toEqual([]);
  });
});
