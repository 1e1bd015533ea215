import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { PromwireError } from '../../../src/errors.ts';
import { directPrometheus } from '../../../src/io/prometheus/direct.ts';
import { prometheusOver } from '../../../src/io/prometheus/index.ts';
import { always, startStandIn, success } from './prometheus-standin.ts';
import type { StandIn } from './prometheus-standin.ts';

const folder = mkdtempSync(join(tmpdir(), 'promwire-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const never = new AbortController().signal;
const empty = success({ resultType: 'vector', result: [] });

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function standIn(reply = always(200, empty)): Promise<StandIn> {
  const server = await startStandIn(reply);
  open.push(server.stop);
  return server;
}

function direct(options: Parameters<typeof directPrometheus>[0]): {
  name: string;
  ask: () => ReturnType<ReturnType<typeof prometheusOver>['query']>;
} {
  const made = directPrometheus(options);
  open.unshift(made.close);
  const prometheus = prometheusOver({ name: made.name }, made.transport);
  return { name: made.name, ask: () => prometheus.query('up', never) };
}

function refusal(options: Parameters<typeof directPrometheus>[0]): PromwireError {
  try {
    directPrometheus(options).close();
  } catch (error) {
    if (error instanceof PromwireError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('an answer in another protocol', () => {
  it('is not an answer, at once', async () => {
    const server = createServer((_, response) => {
      response.writeHead(101, { connection: 'Upgrade', upgrade: 'x' }).end();
    });
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { ask } = direct({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(await ask()).toMatchObject({ kind: 'unknown', reason: 'bad-answer' });
  });
});

describe('a credential that was refused', () => {
  const token = (): string => file('token', 'geheimes-token-1234');
  it.each<[string, (url: string) => Parameters<typeof directPrometheus>[0], RegExp]>([
    ['nothing', (url) => ({ url }), /HTTP 401: it wants to know who asks/],
    ['a token', (url) => ({ url, tokenFile: token() }), /HTTP 401: the token of --prometheus-token-file was refused/],
    [
      'a user',
      (url) => ({ url: url.replace('//', '//me:hush-hush@') }),
      /HTTP 401: the user in --prometheus-url was refused/,
    ],
    [
      'a header',
      (url) => ({ url, headers: ['Authorization: Basic x'] }),
      /the Authorization of --prometheus-header was refused/,
    ],
  ])('%s', async (_what, options, says) => {
    const { url } = await standIn(always(401, 'no'));
    expect(await direct(options(url)).ask()).toMatchObject({
      reason: 'unauthorized',
      detail: expect.stringMatching(says),
    });
  });

  it('is known, and may not read it', async () => {
    const { url } = await standIn(always(403, 'no'));
    expect(await direct({ url, tokenFile: token() }).ask()).toMatchObject({
      reason: 'forbidden',
      detail: expect.stringContaining('HTTP 403: the token of --prometheus-token-file has no right to read it'),
      next: expect.not.stringContaining('--prometheus-url'),
    });
  });
});

describe('what is sent', () => {
  it.each(['/prom', '/prom/', '/a/b//'])('keeps the path prefix %s', async (prefix) => {
    const server = await standIn();
    await direct({ url: server.url + prefix }).ask();
    expect(server.seen[0]?.path).toBe(`${prefix.replace(/\/+$/, '')}/api/v1/query`);
  });

  it('keeps one connection', async () => {
    const server = await standIn();
    const { ask } = direct({ url: server.url });
    for (let turn = 0; turn < 5; turn += 1) await ask();
    expect(server.connections()).toBe(1);
  });

  it('asks again on a fresh connection when the idle one was closed', async () => {
    let turn = 0;
    const server = await standIn((request, response) => {
      turn += 1;
      if (turn === 2) request.socket.destroy();
      else response.writeHead(200).end(empty);
    });
    const { ask } = direct({ url: server.url });
    await ask();
    expect(await ask()).toMatchObject({ kind: 'ok' });
    expect(turn).toBe(3);
  });

  it('sends the token of the file as it is now, and headers', async () => {
    const server = await standIn();
    const tokenFile = file('token', 'first-token\n');
    const { ask } = direct({ url: server.url, tokenFile, headers: ['X-Scope-OrgID: team a', 'X-Empty:'] });
    await ask();
    file('token', 'second-token');
    await ask();
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ]);
    expect(server.seen[0]?.headers['x-scope-orgid']).toBe('team a');
    expect(server.seen[0]?.headers['x-empty']).toBe('');
  });

  it('sends basic credentials of the URL, whatever is in them', async () => {
    const server = await standIn();
    const url = server.url.replace('http://', 'http://us%20er:p%C3%A4ss%25%zz@');
    const made = direct({ url });
    await made.ask();
    const sent = server.seen[0]?.headers.authorization ?? '';
    expect(Buffer.from(sent.replace('Basic ', ''), 'base64').toString('utf8')).toBe('us er:päss%%zz');
    expect(made.name).toBe(server.url);
  });

  it('does not follow a redirect, so that the token stays here', async () => {
    const other = await standIn();
    const server = await standIn(always(307, '', { location: `${other.url}/api/v1/query` }));
    expect(await direct({ url: server.url, tokenFile: file('t', 'secret-token') }).ask()).toMatchObject({
      reason: 'not-prometheus',
    });
    expect(other.seen).toEqual([]);
  });

  it.each([400, 200])('an error (HTTP %d) that repeats the request shows no credential', async (status) => {
    const server = await standIn((request, response) => {
      const error = `who is ${request.headers.authorization ?? ''} and ${String(request.headers['x-api-key'])}`;
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error, errorType: 'bad_data', status: 'error' }));
    });
    const answer = await direct({
      url: server.url,
      tokenFile: file('t', 'secret-token'),
      headers: ['X-Api-Key: other"secret'],
    }).ask();
    expect(answer).toMatchObject({ reason: 'refused' });
    expect(JSON.stringify(answer)).not.toMatch(/secret-token|other.+secret/);
  });

  it('a password that is an ordinary word tears no holes in a good answer', async () => {
    const data = {
      resultType: 'vector',
      result: [{ metric: { job: 'prometheus', status: 'error', error: 'x' }, value: [1, '1'] }],
    };
    const server = await standIn(always(200, success(data)));
    const url = server.url.replace('http://', 'http://admin:prometheus@');
    expect(await direct({ url }).ask()).toMatchObject({ value: [{ labels: { job: 'prometheus' } }] });
  });
});

describe('what cannot be used', () => {
  it.each([
    ['no URL', { url: 'prometheus.example.com' }, /--prometheus-url/],
    ['another scheme', { url: 'ftp://user:hunter22@x/' }, /http:\/\/ or https:\/\//],
    ['a query', { url: 'http://user:hunter22@x/?token=hunter22' }, /query/],
    ['a header without a colon', { url: 'http://x', headers: ['Authorization hunter22'] }, /--prometheus-header/],
    [
      'a header with a line break',
      { url: 'http://x', headers: ['X-A: b\r\nX-Secret: hunter22'] },
      /--prometheus-header/,
    ],
    [
      'no token file',
      { url: 'http://x', tokenFile: join(folder, 'missing') },
      /--prometheus-token-file .*missing cannot be read: there is no such file or folder/,
    ],
    ['an empty token file', { url: 'http://x', tokenFile: file('empty', '\n') }, /does not hold one token/],
    ['two tokens', { url: 'http://x', tokenFile: file('two', 'hunter22\nhunter22') }, /does not hold one token/],
    ['a CA that is none', { url: 'https://x', caFile: file('ca', 'hunter22') }, /no PEM certificate/],
  ] as const)('%s: usage, and nothing secret is repeated', (_name, options, message) => {
    const error = refusal(options);
    expect(error.code).toBe('usage');
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.hint}`).not.toContain('hunter22');
  });

  it('http and https exchanged', async () => {
    const server = await standIn();
    expect(await direct({ url: server.url.replace('http:', 'https:') }).ask()).toMatchObject({
      kind: 'unknown',
      reason: 'bad-answer',
    });
  });

  it('by HTTP_PROXY, which is named without its password when it refuses; NO_PROXY goes around it', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 No\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const { port } = proxy.address() as AddressInfo;
    const env = { HTTP_PROXY: `http://me:hunter22@127.0.0.1:${port}` };
    const refused = await direct({ url: 'http://nowhere.invalid:9090', env }).ask();
    expect(refused).toMatchObject({ kind: 'unknown', reason: 'unreachable' });
    expect(JSON.stringify(refused)).toContain(`through the proxy 127.0.0.1:${port}: the proxy answered 403 to CONNECT`);
    expect(JSON.stringify(refused)).not.toContain('hunter22');
    expect(asked).toEqual(['nowhere.invalid:9090']);
    await direct({ url: 'http://nowhere.invalid:9090', env: { ...env, NO_PROXY: '.invalid' } }).ask();
    expect(asked).toHaveLength(1);
  });

  it('a host that does not exist', async () => {
    expect(await direct({ url: 'http://nowhere.invalid:9090' }).ask()).toMatchObject({
      kind: 'unknown',
      reason: 'unreachable',
    });
  });
});
