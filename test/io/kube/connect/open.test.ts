import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { joined, openKube } from '../../../../src/io/kube/connect/open.ts';
import type { Kube, OpenOptions } from '../../../../src/io/kube/connect/open.ts';
import { kubeconfig, makeCerts, standIn, status, tempDir } from '../api-stand-in.ts';
import type { Reply, Seen, StandIn, TestCerts, Tls } from '../api-stand-in.ts';

let dir: string;
let remove: () => Promise<void>;
let certs: TestCerts;
const ending: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  ({ dir, remove } = await tempDir());
  certs = await makeCerts(dir);
});
afterAll(() => remove());
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function serve(answer: (seen: Seen, count: number) => Reply, tls?: Tls): Promise<StandIn> {
  const api = await standIn(answer, tls);
  ending.push(() => api.stop());
  return api;
}
async function open(text: string, options: Partial<OpenOptions> = {}): Promise<Kube> {
  const name = path.join(dir, `config-${Math.random()}`);
  await writeFile(name, text);
  const kube = await openKube({ kubeconfig: name, env: {}, backoffMs: 5, ...options });
  ending.push(() => kube.close());
  return kube;
}
const get = (kube: Kube, where = '/version'): Promise<unknown> => kube.request({ method: 'GET', path: where });
const fails = async (promise: Promise<unknown>): Promise<Record<string, unknown>> => {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toHaveProperty('code');
  return { ...(error as object), text: `${String(error)} ${JSON.stringify(error)}`, message: (error as Error).message };
};
const unauthorized = status(401, 'Unauthorized', 'Unauthorized');

