import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type http from 'node:http';
import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { KubeConfig, PortForward } from '@kubernetes/client-node';
import type { Kube } from '../../../../src/io/kube/connect/open.ts';
import { forwardGet, portForward } from '../../../../src/io/kube/forward/port-forward.ts';
import { proxyGet } from '../../../../src/io/kube/forward/proxy-get.ts';
import { acceptOf, forwardFrom } from './kubelet-stand-in.ts';
import type { Forwarding } from './kubelet-stand-in.ts';
import { makeCerts, openStandIn, standIn, status, tempDir } from '../api-stand-in.ts';
import type { OpenStandIn, StandIn } from '../api-stand-in.ts';

const BIG = 'x'.repeat(3_000_000);
let app: StandIn;
let secure: StandIn;
let cleanUp: () => Promise<void>;
const ending: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  const { dir, remove } = await tempDir();
  cleanUp = remove;
  const { server } = await makeCerts(dir);
  app = await standIn(({ url }) =>
    url === '/never'
      ? { silent: true }
      : url === '/big'
        ? { body: BIG }
        : { status: 418, headers: { 'x-a': 'b' }, body: { url } },
  );
  secure = await standIn(() => ({ body: 'over TLS' }), server);
});
afterAll(async () => {
  await Promise.all([app.stop(), secure.stop(), cleanUp()]);
});
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function scene(split?: number, first?: Buffer): Promise<OpenStandIn & Forwarding> {
  const opened = await openStandIn(() => status(404, 'NotFound', 'pods "p" not found'));
  ending.push(() => opened.stop());
  const ports = new Map([
    [9090, app.port],
    [9091, secure.port],
  ]);
  return { ...opened, ...forwardFrom(opened.api.server, ports, split, first) };
}
const pod = { via: 'pods', namespace: 'n', name: 'p', port: 9090, scheme: 'http' } as const;

describe('port-forward', () => {
  it('the stand-in is one that the official client understands', async () => {
    const { api, asked } = await scene();
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'c', server: `http://127.0.0.1:${api.port}`, skipTLSVerify: true }],
      users: [{ name: 'u' }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    const [output, input] = [new PassThrough(), new PassThrough()];
    await new PortForward(config).portForward('n', 'p', [9090], output, null, input);
    input.write('GET /official HTTP/1.1\r\nHost: x\r\n\r\n');
    const [first] = await new Promise<Buffer[]>((resolve) => output.once('data', (chunk: Buffer) => resolve([chunk])));
    expect(String(first)).toContain('418');
    expect(asked).toEqual(['/api/v1/namespaces/n/pods/p/portforward?ports=9090']);
  });

  it('answers a GET as the API server proxy would', async () => {
    const { kube, asked } = await scene();
    expect(await forwardGet(kube, pod, '/api/v1/query?query=up')).toMatchObject({
      status: 418,
      headers: { 'x-a': 'b' },
      body: '{"url":"/api/v1/query?query=up"}',
    });
    expect(asked).toEqual(['/api/v1/namespaces/n/pods/p/portforward?ports=9090']);
  });

  it.each([65_536, 1000, 100])('puts a large answer together from frames of %d bytes', async (split) => {
    const { kube } = await scene(split);
    expect((await forwardGet(kube, pod, '/big')).body === BIG).toBe(true);
  });

  it('speaks TLS inside the stream', async () => {
    const { kube } = await scene();
    const address = { ...pod, port: 9091, scheme: 'https' } as const;
    expect(await forwardGet(kube, address, '/')).toMatchObject({ status: 200, body: 'over TLS' });
  });

  it("gives the kubelet's words when nothing listens there", async () => {
    const { kube } = await scene();
    expect(await forwardGet(kube, { ...pod, port: 1 }, '/')).toMatchObject({
      gap: { reason: 'unreachable', sentence: expect.stringContaining('error forwarding port 1 to pod abc') },
    });
  });

  it('tells a missing right and a missing pod', async () => {
    const ask = async (answer: Parameters<typeof openStandIn>[0]): Promise<unknown> => {
      const opened = await openStandIn(answer);
      ending.push(() => opened.stop());
      return await portForward(opened.kube, { namespace: 'n', name: 'p', port: 9090 });
    };
    expect(await ask(() => status(403, 'Forbidden', 'User "bob" cannot create'))).toMatchObject({
      kind: 'gap',
      gap: { reason: 'forbidden', request: { verb: 'create', resource: 'pods/portforward', status: 403, user: 'bob' } },
    });
    expect(await ask(() => status(404, 'NotFound', 'pods "p" not found'))).toMatchObject({
      gap: { reason: 'unreachable', sentence: expect.stringContaining('pods "p" not found') },
    });
    expect(await ask(() => ({ body: 'no upgrade' }))).toMatchObject({ kind: 'gap' });
  });

  it('follows no redirect', async () => {
    const elsewhere = await standIn(() => ({ body: 'gotcha' }));
    ending.push(() => elsewhere.stop());
    const location = `http://127.0.0.1:${elsewhere.port}/`;
    const opened = await openStandIn(() => ({ status: 302, headers: { location }, body: '' }));
    ending.push(() => opened.stop());
    expect(await portForward(opened.kube, { namespace: 'n', name: 'p', port: 9090 })).toMatchObject({ kind: 'gap' });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['another protocol', 'Sec-WebSocket-Protocol: v5.channel.k8s.io', 'does not speak v4.channel.k8s.io'],
    ['no protocol', 'X: y', 'does not speak v4.channel.k8s.io'],
  ])('refuses a server that answers in %s', async (_what, header, words) => {
    const opened = await openStandIn(() => ({ body: '' }));
    ending.push(() => opened.stop());
    opened.api.server.on('upgrade', (request: http.IncomingMessage, socket: Duplex) => {
      const accept = acceptOf(request);
      socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          `Sec-WebSocket-Accept: ${accept}\r\n${header}\r\n\r\n`,
      );
    });
    const error: unknown = await portForward(opened.kube, pod).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining(words) });
  });

  it.each([
    ['a message beyond every limit', Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0])],
    ['a masked frame', Buffer.from([0x82, 0x81, 1, 2, 3, 4, 5])],
    ['a frame that compresses', Buffer.from([0xc2, 1, 0])],
  ])('gives up on %s', async (_what, bytes) => {
    const { kube } = await scene(65_536, bytes);
    expect(await forwardGet(kube, pod, '/')).toMatchObject({
      gap: { reason: 'unreachable', sentence: expect.stringContaining('broke the WebSocket protocol') },
    });
  });

  it('throws as every request does when there is no server', async () => {
    const { kube, api } = await scene();
    await api.stop();
    await expect(portForward(kube, pod)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('ends the forward with the stream', async () => {
    const { kube, api } = await scene();
    const forwarded = await portForward(kube, pod);
    if (forwarded.kind !== 'open') throw new Error('not open');
    const closed = new Promise((resolve) => forwarded.stream.once('close', resolve));
    forwarded.stream.destroy();
    await closed;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        api.server.getConnections((_error, count) => (count === 0 ? resolve() : setTimeout(look, 10)));
      };
      look();
    });
  });
});

