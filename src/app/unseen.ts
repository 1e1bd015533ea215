import { gapText } from '../kube/gap-text.ts';
import type { Gap, Refusal } from '../model/index.ts';

/** What may not be seen is not written over. */
export function unseen(gap: Gap): Refusal {
  return { kind: gap.reason === 'forbidden' ? 'forbidden' : 'failed', message: gapText(gap) };
}
