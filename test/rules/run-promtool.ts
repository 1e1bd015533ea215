/** The real promtool, as scripts/provision.mjs built it. */
import { execFile } from 'node:child_process';
import { programs } from '../bed/binaries.ts';

/** What promtool printed on both streams, and its exit code. */
export function runPromtool(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(
      programs().program('promtool'),
      [...args],
      { maxBuffer: 1 << 26, timeout: 60_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}
