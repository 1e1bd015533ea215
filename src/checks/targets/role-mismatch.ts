import { defineCheck } from '../check.ts';
import type { Role } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { addressGaps, discoverService, roleOf } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { hiddenTargets } from '../../backends/prometheus-operator/discovery/reached.ts';
import { DISCOVERY, RIGHTS, SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { operatorsAtLeast } from '../../kube/version.ts';
import { discoveryAllowed, needAddresses } from '../../backends/prometheus-operator/discovery/wire.ts';
import { servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';
import { searched } from '../../backends/prometheus-operator/discovery/discovery.ts';

const NAMES = { endpoints: 'Endpoints', endpointslice: 'EndpointSlice' } as const;

/** The addresses, or the rights to read them, are there for the other discovery role only. */
export const roleMismatch = defineCheck({
  id: 'role-mismatch',
  title: 'Prometheus reads Endpoints where only EndpointSlices are, or the other way round',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...RIGHTS],
  find: ({ object, stack }, { world, wires: wiresOf, monitor: decode }) => {
    const monitor = decode(object);
    const role = monitor && roleOf(monitor, stack);
    if (!monitor || !role || role === 'pod') return [];
    const wires = wiresOf(object, stack);
    if (wires.length === 0 || wires.some(({ targets }) => targets.length > 0)) return [];
    const other = role === 'endpoints' ? 'endpointslice' : 'endpoints';
    const services = servicesOf(world, monitor, stack).objects;
    const found = (service: (typeof services)[number], as: Exclude<Role, 'pod'>): number =>
      discoverService(world, service, as, monitor).length;
    const namespaces = searched(monitor, stack);
    if (wires.every(({ unknown }) => !unknown) && services.some((service) => found(service, role) === 0))
      needAddresses(world, namespaces, other);
    const where = namespaces === 'any' ? undefined : namespaces[0];
    const may = (as: Exclude<Role, 'pod'>): string => discoveryAllowed(world, stack, as, where).allowed;
    const rights = may(role) === 'no' && may(other) === 'yes';
    const addresses = services.filter((service) => found(service, role) === 0 && found(service, other) > 0);
    if (!rights && addresses.length === 0) return [];
    // Files may have some addresses and not the others.
    const absent = addresses.flatMap(({ metadata }) => addressGaps(world, role, metadata.namespace));
    const hidden = hiddenTargets(world, monitor, stack).filter(({ reads }) => reads.kind !== 'Pod');
    const gaps = rights ? [] : [...hidden, ...absent];
    if (gaps.length > 0) return { unknown: gaps };
    // The monitor's own field came with operator 0.87; before that only the stack has one.
    const own = operatorsAtLeast(stack, '0.87.0');
    const services_ = addresses.map((service) => nameOf(refOf(service)));
    return [{ role: NAMES[role], other: NAMES[other], by: rights ? 'rights' : 'addresses', services: services_, own }];
  },
  explain: ({ role, other, by, services, own }, { object, stack }) => {
    const at = own ? refOf(object) : stack.ref;
    return {
      summary:
        by === 'rights'
          ? `${title(stack.ref)} discovers ${title(refOf(object))} through ${role}, and may read only ${other} objects.`
          : `${title(stack.ref)} discovers ${title(refOf(object))} through ${role}, and its Service has addresses in ${other} objects only.`,
      because: [
        `discovery role: ${role} (spec.serviceDiscoveryRole of the monitor, else of the stack, else Endpoints)`,
        by === 'rights'
          ? `ServiceAccount ${stack.serviceAccount}: may list what the role ${other} needs, and not what ${role} needs`
          : `${other} objects with addresses: ${services.slice(0, 3).join(', ')}`,
      ],
      remedy: `Set spec.serviceDiscoveryRole: ${other} on ${title(at)}.`,
      fix: {
        kind: 'patch',
        object: at,
        fields: [{ path: ['spec', 'serviceDiscoveryRole'], was: null, becomes: other }],
        risk: own ? 'None for other monitors.' : 'Every monitor of the stack is then discovered that way.',
      },
    };
  },
});
