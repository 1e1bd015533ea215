/** Which folders of a repository Flux and Argo CD apply, and what they add to what is in them. */
import { posix } from 'node:path';
import { at, defined, labelsAt, listAt, objectAt, objectsAt, own, stringAt, trueAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject } from '../../../model/index.ts';
import { clusterOf, type Application, type Argo } from '../argocd/applications.ts';
import { takingOf } from '../argocd/directory.ts';
import { isAt, likeliest } from '../releases/at-path.ts';
import { isKnownText, known, type Source } from '../releases/draft.ts';
import { ANNOTATIONS, METADATA, type Change } from './change.ts';
import { layerOf, type Layer } from './layers.ts';
import { variablesOf, type Substitute } from './substitutes.ts';

/** A folder of the repository that Flux or Argo CD applies. */
export interface Applied {
  /** "." is the root of the repository. */
  readonly path: string;
  /** Of Flux: the Git repository that the path is in, by its name. */
  readonly repository?: string;
  readonly otherwise?: string;
  /** The cluster of Argo CD, where it is told. */
  readonly cluster?: string;
  readonly variables?: Variables;
  /** What it gives to kustomize, as a kustomization has it. */
  readonly raw: JsonObject;
  /** Names the document in a sentence, and the field that `raw` is. */
  readonly file: string;
  readonly within: string;
  /** What it does after kustomize. */
  readonly more: readonly Change[];
  /** The folders that the path may be, where that is told. */
  readonly places?: readonly string[];
  /** Which files of a plain folder it applies, as an Application has it; absent: all. */
  readonly directory?: JsonObject;
  /** Why it may not apply it, as a sentence without its end. */
  readonly unsure?: string;
}

/** What a document has applied. */
export function appliedBy(source: Source, argo: Argo, substitutes: readonly Substitute[] = []): readonly Applied[] {
  const { apiVersion, kind } = source;
  if (kind === 'Kustomization' && groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io')
    return appliedByFlux(source, substitutes);
  if (kind === 'Application' || kind === 'ApplicationSet')
    return argo.applicationsOf(source).flatMap((one) => appliedByApplication(one, source));
  return [];
}

/**
 * Source: fluxcd/kustomize-controller api/v1/kustomization_types.go (targetNamespace overrides); fluxcd/pkg kustomize
 * kustomize_generator.go (fields that are put into the kustomization), ssa/utils (SetCommonMetadata overrides).
 */
function appliedByFlux(source: Source, substitutes: readonly Substitute[]): readonly Applied[] {
  const spec = objectAt(source.raw, 'spec');
  const labels = labelsAt(spec, 'commonMetadata', 'labels');
  const annotations = labelsAt(spec, 'commonMetadata', 'annotations');
  const namespace = stringAt(spec, 'targetNamespace');
  const more: readonly Change[] = [
    { does: 'label', labels, fields: METADATA },
    { does: 'annotate', annotations, fields: ANNOTATIONS },
  ];
  const isGit = stringAt(spec, 'sourceRef', 'kind') === 'GitRepository';
  return appliedAt(stringAt(spec, 'path') || (isGit ? '.' : undefined), {
    ...known('repository', isGit ? stringAt(spec, 'sourceRef', 'name') : undefined),
    raw: fieldsOf(spec, ['namePrefix', 'nameSuffix', 'components'], {
      ...known('namespace', namespace),
      ...inlinePatches(spec),
    }),
    more: more.filter((change) => Object.keys(change.does === 'label' ? labels : annotations).length > 0),
    ...placeOf(source, 'spec.'),
    variables: variablesOf(source, substitutes),
  });
}

/** Patches of Flux as a kustomization has them: those of older fields have no text of their own. */
export function inlinePatches(spec: JsonObject | undefined): JsonObject {
  return {
    patches: objectsAt(spec, 'patches'),
    patchesStrategicMerge: listAt(spec, 'patchesStrategicMerge').map((patch) => JSON.stringify(patch)),
    patchesJson6902: objectsAt(spec, 'patchesJson6902').map((entry) => ({
      ...entry,
      patch: JSON.stringify(entry['patch'] ?? []),
    })),
  };
}

/** Source: argo-cd util/kustomize/kustomize.go (Build), pkg/apis/application/v1alpha1/types.go (ApplicationSourceKustomize). */
function appliedByApplication({ spec, at: within, open, parts }: Application, source: Source): readonly Applied[] {
  const otherwise = known('otherwise', stringAt(spec, 'destination', 'namespace'));
  return parts.flatMap((part): readonly Applied[] => {
    if (part.path === undefined || part.folders.length === 0) return [];
    const options = objectAt(part.raw, 'kustomize');
    const labels = labelsAt(options, 'commonLabels');
    const raw = fieldsOf(
      options,
      ['namePrefix', 'nameSuffix', 'patches', 'components', 'commonAnnotations', 'replicas'],
      {
        ...known('namespace', stringAt(options, 'namespace')),
        ...(trueAt(options, 'labelWithoutSelector')
          ? { labels: [{ pairs: labels, includeTemplates: trueAt(options, 'labelIncludeTemplates') }] }
          : { commonLabels: labels }),
      },
    );
    const [may] = open;
    const unsure = part.unsure ?? (may === undefined ? undefined : `it depends on ${may}`);
    const place = placeOf(source, `${fieldText([...within, ...part.at.slice(within.length)])}.kustomize.`);
    return [
      {
        path: part.path,
        places: part.folders,
        ...otherwise,
        ...defined({ cluster: clusterOf({ spec }) }),
        raw,
        more: [],
        directory: objectAt(part.raw, 'directory') ?? {},
        ...defined({ unsure }),
        ...place,
      },
    ];
  });
}

/** "spec.sources[0]". */
const fieldText = (path: readonly string[]): string => path.join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]');

