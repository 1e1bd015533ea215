/** Agents that reach the API server directly, or through a proxy: HTTP CONNECT (RFC 9110 9.3.6) or SOCKS5. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { unescaped } from './proxy.ts';
import { ProxyRefusal } from './proxy-refusal.ts';

/** So many in flight: quick on a large cluster, and no burden for the API server. */
export const SOCKETS = 6;
const KEEP = { keepAlive: true, maxSockets: SOCKETS } as const;

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

const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

async function openTunnel(proxy: URL, server: URL): Promise<Duplex> {
  const host = bareHost(server);
  const port = Number(server.port || (server.protocol === 'https:' ? 443 : 80));
  const login = { user: unescaped(proxy.username), password: unescaped(proxy.password) };
  if (!proxy.protocol.startsWith('socks')) return await openConnect(proxy, login, host, port);
  // Few need it, so it is not loaded at every start.
  const { openSocks } = await import('./socks.ts');
  return await openSocks({ host: bareHost(proxy), port: Number(proxy.port || 1080), ...login }, host, port);
}

interface Login {
  readonly user: string;
  readonly password: string;
}

function openConnect(proxy: URL, { user, password }: Login, host: string, port: number): Promise<Duplex> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const secure = proxy.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      method: 'CONNECT',
      host: bareHost(proxy),
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
    // A server that is not a proxy answers like a web server.
    request.on('response', (answer) => {
      answer.destroy();
      reject(new ProxyRefusal(`the proxy answered ${answer.statusCode} to CONNECT`));
    });
    request.on('timeout', () => request.destroy(new ProxyRefusal('the proxy did not answer in 30 s')));
    request.on('error', reject);
    request.end();
  });
}
