import { numberAt } from '../../kube/json.ts';
import type { Labels, Ref } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { takes } from './dashboards.ts';
import { dashboardSidecars } from './sidecars.ts';

/**
 * The workload whose sidecar would take a ConfigMap with these labels and is scaled to 0. undefined where one with
 * replicas takes it too, or may, and where none is known to take it.
 */
export function asleepReader(world: World, { name, namespace }: Ref, labels: Labels): Ref | undefined {
  const readers = dashboardSidecars(world.snapshot.objects).flatMap((sidecar) => {
    const taking = takes(sidecar, { metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels } });
    return taking === 'taken' || taking === 'unknown' ? [{ workload: sidecar.workload, taking }] : [];
  });
  // Without the field the API server takes 1.
  const asleep = readers.every(({ workload }) => numberAt(world.get(workload)?.body, 'spec', 'replicas') === 0);
  return asleep ? readers.find(({ taking }) => taking === 'taken')?.workload : undefined;
}
