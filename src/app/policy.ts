/** Admission policies for objects that no stack takes. Nothing is written to a cluster, and nothing of ours runs in it. */
import { PromwireError } from '../errors.ts';
import { otherKustomization } from '../io/files/left-files.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { WrittenFiles } from '../io/files/write-files.ts';
import type { Analysis } from '../judge/analysis.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { title } from '../kube/refs.ts';
import { printSelector } from '../kube/selector.ts';
import { atLeast } from '../kube/version.ts';
import type { Manifest, Reads, Ref, Stack } from '../model/index.ts';
import { validating } from '../plan/policy/admission.ts';
import type { Action } from '../plan/policy/admission.ts';
import { kyvernoPolicy } from '../plan/policy/kyverno.ts';
import { mutating, targetOf } from '../plan/policy/mutating.ts';
import { takersOf } from '../plan/policy/takers.ts';
import type { KindTakers, LeftOut } from '../plan/policy/takers.ts';
import { originComments } from '../render/origin-comments.ts';
import { manifestFiles } from '../render/manifest-files.ts';
import { NAMESPACES, READERS, RIGHTS, STACKS, WORKLOADS } from '../world/reads.ts';
import { stackByName } from './lookup.ts';
import { allReads } from './read.ts';

/** What decides who takes objects: stacks, operators with their rights, and other readers, which may be known by a pod alone. */
const DECIDING = new Set(
  [...STACKS, ...WORKLOADS, ...NAMESPACES, ...READERS, ...RIGHTS]
    .map(({ kind }) => kind)
    .concat('CustomResourceDefinition', 'Pod'),
);

/** The lists that policies are made of. */
export function policyReads(): readonly Reads[] {
  return allReads().filter(({ kind }) => DECIDING.has(kind));
}

export interface PolicyOptions {
  /** What the API server does with an object that nothing takes; `warn` by default. */
  readonly action?: Action | undefined;
  /** Kinds of object; by default all that some stack may take. */
  readonly kinds?: readonly string[];
  /** Namespaces of the objects; all by default. */
  readonly namespaces?: readonly string[];
  /** "NS/NAME" or "NAME" of the stack that alone counts. */
  readonly stack?: string | undefined;
  /** Also policies that add the labels for which the stack asks. */
  readonly addLabels?: boolean;
  /** For Kyverno, in place of policies of the API server itself; by default `kubernetes`. */
  readonly form?: 'kubernetes' | 'kyverno' | undefined;
  /** Those give a label with another value the one asked for. */
  readonly replaceLabels?: boolean;
}

export interface Policies {
  readonly manifests: readonly Manifest[];
  /** What each was made of, for a reader, by its name. */
  readonly origins: Readonly<Record<string, string>>;
  /** Kinds with one, and the stacks that decide. */
  readonly made: readonly { readonly kind: string; readonly stacks: readonly Ref[] }[];
  /** Kinds without a policy, and why. */
  readonly left: readonly LeftOut[];
  /** Kinds to which no label is added, and why. */
  readonly unlabelled: readonly Omit<LeftOut, 'unknown'>[];
}

