/** A variant of a profile with the user's settings of its alerts: which, with which thresholds, severities and labels. */
import { own, toJson } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import { PromwireError } from '../errors.ts';
import { parseDuration } from '../lang/go/duration.ts';
import { isLabelName } from '../lang/labels.ts';
import { lintRuleSpec } from '../lang/rules/rule.ts';
import { filledParts, standards } from '../lang/holes/template.ts';
import type { WrittenSettings } from './written-settings.ts';
import type { AlertingRule, Labels, Profile, ProfileVariant, RuleGroup, RuleSetting } from '../model/index.ts';

/** A word that an Alertmanager can route by; nothing that a template would read. */
const SEVERITY = /^[A-Za-z][\w.-]{0,62}$/;

/** The variant under these settings. Throws PromwireError 'usage' with what is wrong and what is possible. */
export function tunedVariant(profile: Profile, variant: ProfileVariant, written: WrittenSettings): ProfileVariant {
  const values = mustBeSettings(profile, written);
  const severities = Object.entries(written.alerts).flatMap(([name, { severity }]) =>
    severity === undefined ? [] : [[name, severity] as const],
  );
  const known = { ...standards(profile.settings), ...values };
  const parts = filledParts(variant.template, known, Object.fromEntries(severities));
  const rules = wanted(parts.rules, written);
  checkRules(rules);
  return { ...variant, ...parts, rules };
}

/** The values of settings that a profile has. Throws PromwireError 'usage' with what is wrong and what is possible. */
export function mustBeSettings(profile: Profile, written: WrittenSettings): Readonly<Record<string, number | string>> {
  const values = valuesOf(profile, written.values);
  checkAlerts(profile, written);
  return values;
}

/** The alerts of every variant of a profile, each once, in the order they are shipped; those that wait for a setting too. */
export function alertsOf({ variants }: Profile): readonly AlertingRule[] {
  const all = variants.flatMap(({ template }) => template.rules.flatMap((group) => group.rules.flatMap(alertOf)));
  return [...new Map(all.map((rule) => [rule.alert, rule])).values()];
}

function alertOf(rule: RuleGroup['rules'][number]): readonly AlertingRule[] {
  return 'alert' in rule ? [rule] : [];
}

function valuesOf(profile: Profile, written: WrittenSettings['values']): Readonly<Record<string, number | string>> {
  const values: Readonly<Record<string, number | string>> = Object.fromEntries(
    Object.entries(written).flatMap(([name, text]) => {
      const setting = profile.settings.find((candidate) => candidate.name === name);
      if (!setting)
        throw unknownName(
          name,
          profile.settings.map((entry) => entry.name),
          'a setting',
        );
      return setting.value === undefined && text === 'off' ? [] : [[name, valueOf(setting, text)]];
    }),
  );
  for (const setting of profile.settings) checkOrder(profile, setting, values);
  return values;
}

function checkOrder(profile: Profile, setting: RuleSetting, values: Readonly<Record<string, number | string>>): void {
  const other = profile.settings.find(({ name }) => name === setting.notBelow);
  if (!other || (values[setting.name] === undefined && values[other.name] === undefined)) return;
  const valueIn = (each: RuleSetting): number => Number(values[each.name] ?? each.value);
  if (valueIn(setting) >= valueIn(other)) return;
  throw new PromwireError(
    'usage',
    `${setting.name} is smaller than ${other.name}`,
    `Set both: as shipped ${setting.name} is ${setting.standard} and ${other.name} ${other.standard}.`,
  );
}

const FORMS: Readonly<Record<RuleSetting['form'], string>> = {
  duration: 'a duration such as 10m or 1h30m',
  share: 'a number between 0 and 1, such as 0.99, or 99%',
  count: 'a whole number above 0',
  factor: 'a number',
  url: 'an address that begins with https:// or http://',
  names: 'names separated by commas, such as serviceMonitor/monitoring/app/0',
};

const READ: Readonly<Record<RuleSetting['form'], (text: string) => number | string | undefined>> = {
  duration: secondsOf,
  share: (text) => numberOf(withoutPercent(text), (value) => value < 1),
  count: (text) => numberOf(text, Number.isSafeInteger),
  factor: (text) => numberOf(text, () => true),
  url: addressOf,
  names: (text) => (/^[\w./:-]+(?:,[\w./:-]+)*$/.test(text) ? text : undefined),
};

/** In the unit of the profile: seconds, a number, names, or an address without a slash at its end. */
export function valueOf(setting: Omit<RuleSetting, 'value'>, written: string | number): number | string {
  const text = String(written).trim();
  const value = READ[setting.form](text);
  const tooSmall = typeof value === 'number' && value < (setting.least ?? 0);
  if (value !== undefined && !tooSmall) return value;
  const least =
    setting.least === undefined ? '' : `, at least ${setting.least}${setting.form === 'duration' ? 's' : ''}`;
  throw new PromwireError(
    'usage',
    // An address may hold a password.
    `${setting.name}: ${setting.form === 'url' ? 'this address' : JSON.stringify(written)} is not possible`,
    `It takes ${FORMS[setting.form]}${least}; as shipped it is ${setting.standard}.`,
  );
}

