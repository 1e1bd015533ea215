import type { KubeObject, Match, Monitor, Path, Stack, Target } from '../model/index.ts';
import { discovers } from '../backends/prometheus-operator/discovery/discovery.ts';
import type { Analysis } from './analysis.ts';
import { TAKERS } from '../kube/kinds.ts';
import { compareRefs, refOf, sameRef } from '../kube/refs.ts';
import { downOf, stoppedBy } from './stopped.ts';
import { selectsPods } from '../kube/service.ts';

/**
 * Every monitor that could scrape a Service or a Pod, for every stack that could take it: what works first, then the
 * nearest miss. A monitor of another namespace that asks for none of its labels is no candidate.
 */
export function pathsTo(analysis: Analysis, subject: KubeObject): readonly Path[] {
  const services = subject.kind === 'Pod' ? servicesOf(analysis, subject) : [subject];
  return analysis
    .subjects()
    .flatMap((object) => {
      const paths = analysis.stacks
        .filter((stack) => stack.consumes.includes(object.kind))
        .flatMap((stack) => pathOf(analysis, object, stack, subject, services));
      return paths.some(({ state }) => state === 'scraped' || state === 'down')
        ? paths
        : [...paths, ...pathUnseen(analysis, object, subject, services)];
    })
    .sort(
      (a, b) =>
        a.distance - b.distance ||
        compareRefs(a.monitor, b.monitor) ||
        (a.stack && b.stack ? compareRefs(a.stack, b.stack) : 0),
    );
}

/** A monitor that asks for it, where not every stack that may take the monitor can be seen. */
function pathUnseen(
  { world, monitor: decode, stacks }: Analysis,
  object: KubeObject,
  subject: KubeObject,
  services: readonly KubeObject[],
): readonly Path[] {
  const monitor = decode(object);
  if (!monitor) return [];
  // Among files only the stacks that are there are looked at, unless there is none.
  const taken = stacks.some((stack) => stack.consumes.includes(object.kind));
  if (taken && world.snapshot.source === 'files') return [];
  const hidden = (TAKERS[object.kind] ?? []).some((taker) => world.gaps('monitoring.coreos.com', taker).length > 0);
  const asked = object.kind === 'PodMonitor' ? [subject].filter(({ kind }) => kind === 'Pod') : services;
  const takes = asked.some(
    ({ metadata }) => discovers(monitor, metadata.labels) && looksIn(monitor, metadata.namespace ?? ''),
  );
  if (!takes || (taken && !hidden)) return [];
  const base = { monitor: refOf(object), targets: 0, down: 0, distance: 2 };
  return [
    hidden ? { ...base, state: 'unknown', checks: [] } : { ...base, state: 'blocked', checks: ['no-prometheus'] },
  ];
}

function looksIn({ namespaces, ref }: Monitor, namespace: string): boolean {
  if (namespaces.kind === 'any') return true;
  return namespaces.kind === 'own' ? ref.namespace === namespace : namespaces.names.includes(namespace);
}

/** What keeps a monitor from a Service or Pod: the labels it asks for that are not met, or where it looks. */
function missesBy(monitor: Monitor, subject: KubeObject, asked: KubeObject): readonly string[] {
  const { labels, namespace = '' } = asked.metadata;
  const what = `${asked.kind} ${asked.metadata.name}`;
  const { selector } = monitor;
  const unmet =
    selector.kind === 'matching'
      ? selector.requirements.filter(
          (requirement) =>
            !discovers({ ...monitor, selector: { kind: 'matching', requirements: [requirement] } }, labels),
        )
      : [];
  const wants = unmet.map(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? `${key}=${labels[key] ?? ''}` : `no label ${key}`;
    const wanted =
      operator === 'In' && values.length === 1
        ? `${key}=${values[0] ?? ''}`
        : `${key} ${operator} ${values.join(', ')}`;
    return `it asks for ${wanted.trim()}, ${what} has ${value}`;
  });
  const where = looksIn(monitor, namespace)
    ? []
    : [
        monitor.namespaces.kind === 'names'
          ? `it looks in ${monitor.namespaces.names.join(', ')} only, and not in ${namespace}`
          : `it looks in its own namespace only, and not in ${namespace}`,
      ];
  const why = [...wants, ...where];
  return why.length > 0 ? why : [`its port is not one of ${subject.kind} ${subject.metadata.name}`];
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
  if (!takes && !(labelled && sameNamespace)) return [];
  const asked = object.kind === 'PodMonitor' ? subject : (services[0] ?? subject);
  return [{ ...base, state: 'misses', why: missesBy(monitor, subject, asked), distance: takes ? 50 : 100 }];
}

function near(keys: readonly string[], { metadata }: KubeObject): boolean {
  return keys.some((key) => Object.hasOwn(metadata.labels, key));
}

function isOf(target: Target, pod: KubeObject): boolean {
  return target.pod !== undefined && sameRef(target.pod, refOf(pod));
}

/** Services whose selector takes the pod. */
function servicesOf({ world }: Analysis, pod: KubeObject): readonly KubeObject[] {
  return world
    .inNamespace('', 'Service', pod.metadata.namespace ?? '')
    .filter((service) => selectsPods(service, pod.metadata.labels));
}
