/** What kube-prometheus-stack calls its objects. Source: its templates/_helpers.tpl:3-60 (88.5.3). */
import type { Release } from '../../model/index.ts';
import { isOn, textAt } from './values.ts';

/** The namespace of what a part of the chart makes. */
export function namespaceOf(release: Release, ...of: readonly string[]): string {
  return textAt(release, ...of, 'namespaceOverride') ?? release.namespace ?? '';
}

/** A name as Helm's templates cut it. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-$/, '');
}

/** The chart's own prefix of all names: 26 characters at most. */
export function fullName(release: Release): string {
  const override = textAt(release, 'fullnameOverride');
  if (override !== undefined) return cut(override, 26);
  const name = textAt(release, 'nameOverride') ?? release.chart;
  const own = release.name ?? 'RELEASE';
  return cut(own.includes(name) ? own : `${own}-${name}`, 26);
}

/** The name of one of the operator's objects where the chart is told so. */
export function objectName(release: Release, part: string): string {
  return isOn(release, false, 'cleanPrometheusOperatorObjectNames')
    ? fullName(release)
    : `${fullName(release)}-${part}`;
}

/** The ServiceAccount of a part of the chart. */
export function account(release: Release, part: string): string {
  const create = isOn(release, true, part, 'serviceAccount', 'create');
  return textAt(release, part, 'serviceAccount', 'name') ?? (create ? `${fullName(release)}-${part}` : 'default');
}
