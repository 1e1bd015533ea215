import type { Context } from '../../world/context.ts';
import { defineClusterCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { at, objectsAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { hiding } from '../../world/hiding.ts';
import { keyOf, refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { lastingLabels } from '../../kube/lasting-labels.ts';
import { monitorFromAnnotations } from './monitor-from-annotations.ts';
import { selectsPods } from '../../kube/service.ts';

const SCRAPE = 'prometheus.io/scrape';

/** A Service carries prometheus.io/scrape, which the operator does not read, and no monitor reaches it. */
export const scrapeAnnotationsIgnored = defineClusterCheck({
  id: 'scrape-annotations-ignored',
  title: 'Scrape annotations, which no stack reads',
  kinds: ['Service', 'Pod'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (context, asks) => {
    const { world, stacks, apps } = context;
    const scraping = stacks.filter((stack) => stack.capabilities.includes('targets'));
    // A configuration of one's own may read them.
    const opaque = scraping.some(({ object }) => at(object.body, 'spec', 'additionalScrapeConfigs') !== undefined);
    const discovers = world
      .all('monitoring.coreos.com', 'ScrapeConfig')
      .some((object) => objectsAt(object.body, 'spec', 'kubernetesSDConfigs').length > 0);
    const [stack] = scraping;
    if (!stack || opaque || discovers) return [];
    const all = ['Service', 'Pod'].flatMap((kind) => world.all('', kind)).filter(isAnnotated);
    const namespaces = new Set(
      all.filter((object) => asks(refOf(object))).map(({ metadata }) => metadata.namespace ?? ''),
    );
    if (namespaces.size === 0) return [];
    for (const namespace of namespaces) world.needs('', 'Service', namespace);
    const there = all.filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
    const annotated = there.filter(({ kind }) => kind === 'Service');
    const pods = there.filter(({ kind }) => kind === 'Pod');
    const monitors = ['ServiceMonitor', 'PodMonitor'];
    const hidden = hiding(monitors.flatMap((kind) => world.gaps('monitoring.coreos.com', kind)));
    if (hidden.length > 0) return { unknown: hidden };
    const reached = reachedBy(context, [...namespaces]);
    // Applications that a profile knows have their own word: monitor-missing.
    const known = new Set(apps.flatMap((app) => app.services.map(keyOf)));
    const services = annotated.filter(
      (service) => !reached.has(keyOf(refOf(service))) && !known.has(keyOf(refOf(service))),
    );
    const alone = pods.filter(
      (pod) =>
        !reached.has(keyOf(refOf(pod))) &&
        !services.some(
          (each) => each.metadata.namespace === pod.metadata.namespace && selectsPods(each, pod.metadata.labels),
        ),
    );
    const workloads = groupBy(alone, (pod) => JSON.stringify([pod.metadata.namespace, lastingLabels(pod)]));
    return [...services, ...[...workloads.values()].flatMap((group) => group.slice(0, 1))].map((object) => ({
      about: refOf(object),
      evidence: {
        annotations: Object.entries(object.metadata.annotations)
          .filter(([key]) => key.startsWith('prometheus.io/'))
          .map(([key, value]) => `${key}: ${value}`),
      },
      fix: monitorFromAnnotations(world, object, stack),
    }));
  },
  explain: ({ annotations }, about) => ({
    severity: 'warning',
    summary: `${title(about)} is annotated to be scraped, and nothing here reads such annotations.`,
    because: [
      `annotations: ${annotations.join(', ')}`,
      'The Prometheus Operator knows ServiceMonitors and PodMonitors only; no monitor reaches it.',
    ],
    remedy: `Create a ${about.kind === 'Service' ? 'ServiceMonitor' : 'PodMonitor'} for it.`,
  }),
});

function isAnnotated({ metadata }: KubeObject): boolean {
  return metadata.annotations[SCRAPE] === 'true';
}

/** Services and pods of these namespaces that some monitor reaches, for stacks that do and do not ignore the monitors' namespaces. */
function reachedBy({ world, stacks, wiresIn }: Context, namespaces: readonly string[]): ReadonlySet<string> {
  const kinds = new Map(
    stacks.map((stack) => [`${stack.ref.kind} ${stack.restrictions.ignoreNamespaceSelectors}`, stack]),
  );
  const monitors = ['ServiceMonitor', 'PodMonitor'].flatMap((kind) => world.all('monitoring.coreos.com', kind));
  const all = [...kinds.values()].flatMap((stack) =>
    monitors.flatMap((monitor) => namespaces.flatMap((namespace) => wiresIn(monitor, stack, namespace))),
  );
  const refs = all.flatMap(({ service, targets }) => [service, ...targets.map(({ pod }) => pod)]);
  return new Set(refs.flatMap((ref) => (ref ? [keyOf(ref)] : [])));
}
