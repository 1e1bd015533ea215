/** The checkout that a folder is in: its remotes, and where the folder is in it. */
import { posix } from 'node:path';
import { PromwireError } from '../../errors.ts';
import type { Checkout } from '../files/argocd/places.ts';
import type { Pinning } from '../files/pinned/model.ts';
import { pinsOf } from './pins.ts';
import { git } from './run.ts';

/** undefined: there is none, or git does not tell. */
export async function checkoutOf(
  folder: string,
  signal: AbortSignal,
  pinning: Pinning = { branches: [], roots: [] },
): Promise<Checkout | undefined> {
  const prefix = await said(['-C', folder, 'rev-parse', '--show-prefix'], signal);
  if (prefix === undefined) return undefined;
  const listed = await said(['-C', folder, 'config', '--get-regexp', String.raw`^remote\..*\.url$`], signal);
  const remotes = (listed ?? '').split('\n').flatMap((line) => {
    const [, name, address] = /^remote\.(\S+)\.url (.+)$/.exec(line) ?? [];
    return name === undefined || address === undefined ? [] : [{ name, address }];
  });
  return {
    remotes: remotes.map(({ address }) => address),
    at: pinsOf({ folder, remotes, pinning, signal }),
    below: (path) => {
      const at = posix.join(prefix, posix.relative(folder, path)).replace(/\/$/, '');
      return at === '..' || at.startsWith('../') ? undefined : at;
    },
  };
}

async function said(words: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await git(words, signal);
    return 'failed' in answer ? undefined : answer.out.toString('utf8').replace(/\n$/, '');
  } catch (error) {
    // Without git the files alone have to tell.
    if (error instanceof PromwireError) return undefined;
    throw error;
  }
}
