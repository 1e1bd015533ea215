/** Where what is lost was changed: in the object of the pair whose text differs between the sides, which may be another one. */
import { at, isObject, objectsAt, sameJson, stringAt } from '../kube/json.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Json, KubeObject, Loss, Ref } from '../model/index.ts';
import { pathOfPart } from './contents.ts';
import type { Side } from './side.ts';

type Path = readonly string[];

export interface Changed {
  readonly side: 'base' | 'head';
  readonly object: KubeObject;
  /** '[]': the object as a whole. */
  readonly field: Path;
  /** It is what the stack asks for, which can be put back. */
  readonly asks?: boolean;
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/** Undefined: the place that the loss has is right, or nothing better is known. */
export function changeBehind(loss: Loss, sides: Sides): Changed | undefined {
  const { base } = sides;
  switch (loss.how) {
    case 'taker-removed': {
      const taker = loss.by && base.analysis.world.get(loss.by);
      return taker && { side: 'base', object: taker, field: [] };
    }
    case 'not-taken':
      return notTaken(loss, sides);
    case 'rejected':
      return differs(loss, sides, [['spec'], ['data'], ['metadata', 'labels']])
        ? undefined
        : inTaker(loss, sides, [['spec']]);
    case 'targets':
      return unreached(loss, sides);
    case 'series':
      return loss.part === 'job' ? renamed(loss, sides) : asking(loss, sides);
    case 'contents':
      return contained(loss, sides);
    case 'removed':
      return undefined;
  }
}

function notTaken(loss: Loss, sides: Sides): Changed | undefined {
  const { object, was, by } = loss;
  if (was || differs(loss, sides, [['metadata', 'labels']])) return undefined;
  const stack = by && sides.head.analysis.stacks.find(({ ref }) => keyOf(ref) === keyOf(by));
  const selection = stack?.selections[object.kind];
  const asked = selection ? [selection.objectsField, selection.namespacesField] : [];
  const paths = selection ? asked.map((field) => ['spec', field]) : [['spec']];
  const taker = inTaker(loss, sides, paths);
  if (taker) return { ...taker, asks: selection !== undefined };
  if (object.namespace === undefined) return undefined;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: object.namespace };
  return between(namespace, namespace, sides, [['metadata', 'labels']]);
}

/** What monitors ask for by, of each endpoint. */
const ENDPOINT = ['port', 'targetPort', 'relabelings'];

function unreached(loss: Loss, sides: Sides): Changed | undefined {
  const { base, head } = sides;
  const wires = wiresOf(loss, base);
  const to = wires.find(({ service }) => service && loss.summary.includes(`${title(service)}, `))?.service;
  const gone = to && !head.analysis.world.get(to) ? base.analysis.world.get(to) : undefined;
  const own = between(
    loss.was ?? loss.object,
    loss.object,
    sides,
    [
      ['spec', 'selector'],
      ['spec', 'namespaceSelector'],
    ],
    [
      ['spec', 'endpoints'],
      ['spec', 'podMetricsEndpoints'],
    ],
  );
  if (gone) return own ? undefined : { side: 'base', object: gone, field: [] };
  const service =
    to &&
    between(to, to, sides, [
      ['metadata', 'labels'],
      ['spec', 'selector'],
      ['spec', 'ports'],
    ]);
  if (own || service) return own && service ? undefined : (own ?? service);
  const pods = wires.filter((wire) => !to || (wire.service && keyOf(wire.service) === keyOf(to)));
  for (const { pod } of pods.flatMap(({ targets }) => targets)) {
    const found = pod && between(pod, pod, sides, [['metadata', 'labels'], ['spec']]);
    if (found) return found;
  }
  return undefined;
}

