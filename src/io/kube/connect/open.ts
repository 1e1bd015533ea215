/** Opens the port to a Kubernetes API server: raw HTTPS with keep-alive, no models, no discovery. */
import type http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { PromwireError } from '../../../errors.ts';
import { agentFor, SOCKETS } from './tunnel.ts';
import { attempt, Dropped } from './attempt.ts';
import type { Answer, Attempt } from './attempt.ts';
import { loadConnection } from './config.ts';
import type { Connection } from './config.ts';
import type { Environment } from './environment.ts';
import { createCredentials } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { codeOf } from '../../error-code.ts';
import { notAccepted, unreachable } from './failure.ts';
import { proxyFor, unescaped } from './proxy.ts';
import { parseStatus } from '../status.ts';
import { newSent } from '../../../sent.ts';
import type { Sent } from '../../../sent.ts';

/** One request to the API server. `path` starts with a slash and holds the query. */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** The answer is asked for in gzip, wherever the server is. */
  readonly packed?: boolean;
  readonly signal?: AbortSignal;
  /** Longest silence in milliseconds, by default 30,000. */
  readonly timeoutMs?: number;
  /** Safe to retry although it is not a GET (server-side apply, an access review). */
  readonly idempotent?: boolean;
  /** Passed on to an application: a 401 that is no Status is its own answer, and not about our credential. */
  readonly passedOn?: boolean;
  /** Takes the items of a list whose answer is long (see Answer.inPieces); made new for every attempt. */
  readonly items?: Attempt['items'];
  /** False: an answer 429 or 5xx is returned at once. */
  readonly patient?: boolean;
}

/** The port. Everything else in this folder is a function of it; a fake needs `request` only. */
export interface Kube {
  readonly server: string;
  readonly context: string;
  /** The context's own namespace, "default" where it names none. */
  readonly namespace: string;
  /**
   * The answer, whatever its status except 401. Throws PromwireError: 'unreachable' (no connection), 'forbidden'
   * (401 after the credential was renewed once), 'usage' (credentials cannot be made), 'interrupted'.
   */
  request(request: KubeRequest): Promise<Answer>;
  /** What a connection of another kind (a WebSocket) needs. Secret. */
  dial(path: string): Promise<Dial>;
  /** Closes idle connections, so that the process can end. */
  close(): void;
}

export interface Dial {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly agent: http.Agent;
  /** Hides credentials in what the other side says. */
  readonly hide: (text: string) => string;
  /** Turns what a socket threw into an error with words. */
  readonly explain: (error: unknown) => PromwireError;
}

export interface OpenOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** In a pod without a kubeconfig its own cluster is meant, whatever `context` says. */
  readonly orPod?: boolean;
  readonly env: Environment;
  /** A person at a terminal can answer a credential plugin; by default no. */
  readonly interactive?: boolean;
  /** Ends every request and the credential plugin (Ctrl-C). */
  readonly signal?: AbortSignal;
  /** First wait before a repeated request in milliseconds, by default 500; doubled each time. */
  readonly backoffMs?: number;
  readonly serviceAccountDir?: string;
  /** Gets the credentials of this connection, which are hidden in what the server says. */
  readonly sent?: Sent;
}

const USER_AGENT = 'promwire';
const MAX_TRIES = 5;
/** A server may ask for patience, not for more than this. */
const MAX_WAIT_MS = 30_000;

/** Reads the configuration; the first request connects. Throws PromwireError 'usage' on a broken configuration. */
export async function openKube(options: OpenOptions): Promise<Kube> {
  const connection = await loadConnection(options);
  return connect(connection, options, options.sent ?? newSent());
}

