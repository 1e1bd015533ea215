import { sameExpression } from '../lang/promql/same.ts';
import { largest } from '../kube/extremes.ts';
import type {
  Expectation,
  InstanceObservation,
  LoadedRule,
  LoadedRuleGroup,
  StackObservation,
} from '../model/index.ts';
import { sameRef, title } from '../kube/refs.ts';
import { unseen } from '../backends/prometheus-operator/running/merge.ts';
import { isFileOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { Outcome } from './outcome.ts';
import { forUser, noAnswer, notAsked, pendingStack } from './outcome.ts';

type RuleLoaded = Extract<Expectation, { kind: 'rule-loaded' }>;

/** Every group is loaded with the expected rules by every instance (each replica and each shard evaluates all rules) and is healthy. */
export function verifyRules(expectation: RuleLoaded, stack: StackObservation): Outcome {
  const silent = stack.instances.find((each) => each.rules?.kind !== 'ok');
  if (silent) {
    return silent.rules?.kind === 'unknown'
      ? noAnswer(silent.rules)
      : { outcome: 'unknown', detail: `The rules of ${silent.instance.name} were not asked for.` };
  }
  const total = expectation.groups.length;
  const lacking = stack.instances.flatMap((each) => {
    const absent = expectation.groups.filter((group) => !isLoaded(expectation, each, group));
    return absent.length === 0 ? [] : [{ name: each.instance.name, absent }];
  });
  if (lacking.length > 0) return notLoaded(expectation, stack, lacking);

  const rules = stack.instances.flatMap((each) => groupsOf(expectation, each).flatMap((group) => group.rules));
  const failed = rules.find((rule) => rule.health === 'err');
  const count = `${total}/${total} groups loaded`;
  if (failed)
    return { outcome: 'not-met', detail: `${count}; ${failed.name} fails: ${failed.lastError || 'no error given'}` };
  const fresh = new Set(rules.filter((rule) => rule.health === 'unknown').map((rule) => rule.name)).size;
  if (fresh > 0) {
    return pendingStack(`${count}; ${fresh} not evaluated yet`, 'the first evaluation of the rules');
  }
  const distinct = new Set(rules.map((rule: LoadedRule) => rule.name)).size;
  const detail = `${count}, ${distinct} ${distinct === 1 ? 'rule' : 'rules'} healthy`;
  const hidden = unseen(stack);
  return hidden === undefined ? { outcome: 'met', detail } : notAsked(detail, hidden);
}

function groupsOf(expectation: RuleLoaded, instance: InstanceObservation): readonly LoadedRuleGroup[] {
  if (instance.rules?.kind !== 'ok') return [];
  return instance.rules.value.filter(
    (group) => expectation.groups.includes(group.name) && isFileOf(expectation.rule, group.file),
  );
}

function isLoaded(expectation: RuleLoaded, instance: InstanceObservation, name: string): boolean {
  const group = groupsOf(expectation, instance).find((candidate) => candidate.name === name);
  if (!group) return false;
  const wanted = expectation.rules?.[name];
  // Another list of rules, or another expression, is an earlier version that is still running.
  return (
    wanted === undefined ||
    (wanted.length === group.rules.length &&
      wanted.every((rule, index) => {
        const loaded = group.rules[index];
        return (
          loaded?.name === rule.name && (expectation.rewritten === true || sameExpression(rule.expr, loaded.query))
        );
      }))
  );
}

function notLoaded(
  expectation: RuleLoaded,
  stack: StackObservation,
  lacking: readonly { name: string; absent: readonly string[] }[],
): Outcome {
  const total = expectation.groups.length;
  const worst = largest(lacking.map(({ absent }) => absent.length));
  const who = lacking.map(({ name, absent }) => `${name} lacks ${absent.join(', ')}`).join('; ');
  const written = stack.written?.find(({ object }) => sameRef(object, expectation.rule));
  const detail = `${total - worst}/${total} groups loaded: ${who}`;
  const amiss = stack.amiss?.find(({ object }) => sameRef(object, expectation.rule));
  if (amiss) return forUser(`${total - worst}/${total} groups as wanted: ${amiss.why}`);
  if (written?.written === false) {
    return pendingStack(
      `${detail}; the operator has not taken up ${title(expectation.rule)} yet`,
      'the operator to write the rules',
    );
  }
  return { outcome: 'pending', detail, waitingFor: 'Prometheus to load the rules', waitingOn: 'stack' };
}
