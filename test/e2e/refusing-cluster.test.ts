import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { KubeThing } from '../bed/object.ts';
import { passingV2 } from '../bed/recordings.ts';
import { kubeconfigText } from '../bed/users.ts';
import { kuberhealthyImages, scenarioA } from '../bed/worlds/scenarios.ts';
import type { Front } from './front.ts';
import { startFront, statusBody } from './front.ts';
import { everything, livePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import { grant, readingWithout, writingWithout } from './rights.ts';
import { oneLine } from './scenario.ts';

/** What cannot be reached, seen or written: said so, never taken for fine, and nothing is done by halves unsaid. */

const START_MS = 180_000;
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';
const OURS = { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' };
const ROLE = `kuberhealthy/promwire-monitoring-${PROMETHEUS}`;
const COMMANDS = [
  ['check'],
  ['check', 'kuberhealthy'],
  ['setup', '--yes'],
  ['diff'],
  ['verify'],
  ['generate'],
  ['uninstall', '--yes'],
];

let bed: Bed;
let front: Front | undefined;
let before: Readonly<Record<string, unknown>>;

const admin = async (...args: readonly string[]) => await promwire(args, { kubeconfig: bed.kubeconfig });
/** Runs commands that do not disturb one another. */
const each = async (commands: readonly (readonly string[])[], kubeconfig: string) =>
  await Promise.all(commands.map(async (args) => ({ args, ...(await promwire(args, { kubeconfig })) })));
/** Objects by name only: a refused write leaves no trace in any of them. */
const unchanged = async (): Promise<void> => expect(await everything(bed)).toEqual(before);
/** The user's rights are objects too. */
const settle = async (): Promise<void> => {
  before = await everything(bed);
};
const isPrometheusBinding = ({ kind, metadata }: KubeThing): boolean =>
  kind === 'ClusterRoleBinding' && metadata.name === PROMETHEUS;

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  // Without its rights, so that the plan has all its steps.
  await bed.apply(
    scenarioA().filter((object) => !isPrometheusBinding(object)),
    { by: 'create' },
  );
  await livePrometheus(bed, 'monitoring', PROMETHEUS);
  await settle();
}, START_MS);

// Also after a test that failed: a server that listens would keep the run from ending.
afterAll(async () => {
  await front?.stop();
  await bed.stop();
}, START_MS);

describe('an API server that does not answer', () => {
  it('is named, with what to do next', async () => {
    const kubeconfig = join(bed.dir, 'kubeconfig-nowhere');
    await writeFile(kubeconfig, kubeconfigText('https://127.0.0.1:9', bed.ca, 'admin', bed.tokens.admin));
    for (const { args, code, stdout, stderr } of await each([...COMMANDS, ['snapshot']], kubeconfig)) {
      expect({ args, code, stdout }).toEqual({ args, code: 3, stdout: '' });
      expect(oneLine(stderr)).toContain(
        'https://127.0.0.1:9 of context "bed" could not be reached: connection refused',
      );
      expect(oneLine(stderr)).toContain('--context');
    }
  }, 60_000);

  it('refuses a token that has expired, and nobody prints it', async () => {
    const kubeconfig = join(bed.dir, 'kubeconfig-expired');
    await writeFile(kubeconfig, kubeconfigText(bed.url, bed.ca, 'admin', 'expired-token-of-ours'));
    const commands = [...COMMANDS, ['snapshot']].map((args) => [...args, '-v']);
    for (const { args, code, stdout, stderr } of await each(commands, kubeconfig)) {
      expect({ args, code, stdout }).toEqual({ args, code: 3, stdout: '' });
      expect(oneLine(stderr)).toContain(`${bed.url} does not accept the credentials of context "bed"`);
      expect(oneLine(stderr)).toContain('log in again');
      expect(oneLine(stderr)).not.toContain('expired-token-of-ours');
    }
  }, 60_000);
});

