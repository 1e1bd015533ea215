import { ENDPOINTS_FIELD } from '../monitors.ts';
import type { Json, KubeObject } from '../../../model/index.ts';
import { listAt, objectsAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';

/** One entry of a list of relabelings, and where it stands. */
export interface PlacedRelabeling {
  readonly path: readonly string[];
  readonly relabeling: Json;
}

/** Where Probes and ScrapeConfigs hold relabelings (resource_selector.go:458-481, 577, 609 of operator v0.93.0). */
const FIELDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Probe: [
    ['spec', 'metricRelabelings'],
    ['spec', 'targets', 'staticConfig', 'relabelingConfigs'],
    ['spec', 'targets', 'ingress', 'relabelingConfigs'],
  ],
  ScrapeConfig: [
    ['spec', 'relabelings'],
    ['spec', 'metricRelabelings'],
  ],
};

/** Every relabeling and metric relabeling of an object, in the order in which the operator checks them. */
export const relabelingsOf = memo((object: KubeObject): readonly PlacedRelabeling[] => {
  const found = placesOf(object).flatMap(({ path, owner, field }) =>
    listAt(owner, ...field).map((relabeling, i) => ({ path: [...path, ...field, String(i)], relabeling })),
  );
  return found;
});

interface Place {
  readonly path: readonly string[];
  readonly owner: Json;
  readonly field: readonly string[];
}

function placesOf(object: KubeObject): readonly Place[] {
  const list = ENDPOINTS_FIELD[object.kind];
  if (list === undefined) return (FIELDS[object.kind] ?? []).map((field) => ({ path: [], owner: object.body, field }));
  return objectsAt(object.body, 'spec', list).flatMap((owner, i) =>
    ['relabelings', 'metricRelabelings'].map((field) => ({ path: ['spec', list, String(i)], owner, field: [field] })),
  );
}
