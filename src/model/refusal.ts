/** Why the API server did not do a write. */

/** Fields one manager owns: ".metadata.labels.release" of "helm". */
export interface FieldConflict {
  readonly manager: string;
  readonly fields: readonly string[];
}

/** Why a write was not done, or is not known to be. Every `message` is one printable line of the server's words. */
export type Refusal =
  /** RBAC (or another authorizer) says no. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** Other managers own fields we would set. */
  | { readonly kind: 'conflict'; readonly owners: readonly FieldConflict[]; readonly message: string }
  /** The object is another one than we saw (uid or resourceVersion differ), or changed meanwhile. */
  | { readonly kind: 'changed'; readonly message: string }
  /** The schema, strict field validation, quota or a terminating namespace refused it. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** An admission or conversion webhook (or admission policy): it said no, was slow, or could not be called. */
  | {
      readonly kind: 'webhook';
      readonly webhook: string;
      readonly cause: 'denied' | 'timeout' | 'unreachable';
      readonly message: string;
    }
  /** `resource`: the kind is not installed; `namespace`; or the `object` itself (of a delete or a patch). */
  | { readonly kind: 'missing'; readonly what: 'resource' | 'namespace' | 'object'; readonly message: string }
  /** The server failed in another way (5xx, 429 to the end, an answer that is none). `unclear`: it may have been done all the same. */
  | { readonly kind: 'failed'; readonly message: string; readonly unclear?: true };
