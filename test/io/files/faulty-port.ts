/** A disk whose calls that change it fail, are the last ones before a kill, or have another process at work before them. */
import type { FileHandle } from 'node:fs/promises';
import { WRITE_DISK } from '../../../src/io/files/held-folder.ts';
import type { WritePort } from '../../../src/io/files/held-folder.ts';

/** Stands for the end of the process: nothing after it is done, no cleaning up either. */
export class Killed extends Error {}

export type Stage = 'before' | 'after';
const CHANGING = ['link', 'mkdir', 'open', 'rename', 'unlink', 'rmdir'] as const;
const ON_FILES = ['writeFile', 'chmod', 'chown', 'sync', 'close'] as const;

/** The disk, with `at` called around each call that may change something; it throws, or does something of its own. */
export function portWith(at: (name: string, stage: Stage) => void | Promise<void>): WritePort {
  const around =
    <T>(name: string, call: (...args: readonly never[]) => Promise<T>) =>
    async (...args: readonly never[]): Promise<T> => {
      await at(name, 'before');
      const result = await call(...args);
      try {
        await at(name, 'after');
      } catch (error) {
        if (name === 'open') await (result as FileHandle).close();
        throw error;
      }
      return result;
    };
  const watched = (handle: FileHandle): FileHandle => {
    for (const name of ON_FILES) {
      const own = handle[name].bind(handle) as (...args: readonly never[]) => Promise<unknown>;
      Object.assign(handle, {
        [name]: async (...args: readonly never[]) => {
          try {
            return await around(name, own)(...args);
          } finally {
            // The system closes what a process leaves open; the test's own process goes on.
            if (name === 'close') await Promise.resolve(own()).catch(() => undefined);
          }
        },
      });
    }
    return handle;
  };
  const port = Object.fromEntries(
    CHANGING.map((name) => [name, around(name, WRITE_DISK[name] as (...args: readonly never[]) => Promise<unknown>)]),
  );
  const open: (...args: readonly never[]) => Promise<FileHandle> = around('open', WRITE_DISK.open);
  return {
    ...WRITE_DISK,
    ...port,
    open: async (...args: readonly never[]) => watched(await open(...args)),
  } as unknown as WritePort;
}

/** A port whose n-th changing call is met by `act`. */
export function atCall(
  n: number,
  stage: Stage,
  act: (name: string) => void,
): { readonly port: WritePort; seen: string[] } {
  const seen: string[] = [];
  const port = portWith((name, now) => {
    if (now === 'before') seen.push(name);
    if (now === stage && seen.length === n) act(name);
  });
  return { port, seen };
}

/** A port that does nothing from its n-th changing call on; `count`: how many it had. */
export function killedAt(n: number, stage: Stage): { readonly port: WritePort; readonly count: () => number } {
  let dead = false;
  let count = 0;
  const port = portWith((_name, now) => {
    if (dead) throw new Killed();
    if (now === 'before') count += 1;
    if (now !== stage || count !== n) return;
    dead = true;
    throw new Killed();
  });
  return { port, count: () => count };
}
