import type { Context } from '../world/context.ts';
import type { Gap, Generated, KubeObject, Monitor, Observations, Profile, Ref, Stack, Wire } from '../model/index.ts';
import type { Backend } from '../backends/backend.ts';
import { isStackCheck } from '../checks/check.ts';
import type { Check, PairStage, StackCheck } from '../checks/check.ts';
import { detectApps } from '../world/applications.ts';
import type { App } from '../world/applications.ts';
import { selectionFacts } from '../backends/prometheus-operator/selection.ts';
import { umbrellasOf } from '../kube/umbrellas.ts';
import type { Umbrellas } from '../kube/umbrellas.ts';
import { groupBy } from '../kube/group.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS } from '../kube/kinds.ts';
import { keyOf, refOf, sameRef } from '../kube/refs.ts';
import { mayLookIn, searched } from '../backends/prometheus-operator/discovery/discovery.ts';
import { newRoom } from '../backends/prometheus-operator/discovery/width.ts';
import { wiresOf } from '../backends/prometheus-operator/discovery/wire.ts';
import { scrapesOf } from './scrapes.ts';
import type { World } from '../world/world.ts';
import { generatedJobs, jobsByObject } from '../backends/prometheus-operator/running/generated.ts';
import { admissionOf, judgementOf } from './judgement.ts';
import type { Outcome, Outcomes } from './judgement.ts';
import { unfilled, variableInWay } from '../kube/variables.ts';
import { memo, memo2, once } from '../kube/memo.ts';

/** What the engine works with: the registry's arrays. */
export interface Rulebook {
  readonly backends: readonly Backend[];
  readonly checks: readonly Check[];
  readonly profiles: readonly Profile[];
}

export interface Analysis extends Context {
  /** Running stacks were to be asked what they do; else the command only reads. */
  readonly asked: boolean;
  readonly rulebook: Rulebook;
  /** What the operator wrote for the stack; undefined: it was not to be read. */
  readonly generated: (stack: Stack) => Generated | undefined;
  readonly outcomes: Outcomes;
  /** What a check of stacks finds in one, whatever that takes. */
  readonly stackAnswer: (stack: Stack, check: StackCheck) => ReturnType<StackCheck['runStack']>;
  /** Every object that some stack may take up, in order. */
  readonly subjects: () => readonly KubeObject[];
  /** Monitors, by key, that lead to an application which a profile knows. */
  readonly ledTo: () => ReadonlyMap<string, App>;
  /** Helm releases whose objects may be of a sub-chart. */
  readonly umbrellas: () => Umbrellas;
  /** How many objects of a kind only the labels keep from a stack; undefined: not all of them were looked at. */
  readonly unlabelled: (stack: Stack, kind: string) => number | undefined;
  /** The same, with what running stacks answered; what does not depend on that is not computed again. */
  readonly observing: (observations: Observations) => Analysis;
}

/** What is judged without a running stack. */
interface Ground extends Omit<
  Analysis,
  'addressed' | 'asked' | 'live' | 'generated' | 'jobs' | 'judgement' | 'observing' | 'outcomes'
> {
  readonly outcomes: (stage: Exclude<PairStage, 'targets'>, object: KubeObject, stack: Stack) => readonly Outcome[];
}

const GROUP = 'monitoring.coreos.com';
const NOTHING_FOUND: readonly Outcome[] = [];

/**
 * Prepares a world for questions. Nothing is computed before it is asked, and nothing twice. `observations`: what
 * running stacks answered, for the checks that need it.
 */
