/** How an alert of kuberhealthy is written: the parts that all of them share. */
import { hole } from '../../../lang/holes/value.ts';
import type { Value } from '../../../lang/holes/value.ts';
import type { AlertingRule } from '../../../model/index.ts';
import { duration, type RuleSettings } from '../settings.ts';
import { exported } from './expressions.ts';

export type Level = 'critical' | 'warning' | 'info';

export interface AlertText {
  readonly alert: string;
  readonly expr: string;
  /** Seconds the expression must hold. */
  readonly for?: Value;
  /** Seconds it goes on when the expression no longer holds. */
  readonly keepFiringFor?: number;
  readonly severity: Level;
  readonly summary: string;
  readonly description: string;
}

/** Alerts that rest on what pods say of themselves go on for so many seconds: the restart of all pods does not end them. */
export const GAP = 300;

/** The severity of its rule, as shipped or as set by the user. */
const SEVERITY = hole('severity');

/** The words that name an alert's check. */
export const WHAT = '{{ $labels.check }} in namespace {{ $labels.check_namespace }}';

/** An alert about kuberhealthy itself. */
export function alert(text: AlertText, settings: RuleSettings): AlertingRule {
  return {
    alert: text.alert,
    expr: text.expr,
    ...(text.for === undefined ? {} : { for: duration(text.for, settings) }),
    ...(text.keepFiringFor === undefined ? {} : { keep_firing_for: duration(text.keepFiringFor, settings) }),
    severity: text.severity,
    labels: { severity: SEVERITY },
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
  return {
    ...alert(text, settings),
    labels: {
      severity: `{{ with $labels.severity }}{{ . }}{{ else }}${SEVERITY}{{ end }}`,
      namespace: '{{ $labels.check_namespace }}',
    },
  };
}

/**
 * A template that prints the newest error text of the alert's check. The text is looked up when the alert is written
 * and is not part of the alert's identity: a text that changes on every run would restart it each time.
 */
export function newestError(metric = 'kuberhealthy_check'): string {
  return (
    withText(metric) +
    `Newest error: {{ . | first | label "error" }}{{ else }}kuberhealthy gives no error text.{{ end }}`
  );
}

/** What a check that failed did: without a text nobody can say whether it ran. */
export const RAN_AND_FAILED = `${withText('kuberhealthy_check')}ran and failed{{ else }}fails, or could not run{{ end }}`;

function withText(metric: string): string {
  const query = exported(metric, ['check=%q', 'check_namespace=%q', 'error!=""']).replaceAll('"', "'");
  return `{{ with printf "${query} == 0" $labels.check $labels.check_namespace | query }}`;
}
