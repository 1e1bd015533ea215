/**
 * Parses and projects large pages in another thread, while this one goes on reading: for a large cluster parsing is half
 * of the work. Where there is no file for a thread (the single file, the sources) or the thread dies it is done here.
 */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { projectedPage } from './page.ts';
import type { PageOf, ProjectedPage } from './page.ts';

export interface PageTask {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly of: PageOf;
  readonly metadataOnly: boolean;
}

export interface PageAnswer {
  readonly id: number;
  readonly page: ProjectedPage | string;
}

export interface PageThread {
  readonly read: (bytes: Uint8Array, of: PageOf, metadataOnly: boolean) => Promise<ProjectedPage | string>;
  readonly close: () => void;
}

/** Next to the built file that this is in. */
const FILES = ['./page-worker.js', './chunks/page-worker.js'].map((name) => new URL(name, import.meta.url));

/** The thread begins with the first page. `file`: its code. */
export function pageThread(file: URL | undefined = FILES.find((candidate) => existsSync(candidate))): PageThread {
  const waiting = new Map<number, (page: ProjectedPage | string | undefined) => void>();
  let worker: Worker | undefined;
  let usable = file !== undefined;
  let count = 0;
  const give = (): void => {
    usable = false;
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  const start = (from: URL): Worker => {
    const started = new Worker(from, { stdout: false, stderr: false });
    // It must not keep the process alive.
    started.unref();
    started.on('message', ({ id, page }: PageAnswer) => {
      waiting.get(id)?.(page);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', give);
    started.on('exit', give);
    return started;
  };
  return {
    read: async (bytes, of, metadataOnly) => {
      const there =
        usable && file
          ? await new Promise<ProjectedPage | string | undefined>((resolve) => {
              worker ??= start(file);
              worker.ref();
              count += 1;
              waiting.set(count, resolve);
              worker.postMessage({ id: count, bytes, of, metadataOnly } satisfies PageTask);
            })
          : undefined;
      return there ?? projectedPage(Buffer.from(bytes).toString('utf8'), of, metadataOnly);
    },
    close: () => {
      usable = false;
      void worker?.terminate();
    },
  };
}
