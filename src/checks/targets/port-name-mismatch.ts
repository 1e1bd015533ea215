import { wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { defineCheck } from '../check.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { nearest } from '../../kube/nearest.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { unservedPort } from '../../backends/prometheus-operator/discovery/near.ts';
import { hiding } from '../../world/hiding.ts';
import { servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';

/** The Service that matches has no port of the name that the endpoint asks for. */
export const portNameMismatch = defineCheck({
  id: 'port-name-mismatch',
  title: 'The Service has no port of the name that the monitor asks for',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    const endpoints = monitor?.endpoints ?? [];
    const wires = context.wires(object, stack);
    // Another Service of the same monitor that has the port is enough: this one is simply not meant.
    const broken = wires.filter(
      ({ endpoint }) =>
        endpoints[endpoint]?.port !== undefined &&
        wiresFrom(wires, endpoint).every(({ brokenAt }) => brokenAt === 'port'),
    );
    if (!monitor || broken.length === 0) return [];
    // One Service more may have the port.
    const hidden = [
      ...broken.flatMap((wire) => wire.unknown ?? []),
      ...hiding(servicesOf(context.world, monitor, stack).gaps),
    ];
    if (hidden.length > 0) return { unknown: hidden };
    return broken.flatMap((wire) => {
      const { port } = endpoints[wire.endpoint] ?? {};
      const service = wire.service && context.world.get(wire.service);
      if (port === undefined || !service) return [];
      const ports = objectsAt(service.body, 'spec', 'ports').map((entry) => ({
        name: stringAt(entry, 'name') ?? null,
        port: numberAt(entry, 'port') ?? null,
        targetPort: stringAt(entry, 'targetPort') ?? numberAt(entry, 'targetPort')?.toString() ?? null,
      }));
      const lacks = unservedPort(context.world, service, port);
      return [{ endpoint: wire.endpoint, asked: port, service: nameOf(refOf(service)), ports, lacks }];
    });
  },
  explain: ({ endpoint, asked, service, ports, lacks }, { object }) => {
    const names = ports.flatMap((port) => (port.name === null ? [] : [port.name]));
    const meant = onlyOf(names) ?? onlyOf(names.filter((name) => nearest(asked, [name]) === name));
    return {
      summary: `${title(refOf(object))} asks for port ${JSON.stringify(asked)}, which Service ${service} does not have.`,
      because: [
        `spec.endpoints[${endpoint}].port: ${asked}`,
        `ports of Service ${service}: ${ports.length === 0 ? 'none' : ports.map((port) => `${port.name ?? '(no name)'} ${port.port ?? ''}`.trim()).join(', ')}`,
        ...(/^\d+$/.test(asked) ? ['port is the name of a Service port, never its number.'] : []),
        ...(ports.some((port) => port.name === null)
          ? ['A port without a name never matches a port that is asked for by name.']
          : []),
        ...(ports.some((port) => port.targetPort === asked)
          ? [`${asked} is the name of the container's port; that is what targetPort asks for.`]
          : []),
        ...(lacks
          ? [`${lacks.by} behind it declares ${asked} ${lacks.number}, to which no port of the Service leads.`]
          : []),
      ],
      field: ['spec', 'endpoints', String(endpoint), 'port'],
      remedy: lacks
        ? `Add the port to spec.ports of Service ${service}: {name: ${asked}, port: ${lacks.number}, targetPort: ${asked}}.`
        : names.length === 0
          ? `Give the port of Service ${service} the name ${asked}.`
          : `Set spec.endpoints[${endpoint}].port to ${meant ?? names.join(' or ')}, or name the Service's port ${asked}.`,
      fix:
        meant !== undefined && !lacks
          ? {
              kind: 'patch',
              object: refOf(object),
              fields: [{ path: ['spec', 'endpoints', String(endpoint), 'port'], was: asked, becomes: meant }],
              risk: `It then scrapes port ${meant} of the Service.`,
            }
          : {
              kind: 'advise',
              steps: [
                lacks
                  ? `Add {name: ${asked}, port: ${lacks.number}, targetPort: ${asked}} to spec.ports of Service ${service}.`
                  : `Name the port of Service ${service} ${asked}.`,
              ],
              whyNotAutomatic: lacks
                ? 'The Service belongs to its application.'
                : 'Which of the ports serves metrics is not written anywhere.',
            },
    };
  },
});

const onlyOf = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
