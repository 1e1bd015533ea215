/*
 * A value against a schema, as the API server takes it: what is null where nothing may be null is not there, defaults are
 * filled in, and then every part is asked. Sources: kubernetes apiextensions-apiserver v0.36 pkg/apiserver/schema/{pruning,
 * defaulting,listtype,cel}, kube-openapi pkg/validation/validate. Linear in the size of the value.
 */
import { isObject, own } from '../../kube/json.ts';
import { noSuchField, shownField, shownKey } from '../../kube/shown-name.ts';
import type { FieldProblem, Json, JsonObject } from '../../model/index.ts';
import type { SchemaNode } from '../../model/schema.ts';
import { nodeOf } from './nodes.ts';
import { durationProblem, isDuration, NUMBERS, STRINGS } from './scalars.ts';
import { obeys } from './rules.ts';

export type Path = readonly string[];
/** What a field would have to be, and the problem with what it is. `fields`: those that there are next to an unknown one. */
export interface Flaw extends FieldProblem {
  readonly fields?: readonly string[];
}
/** Where problems are put. */
export type Report = (flaw: Flaw) => void;

const invalid = (path: Path, message: string, wants?: string): Flaw => ({
  kind: 'invalid',
  path,
  message,
  ...(wants === undefined ? {} : { wants }),
});

/** Everything that is wrong below one place. */
export function compare(value: Json, number: number, path: Path, report: Report): void {
  const node = nodeOf(number);
  if (value === null && (node.nullable === true || node.go === true)) return;
  const wrong = typeProblem(value, node);
  if (wrong !== undefined) {
    const isNumber = typeof value === 'number' && isDuration(node);
    report(
      invalid(path, isNumber ? durationProblem(value) : `must be ${wrong}`, wrong.includes(' ') ? undefined : wrong),
    );
    return;
  }
  if (node.enum && !node.enum.includes(value))
    report(invalid(path, `must be one of ${node.enum.map((each) => JSON.stringify(each)).join(', ')}`));
  if (typeof value === 'string') STRINGS(value, node, (message) => report(invalid(path, message)));
  else if (typeof value === 'number') NUMBERS(value, node, (message) => report(invalid(path, message)));
  else if (Array.isArray(value)) compareList(value as readonly Json[], node, path, report);
  else if (isObject(value)) compareObject(value, node, path, report);
}

/** The greatest of 64 bits, 2^63 - 1, is 2^63 as a number here. */
const isInteger = (value: Json): boolean => Number.isInteger(value) && Math.abs(Number(value)) <= 2 ** 63;

/** By type: does a value have it? */
const IS: Readonly<Record<NonNullable<SchemaNode['type']>, (value: Json) => boolean>> = {
  object: isObject,
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: isInteger,
  'int-or-string': (value) => typeof value === 'string' || isInteger(value),
  quantity: (value) => typeof value === 'string' || typeof value === 'number',
};

/** The type that it should be of; undefined: it is. */
function typeProblem(value: Json, { type }: SchemaNode): string | undefined {
  if (type === undefined || IS[type](value)) return undefined;
  if (type === 'int-or-string') return 'an integer or text';
  return type === 'quantity' ? 'a number or text' : type;
}

function compareList(items: readonly Json[], node: SchemaNode, path: Path, report: Report): void {
  if (node.minItems !== undefined && items.length < node.minItems)
    report(invalid(path, `must NOT have fewer than ${node.minItems} items`));
  if (node.maxItems !== undefined && items.length > node.maxItems)
    report(invalid(path, `must NOT have more than ${node.maxItems} items`));
  if (node.items !== undefined)
    for (const [i, item] of items.entries()) compare(item, node.items, [...path, String(i)], report);
  if (node.set || node.keys) reportTwice(items, node, path, report);
}

function reportTwice(items: readonly Json[], { keys, items: of }: SchemaNode, path: Path, report: Report): void {
  const seen = new Map<string, number>();
  const fields = keys && of !== undefined ? nodeOf(of).properties : undefined;
  for (const [i, item] of items.entries()) {
    const parts = keys?.map((key) => {
      const part = isObject(item) ? own(item, key) : undefined;
      return part ?? nodeOf(fields?.[key] ?? -1).default ?? null;
    });
    const mark = JSON.stringify(parts ?? item);
    const earlier = seen.get(mark);
    const what = keys?.map((key, at) => `${key} ${JSON.stringify(parts?.[at])}`).join(', ') ?? 'value';
    if (earlier === undefined) seen.set(mark, i);
    else report(invalid([...path, String(i)], `has the ${what} of item ${earlier}, and each must be there once`));
  }
}

function compareObject(value: JsonObject, node: SchemaNode, path: Path, report: Report): void {
  const { properties = {}, values, go } = node;
  let broken = false;
  const watch: Report = (flaw) => {
    if (flaw.kind === 'invalid') broken = true;
    report(flaw);
  };
  for (const field of node.required ?? [])
    if (given(value, field, properties[field]) === undefined)
      watch(
        path.length === 0
          ? invalid([field], 'must be there')
          : { ...invalid(path, `must have required property '${field}'`), fields: [field] },
      );
  const fields = Object.keys(value);
  if (node.minProperties !== undefined && fields.length < node.minProperties)
    watch(invalid(path, `must NOT have fewer than ${node.minProperties} properties`));
  if (node.maxProperties !== undefined && fields.length > node.maxProperties)
    watch(invalid(path, `must NOT have more than ${node.maxProperties} properties`));
  for (const field of fields) {
    const number = own(properties, field) ?? values;
    if (number === undefined) {
      if (!node.open && !go)
        report({
          ...{ kind: 'unknown', path: [...path, shownField(field)], message: noSuchField(field) },
          fields: Object.keys(properties),
        });
      continue;
    }
    const item = value[field];
    if (item === undefined || (item === null && nodeOf(number).nullable !== true)) continue;
    compare(item, number, [...path, shownKey(field)], watch);
  }
  // Rules are asked of what fits in all else.
  if (!broken)
    for (const { rule, message } of node.rules ?? [])
      if (!obeys(rule, (name) => given(value, name, own(properties, name)))) report(invalid(path, message));
}

/** A field as it is after defaulting: without a null, and with the default. */
function given(value: JsonObject, field: string, number: number | undefined): Json | undefined {
  const item = own(value, field);
  const node = number === undefined ? {} : nodeOf(number);
  return item === undefined || (item === null && node.nullable !== true) ? node.default : item;
}
