/**
 * A MutatingAdmissionPolicy that adds the labels for which one stack asks, with its binding. Source: k8s.io/api v0.36
 * admissionregistration/v1/types.go.
 */
import { isOwners } from '../../backends/grafana/configmap.ts';
import { celAll, celAny, celText } from '../../lang/cel/selector.ts';
import { title } from '../../kube/refs.ts';
import { printSelector } from '../../kube/selector.ts';
import type { Manifest } from '../../model/index.ts';
import { bindings, matching, ourMetadata, policyName } from './admission.ts';
import type { Wanted } from './admission.ts';
import { LABELS, metCel, namespaceCel, scopeCel, takenCel, VARIABLES, wantedLabels } from './decide.ts';
import type { WantedLabel } from './decide.ts';
import type { Target } from './kyverno.ts';
import type { KindTakers, Taker } from './takers.ts';

export interface Labelling extends Wanted {
  /** A label with another value gets the one asked for, and one that keeps the object out is taken away. */
  readonly replace: boolean;
  readonly version: 'v1' | 'v1beta1';
}

/**
 * Whose labels are added to objects of a kind, or why none are. `chosen`: the stacks that may be meant, `takers`: all that
 * take such objects. `replace`: a label may also be taken away.
 */
export function targetOf(
  chosen: KindTakers,
  { takers }: KindTakers,
  replace: boolean,
): Target | { readonly why: string } {
  const able = chosen.takers.filter(canTake);
  const [target, second] = able;
  if (!target) return { why: 'no label has one taken.' };
  if (second) {
    const names = able.map(({ stack }) => title(stack.ref)).join(' or ');
    return { why: `it may be for ${names}: choose with --stack.` };
  }
  const { objects, objectsField } = target.selection;
  const name = title(target.stack.ref);
  const labels = wantedLabels(objects);
  if (!labels) return { why: `spec.${objectsField} of ${name} is ${printSelector(objects)}: no label helps.` };
  const open = labels.find(({ choices }) => choices !== undefined);
  if (open?.choices)
    return {
      why: `spec.${objectsField} of ${name} takes ${open.key} ${open.choices.join(' or ')}: which is not known.`,
    };
  const owners = labels.find(({ key, value }) => value !== undefined && isOwners(key));
  if (owners) return { why: `the label ${owners.key} says whose an object is, so it is not added.` };
  if (labels.every(({ value }) => value === undefined) && !(replace && labels.length > 0))
    return { why: `${name} asks for no label.` };
  return { target, labels, takers };
}

/**
 * The policy for one kind. It changes an object only where with these labels the stack takes it, and none that is taken
 * already.
 */
export function mutating(
  kind: string,
  { target, labels, takers }: Target,
  { namespaces, only, replace, version }: Labelling,
): readonly Manifest[] {
  const name = `${policyName(kind, only)}-labels`;
  const apiVersion = `admissionregistration.k8s.io/${version}`;
  const variables = [
    ...VARIABLES.filter((variable) => variable.name !== 'name'),
    { name: 'taken', expression: celAny(takers.map(takenCel)) },
    { name: 'inReach', expression: celAll([scopeCel(target.scopes), namespaceCel(target)]) },
    { name: 'possible', expression: celAll(labels.map((label) => possibleCel(label, replace))) },
  ];
  const none = '(has(object.metadata.labels) ? [] : [JSONPatch{op: "add", path: "/metadata/labels", value: {}}])';
  const patches = [none, ...labels.flatMap((label) => patchCel(label, replace))].join(' +\n');
  const expression = `variables.taken || !variables.inReach || !variables.possible ? [] :\n${patches}`;
  return [
    {
      ...{ apiVersion, kind: 'MutatingAdmissionPolicy', metadata: ourMetadata(name) },
      spec: {
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'Never',
        ...matching(kind),
        variables,
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression } }],
      },
    },
    ...bindings(name, namespaces).map(({ name: of, ...where }) => ({
      ...{ apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: ourMetadata(of) },
      spec: { policyName: name, ...where },
    })),
  ];
}

function canTake({ scopes, selection: { objects, namespaces } }: Taker): boolean {
  return (
    (scopes === 'all' || scopes.length > 0) &&
    namespaces.kind !== 'invalid' &&
    (objects.kind === 'everything' || objects.kind === 'matching')
  );
}

/** May the label become what is asked for? */
function possibleCel(label: WantedLabel, replace: boolean): string {
  if (replace) return 'true';
  const absent = `!(${celText(label.key)} in ${LABELS})`;
  return celAny([metCel(label), ...(label.value === undefined ? [] : [absent])]);
}

function patchCel(label: WantedLabel, replace: boolean): readonly string[] {
  const { key, value } = label;
  if (value === undefined && !replace) return [];
  const path = `"/metadata/labels/" + jsonpatch.escapeKey(${celText(key)})`;
  const patch =
    value === undefined
      ? `JSONPatch{op: "remove", path: ${path}}`
      : `JSONPatch{op: "add", path: ${path}, value: ${celText(value)}}`;
  return [`(${metCel(label)} ? [] : [${patch}])`];
}
