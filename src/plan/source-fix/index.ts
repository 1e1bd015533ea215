/** Fixes of objects that another owner writes, as what the source of that owner takes. */
import { valuesOfStack } from '../../backends/prometheus-operator/stack-values.ts';
import { knownFor, releaseWith, valuesAtSource } from '../../kube/at-source.ts';
import type { KnownChart } from '../../kube/at-source.ts';
import { chartOf } from '../../kube/chart-of.ts';
import { groupBy } from '../../kube/group.ts';
import type { Release } from '../../kube/helm.ts';
import { ownerOf, printOwner } from '../../kube/owner.ts';
import type { Owner } from '../../kube/owner.ts';
import { parentField } from '../../kube/parents.ts';
import { isName } from '../../kube/shell.ts';
import { isOfItsRelease, withUmbrella } from '../../kube/umbrellas.ts';
import type { Umbrellas } from '../../kube/umbrellas.ts';
import type { KubeObject, Labels, ObjectFix, PatchField, Ref, SourceFix } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { patchesOf } from './patches.ts';
import { inApplication, inHelm, inHelmRelease, inKustomization, inParent } from './ways.ts';
import type { Wanted } from './ways.ts';

/** Where the texts go, as it is named in commands. */
export interface SourceFixOptions {
  readonly world: World;
  readonly umbrellas: Umbrellas;
  /** What is known of the chart of an object besides the table of charts. */
  readonly known?: (object: KubeObject) => KnownChart | undefined;
  readonly folder: string;
}

/**
 * What sets the fields of owned objects at their source, one for each owner and way: values of a chart that are known, fields
 * of the object that a known controller reads, else patches. A fix that none of them can make has none.
 */
export function sourceFixes(fixes: readonly ObjectFix[], options: SourceFixOptions): readonly SourceFix[] {
  const parts = fixes.flatMap(({ object: ref, fields }) => {
    const object = options.world.get(ref);
    const owner = object && ownerOf(object);
    if (!object || !owner || !isNamed(owner)) return [];
    const wanted = wantedOf(options, object, owner, fields);
    return wanted ? [{ ref, object, owner, wanted }] : [];
  });
  const key = ({ owner, wanted }: (typeof parts)[number]): string => `${printOwner(owner)} ${wanted.kind}`;
  return [...groupBy(parts, key).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const all = group.map(({ wanted }) => wanted).reduce(together);
    const objects = group.map(({ ref }) => ref);
    return [madeBy(first, all, objects, options)];
  });
}

/** A name that is none goes into no file name and no command. */
function isNamed(owner: Owner): boolean {
  const names = ((): readonly string[] => {
    switch (owner.kind) {
      case 'helm':
        return [owner.release, owner.namespace];
      case 'argocd':
        return owner.application.split('/');
      case 'controller':
        return [owner.parent.kind, owner.parent.name, owner.parent.namespace ?? ''];
      default:
        return [owner.name, owner.namespace];
    }
  })();
  return (
    names.some((name) => name !== '') && names.every((name) => name === '' || (isName(name) && !/[/:]/.test(name)))
  );
}

function madeBy(
  { owner, object }: { readonly owner: Owner; readonly object: KubeObject },
  wanted: Wanted,
  objects: readonly Ref[],
  { umbrellas, known, folder }: SourceFixOptions,
): SourceFix {
  const made = ((): Omit<SourceFix, 'owner' | 'objects'> => {
    switch (owner.kind) {
      case 'helm':
        return inHelm(releaseFor(object, owner, umbrellas, known?.(object)), wanted, folder);
      case 'flux-helmrelease':
        return inHelmRelease(owner, wanted);
      case 'flux-kustomization':
        return inKustomization(owner, wanted);
      case 'argocd':
        return inApplication(owner, wanted);
      case 'controller':
        return inParent(owner.parent, wanted, folder);
    }
  })();
  return { owner: printOwner(owner), objects, ...made };
}

function wantedOf(
  { world, umbrellas, known: knownOf }: SourceFixOptions,
  object: KubeObject,
  owner: Owner,
  fields: readonly PatchField[],
): Wanted | undefined {
  const labels = labelsOf(fields);
  const known = knownOf?.(object);
  if (owner.kind === 'controller') {
    const settings = labels && parentField(owner.parent, object.kind, labels)?.settings;
    return settings === undefined || settings === 'none' ? undefined : { kind: 'settings', parts: settings };
  }
  // One that only claims a release elsewhere is not changed through that.
  if (owner.kind === 'helm' && !isOfItsRelease(object, umbrellas, chartNameOf(object, known))) return undefined;
  const values = labels
    ? valuesAtSource(object, { set: labels, remove: [] }, umbrellas, known)
    : valuesOfStack(object, fields, umbrellas);
  // A Flux Kustomization applies what is in its folder, which the values of no chart reach.
  if (values && owner.kind !== 'flux-kustomization')
    return { kind: 'values', parts: values.map(({ path, becomes }) => ({ path: partsOf(path), becomes })) };
  return { kind: 'patches', parts: patchesOf(world, object, fields) };
}

/** The parts of a path as Helm writes it, where a dot that belongs to a key has a backslash. Source: helm pkg/strvals/parser.go. */
function partsOf(path: string): readonly string[] {
  return (path.match(/(?:\\.|[^.\\])+/g) ?? []).map((part) => part.replaceAll(/\\(.)/g, '$1'));
}

/** Labels that are set; undefined where there is another change. */
function labelsOf(fields: readonly PatchField[]): Labels | undefined {
  const labels = fields.flatMap(({ path: [metadata, name, key], becomes }) =>
    metadata === 'metadata' && name === 'labels' && key !== undefined && typeof becomes === 'string'
      ? [[key, becomes] as const]
      : [],
  );
  return labels.length === fields.length ? Object.fromEntries(labels) : undefined;
}

const chartNameOf = (object: KubeObject, known: KnownChart | undefined): string | undefined =>
  knownFor(object, known)?.name.split('/').at(-1);

/** What Helm installed an object with. */
function releaseFor(
  object: KubeObject,
  owner: Extract<Owner, { kind: 'helm' }>,
  umbrellas: Umbrellas,
  known: KnownChart | undefined,
): Release {
  const own = chartOf(object);
  const chart = own && withUmbrella(own, object, umbrellas);
  return releaseWith(object, owner, chart, chart?.within[0] ?? knownFor(object, known)?.name ?? chart?.name ?? '');
}

/** Of one kind, as they are grouped. */
function together(one: Wanted, other: Wanted): Wanted {
  return { ...one, parts: [...one.parts, ...other.parts] } as Wanted;
}
