/** One HTTP request and its whole answer, or an error. No retries, no opinions. */
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { codeOf } from '../../error-code.ts';

export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly agent: http.Agent;
  /** Silence longer than this ends the request; ten times it is the most a whole answer may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The connection was cut before an answer came: an idempotent request may be sent again. */
export class Dropped extends Error {
  readonly code = 'ECONNRESET';
}

/** A page of 500 objects has a few megabytes; what is longer than this is not a Kubernetes API. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** What is unpacked in one piece: many small ones take minutes for what some kilobytes unpack to. */
const CHUNK = 1024 * 1024;
const unzip = promisify(gunzip);
const tooLong = (): Error => new Error('its answer is too long for a Kubernetes API');

export function attempt({ method, url, headers, body, agent, timeoutMs, signal }: Attempt): Promise<Answer> {
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
    const fail = (error: Error): void => settle(() => reject(isDrop(error) ? new Dropped(error.message) : error));
    request.on('error', fail);
    // Nobody asked for another protocol: without this, Node closes the connection and says nothing at all.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      fail(new Error('it answers in another protocol (101)'));
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        silence?.refresh();
        size += chunk.length;
        if (size > MAX_BODY_BYTES) request.destroy(tooLong());
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        settle(() => {
          readBody(Buffer.concat(chunks), response.headers['content-encoding']).then(
            (text) => resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: text }),
            reject,
          );
        });
      });
    });
    request.end(bytes);
  });
}

async function readBody(bytes: Buffer, encoding: string | undefined): Promise<string> {
  if (encoding !== 'gzip') return bytes.toString('utf8');
  try {
    return (await unzip(bytes, { maxOutputLength: MAX_BODY_BYTES, chunkSize: CHUNK })).toString('utf8');
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLong() : new Error('its answer is not the gzip that it says');
  }
}

function flat(headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function isDrop(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
