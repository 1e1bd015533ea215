/** How an alert of kuberhealthy is written: the parts that all of them share. */
import type { AlertingRule, RuleGroup } from '../../model.ts';
import { CHECK } from './expressions.ts';
import { duration, type RuleSettings } from './settings.ts';

/** The name of the series that all alerts on checks rest on: 1 passing, 0 failing, absent while it has never run. */
export const STATE = 'check:kuberhealthy_check_state:min';
/** 1 where the newest result says that the check's pod could not be run or never reported, else 0. */
export const COULD_NOT_RUN = 'check:kuberhealthy_check_could_not_run:max';

export type Level = 'critical' | 'warning' | 'info';

interface AlertText {
  readonly alert: string;
  readonly expr: string;
  /** Seconds the expression must hold. */
  readonly for?: number;
  readonly severity: Level;
  readonly summary: string;
  readonly description: string;
}

/** An alert about kuberhealthy itself. */
export function alert(text: AlertText, settings: RuleSettings): AlertingRule {
  return {
    alert: text.alert,
    expr: text.expr,
    ...(text.for === undefined ? {} : { for: duration(text.for, settings) }),
    labels: { severity: text.severity },
    annotations: {
      summary: text.summary,
      description: text.description,
      runbook_url: `${settings.runbooks}/${text.alert}.md`,
    },
  };
}

/**
 * An alert about one check. The check's own `severity` label (v3) wins over ours, and `namespace` is the check's, so
 * that Alertmanager routes by it; where the operator enforces a namespace label it writes its own over this one.
 */
export function checkAlert(text: AlertText, settings: RuleSettings): AlertingRule {
  const plain = alert(text, settings);
  return {
    ...plain,
    labels: {
      severity: `{{ with $labels.severity }}{{ . }}{{ else }}${text.severity}{{ end }}`,
      namespace: '{{ $labels.check_namespace }}',
    },
  };
}

/**
 * A template that prints the newest error text of the alert's check. The text is looked up when the alert is written
 * and is no part of the alert's identity: a text that changes on every run would restart it each time.
 * `check` is the template expression of the exporter's own `check` label.
 */
export function newestError(check: string): string {
  return (
    `{{ with printf "kuberhealthy_check{check=%q,error!=''} == 0" ${check} | query }}` +
    `Newest error: {{ . | first | label "error" }}{{ else }}kuberhealthy gives no error text.{{ end }}`
  );
}

/**
 * Holds for a state of 0 during all of the last `seconds`, whatever gaps there were. It stands in the expression and
 * not in `for:`, because the two alerts that rest on it hand over to each other without starting again.
 */
export function failingFor(seconds: number, settings: RuleSettings): string {
  const window = duration(seconds, settings);
  return `max_over_time(${STATE}[${window}]) == 0 and on (${CHECK}) ${STATE} offset ${window}`;
}

/** Seconds a check must fail before its alert fires. */
const FAILING_FOR = 300;

/** "Ran and failed" and "could not run", of which one holds for a check that fails. */
export function failingAlerts(check: string, settings: RuleSettings): readonly AlertingRule[] {
  const window = duration(FAILING_FOR, settings);
  const failing = failingFor(FAILING_FOR, settings);
  const neverRan = `min_over_time(${COULD_NOT_RUN}[${window}]) == 1`;
  const what = '{{ $labels.check }} in namespace {{ $labels.check_namespace }}';
  return [
    checkAlert(
      {
        alert: 'KuberhealthyCheckFailing',
        expr: `(${failing}) unless on (${CHECK}) (${neverRan})`,
        severity: 'warning',
        summary: `Kuberhealthy check ${what} ran and failed.`,
        description: `Check ${what} has failed for ${window}. ${newestError(check)}`,
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckCouldNotRun',
        expr: `(${failing}) and on (${CHECK}) (${neverRan})`,
        severity: 'warning',
        summary: `Kuberhealthy check ${what} could not run.`,
        description:
          `The pod of check ${what} could not be run or never reported, for ${window}: ` +
          `nothing is known about what it checks. ${newestError(check)}`,
      },
      settings,
    ),
  ];
}

/** Alerts on kuberhealthy's own pods, the same in every version. */
export function availabilityAlerts(settings: RuleSettings): readonly AlertingRule[] {
  const recent = duration(3600, settings);
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
          'Prometheus has no kuberhealthy_cluster_state: no check is watched, and no other alert here can fire.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyTargetDown',
        expr:
          'max by (namespace, job, instance, pod) (up == 0 and on (namespace, job) ' +
          `count by (namespace, job) (present_over_time(kuberhealthy_cluster_state[${recent}])))`,
        for: 600,
        severity: 'warning',
        summary: 'Kuberhealthy pod {{ $labels.pod }} in namespace {{ $labels.namespace }} can not be scraped.',
        description:
          'Target {{ $labels.instance }} of job {{ $labels.job }} has been down for 10 minutes. ' +
          'One error text that ends in a backslash is enough: it makes the whole page unreadable to Prometheus.',
      },
      settings,
    ),
  ];
}

/** Names of all alerts in these groups, in order. */
export function alertNames(groups: readonly RuleGroup[]): readonly string[] {
  return groups.flatMap((group) => group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
}
