/**
 * What the generators of an ApplicationSet make, as far as the files tell. What a generator learns from a cluster or a forge
 * stays unknown. Source: argo-cd docs/operator-manual/applicationset, applicationset/generators.
 */
import { posix } from 'node:path';
import { asText, isObject, objectAt, objectsAt, sameJson, stringAt, stringsAt, trueAt } from '../../../kube/json.ts';
import { decodeSelector, selectsKnown } from '../../../kube/selector.ts';
import { normalized } from '../../../lang/template/sprig.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { fillOf, filledMap, type Fill } from './fill.ts';
import { filePattern, folderPattern, pathspec } from './globs.ts';
import { flat, over, type Alternatives, type Parameters, type Repository } from './parameters.ts';

interface Making extends Repository {
  readonly fill: Fill;
  readonly isGo: boolean;
}

/** So many Applications of one ApplicationSet are followed. */
const MOST = 500;
const TOO_MANY: Parameters = { values: {}, unknown: `more than ${MOST} Applications` };

/** One set of parameters for each Application. */
export function parametersOf(raw: JsonObject, repository: Repository): readonly Parameters[] {
  const spec = objectAt(raw, 'spec');
  const making = { ...repository, fill: fillOf(raw), isGo: trueAt(spec, 'goTemplate') };
  const all = objectsAt(spec, 'generators').flatMap((generator) => setsOf(generator, making));
  if (all.length <= MOST) return all;
  return [...all.slice(0, MOST), TOO_MANY];
}

/** Those of one generator; `outer`: what those before it in a matrix made. */
function setsOf(generator: JsonObject, making: Making, outer?: Parameters): readonly Parameters[] {
  const made = madeBy(outer ? filledMap(generator, making.fill, outer) : generator, making);
  const isChanged = Object.values(generator).some((each) => objectAt(each, 'template'));
  const sets = isChanged ? made.map((set) => opened(set, 'a template of its generators')) : made;
  const selector = generator['selector'];
  return selector === undefined ? sets : sets.flatMap((set) => selected(set, selector));
}

const opened = (set: Parameters, open: string): Parameters => ({ open, ...set });

function selected(set: Parameters, selector: Json): readonly Parameters[] {
  const decoded = decodeSelector(selector, 'nothing');
  const labels = Object.fromEntries(flat(set.values));
  const answer =
    decoded.kind === 'invalid' ? 'unknown' : selectsKnown(decoded, { labels, complete: set.unknown === undefined });
  if (answer === 'unknown') return [opened(set, 'a selector of its generators')];
  return answer === 'yes' ? [set] : [];
}

function madeBy(generator: JsonObject, making: Making): readonly Parameters[] {
  const list = objectAt(generator, 'list');
  if (list) return listed(list);
  const git = objectAt(generator, 'git');
  if (git) return fromGit(git, making);
  const matrix = objectAt(generator, 'matrix');
  if (matrix) return combined(objectsAt(matrix, 'generators'), making);
  const merge = objectAt(generator, 'merge');
  if (merge) return merged(objectsAt(merge, 'generators'), stringsAt(merge, 'mergeKeys'), making);
  const clusters = generator['clusters'];
  if (clusters !== undefined) return [clusterOf(isObject(clusters) ? clusters : {}, making)];
  const [kind = 'a generator'] = Object.keys(generator).filter(
    (key) => !['selector', 'values', 'template'].includes(key),
  );
  return [{ values: {}, unknown: `the generator ${kind}` }];
}

function listed(list: JsonObject): readonly Parameters[] {
  const yaml = stringAt(list, 'elementsYaml') ?? '';
  const open = yaml.trim() === '' ? [] : [{ values: {}, unknown: 'elementsYaml of a list' }];
  return [...objectsAt(list, 'elements').map((values) => ({ values })), ...open];
}

/** Each with each; what one made is filled into the next. Source: applicationset/generators/matrix.go. */
function combined(generators: readonly JsonObject[], making: Making): readonly Parameters[] {
  const [first, ...rest] = generators;
  if (!first) return [];
  let sets = setsOf(first, making);
  for (const next of rest) {
    const more: Parameters[] = [];
    for (const set of sets) {
      for (const other of setsOf(next, making, set)) more.push(both(set, other, over(set.values, other.values)));
      if (more.length <= MOST) continue;
      more.push(TOO_MANY);
      break;
    }
    sets = more;
  }
  return sets;
}

function both(one: Parameters, other: Parameters, values: JsonObject): Parameters {
  const unknown = one.unknown ?? other.unknown;
  const open = one.open ?? other.open;
  return { values, ...(unknown === undefined ? {} : { unknown }), ...(open === undefined ? {} : { open }) };
}

/** The first one makes the sets; others change those that have the same keys. Source: applicationset/generators/merge.go. */
function merged(generators: readonly JsonObject[], keys: readonly string[], making: Making): readonly Parameters[] {
  const [base = [], ...more] = generators.map((generator) => setsOf(generator, making));
  const others = more.flat();
  if (base.length * others.length > MOST * MOST) return [TOO_MANY];
  return base.map((set) => others.reduce((now, other) => mergedWith(now, other, keys), set));
}

function mergedWith(set: Parameters, other: Parameters, keys: readonly string[]): Parameters {
  const [mine, theirs] = [flat(set.values), flat(other.values)];
  const pairs = keys.map((key) => [mine.get(key), theirs.get(key)] as const);
  if (pairs.some(([a, b]) => a !== undefined && b !== undefined && a !== b)) return set;
  const values = over(set.values, other.values);
  if (pairs.every(([a]) => a !== undefined) && pairs.every(([, b]) => b !== undefined)) return both(set, other, values);
  // Which clusters these are is not known: what both have alike is.
  const unknown = `a merge of its generators by ${keys.join(', ')}`;
  return { ...both(set, other, alike(set.values, values)), unknown: set.unknown ?? other.unknown ?? unknown };
}

