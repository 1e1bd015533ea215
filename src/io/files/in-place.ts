/** What is in the places of files before they are written, and whose it is. */
import type { Stats } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { PromwireError } from '../../errors.ts';
import { codeOf } from '../error-code.ts';
import { readBytes } from '../read-file.ts';
import { leftDrafts } from './drafts.ts';
import type { WritePort } from './held-folder.ts';
import { beginsWithMark, hasEntries, hashesIn, isAsWritten, isOfKept, lineFeeds, LIST, listText } from './own-files.ts';
import type { Hashes, Known } from './own-files.ts';
import { writeFailure } from './write-failure.ts';

/** A file to write; `path` is below the folder, with `/`. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string;
  /** Whether the text of a file in its place, of which no list tells, is of an earlier run; by default: it begins with our mark. */
  readonly isOurs?: (text: string) => boolean;
}

/** What is in the place of a file. */
type There =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'link' }
  | { readonly kind: 'file'; readonly text: string; readonly old: Stats };

/**
 * A symbolic link, also one on the way below the folder, is nothing that we made, and would lead a file out of it.
 * Rejects with Node's error.
 */
export async function thereAt(port: WritePort, folder: string, path: string): Promise<There> {
  let at = folder;
  let old: Stats | undefined;
  for (const part of path.split('/')) {
    at = join(at, part);
    try {
      old = await port.lstat(at);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'nothing' };
      throw error;
    }
    if (old.isSymbolicLink()) return { kind: 'link' };
  }
  return old ? { kind: 'file', text: await textAt(at), old } : { kind: 'nothing' };
}

export async function textAt(path: string): Promise<string> {
  return Buffer.from(await readBytes(path)).toString('utf8');
}

/** Where a file is. Throws where that is not below the folder. */
export function inside(folder: string, path: string): string {
  const parts = path.split('/');
  if (isAbsolute(path) || parts.some((part) => part === '..' || part === '' || part.includes('\\'))) {
    throw new PromwireError(
      'failed',
      `refusing to write ${JSON.stringify(path)} outside of ${folder}`,
      'This is a bug.',
    );
  }
  return join(folder, ...parts);
}

/** Line breaks aside, which git may have changed. */
export function same(a: string, b: string): boolean {
  return a === b || lineFeeds(a) === lineFeeds(b);
}

/** What is in the way, as paths that a person knows. */
export interface Kept {
  readonly links: string[];
  readonly foreign: string[];
  readonly changed: string[];
}

/** What is known of the files in a folder; `drafts`: of lists that runs left which were killed. */
export type KnownFolder = Known & { readonly drafts: readonly string[] };

/** What is to be done with files. */
export interface Looked {
  /** Those to write, with what is in their places. */
  readonly pending: ReadonlyMap<string, Stats | undefined>;
  readonly unchanged: readonly string[];
  readonly kept: Kept;
  /** The texts that are in places of files now. */
  readonly was: ReadonlyMap<string, string>;
}

/** Looks at the places of files. `known`: by folder ("a/"), what is known of the files in it. */
export async function lookAt(
  port: WritePort,
  folder: string,
  files: readonly FileToWrite[],
  known: ReadonlyMap<string, Known>,
  force: boolean,
): Promise<Looked> {
  const pending = new Map<string, Stats | undefined>();
  const unchanged: string[] = [];
  const was = new Map<string, string>();
  const kept: Kept = { links: [], foreign: [], changed: [] };
  for (const file of files) {
    const path = inside(folder, file.path);
    const { below, name } = split(file.path);
    try {
      const there = await thereAt(port, folder, file.path);
      if (there.kind === 'file') was.set(path, there.text);
      if (there.kind === 'nothing') pending.set(path, undefined);
      else if (there.kind === 'link') kept.links.push(path);
      else if (same(there.text, file.text)) unchanged.push(path);
      else if (force) pending.set(path, there.old);
      else {
        const { isOurs = beginsWithMark } = file;
        const here = known.get(below);
        const asWritten = here && isAsWritten(here, name, there.text);
        if (asWritten ?? isOurs(there.text)) pending.set(path, there.old);
        else (asWritten === undefined ? kept.foreign : kept.changed).push(path);
      }
    } catch (error) {
      throw writeFailure(path, error);
    }
  }
  return { pending, unchanged, kept, was };
}

/** "a/" and "b.yaml" of "a/b.yaml". */
export function split(path: string): { readonly below: string; readonly name: string } {
  const end = path.lastIndexOf('/') + 1;
  return { below: path.slice(0, end), name: path.slice(end) };
}

/** What is known of the files in a folder ("a/"). */
export async function knownAt(port: WritePort, folder: string, below: string): Promise<KnownFolder> {
  const nothing = { list: hashesIn([]), begun: hashesIn([]), kept: new Set<string>(), drafts: [] };
  try {
    const there = await thereAt(port, folder, `${below}${LIST}`);
    if (there.kind === 'link') return nothing;
    const at = join(folder, below);
    const drafts = await leftDrafts(port, at, [LIST]);
    const begun = await Promise.all(drafts.map(async (name) => await textAt(join(at, name)).catch(() => '')));
    const lists = there.kind === 'file' ? [there.text] : [];
    const kept = new Set(hashesIn([...lists, ...begun].filter(isOfKept)).keys());
    const [isKept] = lists.filter(hasEntries).map(isOfKept);
    return { list: hashesIn(lists), begun: hashesIn(begun), kept, drafts, ...(isKept === undefined ? {} : { isKept }) };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    // What is in the way here is in that of the files, too, or is told of the list itself.
    return nothing;
  }
}

/** The list for a folder: of these files, and of those of earlier runs that still are there. `isKept`: it is kept with the folder above. */
export async function listOf(
  port: WritePort,
  folder: string,
  below: string,
  files: readonly FileToWrite[],
  hashes: Hashes,
  isKept = false,
): Promise<string> {
  const here = files.filter(({ path }) => split(path).below === below);
  const texts = new Map(here.map(({ path, text }) => [split(path).name, text]));
  const earlier = new Map<string, ReadonlySet<string>>();
  for (const [name, known] of hashes) {
    if (texts.has(name)) continue;
    const there = await port.lstat(join(folder, below, name)).catch(() => undefined);
    if (there?.isFile()) earlier.set(name, known);
  }
  return listText(texts, earlier, isKept);
}
