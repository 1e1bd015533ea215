/** Plans: what is to be changed. */
import type { PatchField } from './field.ts';
import type { Json, Manifest, Ref } from './kube.ts';
import type { Refusal } from './refusal.ts';
import type { Gap } from './gap.ts';
import type { Expectation } from './verification.ts';

export type Step = 'rights' | 'rules' | 'monitor' | 'dashboard';

export type Change =
  /** Our own object, by server-side apply. */
  | { readonly action: 'apply'; readonly step: Step; readonly manifest: Manifest; readonly why: string }
  /** An unowned object: only these label keys. null: absent. */
  | {
      readonly action: 'set-labels';
      readonly step: Step;
      readonly object: Ref;
      readonly labels: readonly {
        readonly key: string;
        readonly was: string | null;
        readonly becomes: string | null;
        readonly lastWrittenBy?: string;
      }[];
      readonly why: string;
    }
  /**
   * An unowned object: only these fields. null: absent. `undoes`: it takes back what an earlier one set. `entries`: a mark of
   * the entries of lists that they are in, as they were looked at: others may come in front of them before the write.
   */
  | {
      readonly action: 'set-fields';
      readonly step: Step;
      readonly object: Ref;
      readonly fields: readonly PatchField[];
      readonly undoes?: true;
      readonly entries?: string;
      readonly why: string;
    }
  /** An object of our own that is no longer needed. */
  | {
      readonly action: 'remove';
      readonly step: Step;
      readonly object: Ref;
      readonly uid: string;
      readonly why: string;
    };

/** A sentence for a person, and the command that goes with it, to be copied as it is. */
export interface Advice {
  readonly text: string;
  readonly command?: string;
  /** It is about what is there, whether the plan is carried out or not: verify says it too. */
  readonly standing?: true;
}

export interface Blocked {
  readonly object: Ref;
  readonly why: string;
  readonly remedy: string;
}

/** One thing that a plan sets otherwise in the alerts, in the words of a settings file. */
export interface SettingChange {
  /** `alert`: its severity, or `off`. */
  readonly kind: 'setting' | 'alert' | 'label';
  readonly name: string;
  /** Absent: a label that is not there. */
  readonly was?: string;
  readonly becomes?: string;
  /** Of a label: on this alert only. */
  readonly alert?: string;
  /** Of a label: on how many alerts. */
  readonly alerts?: number;
}

export interface Plan {
  readonly profile: string;
  readonly variant: string;
  readonly stack: Ref;
  /** What it sets otherwise in the alerts than an earlier run, or than they are shipped. */
  readonly settings: readonly SettingChange[];
  readonly changes: readonly Change[];
  readonly blocked: readonly Blocked[];
  /** What could not be seen and must be before anything is written. */
  readonly unknown: readonly Gap[];
  /** What fixes the source (Helm value, parent object), printed and never done. */
  readonly advice: readonly Advice[];
  readonly expectations: readonly Expectation[];
}

/**
 * One field that differs; `was` or `becomes` is absent where it is not there. Paths as people write them:
 * "spec.endpoints[0].port", or with a name where entries have one: "spec.groups[web].rules[WebDown].expr".
 */
export interface FieldChange {
  readonly path: string;
  readonly was?: Json | undefined;
  readonly becomes?: Json | undefined;
  /**
   * What became of a named entry as a whole, or `order`: the list at `path` has the same entries in another order, and
   * `was` and `becomes` are their names.
   */
  readonly entry?: 'added' | 'removed' | 'order';
}

/** What one change comes to on the server (or, without one, as far as is known). */
export interface Difference {
  readonly change: Change;
  readonly state: 'create' | 'update' | 'remove' | 'unchanged';
  /** For `update`: the fields that differ. */
  readonly fields: readonly FieldChange[];
}

/** What a change would come to, or why the server refuses it. */
export type TrialResult =
  | { readonly kind: 'difference'; readonly difference: Difference; readonly serverSide: boolean }
  /** `difference`: another owner changed an object of our own; what taking it back would come to. */
  | {
      readonly kind: 'refused';
      readonly change: Change;
      readonly refusal: Refusal;
      readonly difference?: Difference | undefined;
    };
