import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { passingV2, recording } from '../bed/recordings.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { kuberhealthyV2, kuberhealthyV3 } from '../bed/worlds/kuberhealthy.ts';
import { kuberhealthyImages } from '../bed/worlds/scenarios.ts';
import { livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import { oneLine } from './scenario.ts';

/** setup right after install: pods that are not ready, checks that have not run. Both versions in one cluster. */

const START_MS = 180_000;
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';
const POD = { app: 'kuberhealthy' };
const VERSIONS = [
  { version: 'v2', namespace: 'old' },
  { version: 'v3', namespace: 'new' },
] as const;

let bed: Bed;
let prometheus: LivePrometheus;
const boards = { v2: metricsBoard(recording('v2/01-started')), v3: metricsBoard(recording('v3/01-started')) };

const run = async (namespace: string, ...args: readonly string[]) =>
  await promwire([...args, '-n', namespace], { kubeconfig: bed.kubeconfig });
const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages(boards) });
  await bed.apply([...kubePrometheusStack(), ...kuberhealthyV2({ namespace: 'old', monitor: 'none', helm: 'old' })], {
    by: 'create',
  });
  // One cluster has room for one ClusterRole of that name.
  const others = kuberhealthyV3({ namespace: 'new', helm: 'new' }).filter(
    ({ kind }) => !kind.startsWith('ClusterRole'),
  );
  await bed.apply(others, { by: 'create' });
  for (const { version, namespace } of VERSIONS) {
    bed.standins?.setReady(namespace, POD, false);
    boards[version].answer(503);
  }
  prometheus = await livePrometheus(bed, 'monitoring', PROMETHEUS);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe.each(VERSIONS)('setup of $version at once after install', ({ version, namespace }) => {
  it(
    'is done while the pods start: pending, said so, and no failure',
    async () => {
      const { code, stdout } = await run(namespace, 'setup', '--yes', '--timeout', '60s');
      const said = words(stdout);
      expect(said).toMatch(
        /pending targets of ServiceMonitor \S+: 0\/2 targets up; not ready: .*503.*; waiting for the pods to be ready/,
      );
      expect(said).toMatch(/ok rules of PrometheusRule/);
      expect(said).toMatch(/pending query: .*; waiting for/);
      expect(code).toBe(0);
      expect(await prometheus.targets(`${namespace}/promwire-kuberhealthy`)).toHaveLength(2);
    },
    START_MS,
  );

  it(
    'is waited for by verify --strict, which gives the reason when time is up',
    async () => {
      expect((await run(namespace, 'verify')).code).toBe(0);
      const started = Date.now();
      const { code, stdout, stderr } = await run(namespace, 'verify', '--strict', '--timeout', '3s');
      expect(Date.now() - started).toBeGreaterThanOrEqual(2500);
      expect(code).toBe(1);
      expect(words(stdout)).toMatch(/0\/2 targets up; not ready: .*503.*; waiting for the pods to be ready/);
      expect(oneLine(stderr)).toContain('waiting for the pods to be ready');
    },
    START_MS,
  );

  it(
    'then has its targets up, and no check has run',
    async () => {
      bed.standins?.setReady(namespace, POD, true);
      boards[version].answer(200);
      await bed.waitFor(
        async () => {
          const targets = await prometheus.targets(`${namespace}/promwire-kuberhealthy`);
          return targets.length === 2 && targets.every(({ health }) => health === 'up');
        },
        { what: '2/2 up' },
      );
      const { code, stdout, stderr } = await run(namespace, 'verify');
      expect(stdout).toContain('2/2 targets up');
      expect(words(stdout)).toMatch(/pending query: kuberhealthy_check.*; waiting for the first run of a check/);
      expect(code === 0 ? '' : `${stdout}${stderr}`).toBe('');
      const strict = await run(namespace, 'verify', '--strict', '--timeout', '2s');
      expect(strict.code).toBe(1);
      expect(strict.stdout).toContain('the first run of a check');
      const json = await run(namespace, 'verify', '-o', 'json');
      expect(json.code).toBe(0);
      const { verifications } = JSON.parse(json.stdout) as {
        readonly verifications: readonly { readonly outcome: string; readonly waitingOn?: string }[];
      };
      expect(verifications.filter(({ outcome }) => outcome !== 'met')).toMatchObject([
        { outcome: 'pending', waitingOn: 'application' },
      ]);
    },
    START_MS,
  );

  it(
    'is met as soon as they run, which verify --strict waits for',
    async () => {
      const waiting = run(namespace, 'verify', '--strict', '--timeout', '60s');
      const early = await Promise.race([
        waiting,
        new Promise<'still waiting'>((resolve) => setTimeout(resolve, 2500, 'still waiting')),
      ]);
      expect(early).toBe('still waiting');
      boards[version].show(version === 'v2' ? passingV2() : recording('v3/02-all-ok'));
      const { code, stdout } = await waiting;
      expect(code).toBe(0);
      expect(stdout).not.toContain('pending');
    },
    START_MS,
  );
});
