import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { operatorSchemas } from '../../src/generated/operator-schemas.ts';
import { programs } from '../bed/binaries.ts';
import { schemasOf } from '../schemas/strip.ts';

const FILE = join(import.meta.dirname, '..', '..', 'src', 'generated', 'operator-schemas.ts');

it("has the schemas of the pinned operator's own CRDs (UPDATE_SCHEMAS=1 writes them)", () => {
  const { crds } = programs();
  const schemas = schemasOf(readdirSync(crds).map((name): unknown => parse(readFileSync(join(crds, name), 'utf8'))));
  if (process.env['UPDATE_SCHEMAS']) {
    const text = `/** Written by test/e2e/schemas.test.ts (UPDATE_SCHEMAS=1) from the CRDs of the Prometheus Operator, never edited. */\nexport const operatorSchemas: Readonly<Record<string, object>> = JSON.parse(\n  ${JSON.stringify(JSON.stringify(schemas))},\n);\n`;
    writeFileSync(FILE, text);
  }
  expect(process.env['UPDATE_SCHEMAS'] ? schemas : operatorSchemas).toEqual(schemas);
});
