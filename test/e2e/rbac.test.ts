import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { KubeThing } from '../bed/object.ts';
import { passingV2 } from '../bed/recordings.ts';
import { kubeconfigText } from '../bed/users.ts';
import { kuberhealthyImages, scenarioA } from '../bed/worlds/scenarios.ts';
import { livePrometheus } from './live.ts';
import { promwire, withoutProgress } from './promwire.ts';

/* `promwire rbac COMMAND` prints what COMMAND needs: a ServiceAccount with exactly that, and nothing else, runs it. */

const START_MS = 180_000;
const RBAC = 'rbac.authorization.k8s.io';
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';
const APP = 'kuberhealthy';

let bed: Bed;

const printed = async (...args: readonly string[]): Promise<readonly KubeThing[]> => {
  const { code, stdout } = await promwire(['rbac', ...args]);
  expect(code).toBe(0);
  return parseAllDocuments(stdout).map((document) => document.toJS() as KubeThing);
};

/** A ServiceAccount of its own with these roles bound to it; its kubeconfig. */
const holderOf = async (name: string, roles: readonly KubeThing[]): Promise<string> => {
  const subject = { kind: 'ServiceAccount', name, namespace: 'default' };
  const bindings = roles.map(({ kind, metadata }) => ({
    apiVersion: `${RBAC}/v1`,
    kind: `${kind}Binding`,
    metadata: {
      name: `${name}-${metadata.name}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    },
    roleRef: { apiGroup: RBAC, kind, name: metadata.name },
    subjects: [subject],
  }));
  await bed.apply([
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
    ...roles,
    ...bindings,
  ]);
  const answer = await bed.api.request('POST', `/api/v1/namespaces/default/serviceaccounts/${name}/token`, {
    body: JSON.stringify({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    }),
  });
  const { status } = JSON.parse(answer.body) as { readonly status: { readonly token: string } };
  const kubeconfig = join(bed.dir, `kubeconfig-${name}`);
  await writeFile(kubeconfig, kubeconfigText(bed.url, bed.ca, name, status.token));
  // The authorizer reads roles from a cache of its own.
  const last = roles.at(-1);
  const [rule] = (last?.['rules'] ?? []) as readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
  await bed.waitFor(
    async () => {
      const args = [
        'auth',
        'can-i',
        rule?.verbs[0] ?? '',
        `${rule?.resources[0] ?? ''}.${rule?.apiGroups[0] ?? ''}`.replace(/\.$/, ''),
      ];
      const where = last?.metadata.namespace === undefined ? ['-A'] : ['-n', last.metadata.namespace];
      return await bed.kubectl([...args, ...where, '--as', `system:serviceaccount:default:${name}`]).then(
        () => true,
        () => false,
      );
    },
    { what: `the rights of ${name}` },
  );
  return kubeconfig;
};

const sameAsAdmin = async (command: readonly string[], roles: readonly KubeThing[], name: string): Promise<void> => {
  const kubeconfig = await holderOf(name, roles);
  const theirs = await promwire(command, { kubeconfig });
  const ours = await promwire(command, { kubeconfig: bed.kubeconfig });
  expect(theirs.stderr).not.toMatch(/forbidden|not allowed/i);
  expect(withoutProgress(theirs)).toEqual(withoutProgress(ours));
};

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  // Without its rights: setup then has a Role to write as well.
  const isBinding = ({ kind, metadata }: KubeThing): boolean =>
    kind === 'ClusterRoleBinding' && metadata.name === PROMETHEUS;
  await bed.apply(
    scenarioA().filter((object) => !isBinding(object)),
    { by: 'create' },
  );
  await livePrometheus(bed, 'monitoring', PROMETHEUS);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('exactly the printed rights', () => {
  it.each([['check'], ['snapshot'], ['generate'], ['diff']])(
    'are enough for %s',
    async (command) => {
      await sameAsAdmin([command], await printed(command), `only-${command}`);
    },
    60_000,
  );

  it('are enough for check and snapshot of one namespace', async () => {
    for (const command of ['check', 'snapshot']) {
      const roles = await printed(command, '-n', APP);
      expect(roles.map(({ kind }) => kind)).toEqual(
        command === 'check' ? ['Role', 'ClusterRole', 'ClusterRole'] : ['Role', 'ClusterRole'],
      );
      const kubeconfig = await holderOf(`narrow-${command}`, roles);
      const args = [command, '-n', APP, ...(command === 'check' ? ['-o', 'json'] : [])];
      const theirs = await promwire(args, { kubeconfig });
      const ours = await promwire(args, { kubeconfig: bed.kubeconfig });
      expect(theirs.code).toBe(ours.code);
      if (command === 'check') {
        const of = ({ stdout }: { readonly stdout: string }) => {
          // How many more would be taken is known only to those who may list all namespaces.
          const known = stdout.replaceAll(/ \(of those seen, [^)]*\)/g, '');
          const { verdicts, findings, summary } = JSON.parse(known) as Readonly<Record<string, unknown>>;
          return { verdicts, findings, summary };
        };
        expect(of(theirs)).toEqual(of(ours));
      } else expect(theirs.stdout).toEqual(ours.stdout);
    }
  }, 60_000);

  it('are enough for setup, then verify, then uninstall', async () => {
    const kubeconfig = await holderOf('only-setup', await printed('setup'));
    const done = await promwire(['setup', '--yes', '--timeout', '90s'], { kubeconfig });
    expect([done.code, done.stderr]).toEqual([0, expect.not.stringMatching(/forbidden|not allowed/i)]);
    await sameAsAdmin(['verify'], await printed('verify'), 'only-verify');
    const gone = await promwire(['uninstall', '--yes'], {
      kubeconfig: await holderOf('only-uninstall', await printed('uninstall')),
    });
    expect([gone.code, gone.stderr]).toEqual([0, expect.not.stringMatching(/forbidden|not allowed/i)]);
    const left = await bed.list('monitoring.coreos.com/v1', 'ServiceMonitor', APP);
    expect(left.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'promwire')).toEqual([]);
  }, 180_000);
});

describe('what the platform team is asked for', () => {
  it('is one read-only command, whose output answers for those who may see one namespace only', async () => {
    const { stderr } = await promwire(['rbac', 'check', '-n', APP]);
    const [, line = ''] = /^ *(kubectl get .*)$/m.exec(stderr) ?? [];
    const [program, ...args] = line.split(' > ')[0]?.split(' ') ?? [];
    expect([program, args[0]]).toEqual(['kubectl', 'get']);
    const captured = await bed.kubectl(args);
    const [role] = await printed('check', '-n', APP);
    const kubeconfig = await holderOf('tenant', role ? [role] : []);
    const blind = await promwire(['check', '-n', APP], { kubeconfig });
    expect([blind.code, blind.stdout]).toEqual([3, expect.stringContaining('unknown')]);
    const file = join(bed.dir, 'stacks.yaml');
    await writeFile(file, captured);
    const seen = await promwire(['check', '-n', APP, '-o', 'json', '--captured', file], { kubeconfig });
    const admin = await promwire(['check', '-n', APP, '-o', 'json'], { kubeconfig: bed.kubeconfig });
    type Verdicts = { readonly verdicts: readonly { readonly verdict: string; readonly checks: readonly string[] }[] };
    const verdicts = ({ stdout }: { readonly stdout: string }) =>
      (JSON.parse(stdout) as Verdicts).verdicts.map(({ verdict }) => verdict);
    expect(verdicts(admin).length).toBeGreaterThan(0);
    expect(verdicts(seen)).toEqual(verdicts(admin));
    // The same through a pipe, without any cluster.
    const piped = await promwire(['check', '--from', '-', '-o', 'json'], { stdin: captured });
    expect(piped.stderr).toBe('');
    const { stacks } = JSON.parse(piped.stdout) as { readonly stacks: readonly { readonly name: string }[] };
    expect(stacks.map(({ name }) => name)).toEqual([PROMETHEUS]);
  }, 60_000);

  it('is also what promwire snapshot prints', async () => {
    const snapshot = await promwire(['snapshot'], { kubeconfig: bed.kubeconfig });
    const piped = await promwire(['check', '--from', '-'], { stdin: snapshot.stdout });
    expect([piped.code, piped.stderr]).toEqual([1, '']);
    expect(piped.stdout).toContain('Prometheus monitoring/');
  }, 60_000);
});
