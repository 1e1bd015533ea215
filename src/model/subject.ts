/** What a question is about, parsed once out of the words of a command line. */

export type Subject =
  | { readonly kind: 'everything' }
  | { readonly kind: 'profile'; readonly id: string }
  | { readonly kind: 'object'; readonly object: NamedObject }
  | { readonly kind: 'metric'; readonly name: string }
  | { readonly kind: 'alert'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** An object by its kind and name; its namespace is looked up. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As it was written: "smon/web". */
  readonly word: string;
}
