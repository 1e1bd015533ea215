/** Building blocks of kuberhealthy's PromQL. */
import type { RecordingRule } from '../../../model/index.ts';
import { duration, type RuleSettings } from '../settings.ts';

/** What makes one check: its name and its own namespace. */
export const CHECK = 'check, check_namespace';

/** What the exporter says of each check, under the check's own name. All other rules rest on it. */
export const NAMED = 'check_instance:kuberhealthy_metric:named';

/** How many pods of kuberhealthy tell of its checks; no series where none does. */
const PODS = 'check_instance:kuberhealthy_pods:count';

/** Targets that are down. Of one whose page breaks off Prometheus 3.13 has the samples above the bad line all the same. */
const DOWN = 'on (job, instance) up == 0';

/**
 * Pods that could not list the checks: they expose none, and call the cluster unhealthy, which without a check it is not.
 * kuberhealthy 3.0.13, cmd/kuberhealthy/webserver.go, getCurrentStatusForNamespaces.
 */
const LISTS_NONE =
  'on (job, instance) (kuberhealthy_cluster_state == 0 unless on (job, instance) {__name__=~"kuberhealthy_check|kuberhealthy_job"})';

/** How long what was last known holds while no pod can be read, in seconds. */
const HELD = 900;

/**
 * Gives every series `check` (bare name) and `check_namespace` (the check's own namespace), whatever the scrape did
 * to its labels: honorLabels false puts the check's namespace in `exported_namespace`, honorLabels true in
 * `namespace`, enforcedNamespaceLabel overwrites `namespace`, and v2 writes `<namespace>/<name>` into `check`.
 * The prefix is read before it is stripped: under honorLabels with enforcement it is all that tells two checks apart,
 * and stripping it first fails the whole rule ("vector cannot contain metrics with the same labelset").
 */
const STEPS: readonly (readonly [target: string, source: string, regex: string])[] = [
  ['metric', '__name__', '(.+)'],
  ['check_namespace', 'namespace', '(.+)'],
  ['check_namespace', 'exported_namespace', '(.+)'],
  ['check_namespace', 'check', '(.+)/.+'],
  ['check', 'check', '.*/(.+)'],
];

/**
 * Records the exporter's metrics under the checks' names, the metric in a label. One series for each that is scraped:
 * of replicas, some rules want the largest value and some the smallest. While no pod tells of any, what was last known is
 * carried from one evaluation to the next: alerts go on through a gap, and checks that were not seen are not gone.
 */
export function named(metrics: readonly string[], settings: RuleSettings): readonly RecordingRule[] {
  const read = STEPS.reduce(
    (inner, [target, source, regex]) => `label_replace(${inner}, "${target}", "$1", "${source}", "${regex}")`,
    `{__name__=~"${metrics.join('|')}"} unless ${DOWN}`,
  );
  const lately = `count_over_time(${PODS}[${duration(HELD, settings)}])`;
  return [
    {
      record: PODS,
      about: 'How many pods of kuberhealthy tell of its checks; no series where none does.',
      expr: `count(kuberhealthy_cluster_state unless ${DOWN} unless ${LISTS_NONE}) > 0`,
    },
    {
      record: NAMED,
      about:
        'What each pod of kuberhealthy says of each check: `check` is its name, `check_namespace` its own namespace, ' +
        'whatever the scrape made of the labels, and `metric` the name of the metric. While no pod can be read, what ' +
        'was last known holds for a quarter of an hour.',
      expr: `${read} or (${NAMED} unless on () ${PODS}) and on () ${lately}`,
    },
  ];
}

/** The series of one metric of the exporter under the checks' names. `matchers`: further ones. */
export function exported(metric: string, matchers: readonly string[] = []): string {
  return `${NAMED}{${[`metric="${metric}"`, ...matchers].join(',')}}`;
}

/** One value per check out of every replica's series. `keep` names further labels of the check to keep. */
export function perCheck(operator: 'max' | 'min', vector: string, keep: readonly string[] = []): string {
  return `${operator} by (${[CHECK, ...keep].join(', ')}) (${vector})`;
}
