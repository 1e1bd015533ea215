/**
 * Every noun of promwire, types only. Read this first.
 *
 * The pipeline: cluster or files -> Snapshot -> World -> Findings -> Plan -> files, dry-run, apply, Verification.
 * All data is readonly and JSON-serialisable; functions live elsewhere.
 */

// ── JSON and Kubernetes objects ──────────────────────────────────────────────────────────────────

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
export type Labels = Readonly<Record<string, string>>;

/** Names one object. `namespace` is absent for cluster-scoped kinds. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Where an object was read, or (in a finding, with its column) where the field at fault stands. `line`, `column` (in
 * UTF-16 code units) and `document` count from 1. `within`: the way to the object inside its document, for a member
 * of a list ("items", "3").
 */
export type Origin =
  | { readonly source: 'cluster' }
  | {
      readonly source: 'file';
      readonly file: string;
      readonly document: number;
      readonly line: number;
      readonly column?: number;
      readonly within?: readonly string[];
    };

/** One entry of metadata.managedFields, reduced to the label and annotation keys it owns. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly labels: readonly string[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller: boolean;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Labels;
  /** Only the annotations of the allow-list in io/projection.ts; never last-applied. */
  readonly annotations: Labels;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly fieldOwners?: readonly FieldOwner[];
}

/**
 * The allow-listed projection of one object. `body` holds the allowed fields other than apiVersion, kind and
 * metadata, in the API's own shape (`body.spec`, `body.subsets`, `body.rules` …). A Secret's `body` holds only
 * SecretFacts under `facts`.
 */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly body: JsonObject;
  readonly origin: Origin;
  /** Read from a file: what the API server would prune or refuse in it. */
  readonly problems?: readonly FieldProblem[];
}

/** A field that its CRD does not know, or whose value it does not allow. `path` starts with "spec". */
export interface FieldProblem {
  readonly kind: 'unknown' | 'invalid';
  readonly path: readonly string[];
  readonly message: string;
}

/** A whole object that we are about to write or print. Never one read from a cluster. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly [field: string]: unknown;
}

/** One resource type of the API. `versions` are tried in order; `plural` is never guessed. */
export interface Resource {
  readonly group: string;
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

// ── Snapshot ─────────────────────────────────────────────────────────────────────────────────────

/** What a check, profile or backend must see. From it come the lists made and the rights printed. */
export interface Reads {
  readonly group: string;
  readonly kind: string;
  /** `cluster`: useful only when every namespace is listed; `namespace`: the namespaces asked about are enough. */
  readonly scope: 'cluster' | 'namespace';
  /** `always`, or only when the named kind has at least one object, or there is a CRD of that name. */
  readonly when?: string;
  /** Not all of them: only those with a label that another object names (a dashboards sidecar). */
  readonly labelled?: true;
}

/** What was listed completely. A kind without a Coverage entry was not read. */
export interface Coverage {
  readonly group: string;
  readonly kind: string;
  readonly namespaces: 'all' | readonly string[];
  /** Single objects that were looked up by name ("namespace/name"), in place of a list: `namespaces` is then empty. */
  readonly names?: readonly string[];
  /** Only objects that carry this label were listed. */
  readonly label?: string;
  /** False: some objects may be missing (files); absence of one object is then unknown. */
  readonly complete: boolean;
}

/** Something that could not be seen. */
export interface Gap {
  readonly reason: 'forbidden' | 'crd-missing' | 'invalid' | 'not-read' | 'unreachable';
  readonly reads: { readonly group: string; readonly kind: string; readonly namespace?: string };
  /** One sentence: what was asked, what came back, what would open it. */
  readonly detail: string;
  readonly origin?: Origin;
  /**
   * `running`: what a running stack would have had to say. `unreferred`: what is never read and may hold one more, while
   * nothing that was read refers to it.
   */
  readonly about?: 'running' | 'unreferred';
}

export interface Snapshot {
  readonly source: 'cluster' | 'files';
  readonly objects: readonly KubeObject[];
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
  /** Version of the API server, "v1.36.3". */
  readonly kubernetes?: string;
}

// ── Selectors ────────────────────────────────────────────────────────────────────────────────────

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A decoded label selector. null and {} are already told apart by the side that decoded it. */
export type Selector =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'everything' }
  | { readonly kind: 'own-namespace' }
  | { readonly kind: 'matching'; readonly requirements: readonly Requirement[] }
  | { readonly kind: 'invalid'; readonly reason: string };

