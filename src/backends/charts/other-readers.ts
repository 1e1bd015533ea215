/**
 * Charts whose stack reads monitors without a Prometheus object: who that is, and what decides whether it does. Source:
 * VictoriaMetrics/helm-charts 5823471, charts/victoria-metrics-k8s-stack/values.yaml:46,1640,1980;
 * grafana/k8s-monitoring-helm 1963111, charts/k8s-monitoring/values.yaml:460-463.
 */
import { title } from '../../kube/refs.ts';
import { atLeast } from '../../kube/version.ts';
import type { Gap, Release } from '../../model/index.ts';
import { renderCommand } from './render-command.ts';
import { beginOf, isOn, pathText, placeOf } from './values.ts';

/** Who reads the monitors, in a sentence without its end. */
const READERS: Readonly<Record<string, (release: Release) => string>> = {
  'victoria-metrics-k8s-stack': victoriaMetrics,
  'k8s-monitoring': k8sMonitoring,
};

/** Why it is not known what the stack of a release takes, for each kind that might; none of another release. */
export function otherReaders(release: Release): readonly Gap[] {
  const read = Object.hasOwn(READERS, release.chart) ? READERS[release.chart] : undefined;
  if (read === undefined) return [];
  const { file, line } = beginOf(release);
  const sentence = `${title(release.by)} (${file}:${line}) installs ${release.chart}: ${read(release)}. What it scrapes is not judged here. To see what it makes: ${renderCommand(release)}`;
  return ['Prometheus', 'PrometheusAgent', 'ThanosRuler'].map((kind) => ({
    reason: 'unreachable',
    reads: { group: 'monitoring.coreos.com', kind },
    sentence,
    origin: release.origin,
  }));
}

function victoriaMetrics(release: Release): string {
  const off = ['victoria-metrics-operator', 'operator', 'disable_prometheus_converter'];
  if (isOn(release, false, ...off))
    return `its operator reads no ServiceMonitor or PrometheusRule, since ${value(release, off)} is true`;
  const agent = isOn(release, true, 'vmagent', 'enabled') ? 'vmagent' : 'vmsingle';
  const kind = agent === 'vmagent' ? 'VMAgent' : 'VMSingle';
  const all = [agent, 'spec', 'selectAllByDefault'];
  return isOn(release, true, ...all)
    ? `its ${kind} reads ServiceMonitors and PodMonitors of all namespaces, whatever their labels (${all.join('.')}), and its VMAlert the rules`
    : `its ${kind} reads the ServiceMonitors that its own selectors take (${value(release, all)} is false)`;
}

function k8sMonitoring(release: Release): string {
  // Version 1 reads them unless told otherwise; since 2.0 it is told so by one switch.
  const path = atLeast(release.version, '2.0.0')
    ? ['prometheusOperatorObjects', 'enabled']
    : ['metrics', 'serviceMonitors', 'enabled'];
  return isOn(release, path[0] === 'metrics', ...path)
    ? `its Alloy reads ServiceMonitors, PodMonitors and Probes (${value(release, path)}), and no PrometheusRule`
    : `its Alloy reads no ServiceMonitor until ${value(release, path)} is true`;
}

function value(release: Release, path: readonly string[]): string {
  const { file, line } = placeOf(release, ...path);
  return `${pathText(release, path)} in ${file}:${line}`;
}
