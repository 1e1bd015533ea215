/** Contents of git's objects, asked one after the other of one process. */
import { spawn } from 'node:child_process';
import { endAll, endsWithUs, OWN_GROUP } from '../child-group.ts';
import { REFUSED } from '../read-file.ts';
import { gitEnv, QUIET } from './run.ts';

export interface Blobs {
  /** Rejects with an error whose message is the reason. */
  readonly read: (oid: string) => Promise<Buffer>;
  readonly close: () => void;
}

interface Asked {
  readonly oid: string;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

const LF = 0x0a;

/** git ends at each object that a partial clone lacks, and is started again for the next one. */
const MOST_STARTS = 200;
const LACKS = 'git does not have it: the clone is partial or shallow (git fetch --refetch --no-filter gets it)';

/** `git cat-file --batch`: what is stored, without any filter. Nothing runs before the first is read. `signal` ends it; `at`: where git is asked. */
export function openBlobs(signal: AbortSignal, at: readonly string[] = []): Blobs {
  let open: Started | undefined;
  let starts = 0;
  const ask = (asked: Asked): void => {
    if (!open && starts === MOST_STARTS) return asked.reject(refusal(LACKS));
    if (!open) starts += 1;
    open ??= started(signal, at, (left) => {
      open = undefined;
      for (const each of left) ask(each);
    });
    open.ask(asked);
  };
  return {
    read: async (oid) =>
      await new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason as Error);
        else ask({ oid, resolve, reject });
      }),
    close: () => open?.close(),
  };
}

interface Started {
  readonly ask: (asked: Asked) => void;
  readonly close: () => void;
}

/** `onEnd`: git ended by itself; these wait for an answer. */
function started(signal: AbortSignal, at: readonly string[], onEnd: (left: readonly Asked[]) => void): Started {
  const child = spawn('git', [...QUIET, ...at, 'cat-file', '--batch'], {
    env: gitEnv(),
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: OWN_GROUP,
    windowsHide: true,
  });
  endsWithUs(child);
  const asked: Asked[] = [];
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = 0;
  let isStopped = false;
  const take = (): void => {
    while (length > 0 && length >= wanted) {
      const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const next = answerIn(all);
      chunks = [all.subarray(next.used)];
      length = all.length - next.used;
      wanted = next.wants;
      if (next.used === 0) return;
      const first = asked.shift();
      if (next.bytes) first?.resolve(next.bytes);
      else first?.reject(refusal(LACKS));
    }
  };
  const fail = (error: unknown): void => {
    isStopped = true;
    for (const each of asked.splice(0)) each.reject(error);
  };
  const stop = (): void => {
    endAll(child, true);
    fail(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    take();
  });
  child.stdin.on('error', () => undefined);
  child.on('error', fail);
  child.on('close', () => {
    signal.removeEventListener('abort', stop);
    if (isStopped) return fail(refusal('git ended before it was read'));
    asked.shift()?.reject(refusal(LACKS));
    onEnd(asked.splice(0));
  });
  return {
    ask: (one) => {
      asked.push(one);
      child.stdin.write(`${one.oid}\n`);
    },
    close: () => {
      isStopped = true;
      signal.removeEventListener('abort', stop);
      endAll(child, true);
    },
  };
}

interface Next {
  /** Bytes of the answer; 0: it has not come as a whole. */
  readonly used: number;
  /** Bytes there have to be before it is worth looking again. */
  readonly wants: number;
  /** Absent: there is no such object. */
  readonly bytes?: Buffer;
}

/** "OID TYPE SIZE", a line, the contents, and an end of line; "OID missing" where there is none. */
function answerIn(all: Buffer): Next {
  const end = all.indexOf(LF);
  if (end < 0) return { used: 0, wants: all.length + 1 };
  const [, type, size] = all.toString('latin1', 0, end).split(' ');
  if (size === undefined || type === 'missing') return { used: end + 1, wants: 0 };
  const whole = end + 1 + Number(size) + 1;
  if (all.length < whole) return { used: 0, wants: whole };
  return { used: whole, wants: 0, bytes: all.subarray(end + 1, whole - 1) };
}

function refusal(reason: string): Error {
  return Object.assign(new Error(reason), { code: REFUSED });
}
