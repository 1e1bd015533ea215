import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { prometheus, rule, surroundings } from './causes-worlds.ts';
import { FAULTS, pairs, runWithFault } from './faults.ts';
import { startFront } from './front.ts';
import type { Front } from './front.ts';
import type { Run } from './promwire.ts';

/**
 * Every write of fix and undo is the one at which something happens. Each object is as before or as after, never between;
 * what is said of it is true; the next run ends as an undisturbed one.
 */

const LONG = 180_000;
const FIX = ['fix', '-n', 'shop', '--yes', '--timeout', '0s'];
const UNDO = ['undo', '-n', 'shop', '--yes'];
let bed: Bed;
let front: Front;

const relabelled = (name: string): KubeThing => {
  const made = rule('main', name, { record: `lab:${name}`, expr: 'vector(1)' });
  return { ...made, metadata: { ...made.metadata, labels: { stack: 'other' } } };
};
const rules: readonly KubeThing[] = [
  relabelled('one'),
  relabelled('two'),
  rule('main', 'three', { record: 'lab:three', expr: 'vector(1)', for: '5m', annotations: { a: 'b' } }),
  rule('main', 'four', { record: 'lab:four', expr: 'vector(1)', for: '5m' }),
];

type State = Readonly<Record<string, string>>;

/** What two runs make alike: all but what the server counts and stamps. */
async function state(): Promise<State> {
  const told = await Promise.all(
    rules.map(async ({ apiVersion, kind, metadata: { namespace = '', name } }) => {
      const live = await bed.read({ apiVersion, kind, metadata: { namespace, name } });
      if (!live) throw new Error(`${name} is gone`);
      const { metadata, status: _status, ...rest } = live;
      const {
        resourceVersion: _v,
        managedFields: _m,
        generation: _g,
        ...kept
      } = metadata as Readonly<Record<string, unknown>>;
      return [`${kind} ${namespace}/${name}`, JSON.stringify({ ...rest, metadata: kept })] as const;
    }),
  );
  return Object.fromEntries(told);
}
const undisturbed = async (argv: readonly string[]): Promise<number> =>
  (await runWithFault(front, argv, 0, { does: () => undefined })).writes;

function isTrue({ stderr }: Run, now: State, from: State, to: State): void {
  const text = stderr.replaceAll(/\n {2,}/g, ' ');
  const listed = (word: string): readonly string[] =>
    (new RegExp(`^${word}: (.*)$`, 'm').exec(text)?.[1] ?? '').split(', ').filter((name) => name in from);
  const steps = [...text.matchAll(/^applied (\S+ \S+)$/gm)].map(([, name = '']) => name);
  for (const name of [...steps, ...listed('applied')]) expect({ name, is: now[name] }).toEqual({ name, is: to[name] });
  for (const name of listed('not applied')) expect({ name, is: now[name] }).toEqual({ name, is: from[name] });
}

beforeAll(async () => {
  bed = await startBed({ standins: false, operator: false });
  await bed.apply([...surroundings, prometheus('main'), ...rules]);
  front = await startFront(bed);
}, LONG);
afterAll(async () => {
  await front.stop();
  await bed.stop();
}, LONG);

it('whatever happens at a write, the next run of fix and of undo ends as an undisturbed one', async () => {
  const before = await state();
  const first = await runWithFault(front, FIX, 0, { does: () => undefined });
  expect({ writes: first.writes, said: first.writes === rules.length ? '' : first.run }).toEqual({
    writes: rules.length,
    said: '',
  });
  const after = await state();
  for (const name of Object.keys(before)) expect(after[name]).not.toBe(before[name]);
  expect(await undisturbed(UNDO)).toBe(rules.length);
  expect(await state()).toEqual(before);
  const survives = async (argv: readonly string[], from: State, to: State, salt: number): Promise<void> => {
    const back = argv === FIX ? UNDO : FIX;
    for (const [n, fault] of pairs(rules.length, salt)) {
      const { run } = await runWithFault(front, argv, n, FAULTS[fault] ?? { does: () => undefined });
      const now = await state();
      try {
        for (const name of Object.keys(from)) expect([from[name], to[name]]).toContain(now[name]);
        isTrue(run, now, from, to);
        if (fault.startsWith('SIGINT')) expect(run.code).toBe(130);
        expect(run.stderr).not.toMatch(/bug in promwire/);
        await undisturbed(argv);
        expect(await state()).toEqual(to);
        await undisturbed(back);
        expect(await state()).toEqual(from);
      } catch (error) {
        throw new Error(`${argv[0]}, write ${n}, ${fault}: ${run.code} ${run.stderr}`, { cause: error });
      }
    }
  };
  await survives(FIX, before, after, 0);
  await undisturbed(FIX);
  await survives(UNDO, after, before, 1);
}, 600_000);
