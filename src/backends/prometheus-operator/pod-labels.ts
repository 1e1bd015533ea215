import { labelsAt } from '../../kube/json.ts';
import type { KnownLabels } from '../../kube/selector.ts';
import { atLeast } from '../../kube/version.ts';
import type { Labels, Stack } from '../../model/index.ts';
import { operatorsOf } from './selection.ts';

/** Labels that tell the pods of one object of a kind. */
const OF_KIND: Readonly<Record<string, (name: string) => Labels>> = {
  Prometheus: (name) => ({
    'app.kubernetes.io/name': 'prometheus',
    'operator.prometheus.io/name': name,
    prometheus: name,
  }),
  PrometheusAgent: (name) => ({ 'app.kubernetes.io/name': 'prometheus-agent', 'operator.prometheus.io/name': name }),
  Alertmanager: (name) => ({ 'app.kubernetes.io/name': 'alertmanager', alertmanager: name }),
};

/**
 * The labels that the operator gives the pods of a Prometheus or Alertmanager: prometheus-operator v0.93.0
 * pkg/prometheus/common.go, pkg/alertmanager/statefulset.go:399.
 */
export function podLabels({ ref, object }: Stack): Labels {
  return {
    ...labelsAt(object.body, 'spec', 'podMetadata', 'labels'),
    'app.kubernetes.io/instance': ref.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    ...OF_KIND[ref.kind]?.(ref.name),
  };
}

/** Of the pods of a stack, before they are there: of other kinds than Prometheus not all labels are told here. */
export function knownPodLabels(stack: Stack): KnownLabels {
  const operators = operatorsOf(stack);
  const isNew =
    operators !== undefined && operators.length > 0 && operators.every(({ version }) => atLeast(version, '0.53.0'));
  const isSeen = operators !== undefined && operators.length > 0;
  const added = (operators ?? []).flatMap(({ labels }) => (labels === undefined ? [] : [labels]));
  return {
    labels: {
      ...podLabels(stack),
      ...Object.fromEntries(added.flatMap((each) => (each === 'unknown' ? [] : Object.entries(each)))),
    },
    // The operator's flag --labels adds others (Map.Merge of its Labels in makeStatefulSetSpec).
    complete: OF_KIND[stack.ref.kind] !== undefined && !stack.object.made && isSeen && !added.includes('unknown'),
    open: isNew ? OF_VERSION : [...OF_VERSION, 'app'],
  };
}

/** Which of these there are, and with which values, depends on the versions of operator and Prometheus; "app" went with 0.53. */
const OF_VERSION: readonly string[] = [
  'app.kubernetes.io/version',
  'operator.prometheus.io/shard',
  'operator.prometheus.io/mode',
];
