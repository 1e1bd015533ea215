/** Runs of a child process, and what they cost. Ratios, not seconds: this machine's seconds say nothing about another. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
export const CLI = join(ROOT, 'dist', 'cli.js');
/** Removed when the bench ends. */
export const folder = mkdtempSync(join(tmpdir(), 'promwire-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export interface Cost {
  /** From start to end. */
  readonly ms: number;
  readonly userMs: number;
  readonly systemMs: number;
  /** Peak of the resident memory. */
  readonly mib: number;
}

const NONE = { userMs: Number.NaN, systemMs: Number.NaN, mib: Number.NaN };
const TURNS = Number(process.env['PROMWIRE_BENCH_TURNS'] ?? 5);

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One run; exit codes 0, 1 and 3 are answers. Of a program that is not Node only the time is known. */
function once(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Cost {
  const used = join(folder, 'used');
  rmSync(used, { force: true });
  const start = performance.now();
  try {
    execFileSync(command, args, {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, PROMWIRE_BENCH_USED: used, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    const status = (error as { readonly status?: number }).status ?? -1;
    if (status !== 1 && status !== 3) throw error;
  }
  const ms = performance.now() - start;
  try {
    return { ms, ...(JSON.parse(readFileSync(used, 'utf8')) as Omit<Cost, 'ms'>) };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ENOENT') throw error;
    return { ms, ...NONE };
  }
}

/** A run of Node with these arguments. */
export function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): () => Cost {
  return () => once(process.execPath, ['--import', join(ROOT, 'bench', 'measure.mjs'), ...args], env);
}

export function program(command: string, args: readonly string[]): () => Cost {
  return () => once(command, args, {});
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The median cost of each candidate, run in turns, so that a slow moment hits all alike. */
export function compare<Name extends string>(
  candidates: Readonly<Record<Name, () => Cost>>,
): Readonly<Record<Name, Cost>> {
  const runs = Object.entries<() => Cost>(candidates).map(([name, run]) => ({ name, run, costs: [] as Cost[] }));
  for (let turn = 0; turn < TURNS; turn += 1) for (const { run, costs } of runs) costs.push(run());
  const of = (costs: readonly Cost[], what: keyof Cost): number => median(costs.map((cost) => cost[what]));
  return Object.fromEntries(
    runs.map(({ name, costs }) => [
      name,
      { ms: of(costs, 'ms'), userMs: of(costs, 'userMs'), systemMs: of(costs, 'systemMs'), mib: of(costs, 'mib') },
    ]),
  ) as Record<Name, Cost>;
}

/** "1.23 (aim 1.3)", with a mark where the aim is missed. */
export function aimed(figure: number, aim: number, unit = ''): string {
  const digits = unit === '' ? 2 : 0;
  return `${figure.toFixed(digits)}${unit} (aim ${aim}${unit}${figure > aim ? ', MISSED' : ''})`;
}

export const costText = ({ ms, userMs, mib }: Cost): string =>
  `${ms.toFixed(0)} ms (${userMs.toFixed(0)} ms user), ${mib.toFixed(0)} MiB`;
