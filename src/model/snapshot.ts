/** What was read, and what could not be. */
import type { KubeObject, Origin } from './kube.ts';

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
  /** Only workloads that promwire knows by an image or the name of a container were read; all were looked through. */
  readonly known?: true;
  /** False: some objects may be missing (files); absence of one object is then unknown. */
  readonly complete: boolean;
}

/** A list, or an object by its name, that an answer needs and that was not asked for. */
export interface Unread {
  readonly group: string;
  readonly kind: string;
  /** Absent: every namespace. */
  readonly namespace?: string;
  readonly name?: string;
  /** Only those that carry this label. */
  readonly label?: string;
  /** Only the workloads that promwire knows. */
  readonly known?: true;
}

/** A request to the API server that did not bring what it should. Everything in it is printable and on one line. */
export interface FailedRequest {
  readonly verb: 'list' | 'get' | 'create';
  /** As RBAC names it, with its group: "services", "servicemonitors.monitoring.coreos.com", "pods/proxy". */
  readonly resource: string;
  /** `cluster`: of a resource that has no namespaces; `namespace`: that of the gap. */
  readonly scope: 'cluster' | 'all-namespaces' | 'namespace';
  /** Name of the object, of a get. */
  readonly name?: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** What the answer said; absent where it was empty, or a page. */
  readonly server?: string;
  /** The user whom the API server refused, as it names them. */
  readonly user?: string;
  /** The answer is not one of an API server. */
  readonly foreign?: true;
  /** What is wrong with the contents of an answer of status 200: "has no items". */
  readonly problem?: string;
}

/** Something that could not be seen, as data; kube/gap-text.ts words it. */
export interface Gap {
  readonly reason: 'forbidden' | 'crd-missing' | 'invalid' | 'not-read' | 'unreachable';
  readonly reads: { readonly group: string; readonly kind: string; readonly namespace?: string };
  /** The request that failed. Absent: nothing was asked, or the gap is not about a request. */
  readonly request?: FailedRequest;
  /** Namespaces that were read in place of all. */
  readonly readInstead?: readonly string[];
  /** What is not known, in sentences, where the request or the reason does not tell it. */
  readonly sentence?: string;
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
