import { gapText } from '../../kube/gap-text.ts';
import type { Found } from '../../world/context.ts';
import { dashboardsOf, filesOf, isDashboard, openAbout, takenBy } from './dashboards.ts';
import type { DashboardFile } from './dashboards.ts';
import type { DashboardSidecar } from './sidecars.ts';
import { stringsAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap, KubeObject, Ref } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/** One dashboard in a ConfigMap that a sidecar takes. */
export interface Taken {
  readonly map: KubeObject;
  readonly file: DashboardFile;
  readonly sidecar: DashboardSidecar;
}

/** Hits first; where there are none, what hides some. */
export function orOpen<E>(hits: readonly E[], gaps: readonly Gap[]): Found<E> {
  const once = [...new Map(gaps.map((gap) => [gapText(gap), gap])).values()];
  return hits.length > 0 || once.length === 0 ? hits : { unknown: once };
}

/** What may hide more dashboards than are seen. */
export function openDashboards(
  world: World,
  more: (sidecar: DashboardSidecar) => readonly Gap[] = () => [],
): readonly Gap[] {
  const { sidecars, maps, hidden } = dashboardsOf(world);
  if (maps.length === 0 && sidecars.length === 0) return [];
  return [
    ...(maps.length > 0 ? hidden : []),
    ...sidecars.flatMap((sidecar) => [...openAbout(world, sidecar), ...more(sidecar)]),
  ];
}

/** Every file of every ConfigMap that some sidecar takes. */
export function takenFiles(world: World): readonly Taken[] {
  return dashboardsOf(world).sidecars.flatMap((sidecar) =>
    takenBy(world, sidecar).flatMap((map) => filesOf(map).map((file) => ({ map, file, sidecar }))),
  );
}

/** One answer per ConfigMap about the dashboards in it that `ask` says something of. */
export function perMap<E>(
  world: World,
  ask: (taken: Taken) => E | undefined,
): Found<{ readonly about: Ref; readonly evidence: E }> {
  const seen = new Set<string>();
  const hits = takenFiles(world).flatMap((taken) => {
    const key = `${taken.map.metadata.namespace ?? ''}/${taken.map.metadata.name}/${taken.file.key}`;
    if (seen.has(key) || !isDashboard(taken.file)) return [];
    const evidence = ask(taken);
    if (evidence === undefined) return [];
    seen.add(key);
    return [{ about: refOf(taken.map), evidence }];
  });
  return orOpen(hits, openDashboards(world));
}

/** The jobs that dashboards here ask for by their whole names, with the dashboard: "web.json of ConfigMap shop/web". */
export function jobsOfDashboards(world: World): readonly { readonly job: string; readonly by: string }[] {
  const asked = takenFiles(world).flatMap(({ map, file }) =>
    stringsAt(file.dashboard, 'jobs').map((job) => ({ job, by: `${file.key} of ${title(refOf(map))}` })),
  );
  return [...new Map(asked.map((each) => [JSON.stringify(each), each])).values()];
}
