import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioA, scenarioB } from '../bed/worlds/scenarios.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import { FAULTS, pairs, runWithFault } from './faults.ts';
import type { Fault } from './faults.ts';
import type { Front } from './front.ts';
import { startFront } from './front.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { LONG, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * Every write of setup and uninstall is the one at which something happens: a kill or Ctrl-C before the API server got it
 * or after it took it, a cut connection, an answer that says no. What is said of it is true, objects of others keep all but
 * the label that was announced, the second run ends as an undisturbed one, and uninstall leaves what was before.
 * PROMWIRE_KILLS=all tries every write with everything; otherwise each write and each of them is tried at least once.
 */

const ALL = process.env['PROMWIRE_KILLS'] === 'all';

let at: Scenario;
let front: Front;

const runWith = async (argv: readonly string[], n: number, fault: Fault): ReturnType<typeof runWithFault> =>
  await runWithFault(front, argv, n, fault);
const undisturbed = async (argv: readonly string[]): Promise<number> =>
  (await runWith(argv, 0, { does: () => undefined })).writes;

const MANAGED = 'app.kubernetes.io/managed-by';
const isOurs = (object: unknown): boolean => (object as KubeThing).metadata.labels?.[MANAGED] === 'promwire';

interface Fields {
  readonly manager: string;
  readonly operation: string;
  readonly fieldsV1: unknown;
}

