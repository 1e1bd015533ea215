import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import { healthy, serviceMonitor } from '../worlds.ts';
import { write } from './ask.ts';
import { clusterOf } from './cluster.ts';
import { onClusters } from './clusters.ts';
import type { ManyAnswer, OneContext } from './clusters.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FINE: OneContext = { answer: clusterOf(healthy()) };
const unselected = (object: KubeObject): KubeObject =>
  object.kind === 'ServiceMonitor' ? serviceMonitor('shop/web', {}, { labels: { release: 'other' } }) : object;
const LOSES: OneContext = { answer: clusterOf(healthy().map(unselected)) };

let before = '';
beforeAll(async () => {
  await onClusters(
    { a: FINE, b: FINE },
    (folder) => ['snapshot', '--all-contexts', '--out', join(folder, 'out')],
    undefined,
    (folder) => (before = readFileSync(join(folder, 'out/a.yaml'), 'utf8')),
  );
});

/** Each context but `new` against the snapshot of before. */
async function compared(
  contexts: Readonly<Record<string, OneContext>>,
  ...argv: readonly string[]
): Promise<ManyAnswer> {
  return await onClusters(contexts, (folder) => {
    for (const name of Object.keys(contexts)) if (name !== 'new') write(folder, `before/${name}.yaml`, before);
    return ['compare', join(folder, 'before'), '--all-contexts', ...argv];
  });
}

describe('compare of several contexts', () => {
  const contexts = { a: LOSES, b: FINE, c: LOSES, new: FINE };

  it('tells what several lose alike first, then each against what it was', async () => {
    const { code, out } = await compared(contexts);
    expect(out).toMatch(/^lost {5}ServiceMonitor shop\/web {2}in 2 of 4 clusters: a, c$/m);
    expect(out).toMatch(/^fine {5}b {2}nothing changes$/m);
    expect(out).toMatch(/^=== a\nloses 1 monitor/m);
    expect(out).toMatch(/^=== c\nloses 1 monitor/m);
    expect(flat(out)).toContain('new was not looked at before/new.yaml is not there');
    expect(out).toMatch(/\n4 clusters: 1 fine, 2 with findings, 1 not known\n$/);
    expect(code).toBe(3);
    expect((await compared({ a: LOSES, b: FINE })).code).toBe(1);
    expect((await compared({ a: FINE, b: FINE })).code).toBe(0);
  });

  it('prints one document, and results that name their clusters', async () => {
    const { out } = await compared(contexts, '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Comparisons',
      summary: { clusters: 4, ok: 1, findings: 2, unknown: 1 },
      shared: [{ object: { kind: 'ServiceMonitor', namespace: 'shop', name: 'web' }, clusters: ['a', 'c'] }],
      clusters: [{ name: 'a', comparison: { kind: 'Comparison' } }, { name: 'b' }, { name: 'c' }, { name: 'new' }],
    });
    const { out: github } = await compared(contexts, '-o', 'github');
    expect(github).toContain(
      '::2 of 4 clusters (a, c): Prometheus monitoring/k8s no longer takes ServiceMonitor shop/web',
    );
  });

  it('is one comment of at most 60 lines, and one page', async () => {
    const { out, code } = await compared(contexts, '-o', 'markdown');
    expect(code).toBe(3);
    expect(out).toMatch(/^### promwire: 4 clusters: 1 fine, 2 with findings, 1 not known\n/);
    expect(out).toContain('- 🔴 **lost** `ServiceMonitor shop/web` in 2 of 4 clusters: a, c\n');
    expect(out).toContain('- `a` loses 1 monitor, 2 targets\n');
    expect(out).toMatch(/- `new` was not looked at: before\/new\.yaml is not there/);
    expect(out).toContain('In 1 of 4 clusters nothing changes.\n');
    expect((await compared({ a: FINE, b: FINE }, '-o', 'markdown')).out).toBe('');
    const { out: page } = await compared(contexts, '-o', 'html');
    expect(page).toContain('<title>promwire: 4 clusters: 1 fine, 2 with findings, 1 not known</title>');
    for (const name of ['a', 'b', 'c', 'new']) expect(page).toContain(`id="cluster/${name}"`);
    expect(page).toContain('id="a/servicemonitor/shop/web"');
  });

  it.each([
    [['other'], 'several contexts are compared with what they were'],
    [['--cluster', 'a'], 'several contexts with --config or --cluster'],
    [['--captured', 'x'], '--captured with several clusters'],
  ])('refuses %j before anything is asked', async (argv, said) => {
    const { code, err, asked } = await compared({ a: FINE, b: FINE }, ...argv);
    expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
    expect(Object.values(asked).flat()).toEqual([]);
  });
});
