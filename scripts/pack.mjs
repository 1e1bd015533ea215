// Packs the tarball, makes it a second time elsewhere, and uses it as a stranger would: installed offline in an empty
// folder, the demo run, the library imported and compiled against; and the single file alone in a folder. Needs a
// finished build.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { root } from './dependencies.mjs';

/** Above what is needed today: a client library that brings its models along is ten times this. */
const MAX_BYTES = 1_200_000;

const folder = mkdtempSync(join(tmpdir(), 'promwire-pack-'));
const inside = (name) => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};
const must = (condition, otherwise) => {
  if (!condition) throw new Error(otherwise);
};
/** Runs a command to its end and answers its stdout; a failure shows its stderr and throws. */
const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // No registry can be asked, and no cache of an earlier install helps.
    env: { ...process.env, npm_config_offline: 'true', npm_config_cache: join(folder, 'cache'), NO_COLOR: '1' },
    shell: process.platform === 'win32',
  });

const packInto = (target, from) => {
  const flags = ['--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', target];
  return JSON.parse(run('npm', ['pack', ...flags], from))[0];
};

const pack = () => {
  const packed = packInto(folder, root);
  const paths = packed.files.map(({ path }) => path);
  for (const path of [
    'dist/cli.js',
    'dist/kubectl-promwire.js',
    'dist/kubectl_complete-promwire.js',
    'dist/index.js',
    'dist/render.js',
    'dist/types.js',
    'dist/types/index.d.ts',
    'dist/THIRD-PARTY-LICENSES',
    'dist/sbom.cdx.json',
    'schemas/Report.json',
    'ci/comment.mjs',
    'LICENSE',
    'README.md',
  ]) {
    must(paths.includes(path), `${path} is not in the tarball`);
  }
  const strange = paths.filter(
    (path) => !/^(dist|schemas|ci)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
  );
  must(strange.length === 0, `not meant for the tarball: ${strange.join(', ')}`);
  must(packed.size <= MAX_BYTES, `the tarball has ${packed.size} bytes, more than ${MAX_BYTES}`);
  return { file: join(folder, packed.filename), size: packed.size, unpacked: packed.unpackedSize, count: paths.length };
};

/** Names under which npm would run something at an install. */
const AT_INSTALL = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

const bringsNothingAlong = () => {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const scripts = AT_INSTALL.filter((name) => name in own.scripts);
  must(scripts.length === 0, `an install would run ${scripts.join(', ')}`);
  const needs = ['dependencies', 'optionalDependencies', 'peerDependencies'].filter((name) => name in own);
  must(needs.length === 0, `package.json has ${needs.join(', ')}: everything is bundled`);
};

/**
 * Packed once more from the repository's files alone, in another place, the tarball has the same bytes. It is done as
 * pre-commit does it (pre_commit/languages/node.py), which takes all that `npm pack` prints for the name of the file.
 */
const reproduce = (tarball) => {
  const copy = inside('copy');
  for (const file of run('git', ['ls-files', '-z'], root).split('\0').filter(Boolean)) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    copyFileSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const printed = run('npm', ['pack', '--loglevel=error'], copy).trim();
  must(/^promwire-[\d.]+\.tgz$/.test(printed), `npm pack prints ${printed}`);
  const again = readFileSync(join(copy, printed));
  must(again.equals(readFileSync(tarball)), 'built again elsewhere, from what Git lists, the tarball is another one');
};

const install = (tarball) => {
  const cwd = inside('install');
  writeFileSync(join(cwd, 'package.json'), '{"private":true,"type":"module"}\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball], cwd);
  const installed = readdirSync(join(cwd, 'node_modules')).filter((name) => !name.startsWith('.'));
  must(installed.join() === 'promwire', `installing it brings along ${installed.join(', ')}`);
  return cwd;
};

const demo = (command, args, cwd) => {
  const out = run(command, [...args, 'demo', '--out', 'demo'], cwd);
  must(out.trim() !== '', 'the demo printed nothing');
  const written = readdirSync(join(cwd, 'demo'), { recursive: true }).filter((name) =>
    statSync(join(cwd, 'demo', name)).isFile(),
  );
  must(written.length > 0, 'the demo wrote no manifest');
};

const useLibrary = (cwd) => {
  const names = JSON.parse(
    run(
      process.execPath,
      ['--input-type=module', '-e', "process.stdout.write(JSON.stringify(Object.keys(await import('promwire'))))"],
      cwd,
    ),
  );
  must(names.length > 0, 'the library exports nothing');
  writeFileSync(
    join(cwd, 'use.ts'),
    `import { ${names.join(', ')} } from 'promwire';\nexport const used = [${names.join(', ')}];\n`,
  );
  // A TypeScript program for Node has Node's own types; nothing else may be needed.
  const types = { types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], skipLibCheck: false };
  const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', lib: ['es2023'], ...types };
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], cwd);
  return names.length;
};

/** The programs of docs/library.md compile against the tarball, and find what is wrong in a folder. */
const useExamples = (cwd) => {
  const options = {
    ...{ strict: true, module: 'nodenext', target: 'es2023', lib: ['es2023'], skipLibCheck: false },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules', '@types')], outDir: 'out' },
  };
  mkdirSync(join(cwd, 'deploy'));
  copyFileSync(join(root, 'test', 'fixtures', 'library', 'deploy.yaml'), join(cwd, 'deploy', 'deploy.yaml'));
  const page = readFileSync(join(root, 'docs', 'library.md'), 'utf8');
  const programs = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, program]) => program);
  must(programs.length === 2, `docs/library.md has ${programs.length} programs`);
  for (const program of programs) {
    writeFileSync(join(cwd, 'example.ts'), program);
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['example.ts'] }));
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'], cwd);
    const { stdout, stderr } = spawnSync(process.execPath, ['out/example.js'], { cwd, encoding: 'utf8' });
    must(stdout.includes('label-mismatch'), `a program of docs/library.md printed: ${stdout}${stderr}`);
  }
};

try {
  bringsNothingAlong();
  const { file, size, unpacked, count } = pack();
  reproduce(file);
  const cwd = install(file);
  demo('npx', ['--no-install', 'promwire'], cwd);
  const usage = run('npx', ['--no-install', 'kubectl-promwire', '--help'], cwd);
  must(usage.includes('Usage: kubectl promwire COMMAND'), `kubectl-promwire --help printed: ${usage}`);
  const names = useLibrary(cwd);
  useExamples(cwd);
  const alone = inside('alone');
  copyFileSync(join(root, 'dist', 'promwire.mjs'), join(alone, 'promwire.mjs'));
  demo(process.execPath, ['promwire.mjs'], alone);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  must(
    run(process.execPath, ['promwire.mjs', '--version'], alone).includes(version),
    '--version does not say the version of package.json',
  );
  process.stdout.write(
    `tarball: ${size} bytes packed, ${unpacked} unpacked, ${count} files; library: ${names} exports; single file: ${statSync(join(alone, 'promwire.mjs')).size} bytes\n`,
  );
} catch (error) {
  process.stderr.write(`pack: ${error.message}\n${error.stdout ?? ''}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
