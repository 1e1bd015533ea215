/** Monitors, and the wire from a monitor to the addresses behind it. */
import type { KubeObject, Labels, Ref } from './kube.ts';
import type { Selector } from './selector.ts';
import type { Gap } from './gap.ts';

export interface Endpoint {
  readonly index: number;
  readonly port?: string;
  readonly targetPort?: string | number;
  readonly path: string;
  readonly scheme: string;
  /** Parameters or relabelings decide about what is scraped: address, port and path do not tell it. */
  readonly rewritten: boolean;
  /** Its relabelings ask that every shard scrapes all of its targets, instead of a part each. */
  readonly everyShard?: true;
}

/** A ServiceMonitor or PodMonitor, decoded. */
export interface Monitor {
  readonly ref: Ref;
  readonly selector: Selector;
  /** Where it looks for Services or Pods, before ignoreNamespaceSelectors. */
  readonly namespaces:
    { readonly kind: 'own' } | { readonly kind: 'any' } | { readonly kind: 'names'; readonly names: readonly string[] };
  readonly mechanism: 'relabel-config' | 'role-selector';
  readonly discoveryRole?: 'endpoints' | 'endpointslice';
  readonly endpoints: readonly Endpoint[];
  readonly object: KubeObject;
}

/** One address a stack would scrape through one endpoint of a monitor. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly pod?: Ref;
  readonly ready: boolean;
  /** What the running stack says of it, in a report; absent: it was not asked, or does not know it. */
  readonly health?: 'up' | 'down';
}

/** Where a wire ends. `relabelings`: targets are found, and all dropped. */
export type BrokenAt = 'service' | 'port' | 'endpoints' | 'rights' | 'relabelings';

/** monitor -> Service -> port -> addresses, for one stack and one endpoint. `service` absent: no Service matches. */
export interface Wire {
  readonly monitor: Ref;
  readonly stack: Ref;
  readonly endpoint: number;
  readonly service?: Ref;
  readonly port?: string;
  readonly targets: readonly Target[];
  /** How many of the targets relabelings may yet drop, by labels that are not known. */
  readonly open?: number;
  /** Found, and dropped by relabelings, themselves or all of their samples. */
  readonly dropped?: readonly Target[];
  /** What the wire stops at; absent where a target is scraped. `relabelings`: all that are found are dropped. */
  readonly brokenAt?: BrokenAt;
  /** A gap that makes this wire unknown. */
  readonly unknown?: readonly Gap[];
}

/** How a monitor finds the application's Service, or its pods. */
export interface ServiceSelection {
  readonly labels: Labels;
  readonly namespace: string;
  /** Name of the port; where it has none, that or the number of the container's. */
  readonly port: { readonly name: string } | { readonly target: number | string };
  /** The labels and the port are those of the pods: no Service fits, so it is a PodMonitor. */
  readonly of?: 'pods';
  /** Every shard of the stack is to scrape all of the targets. */
  readonly everyShard?: true;
}
