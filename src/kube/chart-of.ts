import type { KubeObject } from '../model/index.ts';

/** The Helm chart that an object was rendered from, as far as the object tells. */
export interface Chart {
  /** undefined: it is from Helm, and names no chart. */
  readonly name?: string;
  readonly version?: string;
  /** The template below templates/, without its ending, where the text of the render names it. */
  readonly template?: string;
  /** Of a sub-chart the charts around it, from the one that is installed inwards; empty: it is that one itself. */
  readonly within: readonly string[];
}

/** "cert-manager-v1.18.2": the last hyphen before a version. */
const NAME_AND_VERSION = /^(.+?)-(v?\d+(?:\.\d+)*(?:[.+_-].*)?)$/;

/**
 * The chart of an object, or undefined where nothing says that Helm rendered it. Marks, each of which is enough: the
 * comment `# Source: CHART/charts/SUBCHART/templates/FILE` that `helm template` and `helm get manifest` write, the label
 * helm.sh/chart (chart in older charts), Helm as what manages it, Helm's annotations.
 */
export function chartOf({ metadata, template, render }: KubeObject): Chart | undefined {
  const { labels, annotations } = metadata;
  const byHelm =
    labels['app.kubernetes.io/managed-by'] === 'Helm' ||
    labels['heritage'] !== undefined ||
    annotations['meta.helm.sh/release-name'] !== undefined;
  const label = labels['helm.sh/chart'] ?? (byHelm ? labels['chart'] : undefined);
  const [, labelled, version] = NAME_AND_VERSION.exec(label ?? '') ?? [];
  const path = /^([^/]+(?:\/charts\/[^/]+)*)\/templates\/(.+)$/.exec(template ?? '');
  if (path) {
    const charts = (path[1] ?? '').split('/charts/');
    const name = charts.at(-1) ?? '';
    // A label of another chart is not about this one: a library's, or the parent's.
    const own = labelled === name && version !== undefined ? plus(version) : undefined;
    const known = own ?? (charts.length === 1 ? render?.version : undefined);
    return {
      name,
      ...(known === undefined ? {} : { version: known }),
      template: (path[2] ?? '').replace(/\.(?:ya?ml|tpl|json)$/, ''),
      within: charts.slice(0, -1),
    };
  }
  if (labelled !== undefined && version !== undefined) return { name: labelled, version: plus(version), within: [] };
  return byHelm ? { within: [] } : undefined;
}

/** A label cannot hold a plus: Helm writes build metadata with an underscore. */
function plus(version: string): string {
  return version.replace('_', '+');
}

/**
 * The name of the release, or ''. Helm's annotation is added at install; a render has only what the chart's authors
 * write, by custom app.kubernetes.io/instance, in older charts `release` next to `heritage`, here or on other documents.
 */
export function releaseOf(object: KubeObject): string {
  const { labels, annotations } = object.metadata;
  const annotated = annotations['meta.helm.sh/release-name'];
  if (annotated !== undefined) return annotated;
  const older = labels['heritage'] === undefined ? undefined : labels['release'];
  const instance = labels['app.kubernetes.io/instance'];
  return instance === undefined ? (older ?? object.render?.name ?? '') : withoutNamespace(instance, object);
}

/** Charts whose app.kubernetes.io/instance is RELEASE-NAMESPACE: traefik 41.3.0 templates/_helpers.tpl. */
const INSTANCES: readonly string[] = ['traefik'];

function withoutNamespace(instance: string, object: KubeObject): string {
  const end = `-${object.render?.namespace ?? object.metadata.namespace ?? ''}`;
  const isOne = INSTANCES.includes(object.metadata.labels['app.kubernetes.io/name'] ?? '');
  return isOne && end !== '-' && instance.endsWith(end) ? instance.slice(0, -end.length) : instance;
}
