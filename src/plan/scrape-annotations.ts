/**
 * What annotations say of metrics: `prometheus.io/*`, which scrape configurations written by hand read (Prometheus v3.13
 * documentation/examples/prometheus-kubernetes.yml), and `k8s.grafana.com/*` (Grafana's k8s-monitoring chart v3, annotation
 * autodiscovery). The Prometheus Operator reads neither.
 */
import { meshOf } from '../kube/mesh.ts';
import { refOf, title } from '../kube/refs.ts';
import type { KubeObject } from '../model/index.ts';
import { podsOf } from './wanted-pods.ts';
import type { WantedPods } from './wanted-pods.ts';

export interface Annotated {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
  readonly path?: string;
  readonly scheme?: 'http' | 'https';
  /** Which annotation of which object: "prometheus.io/port of Service shop/web". */
  readonly from: string;
  /** The pods' annotations lead to the sidecar of a mesh, which merges its metrics with theirs. */
  readonly merged?: true;
  /** What they say that is not followed, for a person. */
  readonly remarks?: readonly string[];
}

const NOTHING: Annotated = { numbers: [], names: [], from: '' };
/** Istio 1.27 pkg/kube/inject/inject.go applyPrometheusMerge: the annotations of a pod become those of its sidecar. */
const MERGED = { port: '15020', path: '/stats/prometheus' };

/** The first of the Services, the pod template and the pods that says something. */
export function annotated(wanted: WantedPods): Annotated {
  const { services, template } = wanted;
  const pods = podsOf(wanted);
  const objects = [...services, ...(template ? [template] : []), ...pods.slice(0, 1)];
  const found = objects.map(hintsOf).filter((hints) => hints !== undefined);
  const own = found.find(({ merged }) => !merged);
  const merged = found.some((hints) => hints.merged) ? { merged: true as const } : {};
  const remarks = [...new Set(objects.flatMap(remarksOf))];
  return { ...(own ?? NOTHING), ...merged, ...(remarks.length > 0 ? { remarks } : {}) };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

function remarksOf(object: KubeObject): readonly string[] {
  const { annotations } = object.metadata;
  const of = (key: string): string => `the annotation ${key} of ${title(refOf(object))}`;
  const off = ['prometheus.io/scrape', 'k8s.grafana.com/scrape'].filter(
    (key) => annotations[key]?.trim().toLowerCase() === 'false',
  );
  const wrong = ['prometheus.io/port', 'k8s.grafana.com/metrics.portNumber'].flatMap((key) =>
    (annotations[key] ?? '')
      .split(/[\s,;]+/)
      .filter((port) => /^-?\d{1,20}$/.test(port) && !isPort(port))
      .map((port) => `${of(key)} is passed over: ${port} is no port (1 to 65535)`),
  );
  return [
    ...off.map(
      (key) => `${of(key)} is "false", which the Prometheus Operator does not read: a monitor scrapes it all the same`,
    ),
    ...wrong,
  ];
}

function hintsOf(object: KubeObject): Annotated | undefined {
  const { annotations } = object.metadata;
  const get = (...names: readonly string[]): string | undefined =>
    names.map((name) => annotations[name]?.trim()).find((value) => value !== undefined && value !== '');
  const ports = get('prometheus.io/port', 'k8s.grafana.com/metrics.portNumber');
  const name = get('k8s.grafana.com/metrics.portName');
  const path = get('prometheus.io/path', 'k8s.grafana.com/metrics.path');
  const scheme = get('prometheus.io/scheme', 'k8s.grafana.com/metrics.scheme')?.toLowerCase();
  if (ports === undefined && name === undefined && path === undefined && scheme === undefined) return undefined;
  const numbers = (ports ?? '').split(/[\s,;]+/).filter(isPort);
  // By hand some write the name of a port.
  const names = [...(name === undefined ? [] : [name]), ...(ports ?? '').split(/[\s,;]+/)].filter((each) =>
    /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(each),
  );
  const merged = ports === MERGED.port && (path === MERGED.path || meshOf(object) === 'Istio');
  const key = Object.keys(annotations).find((each) =>
    /^prometheus\.io\/port$|^k8s\.grafana\.com\/metrics\.port/.test(each),
  );
  return {
    numbers: numbers.map(Number),
    names,
    ...(path === undefined ? {} : { path: path.startsWith('/') ? path : `/${path}` }),
    ...(scheme === 'https' || scheme === 'http' ? { scheme } : {}),
    from: `the annotation ${key ?? 'prometheus.io/path'} of ${title(refOf(object))}`,
    ...(merged ? { merged: true } : {}),
  };
}
