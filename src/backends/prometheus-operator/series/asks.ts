import { objectsAt, stringAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';
import { askedSelectors } from '../../../lang/promql/asked.ts';
import type { AskedSelector } from '../../../lang/promql/asked.ts';
import { askedByPanel } from '../../../lang/promql/unfilled.ts';
import type { AskedSeries, KubeObject } from '../../../model/index.ts';

/** A selector of a rule or panel, and what asks for its series. */
export interface Ask extends Pick<AskedSelector, 'role'>, AskedSeries {
  /** Name of the rule or panel. */
  readonly by: string;
}

/** What Prometheus itself writes: of alerts, when one is active. */
const OWN: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** The selectors of an expression; none where it cannot be read, which other checks tell. */
export function asksOf(expression: string, by: string): readonly Ask[] {
  return named(askedSelectors(expression), by);
}

/** The same of a panel, whose expression may have variables in it. */
export function asksOfPanel(expression: string, by: string): readonly Ask[] {
  return named(askedByPanel(expression), by);
}

function named(selectors: readonly AskedSelector[] | undefined, by: string): readonly Ask[] {
  return (selectors ?? []).flatMap(({ metric, matchers, role }) =>
    metric !== undefined && OWN.has(metric)
      ? []
      : [
          {
            by,
            role,
            selector: printed(metric, matchers),
            ...(metric === undefined ? {} : { metric }),
            labels: matchers,
          },
        ],
  );
}

/** A rule of a PrometheusRule. */
export interface RuleText {
  readonly name: string;
  readonly expr: string;
  /** The metric that it records. */
  readonly record?: string;
}

/** The rules of a PrometheusRule, in order. */
export const rulesOf = memo((object: KubeObject): readonly RuleText[] =>
  objectsAt(object.body, 'spec', 'groups')
    .flatMap((group) => objectsAt(group, 'rules'))
    .map((rule) => {
      const record = stringAt(rule, 'record');
      const name = stringAt(rule, 'alert') ?? record ?? '';
      return { name, expr: stringAt(rule, 'expr') ?? '', ...(record === undefined ? {} : { record }) };
    }),
);

/** What the rules of a PrometheusRule ask for. */
export const asksOfRules = memo((object: KubeObject): readonly Ask[] => {
  const asks = rulesOf(object).flatMap(({ name, expr }) => asksOf(expr, name));
  return asks;
});

/** The selector of a metric without labels. */
export const bare = (metric: string): string => printed(metric, []);

function printed(metric: string | undefined, matchers: AskedSelector['matchers']): string {
  const name = metric === undefined ? [] : [{ name: '__name__', op: '=', value: metric }];
  const parts = [...name, ...matchers].map(
    ({ name: label, op, value }) => `${quoted(label)}${op}${JSON.stringify(value)}`,
  );
  return `{${parts.join(',')}}`;
}

const quoted = (name: string): string => (/^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name));
