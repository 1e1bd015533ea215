/** How a server misbehaves, whatever it was asked. Nothing of it ends by itself: its server cuts what is open. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { CANARY } from './harness.ts';

export type Manner = (response: ServerResponse) => void;

const JSON_TYPE = { 'content-type': 'application/json' };
const MIB = 1024 * 1024;

/** One answer. Text is sent as it is. */
export const says =
  (status: number, body: unknown, headers: Readonly<Record<string, string | string[]>> = {}): Manner =>
  (response) => {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, { ...JSON_TYPE, ...headers }).end(text);
  };

/** Writes chunk after chunk, as fast as the other side takes them, until `bytes` have gone out. */
function floods(response: ServerResponse, bytes: number, chunk: Buffer, last = ''): void {
  let sent = 0;
  const more = (): void => {
    while (sent < bytes) {
      if (response.destroyed) return;
      sent += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', more);
    }
    response.end(last);
  };
  more();
}

/** Never answers. */
export const silent: Manner = () => undefined;

/** Cuts the connection. */
export const cuts: Manner = (response) => response.socket?.destroy();

/** Begins an answer, and cuts the connection. */
export const cutsHalfway: Manner = (response) => {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }).write('{"items": [', () => cuts(response));
};

/** Begins an answer, and says no more. */
export const stopsHalfway: Manner = (response) => {
  response.writeHead(200, JSON_TYPE).write('{"items": [');
};

/** A byte at a time, so that it is never quiet for long. */
export const drips: Manner = (response) => {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};

/** An answer of `mebibytes`. */
export const long =
  (mebibytes: number, status = 200): Manner =>
  (response) => {
    response.writeHead(status, JSON_TYPE);
    floods(response, mebibytes * MIB, Buffer.alloc(MIB, ' '));
  };

/** A list of so many mebibytes of the same item. */
export const repeated =
  (item: string, mebibytes: number): Manner =>
  (response) => {
    response.writeHead(200, JSON_TYPE).write('{"metadata":{},"items":[');
    const piece = item.repeat(Math.floor(MIB / item.length));
    floods(response, mebibytes * piece.length, Buffer.from(piece), `${item.slice(0, -1)}]}`);
  };

/** A kilobyte for each mebibyte that it becomes. */
export const gzipBomb = (mebibytes: number): Manner => {
  // One after the other, as gzip allows.
  const bomb = Buffer.concat(Array<Buffer>(mebibytes).fill(gzipSync(Buffer.alloc(MIB, ' '))));
  return (response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(bomb);
};

/** Bytes on the connection itself. */
const raw =
  (text: string): Manner =>
  (response) =>
    response.socket?.write(text);

/** Headers without end. */
export const endlessHeaders: Manner = (response) => {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket?.write(`x-${Date.now()}: ${'a'.repeat(1000)}\r\n`.repeat(20)), 5);
  socket?.on('close', () => clearInterval(timer)).on('error', () => undefined);
};

export const notHttp = raw('SSH-2.0-OpenSSH_9.6\r\n');
export const otherProtocol = raw('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
export const twoLengths = raw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 400\r\n\r\n{}');
export const badChunks = raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n');
export const hundredContinue = raw('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50));

export const loginPage = says(200, `<!doctype html><title>Log in</title>\u001b[31m<p>${CANARY}`, {
  'content-type': 'text/html',
});
export const redirect = (to: string, status = 302): Manner => says(status, '', { location: to });
export const truncated = says(200, '{"items": [{"metadata": {"name": "web", "na');
export const empty = says(200, '');
export const noContent: Manner = (response) => response.writeHead(204).end();
export const notGzip = says(200, 'not compressed at all', { 'content-encoding': 'gzip' });
export const otherEncoding = says(200, 'bytes', { 'content-encoding': 'br' });
/** Terminal escapes, a new line with a command of GitHub's log, a change of direction. */
export const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\n::error::owned\n\u202eevil\u2066';
