import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { apiSchemas } from '../../src/generated/api-schemas.ts';
import { startBed } from '../bed/bed.ts';
import type { Bed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import { OPENAPI, schemasOf } from '../schemas/strip.ts';

const FILE = join(import.meta.dirname, '..', '..', 'src', 'generated', 'api-schemas.ts');
const START_MS = 180_000;
/** Of the Grafana operator's kinds those that promwire judges. */
const GRAFANA = ['grafanadashboards', 'grafanafolders'].map((name) => `grafana.integreatly.org_${name}.yaml`);

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
}, START_MS);
afterAll(() => bed.stop(), START_MS);

const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));

it("has the schemas of the pinned operators' own CRDs and of the API server's kinds (UPDATE_SCHEMAS=1 writes them)", async () => {
  const { crds, grafanaCrds } = programs();
  const documents = [
    ...readdirSync(crds).map((name) => read(join(crds, name))),
    ...GRAFANA.map((name) => read(join(grafanaCrds, name))),
  ];
  const openapi = await Promise.all(
    OPENAPI.map(async (path) => [path, await bed.api.json<unknown>('GET', `/openapi/v3/${path}`)] as const),
  );
  const schemas = schemasOf(documents, Object.fromEntries(openapi));
  if (process.env['UPDATE_SCHEMAS']) {
    const text = `/** Written by test/e2e/schemas.test.ts (UPDATE_SCHEMAS=1) from the CRDs and the API server's OpenAPI, never edited. */\nimport type { Schemas } from '../model/schema.ts';\n\nexport const apiSchemas: Schemas = JSON.parse(\n  ${JSON.stringify(JSON.stringify(schemas))},\n) as Schemas;\n`;
    writeFileSync(FILE, text);
  }
  expect(process.env['UPDATE_SCHEMAS'] ? schemas : apiSchemas).toEqual(schemas);
});
