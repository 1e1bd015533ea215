import net from 'node:net';

/**
 * Lets the outside of the namespace in: a socket file is seen on both sides, an address is not. `target` is asked at
 * each connection, because a Pod that is replaced has another address.
 */
export const relay = (socketFile: string, target: () => Promise<URL>): Promise<{ stop(): Promise<void> }> =>
  new Promise((resolve, reject) => {
    const open = new Set<net.Socket>();
    const connect = (outside: net.Socket, { hostname, port }: URL): void => {
      const inside = net.connect({ host: hostname, port: Number(port) });
      for (const [one, other] of [
        [outside, inside],
        [inside, outside],
      ] as const) {
        open.add(one);
        one.pipe(other);
        one.once('error', () => other.destroy());
        one.once('close', () => open.delete(one));
      }
    };
    const server = net.createServer((outside) => {
      target().then(
        (url) => connect(outside, url),
        () => outside.destroy(),
      );
    });
    server.once('error', reject);
    server.listen(socketFile, () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      }),
    );
  });
