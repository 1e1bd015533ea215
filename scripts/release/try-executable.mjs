// try-executable.mjs FOLDER PLATFORM: unpacks the archive of this platform in an empty folder, and runs the program there as
// one without Node does: its version, the demo, and as the plugin that krew links.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { archiveName, HERE, LICENCES, PLATFORMS } from './platforms.mjs';
import { asScript, Refused, versionIn } from './version.mjs';

await asScript(() => {
  const [folder, wanted = HERE] = process.argv.slice(2);
  if (folder === undefined) throw new Refused('Usage: try-executable.mjs FOLDER [PLATFORM]');
  if (wanted !== HERE) throw new Refused(`This machine is ${HERE}, not ${wanted}.`);
  const platform = PLATFORMS.find(({ node }) => node === HERE);
  const inside = mkdtempSync(join(tmpdir(), 'promwire-try-'));
  const run = (name, args) => {
    const env = { PATH: '', HOME: inside, SystemRoot: process.env.SystemRoot ?? '' };
    const { status, stdout, stderr, error } = spawnSync(join(inside, name), args, {
      cwd: inside,
      encoding: 'utf8',
      env,
    });
    if (error || stderr !== '') throw new Refused(`${name} ${args.join(' ')}: ${error?.message ?? stderr}`);
    return { status, stdout };
  };
  const must = (holds, otherwise) => {
    if (!holds) throw new Refused(otherwise);
  };
  try {
    copyFileSync(join(folder, archiveName(platform)), join(inside, 'archive.tar.gz'));
    const { status, stderr } = spawnSync('tar', ['-xzf', 'archive.tar.gz'], { cwd: inside, encoding: 'utf8' });
    must(status === 0, `the archive cannot be unpacked: ${stderr}`);
    for (const name of LICENCES) must(existsSync(join(inside, name)), `the archive has no ${name}`);
    const { version, platform: runs } = JSON.parse(run(platform.bin, ['version', '-o', 'json']).stdout);
    must(version === versionIn() && runs === HERE, `it is ${version} for ${runs}`);
    const demo = run(platform.bin, ['demo']);
    must(demo.status === 0 && demo.stdout.includes('label-mismatch'), `the demo printed:\n${demo.stdout}`);
    const plugin = platform.bin.replace('promwire', 'kubectl-promwire');
    copyFileSync(join(inside, platform.bin), join(inside, plugin));
    const { stdout } = run(plugin, ['--help']);
    must(stdout.includes('Usage: kubectl promwire COMMAND'), `as plugin its help is:\n${stdout}`);
    process.stdout.write(`${archiveName(platform)} works\n`);
  } finally {
    rmSync(inside, { recursive: true, force: true });
  }
});
