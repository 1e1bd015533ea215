/**
 * What an ApplicationSet fills into its template, as far as the files tell: lists, and folders of the repository. What a
 * generator learns from a cluster or a forge stays unknown. Source: argo-cd docs/operator-manual/applicationset.
 */
import { isObject, listAt, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';

export type Parameters = Readonly<Record<string, string>>;

const UNKNOWN: readonly Parameters[] = [{}];

/** One set of parameters for each Application that the generators make; `there`: the folders of the repository. */
export function parameterSets(generators: readonly JsonObject[], there: readonly string[]): readonly Parameters[] {
  return generators.flatMap((generator) => setsOf(generator, there));
}

function setsOf(generator: JsonObject, there: readonly string[]): readonly Parameters[] {
  const list = objectAt(generator, 'list');
  if (list) return objectsAt(list, 'elements').map((element) => flat(element));
  const git = objectAt(generator, 'git');
  if (git && listAt(git, 'directories').length > 0) return folders(objectsAt(git, 'directories'), there);
  const matrix = objectsAt(objectAt(generator, 'matrix'), 'generators');
  if (matrix.length > 0)
    return matrix
      .map((part) => setsOf(part, there))
      .reduce((sets, more) => sets.flatMap((set) => more.map((other) => ({ ...set, ...other }))));
  const [first] = objectsAt(objectAt(generator, 'merge'), 'generators');
  if (first) return setsOf(first, there);
  return UNKNOWN;
}

/** Ways to change parameters or templates that are not followed, among what an ApplicationSet has, by their fields. */
export function unfollowed(raw: JsonObject): readonly string[] {
  const spec = objectAt(raw, 'spec');
  const generators = objectsAt(spec, 'generators').flatMap(within);
  return [
    ...(spec?.['templatePatch'] === undefined ? [] : ['spec.templatePatch']),
    ...(generators.some((generator) => generator['selector'] !== undefined) ? ['a selector of its generators'] : []),
    ...(generators.some((generator) => objectAt(generator, 'merge')) ? ['a merge of its generators'] : []),
    ...(generators.some((generator) => Object.values(generator).some((each) => objectAt(each, 'template')))
      ? ['a template of its generators']
      : []),
  ];
}

/** A generator and those in it. */
function within(generator: JsonObject): readonly JsonObject[] {
  const parts = ['matrix', 'merge'].flatMap((kind) => objectsAt(objectAt(generator, kind), 'generators'));
  return [generator, ...parts.flatMap(within)];
}

/** Texts under their names; of maps within, "a.b". */
function flat(element: JsonObject, above = ''): Parameters {
  return Object.fromEntries(
    Object.entries(element).flatMap(([key, value]: [string, Json]) =>
      isObject(value)
        ? Object.entries(flat(value, `${above}${key}.`))
        : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? [[`${above}${key}`, String(value)] as const]
          : [],
    ),
  );
}

/** Folders that a pattern takes; the end of their path decides. */
function folders(patterns: readonly JsonObject[], there: readonly string[]): readonly Parameters[] {
  const takes = (folder: string, exclude: boolean): boolean =>
    patterns.some(
      (entry) => (entry['exclude'] === true) === exclude && ends(folder, stringAt(entry, 'path') ?? '') !== undefined,
    );
  return there
    .filter((folder) => takes(folder, false) && !takes(folder, true))
    .map((folder) => {
      const path = patterns.flatMap((entry) => ends(folder, stringAt(entry, 'path') ?? '') ?? [])[0] ?? folder;
      const parts = path.split('/');
      return {
        path,
        'path.path': path,
        'path.basename': parts.at(-1) ?? '',
        ...Object.fromEntries(parts.map((part, i) => [`path[${i}]`, part])),
      };
    });
}

/** The end of a folder's path that a pattern of the repository takes. */
function ends(folder: string, pattern: string): string | undefined {
  const parts = folder.split('/');
  const length = pattern.split('/').length;
  const end = parts.slice(-length).join('/');
  const glob = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return parts.length >= length && new RegExp(`^${glob}$`).test(end) ? end : undefined;
}
