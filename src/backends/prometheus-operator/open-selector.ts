import type { Advice, KubeObject, Stack } from '../../model/index.ts';
import { valueText } from '../charts/made.ts';
import { fillIn } from '../../kube/at-source.ts';
import { chartOf, releaseOf, withUmbrella } from '../../kube/chart-of.ts';
import type { Umbrellas } from '../../kube/chart-of.ts';
import { upgrade } from '../../kube/helm.ts';
import type { Release, Value } from '../../kube/helm.ts';
import { ownerOf, printOwner } from '../../kube/owner.ts';
import { title } from '../../kube/refs.ts';

const STACK_CHART = 'kube-prometheus-stack';

/** The values of a kind of stack. Source: kube-prometheus-stack 88.5.3 values.yaml, templates/prometheus/prometheus.yaml. */
const SPECS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus.prometheusSpec',
  PrometheusAgent: 'prometheus.prometheusSpec',
  ThanosRuler: 'thanosRuler.thanosRulerSpec',
  Alertmanager: 'alertmanager.alertmanagerSpec',
};

/**
 * The stack's own switch, with its price: it then takes every object of a kind. `umbrellas`: Helm releases of several charts.
 */
export function openSelector(stack: Stack, kind: string, umbrellas: Umbrellas): Advice | undefined {
  const selection = stack.selections[kind];
  const spec = SPECS[stack.ref.kind];
  if (selection?.objects.kind !== 'matching') return undefined;
  const price = `then ${title(stack.ref)} takes every ${kind} of the ${selection.namespaces.kind === 'everything' ? 'cluster' : 'namespaces that it looks into'}, also those that are meant for others`;
  const plain: Advice = { text: `open spec.${selection.objectsField}: {} of ${title(stack.ref)}; ${price}.` };
  const value = valueText(stack, selection.objectsField);
  if (value !== undefined) return { text: `${value}; ${price}.` };
  const wanted = onlyRelease(stack, kind);
  const release = releaseOfStack(stack.object, umbrellas, wanted);
  if (!release || spec === undefined) return plain;
  const values = valuesOf(spec, selection.objectsField, wanted === release.name);
  const owner = ownerOf(stack.object);
  const lines = values.map(({ path, becomes }) => `${path}: ${String(becomes)}`).join(', ');
  if (owner && owner.kind !== 'helm') return { text: `have ${printOwner(owner)} set ${lines}; ${price}.` };
  const command = upgrade(release, values);
  return command === undefined ? plain : { text: `open the selector; ${price}.${fillIn(release)}`, command };
}

/** The release that the stack's selector wants: kube-prometheus-stack's default is the label `release` alone. */
function onlyRelease(stack: Stack, kind: string): string | undefined {
  const selector = stack.selections[kind]?.objects;
  if (selector?.kind !== 'matching') return undefined;
  const [only, more] = selector.requirements;
  return more === undefined && only?.key === 'release' && only.operator === 'In' && only.values.length === 1
    ? only.values[0]
    : undefined;
}

/** Where the stack is from kube-prometheus-stack, or nothing tells and its selector is as that chart writes it. */
function releaseOfStack(object: KubeObject, umbrellas: Umbrellas, wanted: string | undefined): Release | undefined {
  const owner = ownerOf(object);
  const own = chartOf(object);
  const chart = own && withUmbrella(own, object, umbrellas);
  const installed = chart?.within[0] ?? chart?.name;
  const labelled = object.metadata.labels['app']?.startsWith(STACK_CHART) === true;
  if (owner?.kind === 'controller' || (installed !== undefined && installed !== STACK_CHART)) return undefined;
  const known = labelled || installed === STACK_CHART;
  if (!known && (wanted === undefined || (owner && owner.kind !== 'helm'))) return undefined;
  const release = releaseOf(object);
  return {
    name: release === '' ? (wanted ?? '') : release,
    namespace: owner?.kind === 'helm' && owner.namespace !== '' ? owner.namespace : object.metadata.namespace,
    chart: STACK_CHART,
    ...(chart?.within.length === 0 && chart.version !== undefined ? { version: chart.version } : {}),
  };
}

/** `byDefault`: the selector is what the chart makes of no value, so that there is none to take back. */
function valuesOf(spec: string, field: string, byDefault: boolean): readonly Value[] {
  const own = { path: `${spec}.${field}`, becomes: null };
  // Only Alertmanager's selector has no such switch.
  if (field === 'alertmanagerConfigSelector') return [own];
  return [...(byDefault ? [] : [own]), { path: `${spec}.${field}NilUsesHelmValues`, becomes: false }];
}
