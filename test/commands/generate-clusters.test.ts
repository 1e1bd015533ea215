import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { PromwireError } from '../../src/errors.ts';
import type { Manifest } from '../../src/model/index.ts';
import {
  KUBERHEALTHY_2,
  endpoints,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
} from '../worlds.ts';
import { inFolder, run, runOn, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';
import { onCluster } from './cluster.ts';
import { recorder } from './terminal.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const taking = (release: string): string =>
  yamlOf([
    namespace('kh'),
    namespace('monitoring'),
    operator(),
    prometheus('monitoring/k8s', {
      serviceMonitorNamespaceSelector: {},
      serviceMonitorSelector: { matchLabels: { release } },
      ruleNamespaceSelector: {},
      ruleSelector: { matchLabels: { release } },
    }),
  ]);
const cluster = (name: string, more: object = {}): object => ({
  name,
  captured: [`${name}.yaml`],
  sources: [{ path: 'apps' }],
  applications: [{ profile: 'kuberhealthy' }],
  ...more,
});
const PROMWIRE = 'clusters/prod/promwire';
const RULE = `${PROMWIRE}/rules/prometheusrule-kh-promwire-kuberhealthy.yaml`;
const MONITOR = `${PROMWIRE}/servicemonitors/servicemonitor-kh-promwire-kuberhealthy.yaml`;

interface Repository {
  readonly folder: string;
  readonly configured: (...clusters: readonly object[]) => void;
  /** `promwire generate`; paths in the answer are those in the repository. */
  readonly generate: (...argv: readonly string[]) => Promise<Answer>;
  readonly files: () => Readonly<Record<string, string>>;
  readonly read: (path: string) => Manifest;
}

async function inRepository(work: (repository: Repository) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, '.git'));
    write(folder, 'apps/kuberhealthy.yaml', yamlOf(KUBERHEALTHY_2));
    for (const name of ['prod', 'test']) write(folder, `${name}.yaml`, taking(name));
    const configured = (...clusters: readonly object[]): void => {
      write(folder, 'promwire.yaml', stringify({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters }));
    };
    configured(cluster('prod'));
    const files = (): Readonly<Record<string, string>> =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => statSync(join(folder, name)).isFile())
          .toSorted()
          .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
      );
    await work({
      folder,
      configured,
      files,
      read: (path) => parse(readFileSync(join(folder, path), 'utf8')) as Manifest,
      async generate(...argv) {
        const said = await run(['generate', '--config', join(folder, 'promwire.yaml'), ...argv]);
        const here = (text: string): string => text.replaceAll(`${folder}/`, '');
        return { ...said, out: here(said.out), err: here(said.err.replaceAll(/\n {6}/g, ' ')) };
      },
    });
  });
}

