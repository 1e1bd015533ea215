/** What -o json prints is held to the schemas of schemas/, in a strict form: a field that is in no schema fails. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';

const FOLDER = join(import.meta.dirname, '..', '..', 'schemas');
const validators = new Map<string, ValidateFunction>();

/** What is read and never printed by -o json. */
const FILES: readonly string[] = ['ApplicationProfile', 'Config', 'Settings'];

export const KINDS = readdirSync(FOLDER)
  .map((name) => name.replace(/\.json$/, ''))
  .filter((kind) => !FILES.includes(kind));

/** Fails where a command line asked for JSON and what it printed does not fit the schema of its kind. */
export function mustFitSchema(args: readonly string[], stdout: string): void {
  const asked = /(?:^| )(?:-o ?|--output[ =])json(?: |$)/.test(args.join(' '));
  if (!asked || stdout === '' || args.some((arg) => arg.startsWith('--watch'))) return;
  const wrong = problemOf(JSON.parse(stdout));
  if (wrong !== undefined) throw new Error(`promwire ${args.join(' ')}: ${wrong}`);
}

/** What in a printed object does not fit its schema; undefined: nothing. */
export function problemOf(printed: unknown): string | undefined {
  const kind = typeof printed === 'object' && printed !== null && 'kind' in printed ? String(printed.kind) : '';
  if (!KINDS.includes(kind)) return `no schema of kind "${kind}"`;
  const validate = validatorOf(kind);
  if (validate(printed)) return undefined;
  const [error] = validate.errors ?? [];
  return `${kind}${error?.instancePath ?? ''} ${error?.message ?? ''} ${JSON.stringify(error?.params)}`;
}

function validatorOf(kind: string): ValidateFunction {
  const known = validators.get(kind);
  if (known) return known;
  const schema: unknown = JSON.parse(readFileSync(join(FOLDER, `${kind}.json`), 'utf8'));
  const made = new Ajv({ strict: false }).compile(closed(schema) as object);
  validators.set(kind, made);
  return made;
}

/** The same schema, in which an object has no fields but those that are named. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return 'properties' in node && !('additionalProperties' in node) ? { ...inner, additionalProperties: false } : inner;
}
