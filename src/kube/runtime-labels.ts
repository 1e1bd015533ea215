/** Labels that pods get when they are made or while they run: that the template of a pod lacks one tells nothing of the pod. */

interface Row {
  /** Keys; `*` stands for any text. */
  readonly keys: readonly string[];
  /** Where in the project's source, or documents, that is written. */
  readonly source: string;
}

const ROWS: readonly Row[] = [
  {
    keys: ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation'],
    source:
      'kubernetes staging/src/k8s.io/api/apps/v1/types.go DefaultDeploymentUniqueLabelKey, ControllerRevisionHashLabelKey',
  },
  {
    keys: ['statefulset.kubernetes.io/*', 'apps.kubernetes.io/*'],
    source: 'kubernetes pkg/controller/statefulset/stateful_set_utils.go updateIdentity',
  },
  {
    keys: ['batch.kubernetes.io/*', 'job-name', 'controller-uid'],
    source: 'kubernetes pkg/apis/batch/types.go JobNameLabel, ControllerUidLabel and their legacy names',
  },
  {
    keys: ['topology.kubernetes.io/*'],
    source: 'kubernetes plugin/pkg/admission/podtopologylabels/admission.go',
  },
  {
    keys: ['*.istio.io/*', 'linkerd.io/*', '*.linkerd.io/*'],
    source: 'istio pkg/kube/inject/webhook.go; linkerd2 pkg/k8s/labels.go',
  },
  { keys: ['rollouts-pod-template-hash'], source: 'argo-rollouts pkg/apis/rollouts/v1alpha1/types.go' },
  {
    keys: ['vault-active', 'vault-initialized', 'vault-perf-standby', 'vault-sealed', 'vault-version'],
    source: 'hashicorp/vault serviceregistration/kubernetes/service_registration.go',
  },
  {
    keys: ['openbao-active', 'openbao-initialized', 'openbao-perf-standby', 'openbao-sealed', 'openbao-version'],
    source: 'openbao/openbao serviceregistration/kubernetes/service_registration.go',
  },
  { keys: ['role'], source: 'patroni docs/kubernetes.rst, kubernetes.role_label and its default' },
  { keys: ['spilo-role'], source: 'zalando/postgres-operator docs/reference/operator_parameters.md pod_role_label' },
  {
    keys: ['cnpg.io/*'],
    source: 'cloudnative-pg docs/src/labels_annotations.md',
  },
  {
    keys: ['postgres-operator.crunchydata.com/role'],
    source: 'CrunchyData/postgres-operator internal/naming/labels.go',
  },
  {
    keys: ['redisfailovers-role', 'redis-role'],
    source: 'spotahome/redis-operator operator/redisfailover/service/constants.go',
  },
  {
    keys: ['mysql.oracle.com/cluster-role'],
    source: 'mysql/mysql-operator mysqloperator/controller/innodbcluster/cluster_objects.py',
  },
  { keys: ['k8s.mariadb.com/role'], source: 'mariadb-operator pkg/metadata/metadata.go' },
  { keys: ['kubedb.com/role', 'kubeblocks.io/role'], source: 'kubedb apimachinery; kubeblocks pkg/constant/labels.go' },
  { keys: ['leader', '*/leader'], source: 'the custom of those who elect a leader and label its pod' },
];

const KEYS = ROWS.flatMap(({ keys }) => keys);

/** One pattern of all; `named`: how they are written. */
function patternOf(named: (key: string) => string): RegExp {
  return new RegExp(
    `^(?:${KEYS.map((key) => named(key).replaceAll(/[.$]/g, '\\$&').replaceAll('*', '.*')).join('|')})$`,
  );
}

const LABEL = patternOf((key) => key);
/** Prometheus' way to write a label's key (util/strutil SanitizeLabelName). */
const META = patternOf((key) => key.replaceAll(/[^a-zA-Z0-9_*]/g, '_'));

/** May a pod have the label though its template lacks it? */
export const isRuntimeLabel = (key: string): boolean => LABEL.test(key);

/** The same of a meta label of service discovery: `__meta_kubernetes_pod_label_role`. */
export function isRuntimeMeta(name: string): boolean {
  const [, key] = /^__meta_kubernetes_pod_label(?:present)?_(.*)$/.exec(name) ?? [];
  return key !== undefined && META.test(key);
}
