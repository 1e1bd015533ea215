/**
 * Application and ApplicationSet of Argo CD. Precedence of values: argo-cd docs/user-guide/helm.md (parameters over
 * valuesObject over values over valueFiles); fields: pkg/apis/application/v1alpha1/types.go, ApplicationSourceHelm.
 */
import { posix } from 'node:path';
import { at, objectAt, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Json, JsonObject, Ref } from '../../../model/index.ts';
import { dependenciesOf } from './chart-file.ts';
import {
  chartName,
  isKnownText,
  known,
  refOfSource,
  type Draft,
  type FileOrigin,
  type Source,
  type ValuesSource,
} from './draft.ts';
import { parameterSets, type Parameters } from './generators.ts';

/** The releases of an Application: one for each source that is a chart, or a folder with a Chart.yaml. */
export function applicationDrafts(source: Source, all: readonly Source[]): readonly Draft[] {
  return draftsOf(objectAt(source.raw, 'spec'), ['spec'], refOfSource(source), source.origin, all);
}

/** The releases of the Applications that an ApplicationSet makes, as far as its generators can be followed here. */
export function applicationSetDrafts(source: Source, all: readonly Source[]): readonly Draft[] {
  const by = refOfSource(source);
  const charts = all.filter(({ kind }) => kind === 'Chart').map(({ origin }) => posix.dirname(origin.file));
  return templatesOf(source, charts).flatMap((filled) => {
    const name = stringAt(filled, 'metadata', 'name');
    return draftsOf(objectAt(filled, 'spec'), ['spec', 'template', 'spec'], by, source.origin, all, name);
  });
}

/** The template of an ApplicationSet as it is filled in for each Application; `folders`: those of the repository. */
export function templatesOf({ raw }: Source, folders: readonly string[]): readonly JsonObject[] {
  const template = objectAt(raw, 'spec', 'template');
  if (template === undefined) return [];
  const sets = parameterSets(objectsAt(raw, 'spec', 'generators'), [...new Set(folders)]);
  return sets.map((parameters) => fillIn(template, parameters));
}

/** `{{name}}`, and with Go templates `{{.name}}`. What is not known stays as it is. */
function fillIn(value: JsonObject, parameters: Parameters): JsonObject {
  const text = JSON.stringify(value).replaceAll(
    /\{\{-?\s*\.?([\w.-]+)\s*-?\}\}/g,
    (whole, name: string) => parameters[name]?.replaceAll(/["\\]/g, '') ?? whole,
  );
  return JSON.parse(text) as JsonObject;
}

function draftsOf(
  spec: JsonObject | undefined,
  path: readonly string[],
  by: Ref,
  origin: FileOrigin,
  all: readonly Source[],
  application = by.name,
): readonly Draft[] {
  const several = objectsAt(spec, 'sources');
  const one = objectAt(spec, 'source');
  const sources = [
    ...(one ? [{ source: one, at: [...path, 'source'] }] : []),
    ...several.map((source, i) => ({ source, at: [...path, 'sources', String(i)] })),
  ];
  return sources.flatMap(({ source, at: where }) => {
    const helm = objectAt(source, 'helm');
    const common = {
      by,
      origin,
      ...known('name', stringAt(helm, 'releaseName') ?? application),
      ...known('namespace', stringAt(spec, 'destination', 'namespace')),
    };
    const chart = stringAt(source, 'chart');
    if (isKnownText(chart)) {
      const version = known('version', stringAt(source, 'targetRevision'));
      const repository = known('repository', stringAt(source, 'repoURL'));
      return [
        {
          ...common,
          chart: chartName(chart),
          ...version,
          ...repository,
          sources: valuesOf(helm, [...where, 'helm'], ''),
        },
      ];
    }
    const folder = stringAt(source, 'path');
    if (!isKnownText(folder)) return [];
    return dependenciesOf(folder, all).map(({ values, ...dependency }) => ({
      ...common,
      ...dependency,
      sources: [values, ...valuesOf(helm, [...where, 'helm'], folder)],
    }));
  });
}

function valuesOf(helm: JsonObject | undefined, path: readonly string[], folder: string): readonly ValuesSource[] {
  const object = at(helm, 'valuesObject');
  const text = stringAt(helm, 'values');
  const parameters = objectsAt(helm, 'parameters');
  const given: readonly ValuesSource[] =
    object !== undefined && object !== null
      ? [{ from: 'document', name: 'valuesObject', at: [...path, 'valuesObject'], values: object }]
      : text === undefined
        ? []
        : [{ from: 'document', name: 'values', at: [...path, 'values'], values: text }];
  return [
    ...stringsAt(helm, 'valueFiles').map((file) => fileOf(file, folder)),
    ...given,
    ...(parameters.length === 0
      ? []
      : [
          {
            from: 'document' as const,
            name: 'parameters',
            at: [...path, 'parameters'],
            values: treeOf(
              parameters.map((entry) => [
                stringAt(entry, 'name') ?? '',
                typed(stringAt(entry, 'value') ?? '', at(entry, 'forceString') === true),
              ]),
            ),
          },
        ]),
    // Where a release has no values, its own begin here.
    ...(given.length === 0 ? [{ from: 'document' as const, name: 'values', at: path, values: {} }] : []),
  ];
}

/** "$values/clusters/a.yaml" is in the repository of another source: usually this one. */
function fileOf(file: string, folder: string): ValuesSource {
  if (!isKnownText(file) || /^https?:/.test(file)) return { from: 'nowhere', name: file };
  const path = /^\$[^/]+\/(.*)$/.exec(file)?.[1] ?? (file.startsWith('/') ? file.slice(1) : posix.join(folder, file));
  return { from: 'file', path };
}

/** Values as `helm --set` makes them of "a.b=c" and "a.b[0]=c"; a dot of a key has a backslash before it. */
export function treeOf(entries: readonly (readonly [path: string, value: Json])[]): JsonObject {
  const root: Record<string, Json> = {};
  for (const [path, value] of entries) {
    const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.').replace(/\[\d+\]$/, ''));
    let node = root;
    for (const part of parts.slice(0, -1)) {
      const map: Record<string, Json> = { ...objectAt(node, part) };
      node[part] = map;
      node = map;
    }
    const last = parts.at(-1) ?? '';
    if (!['__proto__', 'constructor'].includes(last)) node[last] = value;
  }
  return root;
}

/** As `--set` reads a text. */
export function typed(text: string, forceString = false): Json {
  if (forceString) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}
