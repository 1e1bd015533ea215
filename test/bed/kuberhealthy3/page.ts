/**
 * What a pod of kuberhealthy 3 answers on /metrics, by what its exporter was seen to do (test/fixtures/metrics/v3) and by
 * kuberhealthy 3.0.13, internal/metrics/exporter.go: labels in the order of their names, values with six decimals where
 * they are seconds, the texts of one run joined by `|`, quotes and line ends of a text replaced and backslashes kept.
 */
import type { CheckNow, Moment } from './nouns.ts';

const text = (value: string): string => value.replaceAll('"', "'").replaceAll(/[\n\r]/g, ' ');

const labelsOf = (labels: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(labels)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${text(value)}"`)
    .join(',');

const metric = (name: string, type: string, help: string, lines: readonly string[]): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...lines.map((line) => `${name}${line}`),
];

/** Labels that every metric of a check has. A label without a value is left out. */
const own = ({ name, namespace, severity, category }: CheckNow) => ({ check: name, namespace, severity, category });

/** Metrics of each check, the lines of one metric in the order of their labels. */
function ofChecks(checks: readonly CheckNow[], now: number, scale: number): readonly string[] {
  const lines = (value: (check: CheckNow) => string, more: (check: CheckNow) => Readonly<Record<string, string>>) =>
    checks.map((check) => `{${labelsOf({ ...own(check), ...more(check) })}} ${value(check)}`).toSorted();
  const plain = (value: (check: CheckNow) => string) => lines(value, () => ({}));
  const passes = ({ result }: CheckNow) => (result === 'passed' ? '1' : '0');
  const since = ({ lastPassed }: CheckNow) => (lastPassed === null ? -1 : (now - lastPassed) / scale);
  return [
    ...metric(
      'kuberhealthy_check',
      'gauge',
      'The newest result of a check',
      lines(passes, (check) => ({ error: check.errors.join('|'), status: passes(check) })),
    ),
    // Nothing writes a duration: it is 0 in every release up to 3.0.13.
    ...metric(
      'kuberhealthy_check_duration_seconds',
      'gauge',
      'Time of the last run',
      plain(() => '0.000000'),
    ),
    ...metric(
      'kuberhealthy_check_consecutive_failures',
      'gauge',
      'Failures in a row',
      plain(({ consecutive }) => String(consecutive)),
    ),
    ...metric(
      'kuberhealthy_check_success_total',
      'counter',
      'Runs that passed',
      plain(({ successes }) => String(successes)),
    ),
    ...metric(
      'kuberhealthy_check_failure_total',
      'counter',
      'Runs that failed',
      plain(({ failures }) => String(failures)),
    ),
    ...metric(
      'kuberhealthy_check_seconds_since_success',
      'gauge',
      'Time since the last pass',
      plain((check) => since(check).toFixed(6)),
    ),
  ];
}

const BUCKETS = ['1', '5', '10', '30', '60', '120', '300', '+Inf'];

/**
 * The page of pod `pod` in `moment`, asked `now` seconds after the play began. Durations are divided by `scale`, by which
 * the play is faster than a clock.
 */
export function metricsPage(moment: Moment, pod: number, now: number, scale: number): string {
  // A pod that may not list the checks shows none, and calls the cluster unhealthy.
  const checks = moment.lists ? moment.checks : [];
  const healthy = moment.lists && checks.every(({ result }) => result === 'passed');
  const { leads, due, deleted } = moment.pods[pod]!;
  return [
    ...metric('kuberhealthy_cluster_state', 'gauge', 'Whether all checks pass', [healthy ? ' 1' : ' 0']),
    ...metric('kuberhealthy_controller_leader', 'gauge', 'Whether this pod leads', [leads ? ' 1' : ' 0']),
    ...metric('kuberhealthy_scheduler_loop_duration_seconds', 'gauge', 'Time of the last loop', [' 0.004000']),
    ...metric('kuberhealthy_scheduler_due_checks', 'gauge', 'Checks due in the last loop', [` ${due}`]),
    ...metric('kuberhealthy_reaper_last_sweep_duration_seconds', 'gauge', 'Time of the last sweep', [' 0.060000']),
    ...metric(
      'kuberhealthy_reaper_deleted_pods_total',
      'counter',
      'Check pods deleted',
      Object.entries(deleted)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([reason, count]) => `{reason="${reason}"} ${count}`),
    ),
    ...ofChecks(checks, now, scale),
    ...metric('kuberhealthy_check_run_duration_seconds', 'histogram', 'Times of the last runs', [
      ...BUCKETS.map((le) => `_bucket{le="${le}"} ${checks.length}`),
      '_sum 0.000000',
      `_count ${checks.length}`,
    ]),
    '',
  ].join('\n');
}

/** A text that ends in a backslash takes the quote after it away, and Prometheus cannot read the page from there on. */
export const breaksThePage = ({ errors }: CheckNow): boolean => errors.join('|').endsWith('\\');
