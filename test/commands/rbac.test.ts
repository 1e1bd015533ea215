import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { allReads } from '../../src/app/read.ts';
import { findResource } from '../../src/io/resources.ts';
import { endpoints, mayDiscover, namespace, operator, pod, prometheus, service, serviceMonitor } from '../worlds.ts';
import { run } from './ask.ts';
import { onCluster } from './cluster.ts';

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

const roles = async (...argv: readonly string[]): Promise<readonly Role[]> => {
  const { code, out } = await run(['rbac', ...argv]);
  expect(code).toBe(0);
  return parseAllDocuments(out).map((document) => document.toJS() as Role);
};
const rights = (role: Role | undefined): readonly string[] =>
  (role?.rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );

const COMMANDS = ['check', 'snapshot', 'generate', 'diff', 'setup', 'verify', 'uninstall'];

describe('promwire rbac', () => {
  it('knows the commands of dashboards that read a cluster', async () => {
    const [preview] = await roles('dashboard', 'preview');
    expect(preview?.metadata.name).toBe('promwire-dashboard-preview');
    expect(rights(preview)).toContain('get /pods/proxy');
    expect(rights(preview).filter((right) => !/^(?:get|list) |^create \/pods\/portforward$/.test(right))).toEqual([]);
    const [secret, more] = await roles('dashboard', 'import', '-n', 'monitoring');
    expect(secret).toMatchObject({ kind: 'Role', metadata: { namespace: 'monitoring' } });
    expect([rights(secret), more]).toEqual([['get /secrets'], undefined]);
    expect((await run(['rbac', 'dashboard'])).err).toContain('rbac dashboard: not known');
  });

  it('gives check every list that the checks read, and no more lists', async () => {
    const wanted = allReads().map(({ group, kind }) => `list ${group}/${findResource(group, kind)?.plural ?? ''}`);
    const [role] = await roles('check');
    expect(
      rights(role)
        .filter((right) => right.startsWith('list '))
        .toSorted(),
    ).toEqual(wanted.toSorted());
  });

  it.each(COMMANDS)('%s: no wildcard, and no write where the command writes nothing', async (command) => {
    const [role, more] = await roles(command);
    expect(more).toBeUndefined();
    expect(role).toMatchObject({ kind: 'ClusterRole', metadata: { name: `promwire-${command}` } });
    expect(JSON.stringify(role)).not.toContain('*');
    const writes = rights(role).filter((right) => !/^(?:get|list|watch) |^create \/pods\/portforward$/.test(right));
    if (['check', 'snapshot', 'generate', 'verify'].includes(command)) expect(writes).toEqual([]);
    else expect(writes.length).toBeGreaterThan(0);
    expect(rights(role).filter((right) => /^(?:escalate|bind|impersonate|\*) /.test(right))).toEqual([]);
    const deletes = rights(role).filter((right) => right.startsWith('delete '));
    // setup removes a monitor of its own that is no longer needed.
    const own = ['diff', 'setup'].includes(command) ? ['delete monitoring.coreos.com/servicemonitors'] : [];
    if (command !== 'uninstall') expect(deletes).toEqual(own);
  });

  it.each(COMMANDS)('%s -n: what a namespace can give in a Role, the rest in a ClusterRole', async (command) => {
    const [whole] = await roles(command);
    const [role, rest, running] = await roles(command, '-n', 'shop');
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: 'shop' } });
    const all = new Set([...rights(role), ...rights(rest), ...rights(running)]);
    expect([...all].toSorted()).toEqual(rights(whole).toSorted());
    for (const right of rights(rest)) expect(right).toMatch(/^list /);
  });

  it('check -n: asks for Prometheus where Prometheus runs, and not in the namespace', async () => {
    const [role, , running] = await roles('check', '-n', 'shop');
    expect(rights(role).filter((right) => /proxy|portforward/.test(right))).toEqual([]);
    expect(rights(running)).toEqual(expect.arrayContaining(['get /pods/proxy', 'list /pods', 'list /services']));
    expect(running).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'promwire-check-prometheus' } });
  });

  it('check -n: exactly these rights give a whole answer', async () => {
    const [role, cluster, running] = await roles('check', '-n', 'shop');
    const words = (given: Role | undefined, where: string): readonly string[] =>
      rights(given).map((right) => right.replace(/ .*\//, ` ${where}/`).replace(/ $/, ''));
    const may = [...words(role, 'shop'), ...words(cluster, ''), ...words(running, 'monitoring')];
    const objects = [
      ...['monitoring', 'shop'].map((name) => namespace(name)),
      ...[prometheus('monitoring/k8s'), operator(), ...mayDiscover, serviceMonitor('shop/web'), service('shop/web')],
      ...[endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')],
    ];
    const { code, out } = await onCluster(objects, ['check', '-n', 'shop'], (asked) => may.includes(asked));
    expect([code, out]).toEqual([0, expect.stringContaining('takes 1 of 1')]);
  });

  it('has a text for the platform team on stderr, and the objects alone on stdout', async () => {
    const { out, err } = await run(['rbac', 'check', '-n', 'shop']);
    expect(err).toContain('npx promwire snapshot > stacks.yaml');
    expect(err).toContain('promwire check -n shop --captured stacks.yaml');
    expect(out).not.toContain('npx');
    expect((await run(['rbac', 'check'])).err).toBe('');
  });

  it('is JSON as well, the same objects', async () => {
    const { out } = await run(['rbac', 'setup', '-n', 'shop', '-o', 'json']);
    const list = JSON.parse(out) as { readonly kind: string; readonly items: readonly unknown[] };
    expect(list).toMatchObject({ kind: 'List', items: await roles('setup', '-n', 'shop') });
  });

  it.each([[[]], [['nothing']], [['check', 'setup']], [['constructor']], [['check', '-o', 'sarif']]])(
    'refuses %j',
    async (argv) => {
      const { code, out, err } = await run(['rbac', ...argv]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/One of: |one of: /);
    },
  );

  it.each([['Shop'], ['a b'], ['x'.repeat(64)], ['']])('refuses a namespace that cannot be: %j', async (namespace) => {
    expect((await run(['rbac', 'check', '-n', namespace])).code).toBe(2);
  });

  it('snapshot --live: what check needs to ask Prometheus, too', async () => {
    const rules = (out: string): string =>
      JSON.stringify(parseAllDocuments(out).map((one) => (one.toJS() as { rules: unknown }).rules));
    const [plainly, live] = [await run(['rbac', 'snapshot']), await run(['rbac', 'snapshot', '--live'])];
    expect(rules(plainly.out)).not.toContain('pods/proxy');
    expect(rules(live.out)).toContain('pods/proxy');
    expect((await run(['rbac', 'snapshot', '--read-secrets'])).code).toBe(2);
    expect((await run(['rbac', 'snapshot', '--live', '--read-secrets', '--stack', 'monitoring/k8s'])).code).toBe(0);
    expect((await run(['rbac', 'check', '--live'])).err).toContain('only snapshot has that flag');
  });
});
