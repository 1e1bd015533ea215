// node scripts/ts.mjs FILE.ts [ARG…]: bundles FILE with esbuild (packages stay external) and runs it here.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A bundled module still sees its own place: import.meta.url is that of the source file. */
const keepPlaces = {
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.filename', JSON.stringify(path)),
      loader: 'ts',
      resolveDir: dirname(path),
    }));
  },
};

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node scripts/ts.mjs FILE.ts [ARG…]\n');
  process.exitCode = 2;
} else {
  const entry = resolve(file);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    write: false,
    plugins: [keepPlaces],
    logLevel: 'error',
  });
  // Inside node_modules, so that the external packages resolve.
  const folder = join(root, 'node_modules', '.cache', 'promwire');
  const out = join(folder, `ts-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(out, outputFiles[0].text);
  process.on('exit', () => rmSync(out, { force: true }));
  process.setSourceMapsEnabled(true);
  process.argv.splice(1, 2 + args.length, entry, ...args);
  await import(pathToFileURL(out).href);
}