it('a port-forward that is given up on says nothing of the pod', async () => {
  const { kube } = await scene();
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(new Error('enough')), 300);
  await expect(forwardGet(kube, pod, '/never', giveUp.signal)).rejects.toThrow('enough');
});

describe('proxyGet', () => {
  const service = { via: 'services', namespace: 'n', name: 's', port: 'web', scheme: 'https' } as const;
  async function over(answer: Parameters<typeof openStandIn>[0]): Promise<{ kube: Kube; api: StandIn }> {
    const opened = await openStandIn(answer);
    ending.push(() => opened.stop());
    return opened;
  }

  it('gives the application its own errors, at once', async () => {
    const { kube, api } = await over(() => ({ status: 503, body: { status: 'error', error: 'starting up' } }));
    const answer = await proxyGet(kube, service, '/prom/api/v1/query?query=up');
    expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('starting up') });
    expect(answer).not.toHaveProperty('gap');
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/api/v1/namespaces/n/services/https%3As%3Aweb/proxy/prom/api/v1/query?query=up',
    ]);
  });

  it('takes a 401 of the application for its own, and one of the API server for ours', async () => {
    const { kube } = await over((_seen, count) =>
      count === 1 ? { status: 401, body: 'Unauthorized' } : status(401, 'Unauthorized', 'Unauthorized'),
    );
    expect(await proxyGet(kube, service, '/')).toMatchObject({ status: 401, body: 'Unauthorized' });
    await expect(proxyGet(kube, service, '/')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('tells when it was the API server that answered', async () => {
    const { kube } = await over((_seen, count) =>
      count === 1
        ? status(403, 'Forbidden', 'User "bob" cannot get resource "services/proxy"')
        : status(503, 'ServiceUnavailable', 'no endpoints available for service "s"'),
    );
    expect(await proxyGet(kube, service, '/')).toMatchObject({
      gap: { reason: 'forbidden', request: { verb: 'get', resource: 'services/proxy', status: 403, user: 'bob' } },
    });
    expect(await proxyGet(kube, service, '/')).toMatchObject({
      gap: { reason: 'unreachable', sentence: expect.stringContaining('Service n/s port web could not be reached') },
    });
  });
});
