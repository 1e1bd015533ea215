/** What gets into promwire from others, and what an install would run. Packing twice is scripts/pack.mjs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
const packages = Object.entries(lock.packages).filter(([folder]) => folder !== '');
const where = (holds: (locked: Locked, folder: string) => boolean): readonly string[] =>
  packages.filter(([folder, locked]) => holds(locked, folder)).map(([folder]) => folder);

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license?: { readonly id: string } }[];
}

const inventory = JSON.parse(read('dist', 'sbom.cdx.json')) as { readonly components: readonly Component[] };
const bundled = inventory.components;

/** Permissive licences, by their SPDX names; the last four are of tools that are not handed on. */
const ACCEPTED =
  /^(?:MIT|Apache-2\.0|ISC|BSD-[23]-Clause|BlueOak-1\.0\.0|0BSD|Unlicense|\(MIT OR CC0-1\.0\)|Python-2\.0|CC-BY-4\.0)$/;
const HANDED_ON = /^(?:MIT|Apache-2\.0|ISC|BSD-3-Clause)$/;

describe('the lock file', () => {
  it('names for each package what its bytes must be, and no other place to get it from', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(where(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
    expect(where(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('holds only licences that allow what is done with them', () => {
    expect(where(({ license }) => !ACCEPTED.test(license ?? ''))).toEqual([]);
  });

  it('is installed without running what packages bring, everywhere', () => {
    // Those that would: they work without, and none of them is handed on.
    expect(where(({ hasInstallScript = false }) => hasInstallScript)).toEqual([
      'node_modules/@parcel/watcher',
      'node_modules/esbuild',
      'node_modules/unrs-resolver',
    ]);
    const installs = [
      '.ci/run',
      '.github/workflows/ci.yml',
      '.github/workflows/release.yml',
      'scripts/dependencies.mjs',
      'README.md',
      'CONTRIBUTING.md',
    ]
      .flatMap((file) => read(...file.split('/')).split('\n'))
      .filter((line) => /\bnpm ci\b|\['ci'/.test(line) && !/running npm ci|npm ci failed|`npm ci`/.test(line));
    expect(installs.length).toBeGreaterThanOrEqual(3);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });
});

describe('what is bundled', () => {
  it('is listed with version, licence and the hash that the lock file has', () => {
    expect(bundled.length).toBeGreaterThan(5);
    for (const { name, version, purl, hashes, licenses } of bundled) {
      const { integrity = '', license = '' } = lock.packages[`node_modules/${name}`] ?? {};
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      expect(hashes).toEqual([{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }]);
      expect(licenses).toEqual([{ license: { id: license } }]);
      expect(license).toMatch(HANDED_ON);
    }
  });

  it('has the text of its licence in the package and in the single file', () => {
    const texts = read('dist', 'THIRD-PARTY-LICENSES')
      .split(`\n${'-'.repeat(80)}\n`)
      .slice(1);
    expect(texts.map((text) => text.trim().split(' ').slice(0, 2).join('@'))).toEqual(
      bundled.map(({ name, version }) => `${name}@${version}`),
    );
    for (const text of texts) expect(text).toMatch(/WITHOUT WARRANTY|WARRANTIES|"AS IS"/i);
    const alone = read('dist', 'promwire.mjs');
    expect(alone).toContain(`\n/*!\n${read('dist', 'THIRD-PARTY-LICENSES').replaceAll('*/', '* /')}*/\n`);
    expect(alone.endsWith('*/\n')).toBe(true);
  });
});

describe('workflows', () => {
  interface Step {
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }
  interface Workflow {
    readonly permissions: object;
    readonly jobs: Readonly<Record<string, { readonly permissions: object; readonly steps: readonly Step[] }>>;
  }
  const folder = join(root, '.github', 'workflows');
  /** Jobs that do more than read: they publish, sign, or make the draft. */
  const RIGHTS: Readonly<Record<string, object>> = {
    'release.yml draft': { contents: 'write', 'id-token': 'write', attestations: 'write' },
    'release.yml npm': { contents: 'read', 'id-token': 'write' },
    'site.yml publish': { pages: 'write', 'id-token': 'write' },
  };

  it.each(readdirSync(folder))('%s runs actions by their hash, with a version to read, and few rights', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const used = text.split('\n').filter((line) => line.includes('uses:'));
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const { permissions, jobs } = parse(text) as Workflow;
    expect(permissions).toEqual({});
    for (const [name, job] of Object.entries(jobs)) {
      expect(job.permissions).toEqual(RIGHTS[`${file} ${name}`] ?? { contents: 'read' });
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
    expect(text).not.toMatch(/\$\{\{\s*(?:github\.event|github\.head_ref|secrets)/);
  });

  it('look the packages up among known faults', () => {
    const text = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
    expect(text).toContain('npm audit --audit-level=');
    expect(text).toContain('npm audit signatures');
    expect(text).toMatch(/schedule:\n\s+- cron:/);
  });
});
