/** What could not be seen. */
import type { Origin } from './kube.ts';

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
  /**
   * `not-judged`: it was seen, and is not what promwire judges (another reader of monitors). `not-among-files`: files are
   * not a listing, so one more of the kind may be elsewhere. No question is open for it: what is there decides.
   */
  readonly reason:
    'forbidden' | 'crd-missing' | 'invalid' | 'not-read' | 'unreachable' | 'not-judged' | 'not-among-files';
  /** `name`: of one object alone, which was seen and costs too much to judge; the others of its kind are known. */
  readonly reads: {
    readonly group: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  /** The request that failed. Absent: nothing was asked, or the gap is not about a request. */
  readonly request?: FailedRequest;
  /** Namespaces that were read in place of all. */
  readonly readInstead?: readonly string[];
  /** What is not known, in sentences, where the request or the reason does not tell it. */
  readonly sentence?: string;
  readonly origin?: Origin;
  /**
   * `running`: what a running stack would have had to say. `unreferred`: what is never read and may hold one more, while
   * nothing that was read refers to it. `made`: no file brings it, because something in the cluster makes it.
   * `brought`: what the files bring in is not among them. `unmatched`: others of the kind are among the files, and none fits.
   */
  readonly about?: 'running' | 'unreferred' | 'made' | 'brought' | 'unmatched';
}
