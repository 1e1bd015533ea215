/** Scrapes of an application that no ServiceMonitor or PodMonitor makes: with a monitor of ours it is scraped twice. */
import type { Analysis } from '../../judge/analysis.ts';
import { at, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../kube/json.ts';
import { oneOf } from '../../lang/promql/matcher.ts';
import { compare, refOf, sameRef, title } from '../../kube/refs.ts';
import type { Blocked, KubeObject, Plan, Stack } from '../../model/index.ts';
import type { App } from '../../world/applications.ts';
import type { Ask } from '../ask.ts';

/** So many pods are asked about: they are alike. */
const MOST = 20;

interface Proposed {
  readonly analysis: Analysis;
  readonly app: App;
  readonly stack: Stack;
  readonly plan: Plan;
}

/** What stands in the way of a monitor of ours, or is to be said of it. */
export interface Otherwise {
  readonly blocked: readonly Blocked[];
  readonly notes: readonly string[];
}

const NOTHING: Otherwise = { blocked: [], notes: [] };

/** Does a plan write a monitor of ours? */
export function isMonitorMade({ changes }: Pick<Plan, 'changes'>): boolean {
  return changes.some((change) => change.action === 'apply' && change.step === 'monitor');
}

/**
 * Jobs of additionalScrapeConfigs, of ScrapeConfigs and of annotations. The running Prometheus decides where it answers: a
 * monitor would have it scraped a second time, which nobody wants unasked (`twice`: that is wanted). Else what may scrape it
 * is named. Nothing where no monitor is made, or ours is there already.
 */
export async function scrapedOtherwise(proposed: Proposed, ask: Ask | undefined, twice: boolean): Promise<Otherwise> {
  const { analysis, app, stack, plan } = proposed;
  const adds = plan.changes.some(
    (change) => change.action === 'apply' && change.step === 'monitor' && !analysis.world.get(refOf(change.manifest)),
  );
  const { target } = app;
  // What monitors do, the plan tells.
  if (!adds || !target || isThroughMonitor(proposed)) return NOTHING;
  const instances = target.pods
    .map((ref) => analysis.world.get(ref))
    .flatMap((pod) => (pod && stringAt(pod.body, 'status', 'podIP')) ?? [])
    .slice(0, MOST)
    .map((address) => (address.includes(':') ? `[${address}]:${target.number}` : `${address}:${target.number}`));
  if (ask && instances.length > 0) {
    // Jobs of monitors label the endpoint: one that is gone is scraped until Prometheus has its new configuration.
    const expr = `count by (job) (up{instance${oneOf(instances)},endpoint=""})`;
    const answer = (await ask([expr]))(expr);
    if (answer.kind === 'ok') {
      const jobs = answer.value.map(({ labels }) => labels['job'] ?? '').toSorted(compare);
      if (jobs.length === 0) return NOTHING;
      const why = `${title(stack.ref)} scrapes it already as job ${jobs.join(', ')}, which no ServiceMonitor or PodMonitor of it makes: with this monitor each of its series is there twice`;
      if (twice) return { ...NOTHING, notes: [why] };
      return {
        ...NOTHING,
        blocked: [
          {
            object: app.services[0] ?? app.workload ?? stack.ref,
            why: `${why}.`,
            remedy:
              'Take it out of that job first (annotations such as prometheus.io/scrape, additionalScrapeConfigs, a ScrapeConfig), or give --scrape-twice to have both, as for the time of a move.',
          },
        ],
      };
    }
  }
  return { ...NOTHING, notes: openly(proposed) };
}

function isThroughMonitor({ analysis, app: { namespace, target }, stack }: Proposed): boolean {
  return analysis
    .subjects()
    .filter((object) => ['ServiceMonitor', 'PodMonitor'].includes(object.kind) && analysis.selected(object, stack))
    .flatMap((object) => analysis.wiresIn(object, stack, namespace))
    .flatMap(({ targets }) => targets)
    .some(
      ({ port, pod }) => port === target?.number && target.pods.some((each) => pod !== undefined && sameRef(each, pod)),
    );
}

function openly({ analysis, app, stack }: Proposed): readonly string[] {
  const names = [
    ...(at(stack.object.body, 'spec', 'additionalScrapeConfigs') === undefined
      ? []
      : [`additionalScrapeConfigs of ${title(stack.ref)}, which are not read`]),
    ...analysis
      .subjects()
      .filter((object) => object.kind === 'ScrapeConfig' && analysis.selected(object, stack) && mayFind(object, app))
      .map((object) => title(refOf(object))),
  ];
  return names.length === 0
    ? []
    : [
        `whether it is scraped already is not known: it may be by ${names.join(' and ')}. Then each of its series is there twice with this monitor`,
      ];
}

/** Source: prometheus-operator api monitoring/v1alpha1 scrapeconfig_types.go, KubernetesSDConfig.namespaces. */
function mayFind(object: KubeObject, { namespace }: App): boolean {
  return objectsAt(object.body, 'spec', 'kubernetesSDConfigs').some((config) => {
    const role = (stringAt(config, 'role') ?? '').toLowerCase();
    if (!['pod', 'endpoints', 'endpointslice', 'service'].includes(role)) return false;
    const places = objectAt(config, 'namespaces');
    const named = stringsAt(places, 'names');
    const isOwn = trueAt(places, 'ownNamespace') && object.metadata.namespace === namespace;
    return isOwn || named.includes(namespace) || (named.length === 0 && !trueAt(places, 'ownNamespace'));
  });
}
