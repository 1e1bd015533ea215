import { defineCheck } from '../check.ts';
import { containersOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import { allReached, endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/reached.ts';
import type { KubeObject } from '../../model/index.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { hiding } from '../../world/hiding.ts';
import { servicesOf } from '../../backends/prometheus-operator/discovery/wire.ts';

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
        wires.some((wire) => wire.endpoint === index && wire.brokenAt === 'port') &&
        wires.every((wire) => wire.endpoint !== index || wire.targets.length === 0),
    );
    if (broken.length === 0) return [];
    const hidden = [
      ...wires.filter(({ endpoint }) => broken.some(({ index }) => index === endpoint)).flatMap((w) => w.unknown ?? []),
      ...(isPods ? [] : hiding(servicesOf(world, monitor, stack).gaps)),
    ];
    if (hidden.length > 0) return { unknown: hidden };
    const pods = new Map(
      allReached(world, monitor, stack).flatMap(({ found }) =>
        found.pod ? [[describe(found.pod), found.pod] as const] : [],
      ),
    );
    const declared = [...new Set([...pods.values()].flatMap((pod) => containersOf(pod).flat().map(printPort)))].sort();
    return broken.map(({ index, port, targetPort }) => {
      const raw = rawEndpoint(object, index);
      const field = port !== undefined ? 'port' : isPods && raw['portNumber'] ? 'portNumber' : 'targetPort';
      const asked = port ?? targetPort ?? '';
      const meant = declared.find((entry) => entry.split(' ').includes(String(asked)));
      return { endpoint: index, field, asked, declared, pods: [...pods.keys()].slice(0, 3), meant: meant ?? null };
    });
  },
  explain: ({ endpoint, field, asked, declared, pods, meant }, { object }) => {
    const list = endpointsField(object.kind);
    const place = `spec.${list}[${endpoint}].${field}`;
    const name = declared[0]?.split(' ')[0] ?? '';
    const byName = object.kind === 'PodMonitor' ? 'port' : 'targetPort';
    const path = (last: string): readonly string[] => ['spec', list, String(endpoint), last];
    return {
      summary: `${title(refOf(object))} asks for the container port ${JSON.stringify(asked)}, which no container declares.`,
      because: [
        `${place}: ${asked}`,
        pods.length === 0
          ? 'The addresses behind it are not pods, so no container is known there.'
          : `declared by ${pods.join(', ')}: ${declared.length === 0 ? 'no port at all' : declared.join(', ')}`,
        'A container that listens on it without saying so in its ports is not found.',
        ...(meant !== null && typeof asked === 'string'
          ? ['A number in quotes is read as the name of a port, never as its number.']
          : []),
      ],
      field: path(field),
      remedy:
        declared.length === 0
          ? `Declare containerPort ${asked} in the pod template, or ask for a port of the Service by its name.`
          : `Set ${place} to one of the declared ports, or declare ${asked} in the pod template.`,
      fix:
        declared.length === 1 && name !== '(no'
          ? {
              kind: 'patch',
              object: refOf(object),
              fields: [
                ...(field === byName ? [] : [{ path: path(field), was: asked, becomes: null }]),
                { path: path(byName), was: field === byName ? asked : null, becomes: name },
              ],
              risk: `It then scrapes the port ${declared[0] ?? ''} of the pods.`,
            }
          : {
              kind: 'advise',
              steps: [`Declare the port ${asked} in the containers' ports.`],
              whyNotAutomatic: 'The pod template belongs to the application, and a change restarts its pods.',
            },
    };
  },
});

/** "shop/web-1"; of a template among files the workload: "Deployment shop/web". */
function describe(pod: KubeObject): string {
  return pod.kind === 'Pod' ? nameOf(refOf(pod)) : title(refOf(pod));
}

function printPort({ name, number }: { readonly name: string; readonly number: number }): string {
  return `${name === '' ? '(no name)' : name} ${number}`;
}
