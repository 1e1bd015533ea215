/** What all objects together tell of a Helm release: one alone may claim any. */
import type { KubeObject } from '../model/index.ts';
import { chartOf, releaseOf } from './chart-of.ts';
import type { Chart } from './chart-of.ts';
import { releaseNamespaceOf } from './owner.ts';

/** Charts that are installed with others inside, by name: an object of such a release may be of a sub-chart. */
const UMBRELLAS: readonly string[] = [
  'kube-prometheus-stack',
  'victoria-metrics-k8s-stack',
  'k8s-monitoring',
  'loki-stack',
  'lgtm-distributed',
  'opentelemetry-kube-stack',
];

/** The charts that objects in the namespace of a release name, by namespace and name of the release. */
export type Umbrellas = ReadonlyMap<string, readonly Member[]>;

interface Member {
  readonly chart: Chart;
  /** Helm's own annotations are on it, which it adds at install. */
  readonly annotated: boolean;
}

/** Who may write to a namespace may claim its releases, and no others: an object elsewhere tells of none. */
export function umbrellasOf(objects: readonly KubeObject[]): Umbrellas {
  const found = new Map<string, Member[]>();
  for (const object of objects) {
    const chart = chartOf(object);
    if (!chart || releaseOf(object) === '' || !isInItsNamespace(object)) continue;
    const member = { chart, annotated: isAnnotated(object) };
    const members = found.get(keyOf(object));
    if (members) members.push(member);
    else found.set(keyOf(object), [member]);
  }
  return found;
}

/** Where an object's chart is a sub-chart of its release, which its label alone does not tell. */
export function withUmbrella(chart: Chart, object: KubeObject, umbrellas: Umbrellas): Chart {
  if (chart.within.length > 0 || chart.name === undefined || UMBRELLAS.includes(chart.name)) return chart;
  const around = (umbrellas.get(keyOf(object)) ?? [])
    .filter(({ annotated }) => annotated || !isAnnotated(object))
    .map(({ chart: each }) => installedBy(each))
    .find((name) => UMBRELLAS.includes(name));
  return around === undefined ? chart : { ...chart, within: [around] };
}

/**
 * Is an object of the release in another namespace that it claims? An object in that namespace has to be of the same release
 * and, where any there names its chart, of the same chart and version. `known`: its chart, where the object names none.
 */
export function isOfItsRelease(object: KubeObject, umbrellas: Umbrellas, known?: string): boolean {
  if (isInItsNamespace(object)) return true;
  const { name = known, version, within = [] } = chartOf(object) ?? {};
  const members = (umbrellas.get(keyOf(object)) ?? []).map(({ chart }) => chart);
  const naming = members.filter((chart) => chart.name !== undefined);
  if (naming.length === 0) return members.length > 0 && (name === undefined || name === known);
  return naming.some(
    (chart) =>
      [name, within[0]].includes(chart.name) &&
      (version === undefined || chart.version === undefined || chart.version === version),
  );
}

/** The release is in the namespace of the object, or the render tells of it, whose documents are all of one release. */
function isInItsNamespace(object: KubeObject): boolean {
  const { namespace = '' } = object.metadata;
  const home = releaseNamespaceOf(object);
  return home === namespace || (object.render?.namespace === home && !isAnnotated(object));
}

function isAnnotated({ metadata }: KubeObject): boolean {
  return metadata.annotations['meta.helm.sh/release-name'] !== undefined;
}

function installedBy({ name = '', within }: Chart): string {
  return within[0] ?? name;
}

function keyOf(object: KubeObject): string {
  return `${releaseNamespaceOf(object)}/${releaseOf(object)}`;
}
