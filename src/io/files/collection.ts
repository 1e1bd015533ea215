/** What reading files has brought so far. */
import type { FieldProblem, Gap, JsonObject } from '../../model/index.ts';
import type { ReadObject } from './read-object.ts';
import type { Source } from './releases/draft.ts';
import type { SnapshotHeader } from './snapshot-file.ts';

/** What has been read so far. */
export interface Collection {
  readonly objects: ReadObject[];
  readonly gaps: Gap[];
  readonly headers: SnapshotHeader[];
  /** group/Kind of the objects that no snapshot header speaks for. */
  readonly plainKinds: Set<string>;
  /** Where documents without apiVersion and kind stand. */
  readonly foreign: string[];
  /** Documents that do not parse and look like no object: where one stood before, it is not known. */
  readonly strangers: Gap[];
  /** Files with templates of charts. */
  readonly templates: string[];
  /** Where documents stand that a tool fills in first: those of charts are in `templates`. */
  readonly unfilled: string[];
  /** Where documents stand whose fields SOPS encrypted. */
  readonly encrypted: string[];
  /** Where plain rule files of Prometheus stand. */
  readonly ruleFiles: string[];
  /** Kinds promwire does not read, with how many of each. */
  readonly unknownKinds: Map<string, number>;
  /** Documents that have a say in which charts are installed. */
  readonly sources: Source[];
  /** Folders whose patches only kustomize can apply, and that it did not build. */
  readonly unbuilt: readonly string[];
  /** Those that it built. */
  readonly built: ReadonlySet<string>;
  /** Objects are kept as they are written, too, for patches. */
  keep?: true;
  /** What the API server would say of an object; set once a file is read. */
  problems?: (raw: JsonObject) => readonly FieldProblem[];
}

export function newCollection(): Collection {
  return {
    objects: [],
    gaps: [],
    headers: [],
    plainKinds: new Set(),
    foreign: [],
    strangers: [],
    templates: [],
    unfilled: [],
    encrypted: [],
    ruleFiles: [],
    unknownKinds: new Map(),
    sources: [],
    unbuilt: [],
    built: new Set(),
  };
}