// ── Stacks: anything that selects ────────────────────────────────────────────────────────────────

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

// ── Monitors and the wire behind them ────────────────────────────────────────────────────────────

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
}

/** monitor -> Service -> port -> addresses, for one stack and one endpoint. `service` absent: no Service matches. */
export interface Wire {
  readonly monitor: Ref;
  readonly stack: Ref;
  readonly endpoint: number;
  readonly service?: Ref;
  readonly port?: string;
  readonly targets: readonly Target[];
  /** What the wire stops at; absent when targets are found. `relabelings`, in a report only: all found are dropped. */
  readonly brokenAt?: 'service' | 'port' | 'endpoints' | 'rights' | 'relabelings';
  /** A gap that makes this wire unknown. */
  readonly unknown?: readonly Gap[];
}

// ── Verdicts, checks and findings ────────────────────────────────────────────────────────────────

export type Verdict = 'selected' | 'not-selected' | 'rejected' | 'unknown';

export interface Match {
  readonly object: Ref;
  readonly stack: Ref;
  readonly verdict: Verdict;
  /** False where a selected object still comes to nothing. */
  readonly effective: boolean;
  /** `selectors`: our reading of the stack; `binding`: the operator's own word on the object. */
  readonly by: 'selectors' | 'binding';
  /** Ids of the checks that hold, the first blocking one first. */
  readonly checks: readonly string[];
  readonly gaps: readonly Gap[];
  /** Jobs of the object in the generated configuration, where that was read. */
  readonly generated?: GeneratedJobs;
}

/** Jobs of one object that a generated configuration has, and those of it that are not there. */
export interface GeneratedJobs {
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}

export type Severity = 'error' | 'warning' | 'info';

/** What would mend a finding, as data. */
export type Fix =
  | { readonly kind: 'labels'; readonly object: Ref; readonly set: Labels; readonly remove: readonly string[] }
  | { readonly kind: 'create'; readonly manifests: readonly Manifest[] }
  | { readonly kind: 'patch'; readonly object: Ref; readonly fields: readonly PatchField[]; readonly risk: string }
  | { readonly kind: 'delete'; readonly object: Ref }
  | { readonly kind: 'rbac'; readonly manifests: readonly Manifest[] }
  | {
      readonly kind: 'values';
      readonly chart: string;
      readonly release: string;
      readonly set: readonly { readonly path: string; readonly value: string }[];
    }
  | { readonly kind: 'operator-args'; readonly operator: Ref; readonly args: readonly string[] }
  | { readonly kind: 'touch'; readonly object: Ref; readonly why: string }
  | { readonly kind: 'advise'; readonly steps: readonly string[]; readonly whyNotAutomatic: string };

/** One field of a merge patch, by path ("spec", "endpoints", "0", "port"); `becomes: null` removes it. */
export interface PatchField {
  readonly path: readonly string[];
  readonly was: Json;
  readonly becomes: Json;
}

/** One answer about one object (and, for most checks, one stack). Words are data here; renderers only lay them out. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly object: Ref;
  readonly stack?: Ref;
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy: string;
  readonly evidence: JsonObject;
  readonly fix?: Fix;
  /** The field of `object` that is at fault, by path ("spec", "endpoints", "0", "port"). */
  readonly field?: readonly string[];
  readonly origin?: Origin;
}

/** What could not be answered. `touches`: the question asked hangs on it; else it is a check that was not made. */
export interface Unknown {
  readonly check?: string;
  readonly gap: Gap;
  readonly touches: boolean;
}

