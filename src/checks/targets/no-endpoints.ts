import { wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { defineCheck } from '../check.ts';
import { discoverService, roleOf } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { labelsAt, objectsAt, stringAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION, WORKLOADS } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { needAddresses } from '../../backends/prometheus-operator/discovery/wire.ts';
import { servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';
import type { World } from '../../world/world.ts';
import type { Endpoint, Labels } from '../../model/index.ts';
import { hasLabels } from '../../kube/service.ts';
import { hiding } from '../../world/hiding.ts';
import { podsIn } from '../../world/stand-ins.ts';
import { asleepBehind, meantOf, nearOf, undeclaredOf, writtenOf } from './no-endpoints-near.ts';
import { portFilter } from '../../backends/prometheus-operator/discovery/port-filter.ts';
import { changesOf, lackOf, lookAt, reasonOf, remedyOf, whyOf } from './no-endpoints-words.ts';

const SOURCES = { endpoints: 'Endpoints', endpointslice: 'EndpointSlices' } as const;

/** The Service matches and has the port, but there is no address behind it. */
export const noEndpoints = defineCheck({
  id: 'no-endpoints',
  title: 'The Service has no address behind it',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...WORKLOADS],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    const role = monitor && roleOf(monitor, stack);
    if (!monitor || !role || role === 'pod') return [];
    const wires = wiresOf(object, stack);
    const lost = monitor.endpoints
      .map(({ index }) => wiresFrom(wires, index))
      .filter(
        (beside) =>
          beside.some(({ brokenAt }) => brokenAt === 'endpoints') &&
          beside.every(({ targets }) => targets.length === 0),
      );
    if (lost.length === 0) return [];
    const broken = lost.flatMap((beside) => meantOf(world, beside)).filter(({ brokenAt }) => brokenAt === 'endpoints');
    // Another Service may have addresses, be it seen or not.
    const open = lost.flat().flatMap((wire) => wire.unknown ?? []);
    const hidden = [...open, ...hiding(servicesOf(world, monitor, stack).gaps)];
    if (hidden.length > 0) return { unknown: hidden };
    return broken.flatMap((wire) => {
      const service = wire.service && world.get(wire.service);
      // Addresses that are there but dropped are another cause.
      const port = monitor.endpoints[wire.endpoint];
      const { fits } = portFilter(port ?? NO_PORT, object.kind);
      if (!service || discoverService(world, service, role, monitor).some(fits)) return [];
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
          elsewhere: discoverService(world, service, other, monitor).some(fits) ? SOURCES[other] : null,
          pods: podsOf(world, namespace, selector),
          ...writtenOf(service, discoverService(world, service, role, monitor), port),
          asleep: asleepBehind(world, service),
          ...nearOf(world, service),
          ...undeclaredOf(world, service, port),
        },
      ];
    });
  },
  explain: (evidence, { object }) => ({
    // To scale it down is a decision of its owner, and no mistake of a monitor.
    ...(evidence.asleep === null ? {} : { severity: 'warning' }),
    summary: `${title(refOf(object))} reaches Service ${evidence.service}, ${lackOf(evidence)}.`,
    because: [reasonOf(evidence), `Prometheus looks into the ${evidence.source} of the Service, and finds none.`],
    remedy: remedyOf(evidence),
    ...changesOf(evidence),
    fix: {
      kind: 'advise',
      steps: [lookAt(evidence)],
      whyNotAutomatic: whyOf(evidence),
    },
  }),
});

const pairs = (labels: Labels): readonly string[] => Object.entries(labels).map(([key, value]) => `${key}=${value}`);

const NO_PORT: Endpoint = { index: 0, path: '', scheme: '', rewritten: false };

function podsOf(world: World, namespace: string, selector: Labels): number | null {
  if (hiding(world.gaps('', 'Pod', namespace)).length > 0) return null;
  const pods = podsIn(world, namespace);
  return pods.filter(({ metadata }) => hasLabels(metadata.labels, selector)).length;
}
