import type { Expectation, ExpectedRule, KubeObject, Ref, Stack, StackObservation } from '../model/index.ts';
import type { Analysis } from '../judge/analysis.ts';
import { checkCommand } from '../plan/advice.ts';
import { provenObject } from '../plan/expectation.ts';
import { objectsAt, stringAt } from '../kube/json.ts';
import { title } from '../kube/refs.ts';
import { sameExpression } from '../lang/promql/same.ts';
import { scaledDown } from '../judge/scaled-down.ts';

type Amiss = NonNullable<StackObservation['amiss']>;

/**
 * Objects of expectations that the stack does not take, that say something else than was made, or whose application is
 * scaled to 0: no waiting helps.
 */
export function amissIn(analysis: Analysis, stack: Stack, expectations: readonly Expectation[]): Amiss {
  return expectations.flatMap((expectation) => {
    const ref = provenObject(expectation);
    const object = ref && analysis.world.get(ref);
    if (!ref || !object) return [];
    const why = notTaken(analysis, stack, object, ref) ?? differs(expectation, object, ref);
    if (why !== undefined) return [{ object: ref, why }];
    const asleep = expectation.kind === 'target-up' ? scaledDown(analysis, object, stack) : undefined;
    return asleep ? [{ object: ref, why: `${title(asleep)} is scaled to 0`, needs: 'it to be scaled up' }] : [];
  });
}

function notTaken(analysis: Analysis, stack: Stack, object: KubeObject, ref: Ref): string | undefined {
  const { verdict, causes } = analysis.judgement(object, stack);
  if (verdict !== 'not-selected' && verdict !== 'rejected') return undefined;
  const cause = causes.length === 0 ? '' : ` (${causes.join(', ')})`;
  return `${title(stack.ref)} does not take ${title(ref)}${cause}; ${checkCommand(ref)} says why`;
}

/** A rule that was changed since it was made. */
function differs(expectation: Expectation, object: KubeObject, ref: Ref): string | undefined {
  if (expectation.kind !== 'rule-loaded' || expectation.rules === undefined) return undefined;
  const groups = new Map(
    objectsAt(object.body, 'spec', 'groups').map((group) => [
      stringAt(group, 'name') ?? '',
      objectsAt(group, 'rules').map((rule) => ({
        name: stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? '',
        expr: stringAt(rule, 'expr') ?? '',
      })),
    ]),
  );
  const changed = Object.entries(expectation.rules)
    .filter(([group, rules]) => !sameRules(rules, groups.get(group) ?? []))
    .map(([group]) => group);
  return changed.length === 0
    ? undefined
    : `${title(ref)} is there, but differs from what promwire makes (${changed.join(', ')}); promwire diff with the same flags shows it`;
}

/** An expression is written over several lines there. */
function sameRules(wanted: readonly ExpectedRule[], there: readonly ExpectedRule[]): boolean {
  return (
    wanted.length === there.length &&
    wanted.every(({ name, expr }, index) => {
      const rule = there[index];
      return rule?.name === name && sameExpression(expr, rule.expr);
    })
  );
}

/** Monitors and rules of expectations that are not there. One that may only be hidden from us is not among them. */
export function missingIn({ world }: Analysis, expectations: readonly Expectation[]): readonly Ref[] {
  return expectations.flatMap((expectation) => {
    const ref = provenObject(expectation);
    const seen = ref === undefined || world.get(ref) !== undefined;
    return seen || world.gaps('monitoring.coreos.com', ref.kind, ref.namespace).length > 0 ? [] : [ref];
  });
}
