import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { yamlOf } from '../commands/ask.ts';
import { KUBERHEALTHY_2, namespace, operator, prometheus, service } from '../worlds.ts';

/**
 * The built program, killed for good (SIGKILL) before or after its n-th call that changes the disk: every file is the
 * old or the new one, and the next run ends as an undisturbed one does. PROMWIRE_KILLS=all takes every call.
 */

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const ALL = process.env['PROMWIRE_KILLS'] === 'all';
/** Of each command otherwise. */
const SAMPLE = 4;

/** Loaded before the program: ends this process at the call of that number, or prints how many there were. */
const AT_CALL = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const [n, stage, signal = 'SIGKILL'] = (process.env.KILL_AT ?? '0 before').split(' ');
let count = 0;
const around = (call) => async function (...args) {
  const mine = ++count;
  const end = async () => {
    process.kill(process.pid, signal);
    // Of an interrupt the program hears in its next turn, and goes on by then.
    await new Promise((go) => signal === 'SIGKILL' || setTimeout(go, 50));
  };
  if (mine === Number(n) && stage === 'before') await end();
  try {
    return await call.apply(this, args);
  } finally {
    if (mine === Number(n) && stage === 'after') await end();
  }
};
const probe = await fs.open(process.execPath);
const files = Object.getPrototypeOf(probe);
await probe.close();
for (const name of ['writeFile', 'chmod', 'chown', 'sync', 'close']) files[name] = around(files[name]);
for (const name of ['link', 'mkdir', 'open', 'rename', 'unlink', 'rmdir']) fs[name] = around(fs[name]);
syncBuiltinESMExports();
process.on('exit', () => { if (n === '0') process.stderr.write('\\nCALLS ' + count + '\\n'); });
`;

let folder = '';
let preload = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promwire-killed-'));
  preload = join(folder, 'at-call.mjs');
  writeFileSync(preload, AT_CALL);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly err: string;
}

function promwire(argv: readonly string[], at = '0 before'): Ended {
  const { status, signal, stderr } = spawnSync(process.execPath, ['--import', preload, CLI, ...argv], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, KILL_AT: at, NO_COLOR: '1' },
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGTERM',
  });
  return { code: status, signal, err: stderr };
}

/** Text by path, drafts left out. */
function filesIn(out: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' }))
    if (lstatSync(join(out, name)).isFile() && !/\.[0-9a-f]{16}\.tmp$/.test(name))
      found.set(name, readFileSync(join(out, name), 'utf8'));
  return found;
}
const drafts = (out: string): readonly string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));

it('changes nothing where a file may not become so large, and says so', () => {
  const out = join(folder, 'limited');
  const line = `ulimit -f 8; exec '${process.execPath}' '${CLI}' demo --out '${out}'`;
  const { status, stderr } = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  expect([status, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    2,
    expect.stringMatching(/it would be larger than a file may be Nothing was written/),
  ]);
  expect(existsSync(out)).toBe(false);
});

type Command = (out: string) => readonly string[];
const into =
  (...argv: readonly string[]): Command =>
  (out) => [...argv, '--out', out];
const configured =
  (name: string): Command =>
  (out) => ['generate', '--config', join(out, name)];

/** A repository with two files for generate; the second has an application less, and another label on the alerts. */
function repositoryIn(out: string): void {
  const selecting = { matchLabels: { release: 'kps' } };
  const stack = prometheus('monitoring/k8s', {
    ...{ serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: selecting },
    ...{ ruleNamespaceSelector: {}, ruleSelector: selecting },
  });
  const web = service('kh/web', { ports: [{ name: 'metrics', port: 9090 }] }, { labels: { app: 'web' } });
  writeFileSync(join(out, 'captured.yaml'), yamlOf([namespace('kh'), operator(), stack, ...KUBERHEALTHY_2, web]));
  writeFileSync(join(out, 'page.txt'), '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 1\n');
  const kuberhealthy = '- { profile: kuberhealthy, alertLabels: { team: NAME } }';
  for (const [name, more] of [
    ['first', '\n      - { object: service/web, namespace: kh, metrics: page.txt }'],
    ['second', ''],
  ] as const)
    writeFileSync(
      join(out, `${name}.yaml`),
      `apiVersion: promwire.dev/v1alpha1\nkind: Config\nclusters:\n  - name: prod\n    captured: [captured.yaml]\n    applications:\n      ${kuberhealthy.replace('NAME', name)}${more}\n`,
    );
}

describe.each<[command: string, first: Command | undefined, then: Command, arrange?: (out: string) => void]>([
  [
    'generate',
    into('generate', '--monitor-labels', 'release=a', '--namespace', 'shop'),
    into('generate', '--monitor-labels', 'release=b', '--namespace', 'shop'),
  ],
  ['generate with promwire.yaml', configured('first.yaml'), configured('second.yaml'), repositoryIn],
  ['dashboard export', into('dashboard', 'export'), into('dashboard', 'export', '--for', 'grafana.com')],
  ['demo', undefined, into('demo')],
  ['snapshot', into('snapshot', '--from', 'first.yaml'), into('snapshot', '--from', 'second.yaml')],
])('%s, killed while it writes', (name, first, then, arrange = () => undefined) => {
  it('leaves old files or new ones, and the next run makes all new', () => {
    for (const [file, label] of [
      ['first.yaml', 'a'],
      ['second.yaml', 'b'],
    ] as const)
      writeFileSync(
        join(folder, file),
        `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {a: ${label}}}\nspec: {}\n`,
      );
    const was = join(folder, `${name} was`);
    const clean = join(folder, `${name} clean`);
    mkdirSync(was);
    arrange(was);
    if (first) expect(promwire(first(was))).toMatchObject({ code: 0 });
    writeFileSync(join(was, 'mine.yaml'), 'mine: true\n');
    cpSync(was, clean, { recursive: true });
    const counted = promwire(then(clean));
    expect(counted).toMatchObject({ code: 0 });
    const calls = Number(/CALLS (\d+)/.exec(counted.err)?.[1]);
    expect(calls).toBeGreaterThan(5);
    const [old, wanted] = [filesIn(was), filesIn(clean)];
    const every = ALL ? 1 : Math.floor(calls / SAMPLE);
    let ended = 0;
    const isWhole = (n: number, stage: string, out: string): void => {
      for (const [path, text] of filesIn(out)) {
        const texts = [old.get(path) ?? '', wanted.get(path) ?? ''];
        // Of files that are to go and of new ones a list tells at once, until the former are gone.
        const both = texts.flatMap((each) => each.split('\n'));
        const isPossible = path.endsWith('.promwire.sha256')
          ? text.split('\n').every((line) => both.includes(line))
          : texts.includes(text);
        expect([n, stage, path, isPossible]).toEqual([n, stage, path, true]);
      }
      expect(promwire(then(out))).toMatchObject({ code: 0 });
      expect([n, stage, filesIn(out)]).toEqual([n, stage, wanted]);
      expect([n, stage, drafts(out)]).toEqual([n, stage, []]);
    };
    for (let n = 1; n <= calls; n += every)
      for (const stage of ALL ? ['before', 'after'] : [n % 2 === 0 ? 'before' : 'after']) {
        const out = join(folder, 'out');
        cpSync(was, out, { recursive: true });
        const { signal } = promwire(then(out), `${n} ${stage}`);
        expect([n, stage, signal]).toEqual([n, stage, 'SIGKILL']);
        ended += 1;
        isWhole(n, stage, out);
        rmSync(out, { recursive: true });
      }
    // Ctrl-C in the middle.
    for (const stage of ALL ? ['before', 'after'] : ['before']) {
      const n = Math.floor(calls / 2);
      const out = join(folder, 'out');
      cpSync(was, out, { recursive: true });
      const { code, signal, err } = promwire(then(out), `${n} ${stage} SIGINT`);
      expect({ n, stage, code, signal, err }).toMatchObject({ code: 130, signal: null });
      isWhole(n, stage, out);
      rmSync(out, { recursive: true });
    }
    expect(ended).toBeGreaterThan(2);
  }, 600_000);
});
