import type { KubeThing } from '../bed/object.ts';

/** Which kinds a kind of stack has selectors for. */
export const CONSUMES: Readonly<Record<string, readonly string[]>> = {
  Prometheus: ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule'],
  PrometheusAgent: ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'],
  ThanosRuler: ['PrometheusRule'],
  Alertmanager: ['AlertmanagerConfig'],
};

export const STACK_KINDS: readonly string[] = Object.keys(CONSUMES);
export const OBJECT_KINDS: readonly string[] = [...new Set(Object.values(CONSUMES).flat())];

/** "Kind namespace/name". */
export const nameOf = (thing: {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): string => `${thing.kind} ${thing.metadata.namespace ?? ''}/${thing.metadata.name}`;

/** The key of a pair: "Kind namespace/name @ Kind namespace/name". */
export const pairKey = (object: KubeThing, stack: KubeThing): string => `${nameOf(object)} @ ${nameOf(stack)}`;

/** The API versions in which the differential test writes and reads. */
export const versionOf = (kind: string): string =>
  ['PrometheusAgent', 'ScrapeConfig', 'AlertmanagerConfig'].includes(kind)
    ? 'monitoring.coreos.com/v1alpha1'
    : 'monitoring.coreos.com/v1';
