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

/** A clock that moves only by sleeping; `looks` are shown one after another, the last one for ever. */
function run(looks: readonly (readonly Short[])[], options: Partial<WaitOptions> = {}) {
  let time = 0;
  let index = 0;
  const sleeps: number[] = [];
  const progress: string[] = [];
  const result = waitUntil(
    async () => {
      const shown = looks[Math.min(index, looks.length - 1)] ?? [];
      index += 1;
      return await Promise.resolve(shown.map((short) => ({ expectation, detail: '', ...short })));
    },
    mayChange,
    {
      timeoutMs: 300_000,
      signal: new AbortController().signal,
      now: () => time,
      sleep: async (ms) => {
        sleeps.push(ms);
        time += ms;
        await Promise.resolve();
      },
      onProgress: (verifications) => progress.push(verifications.map(({ outcome }) => outcome).join()),
      ...options,
    },
  );
  return { result, sleeps, progress, looks: () => index, time: () => time };
}

describe('waitUntil', () => {
  it('ends with the first look that leaves nothing to wait for', async () => {
    const { result, sleeps } = run([[met]]);
    expect(await result).toMatchObject({ ended: 'settled', verifications: [{ outcome: 'met' }] });
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
    expect((await result).ended).toBe('settled');
    expect(progress).toEqual(['pending', 'not-met', 'met']);
    expect(sleeps[1]).toBeGreaterThan(sleeps[0] ?? 0);
    expect(Math.max(...sleeps)).toBeLessThanOrEqual(5000);
    expect(sleeps.at(-1)).toBe(500);
  });

  it('does not wait for the application, unless asked to', async () => {
    expect(await run([[starting], [met]]).result).toMatchObject({
      ended: 'settled',
      verifications: [{ outcome: 'pending' }],
    });
    expect(await run([[starting], [met]], { graceMs: 10_000 }).result).toMatchObject({
      ended: 'settled',
      verifications: [{ outcome: 'met' }],
    });
    const patient = run([[starting]], { graceMs: 10_000 });
    expect(await patient.result).toMatchObject({ ended: 'settled', verifications: [{ outcome: 'pending' }] });
    expect(patient.time()).toBeGreaterThanOrEqual(10_000);
    expect(patient.time()).toBeLessThan(16_000);
  });

  it('ends at the time-out with the last look, and looks once more right then', async () => {
    const { result, time } = run([[busy]], { timeoutMs: 60_000 });
    expect(await result).toMatchObject({ ended: 'timeout', verifications: [{ waitingFor: 'Prometheus to load it' }] });
    expect(time()).toBe(60_000);
  });

  it('an abort while sleeping gives the last look back', async () => {
    const controller = new AbortController();
    const result = waitUntil(
      async () => await Promise.resolve([{ expectation, detail: '', ...busy }] as const),
      mayChange,
      {
        timeoutMs: 60_000,
        signal: controller.signal,
      },
    );
    setTimeout(() => {
      controller.abort();
    }, 20);
    expect(await result).toMatchObject({ ended: 'interrupted', verifications: [{ outcome: 'pending' }] });
  });

  it('an abort in the middle of a look, or before the first', async () => {
    const controller = new AbortController();
    const look = async (signal: AbortSignal): Promise<readonly Verification[]> => {
      controller.abort();
      return await Promise.reject(signal.reason as Error);
    };
    const options = { timeoutMs: 60_000, signal: controller.signal };
    expect(await waitUntil(look, mayChange, options)).toEqual({ ended: 'interrupted', verifications: [] });
    expect(await waitUntil(look, mayChange, options)).toEqual({ ended: 'interrupted', verifications: [] });
  });

  it('what a look throws otherwise comes through', async () => {
    const look = async (): Promise<never> => await Promise.reject(new Error('bug'));
    await expect(waitUntil(look, mayChange, { timeoutMs: 1, signal: new AbortController().signal })).rejects.toThrow(
      'bug',
    );
  });
});
