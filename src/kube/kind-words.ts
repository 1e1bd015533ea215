/** The words by which a kind is named on a command line. */

type Kind = { readonly apiVersion: string; readonly kind: string };

/** As kubectl takes them: names, plurals and short names, in lower case. */
export const ALIASES: Readonly<Record<string, Kind>> = {
  servicemonitor: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  servicemonitors: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  smon: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  podmonitor: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  podmonitors: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  pmon: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  prometheusrule: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  prometheusrules: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  promrule: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  prb: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  probes: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  probe: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  scfg: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  scrapeconfigs: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  scrapeconfig: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  amcfg: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  alertmanagerconfigs: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  alertmanagerconfig: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  grafanadashboard: { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard' },
  configmap: { apiVersion: 'v1', kind: 'ConfigMap' },
  configmaps: { apiVersion: 'v1', kind: 'ConfigMap' },
  cm: { apiVersion: 'v1', kind: 'ConfigMap' },
  service: { apiVersion: 'v1', kind: 'Service' },
  services: { apiVersion: 'v1', kind: 'Service' },
  svc: { apiVersion: 'v1', kind: 'Service' },
  pod: { apiVersion: 'v1', kind: 'Pod' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  po: { apiVersion: 'v1', kind: 'Pod' },
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment' },
  deploy: { apiVersion: 'apps/v1', kind: 'Deployment' },
  statefulset: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  statefulsets: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  sts: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  daemonset: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  daemonsets: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  ds: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  prometheus: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus' },
  prometheuses: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus' },
  prom: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus' },
  prometheusagent: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'PrometheusAgent' },
  prometheusagents: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'PrometheusAgent' },
  promagent: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'PrometheusAgent' },
  thanosruler: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ThanosRuler' },
  thanosrulers: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ThanosRuler' },
  alertmanager: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager' },
  alertmanagers: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager' },
};

/** As kubectl get -o name prints it, with its group. */
export function aliasOf(word: string): string {
  return word.toLowerCase().replace(/\.(?:monitoring\.coreos\.com|apps)$/, '');
}
