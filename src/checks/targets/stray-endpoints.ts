/** Endpoints that hold only settings of another one, because the YAML has a dash too many. */
import { endpointsField } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { objectsAt } from '../../kube/json.ts';
import { memo } from '../../kube/memo.ts';
import type { JsonObject, KubeObject } from '../../model/index.ts';

interface Stray {
  /** Indexes of those without a port. */
  readonly stray: readonly number[];
  /** Of those that name one. */
  readonly beside: readonly number[];
}

const PORTS: readonly string[] = ['port', 'portNumber', 'targetPort'];
/** What asks for something itself. */
const OF_ITS_OWN: readonly string[] = [...PORTS, 'path', 'params'];

/** None where no endpoint of the monitor names a port. */
export const strayEndpoints = memo((object: KubeObject): Stray => {
  const all = objectsAt(object.body, 'spec', endpointsField(object.kind)).map((raw, index) => ({ raw, index }));
  const beside = all.filter(({ raw }) => sets(raw, PORTS));
  const stray =
    beside.length === 0 ? [] : all.filter(({ raw }) => Object.keys(raw).length > 0 && !sets(raw, OF_ITS_OWN));
  return { stray: stray.map(({ index }) => index), beside: beside.map(({ index }) => index) };
});

/** Of what these scrape twice endpoint-without-port speaks. */
export function hasStray(object: KubeObject): boolean {
  return strayEndpoints(object).stray.length > 0;
}

function sets(raw: JsonObject, fields: readonly string[]): boolean {
  return fields.some((field) => !EMPTY.has(raw[field]));
}

const EMPTY: ReadonlySet<unknown> = new Set([undefined, null, '', 0]);
