/** Generated files of an earlier run that this run no longer makes. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../error-code.ts';
import { readSmall } from '../read-file.ts';
import { beginsWithMark } from './own-files.ts';
import type { FileToWrite } from './write-files.ts';

/** Whether a regular file is there that is ours. What may not be read is not known to be. */
async function isOursAt(path: string, isOurs: (text: string) => boolean): Promise<boolean> {
  try {
    return (await lstat(path)).isFile() && isOurs(await readSmall(path));
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/** Names that kustomize reads besides kustomization.yaml; two in one folder it refuses. Source: kustomize konfig.RecognizedKustomizationFileNames. */
const OTHER_NAMES: readonly string[] = ['kustomization.yml', 'Kustomization'];

/** The kustomization of another name that a folder has; undefined: none, or no such folder. */
export async function otherKustomization(folder: string): Promise<string | undefined> {
  try {
    const names = await readdir(folder);
    return OTHER_NAMES.find((name) => names.includes(name));
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

/**
 * The paths of our own files in `folder` that are not among `made`: YAML files next to them that begin with our mark,
 * and those of `known` (files that other settings make). In order; nothing is deleted.
 */
export async function leftFiles(
  folder: string,
  made: readonly FileToWrite[],
  known: readonly FileToWrite[] = [],
): Promise<readonly string[]> {
  const paths = new Set(made.map(({ path }) => path));
  const left = new Set<string>();
  for (const { name } of await readdir(folder, { withFileTypes: true })) {
    if (!name.endsWith('.yaml') || paths.has(name)) continue;
    if (await isOursAt(join(folder, name), beginsWithMark)) left.add(join(folder, name));
  }
  for (const { path, isOurs = beginsWithMark } of known) {
    const at = join(folder, ...path.split('/'));
    if (!paths.has(path) && (await isOursAt(at, isOurs))) left.add(at);
  }
  return [...left].sort();
}
