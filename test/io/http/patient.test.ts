import { describe, expect, it } from '@jest/globals';
import { patient } from '../../../src/io/http/patient.ts';
import type { Send } from '../../../src/io/http/address.ts';

/** A server that accepts and never answers. */
const hangs: Send = async (_, signal) =>
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
const never = new AbortController().signal;

describe('patient', () => {
  it('ends a wait for an answer that does not come', async () => {
    expect(await patient('grafana', hangs, 20)({ path: '/' }, never)).toMatchObject({
      kind: 'unknown',
      reason: 'timeout',
      detail: 'grafana: no answer within 0.02 s.',
    });
    expect(await patient('grafana', hangs, 20)({ method: 'PUT', path: '/' }, never)).toMatchObject({
      detail: 'grafana: no answer within 0.02 s. What was sent may have been stored.',
    });
  });

  it('leaves answers, failures and Ctrl-C as they are', async () => {
    const answer = { kind: 'answer', status: 200, body: '{}' } as const;
    expect(await patient('g', async () => await Promise.resolve(answer))({ path: '/' }, never)).toBe(answer);
    const broken: Send = async () => await Promise.reject(new Error('broken'));
    await expect(patient('g', broken)({ path: '/' }, never)).rejects.toThrow('broken');
    const stop = AbortSignal.abort(new Error('stop'));
    const atOnce: Send = async (_, signal) => {
      signal.throwIfAborted();
      return await Promise.resolve(answer);
    };
    await expect(patient('g', atOnce)({ path: '/' }, stop)).rejects.toThrow('stop');
  });
});
