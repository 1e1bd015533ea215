/** What a repository keeps of a cluster: the part that decides, and the same text for as long as that is the same. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { ageText } from '../../src/app/captured.ts';
import { parseArguments } from '../../src/commands/kit/flags.ts';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import { objectProblems } from '../../src/io/apiserver/index.ts';
import type { JsonObject, KubeObject } from '../../src/model/index.ts';
import {
  binding,
  dashboard,
  grafana,
  healthy,
  namespace,
  prometheusRule,
  role,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const RELEASE = { labels: { release: 'prometheus' } };
const RULE = prometheusRule(
  'shop/more',
  {
    groups: [
      {
        name: 'web',
        rules: [{ alert: 'WebDown', expr: 'up{job="web"} == 0', annotations: { text: 'Call {{ $value }}' } }],
      },
    ],
  },
  RELEASE,
);
const WORLD: readonly KubeObject[] = [
  ...healthy(),
  RULE,
  serviceMonitor('elsewhere/other', {}, RELEASE),
  ...[
    namespace('elsewhere', { team: 'shop' }),
    workload('Deployment', 'elsewhere/other', { app: 'other' }),
    role('ClusterRole/unbound'),
  ],
  ...[grafana('monitoring/grafana'), dashboard('monitoring/panels')],
];

const restless = (object: KubeObject, i: number): KubeObject => {
  const { metadata, body } = object;
  const more = { uid: `uid-${i}`, resourceVersion: `${i}`, generation: i, creationTimestamp: '2026-01-01T00:00:00Z' };
  const spec =
    body['spec'] === undefined || !['Deployment', 'StatefulSet'].includes(object.kind) ? {} : { replicas: i };
  return {
    ...object,
    metadata: { ...metadata, ...more },
    body: {
      ...body,
      ...('replicas' in spec ? { spec: { ...(body['spec'] as JsonObject), ...spec } } : {}),
      ...(object.kind === 'Pod' ? {} : { status: { observedGeneration: i } }),
    },
  };
};

const DOWN = {
  conditions: [{ type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.' }],
};
const scaled = (object: KubeObject): KubeObject => ({
  ...object,
  body: { ...object.body, spec: { ...(object.body['spec'] as JsonObject), replicas: 0 }, status: {} },
});

const text = (out: string): string => readFileSync(join(out, 'captured.yaml'), 'utf8');

describe('promwire snapshot --for-git', () => {
  it('is the same file while only what does not decide is otherwise, its day included', async () => {
    await inFolder(async (out) => {
      const argv = ['snapshot', '--for-git', '--out', out];
      const first = await onCluster(WORLD, argv);
      expect(first).toMatchObject({ code: 0, err: '' });
      const written = text(out);
      expect(written).toMatch(/^apiVersion: promwire.dev\/v1alpha1\nkind: Snapshot\nsource: files\ncaptured: /);
      for (const never of ['uid', 'resourceVersion', 'generation', 'Timestamp', 'status', 'fieldOwners', 'replicas'])
        expect(written).not.toMatch(new RegExp(`^ *${never}`, 'm'));
      expect(written).not.toMatch(/kind: (?:Pod|Endpoints|EndpointSlice|Secret)$/m);
      expect(written).not.toMatch(/unbound|panels|annotations:\n *text/);
      // A day later.
      const old = written.replace(/^captured: .*$/m, 'captured: 2026-01-02');
      writeFileSync(join(out, 'captured.yaml'), old);
      const again = [...WORLD].toReversed().map((object, i) => restless(object, i + 1));
      await onCluster(again, [...argv, '--force']);
      expect(text(out)).toBe(old);
      // Something that decides.
      await onCluster([...WORLD, namespace('another')], [...argv, '--force']);
      expect(text(out)).not.toContain('2026-01-02');
      expect(text(out)).toContain('name: another');
    });
  });

  it('decides as the cluster does, together with what the repository has', async () => {
    await inFolder(async (folder) => {
      write(folder, 'repo/web.yaml', yamlOf([serviceMonitor('shop/new', {}, RELEASE), RULE]));
      await onCluster(WORLD, ['snapshot', '--for-git', '--out', folder]);
      const old = text(folder).replace(/^captured: .*$/m, 'captured: 2026-01-02');
      writeFileSync(join(folder, 'captured.yaml'), old);
      const argv = ['check', '--from', join(folder, 'repo'), '--captured', join(folder, 'captured.yaml'), '-o', 'json'];
      const { code, out, err } = await run(argv);
      const { verdicts } = JSON.parse(out) as { verdicts: readonly { object: { name: string }; verdict: string }[] };
      expect(verdicts.filter(({ verdict }) => verdict === 'selected').map(({ object }) => object.name)).toEqual(
        expect.arrayContaining(['new', 'web', 'other']),
      );
      expect(code).not.toBe(3);
      expect(err).toMatch(/captured.yaml was captured \d+ days ago \(2026-01-02\), or has been the same since/);
    });
  });

  it.each<[string, (object: KubeObject) => readonly KubeObject[], string | undefined]>([
    ['runs', (object) => [object], undefined],
    ['is down', (object) => [{ ...object, body: { ...object.body, status: DOWN } }], 'is not running, so nothing new'],
    ['is scaled to 0', (object) => [scaled(object)], 'spec.replicas: 0'],
    ['is not there', () => [], 'No Prometheus Operator is installed'],
  ])('knows of an operator that %s', async (_, of, says) => {
    await inFolder(async (folder) => {
      const world = healthy().flatMap((object) => (object.kind === 'Deployment' ? of(object) : [object]));
      const seen = async (objects: readonly KubeObject[]): Promise<string> => {
        await onCluster(objects, ['snapshot', '--for-git', '--out', folder, '--force']);
        return (await run(['check', '--from', join(folder, 'captured.yaml'), '-o', 'json'])).out;
      };
      const out = await seen(world);
      expect(out.includes('"check": "operator-not-running"')).toBe(says !== undefined);
      expect(out).toContain(says ?? '"errors": 0');
      // One that is elsewhere has written a status.
      const taken = world.map((object) =>
        object.kind === 'Prometheus' || object.kind === 'Alertmanager'
          ? { ...object, body: { ...object.body, status: { conditions: [{ type: 'Reconciled', status: 'True' }] } } }
          : object,
      );
      if (of(world[0] as KubeObject).length === 0) expect(await seen(taken)).not.toContain('operator-not-running');
    });
  });

  it('knows that nothing gives a Prometheus rights', async () => {
    await inFolder(async (folder) => {
      const unbound = healthy().filter(({ kind }) => !kind.endsWith('Binding'));
      const found = async (): Promise<readonly string[]> => {
        const { out } = await run(['check', '--from', join(folder, 'captured.yaml'), '-o', 'json']);
        return (JSON.parse(out) as { findings: readonly { check: string; severity: string }[] }).findings
          .filter(({ severity }) => severity === 'error')
          .map(({ check }) => check);
      };
      const everyone = binding('all', 'ClusterRole/prometheus', {
        kind: 'Group',
        name: 'system:authenticated',
      });
      for (const [objects, errors] of [
        [unbound, ['rbac-namespace']],
        [
          [
            ...unbound,
            binding('other', 'ClusterRole/prometheus', {
              kind: 'ServiceAccount',
              namespace: 'x',
              name: 'y',
            }),
          ],
          ['rbac-namespace'],
        ],
        [[...unbound, everyone], []],
        [healthy(), []],
      ] as const) {
        await onCluster(objects, ['snapshot', '--for-git', '--out', folder, '--force']);
        expect(await found()).toEqual(errors);
      }
    });
  });

  it('leaves out what the sources of the cluster in promwire.yaml have', async () => {
    await inFolder(async (folder) => {
      write(folder, 'git/web.yaml', yamlOf([RULE]));
      const config =
        'apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n  - name: prod\n    sources: [{ path: git }]\n';
      const file = write(folder, 'promwire.yaml', config);
      const { code, out } = await onCluster(WORLD, ['snapshot', '--for-git', '--config', file]);
      expect(code).toBe(0);
      expect(out).not.toContain('name: more');
      // Nobody listed the whole of them.
      expect(out).toMatch(/kind: PrometheusRule\n *namespaces: all\n *complete: false/);
      expect((await run(['snapshot', '--cluster', 'prod', '--from', folder])).code).toBe(2);
    });
  });

  it.each(['clusters/prod', 'clusters', '.'])(
    'is no source of itself, nor is that of another cluster: %s',
    async (path) => {
      await inFolder(async (folder) => {
        const out = join(folder, 'clusters/prod');
        const cluster = (name: string): string =>
          `  - name: ${name}\n    captured: [clusters/${name}/captured.yaml]\n    sources: [{ path: ${path} }]\n`;
        const config = `apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n${cluster('prod')}${cluster('dev')}`;
        const file = write(folder, 'promwire.yaml', config);
        write(folder, 'clusters/prod/more.yaml', yamlOf([RULE]));
        await onCluster(WORLD, ['snapshot', '--for-git', '--out', join(folder, 'clusters/dev')]);
        const argv = ['snapshot', '--for-git', '--config', file, '--cluster', 'prod', '--out', out, '--force'];
        // Its own file is not there yet.
        const first = await onCluster(WORLD, argv);
        expect(first.code).toBe(0);
        const written = text(out);
        expect(written).toContain('kind: Prometheus\n');
        expect(written).not.toContain('name: more');
        await onCluster(WORLD, argv);
        expect(text(out)).toBe(written);
        const { err } = await run(['check', '--config', file, '--cluster', 'prod']);
        expect(err.match(/was captured/g)).toHaveLength(1);
      });
    },
  );

  it('is what init and check name where nothing is captured, in a line that works', async () => {
    await inFolder(async (folder) => {
      write(folder, 'apps/web.yaml', yamlOf([serviceMonitor('shop/new', {}, RELEASE)]));
      const lineIn = (said: string): string =>
        / (promwire snapshot --for-git .*?)(?:, and name| writes it)/.exec(said)?.[1] ?? '';
      const line = lineIn((await run(['init', folder])).err.replaceAll(/\s+/g, ' '));
      const file = join(folder, 'promwire.yaml');
      const out = join(folder, 'clusters/main');
      expect(line).toBe(`promwire snapshot --for-git --cluster main --config ${file} --out ${out}`);
      const check = ['check', '--config', file];
      const unknown = (await run(check)).out.replaceAll(/\s+/g, ' ');
      expect(unknown).toContain('(promwire snapshot --for-git) under captured.');
      expect(unknown).not.toContain('--captured');
      const config = readFileSync(file, 'utf8');
      writeFileSync(file, config.replace('name: main', 'name: main\n    captured: [clusters/main/captured.yaml]'));
      await expect(run(check)).resolves.toMatchObject({ code: 2 });
      expect(lineIn((await run(check)).err.replaceAll(/\s+/g, ' '))).toBe(line);
      expect((await onCluster(WORLD, line.split(' ').slice(1))).code).toBe(0);
      expect((await run(check)).code).toBeLessThan(2);
    });
  });

  it('needs the rights that rbac snapshot --for-git prints, and reads no pods', async () => {
    const { out } = await run(['rbac', 'snapshot', '--for-git']);
    const [granted] = parseAllDocuments(out).map((one) => one.toJS() as { rules: readonly Rule[] });
    const rights = (granted?.rules ?? []).flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    );
    expect(rights).not.toEqual(expect.arrayContaining(['list pods']));
    expect(rights.filter((right) => right.includes('secrets'))).toEqual(['get secrets']);
    const { asked, code } = await onCluster(WORLD, ['snapshot', '--for-git']);
    expect(code).toBe(0);
    for (const one of asked.filter((each) => each !== 'list /'))
      expect(rights).toContain(one.replace(/ [^/]*\//, ' ').replace(/(?<=^get [^/]*)\/.*/, ''));
    expect((await run(['rbac', 'check', '--for-git'])).code).toBe(2);
  });

  it('takes no place of what was there where a list has no answer, and refuses what means nothing', async () => {
    expect((await run(['snapshot', '--for-git', '--live'])).code).toBe(2);
    const refused = await onCluster(WORLD, ['snapshot', '--for-git'], (asked) => asked !== 'list /clusterroles');
    expect(refused.err).toContain('for want of rights: ClusterRole');
    expect(refused.out).toContain('reason: forbidden');
  });

  it('is refreshed by a CronJob with no other right', async () => {
    const page = readFileSync('docs/captured.md', 'utf8');
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    const objects = parseAllDocuments(yaml).map((one) => one.toJS() as JsonObject & { roleRef?: { name: string } });
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'ClusterRoleBinding', 'CronJob']);
    for (const object of objects) expect(objectProblems(object)).toEqual([]);
    expect(objectProblems({ ...objects[3], spec: { schedule: [5] } })).not.toEqual([]);
    const { out } = await run(['rbac', 'snapshot', '--for-git']);
    const roles = parseAllDocuments(out).map((one) => one.toJS() as { kind: string; metadata: { name: string } });
    expect(roles.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['ClusterRole/promwire-snapshot']);
    expect(objects[2]?.roleRef?.name).toBe('promwire-snapshot');
    const [line = ''] = /promwire snapshot .*/.exec(yaml) ?? [];
    const words = line.replaceAll('"', '').replaceAll('$CLUSTER', 'prod').split(' ').slice(2);
    const { given } = parseArguments('snapshot', words, COMMANDS.snapshot.flags);
    expect([given('forGit'), given('cluster'), given('out')]).toEqual([[true], ['prod'], ['clusters/prod']]);
  });

  it.each([
    ['2026-11-30', 'today'],
    ['2026-11-29', 'yesterday'],
    ['2026-11-18', '12 days ago'],
    ['2026-12-01', 'today'],
  ])('%s was %s', (day, age) => {
    const said = ageText({ file: 'a.yaml', day }, Date.parse('2026-11-30T23:00:00Z'));
    expect(said).toContain(`captured ${age} (${day})`);
  });
});

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}
