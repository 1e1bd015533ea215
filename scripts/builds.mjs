// What the test bed is made of (test/bed/pins.json), and where each part is or will be: a folder for each build, named
// by the hash of everything it is made of, so that a new pin builds one part and leaves the others. Builds nothing.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const BED = fileURLToPath(new URL('../test/bed/', import.meta.url));
const pins = JSON.parse(fs.readFileSync(path.join(BED, 'pins.json'), 'utf8'));

/** The oldest Go that builds all of it: `1.26`. */
export const GO = pins.go;

/** Flags of every build, and of its linker: nobody debugs these programs. A change of them builds everything again. */
export const FLAGS = ['-trimpath', '-gcflags=all=-dwarf=false'];
export const LINKER_FLAGS = ['-s', '-w'];

const sha = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
};

/** The files of a program of our own that Go reads, with their folder: `[]` for a pinned module. */
const sourceFiles = ({ source }) => {
  if (source === undefined) return [];
  const folder = path.join(BED, source);
  const names = fs.readdirSync(folder).filter((name) => /\.(go|s)$|^go\.(mod|sum)$/.test(name));
  return names.toSorted().map((name) => path.join(folder, name));
};

/**
 * The pinned modules of one go.mod: those of a group choose one version of each module that they share, so that what they
 * share is compiled once.
 */
export const modulesWith = ({ name, group }, all = pins.builds) =>
  all
    .filter((other) => other.module !== undefined && (other.name === name || (group && other.group === group)))
    .map(({ module, version, staging }) => ({ module, version, staging }));

/** The name of a build's folder: another as soon as its pin, its files, a flag or the platform is another. */
export const folderName = (build) => {
  const hash = sha(
    JSON.stringify([build, modulesWith(build), GO, FLAGS, LINKER_FLAGS, process.platform, process.arch]),
    ...sourceFiles(build).flatMap((file) => [path.basename(file), fs.readFileSync(file)]),
  );
  return `${build.name}-${hash}`;
};

/**
 * Each build with its `folder` below `root`: programs in bin/, and what was copied from its module. A folder that
 * exists is complete.
 */
const builds = pins.builds.map((build) => ({
  binaries: {},
  copy: {},
  ...build,
  sources: sourceFiles(build),
  folderName: folderName(build),
}));

/** The folder of all builds. */
export const cacheRoot = (env = process.env) =>
  env.PROMWIRE_TESTBED_CACHE ||
  path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'promwire', 'testbed');

/** All builds, in the order in which they are built. */
export const buildsIn = (env = process.env) =>
  builds.map((build) => ({ ...build, folder: path.join(cacheRoot(env), build.folderName) }));

/** The path of each program: `{ etcd: '/…/etcd', … }`. */
export const binaryPaths = (env = process.env) =>
  Object.fromEntries(
    buildsIn(env).flatMap(({ binaries, folder }) =>
      Object.keys(binaries).map((name) => [name, path.join(folder, 'bin', name)]),
    ),
  );

/** The folders copied out of modules: `copiedFolder('prometheus-operator-0.70.0', 'crds')`. */
export const copiedFolder = (name, copy, env = process.env) => {
  const build = buildsIn(env).find((one) => one.name === name);
  if (build?.copy[copy] === undefined) throw new Error(`no build ${name} of pins.json copies ${copy}`);
  return path.join(build.folder, copy);
};

/** Where everything is or will be; `etcdImage` is made by the first bed, of exactly these programs and CRDs. */
export const bedPaths = (env = process.env) => {
  const made = builds.filter(({ name }) => ['kubernetes', 'etcd', 'prometheus-operator'].includes(name));
  const root = cacheRoot(env);
  return {
    root,
    crds: copiedFolder('prometheus-operator', 'crds', env),
    grafanaCrds: copiedFolder('grafana-operator', 'crds', env),
    tool: binaryPaths(env).bedtool,
    etcdImage: path.join(root, `etcd-with-crds-${sha(...made.map(({ folderName }) => folderName))}`),
  };
};

/** The builds that are not there yet. */
export const missingBuilds = (env = process.env) => buildsIn(env).filter(({ folder }) => !fs.existsSync(folder));

/** True when nothing is left to build. */
export const isProvisioned = (env = process.env) => missingBuilds(env).length === 0;
