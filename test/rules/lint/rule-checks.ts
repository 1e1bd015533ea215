/** What pint documents of alerts, of rules and of groups, by the names of its checks. */
import { parseDuration } from '../../../src/lang/go/duration.ts';
import { parseExpression } from '../../../src/lang/promql/index.ts';
import { checkTemplate } from '../../../src/lang/template/index.ts';
import type { AlertingRule, RuleGroup } from '../../../src/model/index.ts';
import { canHave, labelsOf, recordedIn } from './labels.ts';
import { conditional } from './promql-checks.ts';
import { type Failure, type Linted, lintedRules, nodesOf, treeOf } from './tree.ts';

type Check = (groups: readonly RuleGroup[]) => readonly Failure[];
type Alert = Linted & { readonly rule: AlertingRule };

const alertsOf = (groups: readonly RuleGroup[]): readonly Alert[] =>
  lintedRules(groups).flatMap((linted) => ('alert' in linted.rule ? [{ ...linted, rule: linted.rule }] : []));
const inAlerts =
  (wrong: (alert: Alert) => string | undefined): Check =>
  (groups) =>
    alertsOf(groups).flatMap((alert) => {
      const says = wrong(alert);
      return says === undefined ? [] : [{ rule: alert.name, says }];
    });

const MINUTE = 60_000;
/** Of version 3, the longer one; pint wants absent() to hold for two. */
const SCRAPE_MS = 30_000;
const ms = (text = '0s'): number => {
  const answer = parseDuration(text);
  return answer.kind === 'ok' ? answer.milliseconds : Number.NaN;
};

const ANNOTATIONS: Readonly<Record<string, RegExp>> = {
  summary: /\.$/,
  description: /./,
  runbook_url: /^https:\/\/.+\.md$/,
};
const SEVERITY = /^(?:.*\}\})?(?:critical|warning|info)(?:\{\{ end \}\})?$/;

/** The queries of `printf "…" … | query` and `query "…"`, with words where printf puts some. */
const queriesOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:printf "([^"]*)"[^|]*\| query)|(?:query "([^"]*)")/g)].map(([, printed, plain]) =>
    (printed ?? plain ?? '').replaceAll('%q', '"x"').replaceAll('%s', 'x'),
  );

function templateOf({ rule, name, expr }: Alert, groups: readonly RuleGroup[]): readonly string[] {
  const texts = [...Object.values(rule.labels), ...Object.values(rule.annotations)];
  const labels = expr && labelsOf(expr, recordedIn(groups));
  const own = new Set(Object.keys(rule.labels));
  const small = expr && nodesOf(expr).some((node) => node.kind === 'call' && /^(?:i?rate|deriv)$/.test(node.name));
  return [
    ...texts.filter((text) => checkTemplate(text, name).kind !== 'ok').map((text) => `no template: ${text}`),
    ...Object.values(rule.labels)
      .filter((text) => /\$value|\.Value/.test(text))
      .map(() => 'a value in a label'),
    ...texts.filter((text) => small && /\{\{ *\$value *\}\}/.test(text)).map(() => 'a rate that is not humanized'),
    ...texts
      .flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label))
      .filter((label) => labels && !canHave(labels, label) && !own.has(label))
      .map((label) => `${label}, which the expression can not have`),
    ...texts.flatMap((text) =>
      queriesOf(text).flatMap((query) => {
        if (parseExpression(query).kind !== 'ok') return [`no query: ${query}`];
        const answer = labelsOf(treeOf(query), recordedIn(groups));
        return [...text.matchAll(/label "(\w+)"/g)].flatMap(([, label = '']) =>
          canHave(answer, label) ? [] : [`${label}, which the query can not have`],
        );
      }),
    ),
  ];
}

/** Metrics that are recorded, by the form of their names. */
const recordedNames = ({ expr }: Linted): readonly string[] =>
  (expr === undefined ? [] : nodesOf(expr)).flatMap((node) =>
    node.kind === 'selector' && node.name?.includes(':') === true ? [node.name] : [],
  );

