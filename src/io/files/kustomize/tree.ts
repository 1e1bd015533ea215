/**
 * Which namespace, labels and name the tools of a Git repository give to what is in a file: kustomizations that list it, and the
 * Flux Kustomization or Argo CD Application that applies their folder. Source: kubernetes-sigs/kustomize
 * api/types/kustomization.go; fluxcd/kustomize-controller api/v1/kustomization_types.go (targetNamespace overrides).
 */
import { posix } from 'node:path';
import { labelsAt, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { Labels } from '../../../model/index.ts';
import { replacedBy } from './replaced.ts';
import type { Replaced } from './replaced.ts';
import type { Source } from '../releases/draft.ts';
import { appliedBy, toolOf, type Applied } from './applied.ts';

/** What the tools do to the objects of a file, on one way up to what is applied. */
export interface Placement {
  /** The outermost kustomization on that way. */
  readonly by?: string;
  /** The namespace of every object of the file, whatever it says itself. */
  readonly namespace?: string;
  /** The namespace of objects that name none. */
  readonly otherwise?: string;
  readonly labels: Labels;
  /** What stands before and behind the name of every object. */
  readonly prefix: string;
  readonly suffix: string;
  /** Files with what is merged into objects. */
  readonly patches: readonly string[];
  /** What it writes other values into. */
  readonly replaced: readonly Replaced[];
  /** What Flux fills in at last. */
  readonly variables: Variables;
}

/** A ConfigMap or Secret that a kustomization makes of files: its keys, and the path of each. */
export interface Generated {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A kustomization that no other one lists, and that changes more than namespaces and labels: kustomize is to build it. */
export interface Root {
  readonly folder: string;
  readonly file: string;
  /** It changes more than names, too, which is lost where it is not built. */
  readonly patched: boolean;
  /** All files below it that hold objects or patches. */
  readonly files: ReadonlySet<string>;
}

/** The kustomizations of a repository. */
export interface KustomizeTree {
  readonly roots: readonly Root[];
  /** One for each object that an object of the file becomes; `built`: folders whose objects are not asked for. */
  readonly placementsOf: (file: string, built: ReadonlySet<string>) => readonly Placement[];
  /** Of what kustomize built of this folder: only what the tools that apply it do is left to do. */
  readonly placementOfBuilt: (folder: string) => Placement;
  /** Files that change other objects, and hold none of their own. */
  readonly patches: ReadonlySet<string>;
  readonly generated: readonly Generated[];
}

interface Kustomization {
  readonly folder: string;
  readonly namespace?: string;
  readonly labels: Labels;
  readonly prefix: string;
  readonly suffix: string;
  readonly patches: readonly string[];
  readonly replaced: readonly Replaced[];
}

const isRemote = (entry: string): boolean => /:\/\/|^git@|^github\.com\/|\?ref=|::/.test(entry);

/** The tree of these documents; `files`: all that were read. */
export function kustomizeTree(sources: readonly Source[], files: readonly string[]): KustomizeTree {
  const kustomizations = sources.filter(
    ({ kind, apiVersion }) =>
      ['', 'kustomize.config.k8s.io'].includes(groupOf(apiVersion)) &&
      (kind === 'Kustomization' || kind === 'Component'),
  );
  const parents = new Map<string, Kustomization[]>();
  for (const source of kustomizations)
    for (const path of entriesOf(source)) parents.set(path, [...(parents.get(path) ?? []), kustomizationOf(source)]);
  const folders = [...new Set(files.flatMap((file) => foldersOf(posix.normalize(file))))];
  const applied = sources.flatMap((source) => appliedBy(source, folders));
  return {
    roots: rootsOf(kustomizations, parents),
    placementsOf: (file, built) => placementsOf(file, parents, applied, built),
    placementOfBuilt: (folder) => ({
      ...toolOf([folder, ...above(folder)], applied),
      labels: {},
      patches: [],
      replaced: [],
      prefix: '',
      suffix: '',
    }),
    patches: new Set(kustomizations.flatMap(patchesOf)),
    generated: kustomizations.flatMap(generatedBy),
  };
}

const folderOf = ({ origin }: Source): string => posix.dirname(origin.file);

function entriesOf(source: Source): readonly string[] {
  return ['resources', 'bases', 'components']
    .flatMap((field) => stringsAt(source.raw, field))
    .filter((entry) => !isRemote(entry))
    .map((entry) => posix.join(folderOf(source), entry).replace(/\/$/, ''));
}

/** What only kustomize itself applies. */
const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'components'] as const;
/** What it does with all that refers to the names. */
const NAMES = ['namePrefix', 'nameSuffix'] as const;
/** What it does not do by itself, or only over a network. */
const BEYOND = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers', 'validators'] as const;

function rootsOf(all: readonly Source[], parents: ReadonlyMap<string, readonly Kustomization[]>): readonly Root[] {
  const byFolder = new Map(all.map((source) => [folderOf(source), source]));
  return all
    .filter((source) => source.kind !== 'Component' && !parents.has(folderOf(source)))
    .flatMap((source) => {
      const below = belowOf(source, byFolder);
      const has = (fields: readonly string[]): boolean =>
        below.some(({ raw }) => fields.some((field) => raw[field] !== undefined && raw[field] !== null));
      const remote = below.some(({ raw }) =>
        ['resources', 'bases', 'components'].some((field) => stringsAt(raw, field).some(isRemote)),
      );
      const patched = has(PATCHES);
      if ((!patched && !has(NAMES)) || has(BEYOND) || remote) return [];
      const files = new Set(below.flatMap((one) => [...entriesOf(one), ...patchesOf(one)]));
      return [{ folder: folderOf(source), file: source.origin.file, patched, files }];
    });
}

/** A kustomization and all that it lists, each once. */
function belowOf(
  source: Source,
  byFolder: ReadonlyMap<string, Source>,
  seen: ReadonlySet<string> = new Set(),
): readonly Source[] {
  if (seen.has(folderOf(source))) return [];
  const known = new Set([...seen, folderOf(source)]);
  const listed = entriesOf(source).flatMap((entry) => byFolder.get(entry) ?? []);
  return [source, ...listed.flatMap((one) => belowOf(one, byFolder, known))];
}

function kustomizationOf(source: Source): Kustomization {
  const { raw } = source;
  const namespace = stringAt(raw, 'namespace');
  return {
    folder: folderOf(source),
    // A variable in it Flux fills in at last.
    ...(namespace === undefined ? {} : { namespace }),
    labels: Object.assign(
      {},
      labelsAt(raw, 'commonLabels'),
      ...objectsAt(raw, 'labels').map((entry) => labelsAt(entry, 'pairs')),
    ) as Labels,
    prefix: stringAt(raw, 'namePrefix') ?? '',
    suffix: stringAt(raw, 'nameSuffix') ?? '',
    patches: patchesOf(source),
    replaced: replacedBy(raw),
  };
}

function patchesOf(source: Source): readonly string[] {
  const { raw } = source;
  const named = ['patches', 'patchesJson6902'].flatMap((field) =>
    objectsAt(raw, field).flatMap((entry) => stringAt(entry, 'path') ?? []),
  );
  return [...named, ...stringsAt(raw, 'patchesStrategicMerge')].map((path) => posix.join(folderOf(source), path));
}

function generatedBy(source: Source): readonly Generated[] {
  return (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
    objectsAt(source.raw, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator').map((entry) => ({
      kind,
      name: stringAt(entry, 'name') ?? '',
      folder: folderOf(source),
      files: Object.fromEntries(
        stringsAt(entry, 'files').map((file) => {
          const [key = '', path = key] = file.split('=');
          return [posix.basename(key), posix.join(folderOf(source), path)];
        }),
      ),
    })),
  );
}

