/** A stand-in for the API server: answers by a function, counts, and makes its certificates by openssl. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { openKube } from '../../../src/io/kube/connect/open.ts';
import type { Kube } from '../../../src/io/kube/connect/open.ts';

const run = promisify(execFile);

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly clientName?: string;
}
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects become JSON. */
  readonly body?: unknown;
  /** Cut the connection instead of answering. */
  readonly cut?: boolean;
  /** Never answer. */
  readonly silent?: boolean;
  /** Answers by itself, as no server should. */
  readonly by?: (response: http.ServerResponse) => void;
}

export interface StandIn {
  readonly port: number;
  readonly seen: readonly Seen[];
  readonly connections: () => number;
  readonly server: http.Server;
  stop(): Promise<void>;
}

export interface Tls {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
}

/** Starts a server on a free loopback port; https where `tls` is given. */
export async function standIn(answer: (seen: Seen, count: number) => Reply, tls?: Tls): Promise<StandIn> {
  const seen: Seen[] = [];
  let connections = 0;
  const listener: http.RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const socket = request.socket as Partial<TLSSocket>;
      const peer = socket.getPeerCertificate?.().subject?.CN;
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        ...(typeof peer === 'string' ? { clientName: peer } : {}),
      };
      seen.push(one);
      const reply = answer(one, seen.length);
      if (reply.silent === true) return;
      if (reply.by) return reply.by(response);
      if (reply.cut === true) return void request.socket.destroy();
      const raw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
      response.writeHead(reply.status ?? 200, {
        'content-type': raw ? 'text/plain' : 'application/json',
        ...reply.headers,
      });
      response.end(raw ? reply.body : JSON.stringify(reply.body ?? {}));
    });
  };
  const server = tls
    ? https.createServer({ ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: false }, listener)
    : http.createServer(listener);
  // Upgraded connections are no longer the server's: closeAllConnections passes them by.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    server,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as the API server words it. */
export function status(code: number, reason: string, message: string, details: unknown = {}): Reply {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code },
  };
}

export interface TestCerts {
  readonly ca: string;
  readonly caFile: string;
  /** For localhost, 127.0.0.1 and api.cluster.test. */
  readonly server: Tls;
  /** CN=alice. */
  readonly client: Tls;
}

/** A certificate authority, a server and a client certificate, made anew in `dir`. */
export async function makeCerts(dir: string): Promise<TestCerts> {
  const at = (name: string): string => path.join(dir, name);
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: dir });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=test-ca', '-keyout', 'ca.key', '-out', 'ca.crt');
  const issue = async (name: string, subject: string, extension: string): Promise<Tls> => {
    await writeFile(at(`${name}.ext`), extension);
    await openssl('req', ...key, '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const sign = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...sign, '-out', `${name}.crt`);
    return { key: await readFile(at(`${name}.key`), 'utf8'), cert: await readFile(at(`${name}.crt`), 'utf8') };
  };
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:api.cluster.test\n';
  const server = await issue('server', '/CN=server', names);
  const client = await issue('alice', '/CN=alice', 'extendedKeyUsage=clientAuth\n');
  return { ca: await readFile(at('ca.crt'), 'utf8'), caFile: at('ca.crt'), server, client };
}

/** A folder of its own, and how to remove it. */
export async function tempDir(): Promise<{ readonly dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'promwire-kube-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** A kubeconfig of one cluster, user and context, as JSON (which is YAML). */
export function kubeconfig(
  server: string,
  { cluster = {}, user = {}, context = {} }: { cluster?: object; user?: object; context?: object } = {},
): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', ...context } }],
  });
}

export interface OpenStandIn {
  readonly kube: Kube;
  readonly api: StandIn;
  stop(): Promise<void>;
}

/** The port, opened on a plain stand-in with a token. */
export async function openStandIn(
  answer: (seen: Seen, count: number) => Reply,
  options: Parameters<typeof kubeconfig>[1] = {},
): Promise<OpenStandIn> {
  const api = await standIn(answer);
  const { dir, remove } = await tempDir();
  const name = path.join(dir, 'config');
  await writeFile(name, kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: 'hush-hush' }, ...options }));
  const kube = await openKube({ kubeconfig: name, env: {}, backoffMs: 2 });
  await remove();
  return {
    kube,
    api,
    async stop() {
      kube.close();
      await api.stop();
    },
  };
}
