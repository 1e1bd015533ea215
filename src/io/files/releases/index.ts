/** The charts that files have a tool install. */
import { posix } from 'node:path';
import { asObject, defined, isObject, own, stringAt } from '../../../kube/json.ts';
import { KUSTOMIZATION } from '../../../kube/kustomization-file.ts';
import { sharedParts } from '../../../kube/path-in.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { JsonObject, KubeObject, Release } from '../../../model/index.ts';
import type { Generated } from '../kustomize/tree.ts';
import { readDocuments } from '../documents.ts';
import { textAt } from '../text.ts';
import type { FilePorts } from '../walk.ts';
import type { Argo } from '../argocd/applications.ts';
import { argoDrafts } from './argocd.ts';
import { strayDrafts } from './chart-file.ts';
import type { Draft, FileOrigin, Source, ValuesSource } from './draft.ts';
import { fluxDrafts } from './flux.ts';
import { k3sDraft } from './k3s.ts';
import { kustomizeDrafts } from './kustomize.ts';
import { keyText, resolve, type Surroundings, type ValuesText } from './resolve.ts';

/** Kinds that have a say in which charts are installed, by group. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'source.toolkit.fluxcd.io': ['OCIRepository', 'HelmChart', 'HelmRepository', 'GitRepository'],
  'helm.cattle.io': ['HelmChart', 'HelmChartConfig'],
  'argoproj.io': ['Application', 'ApplicationSet'],
  'kustomize.config.k8s.io': ['Kustomization', 'Component'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
};

/** Files whose names tell what they are, whether they say so or not. */
const FILES: readonly (readonly [name: RegExp, kind: string])[] = [
  [KUSTOMIZATION, 'Kustomization'],
  [/(?:^|[\\/])Chart\.ya?ml$/, 'Chart'],
];

/** The document as one that has a say in which charts are installed; undefined: it has none. */
export function sourceOf(raw: JsonObject, origin: FileOrigin): Source | undefined {
  const { apiVersion, kind } = raw;
  const namespace = stringAt(raw, 'metadata', 'namespace');
  if (typeof apiVersion === 'string' && typeof kind === 'string') {
    const kinds = own(KINDS, groupOf(apiVersion)) ?? [];
    return kinds.includes(kind)
      ? { apiVersion, kind, raw, origin, ...(namespace === undefined ? {} : { namespace }) }
      : undefined;
  }
  const named = FILES.find(([name]) => name.test(origin.file));
  return named && { apiVersion: '', kind: named[1], raw, origin };
}

/** Where the files are: what was read of them, and how to read more. */
export interface Repository {
  readonly objects: readonly KubeObject[];
  readonly generated: readonly Generated[];
  readonly ports: FilePorts;
  readonly places: Surroundings['places'];
  readonly argo: Argo;
}

/** Every release that these documents make, in their order, before its values are looked up. */
export function draftsIn(sources: readonly Source[], argo: Argo): readonly Draft[] {
  return sources.flatMap((source) => draftsOf(source, sources, argo).map((draft) => opened(draft, source)));
}

/** The same, looked up. `localOf`: what became of its chart. */
export async function releasesOf(
  sources: readonly Source[],
  repository: Repository,
  localOf: (draft: Draft) => Release['local'] = () => undefined,
): Promise<readonly Release[]> {
  const around = surroundingsOf(repository);
  const releases: Release[] = [];
  const drafts = draftsIn(sources, repository.argo);
  for (const draft of [...drafts, ...strayDrafts(sources, drafts)]) {
    const local = localOf(draft);
    // What is done to its objects was done to them.
    const { patches: _, ...rest } = draft;
    const isDone = local === 'rendered' && draft.changes !== undefined;
    releases.push({ ...(await resolve(isDone ? rest : draft, around)), ...defined({ local }) });
  }
  return releases;
}

export function surroundingsOf(repository: Repository): Surroundings {
  return {
    places: repository.places,
    objectText: async (wanted, near) => await objectText(repository, wanted, near),
    fileText: async (path, near, root) => await fileText(repository.ports, path, near, root),
  };
}

