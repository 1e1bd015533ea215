import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PrintedFix, PrintedReport, PrintedUndo } from '../../src/model/index.ts';
import { FIXED } from '../../src/io/kube/field-memory.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { grafana } from '../bed/worlds/grafana.ts';
import { namespace } from '../bed/worlds/objects.ts';
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
import { everything, livePrometheus, versionsOf } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';

/*
 * Every cause that fix takes on, on the real control plane: it holds, `fix --yes`, the Prometheus scrapes or evaluates what it
 * did not, `undo --yes`, and each object is as it was.
 */

const LONG = 180_000;
let bed: Bed;
let main: LivePrometheus;

interface Case {
  readonly id: string;
  readonly object: KubeThing;
  /** The pool, or the rule file, that comes to work; absent: nothing that can be asked shows it. */
  readonly works?: string;
}

const labels = { stack: 'main' };
const monitored = (id: string, name: string, endpoint: object, more: object = {}): Case => ({
  id,
  object: serviceMonitor(
    'main',
    name,
    { port: 'http', ...endpoint },
    { selector: { matchLabels: { app: name } }, ...more },
  ),
  works: `serviceMonitor/shop/${name}/0`,
});
const probing = (more: object): Readonly<Record<string, unknown>> => ({
  prober: { url: 'blackbox:9115' },
  targets: { staticConfig: { static: ['https://shop.example'] } },
  ...more,
});
const within = (space: string, object: KubeThing): KubeThing => ({
  ...object,
  metadata: { ...object.metadata, namespace: space },
});
/** Takes what is in the namespace aged, and does not run. */
const aged = ((): KubeThing => {
  const only = { matchLabels: { 'kubernetes.io/metadata.name': 'aged' } };
  const kinds = ['podMonitor', 'probe', 'serviceMonitor', 'scrapeConfig', 'rule'];
  const spec = Object.fromEntries(kinds.map((kind) => [`${kind}NamespaceSelector`, only]));
  return prometheus('aged', { ...spec, replicas: 0, version: 'v2.16.0' });
})();

const bare = serviceMonitor('main', 'label', undefined, { selector: { matchLabels: { app: 'label' } } });
const SIDECAR = {
  METHOD: 'WATCH',
  LABEL: 'grafana_dashboard',
  LABEL_VALUE: '1',
  NAMESPACE: 'ALL',
  FOLDER: '/tmp/dashboards',
};
const board: KubeThing = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'shop', name: 'board', labels: { grafana_dashboard: 'true' } },
  data: { 'shop.json': JSON.stringify({ uid: 'shop', title: 'Shop', schemaVersion: 39, panels: [] }) },
};

const grafanas = grafana({
  namespace: 'monitoring',
  release: 'lab',
  datasourceUrl: 'http://main:9090',
  sidecar: SIDECAR,
});

const cases: readonly Case[] = [
  {
    id: 'label-mismatch',
    object: { ...bare, metadata: { ...bare.metadata, labels: {} } },
    works: 'serviceMonitor/shop/label/0',
  },
  monitored('port-name-mismatch', 'port', { port: 'web' }),
  monitored('target-port-undeclared', 'number', { port: undefined, targetPort: 8081 }),
  monitored('rejected-timeout', 'timeout', { interval: '10s', scrapeTimeout: '15s' }),
  {
    id: 'namespace-selector-in-monitor',
    object: {
      ...serviceMonitor('main', 'beside', undefined, { selector: { matchLabels: { app: 'beside' } } }),
      metadata: { namespace: 'monitoring', name: 'beside', labels },
    },
    works: 'serviceMonitor/monitoring/beside/0',
  },
  {
    id: 'rule-invalid',
    object: rule('main', 'recording', { record: 'lab:up', expr: 'lab_up', for: '5m' }),
    works: 'shop-recording',
  },
  {
    id: 'rejected-probe-url',
    object: probe('main', 'url', probing({ prober: { url: 'https://blackbox.monitoring:9115/probe' } })),
  },
  {
    id: 'prober-missing',
    object: probe('main', 'misnamed', probing({ prober: { url: 'blackbux.monitoring.svc:9115' } })),
  },
  { id: 'grafana-sidecar-label-mismatch', object: board },
  {
    id: 'rejected-label-name',
    object: within(
      'aged',
      probe('aged', 'dot', probing({ targets: { staticConfig: { static: ['a'], labels: { 'app.kind': 'shop' } } } })),
    ),
  },
  {
    id: 'rejected-selector-mechanism',
    object: within('aged', {
      ...podMonitor('aged', 'mechanism'),
      spec: {
        selector: { matchLabels: { app: 'lab' } },
        podMetricsEndpoints: [{ port: 'http' }],
        selectorMechanism: 'RoleSelector',
      },
    }),
  },
];

