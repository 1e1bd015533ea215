/** What uninstall takes back. */
import type { Ref } from './kube.ts';
import type { SettingChange } from './plan.ts';

/** What uninstall would do, as data. */
export interface Removal {
  readonly remove: readonly { readonly ref: Ref; readonly uid: string }[];
  readonly restore: readonly Restore[];
  /** Settings of alerts that go with the rules that keep them; `was`: as shipped. */
  readonly settings: readonly SettingChange[];
  readonly left: readonly { readonly ref: Ref; readonly why: string }[];
  /** Lists of other namespaces that were refused: what setup put there for this application is not known. */
  readonly unseen: readonly string[];
}

export interface Restore {
  readonly ref: Ref;
  readonly uid: string;
  readonly labels: readonly { readonly key: string; readonly is: string | null; readonly becomes: string | null }[];
}
