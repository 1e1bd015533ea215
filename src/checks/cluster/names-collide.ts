import { defineClusterCheck } from '../check.ts';
import { groupBy } from '../../kube/group.ts';
import { kindKey, refOf, title } from '../../kube/refs.ts';
import { hidingWhereRead } from '../../world/hiding.ts';

/** An application tells its own objects apart by name alone, and two in different namespaces have the same one. */
export const namesCollide = defineClusterCheck({
  id: 'names-collide',
  title: 'Two objects of one name hide each other from the metrics',
  // The profile of the application names the kind.
  kinds: [],
  keyed: true,
  reads: [],
  beside: true,
  find: ({ world, apps }) => {
    const keyed = new Map(
      apps.flatMap(({ keyedByName, title: application }) =>
        keyedByName ? [[kindKey(keyedByName), { ...keyedByName, application }] as const] : [],
      ),
    );
    const hits = [...keyed.values()].flatMap(({ group, kind, application }) =>
      [...groupBy(world.all(group, kind), ({ metadata }) => metadata.name).values()].flatMap((same) =>
        same.length < 2
          ? []
          : same.map((object) => ({
              about: refOf(object),
              evidence: {
                application,
                kind,
                name: object.metadata.name,
                others: same.flatMap((other) => (other === object ? [] : [title(refOf(other))])),
              },
            })),
      ),
    );
    if (hits.length > 0) return hits;
    // Of a kind that was never asked for (an older snapshot, files without any) nothing is said.
    const gaps = [...keyed.values()].flatMap(({ group, kind }) => hidingWhereRead(world.gaps(group, kind)));
    return gaps.length > 0 ? { unknown: gaps } : [];
  },
  explain: ({ application, kind, name, others }, about) => ({
    summary: `${title(about)} and ${others.join(', ')} have the same name: the metrics show only one of them.`,
    because: [
      `${application} keeps its ${kind}s by name alone, whatever their namespace: of two called ${name} one is not in /metrics.`,
      'Nothing can alert on the one that is not there, and the metrics do not tell which one that is.',
    ],
    remedy: `Give one of them another name, such as ${about.namespace ?? ''}-${name}.`,
    fix: {
      kind: 'advise',
      steps: [`Make ${title(about)} again under a name of its own, and delete this one.`],
      whyNotAutomatic: 'An object cannot be renamed, and which of them keeps its name is for their owners to say.',
    },
  }),
});
