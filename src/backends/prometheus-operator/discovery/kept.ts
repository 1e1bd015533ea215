import { stringAt, stringsAt } from '../../../kube/json.ts';
import { isStandIn } from '../../../world/stand-ins.ts';
import type { Endpoint, JsonObject, Labels, Monitor, Stack } from '../../../model/index.ts';
import type { Reached } from './discovery.ts';
import { fateOf } from './relabel.ts';
import type { Fate } from './relabel.ts';
import { metricsDropped } from './relabel-metrics.ts';
import { relabelingsOf, targetLabels } from './target-labels.ts';

/* What the relabelings of scrape class and monitor leave of the targets of one endpoint. */

const DROPS = /^(?:keep|drop)/i;
const ADDRESS = '__address__';

const OF_RUNNING_PODS =
  /^(?:__address__|instance|pod|node|__meta_kubernetes_(?:pod_(?:name|ip|phase|ready|node_name|host_ip|uid|annotation.*)|endpoint_(?:ready|node_name|hostname|address_target_.*)))$/;

/** The relabeling that drops a target, or (`samples`) every sample of it, and the text that it looks at. */
export interface Drop {
  readonly place: string;
  readonly relabeling: JsonObject;
  readonly value: string;
  readonly samples: boolean;
}

/** What becomes of a target: what surely drops it, or its labels afterwards where another address is among them. */
export interface Outcome {
  readonly drop?: Drop;
  readonly moved?: Labels;
}

const KEPT: Outcome = {};

/** What surely becomes of a target of the endpoint; what decides may not be known: it is then as it was found. */
export function outcomesOf(
  monitor: Monitor,
  stack: Stack,
  endpoint: Endpoint,
  raw: JsonObject,
): (each: Reached) => Outcome {
  const targets = relabelingsOf(monitor, stack.object, endpoint, 'relabelings', raw);
  const metrics = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw);
  const decides = ({ value }: (typeof targets)[number]): boolean =>
    DROPS.test(stringAt(value, 'action') ?? '') || stringAt(value, 'targetLabel') === ADDRESS;
  if (![...targets, ...metrics].some(decides)) return () => KEPT;
  const [values, metricValues] = [targets, metrics].map((list) => list.map(({ value }) => value));
  const { version } = stack;
  const honorLabels = raw['honorLabels'] === true && !stack.restrictions.overrideHonorLabels;
  const read = [...targets, ...metrics].flatMap(({ value }) => stringsAt(value, 'sourceLabels'));
  return (each) => {
    // What only a running pod has is not known of one that a template describes.
    if (each.found.pod && isStandIn(each.found.pod) && read.some((name) => OF_RUNNING_PODS.test(name))) return KEPT;
    const labels = targetLabels(monitor, endpoint, each);
    const fate = fateOf(labels, values ?? [], version);
    const lost = fate.kind === 'dropped' ? fate : metricsDropped(fate, metricValues ?? [], { honorLabels, version });
    if (!lost) return fate.kind === 'kept' && isMoved(labels, fate) ? { moved: fate.labels } : KEPT;
    const [list, field] =
      fate.kind === 'dropped' ? ([targets, 'relabelings'] as const) : ([metrics, 'metricRelabelings'] as const);
    const { where = '', index = 0, value = {} } = list[lost.at] ?? {};
    return {
      drop: {
        place: `${where}.${field}[${index}]`,
        relabeling: value,
        value: lost.value,
        samples: fate.kind !== 'dropped',
      },
    };
  };
}

function isMoved(before: Labels, { labels, unknown }: Extract<Fate, { kind: 'kept' }>): boolean {
  return !unknown.has(ADDRESS) && labels[ADDRESS] !== before[ADDRESS];
}
