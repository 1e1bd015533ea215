/** A whole Kubernetes object as the test bed writes and reads it: unlike the model's, with every field and status. */
export interface KubeThing {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly OwnerReference[];
  };
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** True when every label of `wanted` is on the object; an empty `wanted` matches nothing, as for a Service. */
export const hasLabels = (
  labels: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean => {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels?.[key] === value);
};

/** `namespace/name`, the key of an object among its kind. */
export const keyOf = (object: KubeThing): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
