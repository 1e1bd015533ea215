import { exporterProgram } from '../exporter.ts';
import type { MetricsBoard } from '../exporter.ts';
import type { Images } from '../kubelet-standin.ts';
import type { KubeThing } from '../object.ts';
import { kubePrometheus } from './kube-prometheus.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';
import { kuberhealthyV2, kuberhealthyV3 } from './kuberhealthy.ts';

/** Apply these as Helm and kubectl do: `bed.apply(scenarioA(), { by: 'create' })`. */

/** What the kuberhealthy images serve: for `startBed({ images })`. */
export const kuberhealthyImages = (boards: { readonly v2?: MetricsBoard; readonly v3?: MetricsBoard }): Images => ({
  ...(boards.v2 === undefined ? {} : { 'kuberhealthy/kuberhealthy:v2': exporterProgram(boards.v2) }),
  ...(boards.v3 === undefined ? {} : { 'kuberhealthy/kuberhealthy:v3': exporterProgram(boards.v3) }),
});

/** Two charts, each installed as its documentation says: Helm's ServiceMonitor has a label that Prometheus does not select. */
export const scenarioA = (): readonly KubeThing[] => [...kubePrometheusStack(), ...kuberhealthyV2()];

/** As A, with a ServiceMonitor that somebody applied by hand and nobody owns. */
export const scenarioB = (): readonly KubeThing[] => [
  ...kubePrometheusStack(),
  ...kuberhealthyV2({ monitor: 'unowned' }),
];

/** kuberhealthy 3: no ServiceMonitor at all. */
export const scenarioC = (): readonly KubeThing[] => [...kubePrometheusStack(), ...kuberhealthyV3()];

/** kube-prometheus: every label is right, but Prometheus may not read kuberhealthy's namespace. */
export const scenarioD = (): readonly KubeThing[] => [...kubePrometheus(), ...kuberhealthyV3()];

/** As C, and monitors and rules are taken only from the Prometheus' own namespace. */
export const scenarioE = (): readonly KubeThing[] => [
  ...kubePrometheusStack({
    prometheus: { serviceMonitorNamespaceSelector: undefined, ruleNamespaceSelector: undefined },
  }),
  ...kuberhealthyV3(),
];

/**
 * Two Prometheuses. The second selects what the unowned ServiceMonitor is labelled now: `release: prometheus-operator`,
 * so that correcting its label for the first would lose the second.
 */
export const scenarioF = (): readonly KubeThing[] => [
  ...kubePrometheusStack(),
  ...kubePrometheusStack({
    release: 'platform',
    namespace: 'platform',
    grafana: false,
    alertmanager: false,
    prometheus: { serviceMonitorSelector: { matchLabels: { release: 'prometheus-operator' } } },
  }),
  ...kuberhealthyV2({ monitor: 'unowned' }),
];

/** As A, installed with the right Helm value: nothing is wrong with the ServiceMonitor. */
export const scenarioG = (): readonly KubeThing[] => [
  ...kubePrometheusStack(),
  ...kuberhealthyV2({ monitorRelease: 'prometheus' }),
];