/** A base of several overlays is as many objects, and none by itself. */
function placementsOf(
  file: string,
  parents: ReadonlyMap<string, readonly Kustomization[]>,
  applied: readonly Applied[],
  built: ReadonlySet<string>,
): readonly Placement[] {
  const path = posix.normalize(file);
  const placements = new Map<string, Placement>();
  for (const chain of chainsOf(path, parents)) {
    const by = chain.at(-1)?.folder;
    if (by !== undefined && built.has(by)) continue;
    const folders =
      by === undefined ? foldersOf(path) : [...chain.map(({ folder }) => folder).toReversed(), ...above(by)];
    const namespace = chain.findLast((one) => one.namespace !== undefined)?.namespace;
    const placement = {
      ...(namespace === undefined ? {} : { namespace }),
      ...toolOf(folders, applied),
      labels: Object.assign({}, ...chain.map(({ labels }) => labels)) as Labels,
      prefix: chain
        .map(({ prefix }) => prefix)
        .toReversed()
        .join(''),
      suffix: chain.map(({ suffix }) => suffix).join(''),
      patches: chain.flatMap(({ patches }) => patches),
      replaced: chain.flatMap(({ replaced }) => replaced),
    };
    // Two overlays that make the same of it, as for two clusters, make one.
    const text = JSON.stringify(placement);
    if (!placements.has(text)) placements.set(text, { ...placement, ...(by === undefined ? {} : { by }) });
  }
  return [...placements.values()];
}

/** Flux lists what is below the folder that it applies, where no kustomization does. */
const above = (folder: string): readonly string[] => foldersOf(folder).toReversed();

/** So many overlays of one base are followed: a repository may list a folder in ever more ways. */
const MAX_CHAINS = 256;

/** The kustomizations around a path, from the inside out; one list for each way up. */
function chainsOf(
  path: string,
  parents: ReadonlyMap<string, readonly Kustomization[]>,
): readonly (readonly Kustomization[])[] {
  const chains: (readonly Kustomization[])[] = [];
  const climb = (from: string, below: readonly Kustomization[]): void => {
    if (chains.length >= MAX_CHAINS) return;
    const above = (parents.get(from) ?? []).filter(({ folder }) => !below.some((one) => one.folder === folder));
    if (above.length === 0 || below.length > 16) chains.push(below);
    else for (const one of above) climb(one.folder, [...below, one]);
  };
  climb(path, []);
  return chains;
}

/** The folders of a file, the outermost first. */
function foldersOf(path: string): readonly string[] {
  const parts = posix.dirname(path).split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
