import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
import { newCheck, STUB } from '../../scripts/new-check.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const FOLDERS = ['selection', 'admission', 'stacks', 'targets', 'scraping', 'rules', 'cluster', 'dashboards'];

describe('npm run new:check', () => {
  it.each(FOLDERS)('writes every file of a check in %s, each with a stub or an entry', (folder) => {
    const files = newCheck('made-up-cause', folder, 'A made-up cause', read);
    expect([...files.keys()]).toEqual([
      `src/checks/${folder}/made-up-cause.ts`,
      `src/checks/${folder}/index.ts`,
      `test/checks/${folder}/made-up-cause.test.ts`,
      'docs/checks/made-up-cause.md',
      'docs/checks/README.md',
      'test/e2e/proofs.ts',
    ]);
    const own = [...files].filter(([path]) => path.includes('made-up-cause'));
    expect(own.filter(([, text]) => !text.includes(STUB))).toEqual([]);
    for (const [path, text] of files) if (path.endsWith('.ts')) transformSync(text, { loader: 'ts' });
  });

  it.each([
    ['targets', 'defineCheck'],
    ['stacks', 'defineStackCheck'],
    ['cluster', 'defineClusterCheck'],
  ])('defines a check in %s with %s', (folder, define) => {
    const text = newCheck('made-up-cause', folder, 'A made-up cause', read).get(
      `src/checks/${folder}/made-up-cause.ts`,
    );
    expect(text).toContain(`export const madeUpCause = ${define}({`);
  });

  it('adds to what is there and changes nothing else', () => {
    const files = newCheck('made-up-cause', 'targets', 'A made-up cause', read);
    const added = (path: string): readonly string[] => {
      const before = new Set(read(path).split('\n'));
      const after = files.get(path)?.split('\n') ?? [];
      expect(after).toHaveLength(read(path).split('\n').length + (path.endsWith('index.ts') ? 2 : 1));
      return after.filter((line) => !before.has(line));
    };
    expect(added('src/checks/targets/index.ts')).toEqual([
      "import { madeUpCause } from './made-up-cause.ts';",
      '  madeUpCause,',
    ]);
    expect(added('docs/checks/README.md')).toEqual(['| [made-up-cause](made-up-cause.md) | A made-up cause |']);
    expect(added('test/e2e/proofs.ts')).toEqual([`  'made-up-cause': 'causes-${STUB}.test.ts',`]);
  });

  it.each([
    ['Made_Up', 'targets', 'not an id'],
    ['single', 'targets', 'not an id'],
    ['made-up', 'engine', 'not a folder of src/checks'],
  ])('refuses %s in %s', (id, folder, why) => {
    expect(() => newCheck(id, folder, 'x', read)).toThrow(why);
  });
});