/** Only a question about it asks the Prometheus for its samples. */
const old = serviceMonitor(
  'main',
  'old',
  { port: 'http', path: '/old' },
  { selector: { matchLabels: { app: 'old' } } },
);

const run = async (...argv: readonly string[]): Promise<Run> => await promwire(argv, { kubeconfig: bed.kubeconfig });
const live = async ({ object }: Case): Promise<KubeThing> => {
  const { apiVersion, kind, metadata } = object;
  const found = await bed.read({ apiVersion, kind, metadata });
  if (!found) throw new Error(`${metadata.name} is gone`);
  return found;
};
/** Without what the API server counts and stamps. */
const plain = ({ metadata, status: _status, ...rest }: KubeThing): string => {
  const {
    resourceVersion: _v,
    managedFields: _m,
    generation: _g,
    ...kept
  } = metadata as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...rest, metadata: kept });
};
const holds = async (): Promise<readonly string[]> => {
  const { findings } = JSON.parse((await run('check', '-o', 'json')).stdout) as PrintedReport;
  return cases
    .filter(({ id, object }) => findings.some((each) => each.check === id && each.object.name === object.metadata.name))
    .map(({ id }) => id);
};
const named = cases.map((one) => [`${one.id}: ${one.object.metadata.name}`, one] as const);

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    namespace('aged'),
    prometheus('main'),
    aged,
    ...grafanas,
    // Each has an application of its own, so that none is scraped twice.
    ...['lab', 'label', 'port', 'number', 'timeout', 'old', 'beside'].flatMap((name) => [
      deployment(name),
      service(name, name),
    ]),
    within('monitoring', service('blackbox', 'lab', { ports: [{ name: 'http', port: 9115 }] })),
    serviceMonitor('main', 'works'),
    old,
    ...cases.map(({ object }) => object),
  ]);
  main = await livePrometheus(bed, 'monitoring', 'main');
  await bed.waitFor(
    async () => (await main.targets('serviceMonitor/shop/works/0')).some(({ health }) => health === 'up'),
    { what: 'main scrapes what works', timeoutMs: 90_000 },
  );
}, LONG);
afterAll(() => bed.stop(), LONG);

