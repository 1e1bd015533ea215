import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { listPages } from '../../../src/io/kube/list.ts';
import type { Kube } from '../../../src/io/kube/connect/open.ts';
import { nextInHead, projectedPage } from '../../../src/io/kube/page.ts';
import { pageThread } from '../../../src/io/kube/page-thread.ts';
import { findResource } from '../../../src/kube/resources.ts';

/** Large pages are read in another thread, and come out as they would here. */

const folder = mkdtempSync(join(tmpdir(), 'promwire-thread-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, code: string): URL => {
  writeFileSync(join(folder, name), code);
  return pathToFileURL(join(folder, name));
};
const BUILT = new URL('../../../dist/chunks/page-worker.js', import.meta.url);
const POD = { apiVersion: 'v1', kind: 'Pod' };
const pods = (count: number, next?: string): string =>
  JSON.stringify({
    kind: 'PodList',
    metadata: { resourceVersion: '7', ...(next === undefined ? {} : { continue: next }) },
    items: Array.from({ length: count }, (_, i) => ({
      metadata:
        i === 3
          ? { name: 7 }
          : { name: `p-${i}`, namespace: 'shop', labels: JSON.parse('{"__proto__":"x"}') as unknown },
      spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 'hush' }] }] },
    })),
  });
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('a thread for pages', () => {
  it.each([
    ['pods, and what is broken among them', pods(50, 'abc')],
    ['no list', '{"kind":"Status"}'],
    ['no JSON', '<html>'],
    ['nothing', ''],
  ])('reads %s as it would be read here', async (_it, text) => {
    const thread = pageThread(BUILT);
    for (const metadataOnly of [false, true])
      expect(await thread.read(bytes(text), POD, metadataOnly)).toEqual(projectedPage(text, POD, metadataOnly));
    thread.close();
  });

  it('is done without where there is none, where it dies and where it does not start', async () => {
    const expected = projectedPage(pods(5), POD, false);
    const dies = file(
      'dies.mjs',
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
    );
    const throws = file('throws.mjs', "throw new Error('no');");
    for (const code of [undefined, dies, throws, pathToFileURL(join(folder, 'not-there.mjs'))]) {
      const thread = pageThread(code);
      const both = [thread.read(bytes(pods(5)), POD, false), thread.read(bytes(pods(5)), POD, false)];
      expect(await Promise.all(both)).toEqual([expected, expected]);
      expect(await thread.read(bytes(pods(5)), POD, false)).toEqual(expected);
      thread.close();
    }
  });
});

describe('the next page', () => {
  it.each([
    ['{"metadata":{"resourceVersion":"1","continue":"eyJ2"},"items":[', 'eyJ2'],
    ['{"kind":"List","metadata":{"resourceVersion":"1"},"items":[{"continue":"x"}]', undefined],
    ['{"items":[{"metadata":{"continue":"x"}}],"metadata":{"continue":"late"}}', undefined],
    ['{"metadata":{"continue":"a\\\\u0062"}}', undefined],
    ['', undefined],
  ])('of %s', (text, token) => {
    expect(nextInHead(bytes(text))).toBe(token);
  });

  const asks = async (
    pages: Readonly<Record<string, string>>,
  ): Promise<{ asked: string[]; names: number; done: unknown }> => {
    const asked: string[] = [];
    const kube = {
      request: async ({ path }: { readonly path: string }) => {
        const token = /continue=([^&]*)/.exec(path)?.[1] ?? '';
        asked.push(token);
        const text = pages[token];
        return await Promise.resolve(
          text === undefined
            ? { status: 410, headers: {}, body: '{}' }
            : { status: 200, headers: {}, body: '', bytes: bytes(text) },
        );
      },
    } as unknown as Kube;
    let names = 0;
    const done = await listPages(
      kube,
      findResource('', 'Pod')!,
      {},
      {
        page: () => undefined,
        restart: () => (names = 0),
        large: async (page, of) => {
          const read = projectedPage(Buffer.from(page).toString('utf8'), of, false);
          if (typeof read === 'string') return await Promise.resolve(read);
          names += read.objects.length;
          return read;
        },
      },
    );
    return { asked, names, done };
  };

  it('is asked for while one is read, and each once', async () => {
    const { asked, names, done } = await asks({ '': pods(2, 'a'), a: pods(2, 'b'), b: pods(2) });
    expect(asked).toEqual(['', 'a', 'b']);
    expect(names).toBe(6);
    expect(done).toEqual({ kind: 'listed', resourceVersion: '7' });
  });

  it('that has expired begins the list anew, in one piece', async () => {
    let asked = 0;
    const first = pods(2, 'gone');
    const { names } = await asks({
      get ''() {
        asked += 1;
        return asked === 1 ? first : pods(5);
      },
    });
    // One of five is broken.
    expect([asked, names]).toEqual([2, 4]);
  });

  it('that is the same one again is a gap', async () => {
    const { done } = await asks({ '': pods(1, 'a'), a: pods(1, 'a') });
    expect(done).toMatchObject({ kind: 'gap', gap: { reason: 'invalid' } });
  });
});
