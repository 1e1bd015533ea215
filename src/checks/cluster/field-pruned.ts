import { defineClusterCheck } from '../check.ts';
import { printPath } from '../../kube/field-path.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { concerns } from '../../world/concern.ts';
import { SELECTION } from '../../world/reads.ts';
import { isRefused } from '../../kube/refused.ts';
import { refOf, title } from '../../kube/refs.ts';
import { evidenceOf, faultText, namesText, nearText, remedyOf } from './field-pruned-words.ts';
import { namesOf } from './field-pruned-namespaces.ts';
import { fixOf } from './field-pruned-fix.ts';

const STACK_KINDS: readonly string[] = ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'];
const OTHERS: readonly string[] = [
  ...['Service', 'Namespace', 'ConfigMap', 'Secret', 'ServiceAccount', 'Endpoints', 'EndpointSlice', 'NetworkPolicy'],
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Ingress'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'GrafanaDashboard', 'GrafanaFolder'],
];

/** A field that the CRD does not know, or a value that the API server refuses. */
export const fieldPruned = defineClusterCheck({
  id: 'field-pruned',
  title: 'A field is misspelt, in the wrong place or of the wrong type',
  kinds: [...STACK_KINDS, ...SUBJECT_KINDS, ...OTHERS],
  reads: SELECTION,
  find: ({ world }) => {
    const faulty = world.snapshot.objects.filter(({ problems = [] }) => problems.length > 0);
    return (faulty.length === 0 ? [] : faulty.filter(concerns(world))).flatMap((object) => {
      const { kind, problems = [] } = object;
      // A selector that loses its only content becomes {}, which is everything.
      const widened = problems
        .filter(
          (problem) =>
            problem.kind === 'unknown' &&
            STACK_KINDS.includes(kind) &&
            problem.path.slice(0, -1).some((part) => part.endsWith('Selector')),
        )
        .map(({ path }) => printPath(path));
      const refused = isRefused(object);
      return [
        {
          about: refOf(object),
          evidence: { fields: problems.map(evidenceOf), widened, refused, ...namesOf(world, object) },
          fix: fixOf(object),
        },
      ];
    });
  },
  explain: ({ fields, widened, refused, names }, about) => {
    const dropped = fields.filter((field) => field.becomes === 'dropped');
    const worst = refused ? fields.filter((field) => field.becomes === 'refused') : dropped;
    return {
      summary: `${title(about)} ${faultText(worst, refused ? 'the API server refuses' : 'its CRD does not know')}.`,
      because: [
        ...fields.map(({ field, problem, near }) => `${field}: ${problem}${nearText(field, near)}`),
        ...(names === undefined ? [] : namesText(names)),
        ...(refused
          ? ['The API server refuses the object as a whole. The rest of it is judged as if that were right.']
          : []),
        ...(dropped.length > 0
          ? ['A client that does not ask for strict validation loses an unknown field without a word.']
          : []),
        ...(widened.length > 0 ? [`Without ${widened.join(', ')} the selector is {}, which selects everything.`] : []),
      ],
      remedy: remedyOf(fields, names),
    };
  },
});