function fieldsOf(from: JsonObject | undefined, names: readonly string[], more: JsonObject): JsonObject {
  const given = names.flatMap((name) => {
    const value = at(from, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(given), ...more };
}

function placeOf({ origin }: Source, within: string): Pick<Applied, 'file' | 'within'> {
  return { file: `${origin.file}:${origin.line}`, within };
}

function appliedAt(path: string | undefined, rest: Omit<Applied, 'path'>): readonly Applied[] {
  return isKnownText(path) ? [{ path: posix.normalize(path).replace(/^\.?\/|\/$/g, '') || '.', ...rest }] : [];
}

/** What a tool does to what is in a folder. */
export interface Tool {
  readonly otherwise?: string;
  /** The clusters that it is for, where all are told. */
  readonly clusters?: readonly string[];
  readonly variables: Variables;
  /** Absent: it adds nothing. */
  readonly layer?: Layer;
  /** Of a plain folder: the files that it does this to; absent: all. */
  readonly takes?: (file: string) => boolean | 'unknown';
  /** Tools that apply it in the same namespace, and in another way, or that may apply it. */
  readonly others?: { readonly why: string; readonly tools: readonly Tool[] };
}

/** What the tools do that apply the first of these folders that one applies; `file`: no kustomization lists it. */
export type ToolsOf = (folders: readonly string[], file?: string) => readonly Tool[];

/** `folders`: all that there are; `root`: the one around them. */
export function toolsOf(
  applied: readonly Applied[],
  texts: ReadonlyMap<string, string>,
  folders: readonly string[],
  root: string,
): ToolsOf {
  // The root of one of several repositories is not told from those of the others.
  const isOne = new Set(applied.flatMap(({ repository }) => repository ?? [])).size <= 1;
  const all = applied
    .filter(({ path, places }) => path !== '.' || isOne || places !== undefined)
    .map((entry) => ({ ...entry, places: entry.places ?? placesOf(entry, folders, root) }));
  const known = new Map<string, readonly Tool[]>();
  const none: readonly Tool[] = [{ variables: common([]) }];
  return (asked, file) => {
    for (const folder of asked) {
      const tools = known.get(folder) ?? toolsAt(folder, all, texts);
      known.set(folder, tools);
      const here = file === undefined ? tools : tools.flatMap((tool) => ofFile(tool, file));
      if (here.length > 0) return here;
    }
    return none;
  };
}

/** What a tool does to a file of a plain folder. */
function ofFile(tool: Tool, file: string): readonly Tool[] {
  const { others, ...own } = tool;
  const all = (others?.tools ?? []).filter((one) => one.takes?.(file) !== false);
  const is = tool.takes?.(file) ?? true;
  const [next, ...rest] = all;
  if (is === false)
    return next ? [{ ...next, ...(rest.length > 0 && others ? { others: { ...others, tools: rest } } : {}) }] : [];
  const either = [...(is === 'unknown' ? [{ variables: own.variables }] : []), ...all];
  if (either.length === 0) return others === undefined || own.layer ? [own] : [];
  const why =
    others?.why ?? `whether ${own.layer?.file ?? 'an Application'} takes ${file} is not read from its patterns`;
  return [{ ...own, others: { why, tools: either } }];
}

/** The folders that a path may be: one, or several where only what they end with tells. */
function placesOf({ path, file }: Applied, folders: readonly string[], root: string): readonly string[] {
  if (path === '.') return [root];
  const candidates = [...new Set(folders)].filter((folder) => isAt(folder, path));
  const exact = candidates.find((folder) => folder === path || folder === posix.join(root, path));
  if (exact !== undefined) return [exact];
  return likeliest(candidates, path, file);
}

type Placed = Applied & { readonly places: readonly string[] };

/** One for each tool that does something else in a namespace; what may be applied is judged as applied and as not. */
function toolsAt(folder: string, applied: readonly Placed[], texts: ReadonlyMap<string, string>): readonly Tool[] {
  const entries = applied.filter(({ places }) => places.includes(folder));
  const certain = toolsBy(
    entries.filter(({ places, unsure }) => places.length === 1 && unsure === undefined),
    folder,
    texts,
  );
  const [first] = entries;
  if (certain.length > 0 || first === undefined) return certain;
  const why = first.unsure
    ? `${first.file} applies ${first.path}, and ${first.unsure}`
    : `${first.file} applies ${first.path}, which may be ${first.places.join(' or ')}`;
  return [{ variables: common([]), others: { why, tools: toolsBy(entries, folder, texts) } }];
}

function toolsBy(entries: readonly Applied[], folder: string, texts: ReadonlyMap<string, string>): readonly Tool[] {
  const variables = common(entries.flatMap((entry) => entry.variables ?? []));
  const tools = entries.map(
    ({ raw, file, within, more, otherwise, directory }): Tool & { readonly layer: Layer; readonly way: string } => ({
      ...known('otherwise', otherwise),
      variables,
      ...takesOf(directory, folder),
      layer: layerOf({ raw, folder, file, within, texts }, more),
      way: JSON.stringify(directory),
    }),
  );
  const keyOf = ({ layer, otherwise, way }: (typeof tools)[number]): string =>
    JSON.stringify([layer.key, otherwise, way]);
  const clustersOf = (tool: (typeof tools)[number]): Pick<Tool, 'clusters'> => {
    const all = entries.filter((_, i) => tools[i] && keyOf(tools[i]) === keyOf(tool)).map(({ cluster }) => cluster);
    const told = all.filter((one) => one !== undefined);
    return told.length > 0 && told.length === all.length ? { clusters: [...new Set(told)] } : {};
  };
  const different = [...new Map(tools.toReversed().map((tool) => [keyOf(tool), tool])).values()].toReversed();
  const perNamespace = new Map<string, (typeof tools)[number][]>();
  for (const tool of different) {
    const namespace = namespaceOf(tool);
    perNamespace.set(namespace, [...(perNamespace.get(namespace) ?? []), tool]);
  }
  return [...perNamespace.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, ...clustersOf(first), ...inOtherWays(first.layer, others) }],
  );
}

function takesOf(directory: JsonObject | undefined, folder: string): Pick<Tool, 'takes'> {
  const taking = directory && takingOf(directory);
  return taking ? { takes: (path) => taking(folder, path) } : {};
}

function inOtherWays(first: Layer, tools: readonly (Tool & { readonly layer: Layer })[]): Pick<Tool, 'others'> {
  const [second] = tools;
  if (second === undefined) return {};
  return { others: { why: `${first.file} and ${second.layer.file} apply it in different ways`, tools } };
}

const namespaceOf = ({ layer, otherwise }: Tool): string =>
  layer?.changes.findLast((change) => change.does === 'move')?.namespace ?? otherwise ?? '';

/** What several clusters that apply one folder agree on. */
function common(all: readonly Variables[]): Variables {
  const entries = all.flatMap(({ values }) => Object.entries(values));
  const agreed = entries.filter(([name, value]) => all.every(({ values }) => own(values, name) === value));
  const hidden = [...new Set(all.flatMap((one) => one.hidden ?? []))];
  return {
    values: Object.fromEntries(agreed.filter(([name]) => !hidden.includes(name))),
    open: agreed.length < entries.length || all.some(({ open }) => open),
    ...(hidden.length === 0 ? {} : { hidden }),
  };
}
