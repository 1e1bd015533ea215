import { defineCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { atLeast } from '../../kube/version.ts';

/** pkg/prometheus/resource_selector.go:327-333 (operator v0.93.0). */
const MINIMUM = '2.17.0';

/** selectorMechanism RoleSelector asks for a Prometheus that can select in its discovery. */
export const rejectedSelectorMechanism = defineCheck({
  id: 'rejected-selector-mechanism',
  title: 'RoleSelector needs a newer Prometheus',
  stage: 'admission',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: SELECTION,
  find: ({ object, stack }, context) =>
    context.monitor(object)?.mechanism === 'role-selector' && !atLeast(stack.version, MINIMUM)
      ? [{ version: stack.version ?? '', minimum: MINIMUM }]
      : [],
  explain: ({ version, minimum }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: selectorMechanism RoleSelector needs Prometheus ${minimum}.`,
    because: [
      'spec.selectorMechanism: RoleSelector',
      `${title(stack.ref)} spec.version: ${version} (the operator goes by this field, not by the image)`,
    ],
    remedy: `Leave selectorMechanism out, or have the owner of ${title(stack.ref)} run Prometheus ${minimum} or newer.`,
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: [{ path: ['spec', 'selectorMechanism'], was: 'RoleSelector', becomes: null }],
      risk: 'None for the targets: relabelings select the same, at the cost of watching every Service of the namespaces.',
    },
  }),
});
