import { stringAt } from '../../../kube/json.ts';
import { isRuntimeMeta } from '../../../kube/runtime-labels.ts';
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

/** What only a running pod has: of one that a template describes it is not known. */
const OF_RUNNING_PODS =
  /^(?:__address__|instance|pod|node|__meta_kubernetes_(?:pod_(?:name|ip|phase|ready|node_name|host_ip|uid|container_id)|endpoint_(?:ready|node_name|hostname|address_target_.*)))$/;

const ANNOTATION = /^__meta_kubernetes_pod_annotation/;
const OF_CONTAINERS = /^(?:container|__meta_kubernetes_pod_container_.*)$/;

/** Of a pod that a template describes: webhooks may add annotations, controllers labels, and containers, which are found where no port is asked for. */
function openIn(labels: Labels, { port, targetPort }: Endpoint): (name: string) => boolean {
  const isForAll = port === undefined && targetPort === undefined;
  return (name) =>
    OF_RUNNING_PODS.test(name) ||
    ((ANNOTATION.test(name) || isRuntimeMeta(name)) && !Object.hasOwn(labels, name)) ||
    (isForAll && OF_CONTAINERS.test(name));
}

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
  /** Relabelings look at what is not known: they may drop it. */
  readonly open?: true;
  readonly moved?: Labels;
}

const KEPT: Outcome = {};
const OPEN: Outcome = { open: true };

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
  return (each) => {
    const labels = targetLabels(monitor, endpoint, each, stack);
    const isOpen = each.found.pod && isStandIn(each.found.pod) ? openIn(labels, endpoint) : undefined;
    const fate = fateOf(labels, values ?? [], version, isOpen);
    const lost = fate.kind === 'dropped' ? fate : metricsDropped(fate, metricValues ?? [], { honorLabels, version });
    if (!lost) {
      if (fate.kind !== 'kept' || !fate.sure) return OPEN;
      return isMoved(labels, fate) ? { moved: fate.labels } : KEPT;
    }
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
