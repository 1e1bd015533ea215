import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Unanswered } from '../../model/index.ts';
import type { Exchange } from './answer.ts';
import { unanswered } from './text.ts';

/** Of an answer that denies access so much is waited for, in milliseconds, and read, in bytes: its status says enough. */
const DENIAL = { ms: 1000, bytes: 64 * 1024 };
/** More than any real answer (targets of 100,000 addresses are about 100 MB with their discovered labels). */
const MAX_BODY = 128 * 1024 * 1024;

export interface GetOptions {
  /** How the other side is called in messages; no credentials. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** GET where absent. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** JSON text, unless `headers` has another content-type. */
  readonly body?: string;
  /** Whose flags are to be corrected; Prometheus' where absent. */
  readonly of?: 'prometheus' | 'grafana' | 'pushgateway';
  readonly agent?: http.Agent;
  /** Instead of a connection of its own: one that is open already (a port-forward). */
  readonly connection?: Duplex;
}

/**
 * One request. Redirects are not followed, so that no credential reaches another host. What the other side or the network
 * does becomes a value; rejects only with the reason of an aborted `signal`.
 */
export async function get(url: URL, options: GetOptions, signal: AbortSignal): Promise<Exchange> {
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const { connection } = options;
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json',
        // Node says nothing of a body's length where a method usually has none (DELETE).
        ...(options.body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(options.body) }),
        ...options.headers,
      },
      ...(options.agent ? { agent: options.agent } : {}),
      ...(connection ? { createConnection: () => connection } : {}),
    });
    const abort = (): void => {
      request.destroy();
      reject(signal.reason as Error);
    };
    const done = (exchange: Exchange): void => {
      signal.removeEventListener('abort', abort);
      resolve(exchange);
    };
    signal.addEventListener('abort', abort, { once: true });
    request.on('error', (error) => {
      done(networkError(error, options));
    });
    // Nobody asked for another protocol: without this, Node closes the connection and says nothing at all.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      done(
        unanswered(
          'bad-answer',
          `${options.name}: it answers in another protocol (101).`,
          'Find out what is in front of it.',
        ),
      );
    });
    request.on('response', (response) => {
      receive(response, options, done);
    });
    request.end(options.body);
  });
}

function receive(response: http.IncomingMessage, options: GetOptions, done: (exchange: Exchange) => void): void {
  const { name } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  const whole = (): void => {
    const { location } = response.headers;
    const contentType = response.headers['content-type'];
    done({
      kind: 'answer',
      status: response.statusCode ?? 0,
      ...(contentType === undefined ? {} : { contentType }),
      ...(location === undefined ? {} : { location }),
      body: Buffer.concat(chunks).toString('utf8'),
    });
  };
  const denies = response.statusCode === 401 || response.statusCode === 403;
  const enough = (): void => {
    whole();
    response.destroy();
  };
  const timer = denies ? setTimeout(enough, DENIAL.ms) : undefined;
  response.on('close', () => clearTimeout(timer));
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (denies && size > DENIAL.bytes) return enough();
    if (size <= MAX_BODY) return;
    // Before it is cut, which would be told as the other side's doing.
    done(
      unanswered(
        'bad-answer',
        `${name}: the answer is larger than ${MAX_BODY / 1024 / 1024} MiB.`,
        'Ask one Prometheus shard at a time.',
      ),
    );
    response.destroy();
  });
  response.on('error', (error) => {
    done(networkError(error, options));
  });
  response.on('aborted', () => {
    done(unanswered('unreachable', `${name}: the connection was closed in the middle of the answer.`, 'Ask again.'));
  });
  response.on('end', whole);
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no route to that host',
  ENETUNREACH: 'no route to that network',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name could not be looked up',
};

/** Codes of node:tls and OpenSSL for a certificate that is not trusted here. */
const CERTIFICATE = /^(CERT_|ERR_TLS_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** From the error's code only: its text may repeat the URL. */
function networkError(error: Error, { name, of = 'prometheus' }: GetOptions): Unanswered {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = UNREACHABLE[code];
  if (known !== undefined)
    return unanswered('unreachable', `${name}: ${known}.`, 'Look whether it runs and can be reached from here.');
  // Its words are our own, and hold an address at most.
  if (code === 'PROXY_REFUSED')
    return unanswered('unreachable', `${name}: ${error.message}.`, 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.');
  if (CERTIFICATE.test(code)) {
    return unanswered(
      'bad-answer',
      `${name}: its certificate is not trusted here (${code}).`,
      `Give the CA that signed it with --${of}-ca.`,
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('HPE_')) {
    return unanswered(
      'bad-answer',
      `${name}: it speaks another protocol (${code}).`,
      `Exchange http:// and https:// in --${of}-url.`,
    );
  }
  return unanswered(
    'unreachable',
    `${name}: ${code === '' ? 'the connection failed' : code}.`,
    'Look whether it runs and can be reached from here.',
  );
}

/** True for a connection that the other side closed while it was idle: the one case where a repeat is free of risk. */
export function wasReset(exchange: Exchange): boolean {
  return (
    exchange.kind === 'unknown' &&
    exchange.reason === 'unreachable' &&
    exchange.detail.includes(UNREACHABLE['ECONNRESET'] ?? '')
  );
}
