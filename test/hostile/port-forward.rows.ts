/** The API server refuses its proxy, and what answers the port-forward in its place misbehaves. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptOf, frame } from '../io/kube/forward/kubelet-stand-in.ts';
import type { Attack } from './harness.ts';
import { ESCAPES } from './manners.ts';
import { TOKEN } from './servers.ts';
import { wiredWith } from './wired.ts';

/** What is sent once the connection is open; `port`: which one was asked for. */
type Sends = (socket: Duplex, port: number) => void;

const upgraded =
  (sends: Sends, protocol = 'v4.channel.k8s.io') =>
  (request: IncomingMessage, socket: Duplex): void => {
    socket.on('error', () => undefined);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${acceptOf(request)}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    sends(socket, Number(new URL(request.url ?? '', 'http://x').searchParams.get('ports')));
  };
const raw =
  (text: string) =>
  (_request: IncomingMessage, socket: Duplex): void =>
    void socket.on('error', () => undefined).end(text);

const BINARY = 0x82;
const message = (channel: number, data: string | Buffer): Buffer =>
  frame(BINARY, Buffer.concat([Buffer.from([channel]), Buffer.from(data)]));
const portOf = (port: number): Buffer => Buffer.from([port & 255, port >> 8]);
/** Both channels begin with the port. */
const begins = (socket: Duplex, port: number): void => {
  for (const channel of [0, 1]) socket.write(message(channel, portOf(port)));
};
/** The channels have begun. */
const open =
  (sends: Sends): Sends =>
  (socket, port) => {
    begins(socket, port);
    sends(socket, port);
  };
/** Again and again. Its server is in this process: other rows must have their turn. */
const endlessly = (socket: Duplex, piece: Buffer): void => {
  const timer = setInterval(() => socket.writableLength < 1_000_000 && socket.write(piece), 1);
  socket.on('close', () => clearInterval(timer));
};
const HTTP = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

interface Behaviour {
  readonly does: string;
  readonly with: (request: IncomingMessage, socket: Duplex) => void;
  readonly says: Attack['says'];
}

const LATE = /time-out|no answer/;
const BROKEN = 'the server broke the WebSocket protocol';

