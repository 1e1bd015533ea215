import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { operatorSchemas } from '../generated/operator-schemas.ts';
import { asObject, isObject, own } from '../kube/json.ts';
import { printPath } from '../kube/field-path.ts';
import { nearest } from '../kube/nearest.ts';
import type { FieldProblem, Json } from '../model/index.ts';
import { printable } from './prometheus/text.ts';

/*
 * Objects of the Prometheus Operator against its own CRDs, as strictly as `kubectl apply --validate=strict`. The sole
 * importer of ajv. The schemas are generated from the CRDs of the pinned version.
 */

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false, unicodeRegExp: false });
const compiled = new Map<string, ValidateFunction>();

/** At most this many problems of one object are worth telling. */
const MANY = 20;

/** What the API server would prune or refuse in `spec`. Empty for a kind whose schema is not carried. */
export function fieldProblems(kind: string, spec: Json | undefined): readonly FieldProblem[] {
  const schema = Object.hasOwn(operatorSchemas, kind) ? operatorSchemas[kind] : undefined;
  if (!schema) return [];
  let validate = compiled.get(kind);
  if (!validate) compiled.set(kind, (validate = ajv.compile(schema)));
  if (validate(withoutNulls(spec ?? {}, schema))) return [];
  const errors = (validate.errors ?? []).slice(0, MANY);
  const unknown = errors.filter(isUnknown).map((error) => unknownField(error, schema));
  // That a field is missing which was written under another name is the same mistake.
  const isTold = ({ instancePath, params }: ErrorObject): boolean =>
    instancePath === '' && unknown.some(({ near }) => near === `spec.${String(params['missingProperty'])}`);
  return [...unknown, ...errors.filter((error) => !isUnknown(error) && !isTold(error)).map(invalidField)];
}

/**
 * As the API server reads it: a null in a field is no field (apiextensions-apiserver v0.36 pkg/apiserver/schema/defaulting/
 * prunenulls.go; none of these schemas has a nullable one). In a list it stays, and is refused.
 */
function withoutNulls(value: Json, schema: unknown): Json {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withoutNulls(item, schema['items']));
  if (!isObject(value)) return value;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const fields = Object.entries(value).flatMap(([name, field]): [string, Json][] => {
    const of = own(properties, name) ?? schema['additionalProperties'];
    if (of === undefined || of === false) return [[name, field]];
    return field === null ? [] : [[name, withoutNulls(field, of)]];
  });
  return Object.fromEntries(fields);
}

const isUnknown = ({ keyword }: ErrorObject): boolean => keyword === 'additionalProperties';

const pathOf = (pointer: string): readonly string[] => ['spec', ...pointer.split('/').slice(1).map(unescape)];

function unknownField({ instancePath, params, parentSchema }: ErrorObject, schema: unknown): FieldProblem {
  const path = pathOf(instancePath);
  const name = String(params['additionalProperty']);
  const beside = meantBy(name, Object.keys(asObject(asObject(parentSchema)['properties'])));
  const near = beside === undefined ? placeIn(schema, COUSINS[name] ?? name) : printPath([...path, beside]);
  return { kind: 'unknown', path: [...path, name], message: 'no such field', ...(near === undefined ? {} : { near }) };
}

/** The field that is meant: written in other letters' cases, else the nearest. */
function meantBy(field: string, fields: readonly string[]): string | undefined {
  // A monitor names namespaces, where everything else of Kubernetes selects them by their labels.
  if (field.startsWith('match') && fields.includes('matchNames')) return 'matchNames';
  return fields.find((each) => each.toLowerCase() === field.toLowerCase()) ?? nearest(field, fields);
}

function invalidField({ keyword, instancePath, params, message }: ErrorObject): FieldProblem {
  const wants: unknown = keyword === 'type' ? params['type'] : undefined;
  return {
    kind: 'invalid',
    path: pathOf(instancePath),
    message: message ?? keyword,
    ...(typeof wants === 'string' ? { wants } : {}),
  };
}

/** What the same is called in the other kind of monitor. */
const COUSINS: Readonly<Record<string, string>> = {
  podMetricsEndpoints: 'endpoints',
  endpoints: 'podMetricsEndpoints',
  podPort: 'port',
};

/** Where a field of that name is, the nearest to the top: "spec.endpoints[].interval". */
function placeIn(schema: unknown, name: string): string | undefined {
  let level: readonly (readonly [path: string, schema: unknown])[] = [['spec', schema]];
  for (let depth = 0; depth < NEAR && level.length > 0; depth += 1) {
    const found = level.find(([, each]) => own(asObject(asObject(each)['properties']), name) !== undefined);
    if (found) return `${found[0]}.${name}`;
    level = level.flatMap(([path, each]) => {
      const { items, properties } = asObject(each);
      const own = Object.entries(asObject(properties)).map(([key, below]) => [`${path}.${key}`, below] as const);
      return items === undefined ? own : [...own, [`${path}[]`, items] as const];
    });
  }
  return undefined;
}

/** Levels of a schema in which a misplaced field is looked for; deeper its name says little. */
const NEAR = 4;

/** RFC 6901. */
function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The first thing that does not fit a schema: "live.0.shards: must be number"; undefined: nothing. */
export function schemaProblem(schema: object, value: Json): string | undefined {
  const validate = ajv.compile(schema);
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  if (!error) return 'not readable';
  const { path, message, near } = isUnknown(error) ? unknownField(error, schema) : invalidField(error);
  const where = printable(path.slice(1).join('.'));
  const meant = near === undefined ? '' : `; did you mean ${near.slice(near.lastIndexOf('.') + 1)}?`;
  return `${where === '' ? 'the whole' : where}: ${message}${meant}`;
}

const NAMES = { type: 'object', additionalProperties: { type: 'string' } } as const;
/** Settings of alerts as promwire.dev/settings and --settings hold them; the names of the profile's own are judged later. */
const SETTINGS = {
  type: 'object',
  properties: {
    labels: NAMES,
    alerts: {
      type: 'object',
      additionalProperties: {
        type: ['boolean', 'string', 'object'],
        additionalProperties: false,
        properties: { enabled: { type: 'boolean' }, severity: { type: 'string' }, labels: NAMES },
      },
    },
  },
  additionalProperties: { type: ['string', 'number'] },
};

/** The first thing that is not of the form of settings: "alerts.ShopAbsent.severity: must be string". */
export function settingsProblem(value: Json): string | undefined {
  return schemaProblem(SETTINGS, value);
}
