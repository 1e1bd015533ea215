import type { Advice, Json, KubeObject, PatchField, Stack } from '../../model/index.ts';
import { valueText } from '../charts/made.ts';
import { fillIn } from '../../kube/at-source.ts';
import { chartOf, releaseOf } from '../../kube/chart-of.ts';
import { isObject, labelsAt } from '../../kube/json.ts';
import { printValue, upgrade } from '../../kube/helm.ts';
import type { Release, Value } from '../../kube/helm.ts';
import { ownerOf, printOwner } from '../../kube/owner.ts';
import { title } from '../../kube/refs.ts';
import { isOfItsRelease, withUmbrella } from '../../kube/umbrellas.ts';
import type { Umbrellas } from '../../kube/umbrellas.ts';

const STACK_CHART = 'kube-prometheus-stack';
/** It, its name before 2020-09 (prometheus-community/helm-charts b643f5871), and Rancher's copy: they have the same values. */
const STACK_CHARTS: readonly string[] = [STACK_CHART, 'prometheus-operator', 'rancher-monitoring'];

/** The values of a kind of stack. Source: kube-prometheus-stack 88.5.3 values.yaml, templates/prometheus/prometheus.yaml. */
const SPECS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus.prometheusSpec',
  PrometheusAgent: 'prometheus.prometheusSpec',
  ThanosRuler: 'thanosRuler.thanosRulerSpec',
  Alertmanager: 'alertmanager.alertmanagerSpec',
};

/**
 * Fields of fixes that the chart takes over from its values under their own names. Source: templates/prometheus/prometheus.yaml,
 * templates/alertmanager/alertmanager.yaml, templates/thanos-ruler/ruler.yaml.
 */
const TAKEN_OVER = /^(?:paused|replicas|version|serviceDiscoveryRole|scrapeClasses|\w+Selector)$/;

/**
 * The stack's own switch: it then takes every object of a kind; `more`: how many of those that are seen it does not take
 * now. `umbrellas`: Helm releases of several charts.
 */
export function openSelector(
  stack: Stack,
  kind: string,
  umbrellas: Umbrellas,
  more: number | undefined,
): Advice | undefined {
  const selection = stack.selections[kind];
  // Where none more would be taken, something else keeps the object out, too.
  if (selection?.objects.kind !== 'matching' || more === 0) return undefined;
  const reach = selection.namespaces.kind === 'everything' ? 'cluster' : 'namespaces that it looks into';
  const count = more === undefined ? '' : ` (of those seen, ${more} more than now)`;
  const price = `so that every ${kind} of the ${reach} is taken${count}`;
  const value = valueText(stack, selection.objectsField);
  if (value !== undefined) return { text: `${value}, ${price}.` };
  const { where, command, release } = switchOf(stack, kind, umbrellas);
  if (command !== undefined) return { text: `open the selector, ${price}.${fillIn(release)}`, command };
  return { text: `${where}, ${price}.` };
}

/** The command that sets fields of a stack from kube-prometheus-stack, with what is to be filled in. */
export function setInStack(
  stack: Stack,
  fields: readonly PatchField[],
  umbrellas: Umbrellas,
): { readonly command: string; readonly fillIn: string } | undefined {
  const release = releaseOfStack(stack.object, umbrellas, undefined);
  const values = valuesOfStack(stack.object, fields, umbrellas);
  if (!release || !values || ownerOf(stack.object)?.kind !== 'helm') return undefined;
  const command = upgrade(release, values);
  return command === undefined ? undefined : { command, fillIn: fillIn(release) };
}

/** The values of kube-prometheus-stack that set fields of a stack; undefined: it is of another chart, or takes one of them over otherwise. */
export function valuesOfStack(
  object: KubeObject,
  fields: readonly PatchField[],
  umbrellas: Umbrellas,
): readonly Value[] | undefined {
  const spec = SPECS[object.kind];
  if (spec === undefined || !releaseOfStack(object, umbrellas, undefined)) return undefined;
  const isTaken = ({ path: [first, field = '', deeper] }: PatchField): boolean =>
    first === 'spec' && deeper === undefined && TAKEN_OVER.test(field);
  if (!fields.every(isTaken)) return undefined;
  return fields.flatMap(({ path: [, field = ''], was, becomes }): readonly Value[] => {
    const opens = isObject(becomes) && Object.keys(becomes).length === 0;
    return [{ path: `${spec}.${field}`, becomes: overValue(was, becomes) }, ...(opens ? nilSwitch(spec, field) : [])];
  });
}

/** Helm merges maps of values: of one that is there, the keys that are to go become null, and where none is left all of it. */
function overValue(was: Json, becomes: Json): Json {
  if (!isObject(was) || !isObject(becomes) || Object.keys(was).length === 0) return becomes;
  if (Object.keys(becomes).length === 0) return null;
  return { ...Object.fromEntries(Object.keys(was).map((key) => [key, null])), ...becomes };
}

type Switch =
  | { readonly where: string; readonly command?: never; readonly release?: never }
  | { readonly where?: never; readonly command: string; readonly release: Release };

