/** What kustomizations of one folder build from that is outside of it, as an overlay that is compared alone does. */
import { posix, resolve } from 'node:path';
import { isObject } from '../../kube/json.ts';
import { isIn } from '../../kube/path-in.ts';
import { codeOf } from '../error-code.ts';
import { readDocuments } from './documents.ts';
import { entriesIn } from './kustomize/entries.ts';
import { isRemote } from './kustomize/layers.ts';
import { textAt } from './text.ts';
import type { FilePorts } from './walk.ts';

type Ports = Pick<FilePorts, 'isFolder' | 'list' | 'read'>;

const KUSTOMIZATIONS: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** No repository has more. */
const MOST = 200;
const DEEPEST = 20;

/** A folder or file outside, and what it is called from the folder: "../../base". */
export interface Outside {
  readonly path: string;
  readonly name: string;
}

/** Each once, with what they build from in turn. `root`: of the repository, out of which nothing is looked at. */
export async function outsideBases(ports: Ports, folder: string, root: string): Promise<readonly Outside[]> {
  const isInside = (path: string): boolean => isIn(resolve(path), resolve(root));
  const found: string[] = [];
  const look = [folder];
  for (let next = look.shift(); next !== undefined && found.length < MOST; next = look.shift())
    for (const file of await kustomizationsIn(ports, next))
      for (const entry of await entriesOf(ports, file)) {
        const path = posix.join(posix.dirname(file), entry).replace(/\/$/, '');
        if ([folder, ...found].some((each) => isIn(path, each)) || !isInside(path)) continue;
        const kind = await kindOf(ports, path);
        if (!kind) continue;
        found.push(path);
        if (kind === 'folder') look.push(path);
      }
  return found
    .filter((path) => !found.some((other) => other !== path && isIn(path, other)))
    .map((path) => ({ path, name: posix.relative(folder, path) }));
}

async function kustomizationsIn(ports: Ports, folder: string, depth = 0): Promise<readonly string[]> {
  if (depth > DEEPEST || (await kindOf(ports, folder)) !== 'folder') return [];
  const files: string[] = [];
  for (const { name, circle } of await ports.list(folder)) {
    const path = posix.join(folder, name);
    if (KUSTOMIZATIONS.includes(name)) files.push(path);
    else if (circle !== true && !name.startsWith('.') && !name.includes('.'))
      files.push(...(await kustomizationsIn(ports, path, depth + 1)));
  }
  return files;
}

async function entriesOf(ports: Ports, file: string): Promise<readonly string[]> {
  const text = await textAt(ports, file);
  const documents = text === undefined ? [] : [...readDocuments(text)];
  return documents
    .flatMap((each) => (each.outcome === 'value' && isObject(each.value) ? entriesIn(each.value) : []))
    .filter((entry) => !isRemote(entry));
}

async function kindOf(ports: Ports, path: string): Promise<'folder' | 'file' | undefined> {
  try {
    if (await ports.isFolder(path)) return 'folder';
    return 'file';
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}
