/**
 * Application and ApplicationSet of Argo CD. Precedence of values: argo-cd docs/user-guide/helm.md (parameters over
 * valuesObject over values over valueFiles); fields: pkg/apis/application/v1alpha1/types.go, ApplicationSourceHelm.
 */
import { posix } from 'node:path';
import { at, defined, listAt, mapTexts, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../../kube/json.ts';
import type { JsonObject } from '../../../model/index.ts';
import { clusterOf, type Application, type Argo, type RefFile } from '../argocd/applications.ts';
import { chartsAt } from './chart-file.ts';
import { chartName, isKnownText, known, refOfSource, type Draft, type Source, type ValuesSource } from './draft.ts';
import { treeOf, typed } from './set-values.ts';

/** The releases of an Application, or of those that an ApplicationSet makes: one for each source that is a chart, or a folder with one. */
export function argoDrafts(source: Source, all: readonly Source[], argo: Argo): readonly Draft[] {
  const isSet = source.kind === 'ApplicationSet';
  return argo.applicationsOf(source).flatMap((application) =>
    draftsOf(application, source, all, argo).map((draft) => {
      const open = [...application.open, ...(isSet ? holesIn(draft, source.raw) : [])];
      const nowhere = open.slice(0, 1).map((name) => ({ from: 'nowhere' as const, name }));
      return nowhere.length === 0 ? draft : { ...draft, sources: [...draft.sources, ...nowhere] };
    }),
  );
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

function draftsOf(application: Application, source: Source, all: readonly Source[], argo: Argo): readonly Draft[] {
  const by = refOfSource(source);
  const { origin } = source;
  return application.parts.flatMap((part): readonly Draft[] => {
    const helm = objectAt(part.raw, 'helm');
    const name = stringAt(helm, 'releaseName') ?? application.name;
    const common = {
      by,
      origin,
      ...known('name', name),
      ...defined({ cluster: clusterOf(application) }),
      ...known('namespace', stringAt(helm, 'namespace') ?? stringAt(application.spec, 'destination', 'namespace')),
    };
    const values = (folder: string): readonly ValuesSource[] =>
      valuesOf(helm, [...part.at, 'helm'], (file) =>
        fileOf(file, folder, argo.refFile(application, file), part.pin?.tree?.root),
      );
    const chart = stringAt(part.raw, 'chart');
    if (isKnownText(chart)) {
      const version = known('version', stringAt(part.raw, 'targetRevision'));
      const repository = known('repository', stringAt(part.raw, 'repoURL'));
      return [{ ...common, chart: chartName(chart), ...version, ...repository, sources: values('') }];
    }
    const plugin = objectAt(part.raw, 'plugin');
    const open = part.folders.length > 1 ? `it may be in ${part.folders.join(' or ')}` : part.unsure;
    return part.folders.flatMap((folder) =>
      chartsAt(folder, all).map(({ values: own, ...dependency }) => ({
        ...common,
        ...dependency,
        ...defined({ open }),
        sources: [
          own,
          ...values(part.path ?? folder),
          // What it makes of a folder only that can tell.
          ...(plugin ? [{ from: 'nowhere' as const, name: 'a plugin of Argo CD' }] : []),
        ],
      })),
    );
  });
}

function valuesOf(
  helm: JsonObject | undefined,
  path: readonly string[],
  file: (path: string) => ValuesSource,
): readonly ValuesSource[] {
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
    ...stringsAt(helm, 'valueFiles').map((each) => ({
      ...file(each),
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

/** "$values/clusters/a.yaml" begins at the root of another source, others at the folder of the chart. */
function fileOf(file: string, folder: string, ref: RefFile | undefined, root: string | undefined): ValuesSource {
  if (!isKnownText(file) || /^https?:/.test(file)) return { from: 'nowhere', name: file };
  if (ref !== undefined) return 'why' in ref ? { from: 'nowhere', name: ref.why } : { from: 'file', ...ref };
  const path = file.startsWith('/') ? file.slice(1) : posix.join(folder, file);
  return { from: 'file', path, ...defined({ root }) };
}
