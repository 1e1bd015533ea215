import { labelsAt } from '../../kube/json.ts';
import type { Labels, Stack } from '../../model/index.ts';

/** Labels that tell the pods of one object of a kind. */
const OF_KIND: Readonly<Record<string, (name: string) => Labels>> = {
  Prometheus: (name) => ({
    'app.kubernetes.io/name': 'prometheus',
    'operator.prometheus.io/name': name,
    prometheus: name,
  }),
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
