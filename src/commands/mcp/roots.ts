/** Which files a call may name: those below the folders that the server was started for. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { CONFIG, VARIABLE } from '../../app/config/file-name.ts';
import { PromwireError } from '../../errors.ts';
import { isBelow } from '../../io/fence.ts';
import { findUpward, rootFromHere } from '../../io/files/repository.ts';
import { realOf } from '../../io/real-path.ts';
import type { Context } from '../kit/command.ts';

/** Throws PromwireError 'usage' where one of the paths leads out of `folders`, also by a link. */
export function mustBeBelow(folders: readonly string[], paths: readonly string[]): void {
  for (const path of paths) {
    if (path === '-')
      throw new PromwireError('usage', '-: standard input is that of the protocol', 'Name files or folders.');
    if (!isBelow(folders, realOf(resolve(path)))) throw outside(folders, path);
  }
}

/** The same of the words of compare: a path, the live cluster, or a revision, which is of a whole repository. */
export async function mustCompareBelow(folders: readonly string[], words: readonly string[]): Promise<void> {
  for (const word of words) {
    if (word === 'live') continue;
    if (word === '-' || existsSync(word)) mustBeBelow(folders, [word]);
    else await mustHoldRepository(folders, word);
  }
}

/** Whether the promwire.yaml that would count may: one that the environment names does. */
export async function mayReadConfig(folders: readonly string[], env: Context['env']): Promise<boolean> {
  if (env[VARIABLE] !== undefined) return true;
  const path = await findUpward(CONFIG);
  return path === undefined || isBelow(folders, realOf(resolve(path)));
}

async function mustHoldRepository(folders: readonly string[], word: string): Promise<void> {
  const repository = realOf(resolve(await rootFromHere()));
  if (!isBelow(folders, repository)) throw outside(folders, `${word} of the repository ${repository}`);
}

function outside(folders: readonly string[], path: string): PromwireError {
  return new PromwireError(
    'usage',
    `${path}: not below ${folders.join(' or ')}`,
    `Paths begin in ${process.cwd()}. The user can start promwire mcp with --root FOLDER for more.`,
  );
}
