/** Selectors of stacks, opened just so far that they take one object more. */
import { isObject, objectsAt, stringAt } from '../kube/json.ts';
import { holds } from '../kube/selector.ts';
import type { Json, JsonObject, Labels, Requirement } from '../model/index.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * The selector as it takes labels that it does not take, and whatever it takes now: a value is added where the label has
 * another one, else the requirement is left out. What is right stays as it is written.
 */
export function openedFor(selector: Json | undefined, labels: Labels): JsonObject {
  const written = isObject(selector) ? selector : {};
  const { matchLabels: _labels, matchExpressions: _expressions, ...rest } = written;
  const matchLabels = isObject(written['matchLabels']) ? written['matchLabels'] : {};
  const isHeld = (key: string, value: Json): boolean => Object.hasOwn(labels, key) && labels[key] === value;
  const kept = Object.entries(matchLabels).filter(([key, value]) => isHeld(key, value));
  const widened = Object.entries(matchLabels).flatMap(([key, value]) =>
    isHeld(key, value) || typeof value !== 'string' ? [] : widenedFor({ key, operator: 'In', values: [value] }, labels),
  );
  const expressions = objectsAt(written, 'matchExpressions').flatMap((raw): readonly JsonObject[] => {
    const requirement = {
      key: stringAt(raw, 'key') ?? '',
      operator: (stringAt(raw, 'operator') ?? '') as Requirement['operator'],
      values: Array.isArray(raw['values']) ? (raw['values'] as readonly string[]) : [],
    };
    return holds(requirement, labels) ? [raw] : widenedFor(requirement, labels);
  });
  const all = [...widened, ...expressions];
  return {
    ...rest,
    ...(kept.length > 0 ? { matchLabels: Object.fromEntries(kept) } : {}),
    ...(all.length > 0 ? { matchExpressions: all } : {}),
  };
}

/** A namespace selector that takes one namespace more. An absent one is the stack's own namespace, `own`. */
export function openedForNamespace(
  selector: Json | undefined,
  own: string,
  { namespace, labels }: { readonly namespace: string; readonly labels: Labels },
): JsonObject {
  return isObject(selector)
    ? openedFor(selector, { ...labels, [NAME_LABEL]: namespace })
    : { matchExpressions: [{ key: NAME_LABEL, operator: 'In', values: [own, namespace] }] };
}

function widenedFor({ key, operator, values }: Requirement, labels: Labels): readonly JsonObject[] {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (value === undefined) return [];
  if (operator === 'In') return [{ key, operator, values: [...values, value] }];
  const others = values.filter((each) => each !== value);
  return operator === 'NotIn' && others.length > 0 ? [{ key, operator, values: others }] : [];
}
