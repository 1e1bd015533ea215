// executable.mjs OUT: this machine's executable, Node with promwire in it (nodejs.org/api/single-executable-applications),
// and its archive with the licences. Prints the sizes. On macOS it is signed for this machine only ("ad hoc").
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import postject from 'postject';
import { bundleOfExecutable } from '../build.mjs';
import { root } from '../dependencies.mjs';
import { archiveName, HERE, LICENCES, PLATFORMS } from './platforms.mjs';
import { asScript, Refused } from './version.mjs';

/** By which Node knows that there is something in it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const run = (command, args, options = {}) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}${stdout}${stderr}`);
};

/** Node is in it as well: its licence, as its own archive has it, or where that is. */
const licenceOfNode = () => {
  const home = dirname(process.execPath);
  const found = [join(home, 'LICENSE'), join(home, '..', 'LICENSE')].find((file) => existsSync(file));
  const at = `https://github.com/nodejs/node/blob/${process.version}/LICENSE`;
  return found === undefined
    ? `Node.js ${process.version} is part of the program. Its licence: ${at}\n`
    : readFileSync(found);
};

/** What Node is given to run, prepared by the same Node. */
const blob = async (folder) => {
  writeFileSync(join(folder, 'promwire.cjs'), await bundleOfExecutable());
  const config = {
    main: 'promwire.cjs',
    output: 'promwire.blob',
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
  };
  writeFileSync(join(folder, 'sea.json'), JSON.stringify(config));
  run(process.execPath, ['--experimental-sea-config', 'sea.json'], { cwd: folder });
  return readFileSync(join(folder, 'promwire.blob'));
};

const executable = async (folder, { os, bin }) => {
  const file = join(folder, bin);
  copyFileSync(process.execPath, file);
  chmodSync(file, 0o755);
  // A signature of Node's own is of other bytes.
  if (os === 'darwin') run('codesign', ['--remove-signature', file]);
  const segment = os === 'darwin' ? { machoSegmentName: 'NODE_SEA' } : {};
  await postject.inject(file, 'NODE_SEA_BLOB', await blob(folder), { sentinelFuse: FUSE, ...segment });
  if (os === 'darwin') run('codesign', ['--sign', '-', file]);
  return file;
};

await asScript(async () => {
  const [out] = process.argv.slice(2);
  if (out === undefined) throw new Refused('Usage: executable.mjs OUT');
  const platform = PLATFORMS.find(({ node }) => node === HERE);
  if (platform === undefined) throw new Refused(`No executable is made for ${HERE}.`);
  const target = resolve(out);
  mkdirSync(target, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'promwire-executable-'));
  try {
    const file = await executable(folder, platform);
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    copyFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES'), join(folder, 'THIRD-PARTY-LICENSES'));
    writeFileSync(join(folder, 'LICENSE-NODE'), licenceOfNode());
    const archive = join(target, archiveName(platform));
    // A relative name: a colon in one is another machine for tar.
    run('tar', ['-czf', 'promwire.tar.gz', platform.bin, ...LICENCES], { cwd: folder });
    copyFileSync(join(folder, 'promwire.tar.gz'), archive);
    const megabytes = (path) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;
    process.stdout.write(`${archiveName(platform)}: ${megabytes(archive)}, unpacked ${megabytes(file)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
