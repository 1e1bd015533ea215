import type { Json, Labels, Requirement, Selector } from '../model/index.ts';
import { groupBy } from './group.ts';
import { at, isObject } from './json.ts';

/*
 * The selection rule, written once. It is Kubernetes' own:
 * apimachinery v0.36.3 pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector and pkg/labels/selector.go
 * NewRequirement, Requirement.Matches.
 */

/** What an absent selector means: it differs between object selectors and namespace selectors. */
export type WhenAbsent = 'nothing' | 'own-namespace';

/**
 * Decodes a metav1.LabelSelector. null and undefined are alike (the API server prunes null); `{}` is everything.
 * A shape that the API server would refuse gives `invalid` with the reason.
 */
export function decodeSelector(raw: Json | undefined, whenAbsent: WhenAbsent): Selector {
  if (raw === null || raw === undefined) return { kind: whenAbsent };
  if (!isObject(raw)) return { kind: 'invalid', reason: 'a selector must be an object' };
  const requirements: Requirement[] = [];
  const matchLabels = at(raw, 'matchLabels') ?? {};
  if (!isObject(matchLabels)) return { kind: 'invalid', reason: 'matchLabels must be a map of strings' };
  for (const [key, value] of Object.entries(matchLabels)) {
    if (typeof value !== 'string') return { kind: 'invalid', reason: `matchLabels.${key} must be a string` };
    requirements.push({ key, operator: 'In', values: [value] });
  }
  const expressions = at(raw, 'matchExpressions') ?? [];
  if (!Array.isArray(expressions)) return { kind: 'invalid', reason: 'matchExpressions must be a list' };
  for (const expression of expressions as readonly Json[]) {
    const decoded = decodeExpression(expression);
    if (typeof decoded === 'string') return { kind: 'invalid', reason: decoded };
    requirements.push(decoded);
  }
  for (const requirement of requirements) {
    const problem = problemOf(requirement);
    if (problem) return { kind: 'invalid', reason: problem };
  }
  return requirements.length === 0 ? { kind: 'everything' } : { kind: 'matching', requirements };
}

function decodeExpression(raw: Json): Requirement | string {
  if (!isObject(raw)) return 'matchExpressions holds something that is not an object';
  const key = at(raw, 'key');
  const operator = at(raw, 'operator');
  const values = at(raw, 'values') ?? [];
  if (typeof key !== 'string') return 'matchExpressions: key must be a string';
  if (operator !== 'In' && operator !== 'NotIn' && operator !== 'Exists' && operator !== 'DoesNotExist') {
    return `matchExpressions ${key}: ${JSON.stringify(operator ?? null)} is not a valid label selector operator`;
  }
  if (!Array.isArray(values)) return `matchExpressions ${key}: values must be a list`;
  const strings = (values as readonly Json[]).filter((value): value is string => typeof value === 'string');
  if (strings.length !== values.length) return `matchExpressions ${key}: values must be strings`;
  return { key, operator, values: strings };
}

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** apimachinery pkg/util/validation IsQualifiedName. */
export function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  if (parts.length > 2) return false;
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix !== undefined && (prefix.length > 253 || !SUBDOMAIN.test(prefix))) return false;
  return name.length <= 63 && NAME.test(name);
}

/** apimachinery pkg/util/validation IsValidLabelValue. */
export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && NAME.test(value));
}

function problemOf({ key, operator, values }: Requirement): string | undefined {
  if (!isLabelKey(key)) return `${JSON.stringify(key)} is not a valid label key`;
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0) return `${key}: ${operator} needs at least one value`;
  if (!takesValues && values.length > 0) return `${key}: ${operator} takes no values`;
  const bad = values.find((value) => !isLabelValue(value));
  return bad === undefined ? undefined : `${key}: ${JSON.stringify(bad)} is not a valid label value`;
}

/** labels/selector.go Requirement.Matches: a missing label satisfies NotIn and DoesNotExist. */
export function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const present = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In':
      return present && values.includes(labels[key] as string);
    case 'NotIn':
      return !present || !values.includes(labels[key] as string);
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return !present;
  }
}

