import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type * as Builds from '../scripts/builds.mjs';

const { folderName } = (await import(new URL('../scripts/builds.mjs', import.meta.url).href)) as typeof Builds;
const bed = join(import.meta.dirname, 'bed');
const { builds } = JSON.parse(readFileSync(join(bed, 'pins.json'), 'utf8')) as {
  readonly builds: readonly Builds.Pin[];
};

describe('the pins of the test bed', () => {
  it.each(builds.map((pin) => [pin.name, pin] as const))('%s is kept in a folder of its own', (name, pin) => {
    const folder = folderName(pin);
    expect(folder).toMatch(new RegExp(`^${name}-[0-9a-f]{12}$`));
    expect(folderName({ ...pin })).toBe(folder);
    expect(folderName({ ...pin, version: 'v9.9.9' })).not.toBe(folder);
  });

  it('name for the judge the operator and the Prometheus that the test bed runs', () => {
    const judge = readFileSync(join(bed, 'judge', 'go.mod'), 'utf8');
    for (const name of ['prometheus-operator', 'prometheus']) {
      const { module = '', version = '' } = builds.find((pin) => pin.name === name) ?? {};
      expect(judge).toContain(`\t${module} ${version}\n`);
    }
  });
});
