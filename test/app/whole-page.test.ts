import { expect, it } from '@jest/globals';
import { askForMetrics } from '../../src/app/metrics/ask.ts';
import { PromwireError } from '../../src/errors.ts';
import type { Kube, KubeRequest } from '../../src/io/kube/connect/open.ts';
import { pod } from '../worlds.ts';

const page = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'a 1\n' };
const gone = new PromwireError('unreachable', 'The API server http://a of context "b" could not be reached: cut.', 'x');
const never = async ({ signal }: KubeRequest): Promise<never> =>
  await new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new PromwireError('interrupted', 'Interrupted.', ''))),
  );

/** Two ports of a pod, of which the first one answers in its own way, and whether the API server is still there. */
const ask = async (first: (request: KubeRequest) => Promise<typeof page>, there = true) => {
  const kube = {
    request: async (request: KubeRequest) => {
      if (request.path === '/version') return there ? await Promise.resolve(page) : await Promise.reject(gone);
      return request.path.includes('%3A1/') ? await first(request) : await Promise.resolve(page);
    },
  } as unknown as Kube;
  const wanted = { namespace: 'shop', pods: [pod('shop/web-1')], services: [], labels: {} };
  const ports = [1, 2].map((number) => ({ number, name: `${number}`, scheme: 'http', why: '', told: false }) as const);
  const options = { pageMs: 50, signal: new AbortController().signal };
  return await askForMetrics(kube, wanted, ports, options);
};

it.each<readonly [string, (request: KubeRequest) => Promise<typeof page>, string]>([
  ['is too slow', never, 'no whole page within 0.05 seconds'],
  ['breaks off', async () => await Promise.reject(gone), 'no whole page: cut'],
  [
    'does not end',
    async () =>
      await Promise.reject(
        new PromwireError('unreachable', 'x could not be reached: its answer is too long for a Kubernetes API.', ''),
      ),
    'a page that does not end, or is longer than 256 MB',
  ],
])('a port whose page %s is told, and the next one is asked', async (_, first, fact) => {
  const answer = await ask(first);
  expect(answer).toMatchObject({
    tried: [{ answer: { kind: 'none', reason: 'unread', fact } }, { answer: { kind: 'metrics' } }],
    found: { port: { number: 2 } },
  });
});

it('an API server that is gone is told as that', async () => {
  await expect(ask(async () => await Promise.reject(gone), false)).rejects.toBe(gone);
});
