/** Generated files of an earlier run that this run no longer makes. */
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../error-code.ts';
import { MARK } from './write-files.ts';
import type { FileToWrite } from './write-files.ts';

/** What of a file begins it; undefined where there is none, or it may not be read: then it is not known to be ours. */
async function beginning(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK.length), 0, MARK.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (UNSEEN.includes(codeOf(error))) return undefined;
    throw error;
  }
}

async function holds(path: string, mark: string): Promise<boolean> {
  try {
    return (await readFile(path, 'utf8')).includes(mark);
  } catch (error) {
    if (UNSEEN.includes(codeOf(error))) return false;
    throw error;
  }
}

const UNSEEN: readonly string[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'];

/**
 * The paths of our own files in `folder` that are not among `made`: YAML files next to them that begin with our mark,
 * and of `known` (files that other settings make) those that hold theirs. In order; nothing is deleted.
 */
export async function leftFiles(
  folder: string,
  made: readonly FileToWrite[],
  known: readonly FileToWrite[] = [],
): Promise<readonly string[]> {
  const paths = new Set(made.map(({ path }) => path));
  const left = new Set<string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.yaml') || paths.has(entry.name)) continue;
    if ((await beginning(join(folder, entry.name))) === MARK) left.add(join(folder, entry.name));
  }
  for (const { path, mark = MARK } of known) {
    const at = join(folder, ...path.split('/'));
    if (!paths.has(path) && (await holds(at, mark))) left.add(at);
  }
  return [...left].sort();
}
