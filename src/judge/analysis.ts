import type { Context, Pair } from '../world/context.ts';
import type {
  Gap,
  Generated,
  KubeObject,
  Match,
  Monitor,
  Profile,
  Ref,
  Stack,
  StackObservation,
  Verdict,
  Wire,
} from '../model/index.ts';
import type { Backend } from '../backends/backend.ts';
import type { Check, Hit } from '../checks/check.ts';
import { detectApps } from '../world/applications.ts';
import { groupBy } from '../kube/group.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { keyOf, refOf, sameRef } from '../kube/refs.ts';
import { scrapeKey, wiresOf } from '../backends/prometheus-operator/discovery/wire.ts';
import type { World } from '../world/world.ts';

/** What the engine works with: the registry's arrays. */
export interface Rulebook {
  readonly backends: readonly Backend[];
  readonly checks: readonly Check[];
  readonly profiles: readonly Profile[];
}

/** One check's outcome on one pair. */
export interface Outcome {
  readonly check: Check;
  readonly hits: readonly Hit[];
  readonly gaps: readonly Gap[];
}

export interface Analysis extends Context {
  /** Running stacks were to be asked what they do; else the command only reads. */
  readonly asked: boolean;
  readonly rulebook: Rulebook;
  /** Outcomes of the checks of some stages on a pair, found or unknown; clean ones are left out. */
  readonly outcomes: (pair: Pair, stages: readonly Check['stage'][]) => readonly Outcome[];
  /** Every object that some stack may take up, in order. */
  readonly subjects: () => readonly KubeObject[];
}

/** What decides the verdict of a pair, without what comes of it. */
type Judged = Pick<Match, 'verdict' | 'by' | 'gaps'> & { readonly found: readonly Outcome[] };

const GROUP = 'monitoring.coreos.com';
const NOTHING_FOUND: readonly Outcome[] = [];

/**
 * Prepares a world for questions. Nothing is computed before it is asked, and nothing twice. `live`: what running
 * stacks said of themselves, for the checks that need it. `generated`: what configurations the operator wrote for them.
 */
export function analyse(
  world: World,
  rulebook: Rulebook,
  live?: readonly StackObservation[],
  generated: readonly Generated[] = [],
): Analysis {
  const stacks = rulebook.backends.flatMap((backend) => backend.findStacks(world));
  const apps = detectApps(world, rulebook.profiles);
  const monitors = memo((object: KubeObject): Monitor | undefined =>
    firstOf(rulebook.backends, (backend) => backend.decodeMonitor(object)),
  );
  const wires = memo2((object: KubeObject, stack: Stack): readonly Wire[] => {
    const monitor = monitors(object);
    return monitor ? wiresOf(world, monitor, stack) : [];
  });
  const subjects = once(() => SUBJECT_KINDS.flatMap((kind) => world.all(GROUP, kind)));

  // A pair is asked about its stages again and again (verdict, nearest miss, findings), and answers once.
  const checksOf = groupBy(
    rulebook.checks.flatMap((check) => check.kinds.map((kind) => ({ check, key: `${check.stage} ${kind}` }))),
    ({ key }) => key,
  );
  const answersOf = (stage: Check['stage']): ((object: KubeObject, stack: Stack) => readonly Outcome[]) =>
    memo2((object: KubeObject, stack: Stack) => {
      const found: Outcome[] = [];
      for (const { check } of checksOf.get(`${stage} ${object.kind}`) ?? []) {
        const result = check.run({ object, stack }, context);
        if ('unknown' in result) found.push({ check, hits: [], gaps: result.unknown });
        else if (result.length > 0) found.push({ check, hits: result, gaps: [] });
      }
      return found.length === 0 ? NOTHING_FOUND : found;
    });
  const byStage = {
    selection: answersOf('selection'),
    admission: answersOf('admission'),
    effect: answersOf('effect'),
    targets: answersOf('targets'),
    cluster: (): readonly Outcome[] => NOTHING_FOUND,
  } satisfies Record<Check['stage'], (object: KubeObject, stack: Stack) => readonly Outcome[]>;
  const outcomes: Analysis['outcomes'] = ({ object, stack }, stages) =>
    stages.flatMap((stage) => byStage[stage](object, stack));

  // By itself, so that a check of the effect may ask which other objects are selected.
  const judged = memo2((object: KubeObject, stack: Stack): Judged => {
    const selection = outcomes({ object, stack }, ['selection']);
    // What the selectors pass over the operator never judges: most pairs of a large cluster end here.
    const passedOver = selection.some((outcome) => outcome.hits.length > 0) || !stack.consumes.includes(object.kind);
    const found = passedOver ? selection : [...selection, ...outcomes({ object, stack }, ['admission'])];
    const holds = (stage: Check['stage']): boolean =>
      found.some((outcome) => outcome.check.stage === stage && outcome.hits.length > 0);
    const gapsIn = (stage: Check['stage']): readonly Gap[] =>
      found.filter((outcome) => outcome.check.stage === stage).flatMap((outcome) => outcome.gaps);
    const gaps = holds('selection') ? [] : [...gapsIn('selection'), ...(holds('admission') ? [] : gapsIn('admission'))];
    // A kind that the stack has no selector for is never taken, whatever the checks say about it.
    const own: Verdict = passedOver
      ? 'not-selected'
      : gaps.length > 0
        ? 'unknown'
        : holds('admission')
          ? 'rejected'
          : 'selected';
    const binding = own === 'unknown' ? context.binding(object, stack) : undefined;
    const byBinding = binding?.current === true && binding.accepted !== 'Unknown';
    const verdict = byBinding ? (binding.accepted === 'True' ? 'selected' : 'rejected') : own;
    return { verdict, by: byBinding ? 'binding' : 'selectors', gaps: byBinding ? [] : gaps, found };
  });

  const match = memo2((object: KubeObject, stack: Stack): Match => {
    const { verdict, by, gaps, found } = judged(object, stack);
    const effects = verdict === 'not-selected' ? NOTHING_FOUND : outcomes({ object, stack }, ['effect']);
    return {
      object: refOf(object),
      stack: stack.ref,
      verdict,
      effective: verdict === 'selected' && effects.every((outcome) => outcome.hits.length === 0),
      by,
      checks: [...found, ...effects].filter((outcome) => outcome.hits.length > 0).map((outcome) => outcome.check.id),
      gaps,
    };
  });

  const selectedBy = memo2((stack: Stack, kind: string) =>
    subjects().filter(
      (object) => object.kind === kind && stack.consumes.includes(kind) && judged(object, stack).verdict === 'selected',
    ),
  );

  const context: Analysis = {
    rulebook,
    world,
    stacks,
    apps,
    asked: live !== undefined,
    live: (stack) => live?.find((observation) => keyOf(observation.stack) === keyOf(stack.ref)),
    generated: (stack) => generated.find((each) => keyOf(each.stack) === keyOf(stack.ref)),
    monitor: monitors,
    wires,
    binding: (object, stack) => firstOf(rulebook.backends, (backend) => backend.bindingFor(object, stack)),
    selected: (object, stack) => judged(object, stack).verdict === 'selected',
    selectedBy,
    scrapes: memo((stack: Stack) => scrapesOf(stack, selectedBy, monitors, wires)),
    reaching: (service) => reaching(service, subjects(), stacks, wires),
    match,
    outcomes,
    subjects,
  };
  return context;
}

