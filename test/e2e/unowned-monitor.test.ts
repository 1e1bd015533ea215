import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioB } from '../bed/worlds/scenarios.ts';
import { everything, versionsOf } from './live.ts';
import { kubectlApply, kuberhealthyTargets, LONG, MONITORING, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Somebody applied a ServiceMonitor by hand: its label is corrected in place, and put back by uninstall. */

const MONITOR = {
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { namespace: 'kuberhealthy', name: 'kuberhealthy' },
};
const WAS = 'promwire.dev/was';

let at: Scenario;

const monitor = async (): Promise<KubeThing> => {
  const object = await at.bed.read(MONITOR);
  if (!object) throw new Error('the ServiceMonitor is gone');
  return object;
};
/** Without what the API server counts and stamps, and without the operator's own word on the object. */
const bare = ({ metadata, status: _status, ...rest }: KubeThing): unknown => {
  const { resourceVersion: _version, managedFields: _fields, ...kept } = metadata as Readonly<Record<string, unknown>>;
  return { ...rest, metadata: kept };
};
/** What a change of labels alone would make of an object. */
const relabelled = (object: KubeThing, release: string, annotations: Readonly<Record<string, string>>): unknown =>
  bare({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, release },
      annotations: { ...object.metadata.annotations, ...annotations },
    },
  });
const ownMonitors = async (): Promise<readonly string[]> =>
  (await at.bed.list(MONITORING, 'ServiceMonitor', 'kuberhealthy')).map(({ metadata }) => metadata.name);

beforeAll(async () => {
  at = await startScenario({
    objects: scenarioB(),
    byHand: ({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'kuberhealthy',
  });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('the wrong release label on a ServiceMonitor that nobody owns', () => {
  it('is told by check as a label to change', async () => {
    const { code, stdout } = await at.run('check', 'servicemonitor/kuberhealthy', '-n', 'kuberhealthy');
    expect(code).toBe(1);
    expect(stdout).toContain('Set release: prometheus in metadata.labels of');
  });

  it('is shown as was → becomes, with who wrote it last', async () => {
    const { code, stdout } = await at.run('diff');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +~ ServiceMonitor kuberhealthy\/kuberhealthy$/m);
    expect(oneLine(stdout)).toContain(
      'metadata.labels.release: prometheus-operator → prometheus (last written by kubectl-client-side-apply)',
    );
    expect(stdout).not.toContain('ServiceMonitor kuberhealthy/promwire-kuberhealthy');
    expect(await everything(at.bed)).toEqual(at.before);
  });

  it(
    'is corrected in place: one label, and the memory of what it was',
    async () => {
      const object = await monitor();
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).toContain(
        'Applying the original file of ServiceMonitor kuberhealthy/kuberhealthy again undoes this',
      );
      const now = await monitor();
      const memory = now.metadata.annotations?.[WAS] ?? '';
      expect(JSON.parse(memory)).toEqual({ release: { was: 'prometheus-operator', set: 'prometheus' } });
      expect(bare(now)).toEqual(relabelled(object, 'prometheus', { [WAS]: memory }));
      expect(await ownMonitors()).toEqual(['kuberhealthy']);
      const pool = 'serviceMonitor/kuberhealthy/kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
    },
    LONG,
  );

  it('is not written a second time, and nothing more is wanted', async () => {
    const rule = {
      apiVersion: MONITORING,
      kind: 'PrometheusRule',
      metadata: { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' },
    };
    const written = await versionsOf(at.bed, [MONITOR, rule]);
    const { code, stdout } = await at.run('setup', '--yes');
    expect({ code, ended: stdout.includes('Nothing to change.') }).toEqual({ code: 0, ended: true });
    expect(await versionsOf(at.bed, [MONITOR, rule])).toEqual(written);
    expect((await at.run('diff')).code).toBe(0);
    expect((await at.run('check', 'kuberhealthy')).code).toBe(0);
  });

  it('is as before after uninstall', async () => {
    const { code, stdout } = await at.run('uninstall', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('metadata.labels.release: prometheus → prometheus-operator');
    expect(await everything(at.bed)).toEqual(at.before);
  });

  it(
    'stays as somebody changed it since, and uninstall says so',
    async () => {
      expect((await at.run('setup', '--yes')).code).toBe(0);
      await at.bed.kubectl([
        '-n',
        'kuberhealthy',
        'label',
        'servicemonitor',
        'kuberhealthy',
        'release=third',
        '--overwrite',
      ]);
      const { code, stdout } = await at.run('uninstall', '--yes');
      expect(code).toBe(0);
      expect(oneLine(stdout)).toContain(
        'ServiceMonitor kuberhealthy/kuberhealthy is left: its label release was changed since promwire set it to prometheus',
      );
      const now = await monitor();
      expect(now.metadata.labels?.['release']).toBe('third');
      expect(now.metadata.annotations?.[WAS]).toContain('release');
      const again = await at.run('uninstall', '--yes');
      expect(oneLine(again.stdout)).toContain('its label release was changed since promwire set it');
    },
    LONG,
  );

  it(
    'is put back to the oldest value after the original file was applied again and corrected again',
    async () => {
      const { metadata } = await monitor();
      const original = JSON.parse(
        metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] ?? '',
      ) as KubeThing;
      await kubectlApply(at.bed, [original]);
      expect((await at.run('setup', '--yes')).code).toBe(0);
      await kubectlApply(at.bed, [original]);
      expect((await monitor()).metadata.labels?.['release']).toBe('prometheus-operator');
      expect((await at.run('diff')).code).toBe(1);
      expect((await at.run('setup', '--yes')).code).toBe(0);
      expect((await monitor()).metadata.labels?.['release']).toBe('prometheus');
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});
