/** How an alert of any application is written. */
import { hole } from '../../lang/holes/value.ts';
import type { AlertingRule } from '../../model/index.ts';
import { camelCase, equals } from './query.ts';
import { duration, type Times } from './settings.ts';

/** An application as its series show it. */
export interface Application {
  /** Small letters, digits and dashes: "web". */
  readonly id: string;
  /** For readers: "Service web". */
  readonly title: string;
  readonly namespace: string;
  /** The label `job` of its targets. */
  readonly job: string;
}

export interface AlertText {
  /** The end of its name. */
  readonly name: string;
  readonly expr: string;
  /** Seconds the expression must hold. */
  readonly for?: number;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly summary: string;
  readonly description: string;
  readonly needs?: readonly string[];
}

/** Matchers of the application's own series. */
export const ofApplication = ({ job, namespace }: Application): readonly string[] => [
  equals('job', job),
  equals('namespace', namespace),
];

/** One target, in the words of an alert. */
export const TARGET = '{{ with $labels.pod }}{{ . }}{{ else }}{{ $labels.instance }}{{ end }}';

/** Labels that name one target. */
export const OF_TARGET = 'namespace, job, instance, pod';

export function alert(text: AlertText, application: Application, times: Times): AlertingRule {
  const { name, expr, severity, summary, description, needs } = text;
  return {
    alert: `${camelCase(application.id)}${name}`,
    expr,
    ...(text.for === undefined ? {} : { for: duration(text.for, times) }),
    severity,
    labels: { severity: hole('severity') },
    annotations: { summary, description },
    ...(needs === undefined ? {} : { needs }),
  };
}
