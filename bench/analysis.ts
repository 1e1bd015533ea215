import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { analyse } from '../src/judge/analysis.ts';
import { report } from '../src/judge/report.ts';
import { buildWorld } from '../src/world/world.ts';
import { project } from '../src/io/projection/index.ts';
import type { KubeObject, Snapshot } from '../src/model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../src/registry.ts';
import { allReads } from '../src/app/read.ts';
import { FULL, worldOf } from './world.ts';
import type { Size } from './world.ts';

/** Milliseconds to index, analyse and report a world, median of 7. */
function analysisTime(size: Size): number {
  const objects = worldOf(size)
    .map((raw) => project(raw, { source: 'cluster' }))
    .filter((object): object is KubeObject => !('invalid' in object));
  const coverage = allReads().map(({ group, kind }) => ({ group, kind, namespaces: 'all' as const, complete: true }));
  const snapshot: Snapshot = { source: 'cluster', objects, coverage, gaps: [] };
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    report(analyse(buildWorld(snapshot), { backends, checks, profiles }), clusterChecks);
    return performance.now() - start;
  });
  return times.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

const tenth: Size = {
  monitors: FULL.monitors / 10,
  services: FULL.services / 10,
  namespaces: FULL.namespaces / 10,
  stacks: FULL.stacks,
};
const small = analysisTime(tenth);
const large = analysisTime(FULL);
process.stdout.write(
  `analysis of ${tenth.monitors} monitors: ${small.toFixed(0)} ms; of ${FULL.monitors}: ${large.toFixed(0)} ms; growth from 1x to 10x: ${(large / small).toFixed(1)} (aim 11)\n`,
);
