import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../src/app/wait.ts';
import type { WaitOptions } from '../../src/app/wait.ts';
import type { Verification } from '../../src/model/index.ts';

type Short = Pick<Verification, 'outcome'> & Partial<Verification>;
const expectation = { kind: 'dashboard-present', object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } } as const;
const met: Short = { outcome: 'met' };
const busy: Short = { outcome: 'pending', waitingOn: 'stack', waitingFor: 'Prometheus to load it' };
const starting: Short = { outcome: 'pending', waitingOn: 'application', waitingFor: 'the pods' };

const mayChange = ({ outcome, waitingOn }: Verification): boolean =>
  outcome === 'not-met' || (outcome !== 'met' && waitingOn === 'stack');

const never = new AbortController().signal;
const aborting = (): { readonly signal: AbortSignal; readonly abort: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
};
const shown = (short: Short): readonly Verification[] => [{ expectation, detail: '', ...short }];

/** A clock that moves only by sleeping, and by `takes` in each look; `looks` are shown one after another, the last one for ever. */
function run(
  looks: readonly (readonly Short[])[],
  {
    timeoutMs = 300_000,
    takes = 0,
    may = mayChange,
  }: { timeoutMs?: number; takes?: number; may?: typeof mayChange } = {},
) {
  let time = 0;
  let index = 0;
  const sleeps: number[] = [];
  const progress: string[] = [];
  const options: WaitOptions = {
    deadline: { left: () => Math.max(0, timeoutMs - time), signal: never },
    signal: never,
    now: () => time,
    sleep: async (ms) => {
      sleeps.push(ms);
      time += ms;
      await Promise.resolve();
    },
    onProgress: (verifications) => progress.push(verifications.map(({ outcome }) => outcome).join()),
  };
  const result = waitUntil(
    async () => {
      const current = looks[Math.min(index, looks.length - 1)] ?? [];
      index += 1;
      time += takes;
      return await Promise.resolve(current.flatMap(shown));
    },
    may,
    options,
  );
  return { result, sleeps, progress, looks: () => index, time: () => time };
}

describe('waitUntil', () => {
  it('ends with the first look that leaves nothing to wait for', async () => {
    const { result, sleeps } = run([[met]]);
    expect(await result).toEqual(shown(met));
    expect(sleeps).toEqual([]);
  });

  it('waits for the stack, says each change once, and backs off while nothing moves', async () => {
    const { result, sleeps, progress } = run([
      [busy],
      [busy],
      [busy],
      [busy],
      [busy],
      [busy],
      [busy],
      [busy],
      [{ outcome: 'not-met' }],
      [met],
    ]);
    expect(await result).toEqual(shown(met));
    expect(progress).toEqual(['pending', 'not-met', 'met']);
    expect(sleeps[1]).toBeGreaterThan(sleeps[0] ?? 0);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(5000);
    expect(sleeps.at(-1)).toBe(500);
  });

  it('waits for those it is told to wait for', async () => {
    expect(await run([[starting], [met]]).result).toEqual(shown(starting));
    expect(await run([[starting], [met]], { may: ({ outcome }) => outcome !== 'met' }).result).toEqual(shown(met));
  });

  it('looks once more right at the end', async () => {
    const { result, time } = run([[busy]], { timeoutMs: 60_000 });
    expect(await result).toEqual(shown(busy));
    expect(time()).toBe(60_000);
  });

  it('leaves the last look the time that one takes, and begins none that cannot end', async () => {
    const { result, time } = run([[busy]], { timeoutMs: 60_000, takes: 3000 });
    expect(await result).toEqual(shown(busy));
    expect(time()).toBe(60_000);
    const late = run([[busy]], { timeoutMs: 5000, takes: 3000 });
    await late.result;
    expect(late.looks()).toBe(1);
  });

  it('one look with no time at all', async () => {
    const { result, looks } = run([[busy]], { timeoutMs: 0 });
    expect(await result).toEqual(shown(busy));
    expect(looks()).toBe(1);
  });

  const forever = { left: () => 60_000, signal: never };

  it('an abort while sleeping gives the last look back', async () => {
    const controller = new AbortController();
    const result = waitUntil(async () => await Promise.resolve(shown(busy)), mayChange, {
      deadline: forever,
      signal: controller.signal,
    });
    setTimeout(() => {
      controller.abort();
    }, 20);
    expect(await result).toEqual(shown(busy));
  });

  it.each(['signal', 'deadline'] as const)(
    'a look that is cut off by the %s counts where there is no other',
    async (by) => {
      const cutAt = async (turn: number): Promise<readonly Verification[]> => {
        const { signal, abort } = aborting();
        const options =
          by === 'signal' ? { deadline: forever, signal } : { deadline: { left: () => 60_000, signal }, signal: never };
        let looks = 0;
        const look = async (): Promise<readonly Verification[]> => {
          looks += 1;
          if (looks === turn) abort();
          return await Promise.resolve(shown(looks === turn ? { outcome: 'unknown' } : busy));
        };
        return await waitUntil(look, mayChange, options);
      };
      expect(await cutAt(1)).toEqual(shown({ outcome: 'unknown' }));
      expect(await cutAt(2)).toEqual(shown(busy));
    },
  );

  it('an abort in the middle of a look that rejects, or before the first', async () => {
    const controller = new AbortController();
    const look = async (signal: AbortSignal): Promise<readonly Verification[]> => {
      controller.abort();
      return await Promise.reject(signal.reason as Error);
    };
    const options = { deadline: forever, signal: controller.signal };
    expect(await waitUntil(look, mayChange, options)).toEqual([]);
    expect(await waitUntil(look, mayChange, options)).toEqual([]);
  });

  it('what a look throws otherwise comes through', async () => {
    const look = async (): Promise<never> => await Promise.reject(new Error('bug'));
    await expect(waitUntil(look, mayChange, { deadline: forever, signal: never })).rejects.toThrow('bug');
  });
});