/** Values that a patch may change count as if they were elsewhere. */
function opened(draft: Draft, { open }: Source): Draft {
  if (open === undefined) return draft;
  return { ...draft, sources: [...draft.sources, { from: 'nowhere', name: `a patch (${open})` }] };
}

function draftsOf(source: Source, all: readonly Source[], argo: Argo): readonly Draft[] {
  switch (source.kind) {
    case 'HelmRelease':
      return fluxDrafts(source, all, argo);
    case 'HelmChart':
      return source.apiVersion.startsWith('helm.cattle.io/') ? [k3sDraft(source, all)] : [];
    case 'Application':
    case 'ApplicationSet':
      return argoDrafts(source, all, argo);
    case 'Kustomization':
    case 'Component':
      return kustomizeDrafts(source, all);
    default:
      return [];
  }
}

/** Of several objects of that name the one nearest to the release counts. */
async function objectText(
  { objects, generated, ports, places }: Repository,
  { kind, namespace, name, key, root }: Extract<ValuesSource, { from: 'object' }>,
  near: string,
): Promise<ValuesText | undefined> {
  const path = generatedPath(generated, { kind, name, key }, root ?? posix.dirname(near));
  if (path !== undefined) {
    const text = await textAt(ports, path);
    return text === undefined ? undefined : { text, file: path, above: 0 };
  }
  const named = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  const object =
    named.find(({ metadata }) => metadata.namespace === namespace) ??
    named.toSorted((a, b) => sharedParts(fileOf(b), near) - sharedParts(fileOf(a), near))[0];
  if (object?.origin.source !== 'file') return undefined;
  const { file, document, within = [] } = object.origin;
  const text = await textAt(ports, file);
  const read = text === undefined ? undefined : [...readDocuments(text)].find((one) => one.document === document);
  if (read?.outcome !== 'value') return undefined;
  const raw = within.reduce((value: unknown, part) => asObject(value)[part], read.value);
  if (!isObject(raw)) return undefined;
  const found = keyText(raw, key);
  if (found === undefined) return undefined;
  const field = stringAt(raw, 'stringData', key) === undefined ? 'data' : 'stringData';
  const [place] = await places(file, [{ document, path: [...within, field, key] }]);
  return { text: found, file, above: place?.line ?? object.origin.line };
}

/**
 * The file behind a key of what kustomizations generate, whose parts may be merged from several. undefined: there is none, or
 * two are as near to the folder that it is made for.
 */
function generatedPath(
  generated: readonly Generated[],
  { kind, name, key }: Pick<Extract<ValuesSource, { from: 'object' }>, 'kind' | 'name' | 'key'>,
  folder: string,
): string | undefined {
  // A hash of what is in it may stand behind the name of a generated one.
  const made = generated.filter(
    (one) =>
      one.kind === kind && (one.name === name || name.startsWith(`${one.name}-`)) && own(one.files, key) !== undefined,
  );
  const near = (one: Generated): number => sharedParts(one.folder, folder);
  const most = Math.max(...made.map(near));
  const [first, second] = made.filter((one) => near(one) === most);
  return second === undefined ? own(first?.files, key) : undefined;
}

const fileOf = ({ origin }: KubeObject): string => (origin.source === 'file' ? origin.file : '');

/** A path of the repository, tried from the folder of the file that names it upwards. */
async function fileText(
  ports: FilePorts,
  path: string,
  near: string,
  root: string | undefined,
): Promise<ValuesText | undefined> {
  if (root !== undefined) {
    const file = posix.join(root, path);
    const text = await textAt(ports, file);
    return text === undefined ? undefined : { text, file, above: 0 };
  }
  let folder = posix.dirname(near);
  for (let depth = 0; depth < 32; depth += 1) {
    const file = posix.join(folder, path);
    const text = await textAt(ports, file);
    if (text !== undefined) return { text, file, above: 0 };
    const parent = posix.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}
