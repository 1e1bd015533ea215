import { defineCheck } from '../check.ts';
import { discoverService, roleOf } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { hiddenTargets } from '../../backends/prometheus-operator/discovery/reached.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { nameOf, refOf, title } from '../../kube/refs.ts';
import { servicesOf } from '../../backends/prometheus-operator/discovery/sources.ts';

const SOURCES = { endpoints: 'Endpoints', endpointslice: 'EndpointSlice' } as const;

/** selectorMechanism RoleSelector asks the Endpoints object for the labels, too, and it lacks them. */
export const roleSelectorLabels = defineCheck({
  id: 'role-selector-labels',
  title: 'The Endpoints lack the labels that RoleSelector asks for',
  stage: 'targets',
  kinds: ['ServiceMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, { world, monitor: decode }) => {
    const monitor = decode(object);
    const role = monitor && roleOf(monitor, stack);
    if (!monitor || !role || role === 'pod' || monitor.mechanism !== 'role-selector') return [];
    const relabeling = { ...monitor, mechanism: 'relabel-config' } as const;
    const services = servicesOf(world, monitor, stack).objects;
    if (services.some((service) => discoverService(world, service, role, monitor).length > 0)) return [];
    const hidden = services.filter((service) => discoverService(world, service, role, relabeling).length > 0);
    if (hidden.length === 0) return [];
    const gaps = hiddenTargets(world, monitor, stack).filter(({ reads }) => reads.kind !== 'Pod');
    if (gaps.length > 0) return { unknown: gaps };
    return [{ source: SOURCES[role], services: hidden.map((each) => nameOf(refOf(each))) }];
  },
  explain: ({ source, services }, { object }) => ({
    summary: `${title(refOf(object))} selects by RoleSelector, and the ${source} of its Service lack the labels.`,
    because: [
      'spec.selectorMechanism: RoleSelector',
      `Service ${services.slice(0, 3).join(', ')} has the labels of spec.selector; its ${source} object has not.`,
      'With RoleSelector the API server is asked for both by label. Those that controllers write copy the labels; those written by hand often do not.',
    ],
    remedy: `Set spec.selectorMechanism: RelabelConfig, or put the labels on the ${source} object.`,
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: [{ path: ['spec', 'selectorMechanism'], was: 'RoleSelector', becomes: 'RelabelConfig' }],
      risk: 'Prometheus then watches every Service of the namespace, and drops the others by relabeling.',
    },
  }),
});
