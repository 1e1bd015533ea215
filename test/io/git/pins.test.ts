/** Which revision of a clone a name means, and which branch its files are for. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askedOf } from '../../../src/io/files/pinned/asked.ts';
import type { AskedRevision, Pinned } from '../../../src/io/files/pinned/model.ts';
import { diskPorts } from '../../../src/io/files/walk.ts';
import { pinsOf } from '../../../src/io/git/pins.ts';

const ADDRESS = 'https://github.com/shop/deploy.git';
let folder = '';
let commit = '';

function git(...words: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: folder };
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  return execFileSync('git', ['-C', folder, ...who, ...words], { encoding: 'utf8', env }).trim();
}

function committed(text: string): void {
  writeFileSync(join(folder, 'a.yaml'), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', text);
}

/** main with the branch "prod" of the remote one commit behind it, and tags. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-pins-'));
  git('init', '--quiet', '--initial-branch', 'main');
  committed('one');
  commit = git('rev-parse', 'HEAD');
  git('tag', '--annotate', '--message', 'one', 'v1');
  git('update-ref', 'refs/remotes/origin/prod', 'HEAD');
  git('update-ref', 'refs/remotes/fork/prod', 'HEAD');
  committed('two');
  committed('three');
  git('tag', 'twice');
  git('branch', 'prod');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('update-ref', 'refs/remotes/origin/twice', commit);
  git('update-ref', 'refs/remotes/fork/prod', 'HEAD');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** "current", the text of a.yaml, or why it is not known. */
async function found(
  asked: AskedRevision,
  branches: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const remotes = [
    { name: 'origin', address: 'git@github.com:shop/deploy' },
    { name: 'fork', address: 'git@github.com:me/deploy' },
  ];
  const { signal } = new AbortController();
  const is = await pinsOf({ folder, remotes, pinning: { branches, roots: ['v1:'] }, signal }, env)(asked);
  if (is === 'current') return is;
  if ('why' in is) return is.why;
  return `${is.root} ${Buffer.from(await is.ports.read(`${is.root}/a.yaml`)).toString('utf8')}`;
}
const any = (text: string): AskedRevision => ({ kind: 'any', text, address: ADDRESS });

describe('a revision of a clone', () => {
  it.each([
    ['a tag, which is a side, too', any('v1'), 'v1^{}: one'],
    ['a branch, as its own remote has it', any('prod'), 'origin/prod: one'],
    ['the branch that is checked out', any('main'), 'current'],
    ['a whole name', any('refs/heads/main'), 'current'],
    ['a tag that is no branch', { kind: 'branch', text: 'v1' }, 'this clone has no branch v1'],
    ['a branch and a tag of one name', any('twice'), 'twice is the name of several revisions'],
    ['what git alone would take', any('main~1'), 'is not the name'],
    ['an option', any('--all'), 'is not the name'],
    ['what is not there', any('v9'), "git fetch --tags origin '+refs/heads/*:refs/remotes/origin/*'"],
    ['a commit that is not there', any('0123456789abcdef'), 'git fetch origin 0123456789ab'],
  ] as const)('%s', async (_, asked, expected) => {
    expect(await found(asked)).toContain(expected);
  });

  it('a commit, short or whole', async () => {
    expect(await found(any(commit))).toBe(`${commit.slice(0, 12)}: one`);
    expect(await found(any(commit.slice(0, 8)))).toBe(`${commit.slice(0, 8)}: one`);
  });

  it('is current where a side of the comparison is that branch', async () => {
    expect(await found(any('prod'), ['prod'])).toBe('current');
  });

  it('is current on no branch, as in CI, where that names the target, or it was merged into it', async () => {
    git('checkout', '--quiet', '--detach');
    try {
      expect(await found(any('prod'))).toBe('origin/prod: one');
      expect(await found(any('prod'), [], { GITHUB_BASE_REF: 'prod' })).toBe('current');
      expect(await found(any('prod'), [], { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'prod' })).toBe('current');
      git('checkout', '--quiet', '--detach', 'v1');
      git('merge', '--quiet', '--no-ff', '--message', 'm', 'main');
      expect(await found(any('prod'))).toBe('current');
    } finally {
      git('checkout', '--quiet', 'main');
    }
  });

  it.each(['main', 'master'])('is asked for where it is called refs/heads/%s', async (name) => {
    const at = async (asked: AskedRevision): Promise<Pinned> =>
      await Promise.resolve({ why: `asked for ${asked.text}` });
    const { revisionOf, lookUp } = askedOf(
      { remotes: [], below: () => undefined, at },
      { ...diskPorts, mount: () => undefined },
    );
    for (const kind of ['any', 'name'] as const) {
      revisionOf({ kind, text: `refs/heads/${name}` });
      await lookUp();
      expect(revisionOf({ kind, text: `refs/heads/${name}` })?.why).toBe(`asked for refs/heads/${name}`);
    }
  });

  it('is the default branch of the remote alone, where that is known', async () => {
    git('update-ref', 'refs/remotes/origin/develop', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/develop');
    git('checkout', '--quiet', '-b', 'develop');
    try {
      for (const asked of [any('main'), any('refs/heads/main'), { kind: 'name', text: 'refs/heads/main' } as const])
        expect(await found(asked)).toBe('origin/main: three');
      expect(await found(any('refs/heads/master'))).toContain('this clone has no branch master');
      expect(await found(any('refs/heads/develop'))).toBe('current');
    } finally {
      git('checkout', '--quiet', 'main');
      git('branch', '--quiet', '-D', 'develop');
      git('symbolic-ref', '--delete', 'refs/remotes/origin/HEAD');
      git('update-ref', '-d', 'refs/remotes/origin/develop');
    }
  });

  it.each([['--detach'], ['-b', 'develop']])(
    'is not main without a default branch, where that differs: %s',
    async (...how) => {
      git('checkout', '--quiet', ...how);
      try {
        expect(await found(any('main'))).toBe('current');
        git('commit', '--quiet', '--allow-empty', '--message', 'other');
        git('commit', '--quiet', '--allow-empty', '--message', 'more');
        expect(await found(any('main'))).toBe('origin/main: three');
        expect(await found(any('master'))).toBe('current');
        expect(await found(any('main'), ['main'])).toBe('current');
        for (const name of ['GITHUB_BASE_REF', 'CI_DEFAULT_BRANCH', 'CHANGE_TARGET'])
          expect(await found(any('main'), [], { [name]: 'main' })).toBe('current');
        expect(await found(any('master'), [], { CI_DEFAULT_BRANCH: 'develop' })).toContain(
          'no branch, tag or commit master',
        );
      } finally {
        git('checkout', '--quiet', 'main');
        if (how.includes('develop')) git('branch', '--quiet', '-D', 'develop');
      }
    },
  );

  it('is that of the default branch of the remote, whatever its name is', async () => {
    git('update-ref', 'refs/remotes/origin/trunk', commit);
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    try {
      expect(await found(any('trunk'))).toBe('current');
    } finally {
      git('symbolic-ref', '--delete', 'refs/remotes/origin/HEAD');
      git('update-ref', '-d', 'refs/remotes/origin/trunk');
    }
  });
});
