import { readingsOf } from '../../backends/readers/index.ts';
import { title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';
import type { Words } from '../../world/context.ts';
import type { World } from '../../world/world.ts';

/** A reader that is there and takes none of a kind, in words. */
interface ReadBy {
  readonly says: string;
  readonly todo: string;
}

/** The readers of a kind that take none of it, as evidence. */
export function instead(world: World, kind: string): { readonly readers?: readonly ReadBy[] } {
  const readers = readingsOf(world, kind).flatMap((reading) =>
    reading.kind === 'none' ? [{ says: reading.says, todo: reading.todo }] : [],
  );
  return readers.length > 0 ? { readers } : {};
}

/** Why nothing takes an object up, where readers other than Prometheus are there. */
export function readByNone(readers: readonly ReadBy[], what: string, about: Ref): Words {
  return {
    summary: `Nothing in the cluster could ${what} ${title(about)}: ${readers.map(({ says }) => says).join(' ')}`,
    because: ['No Prometheus or PrometheusAgent object is there either.'],
    remedy: readers.map(({ todo }) => todo).join(' Or: '),
    fix: {
      kind: 'advise',
      steps: readers.map(({ todo }) => todo),
      whyNotAutomatic: 'Where series are stored, and how many, is for the owner of the cluster to decide.',
    },
  };
}
