/** A repository with a pull request as GitHub keeps it, and the checkout of it that actions/checkout makes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Files } from '../commands/pull-requests.ts';

/** Nothing of the configuration of this machine. */
const OWN = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const gitIn =
  (folder: string) =>
  (...words: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      encoding: 'utf8',
      env: { ...process.env, ...OWN },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

export type Change = Readonly<Record<string, string | undefined>>;

export function put(folder: string, files: Change): void {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, file);
    if (text === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

export interface Pull {
  /** The tip of the branch that it is to be merged into, its own tip, and the merge that GitHub makes of them. */
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

export interface Origin {
  readonly folder: string;
  /** A pull request with `change`, begun from the first commit; `meanwhile` is what others changed on main. `links`: where its symbolic links lead. */
  readonly pull: (change: Change, meanwhile?: Change, links?: Readonly<Record<string, string>>) => Pull;
}

export function origin(temp: string, files: Files): Origin {
  const folder = mkdtempSync(join(temp, 'origin-'));
  const git = gitIn(folder);
  git('init', '--quiet', '--initial-branch', 'main');
  const commit = (message: string, change: Change): string => {
    put(folder, change);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  const first = commit('base', files);
  return {
    folder,
    pull: (change, meanwhile = {}, links = {}) => {
      git('checkout', '--quiet', '--force', '--detach', first);
      for (const [link, target] of Object.entries(links)) {
        mkdirSync(dirname(join(folder, link)), { recursive: true });
        symlinkSync(target, join(folder, link));
      }
      const head = commit('change', change);
      git('checkout', '--quiet', '--force', '-B', 'main', first);
      const base = commit('meanwhile', meanwhile);
      git('checkout', '--quiet', '--detach');
      git('merge', '--quiet', '--no-ff', '--message', 'merge', head);
      const merge = git('rev-parse', 'HEAD');
      git('update-ref', 'refs/pull/7/merge', merge);
      git('update-ref', 'refs/pull/7/head', head);
      return { base, head, merge };
    },
  };
}

/** `depth` 0 is all of the history. */
export function checkedOut(temp: string, from: string, ref: string, depth: number): string {
  const folder = mkdtempSync(join(temp, 'checkout-'));
  const git = gitIn(folder);
  git('init', '--quiet');
  git('remote', 'add', 'origin', `file://${from}`);
  git('fetch', '--quiet', '--no-tags', ...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', ref);
  git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return folder;
}
