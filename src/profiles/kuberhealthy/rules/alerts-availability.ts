/** Alerts on kuberhealthy's own pods, the same in every version. */
import type { AlertingRule } from '../../../model/index.ts';
import { matcherText } from '../../../lang/holes/index.ts';
import { formatted, isHole } from '../../../lang/holes/value.ts';
import { alert } from './alerts.ts';
import { duration, type RuleSettings } from '../settings.ts';

/**
 * Those that a Prometheus raises that scrapes no pod of kuberhealthy although another one does. Prometheus' own count
 * of targets is among them: the shards divide their own pods among each other like all targets.
 */
export const ABSENCE_ALERTS: readonly string[] = ['KuberhealthyAbsent', 'KuberhealthyNoTargets'];

const poolsMatcher = ({ pools }: RuleSettings): string =>
  isHole(pools) ? formatted(pools, 'matcher') : matcherText(pools);

export function availabilityAlerts(settings: RuleSettings): readonly AlertingRule[] {
  // Whatever job kuberhealthy's metrics came from within the last hour.
  const recent = `on (namespace, job) count by (namespace, job) (present_over_time(kuberhealthy_cluster_state[${duration(3600, settings)}]))`;
  const allDown = `max by (namespace) (up and ${recent}) == 0`;
  return [
    alert(
      {
        alert: 'KuberhealthyAbsent',
        // By a metric that every version always exports, not by a job name: `job` follows the Service's name.
        expr: 'absent(kuberhealthy_cluster_state)',
        for: 600,
        severity: 'critical',
        summary: 'No kuberhealthy pod is scraped.',
        description:
          'Prometheus has no kuberhealthy_cluster_state: no check is watched, and no alert on a check can fire.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyAllTargetsDown',
        expr: allDown,
        for: 300,
        severity: 'critical',
        summary: 'No kuberhealthy pod in namespace {{ $labels.namespace }} can be scraped.',
        description:
          'Every target of kuberhealthy is down, so nothing is known about its checks. Alerts on checks go on for a ' +
          'quarter of an hour and then end, although nothing has recovered. One error text that ends in a backslash is ' +
          'enough: it makes the page of every pod unreadable to Prometheus.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyTargetDown',
        expr: `max by (namespace, job, instance, pod) (up == 0 and ${recent}) unless on (namespace) (${allDown})`,
        for: 600,
        severity: 'warning',
        summary: 'Kuberhealthy pod {{ $labels.pod }} in namespace {{ $labels.namespace }} can not be scraped.',
        description:
          'Target {{ $labels.instance }} of job {{ $labels.job }} is down. One error text that ends in a backslash ' +
          'is enough: it makes the whole page unreadable to Prometheus.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyNoTargets',
        // Prometheus' own count for each pool of targets; the largest of those that this one scrapes.
        expr: `max by (scrape_job) (prometheus_target_scrape_pool_targets{scrape_job${poolsMatcher(settings)}}) == 0`,
        for: 900,
        severity: 'warning',
        summary: 'A scrape of kuberhealthy yields no target.',
        description: 'Prometheus has job {{ $labels.scrape_job }}, and finds nothing for it to scrape.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyScrapeLosesSamples',
        expr:
          'max by (namespace, job, instance, pod) ((scrape_samples_scraped - scrape_samples_post_metric_relabeling > 0) ' +
          `and ${recent})`,
        for: 900,
        severity: 'info',
        summary: 'Metrics of kuberhealthy are dropped by relabeling.',
        description:
          '{{ $value }} samples of target {{ $labels.instance }} are dropped on every scrape: checks may be missing.',
      },
      settings,
    ),
  ];
}
