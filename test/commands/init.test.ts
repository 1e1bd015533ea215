import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { Config } from '../../src/model/index.ts';
import { writeSnapshot } from '../../src/render/snapshot.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import {
  KUBERHEALTHY_2,
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
  snapshot,
} from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { clusterOf } from './cluster.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const everywhere = { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: 'kps' } } };
const CAPTURED = writeSnapshot(
  snapshot([
    ...[namespace('shop'), operator(), prometheus('monitoring/k8s', everywhere), ...mayDiscover, service('shop/web')],
    ...[endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')],
  ]),
);
/** Its Prometheus takes it, and there is nothing that it could lead to. */
const IDLE = serviceMonitor(
  'shop/idle',
  { selector: { matchLabels: { app: 'gone' } } },
  { labels: { release: 'kps' } },
);
const TAKEN = serviceMonitor('shop/web', {}, { labels: { release: 'kps' } });

/** A repository with something of all that can be named, and of what cannot. */
function fill(folder: string): void {
  mkdirSync(join(folder, '.git'));
  write(folder, 'apps/shop/web.yaml', yamlOf([TAKEN, IDLE, serviceMonitor('shop/other'), prometheusRule('shop/web')]));
  write(folder, 'charts/web/Chart.yaml', 'apiVersion: v2\nname: web\n');
  write(folder, 'charts/web/charts/db/Chart.yaml', 'apiVersion: v2\nname: db\n');
  write(folder, 'charts/web/templates/a.yaml', 'apiVersion: v1\nkind: {{ .Values.kind }}\n');
  write(folder, 'clusters/prod.yaml', CAPTURED);
  write(folder, 'root.yaml', yamlOf([namespace('shop')]));
  write(folder, '.github/workflows/ci.yaml', 'apiVersion: v1\nkind: List\n');
  write(folder, 'values/prod.yaml', 'replicas: 3\n');
  write(folder, 'profiles/web.yaml', 'apiVersion: promwire.dev/v1alpha1\nkind: ApplicationProfile\n');
}
const configIn = (folder: string): string => readFileSync(join(folder, 'promwire.yaml'), 'utf8');

describe('init', () => {
  it('names the applications that a profile knows, and generate then wires them in', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, '.git'));
      const rules = { ruleNamespaceSelector: {}, ruleSelector: { matchLabels: { release: 'kps' } } };
      const stack = prometheus('monitoring/k8s', { ...everywhere, ...rules });
      write(folder, 'captured.yaml', writeSnapshot(snapshot([namespace('kh'), operator(), stack, ...KUBERHEALTHY_2])));
      const { code, err } = await run(['init', folder]);
      expect([code, flat(err)]).toEqual([
        0,
        expect.stringMatching(
          /note: promwire generate wires in what runs there: kuberhealthy \(applications\) next: promwire generate, then promwire check $/,
        ),
      ]);
      expect((parse(configIn(folder)) as Config).clusters[0]?.applications).toEqual([
        { profile: 'kuberhealthy', namespace: 'kh' },
      ]);
      const generated = await run(['generate', '--config', join(folder, 'promwire.yaml')]);
      expect([generated.code, generated.out]).toEqual([
        0,
        expect.stringContaining('clusters/main/promwire/servicemonitors/servicemonitor-kh-promwire-kuberhealthy.yaml'),
      ]);
    });
  });

  it('names manifests, charts, snapshots, and what is taken now; check then takes it', async () => {
    await inFolder(async (folder) => {
      fill(folder);
      const { code, out, err } = await run(['init', folder]);
      expect([code, out]).toEqual([0, `wrote ${folder}/promwire.yaml\n`]);
      expect(flat(err)).toContain('note: no cluster is named, since none was reached');
      expect(flat(err)).toContain('next: promwire check');
      const text = configIn(folder);
      expect(text).toMatch(/^# yaml-language-server: \$schema=https:\/\/.*\/schemas\/Config\.json\n/);
      expect(parse(text) as Config).toEqual({
        apiVersion: 'promwire.dev/v1alpha1',
        kind: 'Config',
        clusters: [
          {
            name: 'prod',
            captured: ['clusters/prod.yaml'],
            sources: [{ path: 'apps' }, { path: 'root.yaml' }, { chart: 'charts/web', release: 'web' }],
            expect: {
              taken: ['ServiceMonitor', 'PrometheusRule'].map((kind) => ({ kind, namespace: 'shop', name: 'web' })),
            },
          },
        ],
      });
      const checked = await run(['check', '--config', join(folder, 'promwire.yaml'), '--only', 'expected-not-taken']);
      expect(checked.out).not.toContain('must be taken');
      expect(checked.code).not.toBe(2);
    });
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['the only folder that is called as clusters are', { 'clusters/eu/a.yaml': yamlOf([namespace('shop')]) }, 'eu'],
    [
      'what its Prometheus calls it',
      { 'apps/k8s.yaml': yamlOf([prometheus('monitoring/k8s', { externalLabels: { cluster: 'homelab' } })]) },
      'homelab',
    ],
    [
      'nothing where two call it otherwise',
      {
        'apps/k8s.yaml': yamlOf(
          ['eu', 'us'].map((cluster) => prometheus(`monitoring/${cluster}`, { externalLabels: { cluster } })),
        ),
      },
      'main',
    ],
    ['nothing where nothing does', { 'clusters/base/a.yaml': yamlOf([namespace('shop')]) }, 'main'],
  ])('calls the cluster by %s', async (_what, files, name) => {
    await inFolder(async (folder) => {
      for (const [path, text] of Object.entries(files)) write(folder, path, text);
      expect((await run(['init', folder])).code).toBe(0);
      expect((parse(configIn(folder)) as Config).clusters.map((each) => each.name)).toEqual([name]);
      // What comes next in a repository in which nothing runs that a profile knows.
      const next = await run(['generate', '--config', join(folder, 'promwire.yaml')]);
      expect([next.code, flat(next.err)]).toEqual([0, expect.stringContaining('so nothing is generated')]);
    });
  });

  it('names the context whose cluster answers, and no other', async () => {
    const api = await standIn(clusterOf([]));
    try {
      await inFolder(async (folder) => {
        const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
        const { code, err } = await run(['init', folder, '--kubeconfig', file]);
        expect([code, flat(err)]).toEqual([0, expect.stringContaining('next: promwire snapshot --for-git --cluster ')]);
        const [cluster] = (parse(configIn(folder)) as Config).clusters;
        expect(cluster?.context).toEqual(expect.any(String));
        expect(api.seen.map(({ url }) => url)).toEqual(['/version']);
      });
    } finally {
      await api.stop();
    }
  });

  it('overwrites nothing, also not through a link', async () => {
    await inFolder(async (folder) => {
      fill(folder);
      write(folder, 'promwire.yaml', 'mine\n');
      const { code, err } = await run(['init', folder]);
      expect([code, flat(err)]).toEqual([
        2,
        expect.stringContaining('promwire.yaml is there already, and is not overwritten'),
      ]);
      expect(configIn(folder)).toBe('mine\n');
    });
    await inFolder(async (folder) => {
      fill(folder);
      symlinkSync('elsewhere', join(folder, 'promwire.yaml'));
      expect((await run(['init', folder])).code).toBe(2);
      expect(() => readFileSync(join(folder, 'elsewhere'))).toThrow('ENOENT');
    });
  });

  it.each([
    [['init'], 'has no manifests, charts or snapshots, and no cluster can be reached'],
    [['init', 'FOLDER/none'], 'there is no such file or folder'],
    [['init', 'a', 'b'], 'one folder at a time: a b'],
    [['init', 'FOLDER', '--kubeconfig', 'FOLDER/none'], 'none'],
  ])('says what is missing: %j', async (argv, said) => {
    await inFolder(async (folder) => {
      const words = argv.length === 1 ? [...argv, folder] : argv.map((word) => word.replace('FOLDER', folder));
      const { code, err } = await run(words);
      expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
    });
  });
});

