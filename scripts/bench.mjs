// npm run bench: builds, measures the analysis, then check against a raw listing on a real API server.
import process from 'node:process';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { ensureDependencies, root } from './dependencies.mjs';

ensureDependencies();
const { buildAll } = await import('./build.mjs');
await buildAll();
const ts = join(root, 'scripts', 'ts.mjs');
const steps = [
  [ts, join(root, 'bench', 'analysis.ts')],
  [join(root, 'scripts', 'provision.mjs')],
  [join(root, 'scripts', 'in-netns.mjs'), process.execPath, ts, join(root, 'bench', 'dashboards.ts')],
  [join(root, 'scripts', 'in-netns.mjs'), process.execPath, ts, join(root, 'bench', 'rules.ts')],
  [join(root, 'scripts', 'in-netns.mjs'), process.execPath, ts, join(root, 'bench', 'bench.ts')],
];
for (const args of steps) {
  process.exitCode = await runChild(process.execPath, args);
  if (process.exitCode !== 0) break;
}
