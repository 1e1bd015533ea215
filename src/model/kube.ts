/** JSON, and Kubernetes objects as promwire holds them. */

/** Any JSON value. */
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
      /** In this file is what sets the field at fault, at this path, and not the object. */
      readonly sets?: readonly string[];
      /** Here is the value of a chart that the field at fault is from, by its path; that template puts it there. */
      readonly value?: ChartValue;
    };

/** A value of a chart ("serviceMonitor.labels.release"), and the template that makes something of it. */
export interface ChartValue {
  readonly path: string;
  readonly template: FilePlace;
}

/** One entry of metadata.managedFields, reduced to the label and annotation keys it owns. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly labels: readonly string[];
  /** Annotations of promwire's own that it wrote. */
  readonly marks?: readonly string[];
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
  /** It is not among the files: a release of a chart will make it. `origin` is that of the release. */
  readonly made?: Made;
  /** Read from a file, it names no namespace, and nothing tells which it will be in: any may be meant. */
  readonly homeless?: true;
  /** The template that a comment names above it, as `helm template` writes it: "web/charts/db/templates/service.yaml". */
  readonly template?: string;
  /** Where such a comment names it: what the other documents of its chart in the file tell. */
  readonly render?: Render;
  /** Read from a file: what the API server would prune or refuse in it. */
  readonly problems?: readonly FieldProblem[];
  /** Read from files: labels that are what a kustomization makes of them, by their keys. */
  readonly labelledBy?: Readonly<Record<string, LabelSetter>>;
}

/** What gives an object a label, or takes it away, after its own document; `by`: it in words. */
export interface LabelSetter {
  readonly by: string;
  readonly file: string;
  readonly document: number;
  readonly path: readonly string[];
}

/** What the documents of a chart, rendered into one file, tell of the release. */
export interface Render {
  readonly name?: string;
  /** That of its workloads, else of its accounts. */
  readonly namespace?: string;
  /** Of the chart that is installed. */
  readonly version?: string;
  /** The chart's own images are bitnami's: other projects have charts of the same names. */
  readonly bitnami?: true;
  /** Tells it apart from the other releases of charts in the repository. */
  readonly number?: number;
  /** The folder of the chart, where nothing among the files installs it: it is rendered with its own values. */
  readonly adrift?: string;
}

/** A line of a file. Both count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
}

/** What is known of an object that is not among the files: a release of a chart will make it. */
export interface Made {
  readonly by: Ref;
  readonly place: FilePlace;
  readonly chart: string;
  /** Kinds that the object selects by values that are not known: why, in a sentence. */
  readonly open: Readonly<Record<string, string>>;
  /**
   * Fields of its spec: the value of the chart that has the object select all, and the line where it is or belongs.
   * `slip`: what is written there, where it is not what it looks like.
   */
  readonly values: Readonly<
    Record<string, { readonly value: string; readonly place: FilePlace; readonly slip?: string }>
  >;
}

/**
 * A field that its CRD does not know (`unknown`: the API server drops it), or whose value is not allowed (`invalid`: it
 * refuses the object). `path` starts with "spec" or "metadata", or is "apiVersion": a version that the CRD does not serve.
 */
export interface FieldProblem {
  readonly kind: 'unknown' | 'invalid';
  readonly path: readonly string[];
  readonly message: string;
  /** The type that the value would have to be of. */
  readonly wants?: string;
  /** The field that was meant. */
  readonly near?: string;
  /** Of an unknown field: the only one next to it whose name is a slip of the pen away. */
  readonly slip?: string;
  /** What makes it right, where there is one right answer. */
  readonly right?: readonly { readonly path: readonly string[]; readonly was: Json; readonly becomes: Json }[];
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