describe('what fix changes in a cluster', () => {
  let before: ReadonlyMap<Case, string>;
  let fixed: PrintedFix;

  it(
    'holds before',
    async () => {
      const wanted = cases.map(({ id }) => id);
      for (let tries = 30; tries > 0 && (await holds()).length < wanted.length; tries--) await sleep(2000);
      expect(await holds()).toEqual(wanted);
      before = new Map(await Promise.all(cases.map(async (one) => [one, plain(await live(one))] as const)));
    },
    LONG,
  );

  it(
    'is shown and tried, and not written without a yes',
    async () => {
      const all = await everything(bed);
      const shown = await run('fix', '--dry-run');
      expect(shown.stdout).toContain('metadata.labels.stack: (none) → main');
      expect(shown.stdout).toContain('Dry run: the server accepts all');
      const asked = await run('fix');
      expect(asked.code).toBe(2);
      expect(asked.stderr).toContain('nothing was written');
      expect(await everything(bed)).toEqual(all);
    },
    LONG,
  );

  it(
    'is gone after fix, with targets up and rules loaded',
    async () => {
      const done = await run('fix', '--yes', '-o', 'json', '--timeout', '120s');
      fixed = JSON.parse(done.stdout) as PrintedFix;
      expect(fixed.left.map(({ object, why }) => [object.name, why])).toEqual([
        ['aged', 'prometheus-not-running is for a person to decide.'],
      ]);
      expect(done.stderr.match(/^applied /gm)).toHaveLength(cases.length);
      expect(new Set(fixed.fixed.flatMap(({ checks }) => checks))).toEqual(new Set(cases.map(({ id }) => id)));
      expect(fixed.verifications?.filter(({ outcome }) => outcome !== 'met')).toEqual([]);
      expect(await holds()).toEqual([]);
      for (const { works } of cases.filter((one) => one.works?.startsWith('serviceMonitor')))
        expect((await main.targets(works ?? '')).map(({ health }) => health)).toEqual(['up']);
      expect((await main.rules('shop-recording')).map(({ name }) => name)).toEqual(['lab:up']);
    },
    LONG,
  );

  it(
    'is what only a running Prometheus tells, where it is asked about',
    async () => {
      const about = ['servicemonitor/old', '-n', 'shop'];
      await bed.waitFor(async () => (await run('check', ...about)).stdout.includes('timestamps-too-old'), {
        what: 'old samples are told',
        timeoutMs: 60_000,
        everyMs: 1000,
      });
      const was = await bed.read(old);
      const { code, stdout } = await run('fix', ...about, '--yes');
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('spec.endpoints[0].honorTimestamps: (none) → false'),
      });
      await bed.waitFor(async () => (await main.query('lab_old')).length > 0, { what: 'its samples are there' });
      expect((await run('undo', ...about, '--yes')).code).toBe(0);
      const now = await bed.read(old);
      expect(now && plain(now)).toEqual(was && plain(was));
    },
    LONG,
  );

  it.each(named)('keeps all but the fields, and remembers them: %s', async (_name, one) => {
    const now = await live(one);
    const memory = JSON.parse(now.metadata.annotations?.[FIXED] ?? '[]') as readonly unknown[];
    expect(memory.length).toBeGreaterThan(0);
  });

  it(
    'is written once',
    async () => {
      const refs = cases.map(({ object: { apiVersion, kind, metadata } }) => ({ apiVersion, kind, metadata }));
      const versions = await versionsOf(bed, refs);
      await run('fix', '--yes');
      expect(await versionsOf(bed, refs)).toEqual(versions);
    },
    LONG,
  );

  it(
    'is as before after undo, but for a field that was changed since',
    async () => {
      const one = cases[1];
      if (!one) throw new Error('no case');
      await bed.kubectl([
        ...['-n', 'shop', 'patch', 'servicemonitor', one.object.metadata.name, '--type=json', '-p'],
        JSON.stringify([{ op: 'replace', path: '/spec/endpoints/0/port', value: 'other' }]),
      ]);
      const { code, stdout } = await run('undo', '--yes', '-o', 'json');
      expect(code).toBe(0);
      const undone = JSON.parse(stdout) as PrintedUndo;
      expect(undone.left).toEqual([
        {
          object: expect.objectContaining({ name: one.object.metadata.name }),
          why: 'Its field spec.endpoints[0].port was changed since promwire fix set it, and stays as it is.',
        },
      ]);
      for (const each of cases.filter((other) => other !== one)) expect(plain(await live(each))).toBe(before.get(each));
      // What was not put back is still remembered.
      const now = plain(await live(one));
      const bare = now.replace(/"annotations":\{"promwire\.dev\/fixed":"(?:[^"\\]|\\.)*"\},/, '');
      expect(now).not.toBe(bare);
      expect(bare).toBe((before.get(one) ?? '').replace('"port":"web"', '"port":"other"'));
      expect((await run('undo')).stdout).toContain('Nothing to change.');
    },
    LONG,
  );
});
