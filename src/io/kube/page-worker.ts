/** The other thread of page-thread.ts: parses and projects pages, one after the other. */
import { parentPort } from 'node:worker_threads';
import type { PageAnswer, PageTask } from './page-thread.ts';
import { projectedPage } from './page.ts';

parentPort?.on('message', ({ id, bytes, of, metadataOnly }: PageTask) => {
  const answer: PageAnswer = { id, page: projectedPage(Buffer.from(bytes).toString('utf8'), of, metadataOnly) };
  parentPort?.postMessage(answer);
});
