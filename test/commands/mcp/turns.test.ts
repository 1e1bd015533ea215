import { describe, expect, it } from '@jest/globals';
import { newTurns } from '../../../src/commands/mcp/turns.ts';

const never = new AbortController().signal;

describe('calls of tools', () => {
  it('run four at once; one that is cancelled while it waits holds up no other', async () => {
    const turns = newTurns();
    const ends: (() => void)[] = [];
    const cancelled = new AbortController();
    const begun: number[] = [];
    const call = async (n: number, signal: AbortSignal): Promise<number> =>
      await turns.take(signal, async () => {
        begun.push(n);
        if (n < 4) await new Promise<void>((resolve) => void ends.push(resolve));
        return n;
      });
    const first = [0, 1, 2, 3].map(async (n) => await call(n, never));
    const gone = [4, 5, 6, 7].map(async (n) => await call(n, cancelled.signal).catch(() => 'cancelled'));
    const last = [8, 9].map(async (n) => await call(n, never));
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2, 3]);
    cancelled.abort();
    for (const end of ends) end();
    expect(await Promise.all([...first, ...gone, ...last])).toEqual([
      ...[0, 1, 2, 3],
      ...['cancelled', 'cancelled', 'cancelled', 'cancelled'],
      ...[8, 9],
    ]);
    await turns.ended();
  });

  it('are refused where too many wait', async () => {
    const turns = newTurns();
    const stop = new AbortController();
    const waiting = Array.from(
      { length: 64 },
      async () =>
        await turns.take(
          never,
          async () => await new Promise((resolve) => stop.signal.addEventListener('abort', resolve)),
        ),
    );
    await expect(turns.take(never, async () => await Promise.resolve())).rejects.toThrow('too many calls at once');
    stop.abort();
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    expect(waiting).toHaveLength(64);
  });
});
