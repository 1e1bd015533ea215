import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { passingV2 } from '../bed/recordings.ts';
import { kuberhealthyImages, scenarioF } from '../bed/worlds/scenarios.ts';
import { everything, livePrometheus, versionsOf } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwireOnTerminal } from './pseudo-terminal.ts';
import { promwire } from './promwire.ts';
import { oneLine } from './scenario.ts';

/** Two Prometheuses, and a monitor of nobody's that one of them takes: the other gets a monitor of its own. */

const START_MS = 180_000;
const MONITORING = 'monitoring.coreos.com/v1';
const FIRST = 'prometheus-kube-prometheus-prometheus';
const SECOND = 'platform-kube-prometheus-s-prometheus';
const TO_FIRST = ['--stack', `monitoring/${FIRST}`];
const TO_SECOND = ['--stack', `platform/${SECOND}`];
const THEIRS = {
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { namespace: 'kuberhealthy', name: 'kuberhealthy' },
};
const THEIR_POOL = 'serviceMonitor/kuberhealthy/kuberhealthy/0';
const OUR_POOL = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';

let bed: Bed;
let first: LivePrometheus;
let second: LivePrometheus;
let before: Readonly<Record<string, unknown>>;

const run = async (...args: readonly string[]) => await promwire(args, { kubeconfig: bed.kubeconfig });
const pools = async (prometheus: LivePrometheus): Promise<readonly string[]> =>
  (await prometheus.targets('kuberhealthy')).map(({ scrapePool, health }) => `${scrapePool} ${health}`);

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  await bed.apply(scenarioF(), { by: 'create' });
  first = await livePrometheus(bed, 'monitoring', FIRST);
  second = await livePrometheus(bed, 'platform', SECOND);
  await bed.waitFor(
    async () => {
      const own = await first.targets(`monitoring/${FIRST}`);
      return own[0]?.health === 'up' && (await pools(second)).filter((pool) => pool.endsWith(' up')).length === 2;
    },
    { what: "kuberhealthy's two targets up in the second Prometheus" },
  );
  before = await everything(bed);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('two Prometheuses', () => {
  it.each(['setup', 'diff', 'verify', 'generate'])(
    'wants --stack for %s where nobody can be asked, and lists both',
    async (command) => {
      const { code, stdout, stderr } = await run(command, ...(command === 'setup' ? ['--yes'] : []));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^ +1 +Prometheus monitoring/${FIRST}$`, 'm'));
      expect(stderr).toMatch(
        new RegExp(`^ +2 +Prometheus platform/${SECOND} +\\(selects a monitor of it already\\)$`, 'm'),
      );
      // The one that scrapes it already is the one to take.
      expect(oneLine(stderr)).toContain(`for example --stack platform/${SECOND}`);
    },
  );

  it('refuses a stack that is not there, and names those that are', async () => {
    const { code, stderr } = await run('setup', '--yes', '--stack', 'monitoring/prometheus');
    expect(code).toBe(2);
    expect(oneLine(stderr)).toContain(`monitoring/${FIRST}, platform/${SECOND}`);
  });

  it('asks a person which, and then whether', async () => {
    const { code, screen } = await promwireOnTerminal(['setup'], {
      kubeconfig: bed.kubeconfig,
      turns: [
        { sees: 'Which one? [1-2] ', types: '1\n' },
        { sees: 'Apply these 3 changes? [y/N] ', types: 'n\n' },
      ],
    });
    expect(screen).toContain(`Prometheus platform/${SECOND}  (selects a monitor of it already)`);
    expect(screen).toContain('ServiceMonitor kuberhealthy/kuberhealthy is not relabelled');
    expect(screen).toContain('nothing was written');
    expect(code).toBe(1);
    const unclear = await promwireOnTerminal(['setup'], {
      kubeconfig: bed.kubeconfig,
      turns: [
        { sees: 'Which one? [1-2] ', types: 'monitoring\n' },
        { sees: 'monitoring is none of them: give a number from 1 to 2', types: '\n' },
      ],
    });
    expect(unclear.code).toBe(2);
    expect(await everything(bed)).toEqual(before);
  });

  it(
    'gives the first a monitor of its own, since relabelling theirs would lose the second',
    async () => {
      const theirs = await versionsOf(bed, [THEIRS]);
      const { code, stdout } = await run('setup', '--yes', ...TO_FIRST);
      expect(code).toBe(0);
      const words = stdout.replaceAll(/\s+/g, ' ');
      expect(words).toContain(
        `ServiceMonitor kuberhealthy/kuberhealthy is not relabelled: Prometheus platform/${SECOND} selects ServiceMonitor kuberhealthy/kuberhealthy now, and no longer would.`,
      );
      expect(stdout).toContain('2/2 targets up');
      expect(stdout).not.toContain('→');
      expect(await versionsOf(bed, [THEIRS])).toEqual(theirs);
      expect(await pools(first)).toEqual([`${OUR_POOL} up`, `${OUR_POOL} up`]);
      expect(await pools(second)).toEqual([`${THEIR_POOL} up`, `${THEIR_POOL} up`]);
      for (const prometheus of [first, second]) {
        const urls = (await prometheus.targets('')).map(({ scrapeUrl }) => scrapeUrl);
        expect(new Set(urls).size).toBe(urls.length);
      }
      expect((await run('check', 'kuberhealthy')).code).toBe(0);
      expect((await run('verify', ...TO_FIRST)).code).toBe(0);
    },
    START_MS,
  );

  it('is the first for every command from then on', async () => {
    expect((await run('verify')).code).toBe(0);
    const diff = await run('diff');
    expect(diff).toMatchObject({ code: 0 });
    expect(diff.stdout).toContain('Nothing to change.');
    expect(diff.stderr.replaceAll(/\s+/g, ' ')).toContain(
      `Prometheus monitoring/${FIRST}, since it selects what promwire made for Kuberhealthy`,
    );
    const again = await run('setup', '--yes');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Nothing to change.');
  });

  it('does not take our own objects from the first for the second', async () => {
    const { code, stdout } = await run('setup', '--yes', ...TO_SECOND);
    expect(code).toBe(1);
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain(
      `Prometheus monitoring/${FIRST} selects PrometheusRule kuberhealthy/promwire-kuberhealthy now`,
    );
    expect(words).toContain('promwire uninstall');
    expect((await run('diff', ...TO_FIRST)).code).toBe(0);
  });

  it(
    'needs no monitor for the second, which has one, and is as before after uninstall',
    async () => {
      expect((await run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(bed)).toEqual(before);
      const { code, stdout } = await run('diff', ...TO_SECOND);
      expect(code).toBe(1);
      expect(stdout).toContain('+ PrometheusRule kuberhealthy/promwire-kuberhealthy');
      expect(stdout).toContain('labels: release=platform');
      expect(stdout).not.toContain('+ ServiceMonitor');
    },
    START_MS,
  );
});
