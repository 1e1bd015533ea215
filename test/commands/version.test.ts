import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { PROVEN } from '../../src/generated/proven.ts';
import type { PrintedVersion } from '../../src/model/index.ts';
import { plain } from '../../src/render/text/style.ts';
import { versionText } from '../../src/render/version.ts';
import { run } from './ask.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('promwire version', () => {
  it('names the version of package.json and what runs it', async () => {
    const { code, out } = await run(['version', '-o', 'json']);
    const printed = JSON.parse(out) as PrintedVersion;
    const { version } = JSON.parse(read('package.json')) as { readonly version: string };
    expect(code).toBe(0);
    expect(printed).toMatchObject({ name: 'promwire', version, node: process.versions.node });
    expect((await run(['version'])).out.split('\n')[0]).toBe(`promwire ${version}`);
  });

  it('names the versions that the tests pin, the newest first', () => {
    const of = (name: string): readonly string[] => PROVEN.find((each) => each.name === name)?.versions ?? [];
    const { builds } = JSON.parse(read('test/bed/pins.json')) as {
      readonly builds: readonly { readonly name: string; readonly version?: string }[];
    };
    const pinned = (name: string): string => builds.find((each) => each.name === name)?.version ?? '';
    expect(`v${of('Kubernetes')[0] ?? ''}`).toBe(pinned('kubernetes'));
    expect(of('Prometheus Operator').map((version) => `v${version}`)).toEqual(
      ['prometheus-operator', 'prometheus-operator-0.79.2', 'prometheus-operator-0.70.0'].map(pinned),
    );
    // Its module counts otherwise than the program.
    expect(of('Prometheus')[0]).toMatch(/^3\./);
    for (const { name } of PROVEN) expect(read('docs/versions.md')).toContain(`| ${name} `);
  });

  it('fits a narrow terminal', () => {
    const lines = versionText({ node: '20.19.0', platform: 'linux-x64' }, { ...plain, width: 60 }).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });
});
