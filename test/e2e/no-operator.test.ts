import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import { kuberhealthyV3 } from '../bed/worlds/kuberhealthy.ts';
import { everything } from './live.ts';
import { promwire, withoutProgress } from './promwire.ts';
import { oneLine } from './scenario.ts';

/** A cluster without the Prometheus Operator, then with its CRDs alone. */

const START_MS = 180_000;
const BY_FLAGS = [
  'generate',
  'kuberhealthy',
  '--variant',
  'v3',
  '--monitor-labels',
  'release=prometheus',
  '--rule-labels',
  'role=alerts',
  '--monitor-namespace',
  'monitoring',
];

let bed: Bed;

const run = async (...args: readonly string[]) => withoutProgress(await promwire(args, { kubeconfig: bed.kubeconfig }));

beforeAll(async () => {
  bed = await startBed({ crds: false, operator: false, standins: false });
  await bed.apply(kuberhealthyV3(), { by: 'create' });
  await bed.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }]);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('no Prometheus Operator', () => {
  it.each([['check'], ['check', 'kuberhealthy']])('is what %s says', async (...args) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('No Prometheus, PrometheusAgent or ThanosRuler found.');
    expect(stdout).toContain('crd-missing');
    expect(stdout).toContain('The Prometheus Operator is not installed');
    expect(stdout).toContain(' 0 unknown');
  });

  it('is a finding for a program', async () => {
    const { code, stdout } = await run('check', '-o', 'json');
    const { findings, unknown, stacks } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly check: string; readonly severity: string }[];
      readonly unknown: readonly unknown[];
      readonly stacks: readonly unknown[];
    };
    expect(code).toBe(1);
    expect({ unknown, stacks }).toEqual({ unknown: [], stacks: [] });
    expect(new Set(findings.map(({ check, severity }) => `${check} ${severity}`))).toEqual(
      new Set(['crd-missing error']),
    );
  });

  it.each([['setup', '--yes'], ['diff'], ['verify'], ['generate']])(
    'ends %s before anything is written',
    async (...args) => {
      const before = await everything(bed);
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(oneLine(stderr)).toContain('the Prometheus Operator is not installed');
      expect(oneLine(stderr)).toContain('promwire generate --monitor-labels');
      expect(await everything(bed)).toEqual(before);
    },
  );

  it('leaves uninstall nothing to do', async () => {
    const { code, stdout } = await run('uninstall', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('There is nothing to take back for kuberhealthy');
  });

  it('does not keep generate from its work: it needs flags, and no cluster', async () => {
    const { code, stdout, stderr } = await promwire(BY_FLAGS, { kubeconfig: join(bed.dir, 'there-is-none') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await promwire(BY_FLAGS)).stdout).toBe(stdout);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubeThing);
    expect(
      objects.map(({ kind, metadata: { namespace, name, labels } }) => ({
        is: `${kind} ${namespace ?? ''}/${name}`,
        labels: Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !/promwire|managed-by/.test(key))),
      })),
    ).toEqual([
      { is: 'PrometheusRule monitoring/promwire-kuberhealthy', labels: { role: 'alerts' } },
      { is: 'ServiceMonitor monitoring/promwire-kuberhealthy', labels: { release: 'prometheus' } },
      { is: 'ConfigMap kuberhealthy/promwire-kuberhealthy-v3', labels: { grafana_dashboard: '1' } },
    ]);
    // In another namespace than its application a monitor must say where to look.
    expect(objects[1]).toMatchObject({ spec: { namespaceSelector: { matchNames: ['kuberhealthy'] } } });
  });

  it(
    'with the CRDs alone there is still no Prometheus, and the manifests are valid to the server',
    async () => {
      await bed.kubectl(['apply', '--server-side', '-f', programs().crds]);
      const { stdout: manifests } = await promwire(BY_FLAGS);
      await bed.waitFor(
        async () => (await bed.api.request('GET', '/apis/monitoring.coreos.com/v1/prometheuses')).status === 200,
        { what: 'the kind Prometheus' },
      );
      const said = await bed.kubectl(
        ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'],
        manifests,
      );
      expect(said.trim().split('\n')).toHaveLength(3);

      const check = await run('check', 'kuberhealthy');
      expect(check.code).toBe(1);
      expect(check.stdout).toContain('no-prometheus');
      expect(check.stdout).not.toContain('crd-missing');
      const setup = await run('setup', '--yes');
      expect(setup.code).toBe(1);
      expect(oneLine(setup.stderr)).toContain('no Prometheus or PrometheusAgent object exists here');
    },
    START_MS,
  );
});
