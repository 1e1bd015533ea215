import type { KubeObject, Labels } from '../model/index.ts';

/** Labels that differ between the pods of one workload, or mark an owner. */
const FLEETING =
  /^(?:pod-template-hash|controller-revision-hash|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|helm\.sh\/|argocd\.|chart$|heritage$|app\.kubernetes\.io\/(?:version|managed-by)$)/;

/** Is it a label that says what brought an object, such as the version of a chart, and that no selector asks for? */
export function isFleeting(label: string): boolean {
  return FLEETING.test(label);
}

/** The labels by which the other pods (or this Service) are found again. */
export function lastingLabels({ metadata }: KubeObject): Labels {
  return Object.fromEntries(Object.entries(metadata.labels).filter(([key]) => !FLEETING.test(key)));
}
