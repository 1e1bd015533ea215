/** Repositories for several clusters, in which one object stands once for each of them. */
import { describe, expect, it } from '@jest/globals';
import { namespace, operator, prometheus, serviceMonitor } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';

type Files = Readonly<Record<string, string>>;

const monitor = (labels: Readonly<Record<string, string>>): string =>
  yamlOf([serviceMonitor('shop/web', {}, { labels })]);
const [GOOD, BAD] = [monitor({ release: 'prom' }), monitor({ app: 'web' })];
const STACK = yamlOf([
  namespace('shop'),
  operator(),
  prometheus('monitoring/k8s', {
    serviceMonitorNamespaceSelector: {},
    serviceMonitorSelector: { matchLabels: { release: 'prom' } },
  }),
]);
const BASE: Files = { 'stack.yaml': STACK, 'clusters/a/web.yaml': GOOD, 'clusters/b/web.yaml': GOOD };

async function compared(base: Files, head: Files, ...argv: readonly string[]): Promise<Answer> {
  return await inFolder(async (folder) => {
    for (const [side, files] of Object.entries({ base, head }))
      for (const [path, text] of Object.entries(files)) write(folder, `${side}/${path}`, text);
    const { code, out, err } = await run(['compare', `${folder}/base`, `${folder}/head`, ...argv]);
    return { code, out: out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' '), err };
  });
}
const without = (files: Files, ...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

describe('promwire compare of a repository for several clusters', () => {
  it.each([
    ['the one', { 'clusters/a/web.yaml': BAD }, 'clusters/a/web.yaml'],
    ['the other', { 'clusters/b/web.yaml': BAD }, 'clusters/b/web.yaml'],
    ['both', { 'clusters/a/web.yaml': BAD, 'clusters/b/web.yaml': BAD }, 'clusters/b/web.yaml'],
  ])('names the loss of %s, once', async (_, change, place) => {
    const { code, out } = await compared(BASE, { ...BASE, ...change });
    expect([code, out.match(/no longer takes ServiceMonitor shop\/web/g)?.length]).toEqual([1, 1]);
    expect(out).toContain(`loses 1 monitor`);
    expect(out).toContain(`head/${place}:`);
  });

  it('names what one of them loses whose copy goes while others stay', async () => {
    const { code, out } = await compared(BASE, without(BASE, 'clusters/a/web.yaml'));
    expect(code).toBe(1);
    expect(out).toContain('ServiceMonitor shop/web was removed');
    expect(out).toContain('That is so of the copies in clusters/a');
    const last = await compared(BASE, without(BASE, 'clusters/b/web.yaml'));
    expect([last.code, last.out]).toEqual([1, expect.stringContaining('ServiceMonitor shop/web was removed')]);
  });

  it('tells of both what each loses in a way of its own', async () => {
    const [here, there] = [{ 'clusters/a/stack.yaml': STACK }, { 'clusters/b/stack.yaml': STACK }];
    const base = { ...without(BASE, 'stack.yaml'), ...here, ...there };
    const asks = STACK.replace('release: prom', 'release: other');
    const { code, out } = await compared(base, { ...base, 'clusters/a/stack.yaml': asks, 'clusters/b/web.yaml': BAD });
    expect(code).toBe(1);
    expect(out).toContain('clusters/b/web.yaml');
  });

  it.each<readonly [string, Files]>([
    ['comments', { ...BASE, 'clusters/a/web.yaml': `# for a\n${GOOD}` }],
    ['another cluster, otherwise', { ...BASE, 'clusters/c/web.yaml': BAD }],
    ['a folder that is renamed', { ...without(BASE, 'clusters/a/web.yaml'), 'clusters/z/web.yaml': GOOD }],
    ['the same harmless change of both', { ...BASE, 'clusters/a/web.yaml': monitor({ release: 'prom', x: 'one' }) }],
  ])('says nothing of %s', async (_, head) => {
    expect(await compared(BASE, head, '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
  });

  it('looks at eight folders, and says of more that they are not known', async () => {
    const folders = [...'abcdefghijk'].map((name) => `clusters/${name}/web.yaml`);
    const base = { 'stack.yaml': STACK, ...Object.fromEntries(folders.map((path) => [path, GOOD])) };
    const change = (path: string, i: number): readonly [string, string] => [
      path,
      i < 10 ? monitor({ x: `n${i}` }) : GOOD,
    ];
    const { code, out } = await compared(base, { ...base, ...Object.fromEntries(folders.map(change)) });
    expect(code).toBe(3);
    expect(out).toContain('copies in clusters/j costs is not known');
  });
});
