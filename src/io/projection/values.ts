/**
 * Which values of charts survive: those that decide what a stack selects, what it is called, and what its operator and
 * its Grafana look at. Values are full of passwords, so all others are dropped.
 */
import type { Json, JsonObject } from '../../model/index.ts';
import { isObject } from '../../kube/json.ts';
import { same, stackFields } from './stacks.ts';
import { fields, plain, type Fields } from './scrub.ts';

const NAMES = ['fullnameOverride', 'nameOverride', 'namespaceOverride'] as const;

const NIL_USES = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'].map(
  (kind) => `${kind}SelectorNilUsesHelmValues`,
);

const image = fields({ tag: plain, repository: plain });
const account = fields({ create: plain, name: plain });
const spec = fields({ ...stackFields, ...same(NIL_USES, plain), image });

const sidecar = fields({
  dashboards: fields(
    same(
      [
        'enabled',
        'label',
        'labelValue',
        'searchNamespace',
        'resource',
        'resourceName',
        'folderAnnotation',
        'folder',
        'watchMethod',
      ],
      plain,
    ),
  ),
});
const grafana = fields({
  ...same(['enabled', 'forceDeployDashboards', 'initDashboards', ...NAMES], plain),
  sidecar,
  persistence: fields({ type: plain, enabled: plain }),
  rbac: fields({ namespaced: plain, create: plain }),
});

/** Of kube-prometheus-stack, and of prometheus-operator, as it was called before. */
const kubePrometheusStack: Fields = {
  ...same([...NAMES, 'cleanPrometheusOperatorObjectNames', 'commonLabels'], plain),
  prometheus: fields({ ...same(['enabled', 'agentMode'], plain), serviceAccount: account, prometheusSpec: spec }),
  alertmanager: fields({ ...same(['enabled', ...NAMES], plain), serviceAccount: account, alertmanagerSpec: spec }),
  thanosRuler: fields({ enabled: plain, name: plain, thanosRulerSpec: spec }),
  prometheusOperator: fields({
    ...same(
      [
        'enabled',
        'fullnameOverride',
        'namespaces',
        'denyNamespaces',
        'prometheusInstanceNamespaces',
        'prometheusInstanceSelector',
        'alertmanagerInstanceNamespaces',
        'alertmanagerInstanceSelector',
        'thanosRulerInstanceNamespaces',
        'thanosRulerInstanceSelector',
      ],
      plain,
    ),
    image,
  }),
  grafana,
};

/** Who reads monitors in place of a Prometheus. */
const reader = fields({ enabled: plain, spec: fields({ selectAllByDefault: plain }) });
const victoriaMetrics: Fields = {
  ...same([...NAMES], plain),
  vmagent: reader,
  vmsingle: reader,
  'victoria-metrics-operator': fields({ enabled: plain, operator: fields({ disable_prometheus_converter: plain }) }),
};
const k8sMonitoring: Fields = {
  prometheusOperatorObjects: fields({ enabled: plain }),
  metrics: fields({ serviceMonitors: fields({ enabled: plain }), podMonitors: fields({ enabled: plain }) }),
};

const CHARTS: Readonly<Record<string, Fields>> = {
  'kube-prometheus-stack': kubePrometheusStack,
  'prometheus-operator': kubePrometheusStack,
  'victoria-metrics-k8s-stack': victoriaMetrics,
  'k8s-monitoring': k8sMonitoring,
};

/** Whether a chart of an application makes a monitor, and with which labels. */
const MONITOR = /^(?:service|pod)_?monitors?$/i;
const monitor = fields(same(['enabled', 'create', 'labels', 'additionalLabels', 'selector', 'extraLabels'], plain));

/** The values of a chart that may be kept. A null stays: it takes a default away. */
export function projectValues(chart: string, values: Json): JsonObject {
  const table = Object.hasOwn(CHARTS, chart) ? CHARTS[chart] : undefined;
  const kept = table === undefined ? monitorsOf(values) : fields(table)(values, [], 0);
  return isObject(kept) ? kept : {};
}

/** Of the values of an application only the way to its monitors. */
function monitorsOf(values: Json, depth = 0): JsonObject | undefined {
  if (!isObject(values) || depth > 8) return undefined;
  const kept = Object.entries(values).flatMap(([key, value]) => {
    const part = MONITOR.test(key) && isObject(value) ? monitor(value, [], 0) : monitorsOf(value, depth + 1);
    return isObject(part) && key !== '__proto__' ? [[key, part] as const] : [];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
