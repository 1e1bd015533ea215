/** Where what is lost was changed: in the object of the pair whose text differs between the sides, which may be another one. */
import { objectsAt, stringAt } from '../kube/json.ts';
import { keyOf, title } from '../kube/refs.ts';
import type { Loss } from '../model/index.ts';
import { between } from './between.ts';
import type { Changed, Sides } from './between.ts';
import { pathOfPart } from './contents.ts';
import { differs, inTaker, notTaken } from './not-taken.ts';
import { changedRoute } from './route-cause.ts';
import type { Side } from './side.ts';

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
    case 'route':
      return changedRoute(loss, sides);
    case 'removed':
      return undefined;
  }
}

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
