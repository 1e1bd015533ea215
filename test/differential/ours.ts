import type { Analysis } from '../../src/judge/analysis.ts';
import { analyse } from '../../src/judge/analysis.ts';
import type { Rulebook } from '../../src/judge/analysis.ts';
import { buildWorld } from '../../src/world/world.ts';
import { openKube } from '../../src/io/kube/connect/open.ts';
import { readCluster } from '../../src/app/read.ts';
import type { Judgement, KubeObject, Snapshot } from '../../src/model/index.ts';
import { nameOf } from './pairs.ts';

/** The snapshot that `promwire check` reads, without what the operator itself says of an object. */
export const readOurs = async (kubeconfig: string): Promise<Snapshot> => {
  const { signal } = new AbortController();
  const kube = await openKube({ kubeconfig, env: {}, signal });
  try {
    const snapshot = await readCluster(kube, { signal });
    return withoutAnswers(snapshot);
  } finally {
    kube.close();
  }
};

/** Bindings, and Events of rejections, are the answer that we are compared with: we may not look at it. */
export const withoutAnswers = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  objects: snapshot.objects.filter(({ kind }) => kind !== 'Event').map(withoutBindings),
});

const withoutBindings = (object: KubeObject): KubeObject => {
  const { status } = object.body;
  if (status === null || typeof status !== 'object' || !('bindings' in status)) return object;
  const { bindings: _, ...rest } = status;
  return { ...object, body: { ...object.body, status: rest } };
};

/** Our verdict on every pair, by pairKey. The rulebook is given, so that one with a mistake can be tried. */
export const matches = (snapshot: Snapshot, rulebook: Rulebook): ReadonlyMap<string, Judgement> => {
  const analysis: Analysis = analyse(buildWorld(snapshot), rulebook);
  const answer = new Map<string, Judgement>();
  for (const stack of analysis.stacks)
    for (const object of analysis.subjects())
      answer.set(`${nameOf(object)} @ ${nameOf(stack.object)}`, analysis.judgement(object, stack));
  return answer;
};
