// Children in the foreground: Ctrl-C and SIGTERM end them, and we leave only after they have.
import { spawn } from 'node:child_process';
import process from 'node:process';

const GRACE_MS = 1000;

let interrupted = false;
const running = new Set();

const signalAll = (signal) => {
  for (const child of running) child.kill(signal);
};

const onSignal = (signal) => {
  if (interrupted) {
    signalAll('SIGKILL');
    return;
  }
  interrupted = true;
  // A terminal sends SIGINT to the whole group; a signal to this process alone must end the child too.
  if (signal === 'SIGINT') setTimeout(() => signalAll('SIGTERM'), GRACE_MS).unref();
  else signalAll(signal);
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
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    running.add(child);
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve(interrupted ? 130 : (code ?? 1));
    });
  });
