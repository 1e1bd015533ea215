import type { Gap } from '../model/index.ts';

/** One object that was seen and is not judged, since it costs too much; the others of its kind are known. */
export function isOfOneObject({ reads }: Gap): boolean {
  return reads.name !== undefined;
}
