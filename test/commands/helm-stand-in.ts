/**
 * A helm on PATH that fills in `{{ .Release.Name }}` and `{{ .Values.a.b }}`: values.yaml and what it is given are JSON. It refuses
 * a chart with `{{ fail }}`, one with `{{ lacks }}` since what it depends on is not there, and one with `{{ only TEXT }}` where no value "release" is that.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll } from '@jest/globals';
import { write } from './ask.ts';

const SCRIPT = `#!${process.execPath}
const { readFileSync, readdirSync, existsSync } = require('node:fs');
const [, release, folder, ...words] = process.argv.slice(2);
const merged = (a, b) => Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key,
  a[key]?.constructor === Object && b[key]?.constructor === Object ? merged(a[key], b[key]) : key in b ? b[key] : a[key]]));
const shown = (value) => typeof value === 'object' ? JSON.stringify(value) : value;
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
let values = existsSync(folder + '/values.yaml') ? json(folder + '/values.yaml') : {};
words.forEach((word, i) => { if (word === '--values') values = merged(values, json(words[i + 1] === '-' ? 0 : words[i + 1])); });
const name = /name: (\\w+)/.exec(readFileSync(folder + '/Chart.yaml', 'utf8'))[1];
for (const file of readdirSync(folder + '/templates').sort()) {
  const text = readFileSync(folder + '/templates/' + file, 'utf8');
  if (text.includes('{{ fail }}')) { console.error('Error: ' + name + '/templates/' + file + ': it fails'); process.exit(1); }
  if (text.includes('{{ lacks }}')) { console.error('Error: found in Chart.yaml, but missing in charts/ directory: redis'); process.exit(1); }
  const only = /\\{\\{ only (\\w+) \\}\\}/.exec(text);
  if (only && !JSON.stringify(values).includes('"release":"' + only[1] + '"')) { console.error('Error: not ' + only[1]); process.exit(1); }
  const filled = text.replaceAll('{{ .Release.Name }}', release).replaceAll(/\\{\\{ \\.Values\\.([\\w.]+) \\}\\}/g,
    (_, path) => shown(path.split('.').reduce((value, key) => value?.[key] ?? '', values)));
  console.log('---\\n# Source: ' + name + '/templates/' + file + '\\n' + filled);
}
`;

/** For all tests of the file; the other programs of PATH are there, too. */
export function withHelm(): void {
  const path = process.env['PATH'];
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'promwire-helm-'));
    chmodSync(write(folder, 'helm', SCRIPT), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
  });
  afterAll(() => {
    process.env['PATH'] = path ?? '';
    rmSync(folder, { recursive: true, force: true });
  });
}
