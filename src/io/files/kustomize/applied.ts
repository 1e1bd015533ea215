/** Which folders of a repository Flux and Argo CD apply, and what they add: a namespace, the values of variables. */
import { posix } from 'node:path';
import { labelsAt, listAt, objectAt, own, stringAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject } from '../../../model/index.ts';
import { templatesOf } from '../releases/argocd.ts';
import { isKnownText, known, type Source } from '../releases/draft.ts';

/** A folder of the repository that Flux or Argo CD applies. */
export interface Applied {
  readonly path: string;
  readonly namespace?: string;
  readonly otherwise?: string;
  readonly variables?: Variables;
}

/** What a document has applied; `folders`: all that there are. */
export function appliedBy(source: Source, folders: readonly string[]): readonly Applied[] {
  const { apiVersion, kind, raw } = source;
  const spec = objectAt(raw, 'spec');
  if (kind === 'Kustomization' && groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io')
    return appliedAt(stringAt(spec, 'path'), {
      ...known('namespace', stringAt(spec, 'targetNamespace')),
      variables: {
        values: labelsAt(spec, 'postBuild', 'substitute'),
        open: listAt(spec, 'postBuild', 'substituteFrom').length > 0,
      },
    });
  if (kind === 'Application') return appliedByApplication(spec);
  if (kind === 'ApplicationSet')
    return templatesOf(source, folders).flatMap((template) => appliedByApplication(objectAt(template, 'spec')));
  return [];
}

function appliedByApplication(spec: JsonObject | undefined): readonly Applied[] {
  const otherwise = known('otherwise', stringAt(spec, 'destination', 'namespace'));
  const sources = [objectAt(spec, 'source'), ...listAt(spec, 'sources')];
  return sources.flatMap((source) => appliedAt(stringAt(source, 'path'), otherwise));
}

function appliedAt(path: string | undefined, rest: Partial<Applied>): readonly Applied[] {
  return isKnownText(path) ? [{ path: posix.normalize(path).replace(/^\.?\/|\/$/g, ''), ...rest }] : [];
}

const isAt = (folder: string, path: string): boolean => folder === path || folder.endsWith(`/${path}`);

/** What the tool that applies one of these folders says of namespaces, the first of them first. */
export function toolOf(
  folders: readonly string[],
  applied: readonly Applied[],
): Omit<Applied, 'path' | 'variables'> & { readonly variables: Variables } {
  const tools = folders
    .map((folder) => applied.filter((entry) => isAt(folder, entry.path)))
    .find(({ length }) => length > 0);
  const [tool] = tools ?? [];
  return {
    ...known('namespace', tool?.namespace),
    ...known('otherwise', tool?.otherwise),
    variables: common((tools ?? []).flatMap(({ variables }) => variables ?? [])),
  };
}

/** What several clusters that apply one folder agree on. */
function common(all: readonly Variables[]): Variables {
  const entries = all.flatMap(({ values }) => Object.entries(values));
  const agreed = entries.filter(([name, value]) => all.every(({ values }) => own(values, name) === value));
  return { values: Object.fromEntries(agreed), open: agreed.length < entries.length || all.some(({ open }) => open) };
}
