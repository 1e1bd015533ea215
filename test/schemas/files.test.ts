import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { parse, parseDocument } from 'yaml';
import { CONFIG } from '../../src/app/config/file-name.ts';
import { decodeSettings } from '../../src/app/settings.ts';
import { MALFORMED } from '../app/config/malformed.ts';
import { prometheus, service } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from '../commands/ask.ts';

/** The schemas of files that users write, as editors and SchemaStore read them: draft-07, in the strict mode of ajv. */

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = (path: string): Readonly<Record<string, unknown>> => JSON.parse(read(path)) as Record<string, unknown>;
const compiled = (name: string): ValidateFunction => new Ajv({ strict: true }).compile(json(`schemas/${name}.json`));
const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.md'),
);

/** Blocks of YAML in all pages of the documentation. */
const blocks = pages.flatMap((page) =>
  [...read(`docs/${page}`).matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => ({ page, text })),
);

/** What a schema cannot tell; promwire itself does. */
const JUDGED = [
  ...['clusters of none', 'a name of two words', 'two clusters of one name', 'nothing to read', 'an empty context'],
  ...['an absolute path', 'a path that leads out', 'standard input', 'a namespace that is none', 'a control character'],
  ...['a namespace with a capital', 'an object twice', 'an unknown check', 'an unknown kind', 'no reason', 'no day'],
  'a day that there is not',
];

describe('the schema of promwire.yaml', () => {
  const config = compiled('Config');

  it('takes every example in the documentation', () => {
    const examples = blocks.filter(({ text }) => /^kind: Config$/m.test(text));
    expect(examples.map(({ page }) => page)).toEqual(['config.md', 'generate.md']);
    for (const { page, text } of examples)
      expect({ page, fits: config(parse(text)), errors: config.errors }).toMatchObject({ fits: true });
  });

  it('refuses what promwire refuses, but for what only promwire can judge', () => {
    const taken = MALFORMED.flatMap(([what, text]) => {
      const document = parseDocument(text);
      return document.errors.length > 0 || !config(document.toJS()) ? [] : [what];
    });
    expect(taken).toEqual(JUDGED);
  });
});

describe('the schema of profiles', () => {
  it('takes what promwire profile init prints', async () => {
    await inFolder(async (folder) => {
      const files = write(folder, 'world.yaml', yamlOf([prometheus('monitoring/k8s', {}), service('shop/web')]));
      const page = write(folder, 'page.txt', '# TYPE http_requests_total counter\nhttp_requests_total{code="500"} 1\n');
      const { out } = await run(['profile', 'init', 'service/web', '-n', 'shop', '--from', files, '--metrics', page]);
      const profile = compiled('ApplicationProfile');
      expect({ fits: profile(parse(out)), errors: profile.errors }).toMatchObject({ fits: true });
    });
  });
});

describe('the schema of settings', () => {
  const settings = compiled('Settings');

  it('takes all that promwire settings prints, with nothing commented out', async () => {
    const { out } = await run(['settings']);
    const all = out.replaceAll(/^# (?=[A-Za-z]+:|  )/gm, '').replace(/^yaml-language-server.*\n/, '');
    expect(Object.keys(parse(all) as object)).toEqual(expect.arrayContaining(['failingFor', 'labels', 'alerts']));
    expect({ fits: settings(parse(all)), errors: settings.errors }).toMatchObject({ fits: true });
  });

  it.each([
    ['objective: 0.995\nfailingFor: 10m\n', true],
    ['labels: { team: a }\nalerts: { A: off, B: page, C: false, D: { enabled: true, labels: { a: b } } }\n', true],
    ['alerts: { A: { severity: page, enabled: false } }\n', true],
    ['labels: [a]\n', false],
    ['labels: { team: 1 }\n', false],
    ['alerts: { A: 5 }\n', false],
    ['alerts: { A: { severty: page } }\n', false],
    ['objective: [1]\n', false],
    ['objective: true\n', false],
    ['alert: { A: off }\n', false],
  ])('takes and refuses what promwire does: %j', async (text, taken) => {
    const here = await decodeSettings(text, 'here').then(
      () => true,
      () => false,
    );
    expect({ schema: settings(parse(text)), here }).toEqual({ schema: taken, here: taken });
  });
});

describe('the schemas', () => {
  it('are where the lines for editors say, by URL and in the package', async () => {
    const settings = await run(['settings']);
    const { version, exports } = json('package.json') as { version: string; exports: Readonly<Record<string, string>> };
    const texts = [settings.out, ...blocks.map(({ text }) => text), ...pages.map((page) => read(`docs/${page}`))];
    const lines = texts.flatMap((text) => [...text.matchAll(/yaml-language-server: \$schema=(\S+?)`?$/gm)]);
    expect(lines.length).toBeGreaterThan(4);
    expect(exports['./schemas/*']).toBe('./schemas/*');
    for (const [, url = ''] of lines) {
      const name = /\/schemas\/(\w+\.json)$/.exec(url)?.[1] ?? url;
      expect([
        json(`schemas/${name}`)['$id'],
        `https://unpkg.com/promwire@${version}/schemas/${name}`,
        `node_modules/promwire/schemas/${name}`,
      ]).toContain(url);
    }
  });
});

describe('what is ready to be sent to SchemaStore', () => {
  it('is an entry of the file that promwire looks for', () => {
    const entry = json('deploy/schemastore/catalog-entry.json');
    expect(Object.keys(entry)).toEqual(['name', 'description', 'fileMatch', 'url']);
    expect(entry).toMatchObject({ fileMatch: [CONFIG], url: json('schemas/Config.json')['$id'] });
    expect(`${String(entry['name'])} ${String(entry['description'])}`).not.toMatch(/schema/i);
    expect(json('schemas/Config.json')['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  it.each([
    ['test', true],
    ['negative_test', false],
  ])('and its files in %s fit or do not', (folder, fits) => {
    const path = `deploy/schemastore/${folder}/promwire`;
    const files = readdirSync(join(root, path));
    const config = compiled('Config');
    expect(files.length).toBeGreaterThan(1);
    expect(files.map((file) => [file, config(parse(read(`${path}/${file}`)))])).toEqual(
      files.map((file) => [file, fits]),
    );
  });
});