export interface Report {
  readonly stacks: readonly Stack[];
  /** There is no stack among what was read, and not every stack could be seen. */
  readonly stacksHidden?: true;
  readonly matches: readonly Match[];
  readonly wires: readonly Wire[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
  /** Findings left out because the object's annotation promwire.dev/ignore names the check. */
  readonly suppressed: readonly { readonly check: string; readonly object: Ref }[];
}

// ── Profiles ─────────────────────────────────────────────────────────────────────────────────────

/** Any of these marks an application variant. */
export type Detection =
  | { readonly by: 'crd'; readonly name: string }
  | { readonly by: 'workload'; readonly image: string; readonly tag?: string }
  /** A metric that no other variant exports: tells them apart where there is only a Prometheus to ask. */
  | { readonly by: 'metric'; readonly name: string };

/** One step of a scrape's metric relabelings, in the operator's field names. */
export interface MetricRelabeling {
  readonly action: string;
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
  readonly regex?: string;
  readonly replacement?: string;
}

/** What to scrape, in terms of the application: never CRDs. */
export interface Scrape {
  readonly name: string;
  /** Labels of the application's Service, the default where no live Service is found. */
  readonly serviceLabels: Labels;
  readonly port: { readonly name: string; readonly number: number };
  readonly path: string;
  readonly interval: string;
  readonly metricRelabelings: readonly MetricRelabeling[];
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Labels;
}
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}

