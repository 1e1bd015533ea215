/** Clones that do not have everything, and trees with what is no ordinary file: what is not there is not taken for removed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run, write } from './ask.ts';
import type { Answer } from './ask.ts';
import { BASE } from './pull-requests.ts';

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'promwire-clones-'));
const [origin, elsewhere] = [join(folder, 'origin'), join(folder, 'elsewhere.yaml')];
const git = (at: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-C', at, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: folder },
  });
const commit = (): void => {
  git(origin, 'add', '--all');
  git(origin, 'commit', '--quiet', '--message', 'change');
};
const compare = async (at: string, ...argv: readonly string[]): Promise<Answer> => {
  process.chdir(at);
  try {
    const { code, out, err } = await run(['compare', ...argv]);
    return { code, out: out.replaceAll(/\s+/g, ' '), err: err.replaceAll(/\s+/g, ' ') };
  } finally {
    process.chdir(home);
  }
};
const clone = (name: string, ...options: readonly string[]): string => {
  git(folder, 'clone', '--quiet', ...options, `file://${origin}`, name);
  return join(folder, name);
};

beforeAll(() => {
  for (const [path, text] of Object.entries(BASE)) write(origin, path, text);
  git(origin, 'init', '--quiet', '--initial-branch', 'main');
  git(origin, 'config', 'uploadpack.allowFilter', 'true');
  commit();
  write(origin, 'shop/monitor.yaml', `# more\n${BASE['shop/monitor.yaml'] ?? ''}`);
  commit();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('promwire compare', () => {
  it('refuses a sparse checkout, in which most looks removed, and says what to compare', async () => {
    const at = clone('sparse');
    git(at, 'sparse-checkout', 'set', 'shop');
    const { code, err } = await compare(at, 'HEAD');
    expect([code, err]).toEqual([2, expect.stringContaining('this is a sparse checkout: 3 files of the repository')]);
    expect((await compare(at, 'HEAD~1', 'HEAD')).code).toBe(0);
    expect((await compare(at, 'HEAD:shop')).code).toBe(0);
  });

  it('refuses a commit of which a partial clone has nothing, and names files that it lacks', async () => {
    const bare = clone('partial', '--filter=blob:none', '--no-checkout');
    const { code, err } = await compare(bare, 'HEAD~1', 'HEAD');
    expect([code, err]).toEqual([2, expect.stringContaining('HEAD~1: this is a partial clone')]);
    expect(err).toContain('git fetch --refetch --no-filter');
    const at = clone('checked-out', '--filter=blob:none');
    const answer = await compare(at, 'HEAD~1', 'HEAD');
    expect([answer.code, answer.out]).toEqual([3, expect.stringContaining('shop/monitor.yaml')]);
    expect(answer.out).toContain('git does not have it');
    expect(answer.out).not.toMatch(/lost (?:Service|Prom)/);
  });

  it('follows no link out of the repository, in commits and in the working tree alike', async () => {
    const at = clone('links');
    writeFileSync(elsewhere, (BASE['shop/monitor.yaml'] ?? '').replaceAll('name: web', 'name: planted'));
    symlinkSync(elsewhere, join(at, 'shop/far.yaml'));
    symlinkSync('monitor.yaml', join(at, 'shop/near.yaml'));
    const reason = 'it is a link that leads out of the repository, and is not followed';
    const tree = await compare(at, 'HEAD');
    expect([tree.code, tree.out]).toEqual([3, expect.stringContaining(reason)]);
    git(at, 'add', '--all');
    git(at, 'commit', '--quiet', '--message', 'links');
    const both = await compare(at, 'HEAD~1', 'HEAD');
    expect([both.code, both.out]).toEqual([3, expect.stringContaining(reason)]);
    for (const { out } of [tree, both]) expect(out).not.toMatch(/planted|near.yaml/);
    expect(await compare(at, 'HEAD')).toMatchObject({ code: 0 });
  });

  it('says of a name that is not UTF-8 that it is not read, and not that the file is gone', async () => {
    const at = clone('names');
    const name = Buffer.concat([Buffer.from(join(at, 'shop/m')), Buffer.from([0xe9]), Buffer.from('.yaml')]);
    writeFileSync(name, (BASE['shop/monitor.yaml'] ?? '').replaceAll('name: web', 'name: other'));
    git(at, 'add', '--all');
    git(at, 'commit', '--quiet', '--message', 'a name');
    const { code, out } = await compare(at, 'HEAD~1', 'HEAD');
    expect([code, out]).toEqual([3, expect.stringContaining('its name is not UTF-8')]);
    expect(await compare(at, 'HEAD')).toMatchObject({ code: 0 });
  });
});
