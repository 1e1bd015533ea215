// files.mjs OUT: what a release has besides executables, of a finished build: the npm package, promwire.mjs with its
// checksum, and the list of what is bundled.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { root } from '../dependencies.mjs';
import { checksum } from './checksum.mjs';
import { asScript, Refused } from './version.mjs';

await asScript(() => {
  const [out] = process.argv.slice(2);
  if (out === undefined) throw new Refused('Usage: files.mjs OUT');
  const target = resolve(out);
  mkdirSync(target, { recursive: true });
  for (const name of ['promwire.mjs', 'sbom.cdx.json']) copyFileSync(join(root, 'dist', name), join(target, name));
  const single = join(target, 'promwire.mjs');
  writeFileSync(`${single}.sha256`, checksum(single));
  const flags = ['--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', target];
  const packed = execFileSync('npm', ['pack', ...flags], { cwd: root, encoding: 'utf8' });
  const [{ filename, size }] = JSON.parse(packed);
  process.stdout.write(`${filename}: ${size} bytes\npromwire.mjs: ${statSync(single).size} bytes\n`);
});
