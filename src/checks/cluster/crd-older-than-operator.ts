import { defineClusterCheck } from '../check.ts';
import { OPERATORS, SELECTION } from '../../world/reads.ts';
import { keyOf, title } from '../../kube/refs.ts';
import { parseVersion } from '../../kube/version.ts';
import type { OperatorScope, Reads } from '../../model/index.ts';

const CRDS: Reads = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', scope: 'cluster' };
const GROUP = '.monitoring.coreos.com';
/** On every CRD of the operator since 0.69. */
const VERSION = 'operator.prometheus.io/version';

/** The CRDs are older than the operator: what they do not know is taken out of an object when it is written. */
export const crdOlderThanOperator = defineClusterCheck({
  id: 'crd-older-than-operator',
  title: 'The CRDs are older than the operator',
  kinds: ['CustomResourceDefinition'],
  reads: [...SELECTION, ...OPERATORS, CRDS],
  find: ({ world, stacks }) => {
    const crds = world.all(CRDS.group, CRDS.kind).flatMap(({ metadata }) => {
      const version = metadata.annotations[VERSION];
      return metadata.name.endsWith(GROUP) && version !== undefined ? [{ name: metadata.name, version }] : [];
    });
    const operators = new Map<string, OperatorScope>();
    for (const operator of stacks.flatMap((stack) => stack.operators ?? []))
      operators.set(keyOf(operator.operator), operator);
    return [...operators.values()].flatMap(({ operator, version }) => {
      const older = crds.filter((crd) => isOlder(crd.version, version));
      return older.length > 0 ? [{ about: operator, evidence: { version: version ?? '', older } }] : [];
    });
  },
  explain: ({ version, older }, operator) => ({
    severity: 'warning',
    summary: `${older.length === 1 ? 'A CRD is' : `${older.length} CRDs are`} older than the operator: newer fields are dropped when an object is written.`,
    because: [
      `${title(operator)} runs ${version}`,
      ...older.map((crd) => `${crd.name} is of ${crd.version}`),
      'Helm never upgrades the CRDs of a chart. The API server takes unknown fields out, and most clients say nothing.',
    ],
    remedy: `Apply the CRDs of operator ${version} on the server side, then write the objects again that lost a field.`,
    fix: {
      kind: 'advise',
      steps: [
        'helm show crds prometheus-community/kube-prometheus-stack --version VERSION | kubectl apply --server-side --force-conflicts -f -',
      ],
      whyNotAutomatic: 'CRDs apply to the whole cluster, and belong to the owner of the operator.',
    },
  }),
});

/** By a minor version at least: patches leave the CRDs alone. */
function isOlder(crd: string, operator: string | undefined): boolean {
  const [have, want] = [parseVersion(crd), parseVersion(operator)];
  return have !== undefined && want !== undefined && (have[0] < want[0] || (have[0] === want[0] && have[1] < want[1]));
}
