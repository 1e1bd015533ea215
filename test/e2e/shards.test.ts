import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kubePrometheus } from '../bed/worlds/kube-prometheus.ts';
import { kuberhealthyV3 } from '../bed/worlds/kuberhealthy.ts';
import type { KubeThing } from '../bed/object.ts';
import { livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import { LONG, MONITORING, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** A Prometheus of two shards: each evaluates all rules, and would take for absent what only the other one scrapes. */

const POOL = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';
const FILE = 'kuberhealthy-promwire-kuberhealthy';
const ABSENCE = ['KuberhealthyAbsent', 'KuberhealthyNoTargets', 'KuberhealthyNoLeader'];
/** kube-prometheus' Prometheus. */
const STACK = 'k8s';
/** Prometheus scrapes itself: its own count of targets is what KuberhealthyNoTargets rests on. */
const self: KubeThing = {
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { namespace: 'monitoring', name: 'prometheus-k8s' },
  spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } }, endpoints: [{ port: 'web' }] },
};
let at: Scenario;
let shards: readonly LivePrometheus[];

/** What each shard answers. */
const each = async <T>(ask: (shard: LivePrometheus) => Promise<T>): Promise<readonly T[]> =>
  await Promise.all(shards.map(ask));
/** How many targets of kuberhealthy each shard has up. */
const up = async (): Promise<readonly number[]> =>
  await each(async (shard) => (await shard.targets(POOL)).filter(({ health }) => health === 'up').length);
/** Alerts on absence that each shard raises, or is about to: they fire only after minutes. */
const raised = async (): Promise<readonly (readonly string[])[]> =>
  await each(async (shard) =>
    (await shard.query(`ALERTS{alertname=~"${ABSENCE.join('|')}"}`))
      .map(({ metric }) => metric['alertname'] ?? '')
      .sort(),
  );
/** Names and health of the rules that each shard has loaded. */
const rules = async (): Promise<readonly (readonly { readonly name: string; readonly health: string }[])[]> =>
  await each(async (shard) => await shard.rules(FILE));
const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  await at.bed.waitFor(condition, { what, timeoutMs: 60_000, everyMs: 500 });
};
/** Every rule has been evaluated since it was loaded. */
const evaluated = async (): Promise<boolean> => (await rules()).flat().every(({ health }) => health === 'ok');
const patchRelabelings = async (relabelings: readonly unknown[]): Promise<void> => {
  const patch = [{ op: 'replace', path: '/spec/endpoints/0/relabelings', value: relabelings }];
  const object = ['servicemonitor', 'promwire-kuberhealthy'];
  await at.bed.kubectl(['-n', 'kuberhealthy', 'patch', ...object, '--type=json', '-p', JSON.stringify(patch)]);
};

beforeAll(async () => {
  const objects = [...kubePrometheus({ replicas: 1, prometheus: { shards: 2 } }), self, ...kuberhealthyV3()];
  at = await startScenario({ objects, prometheus: STACK });
  shards = await Promise.all([0, 1].map((shard) => livePrometheus(at.bed, 'monitoring', STACK, 0, shard)));
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('two shards', () => {
  it(
    'both scrape every pod and evaluate every rule after setup, and neither takes anything for absent',
    async () => {
      const { code, stdout } = await at.run('setup', '--yes');
      expect({ code, met: stdout.includes('2/2 targets up') }).toEqual({ code: 0, met: true });
      expect(stdout).not.toContain('Without alerts');
      expect(await up()).toEqual([2, 2]);
      await until('every rule evaluated', evaluated);
      for (const loaded of await rules())
        expect(loaded.map(({ name }) => name)).toEqual(
          expect.arrayContaining([...ABSENCE, 'KuberhealthyCheckFailing']),
        );
      expect(await each(async (shard) => (await shard.query('kuberhealthy_cluster_state')).length)).toEqual([2, 2]);
      // Rules that ran before the first scrape take it back at once.
      await until('no alert on absence', async () => (await raised()).flat().length === 0);
      expect(
        await each(async (shard) => await shard.query('ALERTS{alertname=~"Kuberhealthy.*",alertstate="firing"}')),
      ).toEqual([[], []]);
      expect((await at.run('verify')).code).toBe(0);
    },
    LONG,
  );

  it(
    'are not verified once one of them has no target: there the alerts would be false',
    async () => {
      // Without the mark, and with one hash for all pods: that of "0" is even, so the first shard gets both.
      await patchRelabelings([{ action: 'replace', targetLabel: '__tmp_hash', replacement: '0' }]);
      await until('both targets in the first shard', async () => (await up()).join() === '2,0');
      await until('the alert in the second', async () => (await raised())[1]?.includes('KuberhealthyAbsent') === true);
      expect((await raised())[0]).not.toContain('KuberhealthyAbsent');
      const { code, stdout } = await promwire(['verify', '--timeout', '10s'], { kubeconfig: at.bed.kubeconfig });
      expect(code).not.toBe(0);
      expect(oneLine(stdout)).toContain('2/2 targets up, not all of them by monitoring/prometheus-k8s-shard-1-0');
    },
    LONG,
  );

  it(
    'are as they were after setup has put the mark back',
    async () => {
      const { code, stderr } = await at.run('setup', '--yes', '--take-back');
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      // The first shard had both targets before as well: setup may end before it reloads, and then it scrapes them again.
      await until('both targets in both shards', async () => (await up()).join() === '2,2');
      await until('no such alert', async () => (await raised()).flat().length === 0);
    },
    LONG,
  );

  it(
    'of an operator that does not know the mark divide the pods, and have no alert on absence',
    async () => {
      const old = (await at.run('snapshot')).stdout.replaceAll(
        'prometheus-operator:v0.93.0',
        'prometheus-operator:v0.82.2',
      );
      const snapshot = join(at.bed.dir, 'old-operator.yaml');
      writeFileSync(snapshot, old);
      const { code, stdout, stderr } = await at.run('generate', '--from', snapshot);
      expect(code).toBe(0);
      expect(oneLine(stderr)).toContain(`(${ABSENCE.join(', ')})`);
      expect(oneLine(stderr)).toContain(
        `Prometheus monitoring/${STACK} has 2 shards, and its operator, older than 0.83`,
      );
      expect(stdout).not.toContain('__tmp_disable_sharding');
      await at.bed.kubectl(
        ['apply', '--server-side', '--force-conflicts', '--field-manager=promwire', '-f', '-'],
        stdout,
      );
      await until('the pods divided', async () => (await up()).reduce((sum, count) => sum + count, 0) === 2);
      await until('the rules without those alerts', async () =>
        (await rules()).every((loaded) => loaded.length > 10 && loaded.every(({ name }) => !ABSENCE.includes(name))),
      );
      await until('every rule evaluated', evaluated);
      await until('none of those alerts', async () => (await raised()).flat().length === 0);
    },
    LONG,
  );
});
