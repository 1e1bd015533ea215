import type { Gap, KubeObject, Labels, Ref, Stack } from '../../model/index.ts';
import { MANAGED_BY, PROMWIRE } from '../../kube/owner.ts';
import { title } from '../../kube/refs.ts';
import { operatorsOf, sees, selectionFacts } from './selection.ts';
import { printSelector, satisfy } from '../../kube/selector.ts';
import { hasLabels } from '../../kube/service.ts';
import type { App } from '../../world/applications.ts';
import type { World } from '../../world/world.ts';

/** Where an object of ours can be put so that a stack takes it, and with which labels. */
export type Place =
  | { readonly kind: 'place'; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: 'blocked'; readonly why: string; readonly remedy: string }
  | { readonly kind: 'unknown'; readonly gaps: readonly Gap[] };

/** The mark on everything that promwire makes, and the profile it is for. */
export function ourLabels(profile: string): Labels {
  return { [MANAGED_BY]: PROMWIRE, [PROFILE_LABEL]: profile };
}

/** Our mark together with the labels that a stack wants. */
export function placeLabels(profile: string, wanted: Labels): Labels {
  return { ...ourLabels(profile), ...wanted };
}

/**
 * The name of an object of ours. In the application's namespace it is the profile's; elsewhere the application's namespace is
 * part of it, unless it says so already: two installations may have to put theirs into the same namespace.
 */
export function nameFor(name: string, namespace: string, app: string): string {
  return namespace === app || name.endsWith(`-${app}`) ? name : `${name}-${app}`;
}

const PROFILE_LABEL = 'promwire.dev/profile';
/** On an object of ours that is not in the namespace of its application: the application's namespace. */
const FOR = 'promwire.dev/application-namespace';

/** The mark that says for which application an object is, where its own namespace does not. */
export function placeAnnotations(namespace: string, app: string): Labels {
  return namespace === app ? {} : { [FOR]: app };
}

/** The namespace of the application that an object of ours is for. */
export function applicationOf({ metadata }: KubeObject): string {
  return metadata.annotations[FOR] ?? metadata.namespace ?? '';
}

/** The id of the profile or application that an object of ours is for. */
export function profileOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels[PROFILE_LABEL];
}

/** Did promwire make it for this application? */
export function isMadeFor(object: KubeObject, { profile, namespace }: Pick<App, 'profile' | 'namespace'>): boolean {
  return hasLabels(object.metadata.labels, ourLabels(profile)) && applicationOf(object) === namespace;
}

/**
 * The first of `namespaces` (in order of preference) that the stack looks into for objects of this kind, and the
 * fewest labels that its selector wants. Labels are computed per kind: the selectors of monitors and rules differ.
 */
export function placeOf(world: World, stack: Stack, kind: string, namespaces: readonly string[], own: Labels): Place {
  const selection = stack.selections[kind];
  if (!selection)
    return {
      kind: 'blocked',
      why: `${title(stack.ref)} takes no ${kind}.`,
      remedy: 'Choose another stack with --stack.',
    };
  const labels = labelsFor(stack, kind, own);
  if (!labels) {
    return {
      kind: 'blocked',
      why: `${title(stack.ref)} spec.${selection.objectsField}: ${printSelector(selection.objects)}; no label makes it take a ${kind} of ours.`,
      remedy: `Have its owner set spec.${selection.objectsField}.`,
    };
  }
  const gaps: Gap[] = [];
  for (const namespace of namespaces) {
    const reach = reachOf(world, stack, kind, namespace);
    if (reach === 'yes') return { kind: 'place', namespace, labels };
    if (reach !== 'no') gaps.push(...reach);
  }
  if (gaps.length > 0) return { kind: 'unknown', gaps };
  return {
    kind: 'blocked',
    why: `${title(stack.ref)} spec.${selection.namespacesField}: ${printSelector(selection.namespaces)}; it looks into none of ${namespaces.join(', ')}.`,
    remedy: `Have its owner widen spec.${selection.namespacesField}, or name a namespace that it looks into.`,
  };
}

function labelsFor(stack: Stack, kind: string, own: Labels): Labels | undefined {
  const change = satisfy(stack.selections[kind]?.objects ?? { kind: 'nothing' }, own);
  // A stack that selects another owner's mark cannot take an object of ours.
  if (!change || Object.hasOwn(change.set, MANAGED_BY) || change.remove.includes(MANAGED_BY)) return undefined;
  return { ...own, ...change.set };
}

function reachOf(world: World, stack: Stack, kind: string, namespace: string): 'yes' | 'no' | readonly Gap[] {
  const probe = {
    apiVersion: '',
    kind,
    metadata: { name: '', namespace, labels: {}, annotations: {} },
    body: {},
    origin: { source: 'cluster' as const },
  };
  const facts = selectionFacts(world, probe, stack);
  if (!facts || facts.namespace.selected === 'no') return 'no';
  if (facts.namespace.selected === 'unknown') return facts.namespace.gaps;
  const operators = operatorsOf(stack);
  return !operators || operators.length === 0 || operators.some((operator) => sees(operator, namespace)) ? 'yes' : 'no';
}

/** Namespaces to try for an object about an application: its own, the stack's, then whatever else is there. */
export function preferredNamespaces(world: World, app: string, stack: Ref): readonly string[] {
  const own = [app, stack.namespace ?? ''];
  return [...new Set([...own, ...world.namespaces().filter((namespace) => !namespace.startsWith('kube-'))])];
}
