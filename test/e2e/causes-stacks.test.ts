import { gapText } from '../../src/kube/gap-text.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refOf } from '../../src/kube/refs.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { askLive, findingAbout } from './ask-live.ts';
import { deployment, images, prometheus, rule, service, serviceMonitor, surroundings, takes } from './causes-worlds.ts';
import { generatedJobs, livePrometheus } from './live.ts';

/* Causes that lie in the stack, on the real operator: what it does not do, what check says of it, and what mends it. */

const LONG = 180_000;
let bed: Bed;

const edit = async (object: KubeThing, change: (live: KubeThing) => KubeThing): Promise<void> => {
  await rewrite(bed, refOf(object), change);
};
const withSpec =
  (more: object) =>
  (live: KubeThing): KubeThing => ({ ...live, spec: { ...(live['spec'] as object), ...more } });
const jobs = async (stack: string): Promise<readonly string[]> => await generatedJobs(bed, 'monitoring', stack);
const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  await bed.waitFor(condition, { what, timeoutMs: 90_000, everyMs: 500 });
};

const asleep = prometheus('asleep', { replicas: 0 });
// Their configuration is all that counts, so they need no process.
const frozen = prometheus('frozen', { replicas: 0 });
const { metadata, ...rest } = prometheus('leaving', { replicas: 0 });
const leaving: KubeThing = { ...rest, metadata: Object.assign({}, metadata, { finalizers: ['promwire.dev/hold'] }) };
const edge: KubeThing = {
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'PrometheusAgent',
  metadata: { namespace: 'monitoring', name: 'edge' },
  spec: {
    serviceAccountName: 'prometheus',
    ...Object.fromEntries(Object.entries(takes('edge')).filter(([field]) => !field.startsWith('rule'))),
  },
};

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    asleep,
    frozen,
    leaving,
    edge,
    prometheus('sharded', { shards: 2 }),
    deployment('lab'),
    service('lab', 'lab'),
    ...['asleep', 'frozen', 'leaving', 'edge', 'sharded'].map((stack) => serviceMonitor(stack, `${stack}-web`)),
  ]);
  for (const stack of ['asleep', 'frozen', 'leaving', 'sharded'])
    await until(`${stack} has its job`, async () => (await jobs(stack)).includes(`serviceMonitor/shop/${stack}-web/0`));
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('a stack without replicas', () => {
  it(
    'is named, and scrapes after the fix; without an Alertmanager it is told, too',
    async () => {
      await bed.apply([rule('asleep', 'alert', { alert: 'LabUp', expr: 'lab_up == 1' })]);
      const report = await askLive(bed.kubeconfig);
      const finding = findingAbout(report, 'prometheus-not-running', 'asleep');
      expect(finding).toMatchObject({ severity: 'error', object: { kind: 'Prometheus' } });
      expect(findingAbout(report, 'alerts-go-nowhere', 'asleep')?.severity).toBe('warning');
      // Nobody could be asked: said, and nothing hangs on it.
      const notRun = report.unknown.filter(({ gap }) => gapText(gap).includes('monitoring/asleep'));
      expect(notRun.map(({ check }) => check)).toContain('scrape-failing');
      expect(notRun.every(({ touches }) => !touches)).toBe(true);

      expect(await applyFix(bed, finding?.fix)).toBe(true);
      const live = await livePrometheus(bed, 'monitoring', 'asleep');
      await until('it scrapes', async () => (await live.targets('asleep-web')).some(({ health }) => health === 'up'));
      await until(
        'nothing is said any more',
        async () => findingAbout(await askLive(bed.kubeconfig), 'prometheus-not-running', 'asleep') === undefined,
      );
    },
    LONG,
  );

  it(
    'sends its alerts when it knows an Alertmanager',
    async () => {
      const alertmanager = {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Alertmanager',
        metadata: { namespace: 'monitoring', name: 'main' },
      };
      await bed.apply([{ ...alertmanager, spec: { replicas: 1, image: 'quay.io/prometheus/alertmanager:v0' } }]);
      const target = { namespace: 'monitoring', name: 'alertmanager-operated', port: 'web' };
      await edit(asleep, withSpec({ alerting: { alertmanagers: [target] } }));
      const path = '/api/v1/namespaces/monitoring/pods/alertmanager-main-0:9093/proxy/api/v2/alerts';
      await until('the alert in Alertmanager', async () => {
        const answer = await bed.api.request('GET', path);
        return answer.status === 200 && answer.body.includes('LabUp');
      });
      expect(findingAbout(await askLive(bed.kubeconfig), 'alerts-go-nowhere', 'asleep')).toBeUndefined();
    },
    LONG,
  );
});

