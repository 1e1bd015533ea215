/** Fixes that are carried out: fields of objects, and what is left. */
import type { Finding } from './finding.ts';
import type { PatchField } from './field.ts';
import type { JsonObject, Manifest, Ref } from './kube.ts';

/**
 * How a finding is fixed: fields of the object, what the source of an owned one takes, a copy next to it, the selector of
 * the stack, a Role, a policy of the API server.
 */
export type Way = 'object' | 'source' | 'copy' | 'selector' | 'rights' | 'policy';

/** A way that can be chosen, and what it costs. */
export interface PricedWay {
  readonly how: Way;
  readonly price: string;
  /** The line to paste, where promwire does not do it itself. */
  readonly command?: string;
}

/** Fields of one object that are changed, for the findings that go with them. */
export interface ObjectFix {
  readonly object: Ref;
  /** Objects of promwire's own that are made for it. */
  readonly makes?: readonly Manifest[];
  /** Other ways to the same end. */
  readonly ways?: readonly PricedWay[];
  /** Each path once; `becomes: null` removes it. */
  readonly fields: readonly PatchField[];
  readonly findings: readonly Finding[];
}

/** What is not fixed, and why, as a sentence. */
export interface LeftAlone {
  readonly object: Ref;
  /** Causes that stay with it. */
  readonly checks?: readonly string[];
  readonly why: string;
  /** Ways to fix it that can be chosen. */
  readonly ways?: readonly PricedWay[];
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
