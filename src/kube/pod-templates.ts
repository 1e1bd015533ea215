/** Kinds that make pods from a template, and where in them it stands. */

export interface TemplateKind {
  readonly group: string;
  readonly kind: string;
  readonly path: readonly string[];
  /** Its pods end: nothing scrapes them for long. */
  readonly ends?: true;
}

const IN_SPEC: readonly string[] = ['spec', 'template'];

/**
 * Of Kubernetes, and of controllers whose kinds have the shape of a Deployment or StatefulSet: argo-rollouts
 * pkg/apis/rollouts/v1alpha1/types.go RolloutSpec.Template, kruise apis/apps/v1alpha1 and v1beta1, knative serving
 * pkg/apis/serving/v1 (the revision's template).
 */
export const POD_TEMPLATES: readonly TemplateKind[] = [
  { group: 'apps', kind: 'Deployment', path: IN_SPEC },
  { group: 'apps', kind: 'StatefulSet', path: IN_SPEC },
  { group: 'apps', kind: 'DaemonSet', path: IN_SPEC },
  { group: 'apps', kind: 'ReplicaSet', path: IN_SPEC },
  { group: '', kind: 'ReplicationController', path: IN_SPEC },
  { group: 'batch', kind: 'Job', path: IN_SPEC, ends: true },
  { group: 'batch', kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'template'], ends: true },
  { group: 'argoproj.io', kind: 'Rollout', path: IN_SPEC },
  { group: 'apps.kruise.io', kind: 'CloneSet', path: IN_SPEC },
  { group: 'apps.kruise.io', kind: 'StatefulSet', path: IN_SPEC },
  { group: 'apps.kruise.io', kind: 'DaemonSet', path: IN_SPEC },
];
