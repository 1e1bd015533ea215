/*
 * Objects that no file brings, because something in the cluster makes them: one row for each kind that does, with what it
 * makes. `{name}` is the name of the object, `{spec.a.b}` a field of it; a pattern whose field is absent makes nothing; `*`
 * stands for any text. Nothing is concluded from a row but who makes an object: that it is not among files is no fault anyway.
 */

export interface Made {
  readonly kind: 'Secret' | 'ConfigMap' | 'Service' | 'Pod';
  readonly names?: readonly string[];
  /** Labels that it has, by which monitors find it. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Maker {
  readonly group: string;
  readonly kind: string;
  /** In every namespace, and not in its own alone. */
  readonly anywhere?: true;
  readonly makes: readonly Made[];
  /** Where in the project's source that is written. */
  readonly source: string;
}

/** Rows of what is made: Secrets and Services by name, Services and pods by the labels that monitors ask for. */
export const secret = (...names: readonly string[]): Made => ({ kind: 'Secret', names });
export const service = (labels: Made['labels'], ...names: readonly string[]): Made => ({
  kind: 'Service',
  names,
  ...(labels === undefined ? {} : { labels }),
});
export const pods = (labels: Readonly<Record<string, string>>): Made => ({ kind: 'Pod', labels });

export const KUBERNETES = 'app.kubernetes.io';
