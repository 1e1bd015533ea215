import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { asObject } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import type { Json } from '../model/index.ts';
import { printable } from './prometheus/text.ts';

/* Data that promwire's own schemas describe. The sole importer of ajv. */

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false, unicodeRegExp: false });
const pathOf = (pointer: string): readonly string[] => pointer.split('/').slice(1).map(unescape);
const isUnknown = ({ keyword }: ErrorObject): boolean => keyword === 'additionalProperties';

/** RFC 6901. */
function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** One thing that does not fit a schema. */
export interface Misfit {
  readonly path: readonly string[];
  readonly message: string;
  /** What could be there, where that is known. */
  readonly allowed: readonly string[];
}

/** All that does not fit a schema, in the schema's order. */
export function misfits(schema: object, value: Json): readonly Misfit[] {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(misfitOf);
}

function misfitOf(error: ErrorObject): Misfit {
  const path = pathOf(error.instancePath);
  if (error.keyword === 'enum' || error.keyword === 'const') {
    const allowed = [error.params['allowedValues'] ?? error.params['allowedValue']].flat().map(String);
    const near = nearest(String(error.data), allowed);
    const message = `must be ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
    return { path, message, allowed };
  }
  if (!isUnknown(error)) return { path, message: typeMessage(error), allowed: [] };
  const name = String(error.params['additionalProperty']);
  const fields = Object.keys(asObject(asObject(error.parentSchema)['properties']));
  const near = fields.find((each) => each.toLowerCase() === name.toLowerCase()) ?? nearest(name, fields);
  const message = `no such field${near === undefined ? '' : `; did you mean ${near}?`}`;
  return { path: [...path, name], message, allowed: fields };
}

/** Where text is asked for: on, no, 1.10 and the like are none in YAML. */
function typeMessage({ keyword, message = keyword, params, data }: ErrorObject): string {
  const read = typeof data === 'boolean' ? 'true or false' : typeof data === 'number' ? 'a number' : undefined;
  return keyword === 'type' && params['type'] === 'string' && read !== undefined
    ? `${message}: put it in quotes, without which YAML reads it as ${read}`
    : message;
}

/** The first thing that does not fit a schema: "live.0.shards: must be number"; undefined: nothing. */
export function schemaProblem(schema: object, value: Json): string | undefined {
  const [first] = misfits(schema, value);
  return first && `${nameOf(first.path)}: ${first.message}`;
}

/** "live.0.shards", for a reader. */
export function nameOf(path: readonly string[]): string {
  const where = printable(path.join('.'));
  return where === '' ? 'the whole' : where;
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
export function settingsMisfit(value: Json): Misfit | undefined {
  return misfits(SETTINGS, value)[0];
}
