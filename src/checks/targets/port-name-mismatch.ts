import { wiresFrom } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { defineCheck } from '../check.ts';
import { meantOf } from './no-endpoints-near.ts';
import { portWords } from './port-name-mismatch-words.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { speaksGrpc, speaksNoHttp } from '../../kube/service.ts';
import { nameOf, refOf } from '../../kube/refs.ts';
import type { Wire } from '../../model/index.ts';
import { unfilled, variableInWay } from '../../kube/variables.ts';
import { unservedPort } from '../../backends/prometheus-operator/discovery/near.ts';
import { hiding } from '../../world/hiding.ts';
import { meantElsewhere, servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';

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
    const broken = endpoints
      .filter(({ port }) => port !== undefined)
      .map(({ index }) => meantOf(context.world, wiresFrom(wires, index)))
      .filter((beside) => beside.every(({ brokenAt }) => brokenAt === 'port'))
      .flatMap(sureOf);
    if (!monitor || broken.length === 0) return [];
    // One Service more may have the port.
    const hidden = [
      ...broken.flatMap((wire) => wire.unknown ?? []),
      ...hiding(servicesOf(context.world, monitor, stack).gaps),
      ...meantElsewhere(context.world, monitor, stack),
      // The name of its port may be a variable.
      ...broken.flatMap(({ service }) => {
        const found = service && context.world.get(service);
        return found?.origin.source === 'file' ? unfilled(refOf(found), variableInWay(found.body)) : [];
      }),
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
        ...(speaksGrpc(service, entry) ? { grpc: true as const } : {}),
        ...(speaksNoHttp(stringAt(entry, 'name') ?? '', numberAt(entry, 'port')) ? { noHttp: true as const } : {}),
      }));
      const lacks = unservedPort(context.world, service, port);
      return [{ endpoint: wire.endpoint, asked: port, service: nameOf(refOf(service)), ports, lacks }];
    });
  },
  explain: (evidence, { object }) => portWords(evidence, object),
});

/**
 * Of Services that lack a port, those that surely do. Endpoints written by hand that are not among the files leave one open,
 * and excuse no other; what was not read leaves all open.
 */
function sureOf(beside: readonly Wire[]): readonly Wire[] {
  const sure = beside.filter(({ unknown = [] }) => unknown.length === 0);
  const isOpen = beside.some(({ unknown = [] }) => hiding(unknown).length > 0);
  return sure.length === 0 || isOpen ? beside : sure;
}
