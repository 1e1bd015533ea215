import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// The import rules live in .oxlintrc.json as patterns. A pattern with a slip in it forbids nothing and says nothing.
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'promwire-lint-'));

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['src/model/index.ts', "export type { A } from './errors.ts';"],
  ['src/engine/a.ts', "import 'yaml';"],
  ['src/engine/b.ts', "import 'node:fs';"],
  ['src/engine/c.ts', "import '../checks/a.ts';"],
  ['src/engine/d.ts', "import '../errors.ts';"],
  ['src/engine/deep/e.ts', "import '../../io/a.ts';"],
  ['src/engine/f.ts', 'export const now = (): number => Date.now();'],
  ['src/engine/g.ts', "export const env = (): unknown => process.env['HOME'];"],
  ['src/engine/h.ts', "export const get = (): unknown => fetch('x');"],
  ['src/lang/a.ts', "import '../engine/world.ts';"],
  ['src/lang/b.ts', "import 'node:fs';"],
  ['src/checks/a.ts', "import '../io/files.ts';"],
  ['src/checks/b.ts', "import '../backends/a.ts';"],
  ['src/profiles/a.ts', "import '../engine/world.ts';"],
  ['src/backends/a.ts', "import '../profiles/kuberhealthy.ts';"],
  ['src/render/a.ts', "import '../engine/world.ts';"],
  ['src/render/b.ts', 'export const wait = (): unknown => setTimeout(() => undefined, 1);'],
  ['src/io/a.ts', "import '../engine/world.ts';"],
  ['src/io/b.ts', "import '@kubernetes/client-node';"],
  ['src/commands/a.ts', "import '../cli.ts';"],
  ['src/commands/b.ts', "import '@kubernetes/client-node/dist/config.js';"],
  ['src/commands/c.ts', "import '@grafana/schema';"],
  ['src/io/c.ts', 'export const leave = (): never => process.exit(1);'],
  ['src/io/d.ts', 'export const say = (): void => console.log(1);'],
  ['src/index.ts', 'export default 1;'],
];
const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/engine/ok.ts', "import '../model.ts'; import './c.ts';"],
  ['src/lang/ok.ts', "import '@prometheus-io/lezer-promql';"],
  ['src/checks/ok.ts', "import '../engine/world.ts'; import '../lang/promql.ts'; import '../model.ts';"],
  ['src/backends/ok.ts', "import '../engine/world.ts'; import '../generated/types.ts';"],
  ['src/render/ok.ts', "import 'yaml'; import '@grafana/schema';"],
  ['src/io/ok.ts', "import 'node:fs'; import '../errors.ts';"],
  ['src/commands/ok.ts', "import '../io/files.ts'; import '../engine/world.ts'; import '../registry.ts';"],
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
