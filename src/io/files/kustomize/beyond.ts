/** Kustomize builds from any folder that a kustomization names. Where a fence is around what may be read, it must not. */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf } from '../../error-code.ts';
import { isBeyond, isFenced } from '../../fence.ts';
import { realOf } from '../../real-path.ts';

/** The names of its file, of which kustomize reads one. */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether what it builds of a folder would come from beyond the fence, or cannot be told; false where there is none. */
export async function leadsBeyond(folder: string, seen: Set<string> = new Set()): Promise<boolean> {
  if (!isFenced()) return false;
  if (isBeyond(folder)) return true;
  const own = realOf(resolve(folder));
  if (seen.has(own)) return false;
  seen.add(own);
  for (const name of NAMES) {
    const file = join(own, name);
    if (isBeyond(file)) return true;
    const texts = await textsAt(file);
    if (texts === undefined) return true;
    // Only folders: a file has to be below its kustomization, which kustomize itself sees to.
    for (const text of texts) {
      const at = resolve(own, text);
      if ((await isFolder(at)) && (await leadsBeyond(at, seen))) return true;
    }
  }
  return false;
}

/** All texts in it, whatever the field; undefined: it cannot be read. */
async function textsAt(file: string): Promise<readonly string[] | undefined> {
  try {
    const { parseAllDocuments } = await import('yaml');
    return textsIn(parseAllDocuments(await readFile(file, 'utf8')).map((each) => each.toJS() as unknown));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? [] : undefined;
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('\0') ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
}
