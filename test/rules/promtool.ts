/** Cases in the notation of `promtool test rules`. The files are JSON, which YAML readers take as it is. */
import type { RuleGroup } from '../../src/model/index.ts';
import { asLoaded } from './as-loaded.ts';
import type { Series } from './series.ts';

/** promtool's notation: runs of equal values, `_` for none, and a staleness marker where a series ends. */
function notation(values: readonly (number | null)[]): string {
  const parts: string[] = [];
  for (let start = 0; start < values.length;) {
    const value = values[start]!;
    let end = start;
    while (end < values.length && values[end] === value) end += 1;
    const times = end - start;
    if (value === null && start > 0) parts.push('stale', ...(times > 1 ? [`_x${times - 1}`] : []));
    else if (value === null) parts.push(`_x${times}`);
    else parts.push(times > 1 ? `${value}x${times - 1}` : String(value));
    start = end;
  }
  return parts.join(' ');
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(',')}}`;
}

const FIRING = 'count by (alertname, check, check_namespace) (ALERTS{alertstate="firing"})';

export interface Expected {
  readonly alert: string;
  /** namespace/name of the check, for alerts on checks. */
  readonly check?: string;
}

/** What a query answers at a time in seconds. */
export interface Answered {
  readonly at: number;
  readonly expr: string;
  readonly is: readonly { readonly labels: string; readonly value: number }[];
}

/** A test file of one case. `looks`: seconds -> exactly the alerts that fire then, one of each. */
export function testFile(test: {
  readonly name: string;
  readonly rules: string;
  /** Names of the groups in the order to evaluate them; promtool's own is random. */
  readonly groups: readonly string[];
  readonly step: number;
  readonly series: readonly Series[];
  readonly looks: readonly { readonly at: number; readonly firing: readonly Expected[] }[];
  readonly values?: readonly Answered[];
  readonly annotations?: readonly object[];
}): string {
  return JSON.stringify(
    {
      rule_files: [test.rules],
      evaluation_interval: `${test.step}s`,
      group_eval_order: test.groups,
      tests: [
        {
          name: test.name,
          interval: `${test.step}s`,
          input_series: test.series.map(({ name, labels, values }) => ({
            series: selector(name, labels),
            values: notation(values),
          })),
          promql_expr_test: [
            ...test.looks.map(({ at, firing }) => ({
              expr: FIRING,
              eval_time: `${at}s`,
              exp_samples: firing.map(({ alert, check }) => ({
                labels: selector('', {
                  alertname: alert,
                  ...(check === undefined
                    ? {}
                    : { check: check.split('/')[1]!, check_namespace: check.split('/')[0]! }),
                }),
                value: 1,
              })),
            })),
            ...(test.values ?? []).map(({ at, expr, is }) => ({
              expr,
              eval_time: `${at}s`,
              exp_samples: is,
            })),
          ],
          ...(test.annotations === undefined ? {} : { alert_rule_test: test.annotations }),
        },
      ],
    },
    null,
    1,
  );
}

export function rulesFile(groups: readonly RuleGroup[]): string {
  return JSON.stringify({ groups: asLoaded(groups) }, null, 1);
}