/** A dashboard in terms of queries and meaning; render/dashboard turns it into Grafana's model. */
export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly DashboardRow[];
  readonly links?: readonly DashboardLink[];
}
export interface DashboardVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(SELECTOR, LABEL)`; its result fills the variable. */
  readonly query: string;
  readonly multi: boolean;
  /** One value is always chosen; else "All" can be, and is at first. */
  readonly required?: true;
  /** Not shown: it matters only where series of several clusters meet. A link may still set it. */
  readonly hidden?: true;
}
/** `url` may use the dashboard's variables; in a table's column also `${__data.fields["title"]}`. */
export interface DashboardLink {
  readonly title: string;
  readonly url: string;
}
export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}
/** What a colour stands for; the renderer chooses colours that colour-blind readers tell apart. */
export type Meaning = 'good' | 'warn' | 'bad' | 'neutral';
export interface ValueMeaning {
  readonly value: string;
  readonly text: string;
  readonly meaning: Meaning;
}
/** A column of a table: a label, or the value of the query of that index. Columns not named are not shown. */
export interface TableColumn {
  readonly from: { readonly label: string } | { readonly query: number };
  readonly title: string;
  readonly unit?: string;
  readonly width?: number;
  readonly mappings?: readonly ValueMeaning[];
  readonly thresholds?: PanelSpec['thresholds'];
  readonly link?: DashboardLink;
}
export interface PanelSpec {
  readonly title: string;
  readonly description: string;
  readonly kind: 'stat' | 'timeseries' | 'table' | 'state-timeline';
  readonly queries: readonly { readonly expr: string; readonly legend?: string; readonly instant?: boolean }[];
  /** Grafana unit id: "s", "percentunit", "short". */
  readonly unit?: string;
  /** Width and height in Grafana's 24-column grid. */
  readonly width: number;
  readonly height: number;
  readonly thresholds?: readonly { readonly from: number | null; readonly meaning: Meaning }[];
  /** Graphs only: draw the thresholds as lines. */
  readonly thresholdLines?: true;
  readonly min?: number;
  readonly max?: number;
  readonly mappings?: readonly ValueMeaning[];
  /** Tables only: the rows of all queries are joined on their common labels, sorted by the title of a column. */
  readonly columns?: readonly TableColumn[];
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
  /** Shown where a query has no data. */
  readonly noValue?: string;
  readonly links?: readonly DashboardLink[];
}

/** What must hold once an application is wired in. Queries are instant PromQL. */
export type ProfileExpectation =
  | { readonly kind: 'target-up' }
  | { readonly kind: 'rule-loaded' }
  | { readonly kind: 'series-present'; readonly query: string; readonly pendingUntil?: string }
  | { readonly kind: 'dashboard-present' };

export interface ProfileVariant {
  readonly id: string;
  readonly title: string;
  readonly detect: readonly Detection[];
  readonly scrape: Scrape;
  readonly rules: readonly RuleGroup[];
  /** Names of those alerts that are false in a Prometheus that holds only some of the targets, or none. */
  readonly absenceAlerts?: readonly string[];
  /** The kind of its own objects that it tells apart by name alone, whatever their namespace. `crd`: name of its CRD. */
  readonly keyedByName?: { readonly group: string; readonly kind: string; readonly crd: string };
  readonly dashboards: readonly DashboardSpec[];
  readonly expectations: readonly ProfileExpectation[];
  /** Helm values of the application's own chart that mend its monitor. `{release}` style placeholders are label values. */
  readonly chart?: {
    readonly name: string;
    /** Label keys of the chart's own monitor that a value sets. */
    readonly monitorLabels: Readonly<Record<string, string>>;
    /** The value that switches the chart's own monitor off. */
    readonly monitorEnabled: string;
  };
}

/** Something that a person can set in a profile's rules. */
export interface RuleSetting {
  readonly name: string;
  /** duration: as Prometheus writes it. share: between 0 and 1. count: a whole number. factor: a number above 0. */
  readonly form: 'duration' | 'share' | 'count' | 'factor' | 'url';
  readonly least?: number;
  /** Another setting, which must not be larger. */
  readonly notBelow?: string;
  /** As a person writes it. */
  readonly standard: string;
  readonly help: string;
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly namespace: string;
  readonly variants: readonly ProfileVariant[];
  /** What can be set in its rules. */
  readonly settings: readonly RuleSetting[];
  /**
   * The variant of that id under other settings, undefined where there is none. `values`: by setting, durations in
   * seconds. `severities`: by alert.
   */
  readonly tuned: (
    variant: string,
    values: Readonly<Record<string, number | string>>,
    severities: Readonly<Record<string, string>>,
  ) => ProfileVariant | undefined;
}

// ── Plans and verification ───────────────────────────────────────────────────────────────────────

export type Step = 'rights' | 'rules' | 'monitor' | 'dashboard';

export type Change =
  /** Our own object, by server-side apply. */
  | { readonly action: 'apply'; readonly step: Step; readonly manifest: Manifest; readonly why: string }
  /** Somebody's unowned object: only these label keys. null: absent. */
  | {
      readonly action: 'set-labels';
      readonly step: Step;
      readonly object: Ref;
      readonly labels: readonly {
        readonly key: string;
        readonly was: string | null;
        readonly becomes: string | null;
        readonly lastWrittenBy?: string;
      }[];
      readonly why: string;
    };

/** A sentence for a person, and the command that goes with it, to be copied as it is. */
export interface Advice {
  readonly text: string;
  readonly command?: string;
}

export interface Blocked {
  readonly object: Ref;
  readonly why: string;
  readonly remedy: string;
}

export interface Plan {
  readonly profile: string;
  readonly variant: string;
  readonly stack: Ref;
  readonly changes: readonly Change[];
  readonly blocked: readonly Blocked[];
  /** What could not be seen and must be before anything is written. */
  readonly unknown: readonly Gap[];
  /** What mends the source (Helm value, parent object), printed and never done. */
  readonly advice: readonly Advice[];
  readonly expectations: readonly Expectation[];
}

export type Expectation =
  | {
      readonly kind: 'target-up';
      readonly stack: Ref;
      readonly monitor: Ref;
      readonly endpoints: number;
      readonly expected?: number;
      /** Every shard scrapes all of the targets. */
      readonly everyShard?: true;
    }
  | {
      readonly kind: 'rule-loaded';
      readonly stack: Ref;
      readonly rule: Ref;
      readonly groups: readonly string[];
      /** Group -> its alerts and records in order; tells the new content from one loaded earlier. */
      readonly rules?: Readonly<Record<string, readonly ExpectedRule[]>>;
      /** The operator rewrites the expressions: what is loaded is not what was written. */
      readonly rewritten?: true;
    }
  | {
      readonly kind: 'series-present';
      readonly stack: Ref;
      readonly query: string;
      readonly title: string;
      readonly pendingWhenEmpty?: string;
      /** In every shard; else one is enough. */
      readonly everyShard?: true;
    }
  /** Every query of a dashboard is answered; a panel may be empty. */
  | {
      readonly kind: 'queries-succeed';
      readonly stack: Ref;
      readonly title: string;
      readonly queries: readonly string[];
    }
  | {
      readonly kind: 'dashboard-present';
      readonly stack?: Ref;
      readonly object: Ref;
      /** Labels without which nothing shows it. */
      readonly labels?: Labels;
    };

export interface ExpectedRule {
  readonly name: string;
  readonly expr: string;
}

export interface Verification {
  readonly expectation: Expectation;
  readonly outcome: 'met' | 'pending' | 'not-met' | 'unknown';
  /** One line: "2/2 targets up", "0/2 up: connection refused". */
  readonly detail: string;
  /** What must happen first, as the object of "waiting for …". */
  readonly waitingFor?: string;
  /**
   * Who can still change a pending or unknown outcome without another step of ours: the stack (worth waiting for),
   * or the application (pods that start, a check that has not run: a reason of its own, and no failure). Absent: nobody.
   */
  readonly waitingOn?: 'stack' | 'application';
  /** target-up: one URL scraped through two pools of the same stack. */
  readonly duplicates?: readonly { readonly address: string; readonly pools: readonly string[] }[];
}

// ── What a running stack says of itself ──────────────────────────────────────────────────────────

/** Why a running system gave no usable answer. `refused`: it understood the request and declined it, as with bad PromQL. */
export interface Unanswered {
  readonly kind: 'unknown';
  readonly reason:
    | 'no-address'
    | 'unreachable'
    | 'not-ready'
    | 'timeout'
    | 'unauthorized'
    | 'forbidden'
    | 'not-found'
    | 'not-prometheus'
    | 'bad-answer'
    | 'refused';
  /** What was asked and what came back. Never holds a credential. */
  readonly detail: string;
  /** What to do next. */
  readonly next: string;
}
export type Answer<T> = { readonly kind: 'ok'; readonly value: T; readonly warnings: readonly string[] } | Unanswered;

/** One running Prometheus. `shard` and `replica` are absent where they are not known (a URL, a Service). */
export interface Instance {
  readonly name: string;
  readonly shard?: number;
  readonly replica?: number;
}

/** Where an instance answers HTTP inside the cluster, for the API server's proxy or a port-forward. */
export interface InstanceAddress {
  readonly instance: Instance;
  readonly via: 'pods' | 'services';
  readonly namespace: string;
  readonly name: string;
  readonly port: string | number;
  readonly scheme: 'http' | 'https';
  /** spec.routePrefix without a trailing slash; '' at the root. */
  readonly prefix: string;
  /** It listens inside its pod only (spec.listenLocal): a port-forward gets there, the proxy does not. */
  readonly localOnly: boolean;
}

/** The running instances of a stack, and how each can be reached; the addresses of one are tried in order. */
export interface InstanceReach {
  readonly instances: readonly {
    readonly instance: Instance;
    readonly addresses: readonly InstanceAddress[];
    /** It cannot answer yet: no address was given to its pod. */
    readonly problem?: Unanswered;
  }[];
  /** A Service in front of all of them, for those who may not reach pods: any one of them answers. */
  readonly shared?: InstanceAddress;
  /** Why there is nothing to ask. */
  readonly problem?: Unanswered;
}

/** One active target of /api/v1/targets. */
export interface ScrapedTarget {
  readonly pool: string;
  /** What is scraped, without credentials: "http://10.244.0.7:8080/metrics". */
  readonly url: string;
  /** host:port of the URL. */
  readonly address: string;
  readonly labels: Labels;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}
export interface TargetList {
  readonly active: readonly ScrapedTarget[];
  /** Pool -> number of addresses that relabeling dropped. Empty before Prometheus 2.48. */
  readonly dropped: Readonly<Record<string, number>>;
}
export interface LoadedRule {
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError: string;
}
export interface LoadedRuleGroup {
  readonly name: string;
  readonly file: string;
  readonly rules: readonly LoadedRule[];
}
/** One series of an instant query's result. A scalar is one sample without labels. */
export interface Sample {
  readonly labels: Labels;
  readonly value: string;
}

/**
 * The names of the jobs of monitors in the configuration that the operator generated for a stack. Nothing else of it is
 * kept: credentials stand in it. `unknown`: the Secret with it could not be read.
 */
export type Generated =
  | { readonly kind: 'ok'; readonly stack: Ref; readonly jobs: readonly string[] }
  | { readonly kind: 'unknown'; readonly stack: Ref; readonly gap: Gap };

/** Absent: not asked. */
export interface InstanceObservation {
  readonly instance: Instance;
  readonly targets?: Answer<TargetList>;
  readonly rules?: Answer<readonly LoadedRuleGroup[]>;
  /** Names of the jobs in the configuration that is running. */
  readonly jobs?: Answer<readonly string[]>;
  /** Did the last reload of the configuration succeed? */
  readonly reloaded?: Answer<boolean>;
  /** By expression. */
  readonly queries: Readonly<Record<string, Answer<readonly Sample[]>>>;
}
/** One matcher of a route; an alert without the label is compared as if its value were "". */
export interface RouteMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}
/** A route of an Alertmanager. `receiver` is absent where the one of the route above holds. */
export interface AlertRoute {
  readonly receiver?: string;
  readonly matchers: readonly RouteMatcher[];
  readonly continue: boolean;
  readonly routes: readonly AlertRoute[];
  /** Names of intervals in which it tells nobody, and outside of which it tells nobody. */
  readonly muteIntervals?: readonly string[];
  readonly activeIntervals?: readonly string[];
  /** The object that it comes from. */
  readonly from?: Ref;
  /** The routes below are in a Secret, which is never read. */
  readonly unread?: string;
}
/** What an Alertmanager does with alerts. `receivers`: name -> kinds of its integrations ("webhook"); none: nobody is told. */
export interface Routing {
  readonly route: AlertRoute;
  readonly receivers: Readonly<Record<string, readonly string[]>>;
  /** What holds alerts back for a time; absent where only objects were read. */
  readonly holds?: AlertHolds;
}
export interface AlertHolds {
  /** Those in force now. */
  readonly silences: Answer<readonly AlertSilence[]>;
  readonly inhibitions: readonly AlertInhibition[];
  /** By the name of a time interval: is it now within it? */
  readonly intervals: Readonly<Record<string, 'in' | 'out' | 'unknown'>>;
}
export interface AlertSilence {
  readonly id: string;
  readonly matchers: readonly RouteMatcher[];
  /** RFC 3339. */
  readonly until: string;
  readonly by: string;
  readonly comment: string;
}
/** While an alert of `source` fires, those of `target` with the same values of the labels `equal` tell nobody. */
export interface AlertInhibition {
  readonly source: readonly RouteMatcher[];
  readonly target: readonly RouteMatcher[];
  readonly equal: readonly string[];
}
export interface StackObservation {
  readonly stack: Ref;
  /** Alertmanagers only: the configuration that is running, without its secrets. */
  readonly routing?: Answer<Routing>;
  readonly capabilities: readonly Capability[];
  readonly shards: number;
  /** Pods of each shard, as its owner wants them. */
  readonly replicas?: number;
  /** One per shard and replica that has an address. */
  readonly instances: readonly InstanceObservation[];
  /** Why there is no instance to ask. */
  readonly problem?: Unanswered;
  /** Objects the operator is known to have, or not yet to have, written into the stack's configuration. */
  readonly written?: readonly { readonly object: Ref; readonly written: boolean }[];
  /** Objects that stand in the way themselves, so that no waiting helps: a sentence each. `needs`: what the application's owner must do. */
  readonly amiss?: readonly { readonly object: Ref; readonly why: string; readonly needs?: string }[];
  /** Scrape pools of all monitors that the stack selects now; a pool of another monitor goes with the next reload. */
  readonly pools?: readonly string[];
}
export interface Observed {
  readonly stacks: readonly StackObservation[];
  /** The wires of the monitors in question as the cluster shows them now; [] where not read. */
  readonly wires: readonly Wire[];
  /** Objects that an expectation names. */
  readonly objects: readonly {
    readonly object: Ref;
    readonly seen: 'present' | 'absent' | 'unknown';
    readonly labels?: Labels;
    readonly detail?: string;
  }[];
}
