/**
 * The little of a WebSocket client (RFC 6455) that a port-forward needs: binary messages over our own agent. The
 * usual library would bring its own proxies, TLS and credentials beside ours.
 */
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Answer } from '../connect/attempt.ts';
import type { Dial } from '../connect/open.ts';

/** An open connection. Exactly one of `onMessage`s calls is made per message; `onClose` once, with what went wrong. */
export interface WebSocketLink {
  /** Sends one binary message; false asks to wait for `onDrain`. */
  send(message: Buffer): boolean;
  pause(): void;
  resume(): void;
  close(): void;
}
export interface WebSocketEvents {
  readonly onMessage: (message: Buffer) => void;
  readonly onDrain: () => void;
  readonly onClose: (error?: Error) => void;
}

/** A message of a port-forward has at most a few tens of kilobytes. */
const MAX_MESSAGE = 16 * 1024 * 1024;
const OPCODE = { continuation: 0, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Connects, or resolves to the server's answer where it is no upgrade (403, 404). Rejects on network errors. */
export function openWebSocket(
  dial: Dial,
  protocol: string,
  events: WebSocketEvents,
  signal?: AbortSignal,
): Promise<{ readonly link: WebSocketLink } | { readonly answer: Answer }> {
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    const { request: send } = dial.url.startsWith('https:') ? https : http;
    const request = send(dial.url, {
      agent: dial.agent,
      headers: {
        ...dial.headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': key,
        'sec-websocket-protocol': protocol,
      },
      timeout: 30_000,
      ...(signal ? { signal } : {}),
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body = (body + chunk).slice(0, 10_000)));
      response.on('error', reject);
      response.on('end', () => resolve({ answer: { status: response.statusCode ?? 0, headers: {}, body } }));
    });
    request.on('upgrade', (response, socket, head) => {
      request.setTimeout(0);
      const accepted = response.headers['sec-websocket-accept'] === acceptFor(key);
      if (!accepted || response.headers['sec-websocket-protocol'] !== protocol) {
        socket.destroy();
        return reject(new Error(`the server does not speak ${protocol}`));
      }
      resolve({ link: linkOver(socket, head, events) });
    });
    request.end();
  });
}

function acceptFor(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

function linkOver(socket: Duplex, head: Buffer, events: WebSocketEvents): WebSocketLink {
  let pending: Buffer = Buffer.alloc(0);
  let message: Buffer[] = [];
  let closed = false;
  const close = (error?: Error): void => {
    if (closed) return;
    closed = true;
    socket.destroy();
    events.onClose(error);
  };
  const receive = (chunk: Buffer): void => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (closed) return;
      const frame = readFrame(pending);
      if (frame === undefined) return;
      if (frame === 'broken') return close(new Error('the server broke the WebSocket protocol'));
      pending = frame.rest;
      if (frame.opcode === OPCODE.ping) socket.write(writeFrame(OPCODE.pong, frame.payload));
      else if (frame.opcode === OPCODE.close) {
        socket.end(writeFrame(OPCODE.close, frame.payload));
        return close();
      } else if (frame.opcode < 8) {
        message.push(frame.payload);
        if (!frame.last) continue;
        const whole = Buffer.concat(message);
        message = [];
        events.onMessage(whole);
      }
    }
  };
  socket.on('data', receive);
  socket.on('drain', events.onDrain);
  socket.on('error', close);
  socket.on('close', () => close());
  // After the caller has its link: a message may follow the handshake in the same packet.
  if (head.length > 0) setImmediate(receive, head);
  return {
    send: (payload) => closed || socket.write(writeFrame(OPCODE.binary, payload)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      if (!closed) socket.end(writeFrame(OPCODE.close, Buffer.from([3, 232])));
      close();
    },
  };
}

interface Frame {
  readonly opcode: number;
  readonly last: boolean;
  readonly payload: Buffer;
  readonly rest: Buffer;
}

/** The first frame of the bytes, undefined while it is not whole. A server's frames are not masked. */
function readFrame(bytes: Buffer): Frame | 'broken' | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  if ((second & 0x80) !== 0 || (first & 0x70) !== 0) return 'broken';
  let length = second & 0x7f;
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    [length, start] = [bytes.readUInt16BE(2), 4];
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    [length, start] = [Number(bytes.readBigUInt64BE(2)), 10];
  }
  if (length > MAX_MESSAGE) return 'broken';
  if (bytes.length < start + length) return undefined;
  const end = start + length;
  return {
    opcode: first & 0x0f,
    last: (first & 0x80) !== 0,
    payload: bytes.subarray(start, end),
    rest: bytes.subarray(end),
  };
}

/** One whole frame, masked as a client's must be. */
function writeFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (size < 126) head[1] = 0x80 | size;
  else if (size < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let index = 0; index < size; index += 1) masked[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return Buffer.concat([head, mask, masked]);
}
