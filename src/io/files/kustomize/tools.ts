/** What the tools of a repository do to what is in its folders. */
import { posix } from 'node:path';
import { own } from '../../../kube/json.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject } from '../../../model/index.ts';
import { takingOf, type Taken } from '../argocd/directory.ts';
import { isAt, likeliest } from '../releases/at-path.ts';
import { known } from '../releases/draft.ts';
import type { Applied } from './applied.ts';
import type { Change } from './change.ts';
import { layerOf, type Layer } from './layers.ts';

/** What a tool does to what is in a folder. */
export interface Tool {
  readonly otherwise?: string;
  /** The clusters that it is for, where all are told. */
  readonly clusters?: readonly string[];
  readonly variables: Variables;
  /** Absent: it adds nothing. */
  readonly layer?: Layer;
  /** Of a plain folder: the files that it does this to; absent: all. */
  readonly takes?: (file: string) => Taken;
  /** What is here is not what it applies. */
  readonly away?: true;
  /** Tools that apply it in the same namespace, and in another way, or that may apply it. */
  readonly others?: { readonly why: string; readonly tools: readonly Tool[] };
}

/** What the tools do that apply the first of these folders that one applies; `file`: no kustomization lists it. None: no tool applies it. */
export type ToolsOf = (folders: readonly string[], file?: string) => readonly Tool[];

/**
 * `folders`: all that there are; `root`: the one around them; of files of another revision only what is applied counts.
 * `excluded`: gets the files that Applications leave out by their patterns.
 */
export function toolsOf(
  applied: readonly Applied[],
  texts: ReadonlyMap<string, string>,
  folders: readonly string[],
  root: string,
  isPinned: (path: string) => boolean = () => false,
  excluded: Set<string> = new Set(),
): ToolsOf {
  // The root of one of several repositories is not told from those of the others.
  const isOne = new Set(applied.flatMap(({ repository }) => repository ?? [])).size <= 1;
  const all = applied
    .filter(({ path, places }) => path !== '.' || isOne || places !== undefined)
    .map((entry) => ({ ...entry, places: entry.places ?? placesOf(entry, folders, root) }));
  const known = new Map<string, readonly Tool[]>();
  const none: readonly Tool[] = [{ variables: common([]) }];
  return (asked, file) => {
    let isExcluded = false;
    for (const folder of asked) {
      const tools = known.get(folder) ?? toolsAt(folder, all, texts);
      known.set(folder, tools);
      const here = file === undefined ? tools : tools.flatMap((tool) => ofFile(tool, file));
      if (here.length > 0) return here.filter(({ away }) => away === undefined);
      isExcluded ||= file !== undefined && tools.some((tool) => isLeftOut(tool, file));
    }
    if (isExcluded && file !== undefined) excluded.add(file);
    return isExcluded || isPinned(asked[0] ?? '') ? [] : none;
  };
}

/** Do all that apply a folder in one way or another leave a file out? */
function isLeftOut(tool: Tool, file: string): boolean {
  return [tool, ...(tool.others?.tools ?? [])].every((one) => one.takes?.(file) === 'excluded');
}

const isNot = (taken: Taken | undefined): boolean => taken === false || taken === 'excluded';

/** What a tool does to a file of a plain folder. */
function ofFile(tool: Tool, file: string): readonly Tool[] {
  const { others, ...own } = tool;
  const all = (others?.tools ?? []).filter((one) => !isNot(one.takes?.(file)));
  const is = tool.takes?.(file) ?? true;
  const [next, ...rest] = all;
  if (isNot(is))
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
  const all = applied.filter(({ places }) => places.includes(folder));
  const entries = all.filter(({ away }) => away === undefined);
  if (entries.length === 0) return awayFrom(folder, all, texts);
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

/** Of a folder that is applied at other revisions alone. */
function awayFrom(folder: string, entries: readonly Placed[], texts: ReadonlyMap<string, string>): readonly Tool[] {
  const certain = entries.filter(({ places, unsure }) => places.length === 1 && unsure === undefined);
  if (certain.length > 0)
    return certain.flatMap((entry) => toolsBy([entry], folder, texts)).map((tool) => ({ ...tool, away: true }));
  return entries.slice(0, 1).map((entry) => {
    const why = `${entry.file} applies ${entry.path} at another revision, and ${entry.unsure ?? `that may be ${entry.places.join(' or ')}`}`;
    const changes: readonly Change[] = [{ does: 'leave open', target: {}, why }];
    return {
      variables: common([]),
      ...takesOf(entry.directory, folder),
      layer: { folder, components: [], changes, key: why, file: entry.file },
    };
  });
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
