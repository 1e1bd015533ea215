import { defineCheck } from '../check.ts';
import { containersOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import { failuresOf } from '../../backends/prometheus-operator/running/down.ts';
import { classOf } from '../../backends/prometheus-operator/running/scrape-errors.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { askedPorts, ownerOf } from './asked-ports.ts';
import type { Asked } from './asked-ports.ts';

/** The only port of a Service leads to a number that its pods do not declare, and they declare another one alone. */
export const servicePortUndeclared = defineCheck({
  id: 'service-port-undeclared',
  title: 'The Service leads to a port that no container declares',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: (pair, context) => {
    const down = failuresOf(pair, context, ({ lastError }) => classOf(lastError).id).some(
      ({ sort }) => sort === 'refused',
    );
    return askedPorts(pair, context, (raw) => stringAt(raw, 'port') !== undefined).flatMap((asked) => {
      const [service, more] = asked.services;
      const [port, another] = service ? objectsAt(service.body, 'spec', 'ports') : [];
      const led = leadOf(asked);
      if (!service || more || !port || another || typeof port['targetPort'] === 'string' || !led) return [];
      return [{ service: { ...refOf(service) }, port: stringAt(port, 'name') ?? '', ...led, down }];
    });
  },
  explain: ({ service, port, to, declared, of, down }, { object }) => ({
    severity: down ? 'warning' : 'info',
    summary: `Port ${port} of ${title(service)}, which ${title(refOf(object))} asks for, has targetPort ${to}, and ${of} declares ${declared} only.`,
    because: [
      `A number need not be declared, so the target is there; where nothing listens at ${to} the connection is refused.`,
    ],
    changes: service,
    remedy: `If the application listens at ${declared}, set spec.ports[0].targetPort of ${title(service)} to ${declared}.`,
    fix: {
      kind: 'advise',
      steps: [`Set spec.ports[0].targetPort of ${title(service)} to ${declared}.`],
      whyNotAutomatic: 'At which port the application listens is known only to its owner.',
    },
  }),
});

/** Where the Service leads in all of its pods, and the one port that they declare instead. */
function leadOf({ found }: Asked): { readonly to: number; readonly declared: number; readonly of: string } | undefined {
  const [first] = found;
  if (!first?.pod || found.some(({ pod, container, port }) => !pod || container || port !== first.port))
    return undefined;
  const declared = new Set(
    found.flatMap(({ pod }) => (pod ? containersOf(pod).flat() : []).map(({ number }) => number)),
  );
  const [only] = declared;
  return only === undefined || declared.size > 1
    ? undefined
    : { to: first.port, declared: only, of: ownerOf(first.pod) };
}
