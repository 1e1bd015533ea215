/**
 * What reading a cluster costs: everything against a raw listing of the same bytes, and a focused question by itself, at
 * 10,000 and at 30,000 pods. The API server is api.ts, on this machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { podName } from './cluster-objects.ts';
import { REAL } from './cluster.ts';
import { aimed, CLI, compare, costText, folder, node, say } from './measured.ts';
import type { Cost } from './measured.ts';

const ROOT = join(import.meta.dirname, '..');

interface Counts {
  readonly requests: number;
  readonly lists: number;
  readonly bytes: number;
  readonly paths: readonly string[];
}

interface Server {
  readonly kubeconfig: string;
  readonly counts: () => Promise<Counts>;
  readonly stop: () => Promise<void>;
}

async function serve(world: string): Promise<Server> {
  const args = [join(ROOT, 'scripts', 'ts.mjs'), join(ROOT, 'bench', 'api.ts'), world];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const kubeconfig = join(folder, `kubeconfig-${world}`);
  writeFileSync(kubeconfig, line);
  const url = /https:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? '';
  const ca = Buffer.from(/authority-data":"([^"]+)/.exec(line)?.[1] ?? '', 'base64');
  return {
    kubeconfig,
    counts: async () =>
      await new Promise((resolve, reject) => {
        https
          .get(`${url}/bench`, { ca }, (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            answer.on('end', () => resolve(JSON.parse(text) as Counts));
          })
          .on('error', reject);
      }),
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

const EVERYTHING = ['check', '-o', 'json', '--verdicts', 'problems'];
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'servicemonitor/NAME -n NS': ['check', 'servicemonitor/app-7', '-n', 'team-7'],
  'service/NAME -n NS': ['check', 'service/app-7', '-n', 'team-7'],
  'pod/NAME -n NS': ['check', `pod/${podName(7, REAL.services / 2)}`, '-n', 'team-7'],
  'prometheusrule/NAME -n NS': ['check', 'prometheusrule/rules-7', '-n', 'team-7'],
  'alert/NAME': ['check', 'alert/App7Alert3'],
  'metric/NAME': ['check', 'metric/http_requests_total'],
  '-n NS': ['check', '-n', 'team-7'],
};

/** What one run asks. */
async function askedBy(server: Server, args: readonly string[]): Promise<Counts> {
  await server.counts();
  node([CLI, ...args], { KUBECONFIG: server.kubeconfig })();
  return await server.counts();
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** check of everything against a raw listing of the paths that it lists. */
async function everything(name: string, server: Server, aim: number, memory: number): Promise<void> {
  const { requests, bytes, paths } = await askedBy(server, EVERYTHING);
  const lists = [
    ...new Set(paths.filter((path) => path.includes('limit=')).map((path) => path.replace(/&continue=.*/, ''))),
  ];
  const env = { KUBECONFIG: server.kubeconfig };
  const { raw, check } = compare({
    raw: node([join(ROOT, 'bench', 'raw.mjs'), server.kubeconfig, ...lists]),
    check: node([CLI, ...EVERYTHING], env),
  });
  say(`${name}: ${requests} requests, ${mb(bytes)}`);
  say(
    `  check of everything against a raw listing: ${aimed(check.ms / raw.ms, aim)} in time, ${aimed(check.mib / raw.mib, memory)} in peak memory`,
  );
  say(`  check ${costText(check)}; raw ${costText(raw)}`);
}

async function focused(server: Server): Promise<Readonly<Record<string, Cost>>> {
  const costs: Record<string, Cost> = {};
  for (const [name, args] of Object.entries(QUESTIONS)) {
    const { requests, bytes } = await askedBy(server, args);
    const { check } = compare({ check: node([CLI, ...args], { KUBECONFIG: server.kubeconfig }) });
    costs[name] = check;
    say(
      `  check ${name}: ${aimed(requests, 25, ' requests')}, ${mb(bytes)}, ${aimed(check.ms, 500, ' ms')} (${check.userMs.toFixed(0)} ms user), ${aimed(check.mib, 150, ' MiB')}`,
    );
  }
  return costs;
}

const ten = await serve('10000');
let small: Readonly<Record<string, Cost>>;
try {
  await everything('10,000 pods of real shape', ten, 1.3, 1);
  small = await focused(ten);
} finally {
  await ten.stop();
}
const thirty = await serve('30000');
try {
  say('30,000 pods of real shape');
  for (const [name, cost] of Object.entries(await focused(thirty)))
    say(`  against 10,000 pods, ${name}: ${aimed(cost.ms / (small[name]?.ms ?? Number.NaN), 1.2)} in time`);
} finally {
  await thirty.stop();
}
const dense = await serve('dense');
try {
  await everything('the dense synthetic world', dense, 2, 2);
} finally {
  await dense.stop();
}
const start = compare({ bare: node(['-e', '0']), help: node([CLI, '--help']) });
say(`--help against node -e 0: ${aimed(start.help.ms / start.bare.ms, 1.6)}`);
