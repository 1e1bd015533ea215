// One child at a time, in the foreground: Ctrl-C and SIGTERM end it, and we leave only after it has.
import { spawn } from 'node:child_process';
import process from 'node:process';

const GRACE_MS = 1000;

let interrupted = false;
let current;

const onSignal = (signal) => {
  if (interrupted) {
    current?.kill('SIGKILL');
    return;
  }
  interrupted = true;
  // A terminal sends SIGINT to the whole group; whoever signalled only us still wants the child to end.
  if (signal === 'SIGINT') setTimeout(() => current?.kill('SIGTERM'), GRACE_MS).unref();
  else current?.kill(signal);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onSignal(signal));

/** True once a signal asked us to stop. */
export const wasInterrupted = () => interrupted;

/** Runs `command` with our own stdin, stdout and stderr (or `options.stdio`); its exit code, 130 after a signal. */
export const runChild = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    if (interrupted) {
      resolve(130);
      return;
    }
    current = spawn(command, args, { stdio: 'inherit', ...options });
    current.once('error', reject);
    current.once('close', (code) => resolve(interrupted ? 130 : (code ?? 1)));
  });
