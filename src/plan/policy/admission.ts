/** Policies that the API server itself carries out. Source: k8s.io/api v0.36 admissionregistration/v1/types.go. */
import { celAll, celAny, celText, unmetCel } from '../../lang/cel/selector.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { MANAGED_BY, PROMWIRE } from '../../kube/owner.ts';
import { compare, title } from '../../kube/refs.ts';
import { findResource } from '../../kube/resources.ts';
import type { Manifest, Stack } from '../../model/index.ts';
import { LABELS, NAMESPACE_LABELS, reasonCel, scopeCel, takenCel, VARIABLES } from './decide.ts';
import type { KindTakers, Taker } from './takers.ts';

export type Action = 'warn' | 'audit' | 'deny';

/** What a policy is made for. */
export interface Wanted {
  readonly action: Action;
  /** Empty: in each of them. */
  readonly namespaces: readonly string[];
  /** That stack alone counts, and is the parameter of the policy. */
  readonly only?: Stack;
}

const GROUP = 'monitoring.coreos.com';
/** Every namespace has it. */
export const LABEL_OF_NAME = 'kubernetes.io/metadata.name';
/** More reasons than these would make a warning that is cut off. */
const MOST_REASONS = 5;
/** Half of what the API server takes: 5 KiB (k8s.io/apiserver pkg/apis/cel/config.go, MaxEvaluatedMessageExpressionSizeBytes). */
const LONGEST_MESSAGE = 5 * 512;

/** The policy for one kind, and its binding. */
export function validating({ kind, takers }: KindTakers, { action, namespaces, only }: Wanted): readonly Manifest[] {
  const name = policyName(kind, only);
  const [first] = takers;
  const byParameter = only && first ? parameterised(first, kind) : undefined;
  const { variables, taken, message } = byParameter ?? fixed(takers, kind);
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const sentence = nobodyTakes(kind, takers, only, `this ${kind}`).join('');
  return [
    {
      ...{ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: ourMetadata(name) },
      spec: {
        ...(only ? { paramKind: { apiVersion: only.object.apiVersion, kind: only.ref.kind } } : {}),
        failurePolicy: action === 'deny' ? 'Fail' : 'Ignore',
        ...matching(kind),
        variables,
        validations: [{ expression: taken, message: sentence, messageExpression: message, reason: 'Invalid' }],
      },
    },
    ...bindings(name, namespaces).map(({ name: of, ...where }) => ({
      ...{ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: ourMetadata(of) },
      spec: {
        policyName: name,
        ...(only
          ? { paramRef: { namespace: only.ref.namespace, name: only.ref.name, parameterNotFoundAction: 'Allow' } }
          : {}),
        ...where,
        validationActions: [{ warn: 'Warn', audit: 'Audit', deny: 'Deny' }[action]],
      },
    })),
  ];
}

/** One for each kind and stack: a namespace has no dot, and what follows the last one is a word of ours. */
export function policyName(kind: string, only?: Stack): string {
  const place = only ? `${only.ref.namespace ?? ''}.${only.ref.name}.${only.ref.kind.toLowerCase()}-` : '';
  return `promwire-${place}${pluralOf(kind)}`;
}

export function ourMetadata(name: string): Manifest['metadata'] {
  return { name, labels: { [MANAGED_BY]: PROMWIRE } };
}

const pluralOf = (kind: string): string => findResource(GROUP, kind)?.plural ?? '';

/** Which requests a policy looks at. What is being deleted must be let go, whatever its labels are. */
export function matching(kind: string): object {
  return {
    matchConstraints: {
      resourceRules: [
        {
          ...{ apiGroups: [GROUP], apiVersions: ['*'] },
          ...{ operations: ['CREATE', 'UPDATE'], resources: [pluralOf(kind)] },
        },
      ],
    },
    matchConditions: [{ name: 'is-not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' }],
  };
}

interface Binding {
  readonly name: string;
  readonly matchResources?: object;
}

/** One for each namespace, so that those of another run stay; else one for all. Every namespace has the label of its name. */
export function bindings(name: string, namespaces: readonly string[]): readonly Binding[] {
  if (namespaces.length === 0) return [{ name }];
  return [...new Set(namespaces)].map((namespace) => ({
    name: `${name}.${namespace}`,
    matchResources: {
      namespaceSelector: { matchExpressions: [{ key: LABEL_OF_NAME, operator: 'In', values: [namespace] }] },
    },
  }));
}

function consequence(kind: string): string {
  if (SCRAPE_KINDS.includes(kind)) return 'nothing is scraped for it';
  return kind === 'PrometheusRule' ? 'none of its rules is evaluated' : 'none of its routes has an effect';
}