export const ruleChecks: Readonly<Record<string, Check>> = {
  'alerts/comparison': inAlerts(({ expr }) =>
    expr === undefined || conditional(expr) ? undefined : 'fires whatever the value',
  ),
  'alerts/for': inAlerts(({ rule }) =>
    rule.for === undefined || ms(rule.for) > 0 ? undefined : `for: ${rule.for} is wrong or nothing`,
  ),
  'alerts/template': (groups) =>
    alertsOf(groups).flatMap((alert) => templateOf(alert, groups).map((says) => ({ rule: alert.name, says }))),
  'alerts/absent': inAlerts(({ expr, rule }) =>
    expr !== undefined &&
    nodesOf(expr).some((node) => node.kind === 'call' && node.name.startsWith('absent')) &&
    !(ms(rule.for) >= 2 * SCRAPE_MS)
      ? 'absent() is true right after a start'
      : undefined,
  ),
  // Configured: what every alert of ours has.
  'alerts/annotation': inAlerts(({ rule }) =>
    Object.entries(ANNOTATIONS)
      .filter(([name, pattern]) => !pattern.test(rule.annotations[name] ?? ''))
      .map(([name]) => `${name} is missing or unusual`)
      .at(0),
  ),
  'alerts/external_labels': inAlerts(({ rule }) =>
    JSON.stringify([rule.labels, rule.annotations]).includes('externalLabels')
      ? 'not every Prometheus has external labels'
      : undefined,
  ),
  'group/interval': (groups) =>
    groups.flatMap(({ name, interval }) =>
      ms(interval) > 5 * MINUTE ? [{ rule: name, says: 'longer than Prometheus looks back' }] : [],
    ),
  'labels/conflict': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) =>
      ['cluster', 'prometheus', 'prometheus_replica', 'replica'].flatMap((label) =>
        label in (rule.labels ?? {}) ? [{ rule: name, says: `${label} is an external label` }] : [],
      ),
    ),
  'rule/dependency': (groups) => {
    const all = lintedRules(groups);
    const where = new Map(all.flatMap(({ name, rule, group }) => ('record' in rule ? [[name, group.name]] : [])));
    return all.flatMap((linted) =>
      [...new Set(recordedNames(linted))].flatMap((metric) => {
        const group = where.get(metric);
        if (group === undefined) return [{ rule: linted.name, says: `${metric} is recorded nowhere` }];
        return group === linted.group.name || 'alert' in linted.rule
          ? []
          : [{ rule: linted.name, says: `${metric} is recorded in another group` }];
      }),
    );
  },
  'rule/duplicate': (groups) => {
    const names = lintedRules(groups).map(({ name }) => name);
    return names.filter((name, at) => names.indexOf(name) !== at).map((rule) => ({ rule, says: 'is there twice' }));
  },
  // Configured: nothing fires for a moment.
  'rule/for': inAlerts(({ rule }) => (ms(rule.for) >= 5 * MINUTE ? undefined : 'fires at once')),
  'rule/label': inAlerts(({ rule }) =>
    SEVERITY.test(rule.labels['severity'] ?? '') ? undefined : 'severity is missing or unusual',
  ),
  'rule/name': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) =>
      ('record' in rule ? /^check(?:_instance)?:kuberhealthy_[a-z_]+:[a-z0-9]+$/ : /^Kuberhealthy[A-Z][A-Za-z]+$/).test(
        name,
      )
        ? []
        : [{ rule: name, says: 'is not named like the others' }],
    ),
  'rule/reject': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) => {
      const keys = Object.keys({ ...rule.labels, ...('alert' in rule ? rule.annotations : {}) });
      return [
        ...keys.filter((key) => !/^[a-z_]+$/.test(key)),
        ...Object.values(rule.labels ?? {}).filter((value) => /https?:/.test(value)),
      ].map((word) => ({ rule: name, says: `${word} is rejected` }));
    }),
  'rule/topk': (groups) =>
    lintedRules(groups).flatMap(({ name, rule, expr }) =>
      'record' in rule &&
      expr !== undefined &&
      nodesOf(expr).some((node) => node.kind === 'aggregate' && ['topk', 'bottomk'].includes(node.op))
        ? [{ rule: name, says: 'records others each time' }]
        : [],
    ),
};
