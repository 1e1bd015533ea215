import { readFile, writeFile } from 'node:fs/promises';
import type http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Bed } from '../bed/bed.ts';
import { kubeconfigText } from '../bed/users.ts';

/** A request that came by. `path` holds the query. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
}

/**
 * undefined: the API server answers. `drop`: the connection is cut. `took`: the API server has answered, which nobody gets
 * to know; called then, and the connection is cut where that gives false.
 */
export type Verdict =
  | undefined
  | { readonly drop: true }
  | { readonly took: () => boolean }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface Front {
  readonly url: string;
  /** Of the admin, through this server; a file. */
  readonly kubeconfig: string;
  readonly seen: readonly Seen[];
  /** Forgets what was seen, and decides differently from now on. */
  become(decide: (request: Seen) => Verdict | Promise<Verdict>): void;
  stop(): Promise<void>;
}

/**
 * A small HTTPS server on this machine in front of the real API server: it answers what a test wants answered
 * otherwise, and passes everything else on as it is.
 */
export const startFront = async (bed: Bed): Promise<Front> => {
  const { serverCert, serverKey } = bed.certificates;
  const upstream = new https.Agent({ ca: bed.ca, keepAlive: true });
  let decide: (request: Seen) => Verdict | Promise<Verdict> = () => undefined;
  const seen: Seen[] = [];

  const pass = (request: http.IncomingMessage, response: http.ServerResponse, took?: () => boolean): void => {
    const to = new URL(request.url ?? '/', bed.url);
    const headers = { ...request.headers, host: to.host };
    const forwarded = https.request(to, { method: request.method, headers, agent: upstream }, (answer) => {
      if (took) {
        answer.resume().on('end', () => {
          if (!took()) request.socket.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    response.on('close', () => forwarded.destroy());
    request.pipe(forwarded);
  };
  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    seen.push(one);
    const verdict = await decide(one);
    if (response.destroyed) return;
    if (verdict === undefined) pass(request, response);
    else if ('took' in verdict) pass(request, response, verdict.took);
    else if ('drop' in verdict) request.socket.destroy();
    else
      response.writeHead(verdict.status, { 'content-type': 'application/json', ...verdict.headers }).end(verdict.body);
  };
  const server = https.createServer(
    { cert: await readFile(serverCert), key: await readFile(serverKey) },
    (request, response) => {
      handle(request, response).catch(() => response.destroy());
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = join(bed.dir, `kubeconfig-front-${(server.address() as AddressInfo).port}`);
  await writeFile(kubeconfig, kubeconfigText(url, bed.ca, 'admin', bed.tokens.admin), { mode: 0o600 });
  return {
    url,
    kubeconfig,
    seen,
    become: (next) => {
      seen.length = 0;
      decide = next;
    },
    stop: async () => {
      upstream.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};

/** A Status as the API server answers. */
export const statusBody = (code: number, reason: string, message: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message });
