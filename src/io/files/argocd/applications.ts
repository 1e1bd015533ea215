/**
 * The Applications of Argo CD that the files hold, and those that their ApplicationSets make. Source: argo-cd
 * pkg/apis/application/v1alpha1/types.go, docs/user-guide/multiple_sources.md.
 */
import { posix } from 'node:path';
import { objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import type { JsonObject } from '../../../model/index.ts';
import { folderIn, foldersIn, pinAt, type RevisionOf } from '../pinned/asked.ts';
import { fluxSources, type FluxSourceOf } from '../pinned/flux.ts';
import type { Pin, PinnedTree } from '../pinned/model.ts';
import { isKnownText, type Source } from '../releases/draft.ts';
import { fillOf, filledMap } from './fill.ts';
import { parametersOf } from './generators.ts';
import { shownAddress, whoseOf, type Use, type Whose } from './home.ts';
import type { Alternatives, Repository } from './parameters.ts';
import { placesIn, type Checkout, type Places } from './places.ts';

/** One Application, as it is applied. */
export interface Application {
  /** Absent: it is put together elsewhere. */
  readonly name?: string;
  readonly spec: JsonObject;
  /** The way to `spec` in the document. */
  readonly at: readonly string[];
  /** What it may be otherwise by. */
  readonly open: readonly string[];
  readonly parts: readonly Part[];
}

/** One of its sources. */
export interface Part {
  readonly raw: JsonObject;
  readonly at: readonly string[];
  /** The folder that it names, from the root of its repository. */
  readonly path?: string;
  /** That folder among the files; several: it may be any of them. None: it is of another repository, or not among them. */
  readonly folders: readonly string[];
  /** Why it may be of another repository. */
  readonly unsure?: string;
  /** It is taken at another revision than that of the files; `folders` are then of that one. */
  readonly pin?: Pin;
  /** Where that is the folder among the files themselves, which are not what is applied; `isChart`: with all below it. */
  readonly away?: { readonly folders: readonly string[]; readonly isChart: boolean };
}

/** What files of values a source of an Application may name: "$ref/a.yaml". */
export type RefFile = { readonly path: string; readonly root?: string } | { readonly why: string };

export interface Argo {
  readonly applicationsOf: (source: Source) => readonly Application[];
  /** The file behind a path of values that begins with the name of another source. */
  readonly refFile: (application: Application, path: string) => RefFile | undefined;
  /** Are revisions read here? */
  readonly hasGit: boolean;
  /** What the paths of files of other revisions begin with. */
  readonly roots: readonly string[];
  /** What a document of Flux takes of another revision. */
  readonly fluxSource: FluxSourceOf;
}

/** What is known of the repository. */
export interface Known {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** The folder around all files. */
  readonly root: string;
  readonly checkout?: Checkout | undefined;
  /** Maps in the files that git generators name, by their paths. */
  readonly maps: ReadonlyMap<string, readonly JsonObject[]>;
  readonly revisionOf: RevisionOf;
  /** Is a path from the root of the repository in what was given? */
  readonly isGiven: (path: string) => boolean;
  /** Those of other revisions, which grow while documents are read that name them. */
  readonly trees: readonly PinnedTree[];
}

export const isOfArgo = ({ kind }: Source): boolean => kind === 'Application' || kind === 'ApplicationSet';

/** `sources`: every document; Applications that name other repositories tell which one this is. */
export function argoOf(sources: readonly Source[], known: Known): Argo {
  const [folders, files] = [known.folders, known.files].map((all) => placesIn(all, known.root, known.checkout));
  if (!folders || !files) throw new Error('two lists make two');
  const isExact = (whose: Whose): boolean => whose === 'here' && (known.checkout?.remotes.length ?? 0) > 0;
  const argo = sources.filter(isOfArgo);
  const repositoryOf = (source: Source, whose: (use: Use) => Whose): Repository => {
    const from =
      (places: Places) =>
      (address: string | undefined, revision: string): Alternatives => {
        const is = whose({ address, path: '.' });
        if (is === 'elsewhere') return `folders of ${shownAddress(address)}`;
        if (typeof is === 'object') return is.open;
        const pin = known.revisionOf({ kind: 'any', text: revision, address });
        if (pin?.tree) return [places === folders ? foldersIn(pin.tree) : pin.tree.paths];
        return pin ? `revision ${pin.label} (${pin.why ?? ''})` : places.from(source.origin.file, isExact(is));
      };
    return {
      folders: from(folders),
      files: from(files),
      maps: (path, address, revision) => {
        const tree = known.revisionOf({ kind: 'any', text: revision, address })?.tree;
        if (tree) return known.maps.get(posix.join(tree.root, path));
        const found = files.find(path, source.origin.file, (known.checkout?.remotes.length ?? 0) > 0);
        const [file] = found.length > 0 ? found : files.find(path, source.origin.file, false);
        return file === undefined ? undefined : known.maps.get(file);
      },
    };
  };
  // Whatever its generators are of: this is about what their templates name.
  const uses = argo.flatMap((source) =>
    templatesOf(
      source,
      repositoryOf(source, () => 'here'),
    ).flatMap(({ spec }) => usesOf(spec)),
  );
  const isThere = (path: string): boolean =>
    path === '.' ||
    folders.find(path, '', false).length > 0 ||
    known.trees.some((tree) => folderIn(tree, path) !== undefined);
  // What is there at another revision alone is of this repository, too.
  if (known.checkout?.remotes.length === 0)
    for (const { address, revision } of uses) known.revisionOf({ kind: 'any', text: revision, address });
  const whose = whoseOf(known.checkout?.remotes ?? [], uses, isThere);
  const made = new Map<Source, readonly Application[]>();
  const applicationsOf = (source: Source): readonly Application[] => {
    const all =
      made.get(source) ??
      (isOfArgo(source) ? templatesOf(source, repositoryOf(source, whose)) : []).map((one): Application => ({
        ...one,
        parts: partsOf(one.spec, one.at).map((part) =>
          placed(part, whose, source.origin.file, { ...known, folders, isExact }),
        ),
      }));
    made.set(source, all);
    return all;
  };
  return {
    applicationsOf,
    refFile: ({ spec }, path) => refFileOf(spec, path, whose, known.revisionOf),
    hasGit: known.checkout?.at !== undefined,
    roots: known.trees.map(({ root }) => root),
    fluxSource: fluxSources(sources, whose, known.revisionOf, known.isGiven),
  };
}

type Template = Omit<Application, 'parts'>;

/** An Application, or those that the template of an ApplicationSet becomes. */
function templatesOf({ kind, raw }: Source, repository: Repository): readonly Template[] {
  if (kind === 'Application') {
    const name = stringAt(raw, 'metadata', 'name');
    return [{ ...(name === undefined ? {} : { name }), spec: objectAt(raw, 'spec') ?? {}, at: ['spec'], open: [] }];
  }
  const template = objectAt(raw, 'spec', 'template');
  if (!template) return [];
  const fill = fillOf(raw);
  const patch = raw['spec'] !== undefined && objectAt(raw, 'spec')?.['templatePatch'] !== undefined;
  return parametersOf(raw, repository).map((set) => {
    const filled = filledMap(template, fill, set);
    const name = stringAt(filled, 'metadata', 'name');
    return {
      ...(isKnownText(name) ? { name } : {}),
      spec: objectAt(filled, 'spec') ?? {},
      at: ['spec', 'template', 'spec'],
      open: [...(patch ? ['spec.templatePatch'] : []), ...(set.open === undefined ? [] : [set.open])],
    };
  });
}

function partsOf(spec: JsonObject, at: readonly string[]): readonly Pick<Part, 'raw' | 'at'>[] {
  const several = objectsAt(spec, 'sources');
  const one = objectAt(spec, 'source');
  // Where there are several the one does not count.
  if (several.length > 0) return several.map((raw, i) => ({ raw, at: [...at, 'sources', String(i)] }));
  return one ? [{ raw: one, at: [...at, 'source'] }] : [];
}

/** A path from the root of a repository; undefined: there is none, or it is put together elsewhere. */
function pathFrom(text: string | undefined): string | undefined {
  if (!isKnownText(text)) return undefined;
  return posix.normalize(text).replace(/^\.?\/|\/$/g, '') || '.';
}

function usesOf(spec: JsonObject): readonly (Use & { readonly revision: string })[] {
  return partsOf(spec, []).flatMap(({ raw }) => {
    const path = stringAt(raw, 'chart') === undefined ? pathFrom(stringAt(raw, 'path')) : undefined;
    const revision = stringAt(raw, 'targetRevision') ?? '';
    return path === undefined ? [] : [{ address: stringAt(raw, 'repoURL'), path, revision }];
  });
}

interface Placing extends Pick<Known, 'revisionOf' | 'files' | 'isGiven'> {
  readonly folders: Places;
  readonly isExact: (whose: Whose) => boolean;
}

function placed(
  part: Pick<Part, 'raw' | 'at'>,
  whose: (use: Use) => Whose,
  file: string,
  { folders, isExact, revisionOf, files, isGiven }: Placing,
): Part {
  const path = stringAt(part.raw, 'chart') === undefined ? pathFrom(stringAt(part.raw, 'path')) : undefined;
  if (path === undefined) return { ...part, folders: [] };
  const address = stringAt(part.raw, 'repoURL');
  const is = whose({ address, path });
  if (is === 'elsewhere') return { ...part, path, folders: [] };
  const found = folders.find(path, file, isExact(is));
  const pin = is === 'here' ? pinAt(revisionOf, part.raw, address) : undefined;
  if (pin && (found.length > 0 || isGiven(path))) {
    const there = pin.tree ? folderIn(pin.tree, path) : undefined;
    const isChart = found.some((folder) => files.includes(posix.join(folder, 'Chart.yaml')));
    const why = pin.tree && there === undefined ? { why: `${path} is not in it` } : {};
    const read = there === undefined || !isGiven(path) ? [] : [there];
    return { ...part, path, folders: read, pin: { ...pin, ...why }, away: { folders: found, isChart } };
  }
  return { ...part, path, folders: pin ? [] : found, ...(typeof is === 'object' ? { unsure: is.open } : {}) };
}

/** The cluster that an Application is for, by its address or its name; undefined: it is put together elsewhere, or not told. */
export function clusterOf({ spec }: Pick<Application, 'spec'>): string | undefined {
  const [server, name] = ['server', 'name'].map((field) => stringAt(spec, 'destination', field));
  const text = server ?? name;
  if (!isKnownText(text)) return undefined;
  return /^(?:https:\/\/kubernetes\.default\.svc(?:\.cluster\.local)?(?::443)?\/?|in-cluster)$/.test(text)
    ? 'in-cluster'
    : text;
}

function refFileOf(
  spec: JsonObject,
  path: string,
  whose: (use: Use) => Whose,
  revisionOf: RevisionOf,
): RefFile | undefined {
  const [, ref, rest = ''] = /^\$([^/]+)\/(.*)$/s.exec(path) ?? [];
  if (ref === undefined) return undefined;
  const meant = objectsAt(spec, 'sources').find((each) => stringAt(each, 'ref') === ref);
  if (!meant) return { why: `${path}, of which no source has the ref ${ref}` };
  const address = stringAt(meant, 'repoURL');
  const is = whose({ address, path: posix.dirname(posix.normalize(rest)) });
  if (is === 'elsewhere') return { why: `${path} of ${shownAddress(address)}` };
  if (typeof is === 'object') return { why: `${path}: ${is.open}` };
  const pin = pinAt(revisionOf, meant, address);
  if (!pin) return { path: rest };
  return pin.tree ? { path: rest, root: pin.tree.root } : { why: `${path} at ${pin.label} (${pin.why ?? ''})` };
}
