/** Stacks: anything that selects objects. */
import type { KubeObject, Labels, Ref } from './kube.ts';
import type { Selector } from './selector.ts';

export type Capability = 'targets' | 'query' | 'rules' | 'alerts' | 'dashboards';

/** How one kind of object is selected by a stack. Field paths are those of the stack's own object. */
export interface Selection {
  readonly objects: Selector;
  readonly namespaces: Selector;
  readonly objectsField: string;
  readonly namespacesField: string;
}

/** What the operator's own flags do to a stack. Absent: no operator was seen. */
export interface OperatorScope {
  readonly operator: Ref;
  readonly version?: string;
  readonly running: boolean;
  /** Namespaces of monitors and rules, and those a namespace selector can see; 'all' by default. */
  readonly namespaces: 'all' | readonly string[];
  readonly denied: readonly string[];
  readonly instanceNamespaces: 'all' | readonly string[];
  /** Namespaces denied to the stack's own kind (an explicit instance list ignores the deny list). */
  readonly instanceDenied: readonly string[];
  readonly instanceSelector: Selector;
  readonly controllerId: string;
  readonly disableUnmanaged: boolean;
  /** Labels that it gives all that it makes (--labels); 'unknown': they are in its environment. Absent: none. */
  readonly labels?: Labels | 'unknown';
  /** Flags about scope whose value comes from the environment, which is not read: "--namespaces=$(NAMESPACES)". */
  readonly opaque: readonly string[];
}

export interface Stack {
  readonly backend: string;
  readonly ref: Ref;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Kinds of object it may take up; a kind not listed is never selected. */
  readonly consumes: readonly string[];
  readonly selections: Readonly<Record<string, Selection>>;
  readonly capabilities: readonly Capability[];
  readonly version?: string;
  readonly shards: number;
  /**
   * Can a monitor have every shard scrape its targets? `retained`: it can, but the pods of shards that were taken away
   * stay, scrape nothing and evaluate the rules. `unknown`: the operator's version is. Absent: there is one shard.
   */
  readonly everyShard?: 'possible' | 'impossible' | 'retained' | 'unknown';
  readonly replicas: number;
  readonly serviceAccount: string;
  readonly restrictions: {
    readonly paused: boolean;
    /** The four scrape selectors are all null: the operator leaves the configuration alone. */
    readonly unmanaged: boolean;
    readonly terminating: boolean;
    readonly daemonSet: boolean;
    readonly denyFileAccess: boolean;
    readonly ignoreNamespaceSelectors: boolean;
    readonly overrideHonorLabels: boolean;
    readonly enforcedNamespaceLabel?: string;
    readonly discoveryRole: 'endpoints' | 'endpointslice';
  };
  /** Status condition Reconciled of the stack's own object, as the operator wrote it. */
  readonly reconciled?: {
    readonly status: 'True' | 'False' | 'Unknown';
    readonly reason: string;
    readonly message: string;
    readonly current: boolean;
  };
  /** Absent: not known (Deployments could not be read). */
  readonly operators?: readonly OperatorScope[];
  /** The stack's own object, for the fields not decoded above. */
  readonly object: KubeObject;
}
