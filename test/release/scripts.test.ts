/** The steps of .github/workflows/release.yml that need no build: each is a script. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { brokenRules } from './krew-rules.ts';
import type { KrewManifest, KrewPlatform } from './krew-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const SCRIPTS = join(root, 'scripts', 'release');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-steps-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const script = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(SCRIPTS, `${name}.mjs`), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
};
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

const PLACES = ['package.json', 'package-lock.json', 'ci/gitlab.yml', 'src/version.ts', 'charts/promwire/Chart.yaml'];

describe('a version', () => {
  /** Where it stands, and a change log. */
  const copy = (changelog: string): void => {
    for (const path of PLACES) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(root, path), join(folder, path));
    }
    write('CHANGELOG.md', changelog);
  };
  const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- It sees [more](docs/more.md).\n\n## 0.0.9\n\n- Old.\n';

  it('is set wherever it stands, its section is made, and its tag passes then, with its notes', () => {
    copy(CHANGELOG);
    expect(script('check-tag', ['v9.1.0', folder])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not v'),
    });
    expect(script('prepare', ['9.1.0', '--in', folder])).toMatchObject({ status: 0, stderr: '' });
    expect(read('CHANGELOG.md')).toBe(CHANGELOG.replace('## Unreleased\n', '## Unreleased\n\n## 9.1.0\n'));
    for (const path of PLACES) {
      expect(read(path)).toContain('9.1.0');
      const unchanged = readFileSync(join(root, path), 'utf8').split('\n').length;
      expect(read(path).split('\n')).toHaveLength(unchanged);
    }
    const lock = JSON.parse(read('package-lock.json')) as {
      readonly version: string;
      readonly packages: Readonly<Record<string, { readonly version: string }>>;
    };
    expect([lock.version, lock.packages['']?.version]).toEqual(['9.1.0', '9.1.0']);
    expect(script('check-tag', ['v9.1.0', folder])).toEqual({ status: 0, stdout: '9.1.0\n', stderr: '' });
    expect(script('check-tag', ['9.1.0', folder]).status).toBe(1);
    expect(script('notes', ['9.1.0', folder]).stdout).toBe(
      '- It sees [more](https://github.com/promwire/promwire/blob/v9.1.0/docs/more.md).\n',
    );
  });

  it.each([
    ['9.1', CHANGELOG, 'a version is X.Y.Z'],
    ['v9.1.0', CHANGELOG, 'a version is X.Y.Z'],
    ['0.0.9', CHANGELOG, 'has a section 0.0.9 already'],
    ['0.0.8', CHANGELOG, 'is older than'],
    [`${own.version}-rc.1`, CHANGELOG, 'is older than'],
    ['9.1.0', CHANGELOG.replace(/- It sees.*\n/, ''), 'nothing under Unreleased'],
  ])('%s is refused before anything is written: %#', (version, changelog, why) => {
    copy(changelog);
    const { status, stderr } = script('prepare', [version, '--in', folder]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(why)]);
    expect([read('CHANGELOG.md'), JSON.parse(read('package.json'))]).toEqual([
      changelog,
      expect.objectContaining({ version: own.version }),
    ]);
  });
});

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>;
        readonly strategy?: { readonly matrix: { readonly include: readonly { readonly platform: string }[] } };
        readonly steps: readonly { readonly run?: string }[];
      }
    >
  >;
}
interface Platforms {
  readonly PLATFORMS: readonly {
    readonly node: string;
    readonly os: string;
    readonly arch: string;
    readonly bin: string;
  }[];
  readonly archiveName: (platform: object) => string;
}
const { PLATFORMS, archiveName } = (await import(join(SCRIPTS, 'platforms.mjs'))) as Platforms;

describe('the workflow', () => {
  const { jobs } = parse(readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')) as Workflow;

  it('runs nothing but npm and scripts that are there', () => {
    const runs = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
    );
    const scripts = runs.flatMap((run) => /^node (scripts\/release\/[\w-]+\.mjs)(?: |$)/.exec(run)?.slice(1) ?? []);
    expect(
      runs.filter((run) => !/^node scripts\/release\/|^npm ci --ignore-scripts |^npm run build$/.test(run)),
    ).toEqual([]);
    expect(scripts.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(scripts).toHaveLength(9);
  });

  it('installs and builds nothing in a job that may write or sign', () => {
    const writing = Object.values(jobs).filter(({ permissions }) => Object.values(permissions).includes('write'));
    const runs = writing.flatMap(({ steps }) =>
      steps.flatMap(({ run }) => (run === undefined ? [] : [run.split(' ')[1]])),
    );
    expect(runs).toEqual(['scripts/release/draft.mjs', 'scripts/release/publish.mjs']);
  });

  it('publishes for the repository that the package names: npm compares it with what was signed', () => {
    const { url } = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { repository: { url: string } })
      .repository;
    expect(url).toBe('git+https://github.com/promwire/promwire.git');
  });

  it('makes an executable for each platform that the manifest has', () => {
    const made = Object.values(jobs).flatMap(
      ({ strategy }) => strategy?.matrix.include.map(({ platform }) => platform) ?? [],
    );
    expect(made).toEqual(PLATFORMS.map(({ node }) => node));
  });
});

