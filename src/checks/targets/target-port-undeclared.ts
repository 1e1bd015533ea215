import { defineCheck } from '../check.ts';
import { containersOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import { undeclaredWords } from './target-port-undeclared-words.ts';
import type { Evidence } from './target-port-undeclared-words.ts';
import { rawEndpoint, wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { allReached } from '../../backends/prometheus-operator/discovery/reached.ts';
import type { KubeObject } from '../../model/index.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { hiding } from '../../world/hiding.ts';
import { meantElsewhere, servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';

/** The port that the endpoint asks for is none that a container of the pods declares. */
export const targetPortUndeclared = defineCheck({
  id: 'target-port-undeclared',
  title: 'No container declares the port that the monitor asks for',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    if (!monitor) return [];
    const isPods = object.kind === 'PodMonitor';
    const wires = wiresOf(object, stack);
    // A ServiceMonitor's `port` is the Service's: port-name-mismatch.
    const broken = monitor.endpoints.filter(
      ({ index, port }) =>
        (isPods || port === undefined) &&
        wiresFrom(wires, index).some(({ brokenAt }) => brokenAt === 'port') &&
        wiresFrom(wires, index).every(({ targets }) => targets.length === 0),
    );
    if (broken.length === 0) return [];
    const hidden = [
      ...broken.flatMap(({ index }) => wiresFrom(wires, index)).flatMap(({ unknown = [] }) => unknown),
      ...(isPods ? [] : hiding(servicesOf(world, monitor, stack).gaps)),
      ...meantElsewhere(world, monitor, stack),
    ];
    if (hidden.length > 0) return { unknown: hidden };
    const pods = new Map(
      allReached(world, monitor, stack).flatMap(({ found }) =>
        found.pod ? [[describe(found.pod), found.pod] as const] : [],
      ),
    );
    const declared = [...new Set([...pods.values()].flatMap((pod) => containersOf(pod).flat().map(printPort)))].sort();
    return broken.map(({ index, port, targetPort }): Evidence => {
      const raw = rawEndpoint(object, index);
      const field = port !== undefined ? 'port' : isPods && raw['portNumber'] ? 'portNumber' : 'targetPort';
      const asked = port ?? targetPort ?? '';
      const meant = declared.find((entry) => entry.split(' ').includes(String(asked)));
      const served = isPods ? undefined : servedAs(servicesOf(world, monitor, stack).objects, asked);
      return {
        ...{ endpoint: index, field, asked, declared, pods: [...pods.keys()].slice(0, 3), meant: meant ?? null },
        ...(served === undefined ? {} : { served }),
      };
    });
  },
  explain: (evidence, { object }) => undeclaredWords(evidence, object),
});

/** The name that every Service gives the port which leads to that number, or which has that name itself. */
function servedAs(services: readonly KubeObject[], asked: string | number): string | undefined {
  const names = services.map((service) =>
    objectsAt(service.body, 'spec', 'ports')
      .filter((port) => (typeof asked === 'string' ? port['name'] : (port['targetPort'] ?? port['port'])) === asked)
      .flatMap((port) => stringAt(port, 'name') ?? []),
  );
  return names[0]?.find((name) => names.every((other) => other.includes(name)));
}

/** "shop/web-1"; of a template among files the workload: "Deployment shop/web". */
function describe(pod: KubeObject): string {
  return pod.kind === 'Pod' ? nameOf(refOf(pod)) : title(refOf(pod));
}

function printPort({ name, number }: { readonly name: string; readonly number: number }): string {
  return `${name === '' ? '(no name)' : name} ${number}`;
}
