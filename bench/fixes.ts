import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { analyse } from '../src/judge/analysis.ts';
import { report } from '../src/judge/report.ts';
import { allReads } from '../src/app/read.ts';
import { buildWorld } from '../src/world/world.ts';
import { project } from '../src/io/projection/index.ts';
import type { KubeObject, ObjectFix, Snapshot } from '../src/model/index.ts';
import type { Looked } from '../src/plan/fix-problems.ts';
import { fieldsChange, fixesOf } from '../src/plan/fixes.ts';
import { proveFixes } from '../src/plan/prove-fixes.ts';
import { after } from '../src/plan/world-after.ts';
import { backends, checks, clusterChecks, profiles } from '../src/registry.ts';
import { worldOf } from './world.ts';

/** What it costs to prove 600 fixes of which 100 do harm, in looks at the world, and by how much that grows with the world. */

/** Monitors without their label; every fifth has a twin for the same target, of which only one can be fixed. */
function objectsOf(monitors: number): readonly KubeObject[] {
  const raw = worldOf({ monitors, services: monitors, namespaces: 20, stacks: 1 }).flatMap((object, i) => {
    if (object.kind !== 'ServiceMonitor') return [object];
    const { name, namespace = '' } = object.metadata;
    const bare = { ...object, metadata: { name, namespace, labels: {} } };
    return i % 5 === 0 ? [bare, { ...bare, metadata: { ...bare.metadata, name: `${name}-twin` } }] : [bare];
  });
  return raw
    .map((each) => project(each, { source: 'cluster' }))
    .filter((object): object is KubeObject => !('invalid' in object));
}

const coverage = allReads().map(({ group, kind }) => ({ group, kind, namespaces: 'all' as const, complete: true }));

async function proof(
  monitors: number,
): Promise<{ readonly ms: number; readonly ratio: number; readonly says: string }> {
  const snapshot: Snapshot = { source: 'cluster', objects: objectsOf(monitors), coverage, gaps: [] };
  const analysis = analyse(buildWorld(snapshot), { backends, checks, profiles });
  const look = (fixes: readonly ObjectFix[]): Looked => {
    const then = after(analysis, fixes.map(fieldsChange));
    return { analysis: then, report: report(then, clusterChecks) };
  };
  const before = look([]);
  const { fixes: wanted } = fixesOf(before.report.findings, analysis.world);
  const one = performance.now();
  look(wanted);
  const start = performance.now();
  const proven = await proveFixes(before, wanted, async (fixes) => look(fixes));
  const ms = performance.now() - start;
  return { ms, ratio: ms / (start - one), says: `${wanted.length} fixes, ${proven.left.length} of them harmful` };
}

const small = await proof(50);
const large = await proof(500);
process.stdout.write(
  `proof of ${large.says}: ${large.ms.toFixed(0)} ms, ${large.ratio.toFixed(1)} looks at all of them (aim 8); growth from 1x to 10x: ${(large.ms / small.ms).toFixed(1)} (aim 15)\n`,
);
