import type { Rulebook } from '../../src/judge/analysis.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { compare } from './compare.ts';
import type { Comparison } from './compare.ts';
import { readEvidence } from './evidence.ts';
import { loadWorld } from './load.ts';
import { matches, readOurs } from './ours.ts';
import { truths } from './truth.ts';
import type { Truth } from './truth.ts';
import type { RandomWorld } from './world.ts';

/** What one world showed; `compareWith` can be asked again with another rulebook, without the cluster. */
export interface Seen {
  readonly refused: readonly string[];
  readonly snapshot: Snapshot;
  readonly truths: ReadonlyMap<string, Truth>;
}

/** Loads a world into a control plane of its own, lets the operator work, and reads both sides. */
export const seeWorld = async (world: RandomWorld): Promise<Seen> => {
  const { bed, refused } = await loadWorld(world);
  try {
    const evidence = await readEvidence(bed, world.oldOperator);
    return { refused, snapshot: await readOurs(bed.kubeconfig), truths: truths(evidence) };
  } finally {
    await bed.stop();
  }
};

export const compareWith = (seen: Seen, rulebook: Rulebook): Comparison =>
  compare(seen.truths, matches(seen.snapshot, rulebook));
