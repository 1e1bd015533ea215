/**
 * Names that a cluster gave, kept for seconds in a folder of the user alone, so that a shell that asks at each key does not
 * ask the cluster each time. Names only: nothing of what objects hold is ever in there. Whatever fails here means "not
 * kept": it is a shortcut, and no result rests on it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { asList, asObject, asText, isObject, parseJson } from '../kube/json.ts';
import { isName } from '../kube/shell.ts';
import { readSmall } from './read-file.ts';

/** The names of one kind. */
export interface Names {
  readonly names: readonly { readonly namespace?: string; readonly name: string }[];
  /** The cluster has more. */
  readonly more: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** How old names may be, in milliseconds. */
export const KEPT_MS = 10_000;

/** `of`: whatever tells these names from others; the file is called by its hash. undefined where none are kept. */
export async function keptNames(of: readonly string[], env: Env, now: number): Promise<Names | undefined> {
  try {
    const folder = await folderIn(env, false);
    if (folder === undefined) return undefined;
    const kept = asObject(parseJson(await readSmall(path.join(folder, fileName(of)))));
    const age = now - Number(kept['at']);
    if (!(age >= 0 && age < KEPT_MS)) return undefined;
    return { more: kept['more'] === true, names: namesIn(kept['names']) };
  } catch {
    return undefined;
  }
}

/** Keeps them, and removes what has become too old. */
export async function keepNames(of: readonly string[], { names, more }: Names, env: Env, now: number): Promise<void> {
  try {
    const folder = await folderIn(env, true);
    if (folder === undefined) return;
    await removeOld(folder, now);
    const file = path.join(folder, fileName(of));
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    await writeFile(draft, JSON.stringify({ at: now, more, names }), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch {
    // A full disk, a home that cannot be written to: the next time the cluster is asked again.
  }
}

/** What a server or a file calls names; what nothing can be called is left out. */
export function namesIn(value: unknown): Names['names'] {
  return asList(value).flatMap((each) => {
    const { name, namespace } = isObject(each) ? each : {};
    const [own, home] = [asText(name), asText(namespace)];
    if (own === undefined || !isName(own) || (home !== undefined && !isName(home))) return [];
    return [home === undefined ? { name: own } : { namespace: home, name: own }];
  });
}

function fileName(of: readonly string[]): string {
  return `${createHash('sha256').update(JSON.stringify(of)).digest('hex')}.json`;
}

/** The folder, where it is one of ours alone. */
async function folderIn(env: Env, make: boolean): Promise<string | undefined> {
  const home = env['HOME'] ?? homedir();
  const base = env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'] || (home === '' ? '' : path.join(home, '.cache'));
  if (!path.isAbsolute(base)) return undefined;
  const folder = path.join(base, 'promwire', 'names');
  if (make) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Not of what a link leads to.
    if ((await lstat(folder)).isDirectory()) await chmod(folder, 0o700);
  }
  const state = await lstat(folder);
  const ours = process.getuid === undefined || (state.uid === process.getuid() && (state.mode & 0o077) === 0);
  return state.isDirectory() && ours ? folder : undefined;
}

async function removeOld(folder: string, now: number): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => /^[0-9a-f]{64}\.json/.test(each))) {
    const file = path.join(folder, name);
    if (now - (await lstat(file)).mtimeMs >= KEPT_MS) await rm(file, { force: true });
  }
}
