import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { programs } from './binaries.ts';

const TAIL_BYTES = 4000;
const GRACE_MS = 5000;

export interface Component {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** True until it has ended. */
  running(): boolean;
  /** The end of what it printed, for a failure's message. */
  tail(): string;
  /** SIGTERM, after 5 s SIGKILL; returns when it has ended. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a program whose output goes to `<logDir>/<name>.log`. It is killed by the kernel when this process dies,
 * however it dies (bedtool run sets the parent-death signal).
 */
export const startComponent = (options: {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logDir: string;
  readonly env?: Readonly<Record<string, string>>;
}): Component => {
  const logFile = path.join(options.logDir, `${options.name}.log`);
  const log = fs.openSync(logFile, 'a');
  const child = spawn(programs().bedtool, ['run', options.command, ...options.args], {
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'] ?? '', HOME: options.logDir, ...options.env },
  });
  fs.closeSync(log);
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      running = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      fs.appendFileSync(logFile, `could not be started: ${error.message}\n`);
      end();
    });
  });
  const stop = async (): Promise<void> => {
    if (!running) return;
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(kill);
  };
  return {
    name: options.name,
    pid: child.pid ?? 0,
    logFile,
    running: () => running,
    tail: () => `--- ${options.name} (${logFile})\n${fs.readFileSync(logFile, 'utf8').slice(-TAIL_BYTES)}`,
    stop,
  };
};
