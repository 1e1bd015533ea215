// npm run testbed [-- LETTER [SCALE]]: builds what is missing, starts the world of a scenario (A: a ServiceMonitor whose label
// Prometheus does not select) and prints how to use it. It runs until Ctrl-C and leaves nothing behind. With SCALE a
// kuberhealthy 3 lives in it, so many times as fast as a clock (docs/testbed.md).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { bedPaths, binaryPaths } from './builds.mjs';
import { ensureDependencies, root } from './dependencies.mjs';
import { offline, probeNamespace } from './namespace.mjs';
import { provision } from './provision.mjs';

const REFUSED = 77;
const GRACE_MS = 1000;
const say = (text) => process.stderr.write(`testbed: ${text}\n`);

/** A port of this machine that leads to a socket file of the inside; the port is chosen by the kernel. */
const forward = (socketFile) =>
  new Promise((resolve, reject) => {
    const server = net.createServer((client) => {
      const inside = net.connect(socketFile);
      client.pipe(inside).pipe(client);
      client.once('error', () => inside.destroy());
      inside.once('error', () => client.destroy());
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // The child's end is what ends this process.
      server.unref();
      resolve(server.address().port);
    });
  });

const writeKubeconfig = (file, port, { ca, token }) => {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': Buffer.from(ca).toString('base64'),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'testbed',
    clusters: [{ name: 'testbed', cluster }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'testbed', context: { cluster: 'testbed', user: 'admin' } }],
  };
  fs.writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
};

/** The process that is number 1 inside, as this side counts; nsenter wants it. */
const insidePid = (pid) => {
  const tasks = `/proc/${pid}/task`;
  const children = fs
    .readdirSync(tasks)
    .map((task) => fs.readFileSync(path.join(tasks, task, 'children'), 'utf8').trim());
  return children.find((text) => text !== '')?.split(' ')[0] ?? 'PID';
};

const explain = ({ letter, kubeconfig, prometheus, pid }) => {
  process.stdout.write(`Scenario ${letter} is running.

  kubeconfig   ${kubeconfig}
  Prometheus   http://127.0.0.1:${prometheus}
  kubectl      ${binaryPaths().kubectl}

In another terminal:
  export KUBECONFIG=${kubeconfig}
  ${binaryPaths().kubectl} get servicemonitors,prometheuses -A
  node ${path.join(root, 'dist', 'cli.js')} check    # made by npm run build

Addresses of pods (kubectl get pods -A -o wide) are reached from inside:
  nsenter -t ${pid} -U -n --preserve-credentials curl http://ADDRESS:8080/metrics

Ctrl-C ends it and removes everything.
`);
};

const main = async (letter, scale) => {
  if (process.platform !== 'linux') {
    say(`it needs Linux network namespaces, this is ${process.platform}`);
    return REFUSED;
  }
  ensureDependencies();
  await provision();
  const { tool } = bedPaths();
  const namespace = probeNamespace(tool);
  if (!namespace.ok) {
    say(namespace.detail);
    return REFUSED;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'promwire-testbed-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const inside = [
    process.execPath,
    path.join(root, 'scripts', 'ts.mjs'),
    path.join(root, 'test', 'bed', 'testbed.ts'),
    folder,
    letter,
    scale,
  ];
  say('starting');
  const child = spawn(tool, ['enter', ...inside], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...offline(), TMPDIR: folder },
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  // A terminal's Ctrl-C reaches the inside by itself, which then stops in order; only a second one is impatient.
  let interrupts = 0;
  process.on('SIGINT', () => {
    interrupts += 1;
    if (interrupts === 1) {
      say('stopping');
      // A signal to this process alone must end the inside too.
      setTimeout(() => child.kill('SIGTERM'), GRACE_MS).unref();
    } else child.kill('SIGKILL');
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));

  readline.createInterface({ input: child.stdout }).once('line', async (line) => {
    const [api, prometheus] = await Promise.all(
      ['api.sock', 'prometheus.sock'].map((name) => forward(path.join(folder, name))),
    );
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeKubeconfig(kubeconfig, api, JSON.parse(line));
    explain({ letter, kubeconfig, prometheus, pid: insidePid(child.pid) });
  });
  const code = await ended;
  return interrupts > 0 ? 130 : code;
};

const HELP = `npm run testbed [-- LETTER [SCALE]]: a real control plane with a Prometheus, to try promwire on

It starts kube-apiserver, kube-controller-manager, prometheus-operator, Prometheus and Alertmanager in a network namespace
of its own, installs the world of a scenario, prints a kubeconfig, and takes everything away at Ctrl-C. What is missing is
built first, once (docs/testbed.md).

Scenarios:
  A  kuberhealthy 2 by its chart: the ServiceMonitor has a label that Prometheus does not select (default)
  B  as A, and nobody owns the ServiceMonitor: promwire may correct it
  C  kuberhealthy 3, without any ServiceMonitor
  D  kube-prometheus: Prometheus may not read the namespace of kuberhealthy
  E  as C, and Prometheus takes monitors and rules of its own namespace only
  F  two Prometheuses; what one needs takes the monitor away from the other
  G  as A with the right value of the chart: nothing is wrong

SCALE: in C, D and E kuberhealthy lives, so many times as fast as a clock; 0: all its checks pass for ever (default).

A round, in another terminal with the KUBECONFIG that is printed (npm run testbed -- C):
  npx promwire check kuberhealthy                                    # what is missing, and why
  npx promwire diff kuberhealthy                                     # what setup would change
  npx promwire setup kuberhealthy --yes                              # until the targets are up
  npx promwire verify kuberhealthy                                   # does all of it work?
  npx promwire generate service/kuberhealthy -n kuberhealthy  #   the same for Git, as any application
  npx promwire uninstall kuberhealthy --yes                          # as before
`;

try {
  if (process.argv.slice(2).some((word) => ['-h', '--help', 'help'].includes(word))) process.stdout.write(HELP);
  else process.exitCode = await main((process.argv[2] ?? 'A').toUpperCase(), process.argv[3] ?? '0');
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
