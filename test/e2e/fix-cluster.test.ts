import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { PrintedFix, PrintedReport, PrintedUndo } from '../../src/model/index.ts';
import { FIXED } from '../../src/kube/owner.ts';
import { AUTOMATIC } from '../../src/plan/ways.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { images } from './causes-worlds.ts';
import { AROUND, FIX_CASES, type FixCase } from './fix-cases.ts';
import { everything, generatedJobs, livePrometheus, versionsOf } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';

/*
 * Every cause that fix takes on, on the real control plane: it holds, `fix --yes`, what had no effect has it, `undo --yes`,
 * and each object is as it was. Then the same of files: `fix --from --write`, `kubectl apply`, and it has effect.
 */

const LONG = 180_000;
let bed: Bed;
let main: LivePrometheus;

const cases = FIX_CASES.filter(({ asked }) => asked !== true);
const old = FIX_CASES.find(({ asked }) => asked === true)!;

const run = async (...argv: readonly string[]): Promise<Run> => await promwire(argv, { kubeconfig: bed.kubeconfig });
const live = async ({ object }: FixCase): Promise<KubeThing> => {
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

const isEffective = async ({ effect }: FixCase): Promise<boolean> => {
  switch (effect.is) {
    case 'up': {
      const targets = await main.targets(effect.pool);
      return targets.length > 0 && targets.every(({ health }) => health === 'up');
    }
    case 'asked':
      return (await main.targets(effect.pool)).some(({ scrapeUrl }) => scrapeUrl.includes(effect.at));
    case 'loaded':
      return (await main.rules(effect.file)).some(({ name, health }) => name === effect.rule && health === 'ok');
    case 'configured':
      return (await generatedJobs(bed, 'monitoring', effect.stack)).includes(effect.job);
    case 'listed':
      return (await bed.kubectl(['get', 'configmap', '-A', '-l', effect.label, '-o', 'name'])).trim() !== '';
    default:
      return (await main.query(effect.series)).length > 0;
  }
};
/** The causes of which the objects have effect, when they are as many as are waited for, or the time is over. */
const effective = async (of: readonly FixCase[], count: number): Promise<readonly string[]> => {
  let found: readonly string[] = [];
  const isSo = async (): Promise<boolean> => {
    const answers = await Promise.all(of.map(isEffective));
    found = of.flatMap(({ id }, index) => (answers[index] ? [id] : []));
    return found.length === count;
  };
  await bed.waitFor(isSo, { what: 'effect', timeoutMs: 60_000 }).catch(() => undefined);
  return found;
};
const idsOf = (of: readonly FixCase[]): readonly string[] => of.map(({ id }) => id);
const named = cases.map((one) => [`${one.id}: ${one.object.metadata.name}`, one] as const);

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([...AROUND, ...FIX_CASES.map(({ object }) => object)]);
  main = await livePrometheus(bed, 'monitoring', 'main');
  await bed.waitFor(
    async () => (await main.targets('serviceMonitor/shop/works/0')).some(({ health }) => health === 'up'),
    { what: 'main scrapes what works', timeoutMs: 90_000 },
  );
}, LONG);
afterAll(() => bed.stop(), LONG);

it('each cause that is fixed by itself is staged', () => {
  // What the API server drops or refuses is never in a cluster.
  const inCluster = AUTOMATIC.filter((id) => id !== 'field-pruned');
  expect(idsOf(FIX_CASES).toSorted()).toEqual(inCluster.toSorted());
});

