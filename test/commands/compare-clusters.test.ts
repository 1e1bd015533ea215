/** Pull requests against a repository with a promwire.yaml: each cluster is compared by its own files, as both states have them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { namespace, operator, prometheus, serviceMonitor } from '../worlds.ts';
import { run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';

const home = process.cwd();
let repository = '';
const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: repository },
  });
const put = (files: Readonly<Record<string, string | undefined>>): void => {
  for (const [path, text] of Object.entries(files))
    if (text === undefined) rmSync(join(repository, path), { recursive: true });
    else write(repository, path, text);
};
const commit = (files: Readonly<Record<string, string | undefined>>): void => {
  put(files);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'change');
};

const monitor = (labels: Readonly<Record<string, string>>, name = 'web'): string =>
  yamlOf([serviceMonitor(`shop/${name}`, {}, { labels })]);
const [GOOD, BAD] = [monitor({ release: 'prom' }), monitor({ app: 'web' })];
const HEADER =
  'apiVersion: promwire.dev/v1alpha1\nkind: Snapshot\nsource: files\ncaptured: "2026-01-02"\ncoverage: []\ngaps: []\n';
const captured = (release: string): string =>
  `${HEADER}${yamlOf([
    namespace('shop'),
    operator(),
    prometheus('monitoring/k8s', {
      serviceMonitorNamespaceSelector: {},
      serviceMonitorSelector: { matchLabels: { release } },
    }),
  ])}`;
const cluster = (name: string, more = ''): string =>
  `  - name: ${name}\n    captured: [clusters/${name}/captured.yaml]\n    sources: [{ path: clusters/${name} }, { path: shared }]\n${more}`;
const config = (...clusters: readonly string[]): string =>
  `apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n${clusters.join('')}`;
const BASE = {
  'promwire.yaml': config(cluster('prod'), cluster('test')),
  'clusters/prod/captured.yaml': captured('prom'),
  'clusters/test/captured.yaml': captured('prom'),
  'clusters/prod/web.yaml': GOOD,
  'clusters/test/web.yaml': GOOD,
  'shared/api.yaml': monitor({ release: 'prom' }, 'api'),
};

const compare = async (...argv: readonly string[]): Promise<Answer> => {
  const { code, out, err } = await run(['compare', ...argv]);
  return { code, out: out.replaceAll(/\s+/g, ' '), err: err.replaceAll(/\s+/g, ' ') };
};

beforeAll(() => {
  repository = realpathSync(mkdtempSync(join(tmpdir(), 'promwire-clusters-')));
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));
beforeEach(() => {
  process.chdir(repository);
  git('init', '--quiet', '--initial-branch', 'main');
  commit(BASE);
  git('branch', 'base');
});
afterEach(() => {
  process.chdir(home);
  for (const each of ['.git', 'clusters', 'shared', 'promwire.yaml', 'charts', 'other'])
    rmSync(join(repository, each), { recursive: true, force: true });
  rmSync(`${repository}-out`, { recursive: true, force: true });
});

describe('promwire compare with promwire.yaml', () => {
  it.each(['prod', 'test'])('names what %s loses, and not the other one', async (name) => {
    commit({ [`clusters/${name}/web.yaml`]: BAD });
    const { code, out, err } = await compare('base', 'HEAD');
    expect([code, out.match(/no longer takes/g)?.length]).toEqual([1, 1]);
    expect(out).toContain(`${name}: lost Prometheus monitoring/k8s no longer takes ServiceMonitor shop/web`);
    expect(out).toContain(`HEAD:clusters/${name}/web.yaml:`);
    expect(err).toContain('of promwire.yaml, each by its own files: prod, test');
    expect(err.match(/captured.yaml was captured \d+ days ago/g)).toHaveLength(2);
    const other = await compare('base', '--cluster', name === 'prod' ? 'test' : 'prod', '-o', 'markdown');
    expect(other).toMatchObject({ code: 0, out: '' });
  });

  it('tells what all of them lose once, as data, too', async () => {
    put({ 'shared/api.yaml': monitor({ app: 'api' }, 'api') });
    const { code, out } = await compare('base', '-o', 'json');
    const { losses, clusters } = JSON.parse(out) as { losses: readonly unknown[]; clusters: unknown };
    expect([code, losses.length, clusters]).toEqual([1, 1, ['prod', 'test']]);
    expect(losses[0]).toMatchObject({ clusters: ['prod', 'test'], place: { file: 'shared/api.yaml' } });
    for (const form of ['text', 'markdown', 'html', 'github', 'sarif'])
      expect((await compare('base', '-o', form)).out).toMatch(/prod, test:/);
  });

  it('judges each cluster by the Prometheus of its own, as both states captured it', async () => {
    commit({ 'clusters/test/captured.yaml': captured('other') });
    const { code, out } = await compare('base', 'HEAD');
    expect([code, out.match(/no longer takes/g)?.length]).toEqual([1, 2]);
    expect(out).not.toMatch(/prod/);
  });

  it('does not hold against a monitor that it was there when the cluster was captured', async () => {
    const before = `${captured('prom')}${GOOD}`;
    commit({ 'clusters/prod/captured.yaml': before });
    git('branch', '--force', 'base');
    commit({ 'clusters/prod/web.yaml': undefined });
    const { code, out } = await compare('base', 'HEAD');
    expect([code, out]).toEqual([1, expect.stringContaining('prod: lost ServiceMonitor shop/web was removed')]);
  });

  it('reads what generate wrote for a cluster, also where no source names it', async () => {
    const output = (name: string): string => `    applications: []\n    output: { folder: out/${name} }\n`;
    commit({
      'promwire.yaml': config(cluster('prod', output('prod')), cluster('test', output('shared'))),
      'out/prod/servicemonitors/x.yaml': monitor({ release: 'prom' }, 'x'),
    });
    git('branch', '--force', 'base');
    commit({ 'out/prod/servicemonitors/x.yaml': monitor({ app: 'x' }, 'x') });
    const { code, out } = await compare('base');
    expect([code, out]).toEqual([1, expect.stringContaining('ServiceMonitor shop/x')]);
    commit({
      'promwire.yaml': config(
        cluster('prod', output('prod').replace('out/prod', 'clusters/prod/out')),
        cluster('test'),
      ),
      'clusters/prod/out/servicemonitors/x.yaml': monitor({ release: 'prom' }, 'x'),
      'out/prod/servicemonitors/x.yaml': undefined,
    });
    // Where a source holds it, it is read once.
    expect((await compare('base')).out).not.toContain('shop/x');
  });

  it('reads each state by its own promwire.yaml', async () => {
    const moved = BASE['promwire.yaml'].replace('path: clusters/prod }', 'path: other }');
    commit({ 'promwire.yaml': moved, 'other/web.yaml': GOOD, 'clusters/prod/web.yaml': undefined });
    expect(await compare('base', 'HEAD', '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
    commit({ 'other/web.yaml': BAD });
    expect((await compare('base', 'HEAD')).code).toBe(1);
  });

  it('compares a cluster that is new, and one that is no longer named', async () => {
    commit({ 'promwire.yaml': config(cluster('prod'), cluster('third')), 'clusters/third/web.yaml': GOOD });
    const { code, out } = await compare('base', 'HEAD');
    expect([code, out]).toEqual([0, expect.stringMatching(/third: .*is new/)]);
    commit({ 'clusters/test/web.yaml': BAD });
    expect((await compare('base', 'HEAD')).out).toContain('test: lost');
  });

  it('sets apart what is meant to go, through its day', async () => {
    const meant = (until: string): string =>
      `    expect:\n      lost:\n        - { kind: ServiceMonitor, namespace: shop, name: web, reason: goes with the old shop, until: ${until} }\n`;
    commit({
      'promwire.yaml': config(cluster('prod', meant('2999-01-01')), cluster('test')),
      'clusters/prod/web.yaml': undefined,
    });
    const { code, out } = await compare('base', 'HEAD');
    expect([code, out]).toEqual([0, expect.stringMatching(/^loses nothing; 1 expected loss/)]);
    expect(out).toContain('It is expected through 2999-01-01: goes with the old shop');
    expect((await compare('base', 'HEAD', '-o', 'markdown')).out).toContain('expected');
    commit({ 'promwire.yaml': config(cluster('prod', meant('2001-01-01')), cluster('test')) });
    expect((await compare('base', 'HEAD')).code).toBe(1);
    commit({ 'promwire.yaml': config(cluster('prod', meant('soon')), cluster('test')) });
    expect(await compare('base', 'HEAD')).toMatchObject({ code: 2, err: expect.stringMatching(/until: not a day/) });
  });

  it('takes the file or not, as flags say', async () => {
    put({ 'clusters/prod/web.yaml': BAD });
    expect((await compare('base', '--no-config')).err).toContain('several folders hold a Prometheus each');
    expect((await compare('base', '--cluster', 'staging')).err).toContain('It has: prod, test.');
    expect((await compare('base', '--cluster', 'prod', '--captured', 'clusters/prod/captured.yaml')).code).toBe(2);
    expect((await compare('base', '.')).out).toContain('prod: lost');
  });

  it('says that what a chart makes is not known where it changed, and leaves a link out of the repository alone', async () => {
    const charts = config(cluster('prod').replace(' }]', ' }, { chart: charts/web }]'));
    commit({ 'promwire.yaml': charts, 'charts/web/Chart.yaml': 'name: web\n' });
    git('branch', '--force', 'base');
    commit({ 'clusters/prod/note.yaml': '# nothing\n' });
    expect((await compare('base', 'HEAD')).code).toBe(0);
    commit({ 'charts/web/values.yaml': 'port: 1\n' });
    expect(await compare('base', 'HEAD')).toMatchObject({
      code: 3,
      out: expect.stringContaining('chart charts/web makes may be'),
    });
    rmSync(join(repository, 'charts'), { recursive: true });
    write(`${repository}-out`, 'web/Chart.yaml', 'name: web\n');
    symlinkSync(`${repository}-out`, join(repository, 'charts'));
    expect(await compare('base')).toMatchObject({
      code: 2,
      err: expect.stringContaining('leads out of the repository'),
    });
  });
});
