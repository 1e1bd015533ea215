// JSON Schemas of all that -o json prints, of the files of --profile and of promwire.yaml, generated from the types of src/model with
// their comments.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';
import { root } from './dependencies.mjs';

const ID = 'https://raw.githubusercontent.com/promwire/promwire/main/schemas/';

const OPTIONS = {
  tsconfig: join(root, 'tsconfig.json'),
  expose: 'all',
  topRef: true,
  additionalProperties: true,
  // Types are checked by tsc.
  skipTypeCheck: true,
};

/** A schema without what is written for people. */
const withoutTexts = (node) => {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutTexts(value)]));
};

/** Names of the members of the union Printed: "PrintedReport" … */
const printedTypes = (generator) => {
  const { Printed } = generator.createSchema('Printed').definitions;
  return Printed.anyOf.map(({ $ref }) => $ref.slice('#/definitions/'.length));
};

/** Names such as "Readonly<…>" are of TypeScript: what they stand for is put in their place. */
const inlined = (definitions) => {
  const target = (node) => definitions[decodeURIComponent(String(node.$ref).slice('#/definitions/'.length))];
  const isOdd = (node) => typeof node.$ref === 'string' && node.$ref.includes('%');
  const walk = (node) => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    if (isOdd(node)) {
      const { $ref: _, ...rest } = node;
      return { ...walk(target(node)), ...rest };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
  };
  return Object.fromEntries(
    Object.entries(definitions)
      .filter(([name]) => /^\w+$/.test(name))
      .map(([name, definition]) => [name, walk(definition)]),
  );
};

/** The text of src/generated/observations-schema.ts: by it the observations of a snapshot file are read. */
export const observationsModule = () => {
  const generator = createGenerator({ ...OPTIONS, path: join(root, 'src/model/observation.ts') });
  const definitions = inlined(generator.createSchema('Observations').definitions);
  const schema = { $ref: '#/definitions/Observations', definitions };
  return [
    '/** Written by `npm run generate` from src/model/observation.ts, never edited. */',
    `export const observationsSchema: object = JSON.parse(\n  ${JSON.stringify(JSON.stringify(withoutTexts(schema)))},\n) as object;`,
    '',
  ].join('\n');
};

/** The text of src/generated/printed-schemas.ts: kind of what -o json prints -> its type, and the definitions of all of them. */
export const printedModule = () => {
  const generator = createGenerator({ ...OPTIONS, path: join(root, 'src/model/printed-all.ts') });
  const definitions = inlined(generator.createSchema('Printed').definitions);
  return [
    '/** Written by `npm run generate` from src/model/printed.ts, never edited. Without what is written for people. */',
    `export const printedDefinitions: object = JSON.parse(\n  ${JSON.stringify(JSON.stringify(withoutTexts(definitions)))},\n) as object;`,
    '',
  ].join('\n');
};

/** What files that users write hold: type -> its module in src/model, and what reads it. */
const FILES = {
  ApplicationProfile: { module: 'application-profile', constant: 'applicationProfileSchema' },
  Config: { module: 'config', constant: 'configSchema' },
};

const fileDefinitions = (type) => {
  const path = join(root, `src/model/${FILES[type].module}.ts`);
  const generator = createGenerator({ ...OPTIONS, additionalProperties: false, path });
  return inlined(generator.createSchema(type).definitions);
};

/** The modules by which files of --profile and promwire.yaml are read: path from the root of the repository -> text. */
export const fileModules = () =>
  new Map(
    Object.entries(FILES).map(([type, { module, constant }]) => {
      const schema = { $ref: `#/definitions/${type}`, definitions: fileDefinitions(type) };
      const text = [
        `/** Written by \`npm run generate\` from src/model/${module}.ts, never edited. */`,
        `export const ${constant}: object = JSON.parse(\n  ${JSON.stringify(JSON.stringify(withoutTexts(schema)))},\n) as object;`,
        '',
      ].join('\n');
      return [`src/generated/${module}-schema.ts`, text];
    }),
  );

/** `type: [a, b]` as `anyOf`, which ajv takes in strict mode (SchemaStore asks for it) and editors show better. */
const oneTypeEach = (node) => {
  if (Array.isArray(node)) return node.map(oneTypeEach);
  if (typeof node !== 'object' || node === null) return node;
  const { type, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, oneTypeEach(value)]));
  if (type === undefined) return rest;
  return Array.isArray(type) ? { ...rest, anyOf: type.map((each) => ({ type: each })) } : { type, ...rest };
};

const LABELS = { type: 'object', additionalProperties: { type: 'string' }, description: 'Labels, as NAME: VALUE.' };
/** Of the files of --settings. The names of settings are those of each profile; a test holds it to what reads them. */
const SETTINGS = {
  Settings: {
    type: 'object',
    properties: {
      labels: { ...LABELS, description: 'Further labels on every alert.' },
      alerts: {
        type: 'object',
        additionalProperties: { $ref: '#/definitions/AlertSetting' },
        description: 'By alert: off, a severity, or a map of enabled, severity and labels.',
      },
    },
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    description:
      'Settings of the alerts: NAME: VALUE for each threshold; promwire settings prints all that can be set.',
  },
  AlertSetting: {
    anyOf: [
      { type: 'boolean', description: 'Whether there is this alert.' },
      { type: 'string', description: 'Its severity, or off.' },
      {
        type: 'object',
        properties: {
          enabled: { type: 'boolean', description: 'Whether there is this alert.' },
          severity: { type: 'string', description: 'Its severity.' },
          labels: { ...LABELS, description: 'Further labels on this alert.' },
        },
        additionalProperties: false,
      },
    ],
  },
};

/** One schema for each kind: path from the root of the repository -> text, formatted. */
export const schemas = async () => {
  const generator = createGenerator({ ...OPTIONS, path: join(root, 'src/model/printed-all.ts') });
  const style = await resolveConfig(join(root, 'schemas/Report.json'));
  const made = new Map();
  const add = async (kind, name, definitions) => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `${ID}${kind}.json`,
      $ref: `#/definitions/${name}`,
      definitions,
    };
    made.set(`schemas/${kind}.json`, await format(JSON.stringify(schema, null, 2), { ...style, parser: 'json' }));
  };
  for (const name of printedTypes(generator)) {
    const definitions = inlined(generator.createSchema(name).definitions);
    await add(definitions[name].properties.kind.const, name, definitions);
  }
  for (const type of Object.keys(FILES)) await add(type, type, oneTypeEach(fileDefinitions(type)));
  await add('Settings', 'Settings', SETTINGS);
  return made;
};