describe('a paused stack', () => {
  it(
    'keeps a word that is not ours: both are shown, until it goes on',
    async () => {
      await edit(frozen, withSpec({ paused: true }));
      const web = serviceMonitor('frozen', 'frozen-web');
      await edit(web, (live) => ({ ...live, metadata: { ...live.metadata, labels: { stack: 'nobody' } } }));
      const finding = findingAbout(await askLive(bed.kubeconfig), 'binding-disagrees', 'frozen-web');
      expect(finding).toMatchObject({
        severity: 'warning',
        evidence: { ours: 'not-selected', operator: 'Accepted=True' },
      });
      expect(finding?.because.join(' ')).toContain('paused');
      expect(await jobs('frozen')).toContain('serviceMonitor/shop/frozen-web/0');

      await edit(frozen, withSpec({ paused: false }));
      await until('the job is gone', async () => (await jobs('frozen')).length === 0);
      await until(
        'both agree',
        async () => findingAbout(await askLive(bed.kubeconfig), 'binding-disagrees', 'frozen-web') === undefined,
      );
    },
    LONG,
  );
});

describe('a stack that is being deleted', () => {
  it(
    'takes nothing new, which check says; created anew it does',
    async () => {
      await bed.remove([leaving]);
      await bed.apply([serviceMonitor('leaving', 'new')]);
      const report = await askLive(bed.kubeconfig);
      expect(findingAbout(report, 'terminating', 'new')?.severity).toBe('error');
      // What came later is in the configuration of another stack: the operator has seen both.
      await bed.apply([serviceMonitor('frozen', 'later')]);
      await until('the later one', async () => (await jobs('frozen')).includes('serviceMonitor/shop/later/0'));
      expect(await jobs('leaving')).not.toContain('serviceMonitor/shop/new/0');

      await edit(leaving, (live) => ({ ...live, metadata: Object.assign({}, live.metadata, { finalizers: [] }) }));
      await until('it is gone', async () => (await bed.read(leaving)) === undefined);
      await bed.apply([prometheus('leaving', { replicas: 0 })]);
      await until('its job', async () => (await jobs('leaving')).includes('serviceMonitor/shop/new/0'));
      expect(findingAbout(await askLive(bed.kubeconfig), 'terminating', 'new')).toBeUndefined();
    },
    LONG,
  );
});

describe('an agent', () => {
  it(
    'answers no query, which is told until a Prometheus takes the same',
    async () => {
      const finding = findingAbout(await askLive(bed.kubeconfig), 'agent-has-no-query', 'edge');
      expect(finding).toMatchObject({ severity: 'info', object: { kind: 'PrometheusAgent' } });
      const selector = { matchExpressions: [{ key: 'stack', operator: 'In', values: ['asleep', 'edge'] }] };
      await edit(asleep, withSpec({ serviceMonitorSelector: selector }));
      const live = await livePrometheus(bed, 'monitoring', 'asleep');
      await until('a Prometheus scrapes it', async () =>
        (await live.targets('edge-web')).some(({ health }) => health === 'up'),
      );
      expect(findingAbout(await askLive(bed.kubeconfig), 'agent-has-no-query', 'edge')).toBeUndefined();
    },
    LONG,
  );
});

describe('two shards', () => {
  it(
    'have the target once: check says where, and the other one knows nothing of it',
    async () => {
      const urls = await Promise.all(
        [0, 1].map(async (shard) => await bed.prometheusUrl('monitoring', 'sharded', { shard })),
      );
      const count = async (url: string): Promise<number> => {
        const answer = (await (await fetch(`${url}/api/v1/query?query=lab_up`)).json()) as {
          readonly data: { readonly result: readonly unknown[] };
        };
        return answer.data.result.length;
      };
      await until('one of them scrapes', async () => (await Promise.all(urls.map(count))).includes(1));
      const counts = await Promise.all(urls.map(count));
      expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
      const finding = findingAbout(await askLive(bed.kubeconfig), 'shard-elsewhere', 'sharded-web');
      expect(finding?.severity).toBe('info');
      expect(finding?.evidence['shards']).toEqual(
        counts.map((targets, shard) => ({
          shard,
          pod: `monitoring/prometheus-sharded${shard === 0 ? '' : `-shard-${shard}`}-0`,
          targets,
        })),
      );
    },
    LONG,
  );
});

describe('two operators', () => {
  it(
    'that are installed for one stack are told',
    async () => {
      const installed = (name: string): KubeThing => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace: 'monitoring', name },
        spec: {
          replicas: 1,
          selector: { matchLabels: { name } },
          template: {
            metadata: { labels: { name } },
            spec: {
              containers: [{ name: 'operator', image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0' }],
            },
          },
        },
      });
      await bed.apply(['first', 'second'].map(installed));
      await until(
        'both run',
        async () => findingAbout(await askLive(bed.kubeconfig), 'two-operators', 'sharded') !== undefined,
      );
      await bed.remove([installed('second')]);
      expect(findingAbout(await askLive(bed.kubeconfig), 'two-operators', 'sharded')).toBeUndefined();
    },
    LONG,
  );
});
