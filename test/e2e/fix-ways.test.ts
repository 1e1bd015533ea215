import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PrintedFix } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { serviceAccount } from '../bed/worlds/objects.ts';
import { deployment, images, prometheus, service, serviceMonitor, surroundings } from './causes-worlds.ts';
import { livePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';

/* Ways of `fix --how` on the real control plane: what had no effect has it, `undo --yes`, and all is as it was. */

const LONG = 180_000;
const V1 = 'monitoring.coreos.com/v1';
let bed: Bed;

const own = (stack: string, name: string): KubeThing =>
  serviceMonitor(stack, name, undefined, { selector: { matchLabels: { app: name } } });
const charted = own('main', 'charted');
const run = async (...argv: readonly string[]): Promise<Run> => await promwire(argv, { kubeconfig: bed.kubeconfig });
const specOf = async (kind: string, namespace: string, name: string): Promise<unknown> =>
  (await bed.read({ apiVersion: V1, kind, metadata: { namespace, name } }))?.['spec'];
const rights = async (): Promise<string> =>
  (await bed.kubectl(['get', 'role,rolebinding', '-n', 'shop', '-o', 'name'])).trim();

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    serviceAccount('monitoring', 'narrow'),
    prometheus('main'),
    prometheus('narrow', { serviceAccountName: 'narrow' }),
    ...['opened', 'charted', 'given'].flatMap((name) => [deployment(name), service(name, name)]),
    own('other', 'opened'),
    own('narrow', 'given'),
    {
      ...charted,
      metadata: {
        namespace: 'shop',
        name: 'charted',
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'charted', 'meta.helm.sh/release-namespace': 'shop' },
      },
    },
  ]);
  for (const stack of ['main', 'narrow']) await livePrometheus(bed, 'monitoring', stack);
}, LONG);
afterAll(() => bed.stop(), LONG);

describe('a way that is chosen', () => {
  it.each<[string, string, string, string, () => Promise<unknown>]>([
    ['selector', 'opened', 'main', 'opened', async () => await specOf('Prometheus', 'monitoring', 'main')],
    [
      'copy',
      'charted',
      'main',
      'charted-promwire',
      async () => await specOf('ServiceMonitor', 'shop', 'charted-promwire'),
    ],
    ['rights', 'given', 'narrow', 'given', rights],
  ])(
    '%s: has effect, and undo takes it back',
    async (how, name, stack, pool, look) => {
      const before = await look();
      const about = ['fix', `servicemonitor/${name}`, '-n', 'shop', '--how', how];
      const dry = await run(...about, '--dry-run');
      expect(dry.stdout).toContain('Dry run: the server accepts');
      expect(await look()).toEqual(before);
      const done = await run(...about, '--yes', '-o', 'json', '--timeout', '90s');
      const { written, report } = JSON.parse(done.stdout) as PrintedFix;
      expect({ written, errors: report.findings.filter(({ severity }) => severity === 'error') }).toEqual({
        written: true,
        errors: [],
      });
      const live = await livePrometheus(bed, 'monitoring', stack);
      const isUp = async (): Promise<boolean> => {
        const targets = await live.targets(`serviceMonitor/shop/${pool}/0`);
        return targets.length > 0 && targets.every(({ health }) => health === 'up');
      };
      await bed.waitFor(isUp, { what: `${pool} is up`, timeoutMs: 60_000 });
      expect(await look()).not.toEqual(before);
      expect((await run('undo', '--yes')).code).toBe(0);
      expect(await look()).toEqual(before);
    },
    LONG,
  );
});
