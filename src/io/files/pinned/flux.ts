/** The Git repositories that documents of Flux take folders from, and at which revision. */
import { posix } from 'node:path';
import { defined, objectAt, stringAt } from '../../../kube/json.ts';
import { sharedParts } from '../../../kube/path-in.ts';
import type { JsonObject } from '../../../model/index.ts';
import type { Use, Whose } from '../argocd/home.ts';
import { isKnownText, type Source } from '../releases/draft.ts';
import { folderIn, type RevisionOf } from './asked.ts';
import type { AskedRevision, Pin } from './model.ts';

/** A folder that a document of Flux takes from another revision of this repository than that of the files. */
export interface FluxSource {
  readonly pin: Pin;
  /** From the root of the repository. */
  readonly path: string;
  /** That folder as the files of the revision are called; absent: it is not known. */
  readonly folder?: string;
}

/** undefined: it takes what is among the files, or what is of no repository of Git. */
export type FluxSourceOf = (source: Source) => FluxSource | undefined;

export function fluxSources(
  sources: readonly Source[],
  whose: (use: Use) => Whose,
  revisionOf: RevisionOf,
  isGiven: (path: string) => boolean,
): FluxSourceOf {
  const repositories = sources.filter(({ kind }) => kind === 'GitRepository');
  if (repositories.length === 0) return () => undefined;
  return (source) => {
    const taken = takenBy(source);
    if (!taken) return undefined;
    const path = posix.normalize(taken.path).replace(/^\.?\/|\/$/g, '') || '.';
    const pins = nearest(repositories, taken, source).map(({ raw }): Pin | undefined => {
      const address = stringAt(raw, 'spec', 'url');
      const asked = refOf(objectAt(raw, 'spec', 'ref'));
      if (!asked || whose({ address, path }) !== 'here') return undefined;
      return revisionOf({ ...asked, address });
    });
    const [pin] = pins;
    if (pins.some((one) => one?.label !== pin?.label)) {
      const label = [...new Set(pins.map((one) => one?.label ?? 'HEAD'))].join(' or ');
      return { path, pin: { label, why: `several GitRepository objects are called ${taken.name}` } };
    }
    if (!pin) return undefined;
    const folder = pin.tree && isGiven(path) ? folderIn(pin.tree, path) : undefined;
    const why = pin.tree && folderIn(pin.tree, path) === undefined ? { why: `${path} is not in it` } : {};
    return { path, pin: { ...pin, ...why }, ...defined({ folder }) };
  };
}

interface Taken {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly path: string;
}

function takenBy({ kind, raw, namespace }: Source): Taken | undefined {
  const spec = objectAt(raw, 'spec');
  const [holder, path] =
    kind === 'HelmRelease'
      ? [objectAt(spec, 'chart', 'spec'), stringAt(spec, 'chart', 'spec', 'chart')]
      : [
          kind === 'Kustomization' || kind === 'HelmChart' ? spec : undefined,
          stringAt(spec, kind === 'HelmChart' ? 'chart' : 'path') ?? '.',
        ];
  const name = stringAt(holder, 'sourceRef', 'name');
  if (stringAt(holder, 'sourceRef', 'kind') !== 'GitRepository' || !isKnownText(name) || !isKnownText(path))
    return undefined;
  return { name, namespace: stringAt(holder, 'sourceRef', 'namespace') ?? namespace, path };
}

/**
 * What counts of several fields: commit, name, semver, tag, branch. Without any it is the branch that is called master.
 * Source: fluxcd/source-controller api/v1/gitrepository_types.go (GitRepositoryRef).
 */
function refOf(ref: JsonObject | undefined): AskedRevision | undefined {
  for (const kind of ['commit', 'name', 'semver', 'tag', 'branch'] as const) {
    const text = stringAt(ref, kind);
    if (text !== undefined && text !== '') return { kind, text };
  }
  return undefined;
}

/** Those of that name that share most folders with what names them: each cluster may have its own. */
function nearest(all: readonly Source[], { name, namespace }: Taken, { origin }: Source): readonly Source[] {
  const named = all.filter(
    (one) =>
      stringAt(one.raw, 'metadata', 'name') === name &&
      (namespace === undefined || one.namespace === undefined || one.namespace === namespace),
  );
  const shared = (one: Source): number => sharedParts(origin.file, one.origin.file);
  const most = Math.max(...named.map(shared));
  return named.filter((one) => shared(one) === most);
}
