import type { KubeObject, Match, Ref, Stack, Target } from '../model.ts';
import { discovers } from './discovery.ts';
import type { Analysis } from './context.ts';
import { labelsAt } from './json.ts';
import { compareRefs, refOf, sameRef } from './refs.ts';
import { downOf, stoppedBy } from './stopped.ts';

/** One way a Service or Pod could be scraped: a monitor and a stack, and how far it gets. */
export interface Path {
  readonly monitor: Ref;
  readonly stack: Ref;
  /**
   * `scraped`: nothing is in the way. `down`: it is scraped, and no target answers. `misses`: the monitor's selector
   * does not take the Service or Pod.
   */
  readonly state: 'scraped' | 'down' | 'blocked' | 'misses' | 'unknown';
  readonly targets: number;
  /** How many of them a running stack says are down. */
  readonly down: number;
  /** Checks that hold on the pair, the first blocking one first. */
  readonly checks: readonly string[];
  /** Labels of the monitor's selector that are met, for the nearest miss. */
  readonly distance: number;
}

/**
 * Every monitor that could scrape a Service or a Pod, for every stack that could take it: what works first, then the
 * nearest miss. A monitor of another namespace that asks for none of its labels is no candidate.
 */
export function pathsTo(analysis: Analysis, subject: KubeObject): readonly Path[] {
  const services = subject.kind === 'Pod' ? servicesOf(analysis, subject) : [subject];
  return analysis
    .subjects()
    .flatMap((object) =>
      analysis.stacks
        .filter((stack) => stack.consumes.includes(object.kind))
        .flatMap((stack) => pathOf(analysis, object, stack, subject, services)),
    )
    .sort((a, b) => a.distance - b.distance || compareRefs(a.monitor, b.monitor) || compareRefs(a.stack, b.stack));
}

function pathOf(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  subject: KubeObject,
  services: readonly KubeObject[],
): readonly Path[] {
  const monitor = analysis.monitor(object);
  if (!monitor) return [];
  const wires = analysis
    .wires(object, stack)
    .filter(
      (wire) =>
        wire.service === undefined || services.some((service) => wire.service && sameRef(wire.service, refOf(service))),
    );
  const leading = wires
    .map((wire) => ({
      ...wire,
      targets: wire.targets.filter((target) => subject.kind !== 'Pod' || isOf(target, subject)),
    }))
    .filter((wire) => wire.targets.length > 0);
  const targets = leading.flatMap((wire) => wire.targets);
  const stopped = leading.map(({ endpoint }) => stoppedBy(analysis, object, stack, endpoint));
  const stops = stopped.length > 0 && stopped.every((ids) => ids.length > 0) ? [...new Set(stopped.flat())] : [];
  const down = downOf(analysis, stack, leading);
  const match: Match = analysis.match(object, stack);
  const why = analysis
    .outcomes({ object, stack }, ['targets'])
    .filter((outcome) => outcome.hits.length > 0)
    .map((outcome) => outcome.check.id);
  const checks = [...match.checks, ...(targets.length > 0 ? stops : why)];
  const base = { monitor: refOf(object), stack: stack.ref, targets: targets.length, down, checks };
  const reaches = targets.length > 0 || wires.some((wire) => wire.service !== undefined);
  if (reaches && match.verdict === 'unknown') return [{ ...base, state: 'unknown', distance: 1 }];
  if (targets.length > 0 && match.verdict === 'selected' && match.effective && stops.length === 0)
    return [
      down === targets.length ? { ...base, state: 'down', distance: 0.5 } : { ...base, state: 'scraped', distance: 0 },
    ];
  if (reaches) return [{ ...base, state: 'blocked', distance: 1 + match.checks.length }];
  const labelled = [subject, ...services].some(
    (candidate) =>
      monitor.selector.kind === 'matching' &&
      near(
        monitor.selector.requirements.map(({ key }) => key),
        candidate,
      ),
  );
  const takes = [subject, ...services].some((candidate) => discovers(monitor, candidate.metadata.labels));
  const sameNamespace = object.metadata.namespace === subject.metadata.namespace;
  return takes || (labelled && sameNamespace) ? [{ ...base, state: 'misses', distance: takes ? 50 : 100 }] : [];
}

function near(keys: readonly string[], { metadata }: KubeObject): boolean {
  return keys.some((key) => Object.hasOwn(metadata.labels, key));
}

function isOf(target: Target, pod: KubeObject): boolean {
  return target.pod !== undefined && sameRef(target.pod, refOf(pod));
}

/** Services whose selector takes the pod. */
function servicesOf({ world }: Analysis, pod: KubeObject): readonly KubeObject[] {
  return world.inNamespace('', 'Service', pod.metadata.namespace ?? '').filter((service) => {
    const selector = Object.entries(labelsAt(service.body, 'spec', 'selector'));
    return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels[key] === value);
  });
}
