/** Fixes that are carried out: fields of objects, and what is left. */
import type { Finding } from './finding.ts';
import type { PatchField } from './field.ts';
import type { JsonObject, Ref } from './kube.ts';

/** Fields of one object that are changed, for the findings that go with them. */
export interface ObjectFix {
  readonly object: Ref;
  /** Each path once; `becomes: null` removes it. */
  readonly fields: readonly PatchField[];
  readonly findings: readonly Finding[];
}

/** A fix that is known and not made: why, as a sentence. */
export interface LeftAlone {
  readonly object: Ref;
  readonly why: string;
}

/** Fields of objects that another owner writes, as what its source takes. */
export interface SourceFix {
  /** "Helm release web in namespace shop". */
  readonly owner: string;
  readonly objects: readonly Ref[];
  /** Below the folder that is written, with `/`. */
  readonly file: string;
  /** The document to write. `patch` next to `target` is data here, and a text of YAML in the file. */
  readonly content: JsonObject;
  /** Another file that goes with it. */
  readonly script?: { readonly file: string; readonly text: string };
  /** What to do with it: sentences, and commands to paste. */
  readonly how: string;
  readonly commands: readonly string[];
}
