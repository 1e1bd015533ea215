/** One piece of work on several clusters at once: what fails for one stops no other. */
import { PromwireError } from '../errors.ts';

/** What the work on one cluster came to. */
export type Ended<R> = { readonly result: R } | { readonly error: unknown };

/** As many at once: enough to hide waiting, few enough for one machine and for a proxy in front of all of them. */
const AT_ONCE = 4;

/** How long work may take to end after `signal`, in milliseconds: what does not know of it is left. */
const GRACE_MS = 400;

/**
 * Does the work on every cluster, a few at once, and gives what it came to in the order of `clusters`. It never throws:
 * what failed, or was cut off by `signal` or not begun, has its error in its place.
 */
export async function eachCluster<C, R>(
  clusters: readonly C[],
  work: (cluster: C) => Promise<R>,
  signal: AbortSignal,
): Promise<readonly Ended<R>[]> {
  const ended = new Map<number, Ended<R>>();
  const waiting = [...clusters.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [index, cluster] = next;
      try {
        ended.set(index, { result: await work(cluster) });
      } catch (error) {
        ended.set(index, { error: signal.aborted ? cutOff(signal) : error });
      }
    }
  };
  const all = Promise.all(Array.from({ length: AT_ONCE }, worker));
  await Promise.race([all, graceAfter(signal)]);
  return clusters.map((_, index) => ended.get(index) ?? { error: cutOff(signal) });
}

function cutOff({ reason }: AbortSignal): unknown {
  return reason instanceof PromwireError ? reason : new PromwireError('interrupted', 'interrupted', '');
}

async function graceAfter(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const late = (): void => void setTimeout(resolve, GRACE_MS);
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}