function connect(connection: Connection, options: OpenOptions, sent: Sent): Kube {
  const server = new URL(connection.server);
  const proxy = proxyFor(server, connection.proxyUrl, options.env);
  sent.add(connection.key);
  if (proxy) sent.addLogin(unescaped(proxy.username), unescaped(proxy.password));
  const credentials = createCredentials(connection, {
    env: options.env,
    interactive: options.interactive ?? false,
    sent,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const agents = new Map<string, http.Agent>();
  const agentOf = ({ cert = connection.cert, key = connection.key }: Credential): http.Agent => {
    const known = agents.get(cert ?? '');
    if (known) return known;
    // A plugin that renews its certificate would otherwise leave the old agent's connections behind.
    for (const old of agents.values()) old.destroy();
    agents.clear();
    const agent = agentFor(server, proxy, {
      ...(connection.ca === undefined ? {} : { ca: connection.ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(connection.serverName === undefined ? {} : { servername: connection.serverName }),
      ...(connection.insecure ? { rejectUnauthorized: false } : {}),
    });
    agents.set(cert ?? '', agent);
    return agent;
  };
  const explain = (error: unknown): PromwireError => withoutSent(unreachable(error, connection, proxy), sent);
  const gzip = !isLoopback(server.hostname);

  async function once(request: KubeRequest, credential: Credential, signal: AbortSignal | undefined): Promise<Answer> {
    return await attempt({
      method: request.method,
      url: connection.server + request.path,
      headers: {
        'user-agent': USER_AGENT,
        accept: request.accept ?? 'application/json',
        // Across a network the tenfold smaller answer is worth the work; on one machine it is not.
        ...(gzip || request.packed === true ? { 'accept-encoding': 'gzip' } : {}),
        ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        ...connection.headers,
        ...credential.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      agent: agentOf(credential),
      timeoutMs: request.timeoutMs ?? 30_000,
      items: request.items,
      ...(signal ? { signal } : {}),
    });
  }

  async function request(request: KubeRequest): Promise<Answer> {
    const signal = joined(options.signal, request.signal);
    const repeatable = request.method === 'GET' || request.idempotent === true;
    let credential = await credentials.get(signal);
    let renewed = false;
    let drops = 0;
    for (let tries = 1; ; tries += 1) {
      let answer: Answer;
      try {
        signal?.throwIfAborted();
        answer = await once(request, credential, signal);
        drops = 0;
      } catch (error) {
        if (signal?.aborted === true) throw interruption(error, signal);
        // Idle connections may be closed by the other side in the moment we use them, after a wait all of them.
        if (error instanceof Dropped && repeatable && drops < (error.reused ? SOCKETS : 1)) {
          drops += 1;
          continue;
        }
        throw explain(error);
      }
      const applications = request.passedOn === true && parseStatus(answer.body) === undefined;
      if (answer.status === 401 && !applications) {
        const next = renewed ? undefined : await credentials.renew(credential, signal);
        if (next === undefined) throw notAccepted(connection);
        renewed = true;
        credential = next;
        continue;
      }
      const again = tries < MAX_TRIES && request.patient !== false;
      const wait = again ? waitBefore(answer, request.method, tries, options.backoffMs ?? 500) : undefined;
      if (wait === undefined) return answer.status < 400 ? answer : { ...answer, body: sent.hideAll(answer.body) };
      try {
        await sleep(wait, undefined, signal ? { signal } : {});
      } catch (error) {
        throw interruption(error, signal);
      }
    }
  }

  return {
    server: connection.server,
    context: connection.context,
    namespace: connection.namespace,
    request,
    async dial(path) {
      const credential = await credentials.get();
      return {
        url: connection.server + path,
        headers: { 'user-agent': USER_AGENT, ...connection.headers, ...credential.headers },
        agent: agentOf(credential),
        hide: sent.hideAll,
        explain,
      };
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

/**
 * Milliseconds to wait before the request is sent again, undefined where the answer stands. 429 was not acted on,
 * so any request may be repeated; a 500 or 503 may have been, so only a GET is.
 */
function waitBefore(answer: Answer, method: string, tries: number, backoffMs: number): number | undefined {
  const busy = answer.status === 429;
  const failed = method === 'GET' && [500, 502, 503, 504].includes(answer.status);
  if (!busy && !failed) return undefined;
  const asked = retryAfterMs(answer);
  // Two quick tries are enough for a server that is broken rather than busy.
  if (failed && tries >= 3) return undefined;
  return Math.min(asked ?? backoffMs * 2 ** (tries - 1), MAX_WAIT_MS);
}

/** Retry-After in seconds or as a date (RFC 9110 10.2.3), else the Status' own field. */
function retryAfterMs(answer: Answer): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined) {
    const seconds = parseStatus(answer.body)?.retryAfterSeconds;
    return seconds === undefined || seconds === 0 ? undefined : seconds * 1000;
  }
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Words of a server or a socket in an error may repeat a credential. */
function withoutSent(error: PromwireError, { hideAll }: Sent): PromwireError {
  const { code, message, hint, cause } = error;
  const [said, next] = [hideAll(message), hideAll(hint)];
  return said === message && next === hint ? error : new PromwireError(code, said, next, { cause });
}

/**
 * One signal for two, of its own even where one is given: each request listens to it, and Node warns of a signal with
 * more than ten listeners. undefined where there is none.
 */
export function joined(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  const signals = [a, b].filter((signal) => signal !== undefined);
  return signals.length === 0 ? undefined : AbortSignal.any(signals);
}

/** The reason of the signal may say more: a user ended it, or a time-out. */
function interruption(error: unknown, signal: AbortSignal | undefined): PromwireError {
  if (signal?.reason instanceof PromwireError) return signal.reason;
  return new PromwireError('interrupted', 'Interrupted.', '', { cause: codeOf(error) });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
