import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { inspect } from 'node:util';
import { openKube } from '../../../../src/io/kube/connect/open.ts';
import type { Kube } from '../../../../src/io/kube/connect/open.ts';
import { forwardGet } from '../../../../src/io/kube/forward/port-forward.ts';
import { forwardFrom } from '../forward/kubelet-stand-in.ts';
import { kubeconfig, makeCerts, standIn, tempDir } from '../api-stand-in.ts';
import type { StandIn, TestCerts } from '../api-stand-in.ts';

let dir: string;
let remove: () => Promise<void>;
let certs: TestCerts;
let api: StandIn;
const ending: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  ({ dir, remove } = await tempDir());
  certs = await makeCerts(dir);
  api = await standIn(() => ({ body: { through: true } }), certs.server);
});
afterAll(async () => {
  await api.stop();
  await remove();
});
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Lets every name lead to the stand-in: only through the proxy is api.cluster.test to be found. */
function bridge(socket: net.Socket, head: Buffer): void {
  const onward = net.connect(api.port, '127.0.0.1', () => {
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
}

/** An HTTP proxy: CONNECT only, notes what it was asked. */
function connectProxy(asked: string[], refuse: number | undefined, secure: boolean): net.Server {
  const server = secure ? https.createServer(certs.server) : http.createServer();
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    bridge(socket, head);
  });
  return server;
}

/** A SOCKS5 proxy (RFC 1928) that wants the login when one is given. */
function socksProxy(asked: string[], login: string | undefined, reply: number): net.Server {
  return net.createServer((socket) => {
    let step = 0;
    socket.on('error', () => undefined);
    socket.on('data', function talk(chunk: Buffer) {
      if (step === 0) {
        step = login === undefined ? 2 : 1;
        socket.write(Buffer.from([5, login === undefined ? 0 : 2]));
      } else if (step === 1) {
        const name = chunk.subarray(2, 2 + (chunk[1] ?? 0)).toString();
        const right = `${name}:${chunk.subarray(3 + name.length).toString()}` === login;
        step = 2;
        socket.write(Buffer.from([1, right ? 0 : 1]));
      } else {
        asked.push(`${chunk.subarray(5, 5 + (chunk[4] ?? 0)).toString()}:${chunk.readUInt16BE(chunk.length - 2)}`);
        socket.off('data', talk);
        // Byte by byte: an answer may come in pieces.
        for (const byte of [5, reply, 0, 1, 127, 0, 0, 1, 0, 80]) socket.write(Buffer.from([byte]));
        if (reply === 0) bridge(socket, Buffer.alloc(0));
      }
    });
  });
}

async function open(env: Record<string, string>, proxyUrl?: string, server?: string): Promise<Kube> {
  const name = path.join(dir, `config-${Math.random()}`);
  const cluster = {
    'certificate-authority': certs.caFile,
    ...(proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl }),
  };
  await writeFile(name, kubeconfig(server ?? 'https://api.cluster.test:6443', { cluster, user: { token: 'T' } }));
  const kube = await openKube({ kubeconfig: name, env });
  ending.push(() => kube.close());
  return kube;
}

async function ask(env: Record<string, string>, proxyUrl?: string): Promise<string> {
  const kube = await open(env, proxyUrl);
  await kube.request({ method: 'GET', path: '/a' });
  return (await kube.request({ method: 'GET', path: '/b' })).body;
}
const OK = '{"through":true}';

