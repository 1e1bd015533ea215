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
