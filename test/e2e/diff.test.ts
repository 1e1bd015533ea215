import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { grant, readingWithout, writingWithout } from './rights.ts';
import { LONG, MONITORING, startScenario, oneLine } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** `diff`: the server's own dry-run with the right to patch, our own comparison of fields without; it never writes. */

const NOTE = 'note: without the right to patch, fields were compared here: admission and defaulting were not seen.\n';
const OURS = { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' };
const MONITOR = { apiVersion: MONITORING, kind: 'ServiceMonitor', metadata: OURS };

let at: Scenario;
let reader: string;
let writer: string;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioA() });
  await grant(at.bed, 'user-1', readingWithout());
  await grant(at.bed, 'user-2', [...readingWithout(), ...writingWithout()]);
  reader = await at.bed.kubeconfigFor('user-1');
  writer = await at.bed.kubeconfigFor('user-2');
}, LONG);
afterAll(() => at.bed.stop(), LONG);

/** Runs diff and sees that nothing was written. */
async function diff(kubeconfig: string, ...args: readonly string[]): Promise<Run> {
  const before = await everything(at.bed);
  const run = await promwire(['diff', ...args], { kubeconfig });
  expect(await everything(at.bed)).toEqual(before);
  return run;
}

interface Changes {
  readonly changes: readonly { readonly state: string; readonly fields: readonly { readonly path: string }[] }[];
}
const statesOf = ({ stdout }: Run): readonly string[] =>
  (JSON.parse(stdout) as Changes).changes.map(({ state }) => state);
const pathsOf = ({ stdout }: Run): readonly string[] =>
  (JSON.parse(stdout) as Changes).changes.flatMap(({ fields }) => fields.map(({ path }) => path));

