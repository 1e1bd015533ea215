import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readFiles } from '../../src/io/files/index.ts';
import { readDocuments } from '../../src/io/files/documents.ts';
import { toYaml, toYamlStream } from '../../src/render/yaml.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { NASTY } from '../render/nasty-strings.ts';
import { seedOr } from '../seed.ts';

/** What we print is what kubectl reads, and what kubectl reads is what we read. */

const START_MS = 180_000;
const TEST_MS = 60_000;
const SAMPLES = 300;
const PER_OBJECT = 40;

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ operator: false, crds: false, standins: false });
}, START_MS);
afterAll(() => bed.stop(), START_MS);

interface Read {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

/** What `kubectl create --dry-run=client` makes of a text, object by object. */
const asKubectl = async (text: string): Promise<readonly Read[]> => {
  const printed = await bed.kubectl(['create', '--dry-run=client', '-o', 'json', '-f', '-'], text);
  const read = [...readDocuments(printed)].map((document) => {
    if (document.outcome === 'broken') throw new Error(document.reason);
    return document.value as unknown as Read & { readonly items?: readonly Read[] };
  });
  return read.flatMap((value) => value.items ?? [value]);
};

const indexed = (values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(values.map((value, at) => [`k${at}`, value]));

const configMap = (name: string, values: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace: 'default',
    annotations: indexed(values),
  },
  data: indexed(values),
});

const chunks = (values: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(values.length / PER_OBJECT) }, (_, at) =>
    values.slice(at * PER_OBJECT, (at + 1) * PER_OBJECT),
  );

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.string({ unit: fc.constantFrom(...'ayntfoe01234567890_.:-+xXeE ~=<\n\t#{}[],&*!|>%@`"\'\\?'), maxLength: 12 }),
);

describe('printed YAML', () => {
  it(
    'is read by kubectl exactly as meant',
    async () => {
      const seed = seedOr(20261123);
      const values = [...NASTY, ...fc.sample(text, { numRuns: SAMPLES * PER_OBJECT, seed })];
      const objects = chunks(values).map((part, at) => configMap(`m${at}`, part));
      const read = await asKubectl(toYamlStream(objects));
      expect({ seed, read: read.length }).toEqual({ seed, read: objects.length });
      for (const [at, object] of objects.entries()) {
        expect({ seed, data: read[at]?.data }).toEqual({ seed, data: object.data });
        expect({ seed, annotations: read[at]?.metadata.annotations }).toEqual({
          seed,
          annotations: object.metadata.annotations,
        });
      }
    },
    TEST_MS,
  );

  it(
    'keeps keys that look like something else',
    async () => {
      const keys = ['on', 'yes', 'null', 'y', '010', '1e3', '0x1f', '1_000', '-', '.5', 'e0', '2020-01-01', 'true'];
      const data = Object.fromEntries(keys.map((key) => [key, key]));
      const [read] = await asKubectl(toYaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data }));
      expect(read?.data).toEqual(data);
    },
    TEST_MS,
  );
});

describe('files', () => {
  const head = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  const stream = (body: string): string => `${head('a')}${body}---\n${head('b')}`;

  it.each([
    ['a comment behind ---', `${head('a')}--- # x\n${head('b')}`],
    ['CRLF', stream('').replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${stream('')}`],
    ['empty documents', `---\n# x\n---\n${stream('---\n')}`],
    ['a duplicate key', stream('data: {x: a}\ndata: {y: b}\n')],
    ['anchors and merge keys', stream('x: &x {l: a}\ndata: {<<: *x, m: b}\n')],
    ['JSON values one after the other', [head('a'), head('b')].map((one) => JSON.stringify(readOne(one))).join('\n')],
    ['a List', `apiVersion: v1\nkind: List\nitems:\n${[head('a'), head('b')].map(asItem).join('')}`],
    ['a typed list', 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n'],
  ])(
    'are read as kubectl reads them: %s',
    async (_what, text) => {
      const theirs = await asKubectl(text);
      const ours = await readFiles(['-'], {
        isFolder: () => Promise.resolve(false),
        list: () => Promise.resolve([]),
        read: () => Promise.resolve(new Uint8Array()),
        stdin: () => Promise.resolve(Buffer.from(text)),
      });
      expect(ours.gaps).toEqual([]);
      expect(ours.objects.map(({ metadata }) => metadata.name)).toEqual(theirs.map(({ metadata }) => metadata.name));
      expect(theirs.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    },
    TEST_MS,
  );

  // The API server refuses data that is not a string, kubectl alone does not: what it prints is what it read.
  const scalars = [
    ...NASTY.filter((value) => /^[\w.+~=<-]*$/.test(value)),
    '0777',
    '1_0.5',
    '0b2',
    '!!str 1',
    '0o8',
    '.5_0',
  ];
  it(
    'hold scalars as kubectl reads them',
    async () => {
      const printable = scalars.filter(
        (value) => !/^[-+]?\.(?:inf|nan)$/i.test(value) && !value.startsWith('---') && value !== '-' && value !== '...',
      );
      const text = `${head('a')}data:\n${printable.map((value, at) => `  k${at}: ${value}\n`).join('')}`;
      const [theirs] = await asKubectl(text);
      const ours = readOne(text) as { readonly data: unknown };
      expect(ours.data).toEqual(theirs?.data);
    },
    TEST_MS,
  );
});

function readOne(text: string): unknown {
  const [read] = readDocuments(text);
  if (read?.outcome !== 'value') throw new Error(read?.reason ?? 'nothing was read');
  return read.value;
}

function asItem(text: string): string {
  return `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
}