describe('rights that are missing', () => {
  it('leave every command without an answer where there are none at all', async () => {
    const kubeconfig = await bed.kubeconfigFor('user-1');
    for (const { args, code, stdout, stderr } of await each(COMMANDS, kubeconfig)) {
      expect({ args, code }).toEqual({ args, code: 3 });
      expect(oneLine(stdout + stderr)).toContain('Not allowed to list');
      expect(stdout).not.toMatch(/^(?:error|warning) /m);
    }
    await unchanged();
  }, 60_000);

  it.each([
    ['Role', `Role ${ROLE}`],
    ['RoleBinding', `RoleBinding ${ROLE}`],
    ['PrometheusRule', 'PrometheusRule kuberhealthy/promwire-kuberhealthy'],
    ['ServiceMonitor', 'ServiceMonitor kuberhealthy/promwire-kuberhealthy'],
    ['ConfigMap', 'ConfigMap kuberhealthy/promwire-kuberhealthy-v2'],
  ])('to write a %s keep setup from writing anything', async (kind, name) => {
    await grant(bed, 'user-1', [...readingWithout(), ...writingWithout(kind)]);
    await settle();
    const { code, stderr } = await promwire(['setup', '--yes'], { kubeconfig: await bed.kubeconfigFor('user-1') });
    expect(code).toBe(3);
    expect(oneLine(stderr)).toContain(`${name}: not allowed to write it (`);
    expect(oneLine(stderr)).toContain('1 of 5 writes would be refused, so nothing was written');
    await unchanged();
  });

  it('to grant what one does not hold are told as such', async () => {
    const rules = writingWithout().map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verb !== 'escalate'),
    }));
    await grant(bed, 'user-1', [...readingWithout('Service', 'Pod', 'Endpoints'), ...readingWithout(), ...rules]);
    await settle();
    const { code, stderr } = await promwire(['setup', '--yes'], { kubeconfig: await bed.kubeconfigFor('user-1') });
    expect(code).toBe(3);
    expect(oneLine(stderr)).toContain('is attempting to grant RBAC permissions not currently held');
    await unchanged();
  });
});

describe('a write that is refused in the middle', () => {
  const policy = (kind: string): readonly KubeThing[] => [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'only-dry-runs' },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [kind] },
          ],
        },
        validations: [{ expression: 'request.dryRun', message: 'not on a Friday' }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'only-dry-runs' },
      spec: { policyName: 'only-dry-runs', validationActions: ['Deny'] },
    },
  ];

  it(
    'by admission: what was and was not applied is said',
    async () => {
      const objects = policy('prometheusrules');
      await bed.apply(objects);
      const probe = {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { namespace: 'default', name: 'probe' },
        spec: {},
      };
      await bed.waitFor(
        async () => {
          const refused = await bed.apply([probe]).then(
            () => false,
            () => true,
          );
          if (!refused) await bed.remove([probe]);
          return refused;
        },
        { what: 'the policy in force' },
      );
      const { code, stderr } = await admin('setup', '--yes');
      expect(code).toBe(3);
      expect(oneLine(stderr)).toContain('not on a Friday');
      expect(oneLine(stderr)).not.toContain('not allowed to write it');
      expect(oneLine(stderr)).toContain(` applied: Role ${ROLE}, RoleBinding ${ROLE} not applied: `);
      expect(oneLine(stderr)).toContain(
        'not applied: PrometheusRule kuberhealthy/promwire-kuberhealthy, ServiceMonitor kuberhealthy/promwire-kuberhealthy, ConfigMap kuberhealthy/promwire-kuberhealthy-v2',
      );
      const rule = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: OURS };
      expect(await bed.read(rule)).toBeUndefined();
      await bed.remove(objects);
    },
    START_MS,
  );

  it(
    'by a right that has gone meanwhile, or a connection that is cut; then a second run converges',
    async () => {
      front = await startFront(bed);
      const { kubeconfig, become } = front;
      const run = async () => await promwire(['setup', '--yes'], { kubeconfig });
      const isWriteOf = (plural: string) => (request: { readonly method: string; readonly path: string }) =>
        request.method === 'PATCH' && request.path.includes(`/${plural}/`) && !request.path.includes('dryRun');

      become((request) =>
        isWriteOf('servicemonitors')(request)
          ? {
              status: 403,
              body: statusBody(403, 'Forbidden', 'servicemonitors "x" is forbidden: User "u" cannot patch'),
            }
          : undefined,
      );
      const gone = await run();
      expect(gone.code).toBe(3);
      expect(oneLine(gone.stderr)).toContain(
        'ServiceMonitor kuberhealthy/promwire-kuberhealthy: not allowed to write it',
      );
      expect(gone.stderr).toContain('\napplied: PrometheusRule kuberhealthy/promwire-kuberhealthy\n');
      expect(oneLine(gone.stderr)).toContain(
        ' not applied: ServiceMonitor kuberhealthy/promwire-kuberhealthy, ConfigMap kuberhealthy/promwire-kuberhealthy-v2 ',
      );
      expect(oneLine(gone.stderr)).toContain('it converges');

      become((request) => (isWriteOf('servicemonitors')(request) ? { drop: true } : undefined));
      const cut = await run();
      expect(cut.code).toBe(3);
      expect(cut.stderr).toContain('\nnot known: ServiceMonitor kuberhealthy/promwire-kuberhealthy\n');
      expect(cut.stderr).toContain('\nnot applied: ConfigMap kuberhealthy/promwire-kuberhealthy-v2\n');

      const { code, stdout, stderr } = await admin('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).toContain('2/2 targets up');
      expect(oneLine(stderr)).not.toContain('applied PrometheusRule');
      expect((await admin('diff')).code).toBe(0);
      expect((await admin('uninstall', '--yes')).code).toBe(0);
    },
    START_MS,
  );
});
