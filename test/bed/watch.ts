import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import { ApiFailure } from './api.ts';
import type { KubeThing } from './object.ts';
import { keyOf } from './object.ts';

const RETRY_MS = 200;

/** All objects of one collection, kept true by list and watch. */
export interface Informer {
  readonly items: ReadonlyMap<string, KubeThing>;
  /** Resolves after the first list. */
  readonly ready: Promise<void>;
  stop(): void;
}

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly Omit<KubeThing, 'apiVersion' | 'kind'>[];
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeThing;
}

/** Follows the collection at `path` (a query may narrow it) and calls `onChange` after each change, until `stop`. */
export const follow = (api: Api, path: string, apiVersion: string, kind: string, onChange: () => void): Informer => {
  const items = new Map<string, KubeThing>();
  const stopped = new AbortController();
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));

  const onEvent = (line: string): void => {
    const event = JSON.parse(line) as WatchEvent;
    if (event.type === 'BOOKMARK') return;
    if (event.type === 'ERROR') throw new ApiFailure(410, 'the watch is too old');
    if (event.type === 'DELETED') items.delete(keyOf(event.object));
    else items.set(keyOf(event.object), event.object);
    onChange();
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const list = await api.json<List>('GET', path);
        items.clear();
        for (const item of list.items) {
          const object = { ...item, apiVersion, kind } as KubeThing;
          items.set(keyOf(object), object);
        }
        onChange();
        markReady();
        const query = `watch=true&resourceVersion=${list.metadata.resourceVersion}`;
        await api.stream(`${path}${path.includes('?') ? '&' : '?'}${query}`, onEvent, stopped.signal);
      } catch (error) {
        if (stopped.signal.aborted) return;
        // A kind whose CRD does not exist yet, a connection that broke: list again until told to stop.
        if (!(error instanceof Error)) throw error;
        await delay(RETRY_MS);
      }
    }
  };
  void run();
  return { items, ready, stop: () => stopped.abort() };
};
