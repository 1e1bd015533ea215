/** Whom the alerts of a rule reach in one world, through all that evaluates them. */
import { alertLabels, alertsOf } from '../backends/alertmanager/labels.ts';
import type { AlertRule } from '../backends/alertmanager/labels.ts';
import { traceAlert } from '../backends/alertmanager/trace.ts';
import type { Trace } from '../backends/alertmanager/trace.ts';
import { groupBy } from '../kube/group.ts';
import { labelsAt, objectsAt, sortedJson, stringAt } from '../kube/json.ts';
import { compare } from '../kube/refs.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { KubeObject, Stack } from '../model/index.ts';
import type { Path } from './between.ts';

export interface Reach {
  /** `delivered`: a receiver is told for sure; `nowhere`: none can be. */
  readonly fate: Trace['fate'];
  /** What each receiver is called for a person, by what tells it from others; also those that labels decide about. */
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** Why none is told, or why it is not known. */
  readonly why: readonly string[];
  /** What could not be read, and may hold more receivers. */
  readonly hidden: readonly string[];
  readonly traces: readonly Trace[];
}

interface Receiver {
  readonly name: string;
  readonly text: string;
  /** Whatever the labels are that are not known. */
  readonly isSure: boolean;
}

/** What evaluates the rules of an object. */
export function evaluators({ stacks, selected }: Analysis, object: KubeObject): readonly Stack[] {
  return stacks.filter((stack) => stack.consumes.includes('PrometheusRule') && selected(object, stack));
}

/** `renamed`: the name that a receiver of BASE has in HEAD, where its object got another one. */
export function reachOf(
  analysis: Analysis,
  object: KubeObject,
  alert: AlertRule,
  renamed = (name: string): string => name,
): Reach {
  const traces = evaluators(analysis, object).map((stack) =>
    traceAlert(analysis, stack, alertLabels(alert, object, stack)),
  );
  const ends = traces.flatMap(({ ways }) => ways.map(({ end }) => end));
  const fate = traces.some((trace) => trace.fate === 'delivered')
    ? 'delivered'
    : traces.every((trace) => trace.fate === 'nowhere')
      ? 'nowhere'
      : 'unknown';
  const receivers = new Map<string, Receiver>();
  for (const { end, sure } of traces.flatMap(({ ways }) => ways)) {
    if (end.kind !== 'receiver') continue;
    const { name, integrations } = end;
    const kinds = integrations.toSorted(compare).join(', ');
    const key = JSON.stringify([renamed(name), kinds]);
    const isSure = sure || receivers.get(key)?.isSure === true;
    receivers.set(key, { name, text: `receiver "${name}" (${kinds})`, isSure });
  }
  const why = ends.flatMap((end) => (end.kind === 'receiver' ? [] : [end.why]));
  const hidden = ends.flatMap((end) => (end.kind === 'unknown' ? [end.why] : []));
  return { fate, receivers, why: [...new Set(why)], hidden, traces };
}

/** One alert of a rule object in both worlds. */
export interface AlertPair {
  readonly before: AlertRule;
  readonly after: AlertRule;
}

/** By name; of several with one name those with the same labels first. */
export function alertPairs(was: KubeObject, is: KubeObject): readonly AlertPair[] {
  const left = groupBy(alertsOf(is), ({ name }) => name);
  const before = alertsOf(was);
  const pairs = new Map<AlertRule, AlertRule>();
  const ways: readonly ((alert: AlertRule) => string)[] = [labelled, () => ''];
  for (const way of ways)
    for (const alert of before) {
      const others = left.get(alert.name) ?? [];
      const found = pairs.has(alert) ? -1 : others.findIndex((other) => way(other) === way(alert));
      const [other] = found < 0 ? [] : others.splice(found, 1);
      if (other) pairs.set(alert, other);
    }
  return [...pairs].map(([alert, after]) => ({ before: alert, after }));
}

function labelled({ rule }: AlertRule): string {
  return JSON.stringify(sortedJson({ ...labelsAt(rule, 'labels') }));
}

/** Where a rule is in its object. */
export function pathOfAlert({ body }: KubeObject, { group, rule }: AlertRule): readonly string[] {
  const groups = objectsAt(body, 'spec', 'groups');
  const g = groups.indexOf(group);
  const r = objectsAt(group, 'rules').indexOf(rule);
  return ['spec', 'groups', String(g), 'rules', String(r)];
}

/** How the labels of an alert are otherwise: `label severity="critical" was dropped`; `path`: of one that is there. */
export function otherLabels({ before, after }: AlertPair): readonly { readonly text: string; readonly path: Path }[] {
  const labelsOf = ({ group, rule }: AlertRule): Readonly<Record<string, string>> => ({
    ...labelsAt(group, 'labels'),
    ...labelsAt(rule, 'labels'),
  });
  const [was, is] = [labelsOf(before), labelsOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
    const [from, to] = [was[key], is[key]].map((value) => `${key}=${JSON.stringify(value ?? '')}`);
    if (was[key] === is[key]) return [];
    const path = is[key] === undefined ? [] : [key];
    if (was[key] === undefined) return { text: `label ${to ?? ''} is new`, path };
    return { text: `label ${from ?? ''} ${is[key] === undefined ? 'was dropped' : `is now ${to ?? ''}`}`, path };
  });
}

export const exprOf = ({ rule }: AlertRule): string => stringAt(rule, 'expr') ?? '';
