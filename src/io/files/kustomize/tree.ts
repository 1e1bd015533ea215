/**
 * What the tools of a Git repository do to what is in a file: kustomizations that list it, and the Flux Kustomization or
 * Argo CD Application that applies their folder. Source: kubernetes-sigs/kustomize api/types/kustomization.go.
 */
import { posix } from 'node:path';
import { defined, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { ArgoFor } from '../argocd/known.ts';
import type { Source } from '../releases/draft.ts';
import { isAt } from '../releases/at-path.ts';
import { appliedBy, type Applied } from './applied.ts';
import { toolsOf, type Tool, type ToolsOf } from './tools.ts';
import type { Change } from './change.ts';
import { filesOf, patchFilesOf } from './changes.ts';
import { absentEntries, entriesIn, entriesOf, folderOf, foldersOf, isOfKustomize } from './entries.ts';
import { rootIn } from '../pinned/model.ts';
import { rootOf } from './root.ts';
import type { Substitute } from './substitutes.ts';
import { changesThrough, isMade, isRemote, layerOf, withPut, type ChangesFrom, type Layer } from './layers.ts';

/** What the tools do to the objects of a file, on one way up to what is applied. */
export interface Placement {
  /** The outermost kustomization on that way. */
  readonly by?: string;
  /** The namespace of objects that name none. */
  readonly otherwise?: string;
  /** The clusters that it is for, where all are told. */
  readonly clusters?: readonly string[];
  readonly changes: readonly Change[];
  /** What Flux fills in at last. */
  readonly variables: Variables;
  /** What else tools make of it in the same namespace; why that leaves it open where it is not the same. */
  readonly others?: { readonly why: string; readonly placements: readonly Placement[] };
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
  readonly placementsOfBuilt: (folder: string) => readonly Placement[];
  /** Files that change other objects, and hold none of their own. */
  readonly patches: ReadonlySet<string>;
  readonly generated: readonly Generated[];
  /** Files that were asked for, and that Applications leave out by their patterns. */
  readonly excluded: ReadonlySet<string>;
}

/** The tree of these documents; `files`: all that were read; `texts`: of patches and the like, by their paths; `gone`: documents that nothing applies. */
export function kustomizeTree(
  sources: readonly Source[],
  files: readonly string[],
  texts: ReadonlyMap<string, string>,
  argoFor: ArgoFor,
  substitutes: readonly Substitute[] = [],
  gone: readonly Source[] = [],
): KustomizeTree {
  const kustomizations = sources.filter(isOfKustomize);
  const layers = new Map(
    kustomizations.map((source) => [
      folderOf(source),
      layerOf({ raw: source.raw, folder: folderOf(source), file: source.origin.file, within: '', texts }),
    ]),
  );
  const components = kustomizations.flatMap(({ kind, origin }) => {
    const layer = kind === 'Component' ? layers.get(posix.dirname(origin.file)) : undefined;
    return layer ? [[layer.folder, layer] as const] : [];
  });
  const parents = new Map<string, Layer[]>();
  const lists = (path: string, layer: Layer): void => {
    parents.set(path, [...(parents.get(path) ?? []), layer]);
  };
  for (const source of kustomizations) {
    const layer = layers.get(folderOf(source));
    if (layer) for (const path of entriesOf(source)) lists(path, layer);
    // What it makes of charts is changed as what it lists.
    if (layer && objectsAt(source.raw, 'helmCharts').length > 0) lists(posix.normalize(source.origin.file), layer);
  }
  const argo = argoFor(sources);
  const isPinned = (path: string): boolean => rootIn(path, argo.roots) !== undefined;
  const own = files.filter((file) => !isPinned(posix.normalize(file)));
  const folders = [...new Set(own.flatMap((file) => foldersOf(posix.normalize(file))))];
  const applied = [
    ...sources.flatMap((source) => appliedBy(source, argo, substitutes)),
    ...gone.flatMap((source) => appliedBy(source, argo, substitutes).map((one) => ({ ...one, away: true as const }))),
  ];
  const absent = new Set(absentEntries(kustomizations, files).map(({ source }) => source));
  const roots = rootsOf(kustomizations, parents, absent);
  for (const entry of applied) for (const [folder, by] of broughtBy(entry, components)) lists(folder, by);
  const through = changesThrough(new Map(components));
  const root = rootOf(own);
  const excluded = new Set<string>();
  const toolsAt = toolsOf(applied, texts, folders, root, isPinned, excluded);
  const tools: ToolsOf = (asked, file) => {
    if (isPinned(asked[0] ?? '')) return toolsAt(asked, file);
    // What a kustomization at the root does not list is not applied with it.
    const isListed = asked.includes(root) && (asked[0] === root || !layers.has(root));
    return toolsAt(
      [...asked.filter((folder) => folder !== root || isListed), ...(layers.has(root) ? [] : [root])],
      file,
    );
  };
  const isPut = (root: Root): boolean => tools([root.folder]).some(({ layer }) => layer !== undefined && isMade(layer));
  return {
    // What a tool writes into a kustomization is not in what kustomize builds of its file.
    roots: roots.filter((root) => !isPut(root)),
    placementsOf: (file, built) => placementsOf(file, { parents, tools, through }, built),
    placementsOfBuilt: (folder) => tools([folder, ...above(folder)]).map((tool) => placementOf([], tool, '', through)),
    patches: new Set(kustomizations.flatMap(({ raw, origin }) => patchFilesOf(raw, posix.dirname(origin.file)))),
    generated: kustomizations.flatMap(generatedBy),
    excluded,
  };
}

/** The files that must be at hand to make the tree of these documents. */
export function textsOf(sources: readonly Source[]): readonly string[] {
  return sources.filter(isOfKustomize).flatMap((source) => filesOf(source.raw, folderOf(source)));
}

/** Components that a tool adds to the folder that it applies, with a kustomization of that folder that has nothing else. */
function broughtBy(
  { path, raw, file }: Applied,
  components: readonly (readonly [folder: string, Layer])[],
): readonly (readonly [folder: string, Layer])[] {
  return stringsAt(raw, 'components').flatMap((entry) => {
    const wanted = posix.join(path, entry).replace(/\/$/, '');
    return components
      .filter(([folder]) => isAt(folder, wanted))
      .map(([folder]) => {
        const by = posix.join(folder.slice(0, folder.length - wanted.length), path);
        return [folder, { folder: by, components: [], changes: [], key: '', file, isOfTool: true as const }] as const;
      });
  });
}

/** What only kustomize itself applies. */
const PATCHES = [
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'replacements',
  'components',
  'transformers',
] as const;
/** What it does with all that refers to the names. */
const NAMES = ['namePrefix', 'nameSuffix'] as const;
/** What it does not do by itself, or only over a network. */
const BEYOND = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'validators'] as const;

