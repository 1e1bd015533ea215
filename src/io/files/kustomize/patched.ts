/** What patches need of the files: their own texts, and all that is written in the objects that they are for. */
import { posix } from 'node:path';
import { atOnce } from '../../../kube/steps.ts';
import type { JsonObject, KubeObject } from '../../../model/index.ts';
import { collect, takeObject } from '../collect.ts';
import { newCollection, type Collection } from '../collection.ts';
import type { ArgoFor } from '../argocd/known.ts';
import type { Source } from '../releases/draft.ts';
import { settleSources } from '../settle.ts';
import { mayPatch, type Change } from './change.ts';
import { isOfKustomize } from './entries.ts';
import type { Substitute } from './substitutes.ts';
import { kustomizeTree, textsOf, type KustomizeTree, type Placement } from './tree.ts';

/** The text of a file that was read; undefined where it is gone. */
export type TextOf = (file: string) => Promise<string | undefined>;

/** The texts of patches and the like by their paths, as far as they are among the files. */
export async function patchTexts(
  sources: readonly Source[],
  files: readonly string[],
  textOf: TextOf,
): Promise<ReadonlyMap<string, string>> {
  const known = new Map(files.map((file) => [posix.normalize(file), file]));
  const texts = new Map<string, string>();
  for (const path of new Set(textsOf(sources))) {
    const file = known.get(path);
    const text = file === undefined ? undefined : await textOf(file);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** The tree of what was read, where one Flux Kustomization or Application may patch another one. */
export function patchedTree(
  read: Collection,
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
  argoFor: ArgoFor,
  substitutes: readonly Substitute[],
): KustomizeTree {
  const tree = kustomizeTree(read.sources, files, texts, argoFor, substitutes);
  const isPatched = ({ apiVersion, kind, origin, root }: Source): boolean =>
    changesOf(tree, read, origin.file, root).some((change) => mayPatch(change, apiVersion, kind));
  const appliers = read.sources.filter((source) => APPLIERS.has(source.kind) && !isOfKustomize(source));
  const isApplier = new Set(appliers);
  const others = read.sources.filter((source) => !isApplier.has(source));
  // What one of them no longer applies may be others of them.
  let now = tree;
  let gone: readonly Source[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = appliers.filter(({ origin, root }) => placedBy(now, read, origin.file, root).length === 0);
    if (left.length === gone.length && !(round === 0 && appliers.some(isPatched))) break;
    gone = left;
    const settled = settleSources({ sources: appliers, built: read.built }, now);
    now = kustomizeTree([...others, ...settled], files, texts, argoFor, substitutes, gone);
  }
  return now;
}

/** Applications that install others are followed so far. */
const ROUNDS = 5;

const APPLIERS = new Set(['Kustomization', 'Application', 'ApplicationSet']);

function changesOf(
  tree: KustomizeTree,
  { built }: Pick<Collection, 'built'>,
  file: string,
  root: string | undefined,
): readonly Change[] {
  return placedBy(tree, { built }, file, root).flatMap(({ changes, others }) => [
    ...changes,
    ...(others?.placements ?? []).flatMap((one) => one.changes),
  ]);
}

function placedBy(
  tree: KustomizeTree,
  { built }: Pick<Collection, 'built'>,
  file: string,
  root: string | undefined,
): readonly Placement[] {
  return root === undefined ? tree.placementsOf(file, built) : tree.placementsOfBuilt(root);
}

/** What was read, with all that is written in the objects that patches may be for. */
export async function withWritten(read: Collection, tree: KustomizeTree, textOf: TextOf): Promise<Collection> {
  const perKind = new Map<string, boolean>();
  const isPatched = ({ apiVersion, kind, origin }: KubeObject): boolean => {
    if (origin.source !== 'file' || tree.patches.has(posix.normalize(origin.file))) return false;
    const key = `${origin.file}\0${apiVersion}\0${kind}`;
    const answer =
      perKind.get(key) ??
      changesOf(tree, read, origin.file, undefined).some((change) => mayPatch(change, apiVersion, kind));
    perKind.set(key, answer);
    return answer;
  };
  const wanted = read.objects.filter(({ object, root, whole }) => root === undefined && !whole && isPatched(object));
  if (wanted.length === 0) return read;
  const again = new Map<string, Collection['objects'][number]>();
  for (const file of new Set(wanted.flatMap(({ object }) => fileOf(object)))) {
    const text = await textOf(file);
    const fresh: Collection = { ...newCollection(), keep: true };
    if (text !== undefined) atOnce(collect(fresh, file, text, { asked: true }));
    for (const one of fresh.objects) again.set(placeOf(one.object), one);
  }
  const isWanted = new Set(wanted);
  return {
    ...read,
    objects: read.objects.map((one) => {
      const raw = isWanted.has(one) ? again.get(placeOf(one.object))?.raw : undefined;
      return raw === undefined ? one : { ...one, raw };
    }),
  };
}

const fileOf = ({ origin }: KubeObject): readonly string[] => (origin.source === 'file' ? [origin.file] : []);

const placeOf = ({ origin }: KubeObject): string =>
  origin.source === 'file' ? JSON.stringify([origin.file, origin.document, origin.within ?? []]) : '';

/** An object that patches were applied to, read again; undefined: it is none any more, and a gap of `into`. */
export function readAgain(into: Collection, raw: JsonObject, { origin, template }: KubeObject): KubeObject | undefined {
  const { apiVersion, kind } = raw;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || origin.source !== 'file') return undefined;
  const { file, document } = origin;
  const fresh: Collection = { ...newCollection(), ...(into.problems ? { problems: into.problems } : {}) };
  takeObject(fresh, { apiVersion, kind, raw }, origin, { file, document, snapshot: false, template });
  into.gaps.push(...fresh.gaps);
  return fresh.objects[0]?.object;
}
