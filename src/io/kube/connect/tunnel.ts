/** Agents that reach the API server directly, or through an HTTP CONNECT or SOCKS5 proxy (RFC 9110 9.3.6, RFC 1928). */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { unescaped } from './proxy.ts';

/** A proxy that answered, and refused. `code` is what failure.ts tells it by. */
class ProxyRefusal extends Error {
  readonly code = 'PROXY_REFUSED';
}

/** Six in flight: quick on a large cluster, and no burden for the API server. */
const KEEP = { keepAlive: true, maxSockets: 6 } as const;

/**
 * A keep-alive agent for one server.
 * @param tlsOptions ca, cert, key, servername, rejectUnauthorized: for the server, not for an https:// proxy
 */
export function agentFor(server: URL, proxy: URL | undefined, tlsOptions: https.AgentOptions): http.Agent {
  const secure = server.protocol === 'https:';
  const agent = secure ? new https.Agent({ ...tlsOptions, ...KEEP }) : new http.Agent(KEEP);
  if (!proxy) return agent;
  agent.createConnection = (options: http.ClientRequestArgs, created) => {
    void openTunnel(proxy, server).then(
      (socket) => created?.(null, secure ? tls.connect({ ...(options as tls.ConnectionOptions), socket }) : socket),
      // On an error Node looks at no stream, but the type wants one.
      (error: Error) => created?.(error, new net.Socket()),
    );
    return undefined;
  };
  return agent;
}

function openTunnel(proxy: URL, server: URL): Promise<Duplex> {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(server.port || (server.protocol === 'https:' ? 443 : 80));
  return proxy.protocol.startsWith('socks') ? openSocks(proxy, host, port) : openConnect(proxy, host, port);
}

const proxyHost = (proxy: URL): string => proxy.hostname.replace(/^\[(.*)\]$/, '$1');
const proxyLogin = (proxy: URL): readonly [string, string] => [unescaped(proxy.username), unescaped(proxy.password)];

function openConnect(proxy: URL, host: string, port: number): Promise<Duplex> {
  const [user, password] = proxyLogin(proxy);
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const secure = proxy.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      method: 'CONNECT',
      host: proxyHost(proxy),
      port: Number(proxy.port || (secure ? 443 : 80)),
      path: target,
      agent: false,
      headers: {
        host: target,
        ...(user === ''
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
      },
      timeout: 30_000,
    });
    request.on('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyRefusal(`the proxy answered ${answer.statusCode} to CONNECT`));
    });
    // A server that is no proxy answers like a web server.
    request.on('response', (answer) => {
      answer.destroy();
      reject(new ProxyRefusal(`the proxy answered ${answer.statusCode} to CONNECT`));
    });
    request.on('timeout', () => request.destroy(new ProxyRefusal('the proxy did not answer in 30 s')));
    request.on('error', reject);
    request.end();
  });
}

interface ByteReader {
  /** Exactly so many bytes, however they arrive. */
  read(count: number): Promise<Buffer>;
  /** Leaves the socket, and what came early, to the next user. */
  release(): void;
}

function byteReader(socket: net.Socket): ByteReader {
  let bytes = Buffer.alloc(0);
  let waiting:
    { readonly count: number; readonly resolve: (b: Buffer) => void; readonly reject: (e: Error) => void } | undefined;
  let broken: Error | undefined;
  const serve = (): void => {
    if (!waiting) return;
    const { count, resolve, reject } = waiting;
    if (bytes.length >= count) {
      waiting = undefined;
      const taken = bytes.subarray(0, count);
      bytes = bytes.subarray(count);
      resolve(taken);
    } else if (broken) reject(broken);
  };
  const onData = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    serve();
  };
  const onEnd = (error?: Error): void => {
    broken ??= error ?? new ProxyRefusal('the SOCKS proxy closed the connection');
    serve();
  };
  const onClose = (): void => onEnd();
  socket.on('data', onData).on('error', onEnd).on('end', onClose).on('close', onClose);
  return {
    read: (count) =>
      new Promise<Buffer>((resolve, reject) => {
        waiting = { count, resolve, reject };
        serve();
      }),
    release() {
      socket.off('data', onData).off('error', onEnd).off('end', onClose).off('close', onClose);
      socket.pause();
      if (bytes.length > 0) socket.unshift(bytes);
    },
  };
}

async function openSocks(proxy: URL, host: string, port: number): Promise<Duplex> {
  const [user, password] = proxyLogin(proxy);
  const socket = net.connect({ host: proxyHost(proxy), port: Number(proxy.port || 1080) });
  socket.setTimeout(30_000, () => socket.destroy(new ProxyRefusal('the SOCKS proxy did not answer in 30 s')));
  const reader = byteReader(socket);
  try {
    socket.write(Buffer.from(user === '' ? [5, 1, 0] : [5, 2, 0, 2]));
    const method = (await reader.read(2))[1];
    if (method === 2) {
      const [name, secret] = [Buffer.from(user), Buffer.from(password)];
      socket.write(Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([secret.length]), secret]));
      if ((await reader.read(2))[1] !== 0) throw new ProxyRefusal('the SOCKS proxy refused the login');
    } else if (method !== 0) throw new ProxyRefusal('the SOCKS proxy wants a login that promwire does not know');
    // The name is resolved by the proxy: that is what a tunnel into a private network is for.
    const name = Buffer.from(host);
    const head = Buffer.from([5, 1, 0, 3, name.length]);
    socket.write(Buffer.concat([head, name, Buffer.from([port >> 8, port & 255])]));
    const [, reply, , kind] = await reader.read(4);
    if (reply !== 0) throw new ProxyRefusal(`the SOCKS proxy could not connect (reply ${reply})`);
    const addressLength = kind === 1 ? 4 : kind === 4 ? 16 : ((await reader.read(1))[0] ?? 0);
    await reader.read(addressLength + 2);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.setTimeout(0);
  reader.release();
  return socket;
}
