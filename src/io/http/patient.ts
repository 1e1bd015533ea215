import { unanswered } from '../prometheus/text.ts';
import type { Send } from './address.ts';

/** Longest wait for one answer, in milliseconds. */
export const PATIENCE_MS = 30_000;

/** `send` with an end to its waiting: what does not answer by then is a value. Rejects only where `signal` is aborted. */
export function patient(name: string, send: Send, patienceMs: number = PATIENCE_MS): Send {
  return async (request, signal) => {
    const patience = AbortSignal.timeout(patienceMs);
    try {
      return await send(request, AbortSignal.any([signal, patience]));
    } catch (error) {
      if (signal.aborted || !patience.aborted) throw error;
      const write = (request.method ?? 'GET') === 'GET' ? '' : ' What was sent may have been stored.';
      return unanswered(
        'timeout',
        `${name}: no answer within ${patienceMs / 1000} s.${write}`,
        'Look whether it is overloaded or the network drops packets, then run it again.',
      );
    }
  };
}
