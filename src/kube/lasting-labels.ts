import type { KubeObject, Labels } from '../model/index.ts';

/** Labels that differ between the pods of one workload, or mark an owner. */
const FLEETING =
  /^(?:pod-template-hash|controller-revision-hash|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|helm\.sh\/|argocd\.|chart$|heritage$|app\.kubernetes\.io\/(?:version|managed-by)$)/;

/** The labels by which the other pods (or this Service) are found again. */
export function lastingLabels({ metadata }: KubeObject): Labels {
  return Object.fromEntries(Object.entries(metadata.labels).filter(([key]) => !FLEETING.test(key)));
}
