import type { Judgement, Snapshot } from '../../src/model/index.ts';
import { kindKeyOf } from '../../src/kube/refs.ts';
import type { Disagreement } from './compare.ts';
import type { Random } from './random.ts';
import type { Truth } from './truth.ts';

/** What may be left out of the files of a world: what is asked about and what takes it is there. */
const OPTIONAL = [
  ...['Namespace', 'Deployment', 'StatefulSet', 'Secret', 'ConfigMap', 'Service', 'Endpoints', 'EndpointSlice', 'Pod'],
  ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'CustomResourceDefinition'],
];

/** A world as files with kinds left out at random: a listing of nothing. */
export const asFiles = (snapshot: Snapshot, random: Random): Snapshot => {
  const omitted = random.some(OPTIONAL, 0.4);
  const objects = snapshot.objects.filter(({ kind }) => !omitted.includes(kind));
  const kinds = [...new Set(objects.map(kindKeyOf))];
  const coverage = kinds.map((key) => {
    const [group = '', kind = ''] = key.split('/');
    return { group, kind, namespaces: 'all' as const, complete: false };
  });
  return { source: 'files', objects, coverage, gaps: [] };
};

/**
 * Pairs that files refuse and the operator takes: more sight would overturn that. What files take, the operator may still
 * refuse for what is not among them.
 */
export const overturned = (
  truths: ReadonlyMap<string, Truth>,
  ours: ReadonlyMap<string, Judgement>,
): readonly Disagreement[] =>
  [...truths].flatMap(([pair, truth]) => {
    const match = ours.get(pair);
    const refuses = match?.verdict === 'not-selected' || match?.verdict === 'rejected';
    // For whatever reason it refuses it.
    return refuses && truth.odd === undefined && truth.verdicts.every((verdict) => verdict === 'selected')
      ? [{ pair, truth, ours: match }]
      : [];
  });