/** What is the same whether the others are merged in or not. */
function alike(one: JsonObject, other: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(one).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
      const there = other[key];
      if (there === undefined) return [];
      if (isObject(value) && isObject(there)) return [[key, alike(value, there)]];
      return sameJson(value, there) ? [[key, value]] : [];
    }),
  );
}

const CLUSTERS = 'the generator clusters';

/** Which clusters there are is known to Argo CD; what their selector asks for is known here. */
function clusterOf(clusters: JsonObject, { fill, isGo }: Making): Parameters {
  const labels = objectAt(clusters, 'selector', 'matchLabels') ?? {};
  const entries = Object.entries(labels);
  const known: JsonObject =
    entries.length === 0
      ? {}
      : isGo
        ? { metadata: { labels } }
        : Object.fromEntries(entries.map(([key, value]) => [`metadata.labels.${key}`, value]));
  return withValues({ values: known, unknown: CLUSTERS }, clusters, fill);
}

/** `values` of a generator, which may use what it made. */
function withValues(set: Parameters, generator: JsonObject, fill: Fill): Parameters {
  const values = objectAt(generator, 'values');
  return values ? { ...set, values: { ...set.values, values: filledMap(values, fill, set) } } : set;
}

function fromGit(git: JsonObject, making: Making): readonly Parameters[] {
  const of = [stringAt(git, 'repoURL'), stringAt(git, 'revision') ?? ''] as const;
  const prefix = stringAt(git, 'pathParamPrefix') ?? '';
  const named = (set: Parameters): Parameters => withValues(set, git, making.fill);
  const directories = objectsAt(git, 'directories');
  if (directories.length > 0) {
    const found = matching(directories, making.folders(...of), folderPattern);
    if (typeof found === 'string') return [named({ values: {}, unknown: found })];
    const outer = found.filter((folder) => !/(?:^|\/)\./.test(folder));
    return outer.map((path) => named({ values: pathValues(path, undefined, making.isGo, prefix) }));
  }
  const found = filesOf(objectsAt(git, 'files'), making.files(...of));
  if (typeof found === 'string') return [named({ values: {}, unknown: found })];
  return found.flatMap(([file, open]): readonly Parameters[] => {
    const path = pathValues(posix.dirname(file), file, making.isGo, prefix);
    const maps = making.maps(file, ...of);
    if (!maps) return [named({ values: path, ...open, unknown: `the file ${file}` })];
    return maps.map((map) => named({ values: { ...map, ...path }, ...open }));
  });
}

/** Files that are taken by one of the two ways to read patterns alone are so by a setting of Argo CD. */
function filesOf(
  entries: readonly JsonObject[],
  there: Alternatives,
): readonly (readonly [string, Pick<Parameters, 'open'>])[] | string {
  const found = matching(entries, there, filePattern);
  if (typeof found === 'string') return found;
  const other = there.length === 1 ? matching(entries, there, pathspec) : found;
  const others = typeof other === 'string' ? found : other;
  return [...new Set([...found, ...others])].map((file) => [
    file,
    found.includes(file) && others.includes(file) ? {} : { open: `how Argo CD reads the patterns that take ${file}` },
  ]);
}

/** What patterns take and none leaves out; a text: why that is not known. */
function matching(
  entries: readonly JsonObject[],
  there: Alternatives,
  compile: (pattern: string) => RegExp | undefined,
): readonly string[] | string {
  if (typeof there === 'string') return there;
  const patterns = entries.map((entry) => [trueAt(entry, 'exclude'), compile(stringAt(entry, 'path') ?? '')] as const);
  const unread = patterns.findIndex(([, pattern]) => pattern === undefined);
  if (unread >= 0) return `the pattern ${asText(entries[unread]?.['path']) ?? ''} of its generators`;
  const open = entries.map((entry) => stringAt(entry, 'path') ?? '').find((path) => path.includes('{{'));
  if (open !== undefined) return `the pattern ${open} of its generators`;
  const takes = (path: string, exclude: boolean): boolean =>
    patterns.some(([isOut, pattern]) => isOut === exclude && pattern?.test(path) === true);
  const isTaken = (path: string): boolean => takes(path, false) && !takes(path, true);
  const found = there.find((paths) => paths.some(isTaken));
  if (found) return found.filter(isTaken);
  return there.length === 1 ? [] : 'paths that are not among the files';
}

/** Source: applicationset/generators/git.go (generateParamsFromApps, generateParamsFromGitFile). */
function pathValues(path: string, file: string | undefined, isGo: boolean, prefix: string): JsonObject {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  const filename = file === undefined ? undefined : posix.basename(file);
  const names: JsonObject = {
    path,
    basename,
    basenameNormalized: normalized(basename),
    ...(filename === undefined ? {} : { filename, filenameNormalized: normalized(filename) }),
  };
  if (isGo) {
    const value = { ...names, segments };
    return prefix === '' ? { path: value } : { [prefix]: { path: value } };
  }
  const root = prefix === '' ? 'path' : `${prefix}.path`;
  const { path: _path, ...others } = names;
  return {
    // Of a file the folder has the name of its own.
    [root]: path,
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [`${root}.${key}`, value])),
    ...Object.fromEntries(segments.map((segment, i) => [`${root}[${i}]`, segment])),
  };
}