describe('what fix changes in a cluster', () => {
  let before: ReadonlyMap<FixCase, string>;
  let fixed: PrintedFix;

  it(
    'holds before',
    async () => {
      const wanted = cases.map(({ id }) => id);
      for (let tries = 30; tries > 0 && (await holds()).length < wanted.length; tries--) await sleep(2000);
      expect(await holds()).toEqual(wanted);
      expect(await effective(FIX_CASES, 0)).toEqual([]);
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
      const done = await run('fix', '--yes', '-o', 'json', '--timeout', '30s');
      fixed = JSON.parse(done.stdout) as PrintedFix;
      // No DNS is here: what the probers lack is left, with its reason.
      const isProbed = ({ checks = [] }: PrintedFix['left'][number]): boolean => checks.includes('scrape-failing');
      expect(fixed.left.filter((each) => !isProbed(each)).map(({ object, why }) => [object.name, why])).toEqual([
        ['aged', expect.stringMatching(/^prometheus-not-running is for a person to decide: it may /)],
      ]);
      const probed = fixed.left.filter(isProbed).map(({ object: { name } }) => name);
      expect(probed.toSorted()).toEqual(['misnamed', 'url']);
      expect(done.stderr.match(/^applied /gm)).toHaveLength(cases.length);
      expect(new Set(fixed.fixed.flatMap(({ checks }) => checks))).toEqual(new Set(cases.map(({ id }) => id)));
      // No DNS is here: the probers are asked, and not found.
      const unmet = fixed.verifications?.flatMap(({ expectation, outcome }) =>
        outcome !== 'met' && expectation.kind === 'target-up' ? [`${outcome} ${expectation.monitor.name}`] : [],
      );
      expect(unmet?.toSorted()).toEqual(['not-met misnamed', 'not-met url']);
      expect(await holds()).toEqual([]);
      expect(await effective(cases, cases.length)).toEqual(idsOf(cases));
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
      const was = await live(old);
      const { code, stdout } = await run('fix', ...about, '--yes');
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('spec.endpoints[0].honorTimestamps: (none) → false'),
      });
      expect(await effective([old], 1)).toEqual([old.id]);
      expect((await run('undo', ...about, '--yes')).code).toBe(0);
      expect(plain(await live(old))).toEqual(plain(was));
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

describe('what fix changes in files', () => {
  const COMMENT = '# kept\n';
  let dir: string;

  it(
    'had no effect before',
    async () => {
      dir = join(bed.dir, 'repository');
      await mkdir(dir);
      const write = async (name: string, objects: readonly KubeThing[]): Promise<void> =>
        await writeFile(join(dir, `${name}.yaml`), objects.map((each) => `---\n${COMMENT}${stringify(each)}`).join(''));
      await write('around', AROUND);
      for (const { id, object } of cases) await write(id, [object]);
      // As its author applied it: what fix wrote in the cluster goes.
      await bed.kubectl(['apply', ...cases.flatMap(({ id }) => ['-f', join(dir, `${id}.yaml`)])]);
      expect(await effective(cases, 0)).toEqual([]);
    },
    LONG,
  );

  it(
    'has effect when kubectl applies what was written',
    async () => {
      const done = await run('fix', '--from', dir, '--write', '-o', 'json');
      const fixed = JSON.parse(done.stdout) as PrintedFix;
      expect(new Set(fixed.fixed.flatMap(({ checks }) => checks))).toEqual(new Set(idsOf(cases)));
      const texts = await Promise.all(cases.map(async ({ id }) => await readFile(join(dir, `${id}.yaml`), 'utf8')));
      expect(texts.every((text) => text.startsWith(`---\n${COMMENT}`))).toBe(true);
      expect((await readdir(dir)).length).toBe(cases.length + 1);
      await bed.kubectl(['apply', ...cases.flatMap(({ id }) => ['-f', join(dir, `${id}.yaml`)])]);
      expect(await effective(cases, cases.length)).toEqual(idsOf(cases));
      expect(await holds()).toEqual([]);
    },
    LONG,
  );

  it(
    'is left alone by a second run',
    async () => {
      const again = await run('fix', '--from', dir, '--write', '-o', 'json');
      expect((JSON.parse(again.stdout) as PrintedFix).fixed).toEqual([]);
    },
    LONG,
  );
});
