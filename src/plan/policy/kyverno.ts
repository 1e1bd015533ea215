/**
 * The same as a policy of Kyverno, for API servers without the policies of their own: what is taken is excluded by
 * selectors, which are Kubernetes' own there. Source: kyverno v1.15 api/kyverno/v1 (spec_types.go, resource_description_types.go).
 */
import { title } from '../../kube/refs.ts';
import { printSelector } from '../../kube/selector.ts';
import type { JsonObject, Manifest, Requirement, Selector } from '../../model/index.ts';
import { LABEL_OF_NAME, nobodyTakes, ourMetadata, policyName } from './admission.ts';
import type { Wanted } from './admission.ts';
import type { WantedLabel } from './decide.ts';
import type { Scope, Taker } from './takers.ts';

/** The labels that one stack asks for. */
export interface Target {
  readonly target: Taker;
  readonly labels: readonly WantedLabel[];
  /** What one of these takes stays as it is. */
  readonly takers: readonly Taker[];
}

/** The policy for one kind, with a rule that adds labels where they are given. */
export function kyvernoPolicy(
  kind: string,
  takers: readonly Taker[],
  { action, namespaces, only }: Wanted,
  adds?: Target,
): Manifest {
  const kinds = [`monitoring.coreos.com/*/${kind}`];
  const asked = { kinds, operations: ['CREATE', 'UPDATE'], ...(namespaces.length === 0 ? {} : { namespaces }) };
  const taken = takers.flatMap((taker) => filtersOf(kinds, taker));
  const denies = action === 'deny';
  return {
    ...{ apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: ourMetadata(policyName(kind, only)) },
    spec: {
      background: false,
      failurePolicy: denies ? 'Fail' : 'Ignore',
      validationFailureAction: denies ? 'Enforce' : 'Audit',
      ...(action === 'warn' ? { emitWarning: true } : {}),
      rules: [
        ...(adds ? [labelling(kinds, asked, adds)] : []),
        {
          name: 'is-taken',
          match: { any: [{ resources: asked }] },
          ...excluding(taken),
          preconditions: IS_NOT_BEING_DELETED,
          validate: { message: messageOf(kind, takers, only), deny: {} },
        },
      ],
    },
  };
}

const IS_NOT_BEING_DELETED = {
  all: [{ key: "{{ request.object.metadata.deletionTimestamp || '' }}", operator: 'Equals', value: '' }],
};

const excluding = (filters: readonly JsonObject[]): object =>
  filters.length === 0 ? {} : { exclude: { any: filters.map((resources) => ({ resources })) } };

/** What the stack takes, as filters of which one must fit. */
function filtersOf(kinds: readonly string[], { stack, selection, scopes, named }: Taker): readonly JsonObject[] {
  const { objects, namespaces } = selection;
  const own = stack.ref.namespace ?? '';
  const byName = named === undefined ? [] : [{ kinds, names: [named], namespaces: [own] }];
  if (objects.kind !== 'everything' && objects.kind !== 'matching') return byName;
  const selector = objects.kind === 'matching' ? { selector: labelSelector(objects.requirements) } : {};
  return [...spacesOf(namespaces, scopes, own).map((space) => ({ kinds, ...selector, ...space })), ...byName];
}

/** The namespaces that a stack looks into, one for each of its operators. */
function spacesOf(namespaces: Selector, scopes: Taker['scopes'], own: string): readonly JsonObject[] {
  if (namespaces.kind === 'nothing' || namespaces.kind === 'invalid') return [];
  const wanted: readonly Requirement[] =
    namespaces.kind === 'own-namespace'
      ? [{ key: LABEL_OF_NAME, operator: 'In', values: [own] }]
      : namespaces.kind === 'matching'
        ? namespaces.requirements
        : [];
  const all: readonly Scope[] = scopes === 'all' ? [{ namespaces: 'all', denied: [] }] : scopes;
  return all.map((scope) => {
    const requirements = [...wanted, ...requirementsOf(scope)];
    return requirements.length === 0 ? {} : { namespaceSelector: labelSelector(requirements) };
  });
}

function requirementsOf({ namespaces, denied }: Scope): readonly Requirement[] {
  return [
    ...(namespaces === 'all' ? [] : [{ key: LABEL_OF_NAME, operator: 'In' as const, values: namespaces }]),
    ...(denied.length === 0 ? [] : [{ key: LABEL_OF_NAME, operator: 'NotIn' as const, values: denied }]),
  ];
}

function labelSelector(requirements: readonly Requirement[]): JsonObject {
  return {
    matchExpressions: requirements.map(({ key, operator, values }) => ({
      ...{ key, operator },
      ...(values.length === 0 ? {} : { values }),
    })),
  };
}

/** The rule that adds what is missing, in the namespaces of the stack, where no other value is in the way. */
function labelling(
  kinds: readonly string[],
  asked: JsonObject,
  { target: { stack, selection, scopes }, labels, takers }: Target,
): object {
  const taken = takers.flatMap((taker) => filtersOf(kinds, taker));
  const spaces = spacesOf(selection.namespaces, scopes, stack.ref.namespace ?? '');
  const inTheWay = labels.flatMap(({ key, requirements }) =>
    requirements.flatMap((requirement) => {
      const against = opposite(key, requirement);
      return against ? [{ kinds, selector: labelSelector(against) }] : [];
    }),
  );
  const added = labels.flatMap(({ key, value }) => (value === undefined ? [] : [[`+(${key})`, value] as const]));
  return {
    name: 'add-labels',
    match: { any: spaces.map((space) => ({ resources: { ...asked, ...space } })) },
    ...excluding([...taken, ...inTheWay]),
    preconditions: IS_NOT_BEING_DELETED,
    mutate: { patchStrategicMerge: { metadata: { labels: Object.fromEntries(added) } } },
  };
}

/** The labels with which a requirement fails though the key is there; undefined: none. */
function opposite(key: string, { operator, values }: Requirement): readonly Requirement[] | undefined {
  const present: Requirement = { key, operator: 'Exists', values: [] };
  switch (operator) {
    case 'In':
      return [present, { key, operator: 'NotIn', values }];
    case 'NotIn':
      return [{ key, operator: 'In', values }];
    case 'DoesNotExist':
      return [present];
    case 'Exists':
      return undefined;
  }
}

/** Reasons cannot be computed there: what each stack selects. */
function messageOf(kind: string, takers: readonly Taker[], only: Wanted['only']): string {
  const [lead, consequence] = nobodyTakes(kind, takers, only, `this ${kind}`);
  const each = takers
    .slice(0, 5)
    .map(({ stack, selection: { objects, namespaces, objectsField, namespacesField } }) => {
      const where =
        namespaces.kind === 'everything'
          ? ''
          : `, in namespaces: ${printSelector(namespaces)} (spec.${namespacesField})`;
      return `${title(stack.ref)} selects ${printSelector(objects)} (spec.${objectsField})${where}.`;
    });
  // Two brackets would begin a variable.
  return [`${lead}${consequence}`, ...each].join(' ').replaceAll('{{', '{ {');
}
