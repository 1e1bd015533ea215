/**
 * A stand-in for the WebSocket form of the kubelet's port-forward (k8s.io/kubernetes/pkg/kubelet/server,
 * server_websocket_test.go): subprotocol v4.channel.k8s.io, channel 0 data, channel 1 errors, each opened by the
 * port in two little-endian bytes; the connection ends when the application's does.
 */
import { createHash } from 'node:crypto';
import type http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

export interface Forwarding {
  /** Paths that were asked for. */
  readonly asked: string[];
}

/**
 * Makes a server forward to local ports: `ports` maps a pod's port to ours; another one gets the kubelet's error.
 * `first`: bytes that are sent before everything else. `split`: frames of at most so many bytes, as fragments, to show that messages are put together again.
 */
export function forwardFrom(
  server: http.Server,
  ports: ReadonlyMap<number, number>,
  split = 65_536,
  first?: Buffer,
): Forwarding {
  const asked: string[] = [];
  server.on('upgrade', (request: http.IncomingMessage, socket: Duplex) => {
    asked.push(request.url ?? '');
    const port = Number(new URL(request.url ?? '', 'http://x').searchParams.get('ports'));
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim());
    if (!offered.includes('v4.channel.k8s.io')) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const accept = acceptOf(request);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n`,
    );
    if (first) socket.write(first);
    const send = (channel: number, data: Buffer): void => {
      const message = Buffer.concat([Buffer.from([channel]), data]);
      for (let at = 0; at === 0 || at < message.length; at += split) {
        const last = at + split >= message.length;
        socket.write(frame((last ? 0x80 : 0) | (at === 0 ? 2 : 0), message.subarray(at, at + split)));
      }
    };
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(port);
    send(0, bytes);
    send(1, bytes);
    socket.write(frame(0x89, Buffer.from('still there?')));
    const local = ports.get(port);
    if (local === undefined) {
      send(1, Buffer.from(`error forwarding port ${port} to pod abc: connection refused`));
      return;
    }
    const onward = net.connect(local, '127.0.0.1');
    onward.on('data', (data: Buffer) => send(0, data));
    onward.on('close', () => socket.end(frame(0x88, Buffer.from([3, 232]))));
    onward.on('error', () => undefined);
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const message = unmask(pending);
        if (!message) return;
        pending = message.rest;
        if (message.opcode === 8) onward.end();
        else if (message.opcode === 2 && message.payload[0] === 0) onward.write(message.payload.subarray(1));
      }
    });
  });
  return { asked };
}

/** The key of the answer to a handshake (RFC 6455 4.2.2). */
export function acceptOf({ headers }: http.IncomingMessage): string {
  return createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
}

export function frame(first: number, payload: Buffer): Buffer {
  const size = payload.length;
  if (size < 126) return Buffer.concat([Buffer.from([first, size]), payload]);
  if (size < 65_536) return Buffer.concat([Buffer.from([first, 126, size >> 8, size & 255]), payload]);
  const head = Buffer.alloc(10);
  head.set([first, 127]);
  head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, payload]);
}

function unmask(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.length < 6) return undefined;
  if ((second & 0x80) === 0) throw new Error('a client must mask');
  const short = second & 127;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start + 4) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = start + 4 + size;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(start, start + 4);
  const payload = Buffer.from(bytes.subarray(start + 4, end)).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return { opcode: first & 15, payload: Buffer.from(payload), rest: bytes.subarray(end) };
}
