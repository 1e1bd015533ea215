// Builds the components of the test bed (kube-apiserver, etcd, operator, Prometheus, …) from Go modules at the versions
// of test/bed/pins.json into a cache outside the checkout. Plain JavaScript without dependencies: it is what a fresh
// clone runs first. As a command: `node scripts/provision.mjs` (stdout: the folder of the binaries), `--probe` (stdout:
// JSON that says what is ready and what is in the way, builds nothing).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './provision-lock.mjs';

const BED = fileURLToPath(new URL('../test/bed/', import.meta.url));
const { beside: BESIDE, ...PINS } = JSON.parse(fs.readFileSync(path.join(BED, 'pins.json'), 'utf8'));
/** Built, like what is pinned as `beside`, and not part of the cache's name: what is there stays there. */
const AMTOOL = {
  ...PINS.builds.find(({ name }) => name === 'alertmanager'),
  name: 'amtool',
  binaries: { amtool: 'github.com/prometheus/alertmanager/cmd/amtool' },
};
const BUILDS = [...PINS.builds, AMTOOL, ...BESIDE];
const TOOL_SOURCE = path.join(BED, 'bedtool');
/** The envtest convention: a folder that already holds kube-apiserver, etcd and kubectl. */
const FROM_ASSETS = ['kube-apiserver', 'etcd', 'kubectl'];
const HEARTBEAT_MS = 15_000;
const TRIES = 3;

/** A reason that the person can mend; printed without a stack. */
class ProvisionError extends Error {}

const sha = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 12);
};

const toolFiles = () => ['go.mod', ...fs.readdirSync(TOOL_SOURCE).filter((name) => name.endsWith('.go'))].sort();

/** Where everything is or will be: `{ root, bin, crds, grafanaCrds, tool }`. */
export const bedPaths = (env = process.env) => {
  const base =
    env.PROMWIRE_TESTBED_CACHE ||
    path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'promwire', 'testbed');
  const root = path.join(base, sha(JSON.stringify(PINS), process.platform, process.arch));
  const toolHash = sha(...toolFiles().map((name) => fs.readFileSync(path.join(TOOL_SOURCE, name))));
  return {
    root,
    bin: path.join(root, 'bin'),
    crds: path.join(root, 'crds'),
    grafanaCrds: path.join(root, 'crds-grafana-operator'),
    tool: path.join(root, 'bin', `bedtool-${toolHash}`),
  };
};

/** The path of each binary, those of KUBEBUILDER_ASSETS first: `{ etcd: '/…/etcd', … }`. */
export const binaryPaths = (env = process.env) => {
  const { bin } = bedPaths(env);
  const paths = {};
  for (const build of BUILDS) {
    for (const name of Object.keys(build.binaries)) {
      const asset = env.KUBEBUILDER_ASSETS ? path.join(env.KUBEBUILDER_ASSETS, name) : '';
      paths[name] = FROM_ASSETS.includes(name) && asset !== '' && fs.existsSync(asset) ? asset : path.join(bin, name);
    }
  }
  return paths;
};

const missing = (build, paths, root) =>
  Object.keys(build.binaries).some((name) => !fs.existsSync(paths[name])) ||
  Object.keys(build.copy ?? {}).some((name) => !fs.existsSync(path.join(root, name)));

/** True when nothing is left to build. */
export const isProvisioned = (env = process.env) => {
  const { root, tool } = bedPaths(env);
  const paths = binaryPaths(env);
  return fs.existsSync(tool) && !BUILDS.some((build) => missing(build, paths, root));
};

