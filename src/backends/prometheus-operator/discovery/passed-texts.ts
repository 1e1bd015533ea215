/** Texts that an application passes on, and what a stack scrapes through leaves apart: each is a series of its own. */
import { labelsAt, listAt, objectAt, objectsAt, stringsAt } from '../../../kube/json.ts';
import type { Endpoint, Json, KubeObject, Labels, Monitor, PassedTexts, Stack, Wire } from '../../../model/index.ts';
import { appBehind } from '../../../world/applications.ts';
import type { App } from '../../../world/applications.ts';
import type { World } from '../../../world/world.ts';
import { scrapeClassOf } from '../scrape-class.ts';
import { discovers, searched } from './discovery.ts';
import { rawEndpoint, wiresFrom } from './endpoints.ts';
import { fateOf } from './relabel.ts';
import { relabelingsOf } from './target-labels.ts';

/** The application whose Services the static targets of a ScrapeConfig name, where it leaves two texts of one cause apart. */
export function unboundedByTargets(object: KubeObject, stack: Stack, apps: readonly App[]): App | undefined {
  const spec = objectAt(object.body, 'spec') ?? {};
  const hosts = objectsAt(spec, 'staticConfigs').flatMap((entry) =>
    stringsAt(entry, 'targets').map((target) => target.replace(/:\d+$/, '')),
  );
  const app = apps.find(({ services }) =>
    services.some(({ name, namespace = '' }) =>
      hosts.some((host) => host === `${name}.${namespace}` || host.startsWith(`${name}.${namespace}.svc`)),
    ),
  );
  const steps = [
    ...listAt(scrapeClassOf(object, stack.object), 'metricRelabelings'),
    ...listAt(spec, 'metricRelabelings'),
  ];
  return app?.texts && apart(app.texts, steps, stack) ? app : undefined;
}

/** Through which endpoints a monitor takes the texts of an application, and leaves two of one cause apart. */
export function unboundedBy(
  world: World,
  monitor: Monitor,
  stack: Stack,
  wires: readonly Wire[],
  apps: readonly App[],
): readonly { readonly app: App; readonly endpoint: number; readonly texts: PassedTexts }[] {
  return monitor.endpoints.flatMap((endpoint) => {
    const leading = wiresFrom(wires, endpoint.index);
    const app =
      monitor.ref.kind === 'PodMonitor' ? podsBehind(world, monitor, stack, leading, apps) : appBehind(leading, apps);
    const texts = app?.texts;
    return app && texts && leavesApart(monitor, stack, endpoint, texts)
      ? [{ app, endpoint: endpoint.index, texts }]
      : [];
  });
}

/** The application whose workload makes the pods that a PodMonitor takes. */
function podsBehind(
  world: World,
  monitor: Monitor,
  stack: Stack,
  wires: readonly Wire[],
  apps: readonly App[],
): App | undefined {
  const where = searched(monitor, stack);
  if (wires.some(({ brokenAt }) => brokenAt === 'port')) return undefined;
  return apps.find(({ workload, namespace }) => {
    const object = workload && world.get(workload);
    return (
      object !== undefined &&
      (where === 'any' || where.includes(namespace)) &&
      discovers(monitor, labelsAt(object.body, 'spec', 'template', 'metadata', 'labels'))
    );
  });
}

function leavesApart(monitor: Monitor, stack: Stack, endpoint: Endpoint, texts: PassedTexts): boolean {
  const raw = rawEndpoint(monitor.object, endpoint.index);
  const steps = relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw).map(({ value }) => value);
  return apart(texts, steps, stack);
}

/** Are two texts of one cause two series after these relabelings? */
function apart(texts: PassedTexts, steps: readonly Json[], { version }: Stack): boolean {
  const [one, two] = texts.examples.map((text) => {
    const fate = fateOf(labelsOf(texts, text), steps, version);
    return fate.kind === 'kept' && fate.sure ? JSON.stringify(fate.labels) : fate.kind === 'dropped';
  });
  return one !== two;
}

/** A sample with the text, and the labels that a target of a ServiceMonitor has. */
function labelsOf({ metric, label, from }: PassedTexts, text: string): Labels {
  const target = ['namespace', 'job', 'instance', 'pod', 'service', 'endpoint', 'container', 'status'];
  return { ...Object.fromEntries(target.map((name) => [name, 'x'])), __name__: metric, [from]: 'x', [label]: text };
}
