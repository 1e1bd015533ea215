/** Which folders of a repository Flux and Argo CD apply, and what they add to what is in them. */
import { posix } from 'node:path';
import { at, defined, labelsAt, listAt, objectAt, objectsAt, stringAt, trueAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Variables } from '../../../kube/variables.ts';
import type { JsonObject } from '../../../model/index.ts';
import { clusterOf, type Application, type Argo } from '../argocd/applications.ts';
import { isKnownText, known, type Source } from '../releases/draft.ts';
import { ANNOTATIONS, METADATA, type Change } from './change.ts';
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
  /** It applies what is there at another revision: what is here is not applied by it. */
  readonly away?: true;
}

/** What a document has applied. */
export function appliedBy(source: Source, argo: Argo, substitutes: readonly Substitute[] = []): readonly Applied[] {
  const { apiVersion, kind } = source;
  if (kind === 'Kustomization' && groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io')
    return appliedByFlux(source, argo, substitutes);
  if (kind === 'Application' || kind === 'ApplicationSet')
    return argo.applicationsOf(source).flatMap((one) => appliedByApplication(one, source));
  return kind === 'HelmRelease' || kind === 'HelmChart' ? chartAt(source, argo) : [];
}

/** The chart that a document of Flux takes of another revision. */
function chartAt(source: Source, argo: Argo): readonly Applied[] {
  const taken = argo.fluxSource(source);
  if (!taken) return [];
  const { path, folder } = taken;
  const all = { path, raw: {}, more: [], directory: { recurse: true }, ...placeOf(source, 'spec.') };
  return [...(folder === undefined ? [] : [{ ...all, places: [folder] }]), { ...all, away: true as const }];
}

/**
 * Source: fluxcd/kustomize-controller api/v1/kustomization_types.go (targetNamespace overrides); fluxcd/pkg kustomize
 * kustomize_generator.go (fields that are put into the kustomization), ssa/utils (SetCommonMetadata overrides).
 */
function appliedByFlux(source: Source, argo: Argo, substitutes: readonly Substitute[]): readonly Applied[] {
  const spec = objectAt(source.raw, 'spec');
  const labels = labelsAt(spec, 'commonMetadata', 'labels');
  const annotations = labelsAt(spec, 'commonMetadata', 'annotations');
  const namespace = stringAt(spec, 'targetNamespace');
  const more: readonly Change[] = [
    { does: 'label', labels, fields: METADATA },
    { does: 'annotate', annotations, fields: ANNOTATIONS },
  ];
  const isGit = stringAt(spec, 'sourceRef', 'kind') === 'GitRepository';
  const taken = argo.fluxSource(source);
  const all = appliedAt(stringAt(spec, 'path') || (isGit ? '.' : undefined), {
    ...known('repository', isGit ? stringAt(spec, 'sourceRef', 'name') : undefined),
    raw: fieldsOf(spec, ['namePrefix', 'nameSuffix', 'components'], {
      ...known('namespace', namespace),
      ...inlinePatches(spec),
    }),
    more: more.filter((change) => Object.keys(change.does === 'label' ? labels : annotations).length > 0),
    ...placeOf(source, 'spec.'),
    variables: variablesOf(source, substitutes),
  });
  if (!taken) return all;
  const there = taken.folder === undefined ? [] : all.map((one) => ({ ...one, places: [taken.folder ?? ''] }));
  return [...there, ...all.map((one) => ({ ...one, away: true as const }))];
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
    if (part.path === undefined || part.folders.length + (part.away?.folders.length ?? 0) === 0) return [];
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
    const all = {
      path: part.path,
      ...otherwise,
      ...defined({ cluster: clusterOf({ spec }) }),
      raw,
      more: [],
      directory: objectAt(part.raw, 'directory') ?? {},
      ...defined({ unsure }),
      ...place,
    };
    const { away } = part;
    const here = away && { ...(away.isChart ? { directory: { recurse: true } } : {}), away: true as const };
    return [
      ...(part.folders.length > 0 ? [{ ...all, places: part.folders }] : []),
      ...(away && away.folders.length > 0 ? [{ ...all, ...here, places: away.folders }] : []),
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
