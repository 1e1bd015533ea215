import { Ajv } from 'ajv';

const object = (required: readonly string[], properties: object): object => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});
const list = (items: object): object => ({ type: 'array', items });
const text = { type: 'string', minLength: 1 };
const message = object(['text'], { text: { type: 'string' } });
const multiformat = object(['text'], { text, markdown: text });
const positive = { type: 'integer', minimum: 1 };
const physicalLocation = object(['artifactLocation'], {
  // RFC 3986: what may stand in a URI reference.
  artifactLocation: object(['uri'], {
    uri: { type: 'string', pattern: "^(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$" },
  }),
  region: object(['startLine'], { startLine: positive, startColumn: positive }),
});
const logicalLocations = list(object([], { fullyQualifiedName: text, kind: text }));
const location = object([], { physicalLocation, logicalLocations });
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** Of the SARIF 2.1.0 schema (sarif-schema-2.1.0.json) the objects that are used, with what it requires of them. */
const SCHEMA = object(['version', 'runs'], {
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: list(
    object(['tool'], {
      tool: object(['driver'], {
        driver: object(['name'], {
          name: text,
          version: text,
          informationUri: { type: 'string', format: 'uri' },
          rules: {
            ...list(
              object(['id'], {
                id: text,
                shortDescription: multiformat,
                help: multiformat,
                helpUri: { type: 'string', format: 'uri' },
              }),
            ),
            uniqueItems: true,
          },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      invocations: list(
        object(['executionSuccessful'], {
          executionSuccessful: { type: 'boolean' },
          toolExecutionNotifications: list(object(['message'], { message, level, locations: list(location) })),
        }),
      ),
      properties: { type: 'object' },
      results: list(
        object(['message'], {
          message,
          ruleId: text,
          ruleIndex: { type: 'integer', minimum: 0 },
          level,
          locations: list(location),
        }),
      ),
    }),
  ),
});

export const isSarif = new Ajv({ strict: false, formats: { uri: (value: string) => URL.canParse(value) } }).compile(
  SCHEMA,
);
