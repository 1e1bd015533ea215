import type { Capability, Expectation, Observed, Ref, StackObservation, Verification } from '../model/index.ts';
import { own } from '../kube/json.ts';
import { sameRef, title } from '../kube/refs.ts';
import type { Outcome } from './outcome.ts';
import { forUser, noAnswer } from './outcome.ts';
import { unseenReplicas, withoutStarting } from '../backends/prometheus-operator/running/merge.ts';
import { verifyQueries } from './queries.ts';
import { verifyRules } from './rules.ts';
import { verifySeries } from './series.ts';
import { verifyTargets } from './targets.ts';

/**
 * Holds what was expected against what was observed. Pure: ask again with a new observation to see it change.
 * One verification per expectation, in the same order.
 */
export function verify(expectations: readonly Expectation[], observed: Observed): readonly Verification[] {
  const targets = expectations.map((expectation) =>
    expectation.kind === 'target-up' ? targetUp(expectation, observed) : undefined,
  );
  return expectations.map((expectation, index) => {
    switch (expectation.kind) {
      case 'target-up':
        return { expectation, ...(targets[index] ?? targetUp(expectation, observed)) };
      case 'rule-loaded':
        return {
          expectation,
          ...(missing(expectation.rule, observed) ??
            onStack(expectation.stack, 'rules', observed, (stack) => verifyRules(expectation, stack))),
        };
      case 'series-present': {
        const scraping = expectations.flatMap((other, at) => {
          const outcome = targets[at];
          return other.kind === 'target-up' && outcome && sameRef(other.stack, expectation.stack) ? [outcome] : [];
        });
        return {
          expectation,
          ...onStack(expectation.stack, 'query', observed, (stack) => verifySeries(expectation, stack, scraping)),
        };
      }
      case 'queries-succeed':
        return {
          expectation,
          ...onStack(expectation.stack, 'query', observed, (stack) => verifyQueries(expectation, stack)),
        };
      case 'dashboard-present':
        return { expectation, ...dashboard(expectation, observed) };
    }
  });
}

type TargetUp = Extract<Expectation, { kind: 'target-up' }>;

function targetUp(expectation: TargetUp, observed: Observed): Outcome {
  const wires = observed.wires.filter(
    (wire) => sameRef(wire.monitor, expectation.monitor) && sameRef(wire.stack, expectation.stack),
  );
  return (
    withReason(missing(expectation.monitor, observed), expectation.monitor) ??
    onStack(expectation.stack, 'targets', observed, (stack) =>
      verifyTargets(expectation, stack, wires, observed.settled),
    )
  );
}

/** Series are waiting for it, too. */
function withReason(outcome: Outcome | undefined, monitor: Ref): Outcome | undefined {
  return outcome && { ...outcome, waitingFor: `promwire setup, which makes ${title(monitor)}` };
}

/** What is not there need not be asked for. */
function missing(ref: Ref, observed: Observed): Outcome | undefined {
  return observed.missing?.some((object) => sameRef(object, ref)) === true
    ? forUser(`${title(ref)} is not there; promwire setup makes it`)
    : undefined;
}

const LACKS: Readonly<Record<string, string>> = {
  targets: 'has no targets to show',
  query: 'cannot be queried',
  rules: 'evaluates no rules',
};

function onStack(
  ref: Ref,
  capability: Capability,
  observed: Observed,
  judge: (stack: StackObservation) => Outcome,
): Outcome {
  const stack = observed.stacks.find((candidate) => sameRef(candidate.stack, ref));
  if (!stack) return { outcome: 'unknown', detail: `${title(ref)} was not asked.` };
  if (!stack.capabilities.includes(capability))
    return { outcome: 'unknown', detail: `${title(ref)} ${LACKS[capability] ?? 'cannot do that'}.` };
  if (stack.instances.length === 0) {
    return stack.problem
      ? noAnswer(stack.problem)
      : { outcome: 'unknown', detail: `${title(ref)} has no address to ask.` };
  }
  const { stack: answering, starting } = withoutStarting(stack);
  const outcome = judge(answering);
  const missing = unseenReplicas(stack);
  const asides = [
    ...(starting.length > 0 ? [`${starting.join(', ')}: starting`] : []),
    // Of one configuration, so what one says holds for the other; but nobody asked it.
    ...(outcome.outcome === 'met' && missing > 0 ? [`${missing} of ${total(stack)} pods not asked`] : []),
  ];
  if (asides.length === 0) return outcome;
  // What is aside is more than why nobody answered.
  const { unanswered: _, ...rest } = outcome;
  return { ...rest, detail: `${outcome.detail} (${asides.join('; ')})` };
}

function total({ shards, replicas = 1 }: StackObservation): number {
  return shards * replicas;
}

type DashboardPresent = Extract<Expectation, { kind: 'dashboard-present' }>;

function dashboard({ object, labels = {}, keys = [] }: DashboardPresent, observed: Observed): Outcome {
  const entry = observed.objects.find((candidate) => sameRef(candidate.object, object));
  const lacks = Object.entries(labels).filter(([name, value]) => own(entry?.labels, name) !== value);
  if (entry?.seen === 'present' && entry.labels !== undefined && lacks.length > 0)
    return forUser(
      `${title(object)} is there without ${lacks.map(([name, value]) => `${name}=${value}`).join(', ')}, so that Grafana may not show it; promwire setup fixes it`,
    );
  const empty = keys.filter((key) => entry?.keys?.includes(key) === false);
  if (entry?.seen === 'present' && empty.length > 0)
    return forUser(`${title(object)} is there without ${empty.join(', ')}; promwire setup fixes it`);
  if (entry?.seen === 'present' && entry.asleep)
    return forUser(
      `${title(object)} is there, but ${title(entry.asleep)}, whose sidecar takes it up, is scaled to 0: scale it up`,
    );
  if (entry?.seen === 'present')
    return {
      outcome: 'met',
      detail: `${title(object)} is there${entry.detail === undefined ? '' : `: ${entry.detail}`}`,
    };
  if (entry?.seen === 'absent')
    return forUser(`${title(object)} is not there${entry.detail === undefined ? '' : `: ${entry.detail}`}`);
  const why = entry?.detail === undefined ? '.' : `: ${entry.detail}`;
  return { outcome: 'unknown', detail: `${title(object)} could not be looked at${why}` };
}