/** The policies for what was read. Throws PromwireError 'usage' (no such stack), 'failed' (this Kubernetes has none of them). */
export function policies(analysis: Analysis, options: PolicyOptions = {}): Policies {
  const { action = 'warn', kinds = [], namespaces = [], stack, form = 'kubernetes' } = options;
  const { addLabels = false, replaceLabels: replace = false } = options;
  const isKyverno = form === 'kyverno';
  if (isKyverno && replace)
    throw new PromwireError('usage', '--replace-labels with --form kyverno: not made', 'Leave one of them out.');
  const version = isKyverno ? 'v1' : versionFor(analysis.world.snapshot.kubernetes, addLabels);
  const only = stack === undefined ? undefined : stackByName(analysis, stack);
  const wanted = { action, namespaces, ...(only ? { only } : {}) };
  const asked = SUBJECT_KINDS.filter((kind) =>
    kinds.length > 0 ? kinds.includes(kind) : !only || only.consumes.includes(kind),
  );
  const manifests: Manifest[] = [];
  const made: { readonly kind: string; readonly stacks: readonly Ref[] }[] = [];
  const left: LeftOut[] = [];
  const unlabelled: Omit<LeftOut, 'unknown'>[] = [];
  const origins: Record<string, string> = {};
  for (const kind of asked) {
    const found = takersOf(analysis, kind, only, isKyverno);
    if ('why' in found) {
      left.push(found);
      continue;
    }
    made.push({ kind, stacks: found.takers.map(({ stack: { ref } }) => ref) });
    // What another stack has is not for the one that was chosen.
    const all = addLabels && only ? takersOf(analysis, kind, undefined, isKyverno) : found;
    const adds = addLabels ? ('why' in all ? all : targetOf(found, all, replace)) : undefined;
    const target = adds && 'target' in adds ? adds : undefined;
    if (adds && 'why' in adds) unlabelled.push({ kind, why: adds.why });
    const ofKind = isKyverno
      ? [kyvernoPolicy(kind, found.takers, wanted, target)]
      : [...validating(found, wanted), ...(target ? mutating(kind, target, { ...wanted, replace, version }) : [])];
    const origin = originOf(found, isKyverno ? undefined : only);
    for (const { metadata } of ofKind) origins[metadata.name] = origin;
    manifests.push(...ofKind);
  }
  return { manifests, origins, made, left, unlabelled };
}

const MOST_ORIGINS = 10;
const LONGEST_ORIGIN = 200;

/** Of which selectors a policy is, a line each. `follows`: of the one that it reads itself. */
function originOf({ kind, takers }: KindTakers, follows: Stack | undefined): string {
  if (follows) return `${kind}: it reads the selectors of ${title(follows.ref)} itself.`;
  const lines = takers.slice(0, MOST_ORIGINS).map(({ stack, selection: { objects, namespaces } }) => {
    const text = `${title(stack.ref)} selects ${printSelector(objects)}, in namespaces: ${printSelector(namespaces)}`;
    return text.length > LONGEST_ORIGIN ? `${text.slice(0, LONGEST_ORIGIN)}…` : `${text}.`;
  });
  const more = takers.length - lines.length;
  return [
    `${kind}: of these selectors, as promwire policy read them. Print it again when one changes.`,
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}

/** Which version of a MutatingAdmissionPolicy a cluster has. Source: Kubernetes pkg/features and pkg/controlplane of 1.30, 1.34, 1.36. */
function versionFor(kubernetes: string | undefined, labels: boolean): 'v1' | 'v1beta1' {
  const [least, kind] = labels ? ['1.34.0', 'MutatingAdmissionPolicy'] : ['1.30.0', 'ValidatingAdmissionPolicy'];
  if (kubernetes !== undefined && !atLeast(kubernetes, least))
    throw new PromwireError(
      'failed',
      `this cluster runs Kubernetes ${kubernetes}, and a ${kind} needs ${least.slice(0, -2)}`,
      'Print the policies of Kyverno with --form kyverno, where it runs.',
    );
  return kubernetes === undefined || atLeast(kubernetes, '1.36.0') ? 'v1' : 'v1beta1';
}

/** Writes the policies as files with a kustomization.yaml. Files of others, and those changed since, are overwritten with `force` only. */
export async function writePolicies(
  folder: string,
  { manifests, origins }: Pick<Policies, 'manifests' | 'origins'>,
  { force = false } = {},
): Promise<WrittenFiles> {
  await mustHaveNoOther(folder);
  return await writeFiles(folder, manifestFiles(manifests, { commentOf: originComments(origins) }), { force });
}

/** Throws PromwireError 'usage' where a folder has a kustomization that ours would not fit next to. `by`: what names the folder. */
export async function mustHaveNoOther(folder: string, by = '--out'): Promise<void> {
  const other = await otherKustomization(folder);
  if (other !== undefined)
    throw new PromwireError(
      'usage',
      `${folder} has a ${other} already, and kustomize takes only one in a folder`,
      `Choose another folder with ${by}, and name it in the resources of that file. Nothing was written.`,
    );
}
