import type { Advice, KubeObject, Labels, ProfileVariant, Ref, Stack } from '../model/index.ts';
import { own } from '../kube/json.ts';
import { ownerOf } from '../kube/owner.ts';
import { refOf, title } from '../kube/refs.ts';
import { satisfy } from '../kube/selector.ts';

/** The command that tells how far an object gets. */
export function checkCommand({ kind, namespace, name }: Ref): string {
  return `promwire check ${kind.toLowerCase()}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

/**
 * What fixes the source of an owned object that the stack does not take. Printed, never done. `inCluster`: setup can
 * remove its own monitor afterwards; else the objects are files.
 */
export function mendTheSource(
  object: KubeObject,
  stack: Stack,
  chart: ProfileVariant['chart'],
  inCluster: boolean,
): readonly Advice[] {
  const owner = ownerOf(object);
  const change = satisfy(stack.selections[object.kind]?.objects ?? { kind: 'nothing' }, object.metadata.labels);
  if (!owner || !change || (Object.keys(change.set).length === 0 && change.remove.length === 0)) return [];
  const labels = Object.entries(change.set)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');
  switch (owner.kind) {
    case 'helm': {
      const values = chartValues(change.set, chart);
      if (!values || !chart)
        return [
          {
            text: `${title(refOf(object))} is from Helm release ${owner.release}: set the label ${labels} on it through the chart's values.`,
          },
        ];
      const release = owner.release === '' ? 'RELEASE' : owner.release;
      return [
        {
          text: `To fix the source of ${title(refOf(object))}:`,
          command: `helm upgrade ${release} ${chart.name} -n ${owner.namespace}${versionOf(object, chart.name)} --reset-then-reuse-values ${values.join(' ')}`,
        },
        {
          text: `${inCluster ? 'Then run promwire setup again: it removes its own monitor and keeps the rules, the dashboard and the settings' : 'Then remove the ServiceMonitor of promwire'}. Or switch theirs off with the value ${chart.monitorEnabled}=false.`,
        },
      ];
    }
    case 'argocd':
      return [
        {
          text: `${title(refOf(object))} is tracked by Argo CD application ${owner.application}: set the label ${labels} where its source sets metadata.labels.`,
        },
      ];
    case 'flux-kustomization':
      return [
        {
          text: `${title(refOf(object))} is applied by Flux Kustomization ${owner.namespace}/${owner.name}: set the label ${labels} in its source.`,
        },
      ];
    case 'flux-helmrelease':
      return [
        {
          text: `${title(refOf(object))} is applied by Flux HelmRelease ${owner.namespace}/${owner.name}: set the label ${labels} through spec.values.`,
        },
      ];
    case 'controller':
      return [
        {
          text: `${title(refOf(object))} is written by ${title(owner.parent)}: put the label ${labels} on that object, which passes it on.`,
        },
      ];
  }
}

/** The version of the chart in use, so that the command changes nothing else: charts label objects with NAME-VERSION. */
function versionOf({ metadata }: KubeObject, chart: string): string {
  const label = metadata.labels['helm.sh/chart'] ?? metadata.labels['chart'] ?? '';
  const name = chart.slice(chart.lastIndexOf('/') + 1);
  const version = label.startsWith(`${name}-`) ? label.slice(name.length + 1) : '';
  // A label cannot hold a plus: Helm writes build metadata with an underscore.
  return /^v?\d[\w.+-]*$/.test(version) ? ` --version ${version.replace('_', '+')}` : '';
}

function chartValues(set: Labels, chart: ProfileVariant['chart']): readonly string[] | undefined {
  const values = Object.entries(set).map(([key, value]) => {
    const path = own(chart?.monitorLabels, key);
    return path === undefined ? undefined : `--set ${path}=${value}`;
  });
  return values.includes(undefined) ? undefined : values.filter((value) => value !== undefined);
}
