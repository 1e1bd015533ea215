import { gapRemedy, gapText } from '../kube/gap-text.ts';
import { isOursAt } from '../world/ours.ts';
import { keyOf, nameOf, refOf, title } from '../kube/refs.ts';
import type { Analysis } from '../judge/analysis.ts';
import { isWired, withoutEcho } from '../judge/judgement.ts';
import type { Blocked, Judgement, KubeObject, Ref, Stack } from '../model/index.ts';
import { checkCommand } from './advice.ts';
import { provenObject } from './expectation.ts';
import { isRelevant } from './part.ts';
import type { Part, PlanInput } from './part.ts';
import { after, sameStack } from './world-after.ts';

/** Runs the engine on the world after the plan: the goal holds, nothing is lost, nothing is scraped twice. */
export function problemsOf(input: PlanInput, part: Part): readonly Blocked[] {
  const { analysis, stack } = input;
  const then = after(analysis, part.changes);
  const stackThen = sameStack(then, stack);
  const unmet = part.expectations.flatMap((expectation): readonly Blocked[] => {
    const ref = provenObject(expectation);
    const object = ref && then.world.get(ref);
    if (!ref || !object || !stackThen) return [];
    const judgement = then.judgement(object, stackThen);
    return isWired(judgement) ? [] : whyNot(then, object, stackThen, judgement);
  });
  const removed = part.changes.flatMap((change) => (change.action === 'remove' ? [change.object] : []));
  // A neighbour's monitor or addresses do not stand in the way of the application's own: the plan says of them what they do.
  const counts = (ref: Ref): boolean => {
    const object = then.world.get(ref);
    return object !== undefined && isRelevant(input, object);
  };
  const harm = harmOf(analysis, then, removed, counts).map(({ object, why }) => ({
    object,
    why,
    remedy: isOursAt(analysis.world, object)
      ? 'promwire wires an application into one stack: choose the one that has it with --stack. To move it, keep its settings (promwire settings --from-cluster > alerts.yaml), take it back there (promwire uninstall), and give --settings alerts.yaml here.'
      : 'Choose another stack with --stack, or correct the source of the object.',
  }));
  return [...unmet, ...harm];
}

/** What prevents an object that the plan counts on: at least one reason. */
function whyNot(then: Analysis, object: KubeObject, stack: Stack, judgement: Judgement): readonly Blocked[] {
  const ref = refOf(object);
  const stages = judgement.configured ? (['targets'] as const) : (['selection', 'admission', 'effect'] as const);
  const words = stages
    .flatMap((stage) => withoutEcho(then.outcomes(stage, object, stack)))
    .flatMap(({ hits }) => hits.map((hit) => hit.words()))
    .filter(({ severity = 'error' }) => !judgement.configured || severity === 'error');
  const reasons = [
    ...words.map(({ summary, remedy }) => ({ object: ref, why: summary, remedy })),
    ...judgement.gaps.map((gap) => ({ object: ref, why: gapText(gap), remedy: `${gapRemedy(gap)}.` })),
  ];
  if (reasons.length > 0) return reasons;
  const why = `${title(stack.ref)} would scrape no target through ${title(ref)}.`;
  return [{ object: ref, why, remedy: `${checkCommand(ref)} shows how far it gets.` }];
}

/** What a plan breaks: pairs that were selected and no longer are, targets that one stack would scrape twice. */
interface Harm {
  readonly object: Ref;
  /** What else has to do with it. */
  readonly also: readonly Ref[];
  readonly why: string;
}

/** `removed`: what is taken away on purpose. `counts`: the monitors that may not scrape a target twice. */
export function harmOf(
  before: Analysis,
  then: Analysis,
  removed: readonly Ref[] = [],
  counts: (monitor: Ref) => boolean = () => true,
): readonly Harm[] {
  return [...lost(before, then, removed), ...doubled(before, then, counts)];
}

/** `removed`: what the plan takes away itself. */
function lost(before: Analysis, then: Analysis, removed: readonly Ref[]): readonly Harm[] {
  const gone = new Set(removed.map(keyOf));
  return before.stacks.flatMap((stack) => {
    const stackThen = sameStack(then, stack);
    return before
      .subjects()
      .filter(
        (object) =>
          stack.consumes.includes(object.kind) && !gone.has(keyOf(refOf(object))) && before.selected(object, stack),
      )
      .flatMap((object) => {
        const objectThen = then.world.get(refOf(object));
        const kept = stackThen && objectThen && then.selected(objectThen, stackThen);
        return kept
          ? []
          : [
              {
                object: refOf(object),
                also: [],
                why: `${title(stack.ref)} selects ${title(refOf(object))} now, and no longer would.`,
              },
            ];
      });
  });
}

function doubled(before: Analysis, then: Analysis, counts: (monitor: Ref) => boolean): readonly Harm[] {
  return then.stacks.flatMap((stack) => {
    const stackBefore = sameStack(before, stack);
    const known = stackBefore ? before.scrapes(stackBefore).all() : new Map<string, readonly Ref[]>();
    const fresh = [...then.scrapes(stack).all()]
      .filter(([target, monitors]) => (known.get(target)?.length ?? 0) < monitors.length)
      .map(([target, monitors]) => [target, monitors.filter(counts)] as const)
      .filter(([, monitors]) => monitors.length > 1);
    const byPair = new Map(fresh.map(([target, monitors]) => [monitors.map(keyOf).join(), { target, monitors }]));
    return [...byPair.values()].flatMap(({ target, monitors: [first, ...rest] }) =>
      first
        ? [
            {
              object: first,
              also: rest,
              why: `${title(stack.ref)} would scrape ${target} twice, through ${[first, ...rest].map(nameOf).join(' and ')}.`,
            },
          ]
        : [],
    );
  });
}
