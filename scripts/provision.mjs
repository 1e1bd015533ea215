// Builds the components of the test bed (kube-apiserver, etcd, operator, Prometheus, …) from Go modules at the versions
// of test/bed/pins.json into a cache outside the checkout. Plain JavaScript without dependencies: it is what a fresh
// clone runs first. As a command: `node scripts/provision.mjs` (stdout: the folder of the builds), `--clean` (empties
// Go's own caches afterwards: for CI, whose caches nobody else uses), `--probe` (stdout: JSON that says what is ready and
// what is in the way, builds nothing).
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bedPaths, buildsIn, FLAGS, GO, isProvisioned, LINKER_FLAGS, missingBuilds, modulesWith } from './builds.mjs';
import { go, probeGo, ProvisionError } from './go.mjs';
import { probeNamespace } from './namespace.mjs';
import { withLock } from './provision-lock.mjs';

const HEARTBEAT_MS = 15_000;

const started = Date.now();
const log = (text) => {
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stderr.write(`testbed [${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s] ${text}\n`);
};

/** Runs `work`, saying every 15 s that it still goes on. */
const withHeartbeat = async (what, work) => {
  log(what);
  const begun = Date.now();
  const timer = setInterval(() => log(`${what} … ${Math.round((Date.now() - begun) / 1000)} s`), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
};

const writeGoMod = (dir, lines) => fs.writeFileSync(path.join(dir, 'go.mod'), `${lines.join('\n')}\n`);

/**
 * Writes the go.mod that requires these modules, with their own replacements, which Go reads of the main module alone:
 * those by other modules as they are, Kubernetes' staging folders by their published versions.
 */
const requireModules = async (modules, dir) => {
  const head = ['module promwire.dev/testbed', `go ${GO}.0`];
  writeGoMod(dir, head);
  const lines = [...head];
  for (const { module, version, staging } of modules) {
    lines.push(`require ${module} ${version}`);
    const info = JSON.parse(await go(['mod', 'download', '-json', `${module}@${version}`], dir, log));
    const { Replace: replaced } = JSON.parse(await go(['mod', 'edit', '-json', info.GoMod], dir, log));
    for (const { Old: from, New: to } of replaced ?? []) {
      const name = from.Version ? `${from.Path} ${from.Version}` : from.Path;
      if (to.Version) lines.push(`replace ${name} => ${to.Path} ${to.Version}`);
      else if (staging && to.Path.startsWith('./staging/')) lines.push(`replace ${name} => ${name} ${staging}`);
    }
  }
  writeGoMod(dir, lines);
};

/** The flags that choose packages. Our own programs pin every module by a go.sum, which go then only reads. */
const choice = ({ source, tags }) => [
  source ? '-mod=readonly' : '-mod=mod',
  ...(tags ? ['-tags', tags.join(',')] : []),
];

const packagesOf = ({ binaries }) => Object.values(binaries);

/** Fetches all that builds of one go.mod need into `dir` and Go's module cache. */
const fetchAll = async (builds, dir) => {
  fs.mkdirSync(dir);
  for (const file of builds.flatMap(({ sources }) => sources))
    fs.copyFileSync(file, path.join(dir, path.basename(file)));
  const [first] = builds;
  if (!first.source) await requireModules(modulesWith(first), dir);
  // Each adds to go.mod what it needs, before anything is compiled.
  for (const build of builds.filter((one) => packagesOf(one).length > 0))
    await go(['list', '-deps', ...choice(build), ...packagesOf(build)], dir, log);
  for (const { name, module, version } of builds.filter((one) => one.module !== undefined)) {
    const chosen = (await go(['list', '-mod=mod', '-m', '-f', '{{.Version}}', module], dir, log)).trim();
    if (chosen !== version)
      throw new ProvisionError(`test/bed/pins.json: ${name} is pinned to ${version}, but its group needs ${chosen}.`);
  }
};

/** The folder of a build's own files. */
const filesOf = async ({ source, module, version }, dir) =>
  source ? dir : JSON.parse(await go(['mod', 'download', '-json', `${module}@${version}`], dir, log)).Dir;

/** What `go build` calls the program of a package. */
const nameOf = (pkg) => path.basename(pkg.replace(/\/v\d+$/, ''));

/** All programs in one go build: what they share is compiled once. The folder appears when it is complete. */
const buildOne = async (build, dir) => {
  const draft = path.join(dir, 'draft');
  const bin = path.join(draft, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  const packages = packagesOf(build);
  if (packages.length > 0) {
    const ldflags = ['-ldflags', [...LINKER_FLAGS, ...(build.ldflags ?? [])].join(' ')];
    const out = path.join(dir, 'out');
    await go(['build', ...FLAGS, ...choice(build), ...ldflags, '-o', `${out}/`, ...packages], dir, log);
    for (const [name, pkg] of Object.entries(build.binaries))
      fs.renameSync(path.join(out, nameOf(pkg)), path.join(bin, name));
  }
  const source = await filesOf(build, dir);
  for (const [name, folder] of Object.entries(build.copy))
    fs.cpSync(path.join(source, folder), path.join(draft, name), { recursive: true });
  fs.renameSync(draft, build.folder);
};

/** The builds of one go.mod. */
const setOf = ({ name, group }) => group ?? name;

/** Builds one after another; while those of one go.mod are compiled, what the next one needs is fetched. */
const buildAll = async (todo, work) => {
  const sets = [...new Set(todo.map(setOf))].map((set) => ({
    builds: todo.filter((build) => setOf(build) === set),
    // What is there already has its say in the versions too.
    members: buildsIn().filter((build) => setOf(build) === set),
    dir: path.join(work, set),
  }));
  const fetch = ({ members, dir }) => {
    const fetched = fetchAll(members, dir);
    // Looked at when its turn comes.
    fetched.catch(() => undefined);
    return fetched;
  };
  let next = fetch(sets[0]);
  let done = 0;
  for (const [index, { builds, dir }] of sets.entries()) {
    await withHeartbeat(`fetching ${builds.map(({ name }) => name).join(', ')}`, () => next);
    const following = sets[index + 1];
    if (following !== undefined) next = fetch(following);
    for (const build of builds) {
      done += 1;
      const label = `${done} of ${todo.length}: ${build.name} ${build.version ?? ''}`.trimEnd();
      const names = Object.keys(build.binaries).join(', ') || 'a copy of its files';
      await withHeartbeat(`${label}: building ${names}`, () => buildOne(build, dir));
    }
    fs.rmSync(dir, { recursive: true, force: true });
  }
  await next.catch(() => undefined);
};

/** Makes everything ready; does nothing when it is. Two at once wait for each other. Throws ProvisionError. */
export const provision = async (env = process.env, clean = false) => {
  if (isProvisioned(env)) return bedPaths(env);
  const found = probeGo();
  if (!found.ok)
    throw new ProvisionError(`${found.detail}.\nWhat to do: install it from https://go.dev/dl and put it on PATH.`);
  const { root } = bedPaths(env);
  fs.mkdirSync(root, { recursive: true });
  return withLock(path.join(root, 'lock'), log, async () => {
    // The last holder of the lock may have been killed: its folder belongs to nobody now.
    const work = path.join(root, 'building');
    fs.rmSync(work, { recursive: true, force: true });
    const todo = missingBuilds(env);
    if (todo.length > 0) {
      const names = todo.map((build) => build.name).join(', ');
      log(`building ${names} into ${root} (about 10 minutes on 2 cores when all of it is missing)`);
      fs.mkdirSync(work);
      try {
        await buildAll(todo, work);
        // Under the lock: another run may be waiting to build with the same caches.
        if (clean) await go(['clean', '-cache', '-modcache'], work, log);
      } finally {
        fs.rmSync(work, { recursive: true, force: true });
      }
    }
    log('ready');
    return bedPaths(env);
  });
};

/** What stands in the way of the test bed on this machine: `{ ready, platform, go, namespace? , root }`; builds nothing. */
export const probe = (env = process.env) => {
  const { root, tool } = bedPaths(env);
  const platform =
    process.platform === 'linux'
      ? { ok: true, detail: 'linux' }
      : { ok: false, detail: `the test bed needs Linux network namespaces, this is ${process.platform}` };
  const ready = isProvisioned(env);
  const found = probeGo();
  // The namespace can be tried only once the small tool exists; before that nothing is known of it.
  const namespace = platform.ok && fs.existsSync(tool) ? probeNamespace(tool) : undefined;
  return { ready, platform, go: found, namespace, root };
};

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--probe')) {
    process.stdout.write(`${JSON.stringify(probe(), null, 2)}\n`);
  } else {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
    try {
      process.stdout.write(`${(await provision(process.env, process.argv.includes('--clean'))).root}\n`);
    } catch (error) {
      if (!(error instanceof ProvisionError)) throw error;
      process.stderr.write(`testbed: ${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
