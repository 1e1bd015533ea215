// npm run build: dist/cli.js and dist/index.js (split, everything bundled), dist/promwire.mjs (one file), dist/types.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './dependencies.mjs';
import { asComment, bundledPackages, thirdPartyLicences } from './licences.mjs';
import { sbom } from './sbom.mjs';

/** Each becomes dist/OUT.js. `types` holds no code: it is there so that importing it does not fail. */
const ENTRIES = [
  { in: 'src/cli.ts', out: 'cli' },
  { in: 'src/index.ts', out: 'index' },
  { in: 'src/model/index.ts', out: 'types' },
  { in: 'src/render/index.ts', out: 'render' },
];
/** Declarations that package.json points to. */
const DECLARATIONS = ['index.d.ts', 'model/index.d.ts', 'render/index.d.ts'];
const COMMANDS = ['cli.js', 'promwire.mjs', 'kubectl-promwire.js', 'kubectl_complete-promwire.js'];
/** What kubectl finds as its plugin: the same program, which goes by the name of this file (src/commands/kit/program.ts). */
const PLUGIN = `#!/usr/bin/env node\nimport './cli.js';\n`;
/** What kubectl asks for the words behind `kubectl promwire`. */
const KUBECTL_COMPLETE = `#!/usr/bin/env node\nprocess.argv.splice(2, 0, '__complete', '--');\nawait import('./cli.js');\n`;
/** Native speed-ups that ws tries to load and does without. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];
/** Parts of prom-client that measure a running service, and bring other packages along: gauges are all that is printed. */
const UNUSED = /prom-client\/lib\/(?:defaultMetrics|cluster|pushgateway|summary|histogram)\.js$/;
/**
 * Parts of the SDK of the protocol for agents, and of its zod, that a server with JSON Schemas of its own never calls: a copy of
 * ajv, and what makes JSON Schemas of zod's. File -> what is in its place, with the names that others import.
 */
const leftOut = (...names) =>
  [
    "function leftOut() { throw new Error('left out of this build'); }",
    ...names.map((name) => `export const ${name} = () => leftOut;`),
  ].join('\n');
const NEVER_CALLED = [
  [
    /@modelcontextprotocol\/server\/dist\/shimsNode\.mjs$/,
    "export { default as process } from 'node:process';\nexport class DefaultJsonSchemaValidator {}",
  ],
  [/zod\/v4\/core\/json-schema-processors\.js$/, leftOut('allProcessors', 'toJSONSchema')],
  [
    /zod\/v4\/core\/to-json-schema\.js$/,
    leftOut(
      ...['createToJSONSchemaMethod', 'createStandardJSONSchemaMethod', 'extractDefs', 'finalize'],
      ...['initializeContext', 'processSchema'],
    ),
  ],
];
const withoutUnused = {
  name: 'without-unused',
  setup: ({ onLoad }) => {
    onLoad({ filter: UNUSED }, () => ({ contents: '' }));
    for (const [filter, contents] of NEVER_CALLED) onLoad({ filter }, () => ({ contents }));
  },
};
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: OPTIONAL,
  plugins: [withoutUnused],
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'error',
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  // Paths of modules are part of the output: they must not depend on where node_modules is.
  preserveSymlinks: true,
};

/** CommonJS packages call require() for Node's own modules; only the file that holds esbuild's shim needs a real one. */
const withRequire = (text) =>
  /typeof require\s*(!==?|<)\s*"u/.test(text)
    ? `import{createRequire as promwireRequire}from"node:module";const require=promwireRequire(import.meta.url);\n${text}`
    : text;

const withShebang = (text) => `#!/usr/bin/env node\n${text}`;

/** Nothing but Node's own modules is imported at run time. */
const mustStandAlone = (metafile) => {
  for (const [file, { imports }] of Object.entries(metafile.outputs)) {
    for (const { path, external } of imports) {
      if (!external || builtinModules.includes(path.replace(/^node:/, '')) || OPTIONAL.includes(path)) continue;
      throw new Error(`${file} would import ${path} at run time`);
    }
  }
};

const emit = ({ outputFiles, metafile }) => {
  mustStandAlone(metafile);
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    const code = withRequire(text.replace(/^#!.*\n/, ''));
    writeFileSync(path, COMMANDS.includes(basename(path)) ? withShebang(code) : code);
  }
};

/** Declarations reachable from the public ones stay; they may name nothing but each other and Node. */
const emitTypes = (out) => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const all = join(out, 'types-all');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', all], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`tsc could not write the declarations:\n${run.stdout}${run.stderr}`);
  const kept = new Map();
  const queue = DECLARATIONS.map((file) => join(all, file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const text = readFileSync(file, 'utf8').replaceAll(/(from |import\()(["'])(\.[^"']*?)\.ts\2/g, '$1$2$3.js$2');
    kept.set(relative(all, file), text);
    for (const [, , name] of text.matchAll(/(from |import\(|import )["']([^"']+)["']/g)) {
      if (name.startsWith('node:')) continue;
      if (!name.startsWith('.')) throw new Error(`the public type ${relative(all, file)} mentions ${name}`);
      const next = join(dirname(file), name.replace(/\.js$/, '.d.ts'));
      if (!kept.has(relative(all, next)) && !queue.includes(next)) queue.push(next);
    }
  }
  rmSync(all, { recursive: true });
  for (const [file, text] of kept) {
    const path = join(out, 'types', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
};

/** The command line as one CommonJS file, which is all that an executable of Node runs, with the licences behind it. */
export const bundleOfExecutable = async () => {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: ['src/cli.ts'],
    format: 'cjs',
    outfile: join(root, 'promwire.cjs'),
  });
  mustStandAlone(metafile);
  const [{ text }] = outputFiles;
  return `${text}${asComment(thirdPartyLicences(bundledPackages(root, [metafile])))}`;
};

/** Builds everything into dist/, which is replaced only when all of it succeeded. Throws when anything fails. */
export const buildAll = async () => {
  for (const { in: entry } of ENTRIES)
    if (!existsSync(join(root, entry))) throw new Error(`nothing to build: ${entry} is missing`);
  const out = join(root, `dist-${process.pid}`);
  try {
    const split = await build({
      ...shared,
      entryPoints: ENTRIES,
      outdir: out,
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
    });
    const single = await build({ ...shared, entryPoints: ['src/cli.ts'], outfile: join(out, 'promwire.mjs') });
    emit(split);
    emit(single);
    writeFileSync(join(out, 'kubectl-promwire.js'), PLUGIN);
    writeFileSync(join(out, 'kubectl_complete-promwire.js'), KUBECTL_COMPLETE);
    for (const name of COMMANDS) chmodSync(join(out, name), 0o755);
    const packages = bundledPackages(root, [split.metafile, single.metafile]);
    const licences = thirdPartyLicences(packages);
    writeFileSync(join(out, 'THIRD-PARTY-LICENSES'), licences);
    // It is copied about alone.
    appendFileSync(join(out, 'promwire.mjs'), asComment(licences));
    writeFileSync(join(out, 'sbom.cdx.json'), sbom(root, packages));
    emitTypes(out);
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(out, join(root, 'dist'));
    return { split: split.metafile, single: single.metafile };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
