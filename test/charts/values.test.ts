import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** What needs no helm; test/e2e/chart.test.ts has the real one. */

const folder = join(import.meta.dirname, '..', '..', 'charts', 'promwire');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}
const schema = JSON.parse(read('values.schema.json')) as Schema;
const values = parse(read('values.yaml')) as Readonly<Record<string, unknown>>;

/** Paths of all keys whose own keys the schema lists. */
const keysOf = (node: unknown, of: Schema, at = ''): readonly string[] =>
  of.properties === undefined || node === null || typeof node !== 'object'
    ? [at]
    : Object.entries(node).flatMap(([key, value]) => keysOf(value, of.properties?.[key] ?? {}, `${at}/${key}`));
const keysOfSchema = (of: Schema, at = ''): readonly string[] =>
  of.properties === undefined
    ? [at]
    : Object.entries(of.properties).flatMap(([key, value]) => keysOfSchema(value, `${at}/${key}`));

describe('values of the chart', () => {
  it('fit their schema, and each key of one is in the other', () => {
    const fits = new Ajv({ strict: false }).compile(schema);
    expect([fits(values), fits.errors]).toEqual([true, null]);
    // What helm itself may hand over.
    expect(keysOf(values, schema).toSorted()).toEqual(
      keysOfSchema(schema)
        .filter((path) => path !== '/global')
        .toSorted(),
    );
  });

  it('are all used, and no other is', () => {
    const templates = ['_helpers.tpl', 'cronjob.yaml', 'prometheusrule.yaml', 'rbac.yaml', 'serviceaccount.yaml'];
    const text = [...templates, 'servicemonitor.yaml', 'NOTES.txt'].map((name) => read(`templates/${name}`)).join('\n');
    const named = [...text.matchAll(/\.Values\.([a-zA-Z]+)/g)].map(([, key = '']) => key);
    // The monitor's and the alerts' own place are got by name.
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(values).toSorted());
  });

  it('have no login in the address', () => {
    const fits = new Ajv({ strict: false }).compile(schema);
    const withUrl = (url: string): boolean => fits({ ...values, pushgateway: { url } });
    expect(['', 'http://p:9091', 'https://p.example.com/prefix'].map(withUrl)).toEqual([true, true, true]);
    expect(['p:9091', 'http://me:hush@p:9091', 'ftp://p'].map(withUrl)).toEqual([false, false, false]);
  });
});

it('the chart has the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(folder, '..', '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
});
