import { at, objectAt, trueAt } from '../../kube/json.ts';
import type { JsonObject, KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { each, seesAll, shown, shownAll } from './reader.ts';
import type { Reading, Recognise } from './reader.ts';

/*
 * A target allocator with prometheusCR reads monitors. opentelemetry-operator of 2026-08-21: apis/v1beta1/
 * targetallocator_types.go:57-110 (an absent selector selects nothing, {} everything), apis/v1alpha1/
 * opentelemetrycollector_types.go:402-413 (maps there: an empty one matches all).
 */

const OTEL_GROUP = 'opentelemetry.io';

const SELECTORS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitorSelector',
  PodMonitor: 'podMonitorSelector',
  Probe: 'probeSelector',
  ScrapeConfig: 'scrapeConfigSelector',
};

/** Collectors and target allocators whose target allocator reads the operator's objects. */
export function allocators(world: World): readonly KubeObject[] {
  return [...world.all(OTEL_GROUP, 'OpenTelemetryCollector'), ...world.all(OTEL_GROUP, 'TargetAllocator')].filter(
    (object) => trueAt(settingsOf(object), 'enabled'),
  );
}

function settingsOf({ kind, body }: KubeObject): JsonObject | undefined {
  if (kind === 'TargetAllocator') return objectAt(body, 'spec', 'prometheusCR');
  return trueAt(body, 'spec', 'targetAllocator', 'enabled')
    ? objectAt(body, 'spec', 'targetAllocator', 'prometheusCR')
    : undefined;
}

/** The field of the selector for a kind, from the object's root, where it is absent and so selects nothing. */
export function absentSelector(object: KubeObject, kind: string): readonly string[] | undefined {
  const field = SELECTORS[kind];
  // In v1alpha1 a collector's empty map matches all.
  if (field === undefined || (object.kind !== 'TargetAllocator' && object.apiVersion.endsWith('/v1alpha1')))
    return undefined;
  const path =
    object.kind === 'TargetAllocator' ? ['spec', 'prometheusCR'] : ['spec', 'targetAllocator', 'prometheusCR'];
  return at(object.body, ...path, field) === undefined ? [...path, field] : undefined;
}

export const openTelemetry: Recognise = (world) => {
  const all = allocators(world);
  const [first] = all;
  if (!first) return undefined;
  const complete =
    seesAll(world, OTEL_GROUP, 'OpenTelemetryCollector') && seesAll(world, OTEL_GROUP, 'TargetAllocator');
  const reading = (kind: string): Reading => {
    const readers = all.filter((object) => absentSelector(object, kind) === undefined);
    if (readers.length > 0)
      return {
        kind: 'reads',
        says: `The target allocator of ${shownAll(readers)} (OpenTelemetry) reads ${kind} objects; whether it selects one is not judged.`,
      };
    const says = `The target allocator of ${shownAll(all)} (OpenTelemetry) selects no ${kind}: ${SELECTORS[kind] ?? ''} is not set ({} would select all).`;
    return complete
      ? { kind: 'none', says, todo: `Have its owner set ${(absentSelector(first, kind) ?? []).join('.')}: {}.` }
      : { kind: 'may', says };
  };
  return { title: 'OpenTelemetry target allocator', mark: shown(first), of: each(Object.keys(SELECTORS), reading) };
};
