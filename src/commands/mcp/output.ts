/** What a tool answers: its schema, and the answer made of what a command came to. */
import { printedDefinitions } from '../../generated/printed-schemas.ts';
import { isObject, objectAt } from '../../kube/json.ts';
import type { Json, JsonObject, Printed } from '../../model/index.ts';
import { visible } from '../../render/visible.ts';
import { bounded, boundedText } from './bounded.ts';
import type { Ran } from './run.ts';
import type { Answer } from './tool.ts';

const DEFINITIONS = printedDefinitions as JsonObject;
const LOCAL = '#/definitions/';

/** Fields of an answer that -o json does not have. */
const ADDED: JsonObject = {
  omitted: {
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Entries that are left out, by the name of their list. Absent: none.',
  },
  plan: {
    type: 'string',
    description: 'The id by which apply_fix applies this change. Absent: there is none to apply.',
  },
};

/** The schema of a kind that -o json prints, with an object at its root, as the protocol asks for it. */
export function outputOf(kind: Printed['kind']): object {
  const root = objectAt(DEFINITIONS, `Printed${kind}`);
  const properties = objectAt(root, 'properties');
  if (!root || !properties) throw new Error(`no schema of ${kind}`);
  const definitions = Object.fromEntries([...namesIn(root, new Set())].map((name) => [name, DEFINITIONS[name] ?? {}]));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...root,
    properties: { ...properties, ...ADDED },
    definitions,
  };
}

/** Names of definitions that a schema needs, and those that these need. */
function namesIn(schema: Json, found: Set<string>): Set<string> {
  if (Array.isArray(schema)) for (const each of schema as readonly Json[]) namesIn(each, found);
  if (!isObject(schema)) return found;
  const { $ref } = schema;
  if (typeof $ref === 'string' && $ref.startsWith(LOCAL) && !found.has($ref.slice(LOCAL.length))) {
    const name = $ref.slice(LOCAL.length);
    found.add(name);
    namesIn(DEFINITIONS[name] ?? null, found);
  }
  for (const each of Object.values(schema)) namesIn(each, found);
  return found;
}

/** `where`: what was asked; `more`: fields besides those of the command. */
export function answerOf(
  { outcome, data, text, notes, problem }: Ran,
  where: string,
  limit: number,
  more: JsonObject = {},
): Answer {
  const beside = notes.trim() === '' ? '' : `\nnotes:\n${notes.trimEnd()}\n`;
  if (problem || !data) return failedOf(problem ?? { what: 'there is no result', next: '' }, where, `${text}${beside}`);
  const { data: cut, omitted } = bounded(data, limit);
  const left = Object.entries(omitted).map(([name, count]) => `${count} more of ${name}`);
  const tail =
    left.length === 0
      ? ''
      : `\nleft out of the data: ${left.join(', ')}; ask with namespace, subject or a higher limit\n`;
  return {
    text: `outcome: ${outcome}\n\n${boundedText(`${text}${beside}`)}${tail}`,
    data: { ...cut, ...more, ...(left.length > 0 ? { omitted } : {}) },
  };
}

/** An error of a tool: what, where, next. `before`: what was said until then. */
export function failedOf(
  { what, next }: { readonly what: string; readonly next: string },
  where: string,
  before = '',
): Answer {
  const lines = [
    `what: ${visible(what)}`,
    `where: ${visible(where)}`,
    ...(next === '' ? [] : [`next: ${visible(next)}`]),
  ];
  const said = before.trim() === '' ? '' : `\n${boundedText(before.trim())}\n`;
  return { failed: true, text: `${lines.join('\n')}\n${said}` };
}
