import type { Json, KubeObject, Ref, Stack, Target } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { isObject, stringAt } from '../kube/json.ts';
import { isMarked } from '../kube/owner.ts';
import { rawEndpoint } from '../backends/prometheus-operator/discovery/endpoints.ts';
import { nameOf, refOf, title } from '../kube/refs.ts';
import { allUp } from '../backends/prometheus-operator/running/health.ts';
import { scaledDown } from './scaled-down.ts';
import { scrapeKey } from '../backends/prometheus-operator/discovery/wire.ts';
import { waitKey } from '../backends/prometheus-operator/discovery/waits.ts';

/** Annotation on an object of ours: "namespace/name" of the ones (same kind) that it replaces. */
export const INSTEAD_OF = 'promwire.dev/instead-of';

/**
 * Why an object that the stack does not take is not missed: another one already does its work, in the same way and with
 * success, in this stack, or, where promwire wired the application into another one, in that.
 */
export function idleReason(analysis: Analysis, object: KubeObject, stack: Stack): string | undefined {
  const asleep = scaledDown(analysis, object, stack);
  const when = asleep ? `, once ${title(asleep)} is scaled up` : '';
  const through = (taking: Stack, monitor: Ref): string =>
    `idle: ${title(taking.ref)} scrapes all its targets through ${title(monitor)}`;
  const here = coveredIn(analysis, object, stack);
  if (here) return `${through(stack, here)}${when}.`;
  for (const other of analysis.stacks) {
    const ours = other === stack ? undefined : coveredIn(analysis, object, other, isMarked);
    if (ours) return `${through(other, ours)}, which promwire made${when}.`;
  }
  const replaced = analysis
    .selectedBy(stack, object.kind)
    .find((other) => (other.metadata.annotations[INSTEAD_OF] ?? '').split(',').some((name) => isCalled(object, name)));
  return replaced ? `idle: ${title(refOf(replaced))} is there instead of it.` : undefined;
}

/** Is it the object "namespace/name", or may it be? */
function isCalled(object: KubeObject, name: string): boolean {
  return object.homeless ? name.endsWith(`/${object.metadata.name}`) : name === nameOf(refOf(object));
}

/** A monitor through which the stack scrapes every target of this one; undefined: not all of them, or there are none. */
function coveredIn(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  counts: (object: KubeObject) => boolean = () => true,
): Ref | undefined {
  const monitor = analysis.monitor(object);
  if (!monitor) return undefined;
  if (scaledDown(analysis, object, stack) || isUntold(analysis, object, stack))
    return coveredOnceUp(analysis, object, stack, counts);
  const scrapes = analysis.scrapes(stack);
  const covers = analysis.wires(object, stack).flatMap((wire) =>
    wire.targets.map((target) => {
      const key = scrapeKey(target, monitor, wire.endpoint);
      const way = wayOf(object, wire.endpoint);
      return scrapes.of(key, target).find((other) => covered(analysis, stack, { other, key, target, way }, counts));
    }),
  );
  const [first] = covers;
  if (first && covers.every((cover) => cover !== undefined)) return first;
  // Whether the namespaces that files do not name are the same is not known, and the Services are.
  return analysis.world.snapshot.source === 'files' ? coveredOnceUp(analysis, object, stack, counts) : undefined;
}

/** The same while nothing runs behind its Services: a monitor that waits for the same ports of the same Services. */
function coveredOnceUp(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  counts: (object: KubeObject) => boolean,
): Ref | undefined {
  const waits = (of: KubeObject): readonly string[] => {
    const monitor = analysis.monitor(of);
    if (!monitor) return [];
    return analysis.wires(of, stack).flatMap((wire) => {
      const key = waitKey(wire, monitor);
      return key === undefined ? [] : [`${key} ${wayOf(of, wire.endpoint)}`];
    });
  };
  const wanted = waits(object);
  const other = analysis
    .selectedBy(stack, object.kind)
    .find((candidate) => counts(candidate) && wanted.every((way) => waits(candidate).includes(way)));
  return wanted.length === 0 ? undefined : other && refOf(other);
}

/** Files hold no addresses: which targets a monitor would have is not told, but the Services are that it selects. */
function isUntold({ world, wires }: Analysis, object: KubeObject, stack: Stack): boolean {
  return (
    world.snapshot.source === 'files' &&
    wires(object, stack).every(({ service, targets }) => service !== undefined && targets.length === 0)
  );
}

/** Does the other monitor scrape this target with the same settings, and is it not known to fail? */
function covered(
  analysis: Analysis,
  stack: Stack,
  wanted: { readonly other: Ref; readonly key: string; readonly target: Target; readonly way: string },
  counts: (object: KubeObject) => boolean,
): boolean {
  const object = analysis.world.get(wanted.other);
  const monitor = object && analysis.monitor(object);
  if (!monitor || !counts(object)) return false;
  const same = analysis
    .wires(object, stack)
    .map((wire) => ({
      ...wire,
      targets: wire.targets.filter((target) => scrapeKey(target, monitor, wire.endpoint) === wanted.key),
    }))
    .filter((wire) => wire.targets.length > 0 && wayOf(object, wire.endpoint) === wanted.way);
  return same.some((wire) => allUp(analysis.live(stack), [wire]) !== false);
}

/**
 * Fields of an endpoint that decide how a target is asked, and with which credentials. Not `bearerTokenFile`: charts send
 * Prometheus' own token along to targets that do not ask for it.
 */
const WAY: readonly string[] = [
  'params',
  'basicAuth',
  'authorization',
  'oauth2',
  'tlsConfig',
  'bearerTokenSecret',
  'proxyUrl',
];

function wayOf(object: KubeObject, endpoint: number): string {
  const raw = rawEndpoint(object, endpoint);
  const scheme = (stringAt(raw, 'scheme') ?? 'http').toLowerCase();
  const scrapeClass = stringAt(object.body, 'spec', 'scrapeClass') ?? '';
  return JSON.stringify([scheme, scrapeClass, ...WAY.map((field) => settled(raw[field]))]);
}

/** Without what says nothing (the API fills in `bearerTokenSecret: {key: ""}`), in one order. */
function settled(value: Json | undefined): Json {
  if (!isObject(value)) return value === undefined || value === '' ? null : value;
  const fields = Object.entries(value)
    .map(([key, inner]) => [key, settled(inner)] as const)
    .filter(([, inner]) => inner !== null)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? null : Object.fromEntries(fields);
}
