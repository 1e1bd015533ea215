import { defineCheck } from '../check.ts';
import { discoverService, roleOf } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { labelsAt, objectsAt, stringAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { needAddresses, servicesOf } from '../../backends/prometheus-operator/discovery/wire.ts';
import type { World } from '../../world/world.ts';
import type { Labels, Wire } from '../../model/index.ts';
import { hasLabels } from '../../kube/service.ts';

const SOURCES = { endpoints: 'Endpoints', endpointslice: 'EndpointSlices' } as const;

/** The Service matches and has the port, but there is no address behind it. */
export const noEndpoints = defineCheck({
  id: 'no-endpoints',
  title: 'The Service has no address behind it',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    const role = monitor && roleOf(monitor, stack);
    if (!monitor || !role || role === 'pod') return [];
    const wires = wiresOf(object, stack);
    const beside = (wire: Wire): readonly Wire[] => wires.filter((other) => other.endpoint === wire.endpoint);
    const broken = wires.filter(
      (wire) => wire.brokenAt === 'endpoints' && beside(wire).every((other) => other.targets.length === 0),
    );
    if (broken.length === 0) return [];
    // Another Service may have addresses, be it seen or not.
    const open = broken.flatMap(beside).flatMap((wire) => wire.unknown ?? []);
    const hidden = [...open, ...servicesOf(world, monitor, stack).gaps];
    if (hidden.length > 0) return { unknown: hidden };
    return broken.flatMap((wire) => {
      const service = wire.service && world.get(wire.service);
      // Addresses that are there but dropped are another cause.
      if (!service || discoverService(world, service, role, monitor).length > 0) return [];
      const { namespace = '' } = service.metadata;
      const selector = labelsAt(service.body, 'spec', 'selector');
      const other = role === 'endpoints' ? 'endpointslice' : 'endpoints';
      needAddresses(world, [namespace], other);
      return [
        {
          endpoint: wire.endpoint,
          service: nameOf(refOf(service)),
          type: stringAt(service.body, 'spec', 'type') ?? 'ClusterIP',
          selector: pairs(selector).join(', ') || null,
          ports: objectsAt(service.body, 'spec', 'ports').length,
          source: SOURCES[role],
          elsewhere: discoverService(world, service, other, monitor).length > 0 ? SOURCES[other] : null,
          pods: podsOf(world, namespace, selector),
        },
      ];
    });
  },
  explain: (evidence, { object }) => ({
    summary: `${title(refOf(object))} reaches Service ${evidence.service}, which has no address.`,
    because: [reasonOf(evidence), `Prometheus looks into the ${evidence.source} of the Service, and finds none.`],
    remedy:
      evidence.elsewhere === null
        ? 'Correct the selector of the Service, or start the pods it is for.'
        : `Set serviceDiscoveryRole to ${evidence.elsewhere === 'Endpoints' ? 'Endpoints' : 'EndpointSlice'} on the stack or the monitor.`,
    fix: {
      kind: 'advise',
      steps: [`kubectl get pods,endpoints -n ${evidence.service.split('/')[0] ?? ''}`],
      whyNotAutomatic:
        'Whether the pods should run, or the Service should select others, is not for a monitoring tool to decide.',
    },
  }),
});

interface Evidence {
  readonly service: string;
  readonly type: string;
  readonly selector: string | null;
  readonly ports: number;
  readonly source: string;
  readonly elsewhere: string | null;
  /** Pods that the Service selects; null: not known. */
  readonly pods: number | null;
}

function reasonOf({ service, type, selector, ports, source, elsewhere, pods }: Evidence): string {
  if (type === 'ExternalName')
    return `Service ${service} is of type ExternalName: it has a name to redirect to, and never an address.`;
  if (ports === 0) return `Service ${service} declares no port.`;
  if (elsewhere !== null) return `Its ${elsewhere} do have addresses; this stack does not read them.`;
  if (selector === null) return `Service ${service} has no selector, and nobody wrote ${source} for it.`;
  if (pods === null) return `Service ${service} selects pods by ${selector}; the pods could not be read.`;
  if (pods === 0) return `No pod matches the selector of Service ${service}: ${selector}`;
  return `${pods} pod${pods === 1 ? '' : 's'} match the selector of Service ${service} (${selector}), but have no address yet, or not the port it names.`;
}

const pairs = (labels: Labels): readonly string[] => Object.entries(labels).map(([key, value]) => `${key}=${value}`);

function podsOf(world: World, namespace: string, selector: Labels): number | null {
  if (world.gaps('', 'Pod', namespace).length > 0) return null;
  const pods = world.inNamespace('', 'Pod', namespace);
  return pods.filter(({ metadata }) => hasLabels(metadata.labels, selector)).length;
}