/** The requirements that these labels do not meet. Empty for `everything`. */
export function unmet(selector: Selector, labels: Labels): readonly Requirement[] {
  return selector.kind === 'matching' ? selector.requirements.filter((requirement) => !holds(requirement, labels)) : [];
}

/** Does the selector take an object with these labels? Of `own-namespace` the names of the namespaces decide (selection.ts of the backend). */
export function selects(selector: Selector, labels: Labels): boolean {
  switch (selector.kind) {
    case 'everything':
      return true;
    case 'matching':
      return selector.requirements.every((requirement) => holds(requirement, labels));
    case 'nothing':
    case 'own-namespace':
    case 'invalid':
      return false;
  }
}

/** What is known of a namespace's labels. `complete: false`: a key not listed may still be there. */
export interface KnownLabels {
  readonly labels: Labels;
  readonly complete: boolean;
  /** Keys of labels that may be there all the same where the others are complete. */
  readonly open?: readonly string[];
}

/** Three-valued: labels that are only partly known can leave a requirement open. */
export function selectsKnown(selector: Selector, known: KnownLabels): 'yes' | 'no' | 'unknown' {
  if (selector.kind !== 'matching') return selects(selector, known.labels) ? 'yes' : 'no';
  let open = false;
  for (const requirement of selector.requirements) {
    const isOpen = !known.complete || known.open?.includes(requirement.key) === true;
    if (isOpen && !Object.hasOwn(known.labels, requirement.key)) open = true;
    else if (!holds(requirement, known.labels)) return 'no';
  }
  return open ? 'unknown' : 'yes';
}

/** A requirement as kubectl writes it: `release=prometheus`, `tier notin (a, b)`, `team exists`. */
export function printRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in (${values.join(', ')})`;
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0] ?? ''}` : `${key} notin (${values.join(', ')})`;
    case 'Exists':
      return `${key} exists`;
    case 'DoesNotExist':
      return `${key} absent`;
  }
}

export function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'nothing':
      return 'nothing (the selector is not set)';
    case 'everything':
      return 'everything ({})';
    case 'own-namespace':
      return 'its own namespace only (the selector is not set)';
    case 'matching':
      return selector.requirements.map(printRequirement).join(', ');
    case 'invalid':
      return `invalid: ${selector.reason}`;
  }
}

/** A change of labels that makes a selector hold. */
export interface LabelChange {
  readonly set: Labels;
  readonly remove: readonly string[];
  /** By key, where several values of a list would do: which is meant only the user knows. The first of them is in `set`. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The smallest change of `labels` after which `selector` selects, or undefined where no labels can do it
 * (nothing, invalid, or requirements that exclude each other).
 */
export function satisfy(selector: Selector, labels: Labels): LabelChange | undefined {
  if (selector.kind === 'everything') return { set: {}, remove: [] };
  if (selector.kind !== 'matching') return undefined;
  const wanted: Record<string, string> = {};
  const remove: string[] = [];
  const choices: Record<string, readonly string[]> = {};
  const byKey = groupBy(selector.requirements, (requirement) => requirement.key);
  for (const [key, requirements] of byKey) {
    const current: Labels = Object.hasOwn(labels, key) ? { [key]: labels[key] as string } : {};
    if (requirements.every((requirement) => holds(requirement, current))) continue;
    const named = (operator: Requirement['operator']): readonly string[] =>
      requirements.flatMap((requirement) => (requirement.operator === operator ? requirement.values : []));
    // One of n + 1 values is not among the n that are excluded.
    const free = Array.from({ length: named('NotIn').length + 1 }, (_, i) => (i === 0 ? 'true' : `true-${i}`));
    const meets = (candidate: string): boolean =>
      requirements.every((requirement) => holds(requirement, { [key]: candidate }));
    const listed = [...new Set(named('In'))].filter(meets);
    const value = listed[0] ?? free.find(meets);
    if (requirements.every((requirement) => holds(requirement, {}))) remove.push(key);
    else if (value === undefined) return undefined;
    else {
      wanted[key] = value;
      if (listed.length > 1) choices[key] = listed;
    }
  }
  return { set: wanted, remove, ...(Object.keys(choices).length === 0 ? {} : { choices }) };
}
