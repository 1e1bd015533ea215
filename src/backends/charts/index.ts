/** The stacks that releases of charts will make, without rendering them. */
import { keyOf, refOf } from '../../kube/refs.ts';
import type { KubeObject, Release, Snapshot } from '../../model/index.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';

/** The objects of a release of each chart that is known. */
const CHARTS: Readonly<Record<string, (release: Release) => readonly KubeObject[]>> = {
  'kube-prometheus-stack': kubePrometheusStack,
  'prometheus-operator': kubePrometheusStack,
};

/** A snapshot with the stacks that its releases will make. What is among the files as it is rendered counts more. */
export function withCharts<S extends Snapshot>(snapshot: S): S {
  const there = new Set(snapshot.objects.map((object) => keyOf(refOf(object))));
  const made = (snapshot.releases ?? [])
    .flatMap((release) => (Object.hasOwn(CHARTS, release.chart) ? (CHARTS[release.chart]?.(release) ?? []) : []))
    .filter((object) => !there.has(keyOf(refOf(object))));
  return made.length === 0 ? snapshot : { ...snapshot, objects: [...snapshot.objects, ...made] };
}