export function analyse(world: World, rulebook: Rulebook, observations?: Observations): Analysis {
  const stacks = rulebook.backends.flatMap((backend) => backend.findStacks(world));
  const apps = detectApps(world, rulebook.profiles);
  const monitors = memo((object: KubeObject): Monitor | undefined =>
    firstOf(rulebook.backends, (backend) => backend.decodeMonitor(object)),
  );
  const room = newRoom();
  const wires = memo2((object: KubeObject, stack: Stack): readonly Wire[] => {
    const monitor = monitors(object);
    return monitor ? wiresOf(world, monitor, stack, room) : [];
  });
  const narrowed = memo2((_object: KubeObject, _stack: Stack) => new Map<string, readonly Wire[]>());
  const wiresIn: Context['wiresIn'] = (object, stack, namespace) => {
    const monitor = mayLookIn(object, namespace) ? monitors(object) : undefined;
    const where = monitor && searched(monitor, stack);
    if (!monitor || !where) return [];
    // One of both is not known, and fits any.
    if (where !== 'any' && (namespace === '' || where.includes(''))) return wires(object, stack);
    if (where !== 'any' && !where.includes(namespace)) return [];
    if (where !== 'any' && where.length === 1) return wires(object, stack);
    const known = narrowed(object, stack);
    const answer = known.get(namespace) ?? wiresOf(world, monitor, stack, room, namespace);
    known.set(namespace, answer);
    return answer;
  };
  const subjects = once(() => SUBJECT_KINDS.flatMap((kind) => world.all(GROUP, kind)));

  // Whatever a stack is asked about, what is wrong with it alone is found once.
  const stackAnswer = memo2((stack: Stack, check: StackCheck) =>
    unlessUnfilled(check.runStack(stack, bare), [stack.object]),
  );
  // A pair is asked about its stages again and again (verdict, nearest miss, findings), and answers once.
  const answers = (stage: PairStage): ReturnType<typeof answersOf> =>
    answersOf(rulebook, stage, () => bare, stackAnswer);
  const byStage = { selection: answers('selection'), admission: answers('admission'), effect: answers('effect') };
  const outcomes: Ground['outcomes'] = (stage, object, stack) => byStage[stage](object, stack);
  const binding: Analysis['binding'] = (object, stack) =>
    firstOf(rulebook.backends, (backend) => backend.bindingFor(object, stack));
  const admission = memo2((object: KubeObject, stack: Stack) => admissionOf(outcomes, binding, object, stack));
  const selected = (object: KubeObject, stack: Stack): boolean => admission(object, stack).verdict === 'selected';
  const selectedBy = memo2((stack: Stack, kind: string) =>
    stack.consumes.includes(kind) ? subjects().filter((object) => object.kind === kind && selected(object, stack)) : [],
  );
  const ground: Ground = {
    rulebook,
    world,
    stacks,
    apps,
    monitor: monitors,
    wires,
    wiresIn,
    binding,
    admission,
    selected,
    selectedBy,
    scrapes: memo((stack: Stack) =>
      scrapesOf({
        candidates: subjects().filter(
          (object) =>
            (object.kind === 'ServiceMonitor' || object.kind === 'PodMonitor') && stack.consumes.includes(object.kind),
        ),
        matched: (object) => byStage.selection(object, stack).every(({ hits }) => hits.length === 0),
        selected: (object) => selected(object, stack),
        monitor: monitors,
        wires: (object) => wires(object, stack),
        wiresIn: (object, namespace) => wiresIn(object, stack, namespace),
      }),
    ),
    reaching: (service) => reaching(service, subjects(), stacks, wiresIn),
    ledTo: once(
      () =>
        new Map(
          apps.flatMap((app) =>
            app.services.flatMap((service) => ground.reaching(service).map((led) => [keyOf(refOf(led)), app] as const)),
          ),
        ),
    ),
    umbrellas: once(() => umbrellasOf(world.snapshot.objects)),
    unlabelled: memo2((stack: Stack, kind: string) => {
      if (world.snapshot.source !== 'files' && world.gaps(GROUP, kind).length > 0) return undefined;
      const facts = subjects().flatMap((object) =>
        object.kind === kind ? (selectionFacts(world, object, stack) ?? []) : [],
      );
      return facts.filter(({ namespace, labels }) => namespace.selected === 'yes' && !labels.selected).length;
    }),
    outcomes,
    stackAnswer,
    subjects,
  };
  const bare = observed(ground);
  return observations ? bare.observing(observations) : bare;
}