/** The name of a Service, which is that of the job; the label that spec.jobLabel names. */
function renamed(loss: Loss, sides: Sides): Changed | undefined {
  const { base, head } = sides;
  const services = wiresOf({ object: loss.object }, head).flatMap(({ service }) => service ?? []);
  const fresh = services.find((service) => !base.analysis.world.get(service));
  const object = fresh && head.analysis.world.get(fresh);
  if (object) return { side: 'head', object, field: ['metadata', 'name'] };
  const own = between(loss.was ?? loss.object, loss.object, sides, [
    ['spec', 'jobLabel'],
    ['spec', 'jobName'],
  ]);
  if (own) return own;
  for (const service of services) {
    const found = between(service, service, sides, [['metadata', 'labels']]);
    if (found) return found;
  }
  return undefined;
}

/** What is no longer in it: "PrometheusRule shop/web no longer contains alert WebDown." */
function contained({ object, was, summary }: Loss, { base }: Sides): Changed | undefined {
  const before = base.analysis.world.get(was ?? object);
  const part = summary.split(' no longer contains ').at(-1)?.replace(/\.$/, '') ?? '';
  const field = before && pathOfPart(before, part);
  return field && { side: 'base', object: before, field };
}

/** The expression that asks: "WebDown of PrometheusRule shop/web asks for …". */
function asking({ object: ref, summary }: Loss, { head }: Sides): Changed | undefined {
  const object = ref.kind === 'PrometheusRule' ? head.analysis.world.get(ref) : undefined;
  if (!object) return undefined;
  const [name] = summary.split(` of ${title(ref)}`);
  for (const [g, group] of objectsAt(object.body, 'spec', 'groups').entries())
    for (const [r, rule] of objectsAt(group, 'rules').entries())
      if ((stringAt(rule, 'alert') ?? stringAt(rule, 'record')) === name)
        return { side: 'head', object, field: ['spec', 'groups', String(g), 'rules', String(r), 'expr'] };
  return undefined;
}

function wiresOf({ object, was, by }: Pick<Loss, 'object' | 'was' | 'by'>, { report }: Side): Side['report']['wires'] {
  const keys = [object, ...(was ? [was] : [])].map(keyOf);
  return report.wires.filter(
    ({ monitor, stack }) => keys.includes(keyOf(monitor)) && (!by || keyOf(stack) === keyOf(by)),
  );
}

function differs({ object, was }: Loss, sides: Sides, paths: readonly Path[]): boolean {
  return between(was ?? object, object, sides, paths) !== undefined;
}

function inTaker({ by }: Loss, sides: Sides, paths: readonly Path[]): Changed | undefined {
  return by && between(by, by, sides, paths);
}

/** The first difference of two objects in some of their fields, of `endpoints` in what monitors ask for by. */
function between(
  before: Ref,
  after: Ref,
  { base, head }: Sides,
  paths: readonly Path[],
  endpoints: readonly Path[] = [],
): Changed | undefined {
  const was = base.analysis.world.get(before);
  const is = head.analysis.world.get(after);
  if (!was || !is) return undefined;
  const found = [
    ...paths.flatMap((path) => differences(valueAt(was, path), valueAt(is, path), path)),
    ...endpoints.flatMap((path) => differences(askedAt(was, path), askedAt(is, path), path)),
  ];
  // Of a sidecar, its variables say what it takes.
  const field = found.find((path) => path.includes('env')) ?? found[0];
  return field && { side: 'head', object: is, field };
}

function valueAt({ body, metadata }: KubeObject, path: Path): Json | undefined {
  return path[0] === 'metadata' ? { ...metadata.labels } : at(body, ...path);
}

function askedAt({ body }: KubeObject, path: Path): Json | undefined {
  return objectsAt(body, ...path).map((endpoint) =>
    Object.fromEntries(ENDPOINT.flatMap((key) => (endpoint[key] === undefined ? [] : [[key, endpoint[key]]]))),
  );
}

/** The deepest fields that differ. */
function differences(was: Json | undefined, is: Json | undefined, path: Path): readonly Path[] {
  if (was === is || (was !== undefined && is !== undefined && sameJson(was, is))) return [];
  if (isObject(was) && isObject(is))
    return [...new Set([...Object.keys(is), ...Object.keys(was)])].flatMap((key) =>
      differences(was[key], is[key], [...path, key]),
    );
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return is.flatMap((value: Json, i) => differences(was[i] as Json, value, [...path, String(i)]));
  return [path];
}
