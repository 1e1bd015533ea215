/** The steps of action.yml, run as GitHub's runner runs them: each in a bash of its own, with what the steps before put out. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '..', '..');

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = (): Action =>
  parse(readFileSync(join(root, 'action.yml'), 'utf8'), { logLevel: 'error' }) as Action;

export interface Ran {
  readonly code: number;
  readonly log: string;
  /** Of each step that ran, by its name. */
  readonly codes: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export type Env = Readonly<Record<string, string>>;

/** A command to its end, without what this machine has in its environment. */
export async function shell(
  script: string,
  cwd: string,
  env: Env,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly log: string }> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script, 'bash', ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 255);
    });
  });
  return { code, log };
}

/** `given`: the inputs. `env`: what GitHub's runner sets. */
export async function runAction(given: Env, workspace: string, temp: string, env: Env): Promise<Ran> {
  const { inputs, outputs, runs } = action();
  const known: Record<string, string> = { 'github.token': 'the-token' };
  const valueOf = (text: string): string =>
    text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, name: string) => {
      if (!/^(?:inputs|github|steps)\.[\w.-]+$/.test(name)) throw new Error(`${name}: not an expression known here`);
      return known[name] ?? '';
    });
  const holds = (condition: string): boolean =>
    condition
      .replace(/^\$\{\{ (.+) \}\}$/, '$1')
      .split(' && ')
      .every((part) => {
        if (part === '!cancelled()') return true;
        const [, name = '', value = ''] = /^(inputs\.[\w-]+) == '(.*)'$/.exec(part) ?? [];
        if (name === '') throw new Error(`${part}: not a condition known here`);
        return (known[name] ?? '') === value;
      });
  for (const [name, { default: otherwise = '' }] of Object.entries(inputs))
    known[`inputs.${name}`] = given[name] ?? valueOf(otherwise);
  const summary = join(temp, 'summary.md');
  writeFileSync(summary, '');
  const codes: Record<string, number> = {};
  let log = '';
  for (const { name, id = '', if: condition, shell: program, env: own = {}, run = '' } of runs.steps) {
    const failed = Object.values(codes).some((code) => code !== 0);
    if (condition === undefined ? failed : !holds(condition) || (failed && !condition.includes('cancelled()')))
      continue;
    if (program !== 'bash') throw new Error(`${name}: runs in ${program}`);
    const file = join(temp, 'output');
    writeFileSync(file, '');
    const told = await shell(run, workspace, {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: file,
      ...env,
      ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, valueOf(value)])),
    });
    codes[name] = told.code;
    log += told.log;
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const at = line.indexOf('=');
      known[`steps.${id}.outputs.${line.slice(0, at)}`] = line.slice(at + 1);
    }
  }
  return {
    code: Object.values(codes).find((code) => code !== 0) ?? 0,
    log,
    codes,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, valueOf(value)])),
    summary: readFileSync(summary, 'utf8'),
  };
}

/** What GitHub's runner would carry out of a log: lines that are commands to it, but those between stop-commands and its end. */
export function executed(log: string): readonly string[] {
  const commands: string[] = [];
  let until: string | undefined;
  for (const line of log.split('\n').map((each) => each.trim())) {
    const [, stop] = /^::stop-commands::(.+)$/.exec(line) ?? [];
    if (until !== undefined) {
      if (line === `::${until}::`) until = undefined;
    } else if (stop !== undefined) until = stop;
    // The older form counts anywhere in a line.
    else if (/^::[a-z-]+[ :]|##\[[a-z-]+/.test(line)) commands.push(line);
  }
  return commands;
}