/** What two runs make alike: all but what the server stamps, with the managers of fields. */
async function state(): Promise<Readonly<Record<string, unknown>>> {
  const seen = Object.entries(await everything(at.bed));
  const told = await Promise.all(
    seen.map(async ([key, object]) => {
      const thing = object as KubeThing;
      const [root = '', kind = ''] = key.split(' ');
      if (!isOurs(thing) && kind !== 'ServiceMonitor') return [key, object] as const;
      const live = await at.bed.read({ apiVersion: root.replace(/^\/apis?\//, ''), kind, metadata: thing.metadata });
      const { managedFields = [] } = (live?.metadata ?? {}) as { readonly managedFields?: readonly Fields[] };
      // What was taken back and set again has another time; the operator writes its status when it comes to it.
      const managers = managedFields
        .filter(({ manager }) => (isOurs(thing) ? manager !== 'PrometheusOperator' : manager === 'promwire'))
        .map(({ manager, operation, fieldsV1 }) => ({ manager, operation, fieldsV1 }));
      const { uid: _uid, creationTimestamp: _time, ...metadata } = thing.metadata as Readonly<Record<string, unknown>>;
      return [key, isOurs(thing) ? { ...thing, metadata, managers } : { ...thing, managers }] as const;
    }),
  );
  return Object.fromEntries(told);
}

/** "ServiceMonitor kuberhealthy/promwire-kuberhealthy" of what is written, by what it is like. */
const shortName = (key: string): string => key.replace(/^\S+ /, '');

interface Worlds {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Each object is as before or as after, and those of others that setup does not announce are as before. */
function isBetween(now: Readonly<Record<string, unknown>>, { before, after }: Worlds): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const is = JSON.stringify(now[key]);
    const may = [JSON.stringify(before[key]), JSON.stringify(after[key])];
    if (!may.includes(is)) expect({ [key]: now[key] }).toEqual({ [key]: before[key] });
  }
}

const listOf = (text: string, word: string): readonly string[] =>
  (new RegExp(`^${word}: (.*)$`, 'm').exec(text)?.[1] ?? '')
    .split(', ')
    .filter((name) => name !== '' && name !== 'nothing');

/** What is said to be done is done, and what is said not to be is not. */
function isTrue(run: Run, now: Readonly<Record<string, unknown>>, { before, after }: Worlds, back = false): void {
  const stderr = run.stderr.replaceAll(/\n {2,}/g, ' ');
  const [from, to] = back ? [after, before] : [before, after];
  const like = (world: Readonly<Record<string, unknown>>, name: string): boolean => {
    const key = [...Object.keys(before), ...Object.keys(after)].find((one) => shortName(one) === name) ?? '';
    return key !== '' && JSON.stringify(now[key]) === JSON.stringify(world[key]);
  };
  const steps = [...stderr.matchAll(/^(?:applied|removed|put back) (.*)$/gm)].map(([, name = '']) => name);
  for (const name of [...steps, ...listOf(stderr, 'applied')])
    expect({ name, done: like(to, name) }).toEqual({ name, done: true });
  for (const name of listOf(stderr, 'not applied'))
    expect({ name, done: like(from, name) }).toEqual({ name, done: true });
}

const context = (n: number, fault: string, { code, stderr }: Run): string => `write ${n}, ${fault}: ${code} ${stderr}`;

const SETUP = ['setup', '--yes', '--timeout', '0s'];
const UNINSTALL = ['uninstall', '--yes'];

/** What an undisturbed setup makes, and how many writes it and uninstall take. */
async function worldsOf(): Promise<Worlds & { readonly setup: number; readonly uninstall: number }> {
  // A label that was put back is from then on one that promwire wrote last.
  await undisturbed(SETUP);
  await undisturbed(UNINSTALL);
  expect(await everything(at.bed)).toEqual(at.before);
  const before = await state();
  const setup = await undisturbed(SETUP);
  const after = await state();
  const uninstall = await undisturbed(UNINSTALL);
  expect(await state()).toEqual(before);
  return { before, after, setup, uninstall };
}

async function setupSurvives(worlds: Worlds & { readonly setup: number }, salt: number): Promise<void> {
  expect(worlds.setup).toBeGreaterThan(2);
  for (const [n, fault] of pairs(worlds.setup, salt)) {
    const { run } = await runWith(SETUP, n, FAULTS[fault] ?? { does: () => undefined });
    const now = await state();
    try {
      isBetween(now, worlds);
      isTrue(run, now, worlds);
      if (fault.startsWith('SIGINT')) expect(run.code).toBe(130);
      else if (fault === '500 before') expect(listOf(run.stderr, 'not known')).toHaveLength(1);
      expect(oneLine(run.stderr)).not.toMatch(/bug in promwire/);
      await undisturbed(SETUP);
      expect(await state()).toEqual(worlds.after);
      await undisturbed(UNINSTALL);
      expect(await state()).toEqual(worlds.before);
    } catch (error) {
      throw new Error(context(n, fault, run), { cause: error });
    }
  }
}

async function uninstallSurvives(worlds: Worlds & { readonly uninstall: number }, salt: number): Promise<void> {
  expect(worlds.uninstall).toBeGreaterThan(2);
  for (const [n, fault] of pairs(worlds.uninstall, salt)) {
    await undisturbed(SETUP);
    const { run } = await runWith(UNINSTALL, n, FAULTS[fault] ?? { does: () => undefined });
    const now = await state();
    try {
      isBetween(now, worlds);
      isTrue(run, now, worlds, true);
      if (fault.startsWith('SIGINT')) expect(run.code).toBe(130);
      expect(oneLine(run.stderr)).not.toMatch(/bug in promwire/);
      await undisturbed(UNINSTALL);
      expect(await state()).toEqual(worlds.before);
    } catch (error) {
      throw new Error(context(n, fault, run), { cause: error });
    }
  }
}

/** Each write that Grafana gets is met by one of these, once. */
const AT_GRAFANA = ['SIGKILL', 'SIGINT', 'cut'] as const;

async function grafanaSurvives(worlds: Worlds): Promise<void> {
  let wanted: unknown;
  for (const [i, fault] of ['none', ...AT_GRAFANA, ...(ALL ? [...AT_GRAFANA, ...AT_GRAFANA] : [])].entries()) {
    const n = ((i + Math.floor(i / 3)) % 3) + 1;
    let [writes, send] = [0, (): void => undefined];
    const grafana = await startGrafana({
      version: 12,
      instead: (asked, _response, request) => {
        if (asked.startsWith('GET ')) return false;
        writes += 1;
        if (fault === 'none' || writes !== n) return false;
        if (fault === 'cut') request.socket.destroy();
        else send();
        return true;
      },
    });
    const argv = ['--grafana-url', grafana.url];
    const run = await promwire([...SETUP, ...argv], {
      kubeconfig: at.bed.kubeconfig,
      onStart: (interrupt, kill) => {
        send = fault === 'SIGKILL' ? kill : interrupt;
      },
    });
    const shown = (): unknown => ({ folders: [...grafana.folders], dashboards: [...grafana.dashboards.keys()].sort() });
    try {
      if (fault === 'none') wanted = { state: await state(), shown: shown() };
      if (fault === 'SIGINT') {
        expect(run.code).toBe(130);
        expect(oneLine(run.stderr)).toMatch(/in Grafana by now: .*what was under way may be, too/);
      }
      if (fault === 'cut') expect(oneLine(run.stdout)).toContain('it is not known whether it was done');
      const now = await state();
      for (const [key, object] of Object.entries(worlds.before)) expect({ [key]: now[key] }).toEqual({ [key]: object });
      await promwire([...SETUP, ...argv], { kubeconfig: at.bed.kubeconfig });
      expect({ state: await state(), shown: shown() }).toEqual(wanted);
      await promwire([...UNINSTALL, ...argv], { kubeconfig: at.bed.kubeconfig });
      expect(await state()).toEqual(worlds.before);
      expect([...grafana.dashboards]).toEqual([]);
    } catch (error) {
      throw new Error(context(n, fault, run), { cause: error });
    } finally {
      await grafana.stop();
    }
  }
}

/** Each scenario on a control plane of its own. */
function on(name: string, objects: readonly KubeThing[], salt: number): void {
  describe(name, () => {
    let worlds: Awaited<ReturnType<typeof worldsOf>>;
    beforeAll(async () => {
      at = await startScenario({ objects });
      front = await startFront(at.bed);
      worlds = await worldsOf();
    }, LONG);
    afterAll(async () => {
      await front.stop();
      await at.bed.stop();
    }, LONG);

    it(
      'setup: whatever happens at a write, the next run ends as an undisturbed one',
      async () => await setupSurvives(worlds, salt),
      1_800_000,
    );
    if (salt === 0)
      it(
        'setup into Grafana: whatever happens at a write there, the next run ends as an undisturbed one',
        async () => await grafanaSurvives(worlds),
        1_800_000,
      );
    it(
      'uninstall: whatever happens at a write, the next run leaves what was before',
      async () => await uninstallSurvives(worlds, salt + 1),
      1_800_000,
    );
  });
}

on('objects of our own alone', scenarioA(), 0);
on('a label of another owner, and its memory', scenarioB(), 1);