/** Says whether a new enough Go is on PATH: `{ ok, detail }`. */
export const probeGo = () => {
  const run = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (run.error || run.status !== 0)
    return { ok: false, detail: `Go ${PINS.go} or newer is needed and no go command was found` };
  const version = run.stdout.trim();
  const [major, minor] = (/^go(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [wantMajor, wantMinor] = PINS.go.split('.').map(Number);
  const ok = major > wantMajor || (major === wantMajor && minor >= wantMinor);
  return { ok, detail: ok ? version : `Go ${PINS.go} or newer is needed, found ${version || 'an unknown version'}` };
};

const goEnv = () => ({
  ...process.env,
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '-mod=mod -buildvcs=false -modcacherw',
  GO111MODULE: 'on',
});

/** Runs go in `cwd` and answers its stdout. A network hiccup is tried again; other failures end with go's last lines. */
const go = async (args, cwd) => {
  for (let attempt = 1; ; attempt += 1) {
    const result = await new Promise((resolve, reject) => {
      // Through bedtool, once it is there, go dies with this process even when that is killed.
      const { tool } = bedPaths();
      const [command, ...before] = fs.existsSync(tool) ? [tool, 'run', 'go'] : ['go'];
      const child = spawn(command, [...before, ...args], { cwd, env: goEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-20_000)));
      const end = () => child.kill('SIGTERM');
      process.once('exit', end);
      child.once('error', reject);
      child.once('close', (code) => {
        process.off('exit', end);
        resolve({ code, stdout, stderr });
      });
    });
    if (result.code === 0) return result.stdout;
    // `go mod download -json` tells its error in the JSON.
    const said = result.stderr.trim() || result.stdout;
    const transient =
      /timeout|timed out|connection re|unexpected EOF|TLS handshake|\b50[0-9]\b|no such host|temporary failure/i;
    if (attempt < TRIES && transient.test(said)) {
      log(`go ${args[0]} had a network failure, trying again (${attempt + 1} of ${TRIES})`);
      continue;
    }
    const tail = said.trim().split('\n').slice(-15).join('\n  ');
    throw new ProvisionError(
      `go ${args.join(' ')}\nended with code ${result.code}:\n  ${tail}\n` +
        'What to do: check that GOPROXY is reachable and that the disk has 8 GB free, then run it again: finished parts are kept.',
    );
  }
};

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

/** The go.mod that requires one module; Kubernetes' staging modules are replaced by their published versions. */
const goMod = async (build, dir) => {
  const lines = ['module promwire.dev/testbed', `go ${PINS.go}.0`, `require ${build.module} ${build.version}`];
  fs.writeFileSync(path.join(dir, 'go.mod'), `${lines.join('\n')}\n`);
  const info = JSON.parse(await go(['mod', 'download', '-json', `${build.module}@${build.version}`], dir));
  if (build.staging) {
    const text = fs.readFileSync(info.GoMod, 'utf8');
    for (const [, name] of text.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\//gm))
      lines.push(`replace ${name} => ${name} ${build.staging}`);
    fs.writeFileSync(path.join(dir, 'go.mod'), `${lines.join('\n')}\n`);
  }
  return info.Dir;
};

const buildOne = async (build, paths, root, label) => {
  const dir = fs.mkdtempSync(path.join(root, 'tmp-'));
  try {
    const source = await withHeartbeat(`${label}: fetching`, () => goMod(build, dir));
    for (const [name, pkg] of Object.entries(build.binaries)) {
      if (fs.existsSync(paths[name])) continue;
      const out = path.join(dir, 'out', name);
      const tags = build.tags ? ['-tags', build.tags.join(',')] : [];
      const flags = ['-trimpath', '-ldflags', ['-s -w', ...(build.ldflags ?? [])].join(' '), ...tags];
      await withHeartbeat(`${label}: building ${name}`, () => go(['build', ...flags, '-o', out, pkg], dir));
      fs.renameSync(out, path.join(root, 'bin', name));
    }
    for (const [name, folder] of Object.entries(build.copy ?? {})) {
      if (fs.existsSync(path.join(root, name))) continue;
      fs.cpSync(path.join(source, folder), path.join(dir, name), { recursive: true });
      fs.renameSync(path.join(dir, name), path.join(root, name));
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
};

const buildTool = async (root, tool) => {
  const dir = fs.mkdtempSync(path.join(root, 'tmp-'));
  try {
    for (const name of toolFiles()) fs.copyFileSync(path.join(TOOL_SOURCE, name), path.join(dir, name));
    const out = path.join(dir, 'bedtool.bin');
    await withHeartbeat('building bedtool', () => go(['build', '-trimpath', '-o', out, '.'], dir));
    fs.renameSync(out, tool);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
};

/** Makes everything ready; does nothing when it is. Two at once wait for each other. Throws ProvisionError. */
export const provision = async (env = process.env) => {
  if (isProvisioned(env)) return bedPaths(env);
  const found = probeGo();
  if (!found.ok)
    throw new ProvisionError(`${found.detail}.\nWhat to do: install it from https://go.dev/dl and put it on PATH.`);
  const { root, bin, tool } = bedPaths(env);
  fs.mkdirSync(bin, { recursive: true });
  return withLock(path.join(root, 'lock'), log, async () => {
    // Whoever held the lock before may have died in the middle: its folders are nobody's now.
    for (const name of fs.readdirSync(root))
      if (name.startsWith('tmp-')) fs.rmSync(path.join(root, name), { recursive: true, force: true });
    const paths = binaryPaths(env);
    const todo = BUILDS.filter((build) => missing(build, paths, root));
    if (!fs.existsSync(tool)) await buildTool(root, tool);
    if (todo.length > 0)
      log(
        `building ${todo.map((build) => build.name).join(', ')} into ${root} (about 10 minutes on 2 cores the first time)`,
      );
    for (const [index, build] of todo.entries()) {
      await buildOne(build, paths, root, `${index + 1} of ${todo.length}: ${build.name} ${build.version}`);
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

/** Tries to make the namespace with the built tool: `{ ok, detail }`, detail names the sysctl when it is refused. */
export const probeNamespace = (tool) => {
  const run = spawnSync(tool, ['probe'], { encoding: 'utf8' });
  return { ok: run.status === 0, detail: (run.status === 0 ? run.stdout : run.stderr || String(run.error)).trim() };
};

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--probe')) {
    process.stdout.write(`${JSON.stringify(probe(), null, 2)}\n`);
  } else {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
    try {
      process.stdout.write(`${(await provision()).bin}\n`);
    } catch (error) {
      if (!(error instanceof ProvisionError)) throw error;
      process.stderr.write(`testbed: ${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
