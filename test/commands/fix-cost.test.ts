/** What fix of one object asks the cluster, against what check of it asks. */
import { describe, expect, it } from '@jest/globals';
import type { JsonObject, KubeObject, PrintedFix } from '../../src/model/index.ts';
import { endpoints, mayDiscover, namespace, operator, pod, prometheus, service, serviceMonitor } from '../worlds.ts';
import { changeable, onChangeable } from './changeable.ts';
import type { Changeable } from './changeable.ts';
import type { Running } from './cluster.ts';
import { playing } from './running.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';

const around: readonly KubeObject[] = [
  ...['monitoring', 'shop'].map((name) => namespace(name)),
  ...[operator(), ...mayDiscover],
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } }),
  ...[service('shop/app'), endpoints('shop/app', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')],
];
const runs = pod('monitoring/prometheus-k8s-0', '10.0.1.1', {
  meta: { labels: { 'operator.prometheus.io/name': 'k8s' } },
});
const scraped = {
  scrapePool: 'serviceMonitor/shop/web/0',
  scrapeUrl: 'http://10.0.0.1:8080/metrics',
  discoveredLabels: { __address__: '10.0.0.1:8080' },
  labels: { job: 'web', instance: '10.0.0.1:8080' },
  health: 'up',
};
const labels = { release: 'kps' };
const unlabelled = serviceMonitor('shop/web');

/** Everything but the writes: each is tried, done, and needs one read. What a running Prometheus is asked is counted apart. */
const costOf = ({ reads, trials }: Changeable): number => reads.length - trials.length;
const ABOUT = ['servicemonitor/web', '-n', 'shop'];
const FIX = ['fix', ...ABOUT, '--yes', '--timeout', '5s'];
const find = (cluster: Changeable, name: string): JsonObject =>
  cluster
    .objects()
    .find((each) => each['kind'] === 'ServiceMonitor' && (each['metadata'] as JsonObject)['name'] === name) ?? {};
const withLabel = (object: JsonObject, label: string, value: string): JsonObject => ({
  ...object,
  metadata: { ...(object['metadata'] as JsonObject), labels: { [label]: value } },
});
/** What a Prometheus says that scrapes the monitor once it has its label. */
const following =
  (cluster: () => Changeable, health: object = {}): Running =>
  (where, path, query) => {
    const { labels: has = {} } = find(cluster(), 'web')['metadata'] as { labels?: Readonly<Record<string, string>> };
    const targets = has['release'] === 'kps' ? [{ ...scraped, ...health }] : [];
    return playing({ targets })(where, path, query);
  };

describe('fix of one object asks the cluster no more than check of it, besides its writes', () => {
  it.each<[string, object, object]>([
    ['a label', { port: 'http' }, {}],
    ['a port', { port: 'htpp' }, { labels }],
    ['a time-out', { port: 'http', scrapeTimeout: '2m' }, { labels }],
    ['a label and a time-out', { port: 'http', scrapeTimeout: '2m' }, {}],
    ['a label and a port', { port: 'htpp' }, {}],
  ])('%s', async (_what, endpoint, meta) => {
    const object = serviceMonitor('shop/web', { endpoints: [endpoint] }, meta);
    // What decides over it may be more once it is right: then that is what is asked.
    const right = serviceMonitor('shop/web', {}, { labels });
    for (const isRunning of [false, true]) {
      const made = (monitor: KubeObject): Changeable => {
        const running = isRunning ? playing({ targets: [scraped] }) : undefined;
        return changeable([...around, ...(isRunning ? [runs] : []), monitor], undefined, running);
      };
      const [is, becomes, tried, fixed] = [made(object), made(right), made(object), made(object)];
      await onChangeable(is, ['check', ...ABOUT]);
      await onChangeable(becomes, ['check', ...ABOUT]);
      const [shown] = await onChangeable(tried, ['fix', ...ABOUT, '--dry-run']);
      const [done] = await onChangeable(fixed, FIX);
      expect(shown?.out).toContain('the server accepts the write');
      expect(done?.code).toBe(isRunning ? 0 : 3);
      expect(fixed.writes).toEqual(['shop/servicemonitors/web']);
      const check = Math.max(costOf(is), costOf(becomes));
      expect({ isRunning, dry: costOf(tried), fix: costOf(fixed) }).toEqual({ isRunning, dry: check, fix: check });
      // One look is enough, and the answer is looked at once more.
      expect(fixed.passed.length).toBeLessThanOrEqual(isRunning ? 12 : 0);
    }
  });

  it('where Prometheus tells that it does not work, all is looked at again', async () => {
    const cluster: Changeable = changeable(
      [...around, runs, unlabelled],
      undefined,
      following(() => cluster, { health: 'down', lastError: 'connection refused' }),
    );
    // It does not wait for what does not come.
    const [answer] = await onChangeable(cluster, [...FIX.slice(0, -1), '1h', '-o', 'json']);
    expect(answer?.code).toBe(1);
    const { verifications, report } = JSON.parse(answer?.out ?? '') as PrintedFix;
    expect(verifications?.map(({ outcome }) => outcome)).toEqual(['not-met']);
    expect(report.findings.map(({ check }) => check)).toContain('scrape-failing');
  });

  it('what another user writes between the look and the write is seen', async () => {
    // Nothing of it is the field that is changed: it is written, and what came meanwhile counts.
    let cluster: Changeable = changeable([...around, runs, unlabelled], undefined, (where, path, query) => {
      if (path === '/api/v1/rules' && cluster.trials.length === 0)
        cluster.change('web', (object) => ({
          ...object,
          spec: { ...(object['spec'] as JsonObject), selector: { matchLabels: { app: 'web', tier: 'back' } } },
        }));
      return following(() => cluster)(where, path, query);
    });
    const [seen] = await onChangeable(cluster, [...FIX, '-o', 'json']);
    expect(seen?.code).toBe(1);
    const { verifications, report: now } = JSON.parse(seen?.out ?? '') as PrintedFix;
    expect(verifications?.map(({ outcome }) => outcome)).toEqual(['met']);
    expect(now.findings.map(({ check }) => check)).toEqual(['no-matching-service']);
    expect(find(cluster, 'web')).toMatchObject({
      metadata: { labels },
      spec: { selector: { matchLabels: { tier: 'back' } } },
    });
    // It is the field: it is not written over, and all is looked at again.
    cluster = changeable([...around, unlabelled]);
    const answer = (seen: Seen): Reply => {
      const reply = cluster.answer(seen);
      if (cluster.trials.length === 1 && seen.method === 'PATCH')
        cluster.change('web', (object) => withLabel(object, 'release', 'mine'));
      return reply;
    };
    const [left] = await onChangeable({ ...cluster, answer }, [...FIX, '-o', 'json']);
    expect(left?.code).toBe(1);
    const { fixed, report } = JSON.parse(left?.out ?? '') as PrintedFix;
    expect(fixed).toEqual([]);
    expect(JSON.stringify(report.findings)).toContain('mine');
  });

  it('says where no running stack could be asked', async () => {
    const objects = [...around, unlabelled];
    const [said] = await onChangeable(changeable(objects), FIX);
    expect(said?.out.replaceAll(/\s+/g, ' ')).toContain(
      'Written, and not seen at work: ServiceMonitor shop/web. What is said of it is what was planned.',
    );
    const [json] = await onChangeable(changeable(objects), [...FIX, '-o', 'json']);
    expect((JSON.parse(json?.out ?? '') as PrintedFix).unasked).toMatchObject([{ name: 'web' }]);
  });
});
