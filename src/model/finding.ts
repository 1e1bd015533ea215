/** Findings, their fixes, and the report that contains them. */
import type { Judgement } from './judgement.ts';
import type { JsonObject, Labels, Manifest, Origin, Ref } from './kube.ts';
import type { Wire } from './monitor.ts';
import type { PatchField } from './field.ts';
import type { Gap } from './gap.ts';
import type { Advice } from './plan.ts';
import type { Stack } from './stack.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What would fix a finding, as data. */
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

/** One answer about one object (and, for most checks, one stack). Words are data here; renderers only lay them out. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly object: Ref;
  readonly stack?: Ref;
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy: string;
  /** Lines to paste, which do what the remedy says. */
  readonly commands?: readonly string[];
  /** Other ways to the same end, each with what it costs. */
  readonly instead?: readonly Advice[];
  readonly evidence: JsonObject;
  readonly fix?: Fix;
  /** The field of `object` that is at fault, by path ("spec", "endpoints", "0", "port"). */
  readonly field?: readonly string[];
  /** Objects that have no finding of their own because this one speaks for them. */
  readonly speaksFor?: readonly Ref[];
  readonly origin?: Origin;
}

/** What could not be answered. `touches`: the answer depends on it; else it is a check that was not made. */
export interface Unknown {
  readonly check?: string;
  readonly gap: Gap;
  readonly touches: boolean;
}

export interface Report {
  readonly stacks: readonly Stack[];
  /** There is no stack among what was read, and not every stack could be seen, or (`of-files`) only files were read. */
  readonly stacksHidden?: 'unseen' | 'of-files';
  /** What is the matter with stacks themselves, whatever they take: "is paused". */
  readonly troubles?: readonly { readonly stack: Ref; readonly says: readonly string[] }[];
  /** What else reads monitors here, by what it was recognised; it is not judged. */
  readonly readers?: readonly { readonly title: string; readonly mark: string }[];
  /** It is about an application, so what is scraped of that is part of the answer. */
  readonly application?: true;
  /** Stacks that could take objects which are here and were not asked about, with the number of these. */
  readonly aside?: readonly { readonly stack: Ref; readonly count: number }[];
  readonly judgements: readonly Judgement[];
  readonly wires: readonly Wire[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
  /** Findings left out: the object's annotation promwire.dev/ignore names the check, or promwire.yaml excuses it. */
  readonly suppressed: readonly Suppressed[];
}

/** A finding that is left out; `excused`: by promwire.yaml, for that reason and until that day. */
export interface Suppressed {
  readonly check: string;
  readonly object: Ref;
  readonly excused?: { readonly reason: string; readonly until: string };
}
