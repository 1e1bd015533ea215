/** Programs that we start, with all that they start in turn: none of it outlives us. */
import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { codeOf } from './error-code.ts';

/** Option `detached` of spawn: a child leads a group of its own, by which all of it is ended. Windows has none. */
export const OWN_GROUP = process.platform !== 'win32';

/** How long a program has to end in order; the whole of Ctrl-C takes no more than a second. */
const GRACE_MS = 500;

/** Ends the group of a child (of OWN_GROUP) when this process ends, however it does that in order. */
export function endsWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (!OWN_GROUP || pid === undefined) return;
  const end = (): void => signalGroup(pid, 'SIGKILL');
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
}

/** Ends a child with what it started (`group`: it is of OWN_GROUP), and lets go of its pipes: one that stays must not keep us. */
export function endAll(child: ChildProcess, group: boolean): void {
  if (group && OWN_GROUP && child.pid !== undefined) {
    const leader = child.pid;
    signalGroup(leader, 'SIGTERM');
    // What neither ends by itself nor with the program would outlive us.
    const late = setTimeout(() => signalGroup(leader, 'SIGKILL'), GRACE_MS);
    child.once('exit', () => {
      clearTimeout(late);
      signalGroup(leader, 'SIGKILL');
    });
  } else child.kill();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // ESRCH: all of it has ended meanwhile.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
