import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { operatorSchemas } from '../generated/operator-schemas.ts';
import type { FieldProblem, Json } from '../model.ts';

/*
 * Objects of the Prometheus Operator against its own CRDs, as strictly as `kubectl apply --validate=strict`. The sole
 * importer of ajv. The schemas are generated from the CRDs of the pinned version.
 */

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
const compiled = new Map<string, ValidateFunction>();

/** At most this many problems of one object are worth telling. */
const MANY = 20;

/** What the API server would prune or refuse in `spec`. Empty for a kind whose schema is not carried. */
export function fieldProblems(kind: string, spec: Json | undefined): readonly FieldProblem[] {
  const schema = Object.hasOwn(operatorSchemas, kind) ? operatorSchemas[kind] : undefined;
  if (!schema) return [];
  let validate = compiled.get(kind);
  if (!validate) compiled.set(kind, (validate = ajv.compile(schema)));
  if (validate(spec ?? {})) return [];
  return (validate.errors ?? []).slice(0, MANY).map(problemOf);
}

function problemOf({ keyword, instancePath, params, message }: ErrorObject): FieldProblem {
  const path = ['spec', ...instancePath.split('/').slice(1).map(unescape)];
  if (keyword === 'additionalProperties')
    return {
      kind: 'unknown',
      path: [...path, String((params as { additionalProperty: unknown }).additionalProperty)],
      message: 'no such field',
    };
  return { kind: 'invalid', path, message: message ?? keyword };
}

/** RFC 6901. */
function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
