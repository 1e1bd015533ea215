import http from 'node:http';
import type { Program } from './kubelet-standin.ts';

const DEFAULT_PORT = 8080;

/** What an exporter answers. One board may be served by several Pods: every kuberhealthy replica tells the same. */
export interface MetricsBoard {
  /** From now on this text; a function is asked again at every scrape. */
  show(next: MetricsText): void;
  /** From now on this HTTP status, with an empty body; 200 shows the text again. */
  answer(status: number): void;
  /** How often the text was asked for, over all Pods. */
  scrapes(): number;
  readonly current: () => Promise<{ readonly status: number; readonly text: string }>;
}

export type MetricsText = string | (() => string | Promise<string>);

export const metricsBoard = (first: MetricsText): MetricsBoard => {
  let text = first;
  let status = 200;
  let count = 0;
  return {
    show: (next) => (text = next),
    answer: (next) => (status = next),
    scrapes: () => count,
    current: async () => {
      count += 1;
      return { status, text: status === 200 ? await (typeof text === 'string' ? text : text()) : '' };
    },
  };
};

/** What an exporter needs of a board. */
export type Page = Pick<MetricsBoard, 'current'>;

/** Serves a board on `http://address:port/metrics`, with the content type of the recorded answers. */
export const startExporter = (board: Page, address: string, port: number): Promise<{ stop(): Promise<void> }> =>
  new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      board.current().then(
        ({ status, text }) => response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    server.once('error', reject);
    server.listen(port, address, () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });

/** Plays an image: serves the board on the container's first port. */
export const exporterProgram =
  (board: Page): Program =>
  ({ container, address }) =>
    startExporter(board, address, container.ports?.[0]?.containerPort ?? DEFAULT_PORT);
