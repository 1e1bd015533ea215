import { isObject, listAt, stringAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';
import { variableIn } from '../../../kube/variables.ts';
import { askedSelectors } from '../../../lang/promql/asked.ts';
import type { AskedSelector } from '../../../lang/promql/asked.ts';
import { mayFail } from '../../../lang/promql/may-fail.ts';
import { askedByPanel, withTimes } from '../../../lang/promql/unfilled.ts';
import type { AskedSeries, KubeObject } from '../../../model/index.ts';

/** A selector of a rule or panel, and what asks for its series. */
export interface Ask extends Pick<AskedSelector, 'role'>, AskedSeries {
  /** Name of the rule or panel. */
  readonly by: string;
  /** Of its object, where the expression is; in the text of a dashboard it goes on. */
  readonly field: readonly string[];
}

/** What Prometheus itself writes: of alerts, when one is active; of scrapes, with --enable-feature=extra-scrape-metrics. */
const OWN: ReadonlySet<string> = new Set([
  ...['ALERTS', 'ALERTS_FOR_STATE'],
  ...['scrape_sample_limit', 'scrape_timeout_seconds', 'scrape_body_size_bytes'],
]);

/** The selectors of an expression; none where it cannot be read, which other checks tell. */
export function asksOf(expression: string, by: string, field: readonly string[] = []): readonly Ask[] {
  return whole(expression, named(askedSelectors(expression), by, field));
}

/** The same of a panel, whose expression may have variables in it. */
export function asksOfPanel(expression: string, by: string, field: readonly string[]): readonly Ask[] {
  const asks = named(askedByPanel(expression), by, field);
  const filled = withTimes(expression);
  return filled === undefined ? asks : whole(filled, asks);
}

/** With the first one, that the expression itself may fail. */
function whole(expression: string, asks: readonly Ask[]): readonly Ask[] {
  return mayFail(expression) ? asks.map((ask, i) => (i === 0 ? { ...ask, evaluate: expression } : ask)) : asks;
}

function named(selectors: readonly AskedSelector[] | undefined, by: string, field: readonly string[]): readonly Ask[] {
  return (selectors ?? []).flatMap(({ metric, matchers, role }) =>
    metric !== undefined && OWN.has(metric)
      ? []
      : [
          {
            by,
            field,
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
  /** The path of its expression. */
  readonly field: readonly string[];
}

/** The rules of a PrometheusRule, in order. */
export const rulesOf = memo((object: KubeObject): readonly RuleText[] =>
  listAt(object.body, 'spec', 'groups').flatMap((group, i) =>
    listAt(group, 'rules').flatMap((rule, j) => {
      if (!isObject(rule)) return [];
      const record = stringAt(rule, 'record');
      const name = stringAt(rule, 'alert') ?? record ?? '';
      const field = ['spec', 'groups', String(i), 'rules', String(j), 'expr'];
      return [{ name, expr: stringAt(rule, 'expr') ?? '', ...(record === undefined ? {} : { record }), field }];
    }),
  ),
);

/** In files a variable of Flux may stand in an expression, written as those of Grafana are. */
function isOpen({ origin }: KubeObject, expr: string): boolean {
  return origin.source === 'file' && variableIn(expr)?.startsWith('${') === true;
}

/** What the rules of a PrometheusRule ask for. */
export const asksOfRules = memo((object: KubeObject): readonly Ask[] => {
  const asks = rulesOf(object).flatMap(({ name, expr, field }) =>
    isOpen(object, expr) ? asksOfPanel(expr, name, field) : asksOf(expr, name, field),
  );
  return asks;
});

/** The rules of which not all is known, since a variable stands in them. */
export function openRules(object: KubeObject): readonly { readonly name: string; readonly variable: string }[] {
  return rulesOf(object).flatMap(({ name, expr }) =>
    isOpen(object, expr) ? [{ name, variable: variableIn(expr) ?? '' }] : [],
  );
}

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
