import { describe, expect, it } from '@jest/globals';
import { digestBelow } from '../../src/app/compare-charts.ts';
import { treePorts } from '../../src/io/git/tree.ts';

const FILES = {
  'web/Chart.yaml': ['file', 'name: web'],
  'web/out': ['link', '../../etc/passwd'],
  'web/round': ['link', 'round'],
  'web/gone': ['link', 'nothing'],
} as const;

describe('what tells that a chart changed', () => {
  it('has links that are not followed by their names', async () => {
    const entries = Object.entries(FILES).map(([path, [kind]]) => ({ path, kind, oid: path, size: 1 }));
    const ports = treePorts('main:', entries, async (oid) =>
      Promise.resolve(Buffer.from(FILES[oid as keyof typeof FILES][1])),
    );
    const digest = await digestBelow(ports, ['main:/web']);
    expect(digest.split('\n').filter((line) => line.endsWith(' -'))).toEqual(['0/gone -', '0/out -', '0/round -']);
    expect(digest).toMatch(/^0\/Chart\.yaml \w/m);
  });
});
