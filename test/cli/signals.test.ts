import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clusterOf } from '../commands/cluster.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';

/**
 * The built program gets Ctrl-C, SIGTERM or SIGHUP wherever it waits: it ends within a second, with 128 and the number of
 * the signal, says so, has printed no part of a result, and leaves no child and a terminal as it was.
 */

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** A second, and what a machine with other work takes to end a process. */
const WITHIN_MS = 3000;

let folder = '';
let server: Server;
let pages: Awaited<ReturnType<typeof standIn>>;
/** Called at each request of the server that is asked for. */
let asked = (_path: string): void => undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-signals-'));
  // Never answers.
  server = createServer(({ url = '' }) => {
    asked(url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  write('silent', kubeconfig(url));
  const good = clusterOf([]);
  pages = await standIn((seen) => {
    asked(seen.url);
    if (seen.url.includes('continue=')) return { silent: true };
    const { status = 200, body } = good(seen);
    const list = body as { metadata?: object } | undefined;
    return seen.url.includes('limit=')
      ? { status, body: { ...list, metadata: { continue: 'more' } } }
      : { status, body };
  });
  write('pages', kubeconfig(`http://127.0.0.1:${pages.port}`));
  for (const [name, first] of [
    ['plugin', ''],
    ['stubborn', "trap '' TERM INT HUP\n"],
  ] as const) {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: write(
        `${name}.sh`,
        `#!/bin/sh\n${first}sleep 300 &\necho $$ $! > ${folder}/${name}.pids\necho started >&2\nwait\nsleep 300\n`,
        true,
      ),
      interactiveMode: 'Never',
    };
    write(name, kubeconfig(url, { user: { exec } }));
  }
  const stubborn = JSON.parse(readFileSync(join(folder, 'stubborn'), 'utf8')) as { readonly users: readonly object[] };
  write(
    'several',
    JSON.stringify({
      ...stubborn,
      contexts: [
        { name: 'silent', context: { cluster: 'c' } },
        { name: 'stubborn', context: { cluster: 'c', user: 'u' } },
      ],
    }),
  );
  write('a.yaml', SERVICE);
  write('patched/a.yaml', SERVICE);
  write('patched/kustomization.yaml', 'resources: [a.yaml]\npatches: [{target: {kind: Service}, patch: "[]"}]\n');
  write('bin/kustomize', `#!/bin/sh\nsleep 300 &\necho $$ $! > ${folder}/kustomize.pids\nwait\n`, true);
  write('bin/helm', `#!/bin/sh\nsleep 300 &\necho $$ $! > ${folder}/helm.pids\nwait\n`, true);
  const config = 'apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n  - name: a\n    sources:\n      - ';
  write('chart.yaml', `${config}chart: patched\n`);
  write('command.yaml', `${config}command: [helm]\n`);
  write('token', 't');
  grafana = url;
}, 30_000);
afterAll(async () => {
  await pages.stop();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  rmSync(folder, { recursive: true, force: true });
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {}\n';
let grafana = '';

function write(name: string, text: string, program = false): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  if (program) chmodSync(path, 0o755);
  return path;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Runs it, and sends the signal as soon as `when` is true, or it has said `when`. */
async function signalled(
  argv: readonly string[],
  signal: keyof typeof CODES,
  when: string | RegExp | (() => boolean),
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...argv], {
    cwd: folder,
    env: { PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`, HOME: folder, NO_COLOR: '1' },
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let [out, err, sent] = ['', '', 0];
  const send = (): void => {
    if (sent > 0) return;
    sent = performance.now();
    child.kill(signal);
  };
  asked = (url) => {
    // Not at once: it is then waiting, as it will for ever.
    if (typeof when === 'string' && url.includes(when)) setTimeout(send, 50);
  };
  const look = setInterval(() => {
    if (typeof when === 'function' ? when() : typeof when !== 'string' && when.test(err)) send();
  }, 20);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  clearInterval(look);
  return { code, out, err, ms: performance.now() - sent };
}

const pidsOf = (name: string): readonly number[] => {
  try {
    return readFileSync(join(folder, `${name}.pids`), 'utf8')
      .trim()
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
};
/** One that has ended and was not yet reaped is not at work. */
const runs = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** Longer than the program takes to begin with what it waits for. */
const started = (): (() => boolean) => {
  const at = performance.now();
  return () => performance.now() - at > 2500;
};

const STAGES: readonly (readonly [
  stage: string,
  argv: readonly string[],
  when: string | RegExp | (() => () => boolean),
])[] = [
  ['standard input that never ends', ['check', '--from', '-'], started],
  ['the first answer of a cluster', ['check', '--kubeconfig', 'silent'], '/api'],
  ['the second page of a list', ['check', '--kubeconfig', 'pages'], 'continue='],
  ['what setup reads', ['setup', '--yes', '--kubeconfig', 'silent'], '/api'],
  ['what uninstall reads', ['uninstall', '--yes', '--kubeconfig', 'silent'], '/api'],
  ['what verify reads', ['verify', '--kubeconfig', 'silent'], '/api'],
  ['what diff reads', ['diff', '--kubeconfig', 'silent'], '/api'],
  ['what snapshot --live reads', ['snapshot', '--live', '--kubeconfig', 'silent'], '/api'],
  ['what generate reads', ['generate', '--kubeconfig', 'silent'], '/api'],
  ['the first look of a watch', ['check', '--watch', '10s', '--kubeconfig', 'silent'], '/api'],
  [
    'Grafana',
    ['dashboard', 'import', '--variant', 'v3', '--grafana-token-file', 'token', '--grafana-url', 'GRAFANA'],
    '/',
  ],
];

describe.each(Object.keys(CODES) as (keyof typeof CODES)[])('%s', (signal) => {
  it.each(STAGES)('while it waits for %s', async (_stage, argv, when) => {
    const { code, out, err, ms } = await signalled(
      argv.map((word) => (word === 'GRAFANA' ? grafana : word)),
      signal,
      typeof when === 'function' ? when() : when,
    );
    expect({ code, out }).toEqual({ code: CODES[signal], out: '' });
    expect(err.replaceAll(/^reading .*\n/gm, '')).toBe(
      'promwire: stopping (once more to stop at once)\npromwire: interrupted\n',
    );
    expect(ms).toBeLessThan(WITHIN_MS);
  });

  it.each([
    ['a credential plugin', 'plugin', ['check', '--kubeconfig', 'plugin']],
    ['a credential plugin that minds no signal', 'stubborn', ['check', '--kubeconfig', 'stubborn']],
    ['kustomize', 'kustomize', ['check', '--from', 'patched']],
    ['helm', 'helm', ['check', '--config', 'chart.yaml']],
    ['a command of promwire.yaml', 'helm', ['check', '--config', 'command.yaml', '--run-commands']],
  ])('while it waits for %s, which ends too', async (_what, name, argv) => {
    rmSync(join(folder, `${name}.pids`), { force: true });
    const { code, out, ms } = await signalled(argv, signal, () => pidsOf(name).length === 2);
    expect({ code, out }).toEqual({ code: CODES[signal], out: '' });
    expect(ms).toBeLessThan(WITHIN_MS);
    // The system takes a moment to end what was killed.
    for (let i = 0; i < 50 && pidsOf(name).some(runs); i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pidsOf(name).filter(runs)).toEqual([]);
  });

  it('while it waits for several clusters, with a whole document of them', async () => {
    rmSync(join(folder, 'stubborn.pids'), { force: true });
    const { code, out, ms } = await signalled(
      ['check', '--kubeconfig', 'several', '--all-contexts', '-o', 'json'],
      signal,
      () => pidsOf('stubborn').length === 2,
    );
    expect(code).toBe(CODES[signal]);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Reports',
      clusters: ['silent', 'stubborn'].map((name) => ({ name, outcome: 'interrupted' })),
    });
    expect(ms).toBeLessThan(WITHIN_MS);
    for (let i = 0; i < 50 && pidsOf('stubborn').some(runs); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pidsOf('stubborn').filter(runs)).toEqual([]);
  });

  it('between two looks of a watch, after a whole answer', async () => {
    const { code, out, err, ms } = await signalled(
      ['check', '--from', 'a.yaml', '--watch', '60s'],
      signal,
      /^watching/m,
    );
    expect(code).toBe(CODES[signal]);
    expect(out).toMatch(/\n$/);
    expect(err).toContain('promwire: interrupted\n');
    expect(ms).toBeLessThan(WITHIN_MS);
  });
});

describe('Ctrl-C on a terminal', () => {
  it.each([
    ['where nothing is typed', 'check --from -'],
    ['where a line is begun', 'check --from -', 'apiVers'],
    ['where progress stands on its last line', 'check --kubeconfig silent'],
  ])('%s leaves it as it was, on a line of its own', async (_where, command, typed = '') => {
    // The shell around it goes on, and says how it ended.
    const line = `trap : INT; stty -g > before; '${process.execPath}' '${CLI}' ${command}; echo "ended $?"; stty -g > after`;
    const child = spawn('script', ['--quiet', '--flush', '--command', line, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' },
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
    const type = setTimeout(() => child.stdin.write(`${typed}\u0003`), 2500);
    await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    clearTimeout(type);
    expect(screen).toMatch(/(?:^|\n|\u001b\[K)promwire: interrupted\r\nended 130\r\n/);
    expect(readFileSync(join(folder, 'after'), 'utf8')).toBe(readFileSync(join(folder, 'before'), 'utf8'));
    // Colours, the cursor and another screen are left alone.
    expect(screen.replaceAll('\u001b[K', '')).not.toContain('\u001b');
  });
});
