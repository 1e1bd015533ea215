import { defineCheck } from '../check.ts';
import { clusterRole } from '../../world/cluster-rights.ts';
import { roleOf, searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { trueAt } from '../../kube/json.ts';
import { DISCOVERY, RIGHTS, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { discoveryRights, lacksText, mayDo } from '../../world/rights.ts';
import type { Right } from '../../world/rights.ts';
import { atLeast } from '../../kube/version.ts';

const NODES: Right = { group: '', resource: 'nodes', verbs: ['list', 'watch'] };
/** pkg/prometheus/promcfg.go: since which Prometheus the field is passed on. */
const SINCE: Readonly<Record<string, string>> = { ServiceMonitor: '2.37.0', PodMonitor: '2.35.0' };

/** `any: true`, or the labels of nodes, take lists over the whole cluster, which no Role in a namespace gives. */
export const rbacClusterScope = defineCheck({
  id: 'rbac-cluster-scope',
  title: 'Prometheus may not list over the whole cluster',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY, ...RIGHTS],
  find: ({ object, stack }, { world, monitor: decode }) => {
    const monitor = decode(object);
    if (!monitor) return [];
    const any = searched(monitor, stack) === 'any';
    const nodes =
      trueAt(object.body, 'spec', 'attachMetadata', 'node') && atLeast(stack.version, SINCE[object.kind] ?? '0.0.0');
    const role = roleOf(monitor, stack);
    const rights = [...(any ? discoveryRights(role) : []), ...(nodes ? [NODES] : [])];
    const answers = rights.map((right) => ({ right, answer: mayDo(world, stack, right, undefined) }));
    const missing = answers.flatMap(({ right, answer }) =>
      answer.allowed === 'no' ? [{ ...right, verbs: answer.lacks }] : [],
    );
    if (missing.length > 0) {
      const listed = missing.map(({ group, resource, verbs }) => ({ group, resource, verbs }));
      return [{ any, nodes, missing: listed, account: `${stack.ref.namespace ?? ''}:${stack.serviceAccount}` }];
    }
    const gaps = answers.flatMap(({ answer }) => (answer.allowed === 'unknown' ? answer.gaps : []));
    return gaps.length > 0 ? { unknown: gaps } : [];
  },
  explain: ({ nodes, missing, account }, { object, stack }) => {
    const what = missing.map(({ resource }) => resource).join(', ');
    const onlyNodes = missing.every(({ resource }) => resource === 'nodes');
    const rights = missing.map((right) => ({ ...right, verbs: ['list', 'watch'] }));
    return {
      summary: `${title(stack.ref)} may not list ${what} over the whole cluster, so ${title(refOf(object))} finds no target.`,
      because: [
        onlyNodes && nodes ? 'spec.attachMetadata.node: true' : 'spec.namespaceSelector.any: true',
        `ServiceAccount of Prometheus: system:serviceaccount:${account}`,
        `missing over the whole cluster: ${lacksText(missing)}`,
        'That is one list of the whole cluster: a RoleBinding in every namespace is not enough.',
      ],
      remedy: onlyNodes
        ? 'Create the ClusterRole and its binding, or leave attachMetadata.node out.'
        : 'Create the ClusterRole and its binding, or name the namespaces in spec.namespaceSelector.matchNames.',
      fix: {
        kind: 'rbac',
        manifests: clusterRole(stack, rights, { 'app.kubernetes.io/managed-by': 'promwire' }),
      },
    };
  },
});