describe('diff', () => {
  it(
    'of a cluster without our objects shows the same with rights and without, and says what it could not see',
    async () => {
      const [may, mayNot] = [await diff(writer), await diff(reader)];
      expect({ code: may.code, stderr: may.stderr }).toEqual({ code: 1, stderr: '' });
      expect({ code: mayNot.code, stderr: mayNot.stderr }).toEqual({ code: 1, stderr: NOTE });
      expect(mayNot.stdout).toBe(may.stdout);
      expect(may.stdout).toContain('+ ServiceMonitor kuberhealthy/promwire-kuberhealthy');
      const json = await diff(writer, '-o', 'json');
      expect(json.code).toBe(1);
      expect(new Set(statesOf(json))).toEqual(new Set(['create']));
    },
    LONG,
  );

  it(
    'of what setup has written is empty, and exit 0',
    async () => {
      expect((await at.run('setup', '--yes')).code).toBe(0);
      for (const kubeconfig of [writer, reader]) {
        const { code, stdout } = await diff(kubeconfig);
        expect(stdout).toContain('Nothing to change.');
        expect(code).toBe(0);
      }
    },
    LONG,
  );

  it(
    'of an object that somebody changed shows those fields and no other',
    async () => {
      const patch = { spec: { endpoints: [{ port: 'http', path: '/other', interval: '1m' }] } };
      await at.bed.kubectl([
        ...['-n', 'kuberhealthy', 'patch', 'servicemonitor', OURS.name, '--type=merge', '-p', JSON.stringify(patch)],
      ]);
      await at.bed.kubectl(['-n', 'kuberhealthy', 'label', 'servicemonitor', OURS.name, 'theirs=stays']);
      const mayNot = await diff(reader, '-o', 'json');
      expect(mayNot.code).toBe(1);
      expect(mayNot.stderr).toContain(NOTE);
      expect(statesOf(mayNot)).toEqual(['update']);
      expect(pathsOf(mayNot).join()).toContain('endpoints');
      expect(pathsOf(mayNot).join()).not.toContain('theirs');
      const text = await diff(reader);
      expect(text.stdout).toContain('/other');
      expect(text.stdout).not.toContain('metadata.labels');
      // The server knows what no comparison of fields can: kubectl owns them now, and nothing is taken from it.
      const may = await diff(writer);
      expect(may.code).toBe(1);
      expect(oneLine(may.stderr)).toContain('other owners hold fields of it: kubectl-patch (');
      expect(may.stderr).not.toContain(NOTE);
      expect(may.stdout).toContain('spec.endpoints[0].path: /other → /metrics');
      expect(oneLine(may.stderr)).toContain('promwire setup --take-back');
    },
    LONG,
  );

  it(
    "is empty again once setup took promwire's own object back, and never force somebody else's",
    async () => {
      const refused = await at.run('setup', '--yes');
      expect(refused.code).toBe(1);
      expect(oneLine(refused.stdout)).toContain('spec.endpoints[0].path: /other → /metrics');
      expect(oneLine(refused.stderr)).toContain('promwire setup --take-back');
      expect((await at.run('setup', '--yes', '--take-back')).code).toBe(0);
      expect((await diff(writer)).code).toBe(0);
      const theirs = { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' } } };
      const spec = { endpoints: [{ port: 'http', path: '/other', interval: '1m' }] };
      await at.bed.kubectl([
        ...['-n', 'kuberhealthy', 'patch', 'servicemonitor', OURS.name, '--type=merge'],
        ...['-p', JSON.stringify({ ...theirs, spec })],
      ]);
      const run = await at.run('setup', '--yes', '--take-back');
      expect({ code: run.code, stdout: run.stdout }).not.toMatchObject({ code: 0 });
      expect(await at.bed.kubectl(['-n', 'kuberhealthy', 'get', 'servicemonitor', OURS.name, '-o', 'yaml'])).toContain(
        '/other',
      );
    },
    LONG,
  );

  it(
    'of an object that is gone creates it again',
    async () => {
      await at.bed.remove([MONITOR]);
      for (const kubeconfig of [writer, reader]) {
        const run = await diff(kubeconfig, '-o', 'json');
        expect(run.code).toBe(1);
        expect(statesOf(run)).toEqual(['create']);
      }
    },
    LONG,
  );

  it(
    'of objects that kubectl applied from generated files is the plan, who holds the fields, and two ways',
    async () => {
      await at.run('uninstall', '--yes');
      const folder = join(at.bed.dir, 'generated');
      expect((await at.run('generate', '--out', folder)).code).toBe(0);
      for (const rule of ['servicemonitor', 'prometheusrule'])
        await at.bed.kubectl(['-n', 'kuberhealthy', 'delete', rule, OURS.name, '--ignore-not-found']);
      await at.bed.kubectl(['apply', '-k', folder]);
      expect((await diff(writer)).code).toBe(0);
      const flags = ['--threshold', 'failingFor=20m'];
      const { code, stdout, stderr } = await diff(writer, ...flags);
      expect(code).toBe(1);
      expect(stdout).toContain('~ PrometheusRule kuberhealthy/promwire-kuberhealthy');
      expect(oneLine(stderr)).toContain('hold fields of it: kubectl-client-side-apply (');
      expect(oneLine(stderr)).toContain('promwire generate with the same flags');
      const setup = await at.run('setup', '--yes', ...flags);
      expect(setup.code).toBe(1);
      expect(setup.stdout).toContain('~ PrometheusRule kuberhealthy/promwire-kuberhealthy');
      expect(oneLine(setup.stderr)).toContain('Or promwire setup --take-back with the same flags');
      expect((await at.run('setup', '--yes', '--take-back', '--timeout', '1s', ...flags)).stderr).toContain(
        'applied PrometheusRule kuberhealthy/promwire-kuberhealthy',
      );
      expect((await diff(writer)).code).toBe(0);
    },
    LONG,
  );

  it(
    'without the right to see something is not an answer',
    async () => {
      await grant(at.bed, 'user-3', readingWithout('Service'));
      const { code, stdout } = await diff(await at.bed.kubeconfigFor('user-3'));
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      await grant(at.bed, 'user-3', readingWithout('ServiceMonitor'));
      const hidden = await diff(await at.bed.kubeconfigFor('user-3'));
      expect({ code: hidden.code, stdout: hidden.stdout }).toEqual({ code: 3, stdout: '' });
      expect(oneLine(hidden.stderr)).toContain('Not allowed to list servicemonitors');
    },
    LONG,
  );
});