/** scrapeKey -> the monitors that scrape it, one entry per endpoint and Service. */
function scrapesOf(
  stack: Stack,
  selectedBy: Context['selectedBy'],
  monitor: Context['monitor'],
  wires: Context['wires'],
): ReadonlyMap<string, readonly Ref[]> {
  const scrapes = new Map<string, Ref[]>();
  for (const object of ['ServiceMonitor', 'PodMonitor'].flatMap((kind) => selectedBy(stack, kind))) {
    const decoded = monitor(object);
    if (!decoded) continue;
    for (const wire of wires(object, stack)) {
      // A wire that is not sure scrapes perhaps.
      if (wire.unknown) continue;
      for (const target of wire.targets) {
        const key = scrapeKey(target, decoded, wire.endpoint);
        scrapes.set(key, [...(scrapes.get(key) ?? []), wire.monitor]);
      }
    }
  }
  return scrapes;
}

/** Monitors, selected or not, whose selector takes a Service for at least one stack. */
function reaching(
  service: Ref,
  subjects: readonly KubeObject[],
  stacks: readonly Stack[],
  wires: Context['wires'],
): readonly KubeObject[] {
  return subjects.filter((object) =>
    stacks.some(
      (stack) =>
        stack.consumes.includes(object.kind) &&
        wires(object, stack).some((wire) => wire.service !== undefined && sameRef(wire.service, service)),
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

function once<R>(compute: () => R): () => R {
  let answer: { readonly value: R } | undefined;
  return () => (answer ??= { value: compute() }).value;
}

function memo<A extends object, R>(compute: (a: A) => R): (a: A) => R {
  const answers = new WeakMap<A, { readonly value: R }>();
  return (a) => {
    let answer = answers.get(a);
    if (!answer) answers.set(a, (answer = { value: compute(a) }));
    return answer.value;
  };
}

/** By identity of the first argument and, for objects, of the second. */
function memo2<A extends object, B, R>(compute: (a: A, b: B) => R): (a: A, b: B) => R {
  const inner = memo((_a: A) => new Map<B, R>());
  return (a, b) => {
    const answers = inner(a);
    if (!answers.has(b)) answers.set(b, compute(a, b));
    return answers.get(b) as R;
  };
}
