/** How long a shell waits at a key: the built program, started as scripts start it, with a cluster on this machine. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const RUNS = 21;
const DIST = join(import.meta.dirname, '..', 'dist');
const ASKED: readonly (readonly [what: string, args: readonly string[]])[] = [
  ['node alone', ['-e', '0']],
  ['flags', [join(DIST, 'cli.js'), '__complete', '--', 'check', '--']],
  ['causes', [join(DIST, 'cli.js'), '__complete', '--', 'explain', '']],
  ['contexts', [join(DIST, 'cli.js'), '__complete', '--', 'check', '--context', '']],
  ['500 objects of a cluster', [join(DIST, 'cli.js'), '__complete', '--', 'check', 'servicemonitor/']],
  ['flags, by the single file', [join(DIST, 'promwire.mjs'), '__complete', '--', 'check', '--']],
];

const items = Array.from({ length: 500 }, (_, i) => ({ metadata: { namespace: `ns-${i % 20}`, name: `web-${i}` } }));
const server = http.createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ metadata: {}, items }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const folder = mkdtempSync(join(tmpdir(), 'promwire-bench-'));
const kubeconfig = join(folder, 'kubeconfig');
writeFileSync(
  kubeconfig,
  JSON.stringify({
    'current-context': 'a',
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    contexts: Array.from({ length: 20 }, (_, i) => ({ name: String.fromCharCode(97 + i), context: { cluster: 'c' } })),
  }),
);

/** Without a home nothing is kept: each run asks the cluster. */
async function once(args: readonly string[]): Promise<number> {
  const env = { PATH: process.env['PATH'] ?? '', KUBECONFIG: kubeconfig, XDG_CACHE_HOME: 'none' };
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((resolve) => child.on('close', resolve));
  return performance.now() - begun;
}

try {
  for (const [what, args] of ASKED) {
    const times: number[] = [];
    for (let i = 0; i < RUNS; i += 1) times.push(await once(args));
    const sorted = times.toSorted((a, b) => a - b);
    const [least = 0, median = 0] = [sorted[0], sorted[Math.floor(RUNS / 2)]];
    process.stdout.write(`${what}: ${median.toFixed(0)} ms (least ${least.toFixed(0)})\n`);
  }
} finally {
  server.close();
  rmSync(folder, { recursive: true });
}