describe('an HTTP proxy', () => {
  it('is taken from HTTPS_PROXY, once per connection, and never sees a token', async () => {
    const asked: string[] = [];
    const port = await listen(connectProxy(asked, undefined, false));
    expect(await ask({ HTTPS_PROXY: `http://127.0.0.1:${port}` })).toBe(OK);
    expect(asked).toEqual(['api.cluster.test:6443']);
  });

  it('is taken from proxy-url, with its login', async () => {
    const asked: string[] = [];
    const port = await listen(connectProxy(asked, undefined, false));
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*' };
    expect(await ask(env, `http://me:p%40ss@127.0.0.1:${port}`)).toBe(OK);
    expect(asked).toEqual([`api.cluster.test:6443 Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('may have a password with a lone %, which is not an escape', async () => {
    const asked: string[] = [];
    const port = await listen(connectProxy(asked, undefined, false));
    await ask({}, `http://me:100%25%zz%@127.0.0.1:${port}`);
    expect(asked).toEqual([`api.cluster.test:6443 Basic ${Buffer.from('me:100%%zz%').toString('base64')}`]);
  });

  it('is passed by where NO_PROXY names the server', async () => {
    const asked: string[] = [];
    const port = await listen(connectProxy(asked, undefined, false));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'localhost,.cluster.test' };
    await expect(ask(env)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('cannot be resolved'),
    });
    expect(asked).toEqual([]);
  });

  it('that refuses, or is none, is named without its password', async () => {
    const refusing = await listen(connectProxy([], 407, false));
    const error: unknown = await ask({}, `http://me:hush-hush@127.0.0.1:${refusing}`).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'unreachable',
      message: `The API server https://api.cluster.test:6443 of context "test" could not be reached through the proxy 127.0.0.1:${refusing}: the proxy answered 407 to CONNECT`,
      hint: expect.stringContaining('HTTPS_PROXY'),
    });
    await expect(ask({ HTTPS_PROXY: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      message: expect.stringContaining('through the proxy 127.0.0.1:1: connection refused'),
    });
  });
});

describe('a SOCKS5 proxy', () => {
  it.each([
    ['without a login', undefined, ''],
    ['with a login', 'me:secret', 'me:secret@'],
  ])('carries the connection %s, and resolves the name', async (_what, login, inUrl) => {
    const asked: string[] = [];
    const port = await listen(socksProxy(asked, login, 0));
    expect(await ask({}, `socks5://${inUrl}127.0.0.1:${port}`)).toBe(OK);
    expect(asked).toEqual(['api.cluster.test:6443']);
  });

  it.each([
    ['a wrong login', 'me:other', 0, 'refused the login'],
    ['a server it cannot reach', 'me:secret', 5, 'could not connect (connection refused)'],
  ])('says %s', async (_what, login, reply, words) => {
    const port = await listen(socksProxy([], login, reply));
    await expect(ask({}, `socks5://me:secret@127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    ['hangs up', '', 'closed the connection'],
    ['speaks another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'does not speak SOCKS5'],
    ['wants another login', '\x05\xff', 'wants a login that promwire does not know'],
  ])('that %s is named without its password', async (_what, answer, words) => {
    const port = await listen(net.createServer((socket) => socket.end(Buffer.from(answer, 'latin1'))));
    const error: unknown = await ask({}, `socks5://me:hush-hush@127.0.0.1:${port}`).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining(words) });
    expect(inspect(error, { depth: 9 })).not.toContain('hush-hush');
  });

  it('that is not there, or gets a login that is too long, is said', async () => {
    await expect(ask({}, 'socks5://127.0.0.1:1')).rejects.toMatchObject({
      message: expect.stringContaining('through the proxy 127.0.0.1:1: connection refused'),
    });
    const port = await listen(socksProxy([], 'me:secret', 0));
    await expect(ask({}, `socks5://me:${'x'.repeat(300)}@127.0.0.1:${port}`)).rejects.toMatchObject({
      message: expect.stringContaining('longer than the 255 bytes'),
    });
  });
});

describe('a port-forward', () => {
  it.each([
    ['an HTTP proxy', 'http://', (asked: string[]) => connectProxy(asked, undefined, false)],
    ['a SOCKS5 proxy', 'socks5://', (asked: string[]) => socksProxy(asked, undefined, 0)],
  ])('goes through %s too', async (_what, scheme, proxy) => {
    const app = await standIn(() => ({ body: 'from the pod' }));
    ending.push(() => app.stop());
    const { asked: forwarded } = forwardFrom(api.server, new Map([[9090, app.port]]));
    ending.push(() => void api.server.removeAllListeners('upgrade'));
    const asked: string[] = [];
    const kube = await open({}, `${scheme}127.0.0.1:${await listen(proxy(asked))}`);
    const pod = { via: 'pods', namespace: 'n', name: 'p', port: 9090, scheme: 'http' } as const;
    expect(await forwardGet(kube, pod, '/')).toMatchObject({ status: 200, body: 'from the pod' });
    expect(asked).toEqual(['api.cluster.test:6443']);
    expect(forwarded).toHaveLength(1);
  });
});
