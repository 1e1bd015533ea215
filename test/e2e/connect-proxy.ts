import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** An HTTP proxy of this machine that only tunnels. */
export interface ConnectProxy {
  readonly url: string;
  /** host:port of every tunnel it was asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Answers CONNECT: leads to `lead(target)`, the target itself when absent; refuses with a status where it is a number. */
export const startConnectProxy = async (
  lead: (target: string) => string | number = (target) => target,
): Promise<ConnectProxy> => {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    const target = request.url ?? '';
    asked.push(target);
    const to = lead(target);
    if (typeof to === 'number') return void socket.end(`HTTP/1.1 ${to} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${to}`);
    const onward = net.connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
};
