/** Which names Prometheus takes: ASCII words only, or any text (from Prometheus 3.0, Thanos 0.38). */
export type NameScheme = 'legacy' | 'utf8';

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** ValidationScheme.IsValidLabelName of prometheus/common v0.70.1. */
export function isLabelName(name: string, scheme: NameScheme): boolean {
  return scheme === 'utf8' ? name !== '' : LABEL.test(name);
}

/** ValidationScheme.IsValidMetricName of prometheus/common v0.70.1. */
export function isMetricName(name: string, scheme: NameScheme): boolean {
  return scheme === 'utf8' ? name !== '' : METRIC.test(name);
}

/** A Kubernetes name as part of a label's name, as service discovery writes it (strutil.SanitizeLabelName of Prometheus). */
export function sanitiseLabelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}