/** `absent`: those that build from what is not among the files, which kustomize itself reads. */
function rootsOf(
  all: readonly Source[],
  parents: ReadonlyMap<string, readonly Layer[]>,
  absent: ReadonlySet<Source>,
): readonly Root[] {
  const byFolder = new Map(all.map((source) => [folderOf(source), source]));
  return all
    .filter((source) => source.kind !== 'Component' && !parents.has(folderOf(source)))
    .flatMap((source) => {
      const below = belowOf(source, byFolder);
      const has = (fields: readonly string[]): boolean =>
        below.some(({ raw }) => fields.some((field) => raw[field] !== undefined && raw[field] !== null));
      const remote = below.some(({ raw }) => entriesIn(raw).some(isRemote));
      const patched = has(PATCHES);
      const isWhole = below.every((one) => !absent.has(one));
      if ((!patched && !has(NAMES) && isWhole) || has(BEYOND) || remote) return [];
      const files = new Set(below.flatMap((one) => [...entriesOf(one), ...patchFilesOf(one.raw, folderOf(one))]));
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

interface Ways {
  readonly parents: ReadonlyMap<string, readonly Layer[]>;
  readonly tools: ToolsOf;
  readonly through: ChangesFrom;
}

/** A base of several overlays is as many objects, and none by itself. */
function placementsOf(
  file: string,
  { parents, tools, through }: Ways,
  built: ReadonlySet<string>,
): readonly Placement[] {
  const path = posix.normalize(file);
  const placements = new Map<string, Placement>();
  for (const chain of chainsOf(path, parents)) {
    const top = chain.at(-1);
    if (top !== undefined && !top.isOfTool && built.has(top.folder)) continue;
    const folders =
      top === undefined ? above(path) : [...chain.map(({ folder }) => folder).toReversed(), ...above(top.folder)];
    for (const tool of tools(folders, top === undefined ? path : undefined)) {
      // Two overlays that make the same of it, as for two clusters, make one.
      const ways = [tool, ...(tool.others?.tools ?? [])];
      const done = ways.map(({ variables, otherwise, layer }) => [layer?.key, otherwise, variables]);
      const key = JSON.stringify([chain.map((one) => one.key), done]);
      const known = placements.get(key);
      if (known) placements.set(key, withClusters(known, tool.clusters));
      else placements.set(key, placementOf(chain, tool, path, through));
    }
  }
  return [...placements.values()];
}

/** The same, for other clusters, too. */
function withClusters({ clusters: own, ...rest }: Placement, more: readonly string[] | undefined): Placement {
  return own && more ? { ...rest, clusters: [...new Set([...own, ...more])] } : rest;
}

function placementOf(chain: readonly Layer[], tool: Tool, path: string, through: ChangesFrom): Placement {
  const { layer, variables, otherwise, clusters, others } = tool;
  const by = chain.at(-1)?.folder;
  const own = chain.filter(({ isOfTool }) => !isOfTool);
  const froms = [path, ...own.map(({ folder }) => folder)];
  // Flux and Argo CD write into the kustomization of the folder, or make one where there is none.
  const isWithin = own.some(({ folder }) => folder === layer?.folder);
  const layers = own.map((one) => (layer && one.folder === layer.folder ? withPut(one, layer) : one));
  const changes = [...layers, ...(layer && !isWithin ? [layer] : [])].flatMap((one, i) => through(one, froms[i] ?? ''));
  return {
    changes,
    variables,
    ...defined({ otherwise, clusters }),
    ...(by === undefined ? {} : { by }),
    ...(others
      ? { others: { why: others.why, placements: others.tools.map((one) => placementOf(chain, one, path, through)) } }
      : {}),
  };
}

/** Flux lists what is below the folder that it applies, where no kustomization does. */
const above = (folder: string): readonly string[] => foldersOf(folder).toReversed();

/** So many overlays of one base are followed: a repository may list a folder in ever more ways. */
const MAX_CHAINS = 256;

/** The kustomizations around a path, from the inside out; one list for each way up. */
function chainsOf(path: string, parents: ReadonlyMap<string, readonly Layer[]>): readonly (readonly Layer[])[] {
  const chains: (readonly Layer[])[] = [];
  const climb = (from: string, below: readonly Layer[]): void => {
    if (chains.length >= MAX_CHAINS) return;
    const above = (parents.get(from) ?? []).filter(({ folder }) => !below.some((one) => one.folder === folder));
    if (above.length === 0 || below.length > 16) chains.push(below);
    else for (const one of above) climb(one.folder, [...below, one]);
  };
  climb(path, []);
  return chains;
}
