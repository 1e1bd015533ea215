import { isStandIn } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { applyRelabelings } from '../../../lang/relabel/apply.ts';
import { decodeRelabeling } from '../../../lang/relabel/relabel.ts';
import type { Endpoint, Json, Labels, Monitor, Stack } from '../../../model/index.ts';
import type { Reached } from './discovery.ts';
import { rawEndpoint } from './endpoints.ts';
import { allReached } from './reached.ts';
import { fateOf } from './relabel.ts';
import { relabelingsOf, targetLabels } from './target-labels.ts';
import { enforcedLabel } from '../enforcement.ts';

/** The two labels by which the series of an application are told from all others. */
export interface SeriesLabels {
  readonly job: string;
  readonly namespace: string;
}

/**
 * What the series are called that a monitor makes of some targets, after the relabelings of scrape class and monitor.
 * 'open': that cannot be told, or they differ; undefined: it has no such target.
 */
export function seriesLabels(
  world: World,
  monitor: Monitor,
  stack: Stack,
  isMeant: (target: Reached, endpoint: Endpoint) => boolean,
): SeriesLabels | 'open' | undefined {
  const reached = allReached(world, monitor, stack);
  const all = monitor.endpoints.flatMap((endpoint) => {
    const raw = rawEndpoint(monitor.object, endpoint.index);
    const list = (field: 'relabelings' | 'metricRelabelings'): readonly Json[] =>
      relabelingsOf(monitor, stack.object, endpoint, field, raw).map(({ value }) => value);
    return reached
      .filter((target) => isMeant(target, endpoint))
      .map((target) => labelsOf(targetLabels(monitor, endpoint, target, stack), target, { list, stack }))
      .map((labels) => labels && enforced(labels, monitor, stack));
  });
  const [first] = all;
  const same = all.every((each) => each?.job === first?.job && each?.namespace === first?.namespace);
  return all.length === 0 ? undefined : same && first ? first : 'open';
}

/** The operator writes the namespace of the monitor into that label behind all relabelings (pkg/namespacelabeler). */
function enforced(labels: SeriesLabels, { object, ref }: Monitor, stack: Stack): SeriesLabels {
  const label = enforcedLabel(object, stack);
  return label === 'namespace' || label === 'job' ? { ...labels, [label]: ref.namespace ?? '' } : labels;
}

function labelsOf(
  labels: Labels,
  { found }: Reached,
  {
    list,
    stack: { version },
  }: {
    readonly list: (field: 'relabelings' | 'metricRelabelings') => readonly Json[];
    readonly stack: Pick<Stack, 'version'>;
  },
): SeriesLabels | undefined {
  // Of a pod that a template describes the name is not known, and other labels.
  const isOpen = (name: string): boolean => found.pod !== undefined && isStandIn(found.pod) && !NAMES.includes(name);
  const fate = fateOf(labels, list('relabelings'), version, isOpen);
  if (fate.kind !== 'kept' || NAMES.some((name) => fate.unknown.has(name))) return undefined;
  const { job = '', namespace = '' } = fate.labels;
  const named = { job, namespace };
  return list('metricRelabelings').some((step) => renames(named, step, version)) ? undefined : named;
}

const NAMES: readonly string[] = ['job', 'namespace'];

/** Does a step over the samples touch one of the two labels, or may it? */
function renames(named: SeriesLabels, step: Json, version: string | undefined): boolean {
  const decoded = decodeRelabeling(step, version);
  if (decoded.kind !== 'ok') return true;
  const { action, targetLabel } = decoded.relabeling;
  if (action === 'keep' || action === 'drop' || action === 'keepequal' || action === 'dropequal') return false;
  if (!action.startsWith('label')) return NAMES.includes(targetLabel) || targetLabel.includes('$');
  const then = applyRelabelings({ ...named }, [decoded.relabeling]);
  return then?.['job'] !== named.job || then['namespace'] !== named.namespace;
}
