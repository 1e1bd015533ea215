/** Which folders of a repository Flux and Argo CD apply, and what they add to what is in them. */
import { posix } from 'node:path';
import { at, labelsAt, listAt, objectAt, objectsAt, own, stringAt, trueAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject } from '../../../model/index.ts';
import { templatesOf } from '../releases/argocd.ts';
import { isAt, likeliest } from '../releases/at-path.ts';
import { isKnownText, known, type Source } from '../releases/draft.ts';
import { ANNOTATIONS, METADATA, type Change } from './change.ts';
import { layerOf, type Layer } from './layers.ts';

/** A folder of the repository that Flux or Argo CD applies. */
export interface Applied {
  /** "." is the root of the repository. */
  readonly path: string;
  /** Of Flux: the Git repository that the path is in, by its name. */
  readonly repository?: string;
  readonly otherwise?: string;
  readonly variables?: Variables;
  /** What it gives to kustomize, as a kustomization has it. */
  readonly raw: JsonObject;
  /** Names the document in a sentence, and the field that `raw` is. */
  readonly file: string;
  readonly within: string;
  /** What it does after kustomize. */
  readonly more: readonly Change[];
}

/** What a document has applied; `folders`: all that there are. */
export function appliedBy(source: Source, folders: readonly string[]): readonly Applied[] {
  const { apiVersion, kind, raw } = source;
  const spec = objectAt(raw, 'spec');
  if (kind === 'Kustomization' && groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io') return appliedByFlux(source);
  if (kind === 'Application') return appliedByApplication(spec, source, 'spec.');
  if (kind === 'ApplicationSet')
    return templatesOf(source, folders).flatMap((template) =>
      appliedByApplication(objectAt(template, 'spec'), source, 'spec.template.spec.'),
    );
  return [];
}

/**
 * Source: fluxcd/kustomize-controller api/v1/kustomization_types.go (targetNamespace overrides); fluxcd/pkg kustomize
 * kustomize_generator.go (fields that are put into the kustomization), ssa/utils (SetCommonMetadata overrides).
 */
function appliedByFlux(source: Source): readonly Applied[] {
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
    variables: {
      values: labelsAt(spec, 'postBuild', 'substitute'),
      open: listAt(spec, 'postBuild', 'substituteFrom').length > 0,
    },
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
function appliedByApplication(spec: JsonObject | undefined, source: Source, path: string): readonly Applied[] {
  const otherwise = known('otherwise', stringAt(spec, 'destination', 'namespace'));
  const one = objectAt(spec, 'source');
  const sources = [
    ...(one ? [{ from: one, within: `${path}source.kustomize.` }] : []),
    ...objectsAt(spec, 'sources').map((from, i) => ({ from, within: `${path}sources[${i}].kustomize.` })),
  ];
  return sources.flatMap(({ from, within }) => {
    const options = objectAt(from, 'kustomize');
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
    return appliedAt(stringAt(from, 'path'), { ...otherwise, raw, more: [], ...placeOf(source, within) });
  });
}

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
  readonly variables: Variables;
  /** Absent: it adds nothing. */
  readonly layer?: Layer;
  /** Tools that apply it in the same namespace, and in another way, or that may apply it. */
  readonly others?: { readonly why: string; readonly tools: readonly Tool[] };
}

/** What the tools do that apply the first of these folders that one applies. */
export type ToolsOf = (folders: readonly string[]) => readonly Tool[];

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
    .filter(({ path }) => path !== '.' || isOne)
    .map((entry) => ({ ...entry, places: placesOf(entry, folders, root) }));
  const known = new Map<string, readonly Tool[]>();
  const none: readonly Tool[] = [{ variables: common([]) }];
  return (asked) => {
    for (const folder of asked) {
      const tools = known.get(folder) ?? toolsAt(folder, all, texts);
      known.set(folder, tools);
      if (tools.length > 0) return tools;
    }
    return none;
  };
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
    entries.filter(({ places }) => places.length === 1),
    folder,
    texts,
  );
  const [first] = entries;
  if (certain.length > 0 || first === undefined) return certain;
  const why = `${first.file} applies ${first.path}, which may be ${first.places.join(' or ')}`;
  return [{ variables: common([]), others: { why, tools: toolsBy(entries, folder, texts) } }];
}

function toolsBy(entries: readonly Applied[], folder: string, texts: ReadonlyMap<string, string>): readonly Tool[] {
  const variables = common(entries.flatMap((entry) => entry.variables ?? []));
  const tools = entries.map(({ raw, file, within, more, otherwise }): Tool & { readonly layer: Layer } => ({
    ...known('otherwise', otherwise),
    variables,
    layer: layerOf({ raw, folder, file, within, texts }, more),
  }));
  const keyOf = ({ layer, otherwise }: Tool): string => JSON.stringify([layer?.key, otherwise]);
  const different = [...new Map(tools.toReversed().map((tool) => [keyOf(tool), tool])).values()].toReversed();
  const perNamespace = new Map<string, (typeof tools)[number][]>();
  for (const tool of different) {
    const namespace = namespaceOf(tool);
    perNamespace.set(namespace, [...(perNamespace.get(namespace) ?? []), tool]);
  }
  return [...perNamespace.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, ...inOtherWays(first.layer, others) }],
  );
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
  return { values: Object.fromEntries(agreed), open: agreed.length < entries.length || all.some(({ open }) => open) };
}
