/** What a family is to the generator: the name says it first, what is declared corrects that. */
import type { Family } from '../../model/index.ts';
import { EXPIRY } from './signals.ts';

/** The end of a name, and what it says of the unit; Prometheus' own advice and OpenMetrics' units. */
const UNITS: readonly string[] = [
  'seconds',
  'bytes',
  'ratio',
  'percent',
  'celsius',
  'meters',
  'volts',
  'amperes',
  'watts',
  'joules',
  'grams',
  'hertz',
  'milliseconds',
  'microseconds',
  'nanoseconds',
];

/** As Grafana calls it. */
const GRAFANA: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'bytes',
  ratio: 'percentunit',
  percent: 'percent',
  celsius: 'celsius',
  meters: 'lengthm',
  volts: 'volt',
  amperes: 'amp',
  watts: 'watt',
  joules: 'joule',
  grams: 'massg',
  hertz: 'hertz',
  milliseconds: 'ms',
  microseconds: 'µs',
  nanoseconds: 'ns',
};

/** What is counted in these units, per second. */
const PER_SECOND: Readonly<Record<string, string>> = { bytes: 'binBps', seconds: 'percentunit', joules: 'watt' };

export type Shape = 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'stateset' | 'timestamp';

/** How a family is read. A gauge histogram is counted as it is, so its buckets are gauges. */
export function shapeOf({ name, type }: Family): Shape {
  const named = name.endsWith('_total') ? 'counter' : name.endsWith('_info') ? 'info' : undefined;
  if (type === 'unknown') return named ?? (isTimestamp(name) ? 'timestamp' : 'gauge');
  // Before OpenMetrics there was no type for what only carries labels.
  if (type === 'gauge') return named === 'info' ? 'info' : isTimestamp(name) ? 'timestamp' : 'gauge';
  return type === 'gaugehistogram' ? 'gauge' : type;
}

/**
 * `process_start_time_seconds`, `node_boot_time_seconds` and `kube_pod_created` are older than the convention, and
 * Traefik's last reload has the name of a state.
 */
const isTimestamp = (name: string): boolean =>
  /_timestamp(_seconds)?$|_created$|_config_last_reload_success$/.test(name) ||
  /(?:^|_)(?:boot|start)_?time_seconds$/.test(name) ||
  EXPIRY.test(name);

/** The client for Python tells when each counter, histogram and summary was made as a gauge of its own. */
export function isBirthOf({ name }: Family, families: ReadonlyMap<string, Family>): boolean {
  const base = name.endsWith('_created') ? name.slice(0, -'_created'.length) : undefined;
  return base !== undefined && (families.has(`${base}_total`) || families.has(base));
}

/** The unit of the values: declared, or the end of the name. */
function measure({ name, unit }: Family): string | undefined {
  if (unit !== undefined && UNITS.includes(unit)) return unit;
  return UNITS.find((known) => new RegExp(`_${known}(?:_total)?$`).test(name));
}

/** Grafana's unit of the values as they are. */
export function unitOf(family: Family): string {
  return GRAFANA[measure(family) ?? ''] ?? 'short';
}

/** The series with the values of a family that is shown as a gauge; a gauge histogram is shown by its count. */
export const valueOf = ({ name, type }: Pick<Family, 'name' | 'type'>): string =>
  type === 'gaugehistogram' ? `${name}_gcount` : name;

/** Grafana's unit of the increase per second. */
export function rateUnitOf(family: Family): string {
  return PER_SECOND[measure(family) ?? ''] ?? 'cps';
}
