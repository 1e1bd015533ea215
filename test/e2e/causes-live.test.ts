import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refOf } from '../../src/kube/refs.ts';
import type { Report } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { askLive, findingAbout } from './ask-live.ts';
import {
  deployment,
  images,
  podMonitor,
  probe,
  prometheus,
  rule,
  service,
  serviceMonitor,
  surroundings,
} from './causes-worlds.ts';
import { generatedConfig, livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import { grant, readingWithout } from './rights.ts';

/*
 * Causes that only a running Prometheus tells, on the real one: it says so, check names the cause, what the fix says
 * is done, and the effect is there.
 */

const LONG = 180_000;
let bed: Bed;
let main: LivePrometheus;
let before: Report;

interface Case {
  readonly id: string;
  readonly object: KubeThing;
  /** There is the effect that the object is for. */
  readonly works: () => Promise<boolean>;
  /** The spec as its author would write it, where only a person can know it. */
  readonly byHand?: object;
  readonly severity?: 'warning' | 'info';
}

const up = async (pool: string): Promise<boolean> => (await main.targets(pool)).some(({ health }) => health === 'up');
const there = async (query: string): Promise<boolean> => (await main.query(query)).length > 0;
const healthy = async (name: string): Promise<boolean> => {
  const rules = await main.rules(`shop-${name}-`);
  return rules.length > 0 && rules.every(({ health }) => health === 'ok');
};

/** Each has a Service of its own in front of the same pod, so that its series are its own. */
const own = (name: string, endpoint: object, more: object = {}): KubeThing =>
  serviceMonitor('main', name, { port: 'http', ...endpoint }, { selector: { matchLabels: { app: name } }, ...more });
const scraped = (id: string, name: string, endpoint: object, more: object = {}): Case => ({
  id,
  object: own(name, endpoint, more),
  works: async () => await up(`serviceMonitor/shop/${name}/0`),
});
const rules = (name: string, ...list: readonly Readonly<Record<string, unknown>>[]): KubeThing =>
  rule('main', name, ...list);
const specOf = (object: KubeThing): object => object['spec'] as object;

const cases: readonly Case[] = [
  scraped('scrape-failing', 'scheme', { scheme: 'https' }),
  { ...scraped('scrape-failing', 'path', { path: '/nowhere' }), byHand: specOf(own('path', {})) },
  {
    id: 'scrape-failing',
    object: podMonitor('main', 'closed', { port: 'closed' }),
    works: async () => await up('podMonitor/shop/closed/0'),
    byHand: specOf(podMonitor('main', 'closed', { port: 'http' })),
  },
  scraped('content-type-v3', 'blank', { path: '/blank' }),
  scraped('limit-exceeded', 'limited', {}, { sampleLimit: 1 }),
  {
    id: 'timestamps-too-old',
    object: own('old', { path: '/old' }),
    works: async () => await there('lab_old'),
  },
  {
    id: 'label-renamed',
    object: own('labels', { path: '/labels' }),
    works: async () => await there('lab_label{namespace="tenant"}'),
    severity: 'info',
  },
  {
    id: 'rule-eval-error',
    object: rules('many', { record: 'lab:many', expr: 'lab_jobs * on (job) lab_jobs' }),
    works: async () => await healthy('many'),
    byHand: specOf(rules('many', { record: 'lab:many', expr: 'lab_jobs * on (job, kind, instance) lab_jobs' })),
  },
  {
    id: 'rule-selects-nothing',
    object: rules('nothing', { record: 'lab:nothing', expr: 'lab_upp{job="lab"} + 0' }),
    works: async () => await there('lab:nothing'),
    byHand: specOf(rules('nothing', { record: 'lab:nothing', expr: 'lab_up{job="lab"} + 0' })),
    severity: 'warning',
  },
  {
    id: 'alert-never-fires',
    object: rules('never', { alert: 'LabNever', expr: 'count(lab_up{job="lab"} == 5) == 0' }),
    works: async () => await there('ALERTS{alertname="LabNever"}'),
    byHand: specOf(rules('never', { alert: 'LabNever', expr: 'absent(lab_up{job="lab"} == 5)' })),
    severity: 'warning',
  },
  {
    id: 'alert-compares-counter',
    object: rules('counter', { alert: 'LabCounter', expr: 'lab_events_total{job="lab"} > 100' }),
    works: async () => await there('ALERTS{alertname="LabCounter"}'),
    byHand: specOf(rules('counter', { alert: 'LabCounter', expr: 'increase(lab_events_total{job="lab"}[5m]) >= 0' })),
    severity: 'warning',
  },
];

const nameOf = ({ object }: Case): string => object.metadata.name;
const named = cases.map((one) => [`${one.id}: ${nameOf(one)}`, one] as const);
const refs = [...cases.map(({ object }) => refOf(object))];

const author = async (object: KubeThing, spec: object): Promise<void> => {
  await rewrite(bed, refOf(object), (live) => ({ ...live, spec }));
};

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    prometheus('main'),
    prometheus('frozen'),
    deployment('lab', true),
    service('lab', 'lab'),
    ...['scheme', 'path', 'blank', 'limited', 'old', 'labels'].map((name) =>
      service(name, name, { selector: { app: 'lab' } }),
    ),
    serviceMonitor('main', 'works'),
    serviceMonitor('frozen', 'frozen-works'),
    ...cases.map(({ object }) => object),
  ]);
  main = await livePrometheus(bed, 'monitoring', 'main');
  await bed.waitFor(async () => (await up('serviceMonitor/shop/works/0')) && (await there('lab_up{job="lab"}')), {
    what: 'main scrapes what works',
    timeoutMs: 90_000,
  });
  before = await bed.waitFor(
    async () => {
      const report = await askLive(bed.kubeconfig, refs);
      return cases.every((one) => findingAbout(report, one.id, nameOf(one))) && report;
    },
    { what: 'every cause named', timeoutMs: 90_000, everyMs: 2000 },
  );
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('what a running Prometheus tells', () => {
  it(
    'is told again by the file of a snapshot that was taken with --live',
    async () => {
      const words = refs.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`);
      const taken = await promwire(['snapshot', '--live', ...words, '-n', 'shop'], { kubeconfig: bed.kubeconfig });
      expect(taken.code).toBe(0);
      const file = join(bed.dir, 'live.yaml');
      await writeFile(file, taken.stdout);
      const again = await promwire(['check', '--from', file, '-o', 'json']);
      const report = JSON.parse(again.stdout) as Report;
      for (const one of cases)
        expect([one.id, findingAbout(report, one.id, nameOf(one))?.check]).toEqual([one.id, one.id]);
      for (const { check, gap } of report.unknown) expect([check, gap]).toEqual([undefined, undefined]);
    },
    LONG,
  );

  it.each(named)('has no effect: %s', async (_name, one) => {
    expect(await one.works()).toBe(false);
  });

  it.each(named)('is named by check: %s', (_name, one) => {
    const finding = findingAbout(before, one.id, nameOf(one));
    expect(finding?.severity).toBe(one.severity ?? 'error');
    expect(finding?.fix?.kind === 'advise').toBe(one.byHand !== undefined);
  });

  it('is nothing about what works', () => {
    const spoken = before.findings.filter(({ object }) => object.name.endsWith('works'));
    expect(spoken.filter(({ check }) => check !== 'duplicate-scrape')).toEqual([]);
    expect(before.unknown.filter(({ gap }) => gap.reason === 'unreachable')).toEqual([]);
  });

  it(
    'has an effect after the fix',
    async () => {
      for (const one of cases) {
        if (one.byHand) await author(one.object, one.byHand);
        else expect(await applyFix(bed, findingAbout(before, one.id, nameOf(one))?.fix)).toBe(true);
      }
      for (const one of cases)
        await bed.waitFor(one.works, { what: `${nameOf(one)} works`, timeoutMs: 90_000, everyMs: 500 });
      const { findings } = await askLive(bed.kubeconfig, refs);
      expect(findings.filter(({ severity }) => severity === 'error').map(({ summary }) => summary)).toEqual([]);
    },
    LONG,
  );
});

const READ = ['--read-secrets', '--stack', 'monitoring/frozen'];

describe('an object that freezes the configuration', () => {
  const keys: KubeThing = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: 'keys' },
    stringData: { key: 'x' },
  };
  const key = { name: 'keys', key: 'key' };
  const spec = { prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['https://shop.example'] } } };
  const basicAuth = { username: key, password: key };
  const both = probe('frozen', 'both', { ...spec, basicAuth, authorization: { credentials: key } });
  const late = [serviceMonitor('frozen', 'late'), rule('frozen', 'late', { record: 'lab:late', expr: 'vector(1)' })];

  it(
    'is named, and what waits for it as well',
    async () => {
      const frozen = await livePrometheus(bed, 'monitoring', 'frozen');
      await bed.waitFor(async () => (await frozen.targets('frozen-works')).length === 1, { what: 'frozen runs' });
      await bed.apply([keys]);
      await bed.apply([both]);
      // Only from then on everything new is late.
      await bed.waitFor(
        async () => findingAbout(await askLive(bed.kubeconfig), 'config-not-loaded', 'both')?.severity === 'error',
        { what: 'the configuration refused', timeoutMs: 60_000, everyMs: 1000 },
      );
      await bed.apply(late);
      const report = await bed.waitFor(
        async () => {
          const seen = await askLive(bed.kubeconfig);
          const loaded = findingAbout(seen, 'config-not-loaded', 'late');
          return (
            loaded?.severity === 'error' && findingAbout(seen, 'rule-not-loaded', 'late')?.severity === 'error' && seen
          );
        },
        { what: 'the refused configuration told', timeoutMs: 60_000, everyMs: 2000 },
      );
      // The operator has done its part: the job is in the Secret.
      const { stdout } = await promwire(['check', 'servicemonitor/late', '-n', 'shop', ...READ, '-o', 'json'], {
        kubeconfig: bed.kubeconfig,
      });
      const hangs = (JSON.parse(stdout) as Report).findings.find(({ check }) => check === 'config-not-loaded');
      expect(hangs?.evidence).toMatchObject({ written: true, generated: 'has', reload: false });
      expect(await frozen.targets('shop/late')).toEqual([]);
      expect(await frozen.rules('shop-late-')).toEqual([]);
      const refused = report.findings.filter(({ check }) => check === 'config-refused');
      expect(refused.map(({ object, severity }) => `${severity} ${object.kind} ${object.name}`)).toEqual([
        'error Probe both',
      ]);

      await author(both, { ...spec, basicAuth });
      await bed.waitFor(
        async () =>
          (await frozen.targets('shop/late')).some(({ health }) => health === 'up') &&
          (await frozen.rules('shop-late-')).length === 1,
        { what: 'what was late', timeoutMs: 90_000 },
      );
      const after = await askLive(bed.kubeconfig);
      for (const id of ['config-refused', 'config-not-loaded', 'rule-not-loaded'])
        expect(after.findings.filter(({ check }) => check === id)).toEqual([]);
    },
    LONG,
  );
});

describe('the configuration that the operator generated', () => {
  const PASSWORD = 'c4n4ry-of-the-bed';
  const JOB = 'serviceMonitor/shop/login/0';
  const about = ['check', 'servicemonitor/login', '-n', 'shop'];
  const login: KubeThing = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: 'login' },
    stringData: { user: 'promwire', password: PASSWORD },
  };
  const basicAuth = { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } };

  beforeAll(async () => {
    // The operator rejects a monitor whose Secret comes later, and does not look again.
    await bed.apply([login]);
    await bed.apply([serviceMonitor('frozen', 'login', { port: 'http', basicAuth })]);
    await bed.waitFor(async () => (await generatedConfig(bed, 'monitoring', 'prometheus-frozen')).includes(PASSWORD), {
      what: 'the password in the generated configuration',
    });
  }, LONG);

  it.each([['text'], ['html'], ['json'], ['yaml'], ['sarif'], ['junit'], ['github'], ['prometheus']])(
    'is read with --read-secrets, and nothing of it shown but the job: %s',
    async (form) => {
      const { code, stdout, stderr } = await promwire([...about, ...READ, '-v', '-o', form], {
        kubeconfig: bed.kubeconfig,
      });
      expect([0, 1]).toContain(code);
      if (form === 'text') expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`generated configuration: has ${JOB}`);
      if (form === 'json')
        expect((JSON.parse(stdout) as { readonly verdicts: unknown }).verdicts).toEqual([
          expect.objectContaining({ verdict: 'selected', generated: { has: [JOB], lacks: [] } }),
        ]);
      expect(stdout).not.toBe('');
      for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString('base64')])
        expect(stdout + stderr).not.toContain(secret);
    },
  );

  it('is not asked for without it: who may not get it has the same answer, and with it an unknown', async () => {
    const reading = readingWithout().map((one) => ({
      ...one,
      resources: (one.resources ?? []).filter((resource) => resource !== 'secrets'),
    }));
    const referenced = { apiGroups: [''], resources: ['secrets'], resourceNames: ['keys', 'login'], verbs: ['get'] };
    await grant(bed, 'user-1', [...reading, referenced]);
    const kubeconfig = await bed.kubeconfigFor('user-1');
    const without = [...about, '--stack', 'monitoring/frozen', '-o', 'json'];
    expect(await promwire(without, { kubeconfig })).toEqual(await promwire(without, { kubeconfig: bed.kubeconfig }));
    const refused = await promwire([...about, ...READ], { kubeconfig });
    expect(refused.code).toBe(3);
    expect(refused.stdout.replaceAll(/\s+/g, ' ')).toContain('Not allowed to get Secret prometheus-frozen');
    // The right that is printed for it is the one that is missing.
    const { stdout } = await promwire(['rbac', 'check', '-n', 'shop', ...READ]);
    expect(stdout).toMatch(/resourceNames:\s+- prometheus-frozen\n/);
  });

  it('is told where it has what is not taken any more', async () => {
    const frozen = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      namespace: 'monitoring',
      name: 'frozen',
    };
    await rewrite(bed, frozen, (live) => ({ ...live, spec: { ...(live['spec'] as object), paused: true } }));
    await bed.waitFor(
      async () => {
        const live = await bed.read({ ...frozen, metadata: { namespace: frozen.namespace, name: frozen.name } });
        return (live?.['status'] as { readonly paused?: boolean } | undefined)?.paused === true;
      },
      { what: 'the pause' },
    );
    const monitor = refOf(serviceMonitor('frozen', 'login'));
    await rewrite(bed, monitor, (live) => ({ ...live, metadata: { ...live.metadata, labels: {} } }));
    const { stdout } = await promwire([...about, ...READ, '-o', 'json'], { kubeconfig: bed.kubeconfig });
    const other = (JSON.parse(stdout) as Report).findings.find(({ check }) => check === 'binding-disagrees');
    expect(other?.evidence).toMatchObject({ ours: 'not-selected', generated: 'has', has: [JOB] });
    expect(other?.because.at(-1)).toContain('is paused');
  });
});
