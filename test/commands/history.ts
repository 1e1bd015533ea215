/** Two commits of a small repository, and what `promwire compare` says of them. */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';

/** Texts by path; undefined: no such file. */
export type Tree = Readonly<Record<string, string | undefined>>;

/** `sides`: how the two commits are named; they have the tags "first" and "second", too. White space of the answer is collapsed. */
export async function comparedCommits(
  base: Tree,
  head: Tree,
  argv: readonly string[] = [],
  sides: readonly [string, string] = ['main~1', 'main'],
): Promise<Answer> {
  return await saidOfCommits(base, head, ['compare', ...sides, ...argv]);
}

/** What any command says in that repository, with the second commit checked out. */
export async function saidOfCommits(base: Tree, head: Tree, argv: readonly string[]): Promise<Answer> {
  return await inFolder(async (folder) => {
    const home = process.cwd();
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: folder };
    const git = (...words: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
        cwd: folder,
        encoding: 'utf8',
        env,
      });
    git('init', '--quiet', '--initial-branch', 'main');
    for (const [tag, files] of [
      ['first', base],
      ['second', head],
    ] as const) {
      git('rm', '-r', '--quiet', '--ignore-unmatch', '.');
      for (const [path, text] of Object.entries(files)) if (text !== undefined) write(folder, path, text);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'a');
      git('tag', tag);
    }
    process.chdir(folder);
    try {
      const { code, out, err } = await run(argv);
      return { code, out: out.replaceAll(/\s+/g, ' ').trim(), err };
    } finally {
      process.chdir(home);
    }
  });
}
