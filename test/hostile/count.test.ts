import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Attack } from './harness.ts';

/** As many attacks as there are at least; it only grows. */
const AT_LEAST = 800;

it('knows so many attacks, each by a name of its own, and runs every file of them', async () => {
  const files = readdirSync(import.meta.dirname);
  const themes = files.filter((file) => file.endsWith('.rows.ts')).map((file) => basename(file, '.rows.ts'));
  expect(themes.filter((theme) => !files.includes(`${theme}.test.ts`))).toEqual([]);
  let count = 0;
  for (const theme of themes) {
    const { rows } = (await import(join(import.meta.dirname, `${theme}.rows.ts`))) as { rows: readonly Attack[] };
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    count += rows.length;
  }
  expect(count).toBeGreaterThanOrEqual(AT_LEAST);
});
