import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { startBed } from '../test/bed/bed.ts';
import type { Bed } from '../test/bed/bed.ts';
import { allReads } from '../src/app/read.ts';
import { findResource } from '../src/kube/resources.ts';
import { FULL, worldOf } from './world.ts';

/** Ratios, not seconds: this machine's seconds say nothing about another. Run it on a quiet machine: npm run bench. */

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'dist', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'promwire-bench-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Measured {
  readonly ms: number;
  readonly mib: number;
}

/** One run of node with these arguments; exit codes 0, 1 and 3 are answers. */
function once(args: readonly string[], env: Readonly<Record<string, string>> = {}): Measured {
  const rss = join(folder, 'rss');
  writeFileSync(rss, '0');
  const start = performance.now();
  try {
    execFileSync(process.execPath, ['--import', join(ROOT, 'bench', 'measure.mjs'), ...args], {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, PROMWIRE_BENCH_RSS: rss, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    const status = (error as { readonly status?: number }).status ?? -1;
    if (status !== 1 && status !== 3) throw error;
  }
  return { ms: performance.now() - start, mib: Number(readFileSync(rss, 'utf8')) };
}

/** Each candidate seven times, always in the same order, so that a slow moment hits all alike. */
function compare(candidates: Readonly<Record<string, () => Measured>>): Readonly<Record<string, Measured>> {
  const runs = new Map(Object.keys(candidates).map((name) => [name, [] as Measured[]]));
  for (let turn = 0; turn < 7; turn += 1)
    for (const [name, run] of Object.entries(candidates)) runs.get(name)?.push(run());
  return Object.fromEntries(
    [...runs].map(([name, list]) => [
      name,
      { ms: median(list.map(({ ms }) => ms)), mib: median(list.map(({ mib }) => mib)) },
    ]),
  );
}

/** The paths of the lists that check makes; "#" marks those of metadata only. */
function listPaths(): readonly string[] {
  const metadataOnly = ['Secret', 'ConfigMap', 'CustomResourceDefinition'];
  return allReads().flatMap(({ group, kind }) => {
    const resource = findResource(group, kind);
    const version = resource?.versions[0];
    if (!resource || version === undefined) return [];
    const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    return [`${base}/${resource.plural}${metadataOnly.includes(kind) ? '#' : ''}`];
  });
}

/** LIST requests the API server has served so far. */
async function lists(bed: Bed): Promise<number> {
  const text = await bed.kubectl(['get', '--raw', '/metrics']);
  return [...text.matchAll(/^apiserver_request_total\{[^}]*verb="LIST"[^}]*\} (\d+)/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

const bed = await startBed({ standins: false, operator: false });
try {
  const start = performance.now();
  await bed.apply(worldOf(FULL), { by: 'create' });
  say(`loaded ${worldOf(FULL).length} objects in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const env = { KUBECONFIG: bed.kubeconfig };
  const paths = listPaths();
  const before = await lists(bed);
  once([CLI, 'check', '-o', 'json', '--verdicts', 'problems'], env);
  const made = (await lists(bed)) - before;
  const cluster = compare({
    raw: () => once([join(ROOT, 'bench', 'raw.mjs'), bed.kubeconfig, ...paths]),
    check: () => once([CLI, 'check', '-o', 'json', '--verdicts', 'problems'], env),
  });
  const { raw, check } = cluster;
  if (!raw || !check) throw new Error('nothing was measured');
  say(
    `check of the cluster against a raw listing: ${(check.ms / raw.ms).toFixed(2)} in time (aim 1.5), ${(check.mib / raw.mib).toFixed(2)} in peak memory (aim 2); ${check.ms.toFixed(0)} against ${raw.ms.toFixed(0)} ms, ${check.mib.toFixed(0)} against ${raw.mib.toFixed(0)} MiB`,
  );
  say(`LIST requests: ${made} for ${paths.length} kinds (pages of 500 count each)`);
  const snapshot = join(folder, 'snapshot.yaml');
  writeFileSync(
    snapshot,
    execFileSync(process.execPath, [CLI, 'snapshot'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
      maxBuffer: 1 << 29,
    }),
  );
  const files = compare({
    node: () => once(['-e', '0']),
    files: () => once([CLI, 'check', '--from', snapshot, '-o', 'json', '--verdicts', 'problems']),
  });
  say(
    `check of the same cluster from a file: ${files['files']?.ms.toFixed(0) ?? ''} ms, ${files['files']?.mib.toFixed(0) ?? ''} MiB`,
  );
} finally {
  await bed.stop();
}
const start = compare({ node: () => once(['-e', '0']), help: () => once([CLI, '--help']) });
say(
  `--help against node -e 0: ${((start['help']?.ms ?? Number.NaN) / (start['node']?.ms ?? Number.NaN)).toFixed(2)} (aim 1.6); ${start['help']?.ms.toFixed(0) ?? ''} against ${start['node']?.ms.toFixed(0) ?? ''} ms`,
);
