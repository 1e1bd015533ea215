/** Connections through a SOCKS5 proxy, by the client of the package socks, which is imported here and nowhere else. */
import { once } from 'node:events';
import net from 'node:net';
import { SocksClient } from 'socks';
import { messageOf } from '../../error-code.ts';
import { ProxyRefusal } from './proxy-refusal.ts';

export interface SocksProxy {
  readonly host: string;
  readonly port: number;
  /** Both empty where the proxy wants no login. */
  readonly user: string;
  readonly password: string;
}

const TIMEOUT_MS = 30_000;
/** RFC 1929: the length of each is one byte. */
const MAX_LOGIN_BYTES = 255;

/** The client's errors hold its options, and with them the password: of an error only the words are used. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/authentication failed/i, 'the SOCKS proxy refused the login'],
  [/no accepted authentication|unknown authentication/i, 'the SOCKS proxy wants a login that promwire does not know'],
  [/invalid socks version/i, 'it does not speak SOCKS5'],
  [/socket closed/i, 'the SOCKS proxy closed the connection'],
  [/timed out/i, 'the SOCKS proxy did not answer in 30 s'],
];

function wordsOf(message: string): string {
  const reason = /rejected connection - (\w+)/.exec(message)?.[1];
  if (reason !== undefined) {
    const words = reason === 'undefined' ? 'for no reason it names' : reason.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
    return `the SOCKS proxy could not connect (${words.toLowerCase()})`;
  }
  return WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'the SOCKS proxy refused the connection';
}

/**
 * Connects to `host` and `port`; the name is resolved by the proxy, which is what a tunnel into a private network is for.
 * Rejects with ProxyRefusal, or with the error of the socket to the proxy.
 */
export async function openSocks(proxy: SocksProxy, host: string, port: number): Promise<net.Socket> {
  const { user: userId, password } = proxy;
  if ([userId, password].some((text) => Buffer.byteLength(text) > MAX_LOGIN_BYTES)) {
    throw new ProxyRefusal(`its login is longer than the ${MAX_LOGIN_BYTES} bytes that SOCKS allows`);
  }
  // Connected here, because the client keeps no code of an error.
  const socket = net.connect({ host: proxy.host, port: proxy.port });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new ProxyRefusal('the SOCKS proxy did not answer in 30 s')));
  await once(socket, 'connect');
  socket.setTimeout(0);
  const broken = new Promise<never>((_, reject) => socket.once('error', reject));
  const negotiated = SocksClient.createConnection({
    proxy: { host: proxy.host, port: proxy.port, type: 5, ...(userId === '' ? {} : { userId, password }) },
    command: 'connect',
    destination: { host, port },
    existing_socket: socket,
    timeout: TIMEOUT_MS,
  });
  try {
    await Promise.race([
      negotiated.catch((error: unknown) => Promise.reject(new ProxyRefusal(wordsOf(messageOf(error))))),
      broken,
    ]);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
