/** One HTTP request and its whole answer, or an error. No retries, no opinions. */
import { isUtf8 } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LONG, pieces, TOO_LONG_LIST } from './pieces.ts';
import type { Pieces, Problem } from './pieces.ts';

export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly agent: http.Agent;
  /** Silence longer than this ends the request; ten times it is the most a whole answer may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Takes the items of a list whose answer gets long, each as it comes. Made new for every attempt. */
  readonly items?: (() => (item: unknown) => Problem | undefined) | undefined;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The bytes were not all UTF-8: `body` has U+FFFD in place of those that are not. */
  readonly mangled?: true;
  /** The items were given to `items`, and `body` has the rest; `problem`: it was not read to its end. */
  readonly inPieces?: { readonly problem?: Problem };
}

/** The connection was cut before an answer came: an idempotent request may be sent again. */
export class Dropped extends Error {
  readonly code = 'ECONNRESET';
  /** The connection had carried another request before: it may have been closed since. */
  readonly reused: boolean;
  constructor(message: string, reused: boolean) {
    super(message);
    this.reused = reused;
  }
}

/** A list of 20,000 Pods in one piece; what is longer than this is not a Kubernetes API. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** What is unpacked in one piece: many small ones take minutes for what some kilobytes unpack to. */
const CHUNK = 1024 * 1024;
const TOO_LONG = 'its answer is too long for a Kubernetes API';

export function attempt({ method, url, headers, body, agent, timeoutMs, signal, items }: Attempt): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const { request: send } = url.startsWith('https:') ? https : http;
    const request = send(url, {
      method,
      agent,
      headers: { ...headers, ...(bytes === undefined ? {} : { 'content-length': String(bytes.length) }) },
      ...(signal ? { signal } : {}),
    });
    const tooSlow = (): unknown =>
      request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    let silence: NodeJS.Timeout | undefined;
    let total: NodeJS.Timeout | undefined;
    let settled = false;
    // Waiting for one of the agent's few sockets is not the server's silence.
    request.on('socket', () => {
      if (settled) return;
      silence = setTimeout(tooSlow, timeoutMs);
      total = setTimeout(tooSlow, timeoutMs * 10);
    });
    const settle = (finish: () => void): void => {
      settled = true;
      clearTimeout(silence);
      clearTimeout(total);
      finish();
    };
    const fail = (error: Error): void =>
      settle(() => reject(isDrop(error) ? new Dropped(error.message, request.reusedSocket) : error));
    request.on('error', fail);
    // Nobody asked for another protocol: without this, Node closes the connection and says nothing at all.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      fail(new Error('it answers in another protocol (101)'));
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const packed = response.headers['content-encoding'] === 'gzip';
      const collected = collecting(status === 200 ? items : undefined);
      const done = (problem?: Problem): void =>
        settle(() => resolve({ status, headers: flat(response.headers), ...collected.end(problem) }));
      // Errors of the connection come to `response`, those of what it carries to the pipeline.
      const stream = packed ? pipeline(response, createGunzip({ chunkSize: CHUNK }), () => undefined) : response;
      response.on('error', fail);
      if (stream !== response)
        stream.on('error', (error) =>
          fail('errno' in error ? new Error('its answer is not the gzip that it says') : error),
        );
      response.on('data', () => silence?.refresh());
      stream.on('data', (chunk: Buffer) => {
        const problem = collected.add(chunk);
        if (problem === undefined || settled) return;
        if (items) done(problem);
        request.destroy(new Error(problem));
      });
      stream.on('end', () => done());
    });
    request.end(bytes);
  });
}

/** The bytes of an answer, as a text, or item by item from where it gets long. */
function collecting(items: Attempt['items']): {
  readonly add: (chunk: Buffer) => Problem | undefined;
  readonly end: (problem?: Problem) => Pick<Answer, 'body' | 'mangled' | 'inPieces'>;
} {
  let chunks: Buffer[] = [];
  let size = 0;
  let parts: Pieces | undefined;
  return {
    add(chunk) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) return items ? TOO_LONG_LIST : TOO_LONG;
      if (parts) return parts.add(chunk);
      chunks.push(chunk);
      if (!items || size <= LONG) return undefined;
      parts = pieces(items());
      const held = chunks;
      chunks = [];
      for (const each of held) {
        const problem = parts.add(each);
        if (problem !== undefined) return problem;
      }
      return undefined;
    },
    end(problem) {
      if (problem !== undefined) return { body: '', inPieces: { problem } };
      if (parts) return { body: parts.around(), inPieces: {} };
      const bytes = Buffer.concat(chunks);
      return { body: bytes.toString('utf8'), ...(isUtf8(bytes) ? {} : { mangled: true }) };
    },
  };
}

function flat(headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function isDrop(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
