import { groupBy } from '../kube/group.ts';
import { defined } from '../kube/json.ts';
import { keyOf } from '../kube/refs.ts';
import type {
  Comparison,
  ComparisonSummary,
  Gain,
  Loss,
  LossHow,
  PrintedComparison,
  Ref,
  Unsettled,
} from '../model/index.ts';
import { PRINTED } from './report-json.ts';

/** One object, ready for JSON.stringify or YAML; see docs/compare.md. */
export function comparisonJson(comparison: Comparison): PrintedComparison {
  const { base, head, clusters, losses, expected, gains, unknown, appeared, gone, rerouted, unseen, standing } =
    comparison;
  return {
    apiVersion: PRINTED,
    kind: 'Comparison',
    base,
    head,
    ...defined({ clusters }),
    summary: comparisonSummary(comparison),
    losses: losses.map(lossJson),
    ...(expected
      ? { expected: expected.map(({ expected: why, ...loss }) => ({ ...lossJson(loss), expected: why })) }
      : {}),
    gains: gains.map(({ how, targets, ...part }) => ({ how, targets, ...partJson(part) })),
    unknown: unknown.map(({ object, ...part }) => ({ ...defined({ object }), ...partJson(part) })),
    appeared: appeared.map(({ severity, ...part }) => ({ severity, ...partJson(part) })),
    gone: gone.map(({ severity, ...part }) => ({ severity, ...partJson(part) })),
    ...(rerouted
      ? { rerouted: rerouted.map(({ object, ...part }) => ({ ...defined({ object }), ...partJson(part) })) }
      : {}),
    ...(unseen ? { unseen: unseen.map(({ object, ...part }) => ({ ...defined({ object }), ...partJson(part) })) } : {}),
    standing,
  };
}

function lossJson({ how, part: lost, targets, alerts, ...part }: Loss): Loss {
  return { how, ...defined({ part: lost }), targets, ...defined({ alerts }), ...partJson(part) };
}

/** Its fields in one order. */
function partJson<P extends Omit<Unsettled, 'object'> & { readonly object?: Ref }>(part: P): P {
  const { object, was, by, summary, because, checks, remedy, place, clusters } = part;
  return defined({ object, was, by, summary, because, checks, remedy, place, clusters }) as P;
}

/** Each object and target once, however many stacks take it. */
export function comparisonSummary({ losses, gains, appeared, unknown }: Comparison): ComparisonSummary {
  const count = (severity: string): number => appeared.filter((each) => each.severity === severity).length;
  return {
    lost: byKind(losses.filter(({ how }) => !PARTS.includes(how))),
    partsLost: byPart(losses),
    gained: byKind(gains),
    targetsLost: targetsOf(losses),
    targetsGained: targetsOf(gains),
    errors: count('error'),
    warnings: count('warning'),
    unknown: unknown.length,
  };
}

/** The object itself is taken as before. */
const PARTS: readonly LossHow[] = ['targets', 'contents', 'series', 'route'];

function byKind(changes: readonly (Loss | Gain)[]): Readonly<Record<string, number>> {
  const kinds = groupBy(new Map(changes.map(({ object }) => [keyOf(object), object])).values(), ({ kind }) => kind);
  return Object.fromEntries([...kinds].map(([kind, refs]) => [kind, refs.length]));
}

/** Each once, however many stacks lose it: the sentence names what it is, and no stack. */
function byPart(losses: readonly Loss[]): Readonly<Record<string, number>> {
  const parts = new Map(
    losses.flatMap(({ part, object, summary, alerts }) =>
      part ? [[`${keyOf(object)} ${summary}`, { part, count: alerts?.length ?? 1 }]] : [],
    ),
  );
  return Object.fromEntries(
    [...groupBy(parts.values(), ({ part }) => part)].map(([part, same]) => [
      part,
      same.reduce((sum, { count }) => sum + count, 0),
    ]),
  );
}

/** Of several stacks that scrape one monitor the most. */
function targetsOf(changes: readonly (Loss | Gain)[]): number {
  const objects = groupBy(changes, ({ object }) => keyOf(object));
  return [...objects.values()].reduce((sum, same) => {
    const stacks = groupBy(same, ({ by }) => (by ? keyOf(by) : ''));
    const counts = [...stacks.values()].map((each) => each.reduce((total, { targets }) => total + targets, 0));
    return sum + Math.max(...counts);
  }, 0);
}
