import { expect, it } from '@jest/globals';
import type { Kube } from '../../../../src/io/kube/connect/open.ts';
import { proxyGet } from '../../../../src/io/kube/forward/proxy-get.ts';

const ask = async (path: string) => {
  const asked: string[] = [];
  const kube = {
    request: async (request: { readonly path: string }) => {
      asked.push(request.path);
      return await Promise.resolve({ status: 200, headers: {}, body: 'ok' });
    },
  } as unknown as Kube;
  const address = { via: 'pods', namespace: 'shop', name: 'web-1', port: 80, scheme: 'http' } as const;
  return { answer: await proxyGet(kube, address, path), asked };
};

it.each([
  '/../../../../../secrets',
  '/%2e%2e/%2E%2e/secrets',
  '/.%2e/x',
  String.raw`/..\..\x`,
  '/a%2f..%2f..%2fx',
  '/..%2fx',
  '/%252e%252e/x',
  '/a/..',
  '/./a',
  '/x#y',
  '.evil/x',
  '@evil/x',
  '/a\tb',
  '',
])('never leaves the port: %j', async (path) => {
  const { answer, asked } = await ask(path);
  expect(asked).toEqual([]);
  expect(answer.gap).toMatchObject({ reason: 'unreachable', sentence: expect.stringContaining('leads out of it') });
});

it.each(['/metrics', '/api/v1/query?query=a%2Fb%2F..&x=/../y', '/a..b', '/-/ready'])('asks %s', async (path) => {
  expect((await ask(path)).asked).toEqual([`/api/v1/namespaces/shop/pods/web-1%3A80/proxy${path}`]);
});
