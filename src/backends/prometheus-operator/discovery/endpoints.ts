/** The endpoints of a monitor as its object contains them, and what wires lead from each. A monitor may have thousands. */
import { objectsAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';
import type { JsonObject, KubeObject, Wire } from '../../../model/index.ts';
import { ENDPOINTS_FIELD } from '../monitors.ts';

/** The name of the list of endpoints: "endpoints", "podMetricsEndpoints". */
export function endpointsField(kind: string): string {
  return ENDPOINTS_FIELD[kind] ?? 'endpoints';
}

const rawEndpoints = memo((object: KubeObject) => objectsAt(object.body, 'spec', endpointsField(object.kind)));

/** An endpoint as the object contains it. */
export function rawEndpoint(object: KubeObject, index: number): JsonObject {
  return rawEndpoints(object)[index] ?? {};
}

const byEndpoint = memo((wires: readonly Wire[]): ReadonlyMap<number, readonly Wire[]> => {
  const found = new Map<number, Wire[]>();
  for (const wire of wires) {
    const beside = found.get(wire.endpoint);
    if (beside) beside.push(wire);
    else found.set(wire.endpoint, [wire]);
  }
  return found;
});

/** Those of `wires` that lead from one endpoint. */
export function wiresFrom(wires: readonly Wire[], endpoint: number): readonly Wire[] {
  return byEndpoint(wires).get(endpoint) ?? [];
}
