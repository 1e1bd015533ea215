import { objectsAt, stringAt } from '../../../kube/json.ts';
import { parseExpression } from '../../../lang/promql/index.ts';
import type { SelectorOf } from '../../../lang/promql/index.ts';
import type { KubeObject } from '../../../model/index.ts';
import { memo } from '../../../kube/memo.ts';

/** One selector of a rule, and what asks for its series. */
export interface RuleSelector {
  readonly rule: string;
  readonly expression: string;
  /** As PromQL: `up{job="x"}`. */
  readonly selector: string;
  /** Any series of the last hour: what comes and goes with failures is there, too. */
  readonly present: string;
  /** The same for the metric's name alone, where the selector has matchers besides it. */
  readonly metric?: string;
}

const count = (selector: string): string => `count(last_over_time(${selector}[1h]))`;

/** The selectors of a PrometheusRule. A rule that asks for absence is left out: that nothing is there is its point. */
export const ruleSelectors = memo((object: KubeObject): readonly RuleSelector[] => {
  const rules = objectsAt(object.body, 'spec', 'groups').flatMap((group) => objectsAt(group, 'rules'));
  const own = new Set(rules.flatMap((rule) => stringAt(rule, 'record') ?? []));
  const answer = rules.flatMap((rule): readonly RuleSelector[] => {
    const expression = stringAt(rule, 'expr') ?? '';
    if (/\babsent(_over_time)?\b/.test(expression)) return [];
    const parsed = parseExpression(expression);
    if (parsed.kind !== 'ok') return [];
    const name = stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? '';
    return parsed.selectors.flatMap((selector) => {
      const { metric } = selector;
      // What this object records itself comes with its first evaluation.
      if (metric === undefined || own.has(metric) || metric === 'ALERTS') return [];
      const printed = printSelector(selector);
      const bare = selector.matchers.length > 1;
      return [
        {
          rule: name,
          expression,
          selector: printed,
          present: count(printed),
          ...(bare ? { metric: count(printSelector({ matchers: selector.matchers.filter(isName) })) } : {}),
        },
      ];
    });
  });
  return answer;
});

const isName = ({ name }: SelectorOf['matchers'][number]): boolean => name === '__name__';

function printSelector({ matchers }: Pick<SelectorOf, 'matchers'>): string {
  return `{${matchers.map(({ name, op, value }) => `${printName(name)}${op}${JSON.stringify(value)}`).join(',')}}`;
}

const printName = (name: string): string => (/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name));
