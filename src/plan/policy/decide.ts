/** Whether a stack takes an object, and why not, as CEL over what the API server has of the object and its namespace. */
import { celAll, celAny, celText, celTexts, requirementCel, selectorCel } from '../../lang/cel/selector.ts';
import { groupBy } from '../../kube/group.ts';
import { title } from '../../kube/refs.ts';
import { entryText } from '../../kube/yaml-text.ts';
import { printSelector, satisfy } from '../../kube/selector.ts';
import type { Requirement, Selector, Stack } from '../../model/index.ts';
import type { Scope, Taker } from './takers.ts';

/** Names of the variables of a policy. */
export const LABELS = 'variables.labels';
export const NAMESPACE_LABELS = 'variables.namespaceLabels';
const NAMESPACE = 'request.namespace';

export interface Variable {
  readonly name: string;
  readonly expression: string;
}

export const VARIABLES: readonly Variable[] = [
  { name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
  {
    name: 'namespaceLabels',
    expression: 'has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}',
  },
  {
    name: 'name',
    expression: `${NAMESPACE} + "/" + (has(object.metadata.name) ? object.metadata.name : "(not named yet)")`,
  },
];

/** Does an operator of the stack look into the namespace of the object? */
export function scopeCel(scopes: Taker['scopes']): string {
  const one = ({ namespaces, denied }: Scope): string =>
    celAll([
      namespaces === 'all' ? 'true' : `${NAMESPACE} in ${celTexts(namespaces)}`,
      denied.length === 0 ? 'true' : `!(${NAMESPACE} in ${celTexts(denied)})`,
    ]);
  return scopes === 'all' ? 'true' : celAny(scopes.map(one));
}

/** Does the stack look into it? */
export function namespaceCel({ stack, selection: { namespaces } }: Taker): string {
  return namespaces.kind === 'own-namespace'
    ? `${NAMESPACE} == ${celText(stack.ref.namespace ?? '')}`
    : selectorCel(namespaces, NAMESPACE_LABELS);
}

export function takenCel(taker: Taker): string {
  const { stack, selection, scopes, named } = taker;
  const selected = celAll([scopeCel(scopes), namespaceCel(taker), selectorCel(selection.objects, LABELS)]);
  return named === undefined ? selected : celAny([selected, namedCel(stack, named)]);
}

function namedCel(stack: Stack, name: string): string {
  return `${NAMESPACE} == ${celText(stack.ref.namespace ?? '')} && has(object.metadata.name) && object.metadata.name == ${celText(name)}`;
}

/** A message may have 5 KiB, and no line breaks; a reader wants less. */
const MOST_STEPS = 8;
const LONGEST = 300;

function inShort(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** One label that a selector asks for. */
export interface WantedLabel {
  readonly key: string;
  readonly requirements: readonly Requirement[];
  /** What meets them; undefined: only its absence does. */
  readonly value?: string;
  /** Several values of a list meet them. */
  readonly choices?: readonly string[];
}

/** The labels that a selector asks for; undefined where no labels can meet it. */
export function wantedLabels(selector: Selector): readonly WantedLabel[] | undefined {
  if (selector.kind === 'everything') return [];
  if (selector.kind !== 'matching') return undefined;
  const wanted: WantedLabel[] = [];
  for (const [key, requirements] of groupBy(selector.requirements, (requirement) => requirement.key)) {
    const change = satisfy({ kind: 'matching', requirements }, {});
    if (!change) return undefined;
    const value = change.set[key];
    const choices = change.choices?.[key];
    wanted.push({ key, requirements, ...(value === undefined ? {} : { value }), ...(choices ? { choices } : {}) });
  }
  return wanted;
}

/** Are the requirements of a key met? */
export function metCel({ requirements }: WantedLabel): string {
  return celAll(requirements.map((requirement) => requirementCel(requirement, LABELS)));
}

/** CEL of a sentence: why the stack does not take the object, and what to do. For an object that it does not take. */
export function reasonCel(kind: string, taker: Taker): string {
  const { stack, scopes } = taker;
  const name = title(stack.ref);
  if (scopes !== 'all' && scopes.length === 0) return celText(`No operator looks after ${name}.`);
  const labels = labelsReason(taker, name);
  if (taker.selection.objects.kind === 'nothing') return labels;
  return [
    [
      scopeCel(scopes),
      `The operator of ${name} does not look into this namespace: have its flags changed, or put the ${kind} elsewhere.`,
    ] as const,
    [namespaceCel(taker), namespaceReason(kind, taker, name)] as const,
  ].reduceRight(
    (rest, [holds, otherwise]) => (holds === 'true' ? rest : `!(${holds}) ? ${celText(otherwise)} :\n${rest}`),
    labels,
  );
}

function namespaceReason(kind: string, { stack, selection }: Taker, name: string): string {
  const { namespaces, namespacesField } = selection;
  return namespaces.kind === 'own-namespace'
    ? `${name} looks only into its own namespace: put the ${kind} into ${stack.ref.namespace ?? ''}, or have spec.${namespacesField} set.`
    : `${name} looks only into namespaces with labels ${inShort(printSelector(namespaces))} (spec.${namespacesField}): have this one labelled so, or put the ${kind} elsewhere.`;
}

function labelsReason({ selection: { objects, objectsField } }: Taker, name: string): string {
  const wanted = wantedLabels(objects);
  if (objects.kind === 'nothing') return celText(`${name} takes none at all: spec.${objectsField} is not set.`);
  if (!wanted)
    return celText(`No label helps with ${name}: spec.${objectsField} is ${inShort(printSelector(objects))}.`);
  const selects = `${name} selects ${inShort(printSelector(objects))}`;
  if (wanted.length > MOST_STEPS)
    return celText(`${selects}: these are ${wanted.length} labels, all of which are in spec.${objectsField}.`);
  const steps = wanted.map((label) => {
    const key = celText(label.key);
    const step =
      label.value === undefined
        ? celText(`without ${label.key}`)
        : `${celText((label.choices ?? [label.value]).map((value) => entryText(label.key, value)).join(' or '))} + (${key} in ${LABELS} ? " in place of " + ${LABELS}[${key}] : "")`;
    return `(${metCel(label)} ? [] : [${step}])`;
  });
  const lead = celText(`${selects}: in metadata.labels set `);
  return steps.length === 0 ? celText(`${name} takes them.`) : `${lead} + (${steps.join(' + ')}).join(", ") + "."`;
}
