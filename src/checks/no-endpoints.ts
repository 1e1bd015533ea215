import { defineCheck } from '../engine/check.ts';
import { objectAt, objectsAt, stringAt } from '../engine/json.ts';
import { DISCOVERY, SELECTION } from '../engine/reads.ts';
import { nameOf, refOf, title } from '../engine/refs.ts';

/** The Service matches and has the port, but there is no address behind it. */
export const noEndpoints = defineCheck({
  id: 'no-endpoints',
  title: 'The Service has no address behind it',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context) => {
    const wires = context.wires(object, stack);
    return wires.flatMap((wire) => {
      const service = wire.service && context.world.get(wire.service);
      if (wire.brokenAt !== 'endpoints' || !service) return [];
      if (wires.some((other) => other.endpoint === wire.endpoint && other.targets.length > 0)) return [];
      if (wire.unknown) return [];
      const selector = objectAt(service.body, 'spec', 'selector');
      return [
        {
          endpoint: wire.endpoint,
          service: nameOf(refOf(service)),
          type: stringAt(service.body, 'spec', 'type') ?? 'ClusterIP',
          selector: selector ? JSON.stringify(selector) : null,
          ports: objectsAt(service.body, 'spec', 'ports').length,
          role: stack.restrictions.discoveryRole,
        },
      ];
    });
  },
  explain: ({ service, type, selector, ports, role }, { object }) => ({
    summary: `${title(refOf(object))} reaches Service ${service}, which has no address.`,
    because: [
      reasonOf(service, type, selector, ports),
      `Prometheus looks into the ${role === 'endpointslice' ? 'EndpointSlices' : 'Endpoints'} of the Service.`,
    ],
    remedy: 'Correct the selector of the Service, or start the pods it is for.',
    fix: {
      kind: 'advise',
      steps: [`kubectl get pods,endpoints -n ${service.split('/')[0] ?? ''}`],
      whyNotAutomatic:
        'Whether the pods should run, or the Service should select others, is not for a monitoring tool to decide.',
    },
  }),
});

function reasonOf(service: string, type: string, selector: string | null, ports: number): string {
  if (type === 'ExternalName')
    return `Service ${service} is of type ExternalName: it has a name to redirect to, and never an address.`;
  if (ports === 0) return `Service ${service} declares no port.`;
  if (selector === null) return `Service ${service} has no selector, and nobody wrote Endpoints for it.`;
  return `No pod matches the selector of Service ${service}: ${selector}`;
}
