import { stringAt } from '../../../kube/json.ts';
import type { Endpoint, JsonObject, Monitor, Stack } from '../../../model/index.ts';
import type { Reached } from './discovery.ts';
import { fateOf } from './relabel.ts';
import { metricsDropped } from './relabel-metrics.ts';
import { relabelingsOf, targetLabels } from './target-labels.ts';

/* What the relabelings of scrape class and monitor leave of the targets of one endpoint. */

const DROPS = /^(?:keep|drop)/i;

/** The relabeling that drops a target, or (`samples`) every sample of it, and the text that it looks at. */
export interface Drop {
  readonly place: string;
  readonly relabeling: JsonObject;
  readonly value: string;
  readonly samples: boolean;
}

/** What surely drops a target of the endpoint; undefined where nothing does, or what decides is not known. */
export function dropperOf(
  monitor: Monitor,
  stack: Stack,
  endpoint: Endpoint,
  raw: JsonObject,
): (each: Reached) => Drop | undefined {
  const targets = relabelingsOf(monitor, stack.object, endpoint, 'relabelings', raw);
  const metrics = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw);
  if (![...targets, ...metrics].some(({ value }) => DROPS.test(stringAt(value, 'action') ?? '')))
    return () => undefined;
  const [values, metricValues] = [targets, metrics].map((list) => list.map(({ value }) => value));
  const { version } = stack;
  const honorLabels = raw['honorLabels'] === true && !stack.restrictions.overrideHonorLabels;
  return (each) => {
    const fate = fateOf(targetLabels(monitor, endpoint, each), values ?? [], version);
    const lost = fate.kind === 'dropped' ? fate : metricsDropped(fate, metricValues ?? [], { honorLabels, version });
    if (!lost) return undefined;
    const [list, field] =
      fate.kind === 'dropped' ? ([targets, 'relabelings'] as const) : ([metrics, 'metricRelabelings'] as const);
    const { where = '', index = 0, value = {} } = list[lost.at] ?? {};
    return {
      place: `${where}.${field}[${index}]`,
      relabeling: value,
      value: lost.value,
      samples: fate.kind !== 'dropped',
    };
  };
}
