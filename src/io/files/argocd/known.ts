/** What Applications need to know of the files, read before they are followed. */
import { posix } from 'node:path';
import { isObject, objectAt, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { readDocuments } from '../documents.ts';
import { foldersOf } from '../kustomize/entries.ts';
import { rootOf } from '../kustomize/root.ts';
import type { Source } from '../releases/draft.ts';
import { textAt } from '../text.ts';
import type { FilePorts } from '../walk.ts';
import { isIn } from '../../../kube/path-in.ts';
import { askedOf } from '../pinned/asked.ts';
import type { PinnedTree } from '../pinned/model.ts';
import { argoOf, type Argo } from './applications.ts';
import { filePattern, pathspec } from './globs.ts';
import type { Checkout } from './places.ts';

/** The Applications of documents, with what generators of these name. */
export type ArgoFor = (sources: readonly Source[]) => Argo;

/** How often what a revision brings may name other ones. */
const ROUNDS = 4;

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
  const asked = askedOf(checkout, ports);
  const trees: PinnedTree[] = [];
  const isGiven = givenIn(given, checkout);
  const readMaps = async (sources: readonly Source[], all: readonly string[], root = ''): Promise<void> => {
    for (const path of namedBy(sources, all)) {
      const file = posix.join(root, path);
      const found = maps.has(file) ? undefined : mapsIn(await textAt(ports, file));
      if (found) maps.set(file, found);
    }
  };
  return async (sources) => {
    await readMaps(sources, paths);
    const known = { folders, files: paths, root: rootOf(paths), checkout, maps, isGiven, trees, ...asked };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { root, paths: all } of trees) await readMaps(sources, all, root);
      const argo = argoOf(sources, known);
      for (const source of sources) askAll(source, argo);
      const found = await asked.lookUp();
      if (!found) break;
      trees.push(...found);
    }
    return (documents) => argoOf(documents, known);
  };
}

/** Each revision that a document names. */
function askAll(source: Source, argo: Argo): void {
  for (const application of argo.applicationsOf(source))
    for (const { raw } of application.parts)
      for (const file of stringsAt(raw, 'helm', 'valueFiles')) argo.refFile(application, file);
  argo.fluxSource(source);
}

/** Is a path from the root of the repository in one of those that were given? */
function givenIn(given: readonly string[], checkout: Checkout | undefined): (path: string) => boolean {
  const roots = given.flatMap((path) => (path === '-' ? [] : (checkout?.below(path) ?? [])));
  return (path) => roots.some((root) => root === '' || root === '.' || isIn(path, root));
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
