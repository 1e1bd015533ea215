/**
 * Application and ApplicationSet of Argo CD. Precedence of values: argo-cd docs/user-guide/helm.md (parameters over
 * valuesObject over values over valueFiles); fields: pkg/apis/application/v1alpha1/types.go, ApplicationSourceHelm.
 */
import { posix } from 'node:path';
import { at, listAt, mapTexts, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../../kube/json.ts';
import type { JsonObject, Ref } from '../../../model/index.ts';
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
import { parameterSets, unfollowed, type Parameters } from './generators.ts';
import { treeOf, typed } from './set-values.ts';

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
    const drafts = draftsOf(objectAt(filled, 'spec'), ['spec', 'template', 'spec'], by, source.origin, all, name);
    return drafts.map((draft) => {
      const [open] = [...unfollowed(source.raw), ...holesIn(draft, source.raw)];
      return open === undefined ? draft : { ...draft, open: `its values depend on ${open}` };
    });
  });
}

/**
 * What Argo CD fills into values and is not known here: with Go templates all that is in braces, else a name in them. A chart's
 * own templates in values begin with a dot, and Argo CD leaves these alone.
 */
function holesIn({ sources }: Draft, raw: JsonObject): readonly string[] {
  const isGo = trueAt(objectAt(raw, 'spec'), 'goTemplate');
  const hole = isGo ? /\{\{[^{}]*\}\}/ : /\{\{\s*[\w-][\w.[\]-]*\s*\}\}/;
  const found: string[] = [];
  for (const source of sources)
    if (source.from === 'document')
      mapTexts(source.values, (text) => {
        found.push(...(hole.exec(text) ?? []).slice(0, 1));
        return text;
      });
  return found.map((text) => `${text}, which its generators fill in`);
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
    const plugin = objectAt(source, 'plugin');
    return dependenciesOf(folder, all, origin.file).map(({ values, ...dependency }) => ({
      ...common,
      ...dependency,
      sources: [
        values,
        ...valuesOf(helm, [...where, 'helm'], folder),
        // What it makes of a folder only that can tell.
        ...(plugin ? [{ from: 'nowhere' as const, name: 'a plugin of Argo CD' }] : []),
      ],
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
    ...stringsAt(helm, 'valueFiles').map((file) => ({
      ...fileOf(file, folder),
      ...(trueAt(helm, 'ignoreMissingValueFiles') ? { optional: true } : {}),
    })),
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
    ...(listAt(helm, 'fileParameters').length === 0 ? [] : [{ from: 'nowhere' as const, name: 'fileParameters' }]),
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
