/** What annotations say of metrics, of the families that are known (kube/annotation-families). */
import { CRD_DURATION, parseDuration } from '../lang/go/duration.ts';
import { ANNOTATION_FAMILIES, SLOW } from '../kube/annotation-families.ts';
import { own } from '../kube/json.ts';
import { meshOf } from '../kube/mesh.ts';
import { refOf, title } from '../kube/refs.ts';
import type { KubeObject } from '../model/index.ts';
import { podsOf } from './wanted-pods.ts';
import type { WantedPods } from './wanted-pods.ts';

/** How often a page is asked for, and how long it is waited for. */
export interface Rhythm {
  readonly interval: string;
  readonly timeout?: string;
  /** Which annotation of which object. */
  readonly from: string;
}

export interface Annotated {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
  readonly path?: string;
  readonly scheme?: 'http' | 'https';
  readonly rhythm?: Rhythm;
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

/** Values of the families under a key each of them has for it, trimmed, with the annotation that has it. */
function valuesOf(
  { metadata: { annotations } }: KubeObject,
  field: 'scrape' | 'slow' | 'port' | 'portName' | 'path' | 'scheme' | 'secure' | 'interval' | 'timeout',
): readonly Value[] {
  return ANNOTATION_FAMILIES.flatMap((family) => {
    const key = `${family.prefix}${family[field] ?? ''}`;
    const value = family[field] === undefined ? undefined : own(annotations, key)?.trim();
    return value === undefined || value === '' ? [] : [[key, value] as const];
  });
}

type Value = readonly [key: string, value: string];

const first = (values: readonly Value[]): Value | readonly [undefined, undefined] =>
  values[0] ?? [undefined, undefined];

function remarksOf(object: KubeObject): readonly string[] {
  const of = (key: string): string => `the annotation ${key} of ${title(refOf(object))}`;
  const off = valuesOf(object, 'scrape').filter(([, value]) => value.toLowerCase() === 'false');
  const wrong = valuesOf(object, 'port').flatMap(([key, value]) =>
    value
      .split(/[\s,;]+/)
      .filter((port) => /^-?\d{1,20}$/.test(port) && !isPort(port))
      .map((port) => `${of(key)} is passed over: ${port} is no port (1 to 65535)`),
  );
  return [
    ...off.map(
      ([key]) =>
        `${of(key)} is "false", which the Prometheus Operator does not read: a monitor scrapes it all the same`,
    ),
    ...wrong,
    ...parametersOf(object).map(
      ([key, name]) =>
        `${of(key)} is not followed, since the value of a parameter may be a credential: give it by --path, such as /metrics?${name}=VALUE`,
    ),
  ];
}

/** Annotations of parameters of the query, and what these are called. Their values are hidden as they are read. */
function parametersOf({ metadata: { annotations } }: KubeObject): readonly Value[] {
  return ANNOTATION_FAMILIES.flatMap(({ prefix, param }) => {
    const begin = `${prefix}${param ?? ''}`;
    const keys = Object.keys(annotations).filter((key) => key.startsWith(begin) && key.length > begin.length);
    return param === undefined ? [] : keys.map((key) => [key, key.slice(begin.length)] as const);
  });
}

function hintsOf(object: KubeObject): Annotated | undefined {
  const [portKey, ports] = first(valuesOf(object, 'port'));
  const [nameKey, name] = first(valuesOf(object, 'portName'));
  const [pathKey, bare] = first(valuesOf(object, 'path'));
  const [schemeKey, scheme] = first([
    ...valuesOf(object, 'scheme'),
    ...valuesOf(object, 'secure').map(([key, value]) => [key, value === 'true' ? 'https' : 'http'] as const),
  ]);
  const key = portKey ?? nameKey ?? pathKey ?? schemeKey;
  const rhythm = rhythmOf(object);
  if (key === undefined && rhythm === undefined) return undefined;
  const numbers = (ports ?? '').split(/[\s,;]+/).filter(isPort);
  // By hand some write the name of a port.
  const names = [...(name === undefined ? [] : [name]), ...(ports ?? '').split(/[\s,;]+/)].filter((each) =>
    /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(each),
  );
  const merged = ports === MERGED.port && (bare === MERGED.path || meshOf(object) === 'Istio');
  const lower = scheme?.toLowerCase();
  return {
    numbers: numbers.map(Number),
    names,
    ...(bare === undefined ? {} : { path: bare.startsWith('/') ? bare : `/${bare}` }),
    ...(lower === 'https' || lower === 'http' ? { scheme: lower } : {}),
    ...(rhythm === undefined ? {} : { rhythm }),
    from: `the annotation ${key ?? 'prometheus.io/path'} of ${title(refOf(object))}`,
    ...(merged ? { merged: true } : {}),
  };
}

/** How often it is to be scraped; what no monitor may have is passed over. */
function rhythmOf(object: KubeObject): Rhythm | undefined {
  const slow = valuesOf(object, 'slow').find(([, value]) => value === 'true');
  const [key, interval] = first(valuesOf(object, 'interval'));
  const [, timeout] = first(valuesOf(object, 'timeout'));
  const every = lengthOf(interval);
  const wait = lengthOf(timeout);
  const from = (by: string): string => `the annotation ${by} of ${title(refOf(object))}`;
  if (key !== undefined && interval !== undefined && every !== undefined)
    return {
      interval,
      ...(timeout !== undefined && wait !== undefined && wait <= every ? { timeout } : {}),
      from: from(key),
    };
  return slow && { ...SLOW, from: from(slow[0]) };
}

/** Milliseconds of a duration that the operator takes; undefined: none. */
function lengthOf(text: string | undefined): number | undefined {
  const parsed = text !== undefined && CRD_DURATION.test(text) ? parseDuration(text) : undefined;
  return parsed?.kind === 'ok' && parsed.milliseconds > 0 ? parsed.milliseconds : undefined;
}
