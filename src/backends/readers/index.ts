import type { Gap } from '../../model/index.ts';
import { memo } from '../../kube/memo.ts';
import type { World } from '../../world/world.ts';
import { alloy } from './alloy.ts';
import { google } from './google.ts';
import { openShift } from './openshift.ts';
import { openTelemetry } from './opentelemetry.ts';
import type { Reader, Reading, Recognise } from './reader.ts';
import { victoriaMetrics } from './victoriametrics.ts';

/** Whatever reads the operator's objects besides the stacks that are judged, one recogniser each. */
const READERS: readonly Recognise[] = [victoriaMetrics, openTelemetry, alloy, google, openShift];

/** The other readers that are seen in a world. */
export const readersOf = memo((world: World): readonly Reader[] =>
  READERS.flatMap((recognise) => recognise(world) ?? []),
);

/** What the other readers do with one kind of object. */
export function readingsOf(world: World, kind: string): readonly Reading[] {
  return readersOf(world).flatMap(({ of }) => (Object.hasOwn(of, kind) ? (of[kind] ?? []) : []));
}

/** What is not judged: whether another reader takes an object of this kind. `sure`: only those that do read the kind. */
export function readingGaps(world: World, kind: string, sure = false): readonly Gap[] {
  return readingsOf(world, kind)
    .filter((reading) => reading.kind === 'reads' || (!sure && reading.kind === 'may'))
    .map(({ says }) => ({
      reason: 'not-judged',
      reads: { group: 'monitoring.coreos.com', kind },
      sentence: says,
    }));
}
