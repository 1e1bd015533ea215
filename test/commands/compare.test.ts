/** What pull requests cost: small histories of git, made here, and the comment on each. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import { healthy } from '../worlds.ts';
import { clusterOf } from './cluster.ts';
import { isSarif } from '../render/sarif-schema.ts';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';
import { BASE, BREAKING, HARMLESS } from './pull-requests.ts';
import type { Files, PullRequest } from './pull-requests.ts';

const home = process.cwd();
const repository = mkdtempSync(join(tmpdir(), 'promwire-compare-'));
/** Nothing of the configuration of this machine. */
const OWN = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: repository };
const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...OWN },
  });
const put = (files: Readonly<Record<string, string | undefined>>): void => {
  for (const [file, text] of Object.entries(files)) {
    const path = join(repository, file);
    if (text === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
};

/** Commits it on a branch of its own, or leaves it in the working tree. */
const commented = async ({ name, change }: PullRequest, committed: boolean): Promise<Answer> => {
  git('checkout', '--quiet', '--detach', '--force', 'main');
  git('clean', '--quiet', '--force', '-d');
  put(change(BASE));
  if (!committed) return await run(['compare', 'main', '-o', 'markdown']);
  git('add', '--all');
  git('commit', '--quiet', '--message', name);
  return await run(['compare', 'main', 'HEAD', '-o', 'markdown']);
};

beforeAll(() => {
  process.chdir(repository);
  git('init', '--quiet', '--initial-branch', 'main');
  put(BASE);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'base');
});
afterAll(() => {
  process.chdir(home);
  rmSync(repository, { recursive: true, force: true });
});

describe('promwire compare', () => {
  it.each(BREAKING.map((each, i) => [each.name, each, i] as const))('names what is lost: %s', async (_, each, i) => {
    const { code, out } = await commented(each, i % 2 === 0);
    const plain = out.replaceAll(/&#(\d+);/g, (_all, number: string) => String.fromCharCode(Number(number)));
    for (const cost of each.costs ?? []) expect(plain).toContain(cost);
    if (code === 1) expect(plain).not.toMatch(/loses nothing|nothing more/);
    if (code === 1) expect(plain).toContain('**Fix:**');
    expect(code).toBe(each.code ?? 1);
  });

  it.each(HARMLESS.map((each, i) => [each.name, each, i] as const))('says nothing of %s', async (_, each, i) => {
    const { code, out } = await commented(each, i % 2 === 0);
    expect({ code, out }).toEqual({ code: 0, out: '' });
  });

  it('prints what its page shows', async () => {
    const [, dropped] = BREAKING;
    await commented(dropped ?? { name: '', change: () => ({}) }, false);
    const { out } = await run(['compare', 'main']);
    expect(readFileSync(join(home, 'docs', 'compare.md'), 'utf8')).toContain(`\n\`\`\`\n${out}\`\`\`\n`);
  });

  it('annotates the files of the pull request, also of a revision', async () => {
    const [, dropped] = BREAKING;
    if (!dropped) throw new Error('no such row');
    await commented(dropped, true);
    const github = await run(['compare', 'main', 'HEAD', '-o', 'github']);
    expect(github.out).toMatch(
      /^::error file=shop\/monitor.yaml,line=4,col=1,title=label-mismatch%3A ServiceMonitor web::/,
    );
    const sarif = await run(['compare', 'main', 'HEAD', '-o', 'sarif']);
    expect(isSarif(JSON.parse(sarif.out))).toBe(true);
    expect(sarif.out).toContain('"uri": "shop/monitor.yaml"');
  });

  it('says of what was removed what puts it back, with its place in BASE, in every form', async () => {
    const removed = BREAKING.find(({ name }) => name === 'the monitor is removed');
    await commented(removed ?? { name: '', change: () => ({}) }, true);
    const fix =
      'Put ServiceMonitor shop/web back, or name it under expect.lost in promwire.yaml where it is meant to go.';
    for (const form of ['text', 'json', 'markdown', 'html', 'github', 'sarif']) {
      const { out } = await run(['compare', 'main', 'HEAD', '-o', form]);
      expect({ form, has: out.replaceAll(/\s+/g, ' ').includes(fix) }).toEqual({ form, has: true });
    }
    const { out } = await run(['compare', 'main', 'HEAD', '-o', 'github']);
    expect(out).toMatch(/^::error file=shop\/monitor.yaml,line=2,title=lost%3A ServiceMonitor web::/);
    expect(out).toContain('The line is that of the file in BASE: main:shop/monitor.yaml:2.');
  });

  it('fails for old faults only with --fail-on any, and for none with none', async () => {
    const [port, label] = BREAKING;
    const worse = (files: Files): Files => ({ ...files, ...(port?.change(files) as Files) });
    git('checkout', '--quiet', '--detach', '--force', 'main');
    put(worse(BASE));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'an old fault');
    const codes = async (): Promise<readonly number[]> => {
      const answers = [];
      for (const when of ['new', 'any', 'none']) answers.push((await run(['compare', 'HEAD', '--fail-on', when])).code);
      return answers;
    };
    expect(await codes()).toEqual([0, 0, 0]);
    put(label?.change(worse(BASE)) ?? {});
    expect(await codes()).toEqual([1, 1, 0]);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'another');
    expect(await codes()).toEqual([0, 1, 0]);
  });

  it('reads folders, files of a revision, standard input and snapshots, and refuses what is none of them', async () => {
    git('checkout', '--quiet', '--detach', '--force', 'main');
    git('clean', '--quiet', '--force', '-d');
    put({ 'shop/main': 'no folder', 'HEAD/x.yaml': 'a: 1' });
    for (const argv of [
      ['main:', '.'],
      ['main:shop', 'shop'],
      ['main:./shop', './shop'],
      ['main:shop/app.yaml', 'shop/app.yaml'],
      ['main:shop'],
    ]) {
      const { code, out } = await run(['compare', ...argv]);
      expect({ argv, code, out: out.split('  (')[0] }).toEqual({ argv, code: 0, out: 'loses nothing' });
    }
    for (const [argv, said] of [
      [['nowhere'], 'nowhere: no such file or folder, and no revision that git knows'],
      [['HEAD', 'main'], 'HEAD: both a file or folder here and a revision'],
      [['main:nowhere'], 'main:nowhere: no such file or folder'],
      [['--', '--output=/tmp/x', 'main'], '--output=/tmp/x: not a revision'],
      [['^main', 'main'], 'no revision that git knows'],
      [['main..main', 'main'], 'no revision that git knows'],
      [['main\u202e', 'main'], 'main\\u202e: not a revision'],
      [['shop'], 'there is no HEAD'],
      [['-', '-'], 'stdin can be read only once'],
      [[], 'compare what?'],
      [['a', 'b', 'c'], 'compare takes two sides'],
    ] as const) {
      const { code, err } = await run(['compare', ...argv]);
      expect({ argv, code }).toEqual({ argv, code: 2 });
      expect(err).toContain(said);
    }
  });

  it('leaves no git running where HEAD is refused', async () => {
    // A process that has ended is gone a moment later.
    const ended = async (): Promise<boolean> => {
      for (let tries = 0; tries < 200; tries++) {
        if (!process.getActiveResourcesInfo().includes('ProcessWrap')) return true;
        await sleep(10);
      }
      return false;
    };
    expect(await ended()).toBe(true);
    expect((await run(['compare', 'main', 'nowhere'])).code).toBe(2);
    expect(await ended()).toBe(true);
  });

  it('refuses a revision alone where no files are checked out', async () => {
    for (const folder of ['.git', 'bare.git']) {
      if (folder === 'bare.git') git('clone', '--quiet', '--bare', '.', folder);
      process.chdir(join(repository, folder));
      const { code, err } = await run(['compare', 'main']);
      process.chdir(repository);
      expect({ folder, code }).toEqual({ folder, code: 2 });
      expect(err).toContain('there is no working tree here');
    }
    rmSync(join(repository, 'bare.git'), { recursive: true });
  });

  it('runs nothing that the repository names, writes nothing, and names what it did not read', async () => {
    git('checkout', '--quiet', '--detach', '--force', 'main');
    git('clean', '--quiet', '--force', '-d');
    const trap = join(repository, '.git', 'sprung');
    const evil = `touch ${trap}; cat`;
    git('config', 'core.fsmonitor', evil);
    git('config', 'filter.evil.smudge', evil);
    git('config', 'core.pager', evil);
    git('config', 'diff.external', evil);
    put({
      '.gitattributes': '*.yaml filter=evil diff=evil\n',
      'shop/large.yaml': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`,
    });
    rmSync(trap, { force: true });
    git('-c', 'core.fsmonitor=', '-c', 'filter.evil.smudge=', 'add', '--all');
    git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'main').trim()},vendored`);
    git('-c', 'core.fsmonitor=', 'commit', '--quiet', '--message', 'odd files');
    rmSync(trap, { force: true });
    const before = git('-c', 'core.fsmonitor=', 'status', '--porcelain');
    rmSync(trap, { force: true });
    const { code, out, err } = await run(['compare', 'main', 'HEAD:']);
    for (const key of ['core.fsmonitor', 'filter.evil.smudge', 'core.pager', 'diff.external'])
      git('config', '--unset', key);
    expect(existsSync(trap)).toBe(false);
    expect(git('status', '--porcelain')).toBe(before);
    expect(err).toContain('vendored is a submodule, and not read (HEAD:)');
    expect(out).toContain('HEAD:shop/large.yaml: it is a pointer of Git LFS');
    expect(code).toBe(3);
  });

  it('reads of the working tree what a commit could have', async () => {
    git('checkout', '--quiet', '--detach', '--force', 'main');
    git('clean', '--quiet', '--force', '-d');
    put({
      '.gitignore': 'rendered/\n',
      'rendered/all.yaml': (BASE['shop/monitor.yaml'] ?? '').replaceAll('release: prom', 'release: x'),
    });
    expect((await run(['compare', 'main'])).code).toBe(0);
    expect((await run(['compare', 'main', '.'])).code).toBe(0);
    put({ '.gitignore': undefined });
    expect((await run(['compare', 'main'])).code).toBe(0);
    expect((await run(['compare', 'main'])).err).toContain('is in rendered/all.yaml:2 and in shop/monitor.yaml:2');
    rmSync(join(repository, 'rendered'), { recursive: true });
    process.chdir(join(repository, 'shop'));
    try {
      put({ 'shop/monitor.yaml': (BASE['shop/monitor.yaml'] ?? '').replaceAll('release: prom', 'release: x') });
      const { code, out } = await run(['compare', 'main']);
      expect(out).toContain('loses 1 monitor, 3 targets  (main -> ..)');
      expect(out).toContain('../shop/monitor.yaml:8');
      expect(code).toBe(1);
    } finally {
      process.chdir(repository);
    }
  });

  it('compares a snapshot with the cluster as it is now', async () => {
    const relabelled = (object: KubeObject): KubeObject =>
      object.kind === 'ServiceMonitor'
        ? { ...object, metadata: { ...object.metadata, labels: { release: 'other' } } }
        : object;
    let now = healthy();
    const api = await standIn((seen) => clusterOf(now)(seen));
    try {
      await inFolder(async (folder) => {
        const config = ['--kubeconfig', write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`))];
        const before = write(folder, 'before.yaml', (await run(['snapshot', ...config])).out);
        expect((await run(['compare', before, ...config])).out).toContain('loses nothing');
        now = healthy().map(relabelled);
        const { code, out } = await run(['compare', before, ...config]);
        // A long path of the temporary directory is on a line of its own.
        expect(out.replaceAll(/\s+/g, ' ')).toContain('loses 1 monitor, 2 targets (');
        expect(out).toContain('no longer takes ServiceMonitor shop/web');
        expect(code).toBe(1);
      });
    } finally {
      await api.stop();
    }
  });

  it('takes what the files do not hold from what was captured, of both sides the same', async () => {
    git('checkout', '--quiet', '--detach', '--force', 'main');
    git('clean', '--quiet', '--force', '-d');
    const cluster = Object.values(BASE).join('---\n');
    await inFolder(async (folder) => {
      const captured = write(folder, 'cluster.yaml', cluster);
      expect((await run(['compare', 'main:shop', '--captured', captured])).code).toBe(0);
      // Where it is in the repository, too, it is none of its sources: what was is no answer to what becomes.
      const old = (text = ''): string =>
        text.replaceAll(/(- )?name: http$/gm, '$1name: was').replaceAll('port: http', 'port: was');
      put({
        'zzz/captured.yaml': Object.values(BASE).map(old).join('---\n'),
        'shop/monitor.yaml': old(BASE['shop/monitor.yaml']),
      });
      git('add', '--all');
      git('commit', '--quiet', '--message', 'the monitor lags behind');
      put({ 'shop/monitor.yaml': BASE['shop/monitor.yaml'] });
      git('commit', '--quiet', '--all', '--message', 'and comes along');
      for (const sides of [['HEAD~1'], ['HEAD~1', 'HEAD'], ['HEAD~1:', 'HEAD:']]) {
        const { code, out } = await run(['compare', ...sides, '--captured', 'zzz/captured.yaml']);
        expect({ sides, code, out: out.split('  (')[0] }).toEqual({
          sides,
          code: 0,
          out: 'loses nothing',
        });
      }
      git('checkout', '--quiet', '--detach', '--force', 'main');
      // It is still in the cluster, and not in the files any more.
      put(BREAKING.find(({ name }) => name === 'the monitor is removed')?.change(BASE) ?? {});
      const { code, out } = await run(['compare', 'main:shop', '--captured', captured]);
      expect(out).toContain('loses 1 monitor, 3 targets');
      expect(code).toBe(1);
    });
  });

  it.each([
    ['the rule is removed', 'shop/rules.yaml', /^[^]*$/, 'a: 1\n'],
    ['the Prometheus is removed', 'monitoring/stack.yaml', /^[^]*?---\n/, ''],
    ['the rule is not selected any more', 'monitoring/stack.yaml', 'role: rules', 'role: others'],
    ['the alerts are taken out', 'shop/rules.yaml', /- alert: \w+\n {10}expr/g, '- record: a:b\n          expr'],
  ] as const)('calls no cause ended that went with what it was about: %s', async (_, file, from, to) => {
    const silent: Files = {
      ...BASE,
      'monitoring/stack.yaml': (BASE['monitoring/stack.yaml'] ?? '')
        .replace(/ {2}alerting:[^]*?---/, '---')
        .replace(/kind: Alertmanager$/m, 'kind: Alertmanagers'),
    };
    await inFolder(async (folder) => {
      const [was, is] = [join(folder, 'was'), join(folder, 'is')];
      for (const [path, text] of Object.entries(silent)) {
        write(was, path, text);
        write(is, path, path === file ? text.replace(from, to) : text);
      }
      const { code, out } = await run(['compare', was, is]);
      expect(out).toContain('lost  ');
      expect(out).not.toContain('ended');
      expect(code).toBe(1);
      expect((await run(['compare', was, was, '--fail-on', 'any'])).code).toBe(0);
      const repaired = (silent['monitoring/stack.yaml'] ?? '').replace(
        'spec:\n',
        'spec:\n  additionalAlertManagerConfigs:\n    name: a\n    key: b\n',
      );
      write(is, 'monitoring/stack.yaml', repaired);
      write(is, 'shop/rules.yaml', silent['shop/rules.yaml'] ?? '');
      expect((await run(['compare', was, is])).out).toContain('ended    alerts-go-nowhere');
    });
  });

  it('makes no comment of what objects are called', async () => {
    git('checkout', '--quiet', '--detach', '--force', 'main');
    git('clean', '--quiet', '--force', '-d');
    const name = 'a|b`c` @team <img src=x onerror=alert(1)> [x](https://evil.example) #1 \u202e';
    put({
      'shop/monitor.yaml': (BASE['shop/monitor.yaml'] ?? '').replace('name: web\n', `name: ${JSON.stringify(name)}\n`),
    });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'odd');
    put({ 'shop/monitor.yaml': undefined });
    const { out } = await run(['compare', 'HEAD', '-o', 'markdown']);
    expect(out).toContain('lost');
    for (const live of ['<img', '@team', '](', '`c`', ' #1', '\u202e', 'https://']) expect(out).not.toContain(live);
  });
});
