import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Which rooms are pure is a list of patterns in .oxlintrc.json. A pattern with a slip in it forbids nothing.
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'promwire-lint-'));

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['src/judge/f.ts', 'export const now = (): number => Date.now();'],
  ['src/kube/g.ts', "export const env = (): unknown => process.env['HOME'];"],
  ['src/checks/rules/h.ts', "export const get = (): unknown => fetch('x');"],
  ['src/render/b.ts', 'export const wait = (): unknown => setTimeout(() => undefined, 1);'],
  ['src/io/c.ts', 'export const leave = (): never => process.exit(1);'],
  ['src/io/d.ts', 'export const say = (): void => console.log(1);'],
  ['src/index.ts', 'export default 1;'],
];
const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/app/ok.ts', 'export const wait = (): unknown => setTimeout(() => undefined, 1);'],
  ['src/io/ok.ts', 'export const now = (): number => Date.now();'],
  ['src/commands/ok.ts', 'export const say = (): void => console.log(1);'],
];

interface Reported {
  readonly diagnostics: readonly { readonly filename: string }[];
}

describe('the linter', () => {
  let complained: ReadonlySet<string>;

  beforeAll(() => {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, text] of [...FORBIDDEN, ...ALLOWED]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    let output: string;
    try {
      output = execFileSync(process.execPath, [oxlint, '-f', 'json', 'src'], { cwd: folder, encoding: 'utf8' });
    } catch (error) {
      // It found something, and says so by its exit code.
      output = (error as { readonly stdout: string }).stdout;
    }
    const { diagnostics } = JSON.parse(output) as Reported;
    complained = new Set(diagnostics.map(({ filename }) => filename.replaceAll('\\', '/')));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(FORBIDDEN)('refuses in %s: %s', (path) => {
    expect([...complained]).toContain(path);
  });

  it.each(ALLOWED)('accepts in %s: %s', (path) => {
    expect([...complained]).not.toContain(path);
  });
});