/** What opens the selector of a stack: a command, or what is to be set in words. */
function switchOf(stack: Stack, kind: string, umbrellas: Umbrellas): Switch {
  const field = stack.selections[kind]?.objectsField ?? '';
  const owner = ownerOf(stack.object);
  const plain = `spec.${field}: {} of ${title(stack.ref)}`;
  const spec = SPECS[stack.ref.kind];
  const wanted = onlyRelease(stack, kind);
  const release = releaseOfStack(stack.object, umbrellas, wanted);
  if (!release || spec === undefined)
    return { where: owner ? `have ${printOwner(owner)} set ${plain}` : `set ${plain}` };
  const values = valuesOf(spec, field, wanted === release.name);
  const lines = values.map(printValue).join(', ');
  if (owner && owner.kind !== 'helm') return { where: `have ${printOwner(owner)} set ${lines}` };
  const command = upgrade(release, values);
  return command === undefined ? { where: `set ${lines} in the values of ${STACK_CHART}` } : { command, release };
}

/**
 * The release that the stack's selector wants: kube-prometheus-stack's default is the label `release` alone, and for rules
 * up to chart 25 `app` besides (prometheus-community/helm-charts 2e714c1a4).
 */
function onlyRelease(stack: Stack, kind: string): string | undefined {
  const selector = stack.selections[kind]?.objects;
  if (selector?.kind !== 'matching') return undefined;
  const [only, more] = selector.requirements.filter(
    ({ key, values }) => !(kind === 'PrometheusRule' && key === 'app' && STACK_CHARTS.includes(values.join())),
  );
  return more === undefined && only?.key === 'release' && only.operator === 'In' && only.values.length === 1
    ? only.values[0]
    : undefined;
}

/** What the chart calls its stacks, up to where it cuts the name: templates/_helpers.tpl, kube-prometheus-stack.fullname. */
const CHART_NAME = /(?:^|-)(?:kube-prom|prometheus-operator)/;

/**
 * Where the stack is from kube-prometheus-stack; or nothing tells its chart, it is from Helm or has a name as of that chart,
 * and its selector is as that chart writes it. One written by hand has no release that could be upgraded.
 */
function releaseOfStack(object: KubeObject, umbrellas: Umbrellas, wanted: string | undefined): Release | undefined {
  const owner = ownerOf(object);
  const own = chartOf(object);
  const chart = own && withUmbrella(own, object, umbrellas);
  const installed = chart?.within[0] ?? chart?.name;
  const { app = '' } = object.metadata.labels;
  const named = STACK_CHARTS.find((name) => app.startsWith(`${name}-`));
  if (owner?.kind === 'controller' || (installed !== undefined && !STACK_CHARTS.includes(installed))) return undefined;
  const known = named ?? installed;
  if (owner?.kind === 'helm' && !isOfItsRelease(object, umbrellas, known)) return undefined;
  // Up to chart 25 its rules had to be of an app of its name, too.
  const { app: rules = '' } = labelsAt(object.body, 'spec', 'ruleSelector', 'matchLabels');
  const alike = owner
    ? owner.kind === 'helm'
    : CHART_NAME.test(object.metadata.name) || STACK_CHARTS.includes(rules) || hasItsSelectors(object, wanted);
  if (known === undefined && (wanted === undefined || !alike)) return undefined;
  return {
    // The chart's own objects have the release in a label of that name, too.
    name: releaseOf(object) || (named === undefined ? undefined : object.metadata.labels['release']) || (wanted ?? ''),
    namespace: owner?.kind === 'helm' && owner.namespace !== '' ? owner.namespace : object.metadata.namespace,
    chart: installed ?? named ?? STACK_CHART,
    ...(chart?.within.length === 0 && chart.version !== undefined ? { version: chart.version } : {}),
  };
}

/** Do all selectors want that release alone, as the chart writes them? By hand one is written, or each its own way. */
function hasItsSelectors({ body }: KubeObject, release: string | undefined): boolean {
  return ['serviceMonitorSelector', 'podMonitorSelector', 'ruleSelector'].every((field) => {
    const [[key, value] = [], another] = Object.entries(labelsAt(body, 'spec', field, 'matchLabels'));
    return key === 'release' && value === release && another === undefined;
  });
}

/** `byDefault`: the selector is what the chart makes of no value, so that there is none to take back. */
function valuesOf(spec: string, field: string, byDefault: boolean): readonly Value[] {
  const off = nilSwitch(spec, field);
  // Without such a switch the chart's own default is everything.
  return [...(byDefault && off.length > 0 ? [] : [{ path: `${spec}.${field}`, becomes: null }]), ...off];
}

/** Has the chart take an empty selector for everything. Only selectors of a Prometheus and of rules have such a switch. */
function nilSwitch(spec: string, field: string): readonly Value[] {
  return field === 'alertmanagerConfigSelector' || field.endsWith('NamespaceSelector')
    ? []
    : [{ path: `${spec}.${field}NilUsesHelmValues`, becomes: false }];
}
