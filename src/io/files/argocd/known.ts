/** What Applications need to know of the files, read before they are followed. */
import { posix } from 'node:path';
import { isObject, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { readDocuments } from '../documents.ts';
import { foldersOf } from '../kustomize/entries.ts';
import { rootOf } from '../kustomize/root.ts';
import type { Source } from '../releases/draft.ts';
import { textAt } from '../text.ts';
import type { FilePorts } from '../walk.ts';
import { argoOf, type Argo } from './applications.ts';
import { filePattern, pathspec } from './globs.ts';
import type { Checkout } from './places.ts';

/** The Applications of documents, with what generators of these name. */
export type ArgoFor = (sources: readonly Source[]) => Argo;

/** `given`: the paths that were given. It is called again for documents that charts bring. */
export async function argoReader(
  given: readonly string[],
  files: readonly string[],
  ports: FilePorts,
): Promise<(sources: readonly Source[]) => Promise<ArgoFor>> {
  const paths = files.map((file) => posix.normalize(file));
  const folders = [...new Set(paths.flatMap(foldersOf))];
  const checkout = await checkoutAround(given, ports);
  const maps = new Map<string, readonly JsonObject[]>();
  return async (sources) => {
    for (const file of namedBy(sources, paths)) {
      if (maps.has(file)) continue;
      const found = mapsIn(await textAt(ports, file));
      if (found) maps.set(file, found);
    }
    const known = { folders, files: paths, root: rootOf(paths), checkout, maps };
    return (documents) => argoOf(documents, known);
  };
}

async function checkoutAround(given: readonly string[], ports: FilePorts): Promise<Checkout | undefined> {
  const paths = given.filter((path) => path !== '-').toReversed();
  for (const path of new Set(paths)) {
    const found = await ports.checkout?.(path);
    if (found) return found;
  }
  return undefined;
}

/** Files that a git generator may read; which of them it does is told later. */
function namedBy(sources: readonly Source[], files: readonly string[]): readonly string[] {
  const patterns = sources
    .filter(({ kind }) => kind === 'ApplicationSet')
    .flatMap(({ raw }) => objectsAt(raw, 'spec', 'generators').flatMap(filesOf))
    // What another generator fills in may be anything.
    .map((pattern) => pattern.replaceAll(/\{\{[^{}]*\}\}/g, '*'))
    .flatMap((pattern) => [filePattern(`**/${pattern}`) ?? [], pathspec(pattern) ?? [], pathspec(`*/${pattern}`) ?? []])
    .flat();
  return files.filter((file) => patterns.some((pattern) => pattern.test(file)));
}

function filesOf(generator: JsonObject): readonly string[] {
  const own = objectsAt(objectAt(generator, 'git'), 'files').flatMap((entry) => stringAt(entry, 'path') ?? []);
  const parts = ['matrix', 'merge'].flatMap((kind) => objectsAt(objectAt(generator, kind), 'generators'));
  return [...own, ...parts.flatMap(filesOf)];
}

/** A map, or a list of them. Source: argo-cd applicationset/generators/git.go (generateParamsFromGitFile). */
function mapsIn(text: string | undefined): readonly JsonObject[] | undefined {
  const [read] = text === undefined ? [] : readDocuments(text);
  if (read?.outcome !== 'value') return undefined;
  const { value } = read;
  const all: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const maps = all.filter(isObject);
  return maps.length === all.length && maps.every((one) => !isObject(one['sops'])) ? maps : undefined;
}
