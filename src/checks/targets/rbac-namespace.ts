import { defineCheck } from '../check.ts';
import { roleOf, searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { DISCOVERY, RIGHTS, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { discoveryRights, discoveryRole, lacksText, mayDo, roleInFile } from '../../world/rights.ts';

/** The ServiceAccount of Prometheus may not list what discovery needs in a namespace of the monitor. */
export const rbacNamespace = defineCheck({
  id: 'rbac-namespace',
  title: 'Prometheus may not discover targets in the namespace',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...RIGHTS],
  find: ({ object, stack }, context) => {
    const monitor = context.monitor(object);
    if (!monitor) return [];
    const namespaces = searched(monitor, stack);
    // `any: true` is one cluster-wide list, which no Role in a namespace can grant.
    if (namespaces === 'any') return [];
    const role = roleOf(monitor, stack);
    const answers = namespaces.flatMap((namespace) =>
      discoveryRights(role).map((right) => ({
        namespace,
        right,
        answer: mayDo(context.world, stack, right, namespace),
      })),
    );
    const missing = answers.flatMap(({ namespace, right, answer }) =>
      answer.allowed === 'no' ? [{ namespace, resource: right.resource, verbs: answer.lacks }] : [],
    );
    if (missing.length === 0) {
      const gaps = answers.flatMap(({ answer }) => (answer.allowed === 'unknown' ? answer.gaps : []));
      return gaps.length > 0 ? { unknown: gaps } : [];
    }
    const given = roleInFile(context.world, stack);
    const place = given && { clusterRole: `${given.name} (${given.file}:${given.line})` };
    return [...new Set(missing.map((entry) => entry.namespace))].map((namespace) => ({
      namespace,
      ...place,
      role,
      account: `system:serviceaccount:${stack.ref.namespace ?? ''}:${stack.serviceAccount}`,
      resources: missing.filter((entry) => entry.namespace === namespace).map(({ resource }) => resource),
      lacks: missing
        .filter((entry) => entry.namespace === namespace)
        .map(({ resource, verbs }) => ({ resource, verbs })),
    }));
  },
  explain: ({ namespace, clusterRole, role, account, resources, lacks }, { object, stack }) => ({
    summary: `${title(stack.ref)} may not list ${resources.join(', ')} in namespace ${namespace}, so it finds no target there.`,
    because: [
      `ServiceAccount of Prometheus: ${account}`,
      `missing in namespace ${namespace}: ${lacksText(lacks)}`,
      'Prometheus waits for all of these lists, so one that is forbidden leaves the job with 0 targets.',
    ],
    remedy: `Create a Role and a RoleBinding in namespace ${namespace} for that ServiceAccount, so that ${title(refOf(object))} has targets${clusterRole === undefined ? '' : `; or add what is missing to ClusterRole ${clusterRole}, for all namespaces`}.`,
    fix: {
      kind: 'rbac',
      manifests: discoveryRole(
        stack,
        role === 'pod' ? 'pod' : role === 'endpointslice' ? 'endpointslice' : 'endpoints',
        namespace,
        { 'app.kubernetes.io/managed-by': 'promwire' },
      ),
    },
  }),
});
