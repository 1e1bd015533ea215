import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { KubeObject, Match, Stack, Wire } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { targetsByPool } from '../backends/prometheus-operator/running/live.ts';
import type { MergedTarget } from '../backends/prometheus-operator/running/merge.ts';

/** Ids of the checks that say that targets which are found come to nothing all the same, of one endpoint of a pair. */
export function stoppedBy(analysis: Analysis, object: KubeObject, stack: Stack, endpoint: number): readonly string[] {
  return analysis
    .outcomes({ object, stack }, ['targets'])
    .filter(({ check: { stops }, hits }) =>
      hits.some(({ evidence }) => stops === 'all' || (stops === 'endpoint' && evidence['endpoint'] === endpoint)),
    )
    .map(({ check }) => check.id);
}

/** The wires of a pair, where those whose targets are all dropped by relabelings say so. */
export function wiresWithDrops(analysis: Analysis, object: KubeObject, stack: Stack): readonly Wire[] {
  const { checks } = analysis.rulebook;
  const drops = new Set(checks.flatMap(({ id, stops }) => (stops === 'endpoint' ? [id] : [])));
  return analysis.wires(object, stack).map((wire) => {
    if (wire.targets.length === 0) return wire;
    const stopped = stoppedBy(analysis, object, stack, wire.endpoint).some((id) => drops.has(id));
    return stopped ? { ...wire, brokenAt: 'relabelings' } : wire;
  });
}

/** Selected, and yet no target is scraped through it: the verdict says so, and which errors tell why. */
export function withTargets(analysis: Analysis, object: KubeObject, stack: Stack | undefined, match: Match): Match {
  if (!stack || !match.effective) return match;
  const wires = wiresWithDrops(analysis, object, stack);
  if (wires.length === 0 || wires.some((wire) => wire.brokenAt === undefined || wire.unknown)) return match;
  const why = analysis
    .outcomes({ object, stack }, ['targets'])
    .filter(({ hits }) => hits.some((hit) => (hit.words().severity ?? 'error') === 'error'))
    .map(({ check }) => check.id);
  return why.length === 0 ? match : { ...match, effective: false, checks: [...match.checks, ...why] };
}

/** How many targets of these wires of one monitor are down, as the running stack says; 0 where nobody was asked. */
export function downOf(analysis: Analysis, stack: Stack, wires: readonly Wire[]): number {
  const live = analysis.live(stack);
  if (!live) return 0;
  const pools = targetsByPool(live);
  return wires
    .flatMap((wire) => wire.targets.map((target) => ({ wire, target })))
    .filter(({ wire, target }) => {
      const pool = jobsOf(wire.monitor, wire.endpoint + 1).at(-1) ?? '';
      return pools.get(pool)?.some((shown) => isOf(shown, target.address, target.port) && shown.health === 'down');
    }).length;
}

/** Does every target of these wires of one monitor answer the running stack? undefined: nobody was asked. */
export function allUp(analysis: Analysis, stack: Stack, wires: readonly Wire[]): boolean | undefined {
  const live = analysis.live(stack);
  if (!live?.instances.some(({ targets }) => targets?.kind === 'ok')) return undefined;
  const pools = targetsByPool(live);
  return wires.every((wire) => {
    const pool = pools.get(jobsOf(wire.monitor, wire.endpoint + 1).at(-1) ?? '') ?? [];
    return wire.targets.every(({ address, port }) =>
      pool.some((shown) => isOf(shown, address, port) && shown.health === 'up'),
    );
  });
}

function isOf({ address }: MergedTarget, host: string, port: number): boolean {
  return address === `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