/** Only checks of targets and rules look at running stacks, and what is judged of a pair as a whole. */
function observed(ground: Ground, { live, generated }: Partial<Observations> = {}): Analysis {
  const { rulebook, monitor } = ground;
  const targets = answersOf(rulebook, 'targets', () => context, ground.stackAnswer);
  const outcomes: Outcomes = (stage, object, stack) =>
    stage === 'targets' ? targets(object, stack) : ground.outcomes(stage, object, stack);
  const generatedFor = (stack: Stack): Generated | undefined =>
    generated?.find((each) => keyOf(each.stack) === keyOf(stack.ref));
  const written = memo((stack: Stack) => {
    const read = generatedFor(stack);
    return read?.kind === 'ok' ? jobsByObject(read) : undefined;
  });
  const context: Analysis = {
    ...ground,
    asked: live !== undefined,
    addressed: (live ?? []).filter(({ stack }) => !ground.stacks.some(({ ref }) => keyOf(ref) === keyOf(stack))),
    live: (stack) => live?.find((observation) => keyOf(observation.stack) === keyOf(stack.ref)),
    generated: generatedFor,
    jobs: (object, stack) => {
      const all = SCRAPE_KINDS.includes(object.kind) && stack.consumes.includes(object.kind) && written(stack);
      return all ? generatedJobs(all, refOf(object), monitor(object)?.endpoints.length ?? 0) : undefined;
    },
    outcomes,
    judgement: memo2((object: KubeObject, stack: Stack) => judgementOf(outcomes, context, object, stack)),
    observing: (observations) => observed(ground, observations),
  };
  return context;
}

/** The outcomes of one stage, in the order of the rulebook. `context` is asked for when the first check is run. */
function answersOf(
  { checks }: Rulebook,
  stage: PairStage,
  context: () => Context,
  stackAnswer: Analysis['stackAnswer'],
): (object: KubeObject, stack: Stack) => readonly Outcome[] {
  const byKind = groupBy(
    checks.filter((check) => check.stage === stage).flatMap((check) => check.kinds.map((kind) => ({ check, kind }))),
    ({ kind }) => kind,
  );
  return memo2((object: KubeObject, stack: Stack) => {
    const found: Outcome[] = [];
    for (const { check } of byKind.get(object.kind) ?? []) {
      // Which labels of the object are at fault the selection itself tells.
      const read = stage === 'selection' ? [stack.object] : [stack.object, object];
      const result = isStackCheck(check)
        ? stackAnswer(stack, check)
        : unlessUnfilled(check.run({ object, stack }, context()), read);
      if ('unknown' in result) found.push({ check, hits: [], gaps: result.unknown });
      else if (result.length > 0) found.push({ check, hits: result, gaps: [] });
    }
    return found.length === 0 ? NOTHING_FOUND : found;
  });
}

/** In files a selector or port may have a variable in it: what it leads to is not known, and nothing is found by it. */
function unlessUnfilled<T>(
  result: readonly T[] | { readonly unknown: readonly Gap[] },
  read: readonly KubeObject[],
): readonly T[] | { readonly unknown: readonly Gap[] } {
  if ('unknown' in result || result.length === 0) return result;
  const unknown = read
    .filter(({ origin }) => origin.source === 'file')
    .flatMap((object) => unfilled(refOf(object), variableInWay(object.body)));
  return unknown.length > 0 ? { unknown } : result;
}

/** Monitors, selected or not, whose selector takes a Service for at least one stack. */
function reaching(
  service: Ref,
  subjects: readonly KubeObject[],
  stacks: readonly Stack[],
  wiresIn: Context['wiresIn'],
): readonly KubeObject[] {
  return subjects.filter((object) =>
    stacks.some(
      (stack) =>
        stack.consumes.includes(object.kind) &&
        wiresIn(object, stack, service.namespace ?? '').some(
          (wire) => wire.service !== undefined && sameRef(wire.service, service),
        ),
    ),
  );
}

function firstOf<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
