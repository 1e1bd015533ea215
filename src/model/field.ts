/** Fields of objects that change. */
import type { Json } from './kube.ts';

/** One field of an object, by path ("spec", "endpoints", "0", "port"); `becomes: null` removes it. */
export interface PatchField {
  readonly path: readonly string[];
  readonly was: Json;
  readonly becomes: Json;
}
