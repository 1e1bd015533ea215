// `npm run demo [-- --out FOLDER]`: the main job on the embedded cluster, from a fresh clone, with no cluster at all.
import { join } from 'node:path';
import process from 'node:process';
import { runChild } from './child.mjs';
import { ensureDependencies, root } from './dependencies.mjs';

ensureDependencies();
const { buildAll } = await import('./build.mjs');
await buildAll();
process.exitCode = await runChild(process.execPath, [join(root, 'dist', 'cli.js'), 'demo', ...process.argv.slice(2)]);