describe('generate with a promwire.yaml', () => {
  it('writes a folder for each cluster, with the labels that its Prometheus asks for', async () => {
    await inRepository(async ({ configured, generate, read, files }) => {
      configured(cluster('prod'), cluster('test', { output: { folder: 'out/test' } }));
      const { code, out, err } = await generate();
      expect([code, flat(err)]).toEqual([0, expect.stringContaining('next: commit')]);
      expect(out.split('\n').filter((line) => !line.includes('dashboards'))).toEqual([
        `${PROMWIRE}/kustomization.yaml`,
        RULE,
        MONITOR,
        'out/test/kustomization.yaml',
        RULE.replace(PROMWIRE, 'out/test'),
        MONITOR.replace(PROMWIRE, 'out/test'),
        '',
      ]);
      expect(read(MONITOR).metadata.labels?.['release']).toBe('prod');
      expect(read(RULE.replace(PROMWIRE, 'out/test')).metadata.labels?.['release']).toBe('test');
      const before = files();
      expect((await generate()).code).toBe(0);
      expect(files()).toEqual(before);
      const checked = await generate('--check');
      expect([checked.code, checked.out]).toEqual([0, '']);
    });
  });

  describe('where a monitor of the user leads to the application already, and nothing is scraped through it', () => {
    const LABEL = [{ port: 'http' }, 'plattform', 'label-mismatch'] as const;
    const PORT = [{ port: 'htpp' }, 'platform', 'port-name-mismatch'] as const;
    const FROM = ['generate', 'service/web', '-n', 'shop', '--out', 'm'];
    const around = [
      ...[namespace('shop'), namespace('monitoring'), operator()],
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { team: 'platform' } } }),
      ...[service('shop/web'), pod('shop/web-1'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']])],
    ];
    it.each([LABEL, PORT])('%j, %s: none is made, until it is right', async (endpoint, team, cause) => {
      await inRepository(async ({ configured, generate, folder, files }) => {
        write(folder, 'page.txt', '# TYPE web_requests_total counter\nweb_requests_total 1\n');
        const own = serviceMonitor('shop/web', { endpoints: [endpoint] }, { labels: { team } });
        write(folder, 'apps/kuberhealthy.yaml', yamlOf([...around, own]));
        const web = { object: 'service/web', namespace: 'shop', metrics: 'page.txt' };
        configured({ name: 'prod', sources: [{ path: 'apps' }], applications: [web] });
        const before = files();
        for (const argv of [['--check'], []]) {
          const { code, out, err } = await generate(...argv);
          expect([code, out]).toEqual([1, '']);
          expect(flat(err)).toContain(`through it (${cause}). Once it is right`);
          expect(flat(err)).toContain('promwire fix servicemonitor/web -n shop --from apps shows');
          expect(err).not.toContain('next: promwire generate');
        }
        const page = ['--metrics', join(folder, 'page.txt'), '--from', join(folder, 'apps')];
        const alone = await run([...FROM.slice(0, -1), join(folder, 'm'), ...page]);
        expect([alone.code, alone.out]).toEqual([1, '']);
        expect(files()).toEqual(before);

        const fixed = await run(['fix', 'servicemonitor/web', '-n', 'shop', ...page.slice(2), '--write']);
        expect(fixed.code).toBe(0);
        const { code, out } = await generate();
        expect([code, out]).toEqual([0, expect.not.stringContaining('servicemonitors/')]);
        expect(out).toContain('rules/');
      });
    });

    it('but not where that monitor is for another Prometheus', async () => {
      await inRepository(async ({ configured, generate, folder }) => {
        write(folder, 'page.txt', '# TYPE web_requests_total counter\nweb_requests_total 1\n');
        const other = prometheus('monitoring/other', { serviceMonitorSelector: { matchLabels: { team: 'other' } } });
        const own = serviceMonitor('shop/web', {}, { labels: { team: 'other' } });
        write(folder, 'apps/kuberhealthy.yaml', yamlOf([...around, other, own]));
        const web = { object: 'service/web', namespace: 'shop', metrics: 'page.txt', stack: 'monitoring/k8s' };
        configured({ name: 'prod', sources: [{ path: 'apps' }], applications: [web] });
        expect((await generate()).out).toContain('servicemonitors/');
      });
    });
  });

  it('writes only that of --cluster', async () => {
    await inRepository(async ({ configured, generate, folder }) => {
      configured(cluster('prod'), cluster('test'));
      expect((await generate('--cluster', 'test')).code).toBe(0);
      expect(readdirSync(join(folder, 'clusters'))).toEqual(['test']);
    });
  });

  it('makes what does not depend on what it made before, nor on where that has come to', async () => {
    await inRepository(async ({ configured, generate, files, folder, read }) => {
      const inFolderToo = { sources: [{ path: 'apps' }, { path: 'clusters' }] };
      mkdirSync(join(folder, 'clusters'));
      configured(
        cluster('prod', {
          ...inFolderToo,
          applications: [{ profile: 'kuberhealthy', alerts: { KuberhealthyCheckSlow: 'off' } }],
        }),
      );
      await generate();
      expect(JSON.stringify(read(RULE))).toContain('promwire.dev/settings');
      const applied = read(MONITOR);
      // As Flux brings it to the cluster, of which the state is captured again.
      const labels = {
        ...applied.metadata.labels,
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      };
      write(
        folder,
        'prod.yaml',
        `${taking('prod')}---\n${stringify({ ...applied, metadata: { ...applied.metadata, labels } })}`,
      );
      configured(cluster('prod', inFolderToo));
      const { code } = await generate();
      const again = files();
      expect([code, JSON.stringify(read(RULE)).includes('promwire.dev/settings')]).toEqual([0, false]);
      rmSync(join(folder, PROMWIRE), { recursive: true });
      await generate();
      expect(files()).toEqual(again);
    });
  });

  it('asks the live cluster where nothing is to be read, and leaves out what Git has brought there', async () => {
    await inRepository(async ({ folder, configured, files }) => {
      const stack = prometheus('monitoring/k8s', {
        serviceMonitorNamespaceSelector: {},
        serviceMonitorSelector: { matchLabels: { release: 'live' } },
        ruleNamespaceSelector: {},
        ruleSelector: { matchLabels: { release: 'live' } },
      });
      const there = [namespace('kh'), namespace('monitoring'), operator(), stack, ...KUBERHEALTHY_2];
      // Applied by Flux: neither a monitor that is there already, nor settings that are to be kept.
      const labels = {
        'app.kubernetes.io/managed-by': 'promwire',
        'promwire.dev/profile': 'kuberhealthy',
        release: 'live',
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      };
      const annotations = { 'promwire.dev/settings': '{"labels":{"team":"old"}}' };
      const old = [
        serviceMonitor('kh/promwire-kuberhealthy', { selector: { matchLabels: { app: 'kuberhealthy' } } }, { labels }),
        prometheusRule('kh/promwire-kuberhealthy', { groups: [] }, { labels, annotations }),
      ];
      configured({ name: 'prod', context: 'there', applications: [{ profile: 'kuberhealthy' }] });
      const config = join(folder, 'promwire.yaml');
      const first = await onCluster(there, ['generate', '--config', config]);
      expect([first.code, flat(first.err)]).toEqual([0, expect.stringContaining('is generated from the live cluster')]);
      const before = files();
      expect(before[MONITOR]).toContain('release: live');
      const again = await onCluster([...there, ...old], ['generate', '--config', config]);
      expect([again.code, files()]).toEqual([0, before]);
    });
  });

  it('tells CI what is out of date, and writes nothing then', async () => {
    await inRepository(async ({ configured, generate, files }) => {
      const before = files();
      const missing = await generate('--check');
      expect([missing.code, missing.out, files()]).toEqual([
        1,
        expect.stringContaining(`${MONITOR} (missing)\n`),
        before,
      ]);
      expect(missing.err).toContain('next: promwire generate\n');
      await generate();
      configured(cluster('prod', { applications: [{ profile: 'kuberhealthy', alertLabels: { team: 'web' } }] }));
      const changed = await generate('--check', '-v');
      expect([changed.code, changed.out]).toEqual([1, expect.stringContaining(`${RULE} (out of date)\n`)]);
      expect(changed.out).toMatch(/^\+ +team: web$/m);
      expect(changed.out).not.toContain('servicemonitor-');
      configured(cluster('prod', { applications: [] }));
      const unwanted = await generate('--check');
      expect([unwanted.code, unwanted.out]).toEqual([1, expect.stringContaining(`${MONITOR} (not wanted any more)\n`)]);
    });
  });

  it('removes what is not wanted any more, and keeps what was edited unless it is forced', async () => {
    await inRepository(async ({ folder, configured, generate, files }) => {
      await generate();
      const edit = '# edited\n';
      write(folder, RULE, `${readFileSync(join(folder, RULE), 'utf8')}${edit}`);
      const edited = await generate();
      expect([edited.code, edited.out]).toEqual([1, expect.stringContaining(`${RULE} (edited, kept)\n`)]);
      expect(flat(edited.err)).toContain(`edited since promwire wrote them, and kept: ${RULE};`);
      expect((await generate('--check')).code).toBe(1);
      configured(cluster('prod', { applications: [] }));
      const { code, out } = await generate();
      expect([code, out]).toEqual([1, expect.stringContaining(`${MONITOR} (removed)\n`)]);
      expect(Object.keys(files()).filter((name) => name.startsWith(PROMWIRE) && name.endsWith('.yaml'))).toEqual([
        RULE,
      ]);
      expect((await generate('--force')).code).toBe(0);
      expect(existsSync(join(folder, PROMWIRE))).toBe(false);
    });
  });

  it('names the folder of a cluster that is gone from the file', async () => {
    await inRepository(async ({ configured, generate, files }) => {
      configured(cluster('prod'), cluster('test'));
      expect((await generate()).err).not.toContain('any more');
      configured(cluster('prod'));
      const { code, err } = await generate();
      expect([code, flat(err)]).toEqual([
        0,
        expect.stringContaining('note: clusters/test/promwire is of no cluster of promwire.yaml any more: remove it'),
      ]);
      expect(files()).toHaveProperty([MONITOR.replace('prod', 'test')]);
    });
  });

  it('writes nothing where a source could not be rendered: another machine would write something else', async () => {
    await inRepository(async ({ configured, generate, folder }) => {
      configured(cluster('prod', { sources: [{ path: 'apps' }, { command: ['make', 'render'] }] }));
      const { code, err } = await generate();
      expect([code, flat(err)]).toEqual([
        3,
        expect.stringContaining('add --run-commands Nothing was written for cluster prod.'),
      ]);
      expect(existsSync(join(folder, 'clusters'))).toBe(false);
    });
  });

  it('writes what check then judges as what Git brings', async () => {
    await inRepository(async ({ folder, generate }) => {
      await generate();
      const { code, out, err } = await run(['check', '--config', join(folder, 'promwire.yaml')]);
      expect([code, out]).toEqual([0, expect.stringContaining('takes 2 of 2 monitors and rules')]);
      expect(flat(err)).toContain(PROMWIRE);
    });
  });

  it('names fields of promwire.yaml in place of flags', async () => {
    await inRepository(async ({ configured, generate }) => {
      configured(
        cluster('prod', { captured: [], sources: [{ path: 'apps' }], applications: [{ object: 'deployment/WEB' }] }),
      );
      const { code, err } = await generate();
      expect(code).not.toBe(0);
      expect(flat(err)).toMatch(/--from too: .* In promwire.yaml it is sources for --from\./);
    });
  });

  it('stops for no cluster of which something is wrong, and ends as the worst of them', async () => {
    await inRepository(async ({ configured, generate, folder }) => {
      configured(
        cluster('gone', { captured: ['gone.yaml'] }),
        cluster('page', { captured: ['prod.yaml'], applications: [{ object: 'service/web', metrics: 'no-page.txt' }] }),
        cluster('blind', { captured: undefined, applications: [{ profile: 'kuberhealthy', stack: 'a/b' }] }),
        cluster('test'),
      );
      const { code, err } = await generate();
      expect(code).toBe(2);
      for (const said of [
        'captured.0: gone.yaml: there is no such file',
        'metrics: no-page.txt: there is no such file',
        'clusters.2.applications.0: ',
      ])
        expect(flat(err)).toContain(said);
      expect(readdirSync(join(folder, 'clusters'))).toEqual(['test']);
    });
  });

  it('adds what Argo CD needs where definitions may come later, if Argo CD is said to apply it', async () => {
    await inRepository(async ({ configured, generate, read }) => {
      const annotationsOf = (path: string): unknown => read(path).metadata.annotations ?? {};
      await generate();
      expect(annotationsOf(MONITOR)).toEqual({});
      configured(cluster('prod', { output: { argocd: true } }));
      expect((await generate()).code).toBe(0);
      for (const path of [MONITOR, RULE])
        expect(annotationsOf(path)).toMatchObject({
          'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
          'argocd.argoproj.io/sync-wave': '1',
        });
    });
  });

  it('writes nothing for a cluster of which one application cannot be wired in, and says where it is named', async () => {
    await inRepository(async ({ configured, generate, folder }) => {
      const two = [{ profile: 'kuberhealthy' }, { object: 'service/none', namespace: 'kh', metrics: 'page.txt' }];
      write(folder, 'page.txt', 'up_seconds 1\n');
      configured(cluster('prod', { applications: two }));
      const { code, err } = await generate();
      expect([code, flat(err)]).toEqual([
        1,
        expect.stringMatching(/promwire\.yaml:\d+:\d+: clusters\.0\.applications\.1: .*none/),
      ]);
      expect(existsSync(join(folder, 'clusters'))).toBe(false);
    });
  });

  it('wires in an application that no profile knows, by the page of its metrics', async () => {
    await inRepository(async ({ configured, generate, folder, files }) => {
      write(
        folder,
        'apps/web.yaml',
        yamlOf([service('kh/web', { ports: [{ name: 'metrics', port: 9090 }] }, { labels: { app: 'web' } })]),
      );
      write(folder, 'page.txt', '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 1\n');
      configured(
        cluster('prod', {
          applications: [{ profile: 'kuberhealthy' }, { object: 'service/web', namespace: 'kh', metrics: 'page.txt' }],
        }),
      );
      const { code } = await generate();
      expect(code).toBe(0);
      expect(Object.keys(files()).filter((name) => /servicemonitors\/.*yaml/.test(name))).toEqual([
        MONITOR,
        MONITOR.replace('kuberhealthy', 'service-web'),
      ]);
    });
  });

  it('never writes outside of the repository, also not by a link that it has', async () => {
    await inRepository(async ({ generate, folder }) => {
      await inFolder(async (outside) => {
        mkdirSync(join(folder, 'clusters'));
        symlinkSync(outside, join(folder, 'clusters/prod'));
        const { code, err } = await generate('--force');
        expect([code, flat(err)]).toEqual([2, expect.stringContaining('symbolic links are not written through')]);
        expect(flat(err)).toContain('output.folder');
        expect(readdirSync(outside)).toEqual([]);
      });
    });
  });

  it.each([
    [['kuberhealthy'], '--config with kuberhealthy: one or the other says what is generated'],
    [['--out', 'x'], '--config with --out: one or the other says what is generated'],
    [['--stack', 'a/b'], '--stack is about one application, and promwire.yaml says what is generated'],
    [['-o', 'json'], '--output is about one application'],
    [['--alert', 'A=off'], '--alert is about one application'],
    [['--check', '--force'], '--check with --force: one writes nothing, the other more'],
    [['--cluster', 'tst'], '--cluster tst: promwire.yaml has no such cluster'],
  ])('is refused with what contradicts it: %j', async (argv, said) => {
    await inRepository(async ({ generate }) => {
      const { code, err } = await generate(...argv);
      expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
    });
  });

  it('takes a context for one cluster only', async () => {
    await inRepository(async ({ generate, configured }) => {
      configured(cluster('prod'), cluster('test'));
      const { code, err } = await generate('--context', 'prod');
      expect([code, flat(err)]).toEqual([
        2,
        expect.stringContaining(
          '--context for 2 clusters: each would be generated from that one Choose with --cluster: prod, test.',
        ),
      ]);
    });
  });

  it('ends in the middle of many applications when it is told to', async () => {
    await inRepository(async ({ folder, configured }) => {
      const names = Array.from({ length: 200 }, (_, i) => `web-${i}`);
      const port = { ports: [{ name: 'metrics', port: 9090 }] };
      write(
        folder,
        'apps/web.yaml',
        yamlOf(names.map((name) => service(`kh/${name}`, port, { labels: { app: name } }))),
      );
      write(folder, 'page.txt', 'up_seconds 1\n');
      const applications = names.map((name) => ({ object: `service/${name}`, namespace: 'kh', metrics: 'page.txt' }));
      configured(cluster('prod', { applications }));
      const stop = new AbortController();
      const { terminal } = recorder();
      let told = 0;
      const err = (text: string): void => {
        // Of the first application, not of what is read.
        if (text.includes('note: ') && !text.includes('is generated from')) told += 1;
        if (told === 1) stop.abort(new PromwireError('interrupted', 'interrupted', ''));
      };
      const argv = ['generate', '--config', join(folder, 'promwire.yaml')];
      await expect(runOn({ ...terminal, err }, argv, stop.signal)).rejects.toMatchObject({ code: 'interrupted' });
      expect(told).toBeLessThan(20);
      expect(existsSync(join(folder, 'clusters'))).toBe(false);
    });
  });

  it.each(['kustomization.yml', 'Kustomization'])('leaves a folder alone that has a %s', async (name) => {
    await inRepository(async ({ folder, generate, files }) => {
      write(folder, `${PROMWIRE}/${name}`, 'resources: []\n');
      const before = files();
      const { code, err } = await generate();
      expect([code, flat(err), files()]).toEqual([2, expect.stringContaining(`has a ${name} already`), before]);
      expect(flat(err)).toContain('with output.folder');
    });
  });

  it('has nothing to do where no application is named, and says what to write', async () => {
    await inRepository(async ({ generate, configured, files }) => {
      configured({ name: 'prod', sources: [{ path: 'apps' }] });
      const before = files();
      for (const more of [[], ['--check']]) {
        const { code, out, err } = await generate(...more);
        expect([code, out, flat(err), files()]).toEqual([
          0,
          '',
          expect.stringContaining('names no applications, so nothing is generated; add applications:'),
          before,
        ]);
      }
    });
  });

  it('--check needs a promwire.yaml', async () => {
    const { code, err } = await run(['generate', '--monitor-labels', 'a=b', '--check']);
    expect([code, flat(err)]).toEqual([
      2,
      expect.stringContaining('--check: it compares with the folders of promwire.yaml'),
    ]);
  });
});