describe('an answer in another protocol', () => {
  it('is an error at once, not a wait without end', async () => {
    const api = await serve(() => ({ status: 101, headers: { connection: 'Upgrade', upgrade: 'x' }, body: '' }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await fails(get(kube))).toMatchObject({ code: 'unreachable', message: expect.stringContaining('(101)') });
  });
});

describe('the signal of a request', () => {
  it("is its own, so that many at once do not pile up listeners on the caller's", () => {
    const caller = new AbortController();
    const own = joined(caller.signal, undefined);
    expect(own).not.toBe(caller.signal);
    caller.abort();
    expect([own?.aborted, joined(undefined, undefined)]).toEqual([true, undefined]);
  });
});

describe('requests', () => {
  it('keeps one connection for requests in a row, and says who it is', async () => {
    const api = await serve(() => ({ body: { ok: true } }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}/prefix/`, { user: { token: 'T' } }));
    await get(kube);
    await get(kube, '/api?x=1');
    expect(api.connections()).toBe(1);
    expect(api.seen.map(({ url }) => url)).toEqual(['/prefix/version', '/prefix/api?x=1']);
    expect(api.seen[0]?.headers).toMatchObject({ authorization: 'Bearer T', 'user-agent': 'promwire' });
    expect(kube).toMatchObject({
      server: `http://127.0.0.1:${api.port}/prefix`,
      context: 'test',
      namespace: 'default',
    });
  });

  it('reads compressed answers', async () => {
    const body = gzipSync('{"big":true}');
    const api = await serve(() => ({ headers: { 'content-encoding': 'gzip' }, body }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await get(kube)).toMatchObject({ status: 200, body: '{"big":true}' });
  });

  it('says broken compression instead of crashing', async () => {
    const api = await serve(() => ({ headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await fails(get(kube))).toMatchObject({ code: 'unreachable' });
  });

  it('waits as long as a 429 asks, also before a write', async () => {
    const api = await serve((_seen, count) =>
      count === 1 ? { ...status(429, 'TooManyRequests', 'slow down'), headers: { 'retry-after': '1' } } : {},
    );
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    const start = Date.now();
    expect(await kube.request({ method: 'DELETE', path: '/x', body: {} })).toMatchObject({ status: 200 });
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('gives up on an endless 429, and returns it at once when asked to', async () => {
    const api = await serve(() => status(429, 'TooManyRequests', 'slow down'));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await get(kube)).toMatchObject({ status: 429 });
    expect(api.seen).toHaveLength(5);
    await kube.request({ method: 'GET', path: '/', patient: false });
    expect(api.seen).toHaveLength(6);
  });

  it('repeats a GET after 503, and never a write', async () => {
    const api = await serve(({ method }, count) => (method === 'GET' && count > 1 ? {} : { status: 503 }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await get(kube)).toMatchObject({ status: 200 });
    expect(api.seen).toHaveLength(2);
    expect(await kube.request({ method: 'POST', path: '/x', body: {} })).toMatchObject({ status: 503 });
    expect(api.seen).toHaveLength(3);
  });

  it('repeats a GET on a cut connection once, and never a blind write', async () => {
    const api = await serve((_seen, count) => (count === 2 || count >= 4 ? { cut: true } : {}));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    await get(kube);
    expect(await get(kube)).toMatchObject({ status: 200 });
    expect(api.seen).toHaveLength(3);
    expect(await fails(kube.request({ method: 'POST', path: '/x', body: {} }))).toMatchObject({ code: 'unreachable' });
    expect(api.seen).toHaveLength(4);
    expect(await fails(get(kube))).toMatchObject({ code: 'unreachable' });
    expect(api.seen).toHaveLength(6);
  });

  it('repeats a GET each time that a wait let its connection be closed', async () => {
    const api = await serve((_seen, count) =>
      count === 6 ? {} : count % 2 === 0 ? status(429, '', 'slow down') : count === 1 ? {} : { cut: true },
    );
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`), { backoffMs: 1 });
    await get(kube);
    expect(await get(kube)).toMatchObject({ status: 200 });
    expect(api.seen).toHaveLength(6);
  });

  it('ends with words when nobody answers in time, or listens', async () => {
    const api = await serve(() => ({ silent: true }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`));
    expect(await fails(kube.request({ method: 'GET', path: '/', timeoutMs: 50 }))).toMatchObject({
      code: 'unreachable',
      message: `The API server http://127.0.0.1:${api.port} of context "test" could not be reached: no answer in time`,
    });
    await api.stop();
    expect(await fails(get(kube))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('connection refused'),
    });
  });

  it('stops at once on Ctrl-C: while waiting for an answer, and between two tries', async () => {
    const api = await serve(({ url }) =>
      url === '/silent' ? { silent: true } : { ...status(429, '', ''), headers: { 'retry-after': '20' } },
    );
    const stop = new AbortController();
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`), { signal: stop.signal });
    const waiting = [fails(get(kube, '/silent')), fails(get(kube, '/busy'))];
    setTimeout(() => stop.abort(), 50);
    for (const failed of await Promise.all(waiting)) expect(failed).toMatchObject({ code: 'interrupted' });
  });

  it('never repeats a token that the server sends back', async () => {
    const api = await serve(({ headers }) => ({ status: 500, body: `you sent ${headers.authorization ?? ''}` }));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: 'opaque-hush' } }));
    expect(await get(kube)).toMatchObject({ body: 'you sent Bearer (hidden)' });
  });
});

describe('TLS', () => {
  const tls = (): Tls => ({ ...certs.server, ca: certs.ca });
  const ca = (): object => ({ 'certificate-authority': certs.caFile });
  const client = (): object => ({
    'client-certificate-data': Buffer.from(certs.client.cert).toString('base64'),
    'client-key-data': Buffer.from(certs.client.key).toString('base64'),
  });

  it('shows the client certificate to a server it trusts', async () => {
    const api = await serve(() => ({}), tls());
    await get(await open(kubeconfig(`https://127.0.0.1:${api.port}`, { cluster: ca(), user: client() })));
    expect(api.seen[0]?.clientName).toBe('alice');
  });

  it('refuses a server it does not trust, unless told not to look', async () => {
    const api = await serve(() => ({}), tls());
    const server = `https://127.0.0.1:${api.port}`;
    expect(await fails(get(await open(kubeconfig(server))))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('not signed by an authority that this kubeconfig trusts'),
    });
    const blind = await open(kubeconfig(server, { cluster: { 'insecure-skip-tls-verify': true } }));
    expect(await get(blind)).toMatchObject({ status: 200 });
  });

  it('checks the name in the certificate, or tls-server-name instead', async () => {
    const api = await serve(() => ({}), tls());
    const server = `https://127.0.0.1:${api.port}`;
    const named = (name: string): string => kubeconfig(server, { cluster: { ...ca(), 'tls-server-name': name } });
    expect(await fails(get(await open(named('nope.test'))))).toMatchObject({
      message: expect.stringContaining('for another name'),
    });
    expect(await get(await open(named('api.cluster.test')))).toMatchObject({ status: 200 });
  });

  it('tells a server without TLS, and a key that is none', async () => {
    const api = await serve(() => ({}));
    expect(await fails(get(await open(kubeconfig(`https://127.0.0.1:${api.port}`))))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not speak TLS'),
    });
    const user = { ...client(), 'client-key-data': Buffer.from('hush-hush').toString('base64') };
    const failed = await fails(get(await open(kubeconfig(`https://127.0.0.1:${api.port}`, { user }))));
    expect(failed).toMatchObject({ code: 'usage', message: expect.stringContaining('cannot be read') });
    expect(failed['text']).not.toContain('hush');
  });
});

describe('a token that the server refuses', () => {
  it('ends with what to do, and without the token', async () => {
    const api = await serve(() => unauthorized);
    const failed = await fails(
      get(await open(kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: 'hush-hush' } }))),
    );
    expect(failed).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('(401: token expired or revoked)'),
      hint: expect.stringContaining('log in again'),
    });
    expect(failed['text']).not.toContain('hush');
    expect(api.seen).toHaveLength(1);
  });

  it('is read from its file again, as a pod must when it is rotated', async () => {
    const tokenFile = path.join(dir, 'rotated');
    await writeFile(tokenFile, 'old\n');
    const api = await serve(({ headers }) => (headers.authorization === 'Bearer new' ? {} : unauthorized));
    const kube = await open(kubeconfig(`http://127.0.0.1:${api.port}`, { user: { tokenFile } }));
    expect(await fails(get(kube))).toMatchObject({ code: 'forbidden' });
    await writeFile(tokenFile, 'new\n');
    expect(await get(kube)).toMatchObject({ status: 200 });
    await writeFile(tokenFile, 'two words');
    const next = await open(kubeconfig(`http://127.0.0.1:${api.port}`, { user: { tokenFile } }));
    expect(await fails(get(next))).toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('two words'),
    });
  });
});
