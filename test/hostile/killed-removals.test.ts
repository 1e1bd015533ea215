import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startDemoCluster } from '../cli/demo-cluster.ts';
import { runOn } from '../commands/ask.ts';
import { recorder } from '../commands/terminal.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import { kubeconfig } from '../io/kube/api-stand-in.ts';

/**
 * `uninstall --grafana-url`, killed or interrupted at each write that Grafana gets, before it took it and after it:
 * dashboards of others stay, and the next run leaves none of promwire's. (What it removes from the cluster is tried on a
 * real one: test/e2e/kills.test.ts.)
 */

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const THEIRS = { model: { uid: 'theirs', title: 'Theirs' }, folderUid: '', version: 3 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-removals-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Fault = 'SIGKILL' | 'SIGINT' | 'cut';

async function uninstall(
  argv: readonly string[],
  start: (send: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly signal: string | null; readonly said: string }> {
  const child = spawn(process.execPath, [CLI, 'uninstall', '--yes', ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1' },
    timeout: 60_000,
  });
  start((signal) => child.kill(signal));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, said }));
  });
}

it.each<[fault: Fault, n: number, took: boolean]>([
  ['SIGKILL', 1, false],
  ['SIGKILL', 2, true],
  ['SIGINT', 1, true],
  ['SIGINT', 2, false],
  ['cut', 1, true],
  ['cut', 2, false],
])('meets %s at write %i, taken by Grafana: %s', async (fault, n, took) => {
  let send = (_signal: NodeJS.Signals): void => undefined;
  let [writes, armed] = [0, false];
  const grafana = await startGrafana({
    version: 12,
    instead: (asked, response, request) => {
      if (!armed || asked.startsWith('GET ')) return false;
      writes += 1;
      if (writes !== n) return false;
      const happen = (): void => void (fault === 'cut' ? request.socket.destroy() : send(fault));
      if (!took) {
        happen();
        return true;
      }
      // Its own answer is not let out.
      Object.assign(response, {
        writeHead: () => response,
        end: () => {
          happen();
          return response;
        },
      });
      return false;
    },
  });
  grafana.dashboards.set('theirs', structuredClone(THEIRS));
  const api = await startDemoCluster();
  try {
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, kubeconfig(`http://127.0.0.1:${api.port}`));
    const argv = ['--kubeconfig', file, '--grafana-url', grafana.url];
    expect(await runOn(recorder().terminal, ['setup', '--yes', ...argv])).toBe(0);
    expect([...grafana.dashboards.keys()].filter((uid) => uid !== 'theirs')).toHaveLength(2);
    armed = true;
    const first = await uninstall(argv, (sends) => {
      send = sends;
    });
    const where = { fault, n, took, ...first };
    expect(writes).toBeGreaterThanOrEqual(n);
    if (fault === 'SIGKILL') expect(where).toMatchObject({ signal: 'SIGKILL' });
    if (fault === 'SIGINT') expect(where).toMatchObject({ code: 130 });
    expect(first.said).not.toMatch(/bug in promwire/);
    expect(grafana.dashboards.get('theirs')).toEqual(THEIRS);
    armed = false;
    expect(await uninstall(argv)).toMatchObject({ code: 0 });
    expect([...grafana.dashboards]).toEqual([['theirs', THEIRS]]);
  } finally {
    await Promise.all([grafana.stop(), api.stop()]);
  }
});
