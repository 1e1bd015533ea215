import { isOperatorContainer } from '../backends/prometheus-operator/operators.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Containers } from '../io/kube/read-workloads.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { report } from '../judge/report.ts';
import type { Observations, Snapshot, Unread } from '../model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../registry.ts';
import { withMore } from '../world/join.ts';
import { NAMESPACES, STACKS, SUBJECTS } from '../world/reads.ts';
import { buildWorld } from '../world/world.ts';
import { isContainerOf } from '../world/variants.ts';
import type { World } from '../world/world.ts';
import { questionOf, trailsOf } from './question.ts';
import type { CheckOptions } from './question.ts';
import { analysisOf } from './read.ts';
import type { ReadStep } from './read.ts';

const CRD = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };

/** What every question needs: who could take an object, and which other objects it is compared with. */
const BASE: readonly Unread[] = [
  ...[...STACKS, ...SUBJECTS, ...NAMESPACES].map(({ group, kind }) => ({ group, kind })),
  CRD,
  { group: 'apps', kind: 'Deployment', known: true },
];

/** A question whose answer asks for one thing after the other ends long before. */
const MOST_ROUNDS = 12;

export interface FocusOptions {
  /** Namespaces fallen back to where listing everywhere is forbidden. */
  readonly namespaces?: readonly string[];
  /** Called as rounds of lists end. */
  readonly onStep?: ((step: ReadStep) => void) | undefined;
  readonly signal?: AbortSignal;
  /** What was read before. */
  readonly start?: Snapshot;
}

/**
 * Is the question about less than everything? That of a profile is not: what is wrong with an application may be that
 * something is not there at all, such as every kind of the Prometheus Operator.
 */
export function isFocused({ subjects = [], namespace }: CheckOptions): boolean {
  if (subjects.some(({ kind }) => kind === 'profile')) return false;
  return namespace !== undefined || subjects.some(({ kind }) => kind !== 'everything');
}

/**
 * Reads what the answer to a focused question needs, and no more. `observations`: what running stacks answered.
 * What may not be read is a gap in the snapshot, not an error. Throws what Kube.request throws.
 */
export async function readQuestion(
  kube: Kube,
  question: CheckOptions,
  options: FocusOptions = {},
  observations: Observations = { live: [], generated: [] },
): Promise<Analysis> {
  const { namespace } = question;
  const ask = (world: World): Analysis => {
    const analysis = analyse(world, { backends, checks, profiles }, observations);
    // Where running stacks can be asked.
    for (const { ref, capabilities } of analysis.stacks)
      if (capabilities.length > 0) for (const kind of ['Pod', 'Service']) world.needs('', kind, ref.namespace);
    report(analysis, clusterChecks, questionOf(analysis, question));
    trailsOf(analysis, question);
    return analysis;
  };
  const fallback = namespace === undefined ? {} : { namespaces: [namespace] };
  const { snapshot, answer } = await readAsked(kube, ask, { ...fallback, ...options });
  return answer ?? analysisOf({ ...snapshot, observations });
}

/** What was read, and besides it what `ask` needs of it. */
export async function readMore<A>(
  kube: Kube,
  start: Snapshot,
  ask: (analysis: Analysis) => A,
  signal: AbortSignal,
): Promise<{ readonly snapshot: Snapshot; readonly answer?: A }> {
  return await readAsked(kube, (world) => ask(analyse(world, { backends, checks, profiles })), { start, signal });
}

/**
 * Reads what `ask` needs. It computes an answer, which says of every list that it misses that it does (World.gaps and
 * World.needs): those are read, and it is computed once more, until nothing is missing. So no answer rests on an absence
 * that was not looked for, and its cost follows the question. No `answer`: `ask` threw in the end, as it will again.
 */
async function readAsked<A>(
  kube: Kube,
  ask: (world: World) => A,
  { start, onStep, ...options }: FocusOptions,
): Promise<{ readonly snapshot: Snapshot; readonly answer?: A }> {
  const { readUnread, isReadable } = await import('../io/kube/read-unread.ts');
  const { readVersion } = await import('../io/kube/read-snapshot.ts');
  const { newKept } = await import('../io/kube/kept.ts');
  const kept = newKept();
  const asked = new Set<string>();
  let done = 0;
  const read = async (snapshot: Snapshot, unread: readonly Unread[]): Promise<Snapshot> => {
    for (const each of unread) asked.add(keyOf(each));
    const crds = crdsOf(snapshot);
    const more = await readUnread(kube, unread, { ...options, kept, isKnown, ...(crds ? { crds } : {}) });
    done += unread.length;
    onStep?.({ done, total: done, kind: unread[0]?.kind ?? '' });
    return withMore(snapshot, more);
  };
  let snapshot = start;
  if (!snapshot) {
    const version = readVersion(kube, options.signal);
    // Awaited later; a failure there must not be unhandled while the lists still run.
    version.catch(() => undefined);
    const base = await read({ source: 'cluster', objects: [], coverage: [], gaps: [] }, BASE);
    const kubernetes = await version;
    snapshot = { ...base, ...(kubernetes === undefined ? {} : { kubernetes }) };
  }
  for (let round = 1; ; round += 1) {
    const missed = new Map<string, Unread>();
    let answer: { readonly answer?: A } = {};
    try {
      answer = { answer: ask(buildWorld(snapshot, (unread) => missed.set(keyOf(unread), unread))) };
    } catch (error) {
      // What cannot be answered yet: the object that is asked about was not read.
      if (!(error instanceof PromwireError)) throw error;
    }
    const unread = [...missed.values()].filter((each) => !asked.has(keyOf(each)) && isReadable(each));
    if (unread.length === 0 || round === MOST_ROUNDS) return { snapshot, ...answer };
    snapshot = await read(snapshot, unread);
  }
}

/** Names of the CRDs, where all were listed. */
function crdsOf({ objects, coverage }: Snapshot): ReadonlySet<string> | undefined {
  const listed = coverage.some(({ group, kind, complete }) => complete && group === CRD.group && kind === CRD.kind);
  return listed
    ? new Set(objects.flatMap(({ kind, metadata }) => (kind === CRD.kind ? [metadata.name] : [])))
    : undefined;
}

function keyOf({ group, kind, namespace = '', name = '', label = '', known }: Unread): string {
  return [group, kind, namespace, name, label, known === true].join(' ');
}

const OWN = profiles.flatMap(({ variants }) => variants.flatMap(({ detect }) => detect));

/** Images by which other readers of monitors are recognised (backends/readers). */
const READER_IMAGES = /victoriametrics\/operator|prometheus-engine\/operator|\/alloy(?:[:@]|$)/;

/** An operator, a Grafana (its own container tells of the sidecars that start before it) or an application of a profile. */
function isKnown({ names, images }: Containers): boolean {
  return names.some((name, i) => {
    const image = images[i] ?? '';
    return (
      isOperatorContainer(name, image) ||
      READER_IMAGES.test(image) ||
      /grafana|k8s-sidecar|(?:^|-)sc-/.test(`${name} ${image}`) ||
      OWN.some((detection) => isContainerOf(detection, { name, image }))
    );
  });
}
