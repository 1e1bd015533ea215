import { isOfOneObject } from '../kube/one-object.ts';
import { gapText } from '../kube/gap-text.ts';
import type { Blocked, Change, Gap, Plan, Ref } from '../model/index.ts';
import { TAKERS } from '../kube/kinds.ts';
import { correctionPart, monitorPart, poolsOf } from './monitor.ts';
import { NOTHING } from './part.ts';
import type { Part, PlanInput } from './part.ts';
import { dashboardPart, rulesPart } from './rules.ts';
import { problemsOf } from './prove.ts';
import { keyOf, title } from '../kube/refs.ts';
import { partialView } from '../backends/prometheus-operator/partial-view.ts';
import { hiding } from '../world/hiding.ts';

/** Computes what wires an application into a stack, and proves it on the world after the change. */
export function planFor(input: PlanInput): Plan {
  const corrected = input.correct ? correctionPart(input) : undefined;
  // A correction in place is dropped where it would take the monitor from another stack; a monitor of ours next to it may do.
  const lostByCorrection = corrected
    ? [...problemsOf(input, corrected.part), ...unseenTakers(input, corrected.object)]
    : [];
  const wanted =
    corrected && lostByCorrection.length === 0
      ? corrected.part
      : withAdvice(
          monitorPart(input),
          lostByCorrection.map(
            (problem) => `${title(corrected?.object ?? input.stack.ref)} is not relabelled: ${problem.why}`,
          ),
        );
  const hidden = hiddenMonitors(input);
  const adds = wanted.changes.some(({ step, action }) => step === 'monitor' && action !== 'remove');
  const monitor: Part =
    adds && hidden.length > 0
      ? { ...NOTHING, unknown: hidden }
      : withAdvice(wanted, adds && input.correct ? notJudged(input) : []);
  const scraping = wanted.expectations.flatMap((each) => (each.kind === 'target-up' ? [each] : []));
  const everyShard = scraping.some((each) => each.everyShard === true);
  const removed = wanted.changes.flatMap((change) => (change.action === 'remove' ? [change.object] : []));
  const rules = rulesPart(
    input,
    poolsOf(input, scraping, removed),
    partialView(input.stack, scraping[0]?.monitor, everyShard),
    scraping.map(({ monitor: ref }) => ref),
  );
  const parts = [monitor, rules, dashboardPart(input, everyShard)];
  const all = <T>(pick: (part: Part) => readonly T[]): readonly T[] => parts.flatMap(pick);
  const changes = inOrder(all((part) => part.changes));
  const blocked = all((part) => part.blocked);
  const unknown = all((part) => part.unknown);
  const proof =
    blocked.length > 0 || unknown.length > 0
      ? []
      : problemsOf(input, { ...NOTHING, changes, expectations: all((part) => part.expectations) });
  return {
    profile: input.app.profile,
    variant: input.variant.id,
    stack: input.stack.ref,
    settings: input.settings ?? [],
    changes,
    blocked: [...blocked, ...proof],
    unknown,
    advice: all((part) => part.advice),
    expectations: all((part) => part.expectations),
  };
}

/** In a cluster, a monitor that may not be seen could scrape the application already: ours would do it a second time. */
function hiddenMonitors(input: PlanInput): readonly Gap[] {
  return input.correct ? unseenMonitors(input).filter((gap) => !isElsewhere(gap, input)) : [];
}

function unseenMonitors({ analysis }: PlanInput): readonly Gap[] {
  return hiding(['ServiceMonitor', 'PodMonitor'].flatMap((kind) => analysis.world.gaps('monitoring.coreos.com', kind)));
}

/** One monitor of another namespace must not keep an application from being wired: a tenant could do that to all. */
const isElsewhere = (gap: Gap, { app }: PlanInput): boolean =>
  isOfOneObject(gap) && gap.reads.namespace !== app.namespace;

const notJudged = (input: PlanInput): readonly string[] =>
  unseenMonitors(input)
    .filter((gap) => isElsewhere(gap, input))
    .map((gap) => `Whether it scrapes the application, too, is not known: ${gapText(gap)}`);

const STEPS: readonly Change['step'][] = ['rights', 'rules', 'monitor', 'dashboard'];

function inOrder(changes: readonly Change[]): readonly Change[] {
  return STEPS.flatMap((step) => changes.filter((change) => change.step === step));
}

function withAdvice(part: Part, advice: readonly string[]): Part {
  return { ...part, advice: [...part.advice, ...advice.map((text) => ({ text }))] };
}

/** Stacks that may take an object now for all we know: a new label could lose it to them. */
function unseenTakers({ analysis, stack }: PlanInput, ref: Ref): readonly Pick<Blocked, 'why'>[] {
  const object = analysis.world.get(ref);
  const open = analysis.stacks.flatMap((other) => {
    const match = object && keyOf(other.ref) !== keyOf(stack.ref) ? analysis.admission(object, other) : undefined;
    return match?.verdict === 'unknown' ? match.gaps : [];
  });
  const hidden = hiding((TAKERS[ref.kind] ?? []).flatMap((kind) => analysis.world.gaps('monitoring.coreos.com', kind)));
  return [...hidden, ...open].map((gap) => ({
    why: `whether another stack selects it now could not be seen. ${gapText(gap)}`,
  }));
}