const behaviours: readonly Behaviour[] = [
  { does: 'never answers', with: () => undefined, says: LATE },
  { does: 'opens, and says nothing', with: upgraded(() => undefined), says: LATE },
  { does: 'begins its channels, and says nothing', with: upgraded(open(() => undefined)), says: LATE },
  { does: 'speaks another protocol of channels', with: upgraded(() => undefined, 'v1.other'), says: 'does not speak' },
  { does: 'does not speak HTTP', with: raw('SSH-2.0-OpenSSH_9.6\r\n'), says: '' },
  { does: 'closes at once', with: raw(''), says: '' },
  { does: 'redirects', with: raw(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/${TOKEN}\r\n\r\n`), says: '' },
  {
    does: 'refuses with escapes and the token',
    with: raw(`HTTP/1.1 500 X\r\nConnection: close\r\n\r\n${ESCAPES}${TOKEN}`),
    says: '',
  },
  {
    does: 'refuses without end',
    with: (_request, socket) => {
      socket.on('error', () => undefined).write('HTTP/1.1 500 X\r\n\r\n');
      endlessly(socket, Buffer.alloc(65_536, 'x'));
    },
    says: '',
  },
  {
    does: 'says the accepting key of another',
    with: raw('HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n'),
    says: '',
  },
  {
    does: 'closes before the answer',
    with: upgraded(open((socket) => socket.end(frame(0x88, Buffer.from([3, 232]))))),
    says: '',
  },
  {
    does: 'cuts in the middle of an answer',
    with: upgraded(
      open((socket) => {
        socket.write(message(0, `${HTTP}Content-Length: 1000\r\n\r\n{`));
        socket.destroy();
      }),
    ),
    says: '',
  },
  {
    does: 'says an error of escapes and the token',
    with: upgraded(open((socket) => socket.write(message(1, `${ESCAPES} ${TOKEN}`)))),
    says: 'owned',
  },
  {
    does: 'says an error of 10 MB',
    with: upgraded(open((socket) => socket.write(message(1, 'x'.repeat(10_000_000))))),
    says: 'xxx',
  },
  {
    does: 'answers for another port',
    with: upgraded((socket, port) => {
      begins(socket, port + 1);
      socket.write(message(0, `${HTTP}Content-Length: 2\r\n\r\n{}`));
    }),
    says: 'for another port',
  },
  {
    does: 'answers on a channel that does not exist',
    with: upgraded(open((socket) => socket.write(message(7, `\x01\x02${HTTP}\r\n{}`)))),
    says: 'a channel that was not asked for',
  },
  {
    does: 'sends empty messages',
    with: upgraded(
      open((socket) => {
        for (let i = 0; i < 1000; i += 1) socket.write(frame(BINARY, Buffer.alloc(0)));
      }),
    ),
    says: LATE,
  },
  {
    does: 'sends empty messages without end',
    with: upgraded(open((socket) => endlessly(socket, frame(BINARY, Buffer.from([0]))))),
    says: LATE,
  },
  {
    does: 'sends pings without end',
    with: upgraded(open((socket) => endlessly(socket, frame(0x89, Buffer.from('x'))))),
    says: LATE,
  },
  {
    does: 'sends headers without end',
    with: upgraded(
      open((socket) => {
        socket.write(message(0, 'HTTP/1.1 200 OK\r\n'));
        endlessly(socket, message(0, `x: ${'y'.repeat(1000)}\r\n`));
      }),
    ),
    says: '',
  },
  {
    does: 'sends an answer without end',
    with: upgraded(
      open((socket) => {
        socket.write(message(0, `${HTTP}Transfer-Encoding: chunked\r\n\r\n`));
        endlessly(socket, message(0, `10000\r\n${' '.repeat(65_536)}\r\n`));
      }),
    ),
    says: '',
  },
  {
    does: 'sends a byte at a time',
    with: upgraded(
      open((socket) => {
        socket.write(message(0, `${HTTP}\r\n`));
        const timer = setInterval(() => socket.write(message(0, ' ')), 50);
        socket.on('close', () => clearInterval(timer));
      }),
    ),
    says: LATE,
  },
  {
    does: 'sends a message without end',
    with: upgraded(
      open((socket) => {
        socket.write(Buffer.from([BINARY, 127, 0, 0, 0, 255, 0, 0, 0, 0]));
        endlessly(socket, Buffer.alloc(65_536, 'x'));
      }),
    ),
    says: BROKEN,
  },
  {
    does: 'sends frames of noise',
    with: upgraded(open((socket) => socket.write(Buffer.alloc(1000, 0xff)))),
    says: BROKEN,
  },
  {
    does: 'sends masked frames',
    with: upgraded(open((socket) => socket.write(Buffer.from([BINARY, 0x81, 1, 2, 3, 4, 5])))),
    says: BROKEN,
  },
  {
    does: 'sends fragments without end',
    with: upgraded(
      open((socket) => {
        socket.write(frame(2, Buffer.from([0])));
        endlessly(socket, frame(0, Buffer.alloc(65_536, 'x')));
      }),
    ),
    says: BROKEN,
  },
  {
    does: 'sends text',
    with: upgraded(open((socket) => socket.write(frame(0x81, Buffer.from('\0SSH-2.0'))))),
    says: '',
  },
  {
    does: 'shows a login page',
    with: upgraded(
      open((socket) =>
        socket.write(message(0, `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>`)),
      ),
    ),
    says: 'an HTML page',
  },
  {
    does: 'answers twice',
    with: upgraded(
      open((socket) =>
        socket.write(message(0, `${HTTP}Content-Length: 2\r\n\r\n{}${HTTP}Content-Length: 2\r\n\r\n{}`)),
      ),
    ),
    says: '',
  },
];

const COMMANDS = {
  'check metric': ['check', 'metric/kuberhealthy_check'],
  'dashboard preview': ['dashboard', 'preview', '--variant', 'v2'],
  verify: ['verify', 'kuberhealthy'],
  setup: ['setup', '--yes'],
} as const;

/** Each command meets some of them, and every one of them some command. */
export const rows: readonly Attack[] = behaviours.flatMap(({ does, with: forwarded, says }, i): readonly Attack[] => {
  const others = (['dashboard preview', 'verify', 'setup'] as const).filter((_command, j) => i % 10 === j * 3);
  return (['check metric', ...others] as const).map((command) => ({
    name: `port-forward, ${does}: ${command}`,
    arrange: wiredWith({ forwarded }),
    argv: [...COMMANDS[command], '--timeout', command === 'check metric' && says !== LATE ? '10s' : '3s'],
    // What may come is waited for, and is not met by then.
    code: command === 'verify' || command === 'setup' ? [1, 3] : 3,
    says: command === 'check metric' ? says : '',
  }));
});
