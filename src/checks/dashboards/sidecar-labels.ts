/** What a dashboards sidecar asks a ConfigMap for, and what that has in its place. */
import { filesOf, isDashboard, sidecarName, USUAL_LABELS } from '../../backends/grafana/dashboards.ts';
import type { DashboardSidecar } from '../../backends/grafana/sidecars.ts';
import { nearLabel } from '../../kube/near-labels.ts';
import type { KubeObject } from '../../model/index.ts';

/** Written by people who switch a dashboard off. */
const OFF: readonly string[] = ['0', 'false', 'no', 'off', 'disabled', ''];

export const wish = ({ sidecar, answer }: { readonly sidecar: DashboardSidecar; readonly answer: string }): string =>
  `${sidecarName(sidecar)} wants: ${wants(sidecar, answer)}`;

export function wants({ label, value, names, refused }: DashboardSidecar, answer: string): string {
  if (refused !== undefined && answer === 'label')
    return `LABEL=${refused}, which cannot be the name of a label: the API server refuses the list, and no ConfigMap is taken`;
  if (answer === 'name') return `one of the names ${(names ?? []).join(', ')} (RESOURCE_NAME)`;
  if (answer === 'resource') return 'Secrets only (RESOURCE is secret)';
  return value === undefined ? `the label ${label ?? ''}, with any value` : `${label ?? ''}=${value}`;
}

/** The name or the labels that the sidecar looks at. */
export function has({ metadata: { labels, name } }: KubeObject, { label, names, refused }: DashboardSidecar): string {
  if (names) return `the name ${name}`;
  const near = label === undefined ? undefined : nearLabel(labels, label);
  if (refused !== undefined) return Object.keys(labels).length === 0 ? 'no labels' : labelsText(labels);
  const own = Object.entries(labels).filter(([key]) => key === label || key === near || USUAL_LABELS.includes(key));
  return own.length === 0 ? `no label ${label ?? ''}` : own.map(([key, value]) => `${key}=${value}`).join(', ');
}

const labelsText = (labels: KubeObject['metadata']['labels']): string =>
  Object.entries(labels)
    .slice(0, 5)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

/** The label that was meant by a map in place of a name, as a chart prints it: "map[app:web]". */
function mappedIn(refused: string): readonly [string, string] | undefined {
  const [, key, value] = /^map\[([^\s:\]]+):([^\s:\]]+)\]$/.exec(refused) ?? [];
  return key === undefined || value === undefined ? undefined : [key, value];
}

/** The label that is a slip of the pen for the one that the sidecar asks for. */
export function nearOf({ metadata: { labels } }: KubeObject, { label, names }: DashboardSidecar): string | undefined {
  return label === undefined || names || Object.hasOwn(labels, label) ? undefined : nearLabel(labels, label);
}

/** It is labelled for a sidecar; one without any such label may be mounted, or not be meant for a sidecar. */
export function isWanted(map: KubeObject, { label, refused }: DashboardSidecar): boolean {
  const near = label === undefined ? undefined : nearLabel(map.metadata.labels, label);
  const [mapped] = (refused === undefined ? undefined : mappedIn(refused)) ?? [];
  const values = [label, near, mapped, ...USUAL_LABELS].flatMap((key) =>
    key !== undefined && Object.hasOwn(map.metadata.labels, key) ? (map.metadata.labels[key] ?? '') : [],
  );
  return (
    values.some((value) => !OFF.includes(value.toLowerCase())) &&
    (filesOf(map).some(isDashboard) || filesOf(map).length === 0)
  );
}

/** What to write in place of a LABEL that is none. */
export function valuesFor(refused: string): string {
  const [key, value] = mappedIn(refused) ?? ['grafana_dashboard', '1'];
  return `Have the owner of Grafana set a name and a value of their own, in the chart sidecar.dashboards.label: ${key} and sidecar.dashboards.labelValue: ${JSON.stringify(value)}.`;
}
