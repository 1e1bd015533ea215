/** What was read, and what could not be. */
import type { Gap } from './gap.ts';
import type { KubeObject, Origin, Ref } from './kube.ts';
import type { Observations } from './observation.ts';
import type { Release } from './release.ts';

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
  /** Bindings: all that are for these ServiceAccounts ("namespace/name") are there, also where `complete` is false. */
  readonly accounts?: readonly string[];
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

export interface Snapshot {
  readonly source: 'cluster' | 'files';
  readonly objects: readonly KubeObject[];
  readonly coverage: readonly Coverage[];
  readonly gaps: readonly Gap[];
  /** Version of the API server, "v1.36.3". */
  readonly kubernetes?: string;
  /** Charts that the files have a tool install. */
  readonly releases?: readonly Release[];
  /** Absent: no running stack was asked. */
  readonly observations?: Observations;
  /** Objects that a stack must take, as promwire.yaml has them. */
  readonly expected?: readonly Expected[];
}

/** An object that must be taken; `origin`: where that is written. */
export interface Expected {
  readonly object: Omit<Ref, 'apiVersion'>;
  readonly origin: Origin;
}