function secondsOf(text: string): number | undefined {
  const parsed = parseDuration(text);
  return parsed.kind === 'ok' && parsed.milliseconds > 0 ? parsed.milliseconds / 1000 : undefined;
}

/** 5% is 0.05. */
function withoutPercent(text: string): string {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return percent === undefined ? text : String(Number((Number(percent) / 100).toPrecision(12)));
}

function numberOf(text: string, possible: (value: number) => boolean): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  return value > 0 && Number.isFinite(value) && possible(value) ? value : undefined;
}

function addressOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return usable && !/[{}\s]/.test(text) ? text.replace(/\/+$/, '') : undefined;
}

function checkAlerts(profile: Profile, { labels, alerts }: WrittenSettings): void {
  const known = alertsOf(profile);
  checkLabels(labels, known);
  for (const [name, choice] of Object.entries(alerts)) {
    if (!known.some(({ alert }) => alert === name))
      throw unknownName(
        name,
        known.map(({ alert }) => alert),
        'an alert',
      );
    if (choice.severity !== undefined && !SEVERITY.test(choice.severity))
      throw new PromwireError(
        'usage',
        `${name}: severity ${JSON.stringify(choice.severity)} is not possible`,
        'A severity is a word such as critical, warning, info or page.',
      );
    const meant = choice.severity === undefined ? undefined : meantBy(choice.severity);
    if (meant !== undefined)
      throw new PromwireError(
        'usage',
        `${name}: severity ${choice.severity ?? ''} looks like ${meant}`,
        `Did you mean ${meant}?`,
      );
    checkLabels(choice.labels ?? {}, known);
  }
}

/** Words that switch an alert off elsewhere, and here would be a severity that no route knows. */
const OFF = /^(?:of|none|null|disabled?|mute|muted|silent|silenced)$/i;
/** Routes compare severities with their case. */
const USUAL: readonly string[] = ['critical', 'warning', 'info'];

/** What was meant by a severity that is none. */
function meantBy(severity: string): string | undefined {
  if (OFF.test(severity) || nearest(severity, ['off']) === 'off') return 'off';
  const usual = USUAL.find((word) => word === severity.toLowerCase());
  return usual === severity ? undefined : usual;
}

/** Labels that the alerts set, or that their texts rest on, are theirs: another value would make two alerts one. */
function checkLabels(labels: Labels, alerts: readonly AlertingRule[]): void {
  const taken = new Set([
    'alertname',
    ...alerts.flatMap((rule) => Object.keys(rule.labels)),
    ...alerts.flatMap((rule) => [...JSON.stringify(rule).matchAll(/\$labels\.(\w+)/g)].map(([, name]) => name ?? '')),
  ]);
  for (const name of Object.keys(labels)) {
    if (taken.has(name))
      throw new PromwireError(
        'usage',
        `label ${name} is set by the alerts themselves`,
        name === 'severity' ? 'Set a severity by alert: NAME=SEVERITY.' : 'Take another name for yours.',
      );
    if (!isLabelName(name, 'legacy') || name.startsWith('__'))
      throw new PromwireError(
        'usage',
        `${JSON.stringify(name)} is not a label name`,
        'Letters, digits and underscores, not a digit first, such as team.',
      );
  }
}

/** So many names can be read in a line. */
const LISTED = 16;

function unknownName(name: string, known: readonly string[], what: string): PromwireError {
  const near = nearest(name, known);
  const all = known.length > LISTED ? 'promwire settings lists them.' : `It has: ${known.join(', ')}.`;
  return new PromwireError(
    'usage',
    `${JSON.stringify(name)} is not ${what} of this application`,
    `${near === undefined ? '' : `Did you mean ${near}? `}${all}`,
  );
}

/** Recording rules stay whatever alert is off: the dashboards rest on them. */
function wanted(groups: readonly RuleGroup[], { labels, alerts }: WrittenSettings): readonly RuleGroup[] {
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules
        .filter((rule) => !('alert' in rule) || own(alerts, rule.alert)?.enabled !== false)
        .map((rule) =>
          'alert' in rule
            ? { ...rule, labels: { ...rule.labels, ...labels, ...own(alerts, rule.alert)?.labels } }
            : rule,
        ),
    }))
    .filter((group) => group.rules.length > 0);
}

/** The value of a label is a template of Prometheus. One that it cannot read would have the whole object refused. */
function checkRules(groups: readonly RuleGroup[]): void {
  const spec = toJson({ groups });
  const [problem] = lintRuleSpec(spec, { evaluator: 'prometheus' }).problems;
  if (problem)
    throw new PromwireError(
      'usage',
      `Prometheus would refuse the rules: ${problem.message}`,
      'The value of a label is a template: write {{ and }} only around what Prometheus can fill in.',
    );
}
