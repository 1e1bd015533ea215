/** Fixes that are carried out: fields of objects, and what is left. */
import type { Finding } from './finding.ts';
import type { PatchField } from './field.ts';
import type { Ref } from './kube.ts';

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
