/** What a tool takes: a schema made from the flags of a command, and its arguments read back. */
import { PromwireError } from '../../errors.ts';
import { misfits, nameOf } from '../../io/schema.ts';
import type { JsonObject } from '../../model/index.ts';
import type { CommandSpec } from '../kit/command.ts';
import { FLAGS } from '../kit/flag-table.ts';
import type { FlagKey } from '../kit/flag-table.ts';
import type { Flag } from '../kit/flag.ts';
import type { Arguments } from '../kit/flags.ts';
import { COMMANDS } from '../kit/table.ts';

/** Longest text, and most entries of a list, of a call. */
const LONGEST = 4096;
const MOST = 100;

/** A list that is cut is named in the answer. */
export const LIMIT = { usual: 50, most: 1000 } as const;

type Property = Readonly<Record<string, unknown>>;

/** Fields of a tool that are no flags. */
export type Fields = Readonly<Record<string, Property>>;

export const text = (description: string, more: Property = {}): Property => ({
  type: 'string',
  minLength: 1,
  maxLength: LONGEST,
  ...more,
  description,
});
export const list = (description: string, more: Property = {}): Property => ({
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: LONGEST, ...more },
  maxItems: MOST,
  description,
});
export const LIMITED: Fields = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: LIMIT.most,
    description: `how many entries each list of the answer has at most (default ${LIMIT.usual}); what is left out is counted in "omitted"`,
  },
};

/** defaultNamespace, of --default-namespace. */
function fieldOf(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A flag that names several clusters names one here: an answer is about one. */
function isList({ many, name }: Flag): boolean {
  return many === true && name !== 'context' && name !== 'cluster';
}

/** The schema of the flags that a tool offers, with fields of its own before them. */
export function inputOf(
  spec: CommandSpec,
  keys: readonly FlagKey[],
  fields: Fields,
  required: readonly string[] = [],
): object {
  const flags = keys.map((key): Flag => ({
    ...FLAGS[key],
    ...(spec.meanings?.[key] ? { help: spec.meanings[key] } : {}),
  }));
  return {
    type: 'object',
    properties: { ...fields, ...Object.fromEntries(flags.map((flag) => [fieldOf(flag.name), propertyOf(flag)])) },
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** A property says what the flag does, with the other flags called as they are here. */
function propertyOf(flag: Flag): Property {
  const help = flag.help
    .replaceAll(/--([a-z-]+)/g, (_, name: string) => fieldOf(name))
    .replaceAll(
      / \(- for stdin\)|;? (?:it )?may (?:be several, and repeated|repeat)|; of several, or repeated,.*$/g,
      '',
    );
  if (flag.value === undefined) return { type: 'boolean', description: help };
  if (isList(flag)) return list(help, formOf(flag));
  const one = flag.many === true ? { pattern: '^[^,]+$' } : {};
  return text(help, { ...one, ...formOf(flag) });
}

function formOf({ form, oneOf, reads }: Flag): Property {
  if (oneOf) return { enum: oneOf };
  if (reads === 'duration') return { pattern: '^(?:\\d+(?:ms|s|m|h))+$' };
  return form ? { pattern: form.pattern.source } : {};
}

/** Throws PromwireError 'usage', which names all that does not fit. */
export function mustFit(schema: object, input: JsonObject): void {
  const wrong = misfits(schema, input);
  if (wrong.length === 0) return;
  const named = wrong
    .slice(0, 10)
    .map(
      ({ path, message, allowed }) =>
        `${nameOf(path)}: ${message}${allowed.length > 0 && !message.includes('one of') ? ` (it takes ${allowed.join(', ')})` : ''}`,
    );
  throw new PromwireError(
    'usage',
    `the arguments do not fit: ${named.join('; ')}`,
    'The input schema of the tool has what it takes.',
  );
}

/** The arguments of a command: `words`, the fields that were given for `keys`, and what the server itself sets. */
export function argumentsOf(
  words: readonly string[],
  keys: readonly FlagKey[],
  input: JsonObject,
  set: Readonly<Partial<Record<FlagKey, readonly (string | true)[]>>>,
): Arguments {
  return {
    words,
    given: (key) => {
      const own = set[key];
      if (own) return own;
      const value = keys.includes(key) ? input[fieldOf(FLAGS[key].name)] : undefined;
      if (value === true) return [true];
      return [value ?? []].flat().filter((each) => typeof each === 'string');
    },
  };
}

/** Flags outside of commands that are printed, which are for a shell. */
const FLAG = /(`[^`]*`|\bpromwire [a-z][^.;:,)]*)|(?<![\w-])(?:--([a-z][a-z-]*)|-n\b)/g;
const OF_SERVER: ReadonlySet<string> = new Set(COMMANDS.mcp.flags.map((key) => FLAGS[key].name));

/** What went wrong, with the flags called as the arguments of the tool; of others it is said whose they are. */
export function asArguments(said: string, keys: readonly FlagKey[]): string {
  const own = new Set(keys.map((key): string => FLAGS[key].name));
  return said.replaceAll(FLAG, (all: string, command: string | undefined, long: string | undefined) => {
    if (command !== undefined) return all;
    const name = long ?? 'namespace';
    if (own.has(name)) return fieldOf(name);
    return OF_SERVER.has(name) ? `${all} of promwire mcp` : `${all} of the command line`;
  });
}