/** "No Prometheus takes WHAT", and what comes of it. */
export function nobodyTakes(
  kind: string,
  takers: readonly Taker[],
  only: Stack | undefined,
  what: string,
): readonly [string, string] {
  const kinds = [...new Set(takers.map(({ stack }) => stack.ref.kind))].sort(compare);
  const lead = only ? `${title(only.ref)} does not take ${what}` : `No ${kinds.join(' or ')} takes ${what}`;
  return [lead, `, so ${consequence(kind)}${only ? ' there' : ''}.`];
}

interface Decision {
  readonly variables: typeof VARIABLES;
  readonly taken: string;
  /** CEL of what is said. */
  readonly message: string;
}

/** The selectors as they are now. */
function fixed(takers: readonly Taker[], kind: string): Decision {
  const taken = celAny(takers.map(takenCel));
  const all = takers.slice(0, MOST_REASONS).map((taker) => reasonCel(kind, taker));
  const [first = '', ...others] = all;
  // The API server drops a message that is longer. CEL is longer than what it comes to, but for the values in the object.
  const shown = [first];
  for (const next of others) {
    if ([...shown, next].join('').length > LONGEST_MESSAGE) break;
    shown.push(next);
  }
  const more = takers.length - shown.length;
  const reasons = shown.map((expression, i) => ({ name: `reason${i + 1}`, expression }));
  const said = reasons.map(({ name }) => `variables.${name}`).join(' + " " + ');
  const rest = more > 0 ? ` + ${celText(` Nor does any of ${more} more.`)}` : '';
  return {
    variables: [...VARIABLES, ...reasons],
    taken,
    message: `${leadCel(kind, takers, undefined)} +\n${said}${rest}`,
  };
}

/** The selectors of the parameter, as they are when an object comes. */
function parameterised({ stack, selection, scopes }: Taker, kind: string): Decision {
  const objects = `params.spec.${selection.objectsField}`;
  const namespaces = `params.spec.${selection.namespacesField}`;
  const onNodes = 'has(params.spec.mode) && params.spec.mode == "DaemonSet"';
  const variables = [
    ...VARIABLES,
    { name: 'lacksOfNamespace', expression: `has(${namespaces}) ?\n${unmetCel(namespaces, NAMESPACE_LABELS)} : []` },
    { name: 'lacks', expression: `has(${objects}) ?\n${unmetCel(objects, LABELS)} : []` },
    {
      name: 'inReach',
      expression: `has(${namespaces}) ? size(variables.lacksOfNamespace) == 0 : request.namespace == params.metadata.namespace`,
    },
  ];
  const scope = scopeCel(scopes);
  // An agent that runs on each node takes PodMonitors alone.
  const mode = stack.ref.kind === 'PrometheusAgent' && kind !== 'PodMonitor' ? `!(${onNodes})` : 'true';
  const taken = celAll([scope, mode, 'variables.inReach', `has(${objects})`, 'size(variables.lacks) == 0']);
  const otherwise: readonly (readonly [unless: string, text: string])[] = [
    [scope, celText('Its operator does not look into this namespace.')],
    [mode, celText('It runs as a DaemonSet, which takes PodMonitors only.')],
    [
      `!has(${namespaces}) || variables.inReach`,
      `${celText(`Its spec.${selection.namespacesField} wants a namespace with `)} + variables.lacksOfNamespace.join(", ") + "."`,
    ],
    [
      'variables.inReach',
      celText(`It looks only into its own namespace: its spec.${selection.namespacesField} is not set.`),
    ],
    [`has(${objects})`, celText(`Its spec.${selection.objectsField} is not set, which selects nothing.`)],
  ];
  const reasons = otherwise.flatMap(([unless, text]) => (unless === 'true' ? [] : [`!(${unless}) ? ${text} :`]));
  const message = [
    `${leadCel(kind, [], stack)} + (`,
    ...reasons,
    `${celText(`Set in metadata.labels what its spec.${selection.objectsField} wants: `)} + variables.lacks.join(", ") + ".")`,
  ].join('\n');
  return { variables, taken: kind === 'AlertmanagerConfig' ? celAny([taken, NAMED_BY_PARAMETER]) : taken, message };
}

/** The AlertmanagerConfig that an Alertmanager takes by name. */
const NAMED_BY_PARAMETER = [
  'has(params.spec.alertmanagerConfiguration) && has(params.spec.alertmanagerConfiguration.name)',
  'request.namespace == params.metadata.namespace && has(object.metadata.name)',
  'object.metadata.name == params.spec.alertmanagerConfiguration.name',
].join(' &&\n');

const leadCel = (kind: string, takers: readonly Taker[], only: Stack | undefined): string => {
  const [lead, consequences] = nobodyTakes(kind, takers, only, kind);
  return `${celText(`${lead} `)} + variables.name + ${celText(`${consequences} `)}`;
};
