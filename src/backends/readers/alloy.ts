import { objectAt } from '../../kube/json.ts';
import type { KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { each, namesIn, runningImage, shown } from './reader.ts';
import type { Reading, Recognise } from './reader.ts';

/*
 * Grafana Alloy reads monitors where its configuration has a component for them: grafana/alloy of 2026-08-21,
 * docs/sources/reference/components/prometheus/prometheus.operator.servicemonitors.md and its neighbours.
 */

/** kind -> component prometheus.operator.NAME. */
const COMPONENTS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'servicemonitors',
  PodMonitor: 'podmonitors',
  Probe: 'probes',
  ScrapeConfig: 'scrapeconfigs',
};

export const alloy: Recognise = (world) => {
  const running = runningImage(world, /(?:^|\/)(?:grafana\/)?alloy(?:[:@]|$)/);
  const configured = configurations(world);
  const [first] = [...running, ...configured.map(({ object }) => object)];
  if (!first) return undefined;
  const components = new Set(configured.flatMap((each) => each.components));
  // A configuration that was seen, of the only place where one runs, and that reads nothing: it is there for logs.
  const known = running.every(({ metadata }) =>
    configured.some(({ object }) => object.metadata.namespace === metadata.namespace),
  );
  if (known && components.size === 0) return undefined;
  const reading = (kind: string): Reading => {
    const component = `prometheus.operator.${COMPONENTS[kind] ?? ''}`;
    if (components.has(COMPONENTS[kind] ?? ''))
      return {
        kind: 'reads',
        says: `Grafana Alloy reads ${kind} objects (${component} in its configuration); whether it selects one is not judged.`,
      };
    return known
      ? {
          kind: 'none',
          says: `Grafana Alloy reads no ${kind} objects: its configuration has no ${component}.`,
          todo: `Add the component ${component} to the configuration of Alloy.`,
        }
      : {
          kind: 'may',
          says: `Grafana Alloy runs (${shown(first)}), and reads ${kind} objects where its configuration, which was not read, has ${component}.`,
        };
  };
  return { title: 'Grafana Alloy', mark: shown(first), of: each(Object.keys(COMPONENTS), reading) };
};

/** ConfigMaps with a configuration of Alloy, and the components of theirs that read monitors. */
function configurations(
  world: World,
): readonly { readonly object: KubeObject; readonly components: readonly string[] }[] {
  return world.all('', 'ConfigMap').flatMap((object) => {
    const facts = Object.entries(objectAt(object.body, 'facts', 'keys') ?? {});
    const found = facts.filter(([key, fact]) => key.endsWith('.alloy') || namesIn(fact, 'alloy').length > 0);
    return found.length === 0 ? [] : [{ object, components: found.flatMap(([, fact]) => namesIn(fact, 'alloy')) }];
  });
}
