/** Which stacks decide about one kind of object, as far as an admission policy can say it. */
import { openAbout } from '../../backends/charts/made.ts';
import { readingGaps } from '../../backends/readers/index.ts';
import { hiddenFlags, hiddenOperators, operatorsOf } from '../../backends/prometheus-operator/selection.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { gapText } from '../../kube/gap-text.ts';
import { stringAt } from '../../kube/json.ts';
import { TAKERS } from '../../kube/kinds.ts';
import { refOf, title } from '../../kube/refs.ts';
import { unfilled, variableInWay } from '../../kube/variables.ts';
import type { OperatorScope, Selection, Stack } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/** Where an operator looks for objects. */
export type Scope = Pick<OperatorScope, 'namespaces' | 'denied'>;

/** A stack that may take up objects of a kind. */
export interface Taker {
  readonly stack: Stack;
  readonly selection: Selection;
  /** It takes what one of these operators sees; 'all': each namespace; none: no operator looks after it. */
  readonly scopes: 'all' | readonly Scope[];
  /** The object in its own namespace that it takes by name, whatever the selectors say. */
  readonly named?: string;
}

/** `unknown`: what would decide could not be seen. */
export interface LeftOut {
  readonly kind: string;
  readonly why: string;
  readonly unknown: boolean;
}

export interface KindTakers {
  readonly kind: string;
  readonly takers: readonly Taker[];
}

const GROUP = 'monitoring.coreos.com';

/** Who may take objects of a kind, or why a policy cannot say it. `only`: that stack alone counts; `fixed`: as it is now. */
export function takersOf(analysis: Analysis, kind: string, only?: Stack, fixed = true): KindTakers | LeftOut {
  const { world } = analysis;
  const left = (why: string, unknown = true): LeftOut => ({ kind, why, unknown });
  const hidden = only ? [] : hiddenTakers(world, kind);
  if (hidden[0] !== undefined) return left(hidden[0]);
  const takers = (only ? [only] : analysis.stacks).flatMap((stack) => takerOf(world, stack, kind) ?? []);
  const [first] = takers;
  const kinds = (TAKERS[kind] ?? []).join(' or ');
  if (!first)
    return left(
      `no ${kinds} that may take them ${world.snapshot.source === 'files' ? 'is among the files' : 'is there'}.`,
      false,
    );
  for (const { stack } of takers) {
    const open = openIn(stack, kind);
    if (open !== undefined) return left(open);
  }
  const all = only && !fixed ? undefined : takers.find(takesAll);
  return all ? left(`${title(all.stack.ref)} takes all of them.`, false) : { kind, takers };
}

/** Readers of another sort, and stacks that were not to be seen. */
function hiddenTakers(world: World, kind: string): readonly string[] {
  const unseen =
    world.snapshot.source === 'files'
      ? []
      : (TAKERS[kind] ?? []).flatMap((taker) =>
          world.gaps(GROUP, taker).filter(({ reason }) => reason !== 'crd-missing'),
        );
  return [...unseen, ...readingGaps(world, kind)].map(gapText);
}

function takerOf(world: World, stack: Stack, kind: string): Taker | undefined {
  const selection = stack.selections[kind];
  if (!selection) return undefined;
  const named = stringAt(stack.object.body, 'spec', 'alertmanagerConfiguration', 'name');
  return {
    ...{ stack, selection, scopes: scopesOf(world, stack) },
    ...(kind === 'AlertmanagerConfig' && named !== undefined ? { named } : {}),
  };
}

/** Where what limits an operator is not known, nothing does: a policy must not warn of what may be taken. */
function scopesOf(world: World, stack: Stack): Taker['scopes'] {
  const { operators = [] } = stack;
  if (operators.length === 0 || hiddenOperators(world).length > 0) return 'all';
  const acting = operatorsOf(stack) ?? [];
  if (acting.length === 0) return hiddenFlags(operators).length > 0 ? 'all' : [];
  const free = acting.some(({ namespaces, denied }) => namespaces === 'all' && denied.length === 0);
  return free || hiddenFlags(acting).length > 0 ? 'all' : acting;
}

/** Why it is not known what a stack selects. */
function openIn(stack: Stack, kind: string): string | undefined {
  const gaps = [openAbout(stack, kind) ?? [], unfilled(refOf(stack.object), variableInWay(stack.object.body))].flat();
  if (gaps[0]) return gapText(gaps[0]);
  return (stack.ref.namespace ?? '') === ''
    ? `the namespace of ${title(stack.ref)} is not known: name it with --default-namespace.`
    : undefined;
}

function takesAll({ selection: { objects, namespaces }, scopes }: Taker): boolean {
  return objects.kind === 'everything' && namespaces.kind === 'everything' && scopes === 'all';
}
