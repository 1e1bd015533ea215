/** The npm package is published to a registry on loopback, and npx gets it from there into an empty folder. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startRegistry } from './registry.ts';
import type { Registry } from './registry.ts';

const root = join(import.meta.dirname, '..', '..');
const { version, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
};
const TOKEN = 'of-this-test';
const SLOW_MS = 120_000;

let registry: Registry;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-release-'));
  registry = await startRegistry('promwire', TOKEN);
  const { port } = new URL(registry.url);
  writeFileSync(join(folder, 'npmrc'), `//127.0.0.1:${port}/:_authToken=${TOKEN}\n`);
});
afterAll(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Nothing of this machine's npm counts: neither its configuration nor its cache, and each folder has a cache of its own. */
const run = async (command: string, args: readonly string[], cwd = root) =>
  await new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve, reject) => {
    const env = {
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: folder,
      TMPDIR: tmpdir(),
      npm_config_cache: join(folder, 'cache', basename(cwd)),
      npm_config_userconfig: join(folder, 'npmrc'),
      npm_config_registry: registry.url,
      npm_config_update_notifier: 'false',
    };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
const script = async (name: string, ...args: readonly string[]) =>
  await run(process.execPath, [join(root, 'scripts', 'release', `${name}.mjs`), ...args]);

it(
  'publishes what files.mjs packed, once, and npx runs it from there',
  async () => {
    const files = join(folder, 'release');
    expect(await script('files', files)).toMatchObject({ code: 0, err: '' });
    const unsigned = await script('publish', files, '--registry', registry.url);
    expect([unsigned.code, unsigned.err]).toEqual([
      1,
      expect.stringMatching(/^Nothing signs here|^npm [\d.]+ cannot publish/),
    ]);
    expect(registry.asked).toEqual([]);

    const published = await script('publish', files, '--no-provenance', '--registry', registry.url);
    expect([published.code, published.out]).toEqual([0, `+ promwire@${version}\n`]);
    expect(registry.versions()[version]?.bin).toEqual(bin);
    expect((await script('publish', files, '--no-provenance', '--registry', registry.url)).code).not.toBe(0);

    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const npx = ['--yes', '--registry', registry.url, `promwire@${version}`, 'version', '-o', 'json'];
    const { code, out, err } = await run('npx', npx, empty);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ kind: 'Version', version });
    expect(registry.asked).toContain(`GET /promwire/-/promwire-${version}.tgz 200`);
  },
  SLOW_MS,
);
