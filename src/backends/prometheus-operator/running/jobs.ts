import type { Ref } from '../../../model/index.ts';

/** How the operator begins the name of a scrape pool of a monitor with endpoints. */
export const JOB_PREFIX: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
};

/** The operator's names for the scrape pools of a monitor, one per endpoint (pkg/prometheus/promcfg.go; 0.70 and later for ScrapeConfig). */
export function jobsOf(monitor: Ref, endpoints: number): readonly string[] {
  const id = `${monitor.namespace ?? ''}/${monitor.name}`;
  const prefix = JOB_PREFIX[monitor.kind];
  if (prefix !== undefined) return Array.from({ length: endpoints }, (_, index) => `${prefix}/${id}/${index}`);
  return [`${monitor.kind === 'Probe' ? 'probe' : 'scrapeConfig'}/${id}`];
}

/**
 * True for a file that the operator wrote for this PrometheusRule: `<ns>-<name>-<uid>.yaml`
 * (pkg/prometheus/server/rules.go). The uid keeps "a-b"/"c" and "a"/"b-c-…" mostly apart; the group's name does the rest.
 */
export function isFileOf(rule: Ref, file: string): boolean {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const start = `${rule.namespace ?? ''}-${rule.name}-`;
  return (
    base.startsWith(start) && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.ya?ml$/.test(base.slice(start.length))
  );
}
