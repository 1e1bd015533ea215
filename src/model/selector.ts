/** Label selectors, decoded. */

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A decoded label selector. null and {} are already told apart by the side that decoded it. */
export type Selector =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'everything' }
  | { readonly kind: 'own-namespace' }
  | { readonly kind: 'matching'; readonly requirements: readonly Requirement[] }
  | { readonly kind: 'invalid'; readonly reason: string };
