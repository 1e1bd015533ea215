/**
 * The Applications of Argo CD that the files hold, and those that their ApplicationSets make. Source: argo-cd
 * pkg/apis/application/v1alpha1/types.go, docs/user-guide/multiple_sources.md.
 */
import { posix } from 'node:path';
import { objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import type { JsonObject } from '../../../model/index.ts';
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
}

/** What files of values a source of an Application may name: "$ref/a.yaml". */
export type RefFile = { readonly path: string } | { readonly why: string };

export interface Argo {
  readonly applicationsOf: (source: Source) => readonly Application[];
  /** The file behind a path of values that begins with the name of another source. */
  readonly refFile: (application: Application, path: string) => RefFile | undefined;
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
      (address: string | undefined): Alternatives => {
        const is = whose({ address, path: '.' });
        if (is === 'elsewhere') return `folders of ${shownAddress(address)}`;
        return typeof is === 'object' ? is.open : places.from(source.origin.file, isExact(is));
      };
    return {
      folders: from(folders),
      files: from(files),
      maps: (path) => {
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
  const isThere = (path: string): boolean => path === '.' || folders.find(path, '', false).length > 0;
  const whose = whoseOf(known.checkout?.remotes ?? [], uses, isThere);
  const made = new Map<Source, readonly Application[]>();
  const applicationsOf = (source: Source): readonly Application[] => {
    const all =
      made.get(source) ??
      (isOfArgo(source) ? templatesOf(source, repositoryOf(source, whose)) : []).map((one): Application => ({
        ...one,
        parts: partsOf(one.spec, one.at).map((part) => placed(part, whose, folders, source.origin.file, isExact)),
      }));
    made.set(source, all);
    return all;
  };
  return { applicationsOf, refFile: ({ spec }, path) => refFileOf(spec, path, whose) };
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

function usesOf(spec: JsonObject): readonly Use[] {
  return partsOf(spec, []).flatMap(({ raw }) => {
    const path = stringAt(raw, 'chart') === undefined ? pathFrom(stringAt(raw, 'path')) : undefined;
    return path === undefined ? [] : [{ address: stringAt(raw, 'repoURL'), path }];
  });
}

function placed(
  part: Pick<Part, 'raw' | 'at'>,
  whose: (use: Use) => Whose,
  folders: Places,
  file: string,
  isExact: (whose: Whose) => boolean,
): Part {
  const path = stringAt(part.raw, 'chart') === undefined ? pathFrom(stringAt(part.raw, 'path')) : undefined;
  if (path === undefined) return { ...part, folders: [] };
  const is = whose({ address: stringAt(part.raw, 'repoURL'), path });
  if (is === 'elsewhere') return { ...part, path, folders: [] };
  const found = folders.find(path, file, isExact(is));
  return { ...part, path, folders: found, ...(typeof is === 'object' ? { unsure: is.open } : {}) };
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

function refFileOf(spec: JsonObject, path: string, whose: (use: Use) => Whose): RefFile | undefined {
  const [, ref, rest = ''] = /^\$([^/]+)\/(.*)$/s.exec(path) ?? [];
  if (ref === undefined) return undefined;
  const meant = objectsAt(spec, 'sources').find((each) => stringAt(each, 'ref') === ref);
  if (!meant) return { why: `${path}, of which no source has the ref ${ref}` };
  const address = stringAt(meant, 'repoURL');
  const is = whose({ address, path: posix.dirname(posix.normalize(rest)) });
  if (is === 'elsewhere') return { why: `${path} of ${shownAddress(address)}` };
  return typeof is === 'object' ? { why: `${path}: ${is.open}` } : { path: rest };
}
