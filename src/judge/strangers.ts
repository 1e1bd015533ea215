import { rbacClusterScope } from '../checks/targets/rbac-cluster-scope.ts';
import { rbacNamespace } from '../checks/targets/rbac-namespace.ts';
import { command, inNamespace } from '../kube/shell.ts';
import { groupBy } from '../kube/group.ts';
import { keyOf, refOf, title } from '../kube/refs.ts';
import type { Finding, KubeObject, Ref, Stack } from '../model/index.ts';
import { isEntitled, isMoreEntitled, isStranger } from '../world/entitled.ts';
import type { Analysis } from './analysis.ts';
import type { Outcome } from './judgement.ts';

/** What a stack finds of an object that does not depend on it. */
export interface Aside {
  readonly finding: Finding;
  readonly object: Ref;
  /** Who has the object in effect; undefined: nobody, and others than the stack would be asked first. */
  readonly by?: Ref;
}

const RIGHTS: readonly string[] = [rbacNamespace.id, rbacClusterScope.id];

const isOfRights = ({ check }: Outcome): boolean => RIGHTS.includes(check.id);

/** May the stack, for sure, not discover targets of the object? */
export function lacksRights(analysis: Analysis, object: KubeObject, stack: Stack): boolean {
  return analysis.outcomes('targets', object, stack).some((found) => isOfRights(found) && found.hits.length > 0);
}

/**
 * Stacks that do not take an object although others do, and ought to: those that want it and reject it, and where only
 * strangers take it those that are entitled to its namespace.
 */
export function passedOver(
  analysis: Analysis,
  object: KubeObject,
  candidates: readonly Stack[],
  taken: readonly Stack[],
): readonly Stack[] {
  const { namespace = '' } = object.metadata;
  const strange = (stack: Stack): boolean => isStrange(analysis, stack, namespace);
  const others = candidates.filter((stack) => !taken.includes(stack));
  return taken.every(strange)
    ? others.filter((stack) => isEntitled(analysis, stack, namespace))
    : others.filter((stack) => analysis.admission(object, stack).verdict === 'rejected' && !strange(stack));
}

const isStrange = (analysis: Analysis, stack: Stack, namespace: string): boolean =>
  READERS.includes(stack.ref.kind) && isStranger(analysis, stack, namespace);

/** Stacks that discover targets, so that their rights tell something. */
const READERS = ['Prometheus', 'PrometheusAgent'];

/** Is what a stack finds of an object of no weight for that? The answer says who has it in effect, if anyone. */
export function isAside(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  { taken, near }: { readonly taken: readonly Stack[]; readonly near: readonly Stack[] },
  found: Outcome,
): { readonly by?: Stack } | undefined {
  if (!taken.includes(stack)) return undefined;
  const by = taken.find((other) => other !== stack && serves(analysis, object, other, found, stack));
  if (by) return { by };
  const strange = isStrange(analysis, stack, object.metadata.namespace ?? '');
  return strange && near.length > 0 && isOfRights(found) ? {} : undefined;
}

/** Has another stack, for which the first is a stranger, the object in effect without this cause, so that it has no weight? */
function serves(analysis: Analysis, object: KubeObject, other: Stack, found: Outcome, stack: Stack): boolean {
  if (!isMoreEntitled(analysis, other, stack, object.metadata.namespace ?? '')) return false;
  const { configured, effective } = analysis.judgement(object, other);
  const amiss = analysis.outcomes('targets', object, other);
  if (!configured || amiss.some(isOfRights)) return false;
  // Whatever else keeps both from it is found of the other one too.
  if (isOfRights(found)) return true;
  return effective && !amiss.some(({ check, hits }) => check.id === found.check.id && hits.length > 0);
}

/** One finding about each stack for each cause, whatever number of objects it is about. */
export function ofStrangers(asides: readonly Aside[]): readonly Finding[] {
  const key = ({ finding: { check, stack } }: Aside): string => `${check} ${stack ? keyOf(stack) : ''}`;
  return [...groupBy(asides, key).values()].flatMap((group) => {
    const [first] = group;
    const { stack } = first?.finding ?? {};
    if (!first || !stack) return [];
    const { check, summary, because, evidence, origin } = first.finding;
    const others = new Set(group.map(({ object }) => keyOf(object))).size - 1;
    const more = others === 0 ? '' : ` and ${others} more object${others === 1 ? '' : 's'}`;
    return [
      {
        check,
        severity: 'info',
        object: stack,
        stack,
        summary,
        because: [
          ...because,
          first.by
            ? `${title(first.by)} has ${title(first.object)}${more} in effect without ${title(stack)}.`
            : `${title(first.object)}${more}: why no Prometheus that may discover there takes it is another finding.`,
        ],
        remedy: `Nothing is to be done unless ${title(stack)} is to have them as well: ${command`promwire check ${stack.kind.toLowerCase()}/${stack.name} ${inNamespace(stack.namespace)}`} prints how.`,
        evidence,
        ...(origin ? { origin } : {}),
      } satisfies Finding,
    ];
  });
}

export function asideOf(object: KubeObject, by: Stack | undefined, finding: Finding): Aside {
  return { finding, object: refOf(object), ...(by ? { by: by.ref } : {}) };
}
