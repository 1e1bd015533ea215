/**
 * What fields hold that no schema knows. Such a field may hold anything, a password too: what is said about it needs its
 * name alone. Of a slip of the pen the value stays as that of the field that is meant, so that it can be put right.
 */
import { own } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import { onlySlip } from '../../kube/nearest.ts';
import { groupOf } from '../../kube/refs.ts';
import { shownField } from '../../kube/shown-name.ts';
import type { SchemaNode } from '../../model/schema.ts';
import { nodeOf, rootOf } from '../apiserver/nodes.ts';
import { isSecretName } from './label-values.ts';
import { isRecord, LITERALS, put, type RawObject } from './scrub.ts';

/** Deeper the projection refuses the object. */
const DEEPEST = 70;
/** Fields that are masked by their own name, which a misspelt one has not. */
const BY_NAME = new RegExp(`${LITERALS.source}|^(?:annotations|labels|replacement)$`);
/** Of a field of AlertmanagerConfig the name in the version whose schema is not carried. */
const LATER: Readonly<Record<string, string>> = { timeIntervals: 'muteTimeIntervals' };

/** The object without the values of fields that its kind does not have. */
export function withoutUnknown(raw: RawObject): RawObject {
  const [apiVersion, kind] = [String(raw['apiVersion']), String(raw['kind'])];
  const version = kind === 'AlertmanagerConfig' ? `${groupOf(apiVersion)}/v1alpha1` : apiVersion;
  const root = rootOf(version, kind);
  if (root === undefined) return raw;
  const { apiVersion: _, kind: __, metadata, facts, ...body } = raw;
  const known = knownRecord(body, nodeOf(root), 0);
  return {
    apiVersion: raw['apiVersion'],
    kind: raw['kind'],
    metadata,
    ...known,
    ...(facts === undefined ? {} : { facts }),
  };
}

function known(value: unknown, node: SchemaNode, depth: number): unknown {
  if (depth > DEEPEST || value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    if (node.type !== 'array') return node.type === undefined ? value : [];
    const items = node.items === undefined ? {} : nodeOf(node.items);
    return value.map((item) => known(item, items, depth + 1));
  }
  if (isRecord(value)) {
    if (node.type !== 'object') return node.type === undefined ? value : {};
    return knownRecord(value, node, depth);
  }
  if (typeof value === 'boolean') return value;
  if (node.type === 'object') return hidden(value);
  // The one for the list of one.
  return node.type === 'array' && node.items !== undefined ? known(value, nodeOf(node.items), depth + 1) : value;
}

function knownRecord(record: RawObject, node: SchemaNode, depth: number): RawObject {
  const { properties = {}, values, open } = node;
  const fields = Object.keys(properties);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) {
    const number = own(properties, key) ?? own(properties, own(LATER, key) ?? key) ?? values;
    if (key === 'routes' && fields.includes('routes') && Array.isArray(value))
      // The CRD keeps the routes below the first as they are.
      put(
        result,
        key,
        value.map((item: unknown) => known(item, node, depth + 1)),
      );
    else if (number !== undefined) put(result, key, known(value, nodeOf(number), depth + 1));
    else if (open === true || (key.startsWith('match') && fields.includes('matchNames'))) put(result, key, value);
    else put(result, shownField(key), misspelt(key, value, { node, record, depth }));
  }
  return result;
}

interface Around {
  readonly node: SchemaNode;
  readonly record: RawObject;
  readonly depth: number;
}

function misspelt(key: string, value: unknown, { node, record, depth }: Around): unknown {
  const { properties = {} } = node;
  const slip = isSecretName(key) ? undefined : onlySlip(key, Object.keys(properties));
  const number = slip === undefined || Object.hasOwn(record, slip) || BY_NAME.test(slip) ? undefined : properties[slip];
  const pattern = number === undefined ? undefined : nodeOf(number).pattern;
  const fits = typeof value !== 'string' || pattern === undefined || new RegExp(pattern).test(value);
  return number === undefined || !fits ? hidden(value) : known(value, nodeOf(number), depth + 1);
}

/** That there is something. */
function hidden(value: unknown): unknown {
  return value === null || value === undefined || value === '' ? value : MASK;
}