describe('the files of a release', () => {
  const fill = (): void => {
    for (const platform of PLATFORMS) write(archiveName(platform), `the archive of ${platform.node}`);
  };

  it('have a manifest that breaks no rule of krew, and checksums that sha256sum takes', () => {
    fill();
    expect(script('krew', [folder])).toEqual({ status: 0, stdout: '', stderr: '' });
    const manifest = parse(read('promwire.yaml')) as KrewManifest;
    expect(brokenRules('promwire', manifest)).toEqual([]);
    expect(manifest.spec.platforms.map(({ bin }) => bin)).toEqual(PLATFORMS.map(({ bin }) => bin));
    expect(script('checksum', [folder]).status).toBe(0);
    const { status, stdout } = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
    expect([status, stdout.trim().split('\n')]).toEqual([
      0,
      [...PLATFORMS.map(archiveName), 'promwire.yaml'].toSorted().map((name) => `${name}: OK`),
    ]);
    for (const { uri, sha256 } of manifest.spec.platforms)
      expect(read('SHA256SUMS')).toContain(`${sha256}  ${uri.split('/').at(-1) ?? ''}\n`);
  });

  it('are judged by rules that can be broken', () => {
    fill();
    script('krew', [folder]);
    const good = parse(read('promwire.yaml')) as KrewManifest;
    const [first, second] = good.spec.platforms as readonly [KrewPlatform, KrewPlatform];
    const broken = (spec: Partial<KrewManifest['spec']>) =>
      brokenRules('promwire', { ...good, spec: { ...good.spec, ...spec } });
    expect(broken({ version: '1.0.0' })).toEqual(['version']);
    expect(broken({ shortDescription: 'A kubectl plugin' })).toEqual(['shortDescription is short']);
    expect(broken({ platforms: [first, { ...second, selector: first.selector }] })).toEqual([
      'two platforms for linux/amd64',
    ]);
    expect(broken({ platforms: [{ ...first, files: [{ from: 'promwire', to: '.' }] }] })).toEqual([
      'platforms[0]: a licence is installed',
    ]);
    expect(brokenRules('other', good)).toEqual(['the name is that of the file']);
  });

  it('are all there, or no manifest is made', () => {
    fill();
    rmSync(join(folder, 'promwire-windows-amd64.tar.gz'));
    expect(script('krew', [folder])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('lacks promwire-windows-amd64'),
    });
  });

  it.each([
    ['v1.0.0', '', ['release create v1.0.0 --draft --verify-tag --title v1.0.0 --notes-file notes.md FILES']],
    [
      'v1.0.0-rc.1',
      '',
      ['release create v1.0.0-rc.1 --draft --verify-tag --title v1.0.0-rc.1 --notes-file notes.md --prerelease FILES'],
    ],
    ['v1.0.0', 'true', ['release upload v1.0.0 --clobber FILES']],
    ['v1.0.0', 'false', []],
  ])('go to the draft of %s by gh, where a draft is there: %j', (tag, draft, wanted) => {
    const bin = join(folder, 'bin');
    const files = join(folder, 'files');
    mkdirSync(bin);
    mkdirSync(files);
    write('files/a.mjs', 'a');
    // In place of gh: writes down what it is asked.
    write(
      'bin/gh',
      `#!/bin/sh\nif [ "$2" = view ]; then [ -n "${draft}" ] && echo ${draft} && exit 0; exit 1; fi\necho "$@" >> ${join(folder, 'asked')}\n`,
    );
    chmodSync(join(bin, 'gh'), 0o755);
    const env = { PATH: [bin, process.env['PATH']].join(delimiter) };
    const { status, stderr } = script('draft', [tag, files, 'notes.md'], env);
    const asked = existsSync(join(folder, 'asked')) ? read('asked').trim().split('\n') : [];
    expect(asked).toEqual(wanted.map((line) => line.replace('FILES', join(files, 'a.mjs'))));
    expect([status, stderr]).toEqual(wanted.length > 0 ? [0, ''] : [1, expect.stringContaining('is released already')]);
  });
});
