import process from 'node:process';
import { expect } from '@jest/globals';
import type { Front, Seen, Verdict } from './front.ts';
import { statusBody } from './front.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';

/*
 * What can happen at a write: a kill or Ctrl-C before the API server got it or after it took it, a cut connection, an
 * answer that says no. PROMWIRE_KILLS=all tries every write with everything; otherwise each of them is tried at least once.
 */

const ALL = process.env['PROMWIRE_KILLS'] === 'all';

type Happens = (n: { readonly kill: () => void; readonly interrupt: () => void }) => Verdict | Promise<Verdict>;
const never = async (): Promise<never> => await new Promise<never>(() => undefined);
const answers = (code: number, reason: string): Verdict => ({
  status: code,
  headers: code === 429 ? { 'retry-after': '0' } : {},
  body: statusBody(code, reason, 'made by the test'),
});

export interface Fault {
  readonly does: Happens;
  /** How often it happens, for what is tried again. */
  readonly times?: number;
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  'SIGKILL before': {
    does: async ({ kill }) => {
      kill();
      return await never();
    },
  },
  'SIGKILL after': {
    does: ({ kill }) => ({
      took: () => {
        kill();
        return true;
      },
    }),
  },
  'SIGINT before': {
    does: async ({ interrupt }) => {
      interrupt();
      return await never();
    },
  },
  'SIGINT after': {
    does: ({ interrupt }) => ({
      took: () => {
        interrupt();
        return true;
      },
    }),
  },
  'cut after': { does: () => ({ took: () => false }), times: 1 },
  'cut after, again and again': { does: () => ({ took: () => false }) },
  '500 before': { does: () => answers(500, 'InternalError') },
  '409 before': { does: () => answers(409, 'Conflict') },
  '429 once': { does: () => answers(429, 'TooManyRequests'), times: 1 },
};

const isWrite = ({ method, path }: Seen): boolean =>
  ['PATCH', 'POST', 'PUT', 'DELETE'].includes(method) && !/dryRun|accessreviews|portforward/.test(path);

/** Lets something happen at the n-th write; `writes`: how many there were. */
export async function runWithFault(
  front: Front,
  argv: readonly string[],
  n: number,
  { does, times = Infinity }: Fault,
): Promise<{ readonly run: Run; readonly writes: number }> {
  let [interrupt, kill] = [(): void => undefined, (): void => undefined];
  const paths: string[] = [];
  let happened = 0;
  front.become(async (request) => {
    if (!isWrite(request)) return undefined;
    const key = `${request.method} ${request.path}`;
    // One that is sent again is the same write.
    if (!paths.includes(key)) paths.push(key);
    if (paths.indexOf(key) + 1 !== n || happened >= times) return undefined;
    happened += 1;
    return await does({ interrupt, kill });
  });
  const run = await promwire(argv, {
    kubeconfig: front.kubeconfig,
    onStart: (sigint, sigkill) => {
      [interrupt, kill] = [sigint, sigkill];
    },
  });
  if (n > 0) expect(happened).toBeGreaterThan(0);
  return { run, writes: paths.length };
}

/** Which writes meet which of them. */
export function pairs(writes: number, salt: number): readonly (readonly [n: number, fault: string])[] {
  const names = Object.keys(FAULTS);
  if (ALL)
    return Array.from({ length: writes }, (_, i) => i + 1).flatMap((n) => names.map((name) => [n, name] as const));
  return names.map((name, i) => [((i + salt) % writes) + 1, name] as const);
}
