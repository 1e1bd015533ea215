/** promwire as the plugin that kubectl finds on PATH, by the link that npm makes of package.json's second bin. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programs } from '../bed/binaries.ts';

const root = join(import.meta.dirname, '..', '..');
const WORLD = join(root, 'test', 'fixtures', 'library', 'deploy.yaml');

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), 'promwire-plugin-'));
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  for (const [name, file] of Object.entries(own.bin)) symlinkSync(join(root, file), join(bin, name));
  symlinkSync(programs().program('kubectl'), join(bin, 'kubectl'));
});
afterAll(() => {
  rmSync(bin, { recursive: true, force: true });
});

const run = (program: string, args: readonly string[]) => {
  const PATH = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, {
    encoding: 'utf8',
    env: { PATH, HOME: bin, COLUMNS: '400' },
  });
  return { status, stdout, stderr };
};
const asPlugin = (args: readonly string[]) => run('kubectl', ['promwire', ...args]);

describe('kubectl promwire', () => {
  it('is listed by kubectl', () => {
    const { status, stdout, stderr } = run('kubectl', ['plugin', 'list']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(join(bin, 'kubectl-promwire'));
  });

  it('is completed by kubectl', () => {
    const { stdout } = run('kubectl', ['__complete', 'promwire', 'explain', 'label-m']);
    expect(stdout).toBe('label-mismatch\tThe labels of the object are not those that the stack selects\n:4\n');
  });

  it('checks as promwire does, with the same exit code, and prints commands that its user can type', () => {
    const args = ['check', '--from', WORLD];
    const plain = run('promwire', args);
    expect(plain.status).toBe(1);
    expect(plain.stdout).toContain('"promwire explain label-mismatch"');
    const called = asPlugin(args);
    expect(called.stdout).toContain('"kubectl promwire explain label-mismatch"');
    const alike = (text: string): string =>
      text.replaceAll(/\b(?:kubectl )?promwire\b/g, 'promwire').replaceAll(/\s+/g, ' ');
    expect({ ...called, stdout: alike(called.stdout), stderr: alike(called.stderr) }).toEqual({
      ...plain,
      stdout: alike(plain.stdout),
      stderr: alike(plain.stderr),
    });
  });

  it('prints documents as promwire does', () => {
    for (const args of [
      ['check', '--from', WORLD, '-o', 'json'],
      ['snapshot', '--from', WORLD],
      ['fix', '--from', WORLD],
    ])
      expect(asPlugin(args).stdout).toBe(run('promwire', args).stdout);
  });

  it('has help, usage and wrong words by that name', () => {
    expect(asPlugin(['--help']).stdout).toContain('Usage: kubectl promwire COMMAND [flags]');
    expect(asPlugin(['check', '--help']).stdout).toMatch(/^ {2}kubectl promwire check servicemonitor\/web -n shop /m);
    const { status, stderr } = asPlugin(['chek']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean kubectl promwire check?');
  });
});
