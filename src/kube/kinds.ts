/** Kinds of the Prometheus Operator that scrape something. */
export const SCRAPE_KINDS: readonly string[] = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'];

/** Every kind of object that a stack takes up, in the order of a report. */
export const SUBJECT_KINDS: readonly string[] = [...SCRAPE_KINDS, 'PrometheusRule', 'AlertmanagerConfig'];

/** Which kinds of stack may take up a kind of object. */
export const TAKERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(SCRAPE_KINDS.map((kind) => [kind, ['Prometheus', 'PrometheusAgent']])),
  PrometheusRule: ['Prometheus', 'ThanosRuler'],
  AlertmanagerConfig: ['Alertmanager'],
};

/** Every kind whose objects say how to reach something over HTTP, and with which Secrets. */
export const CLIENT_KINDS: readonly string[] = [...SCRAPE_KINDS, 'AlertmanagerConfig'];

/** Kinds of what is scraped, which setup wires in. */
export const WIRED_IN: readonly string[] = ['Service', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod'];

/** Of `apps`: what makes pods that stay. */
export const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;