describe('init in a repository of several clusters', () => {
  const prometheusOf = (release: string): string =>
    yamlOf([
      namespace('shop'),
      prometheus('monitoring/k8s', {
        ...everywhere,
        serviceMonitorSelector: { matchLabels: { release } },
      }),
    ]);
  const overlay = (release: string): string =>
    `resources: [../../base]\nlabels: [{ pairs: { release: ${release} } }]\n`;

  it('writes one for each of their folders, with what it takes; check then runs for all of them', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, '.git'));
      for (const [name, release] of [
        ['prod', 'kps'],
        ['test', 'kube'],
      ] as const) {
        write(folder, `clusters/${name}/stack.yaml`, prometheusOf(release));
        write(folder, `apps/shop/overlays/${name}/kustomization.yaml`, overlay(release));
      }
      write(folder, 'clusters/base/note.yaml', yamlOf([namespace('all')]));
      write(folder, 'apps/shop/base/kustomization.yaml', 'resources: [web.yaml]\n');
      write(folder, 'apps/shop/base/web.yaml', yamlOf([serviceMonitor('shop/web', {}, { labels: {} })]));
      write(folder, 'apps/other.yaml', yamlOf([namespace('other')]));
      write(folder, 'state/prod.yaml', CAPTURED);
      const { code, err } = await run(['init', folder]);
      expect([code, flat(err)]).toEqual([
        0,
        expect.stringMatching(
          /note: one cluster for each folder that is called so: prod, test; .* promwire check --all-clusters $/,
        ),
      ]);
      const { clusters } = parse(configIn(folder)) as Config;
      const expected = { taken: [{ kind: 'ServiceMonitor', namespace: 'shop', name: 'web' }] };
      const sourcesOf = (name: string): object[] =>
        ['apps/other.yaml', 'apps/shop/base', `apps/shop/overlays/${name}`, 'clusters/base', `clusters/${name}`].map(
          (path) => ({ path }),
        );
      expect(clusters).toEqual([
        { name: 'prod', captured: ['state/prod.yaml'], sources: sourcesOf('prod'), expect: expected },
        { name: 'test', sources: sourcesOf('test'), expect: expected },
      ]);
      const checked = await run([
        'check',
        '--all-clusters',
        '--config',
        join(folder, 'promwire.yaml'),
        '--only',
        'expected-not-taken,label-mismatch',
      ]);
      expect(checked.out).not.toMatch(/must be taken|label-mismatch/);
      expect(checked.code).toBe(0);
      const one = await run(['check', '--cluster', 'test', '--config', join(folder, 'promwire.yaml')]);
      expect(one.out).toContain('takes 1 of 1');
    });
  });
});
