/** Changes that people reported as having cost them targets, each as a change of the small repository of pull-requests.ts. */
import { describe, expect, it } from '@jest/globals';
import { inFolder, run, write } from './ask.ts';
import { BASE } from './pull-requests.ts';
import type { Files } from './pull-requests.ts';

type Change = readonly [file: string, from: string, to: string];

interface Reported {
  readonly name: string;
  /** Where it was reported. */
  readonly by: string;
  readonly changes: readonly Change[];
  /** Files that are new, or gone. */
  readonly adds?: Readonly<Record<string, string | undefined>>;
  /** Files that both have. */
  readonly both?: Files;
  readonly says: readonly string[];
  readonly code?: number;
}

const [APP, MONITOR, STACK] = ['shop/app.yaml', 'shop/monitor.yaml', 'monitoring/stack.yaml'];
const SELECTS = 'release: prom';

const REPORTED: readonly Reported[] = [
  {
    name: 'a chart replaces its monitor by that of a sub-chart, which has not the common label',
    by: 'prometheus-community/helm-charts#1758',
    changes: [
      [
        MONITOR,
        `name: web\n  namespace: shop\n  labels:\n    ${SELECTS}`,
        'name: web-metrics\n  namespace: shop\n  labels:\n    app: web',
      ],
    ],
    says: ['loses 1 monitor, 3 targets', '(before: ServiceMonitor shop/web)', 'the labels differ'],
  },
  {
    name: 'an upgrade asks for the label of its release in place of the own selector',
    by: 'prometheus-community/helm-charts#4878',
    changes: [[STACK, `matchLabels:\n      ${SELECTS}`, 'matchLabels:\n      release: kube-prometheus-stack']],
    says: ['loses 1 monitor, 3 targets', 'release=kube-prometheus-stack', 'monitoring/stack.yaml'],
  },
  {
    name: 'a chart moves from the label app to app.kubernetes.io/name, and the monitor asks for app',
    by: 'prometheus-community/helm-charts#1905',
    changes: [
      [
        APP,
        'name: web\n  namespace: shop\n  labels:\n    app: web\nspec:\n  selector:\n    app: web\n  ports',
        'name: web\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: web\nspec:\n  selector:\n    app: web\n  ports',
      ],
    ],
    says: ['no longer reaches Service shop/web', 'head/shop/app.yaml:33:5'],
  },
  {
    name: 'the pods get other labels, and the selector of the Service stays',
    by: 'prometheus-community/helm-charts#1009',
    changes: [
      [
        APP,
        'template:\n    metadata:\n      labels:\n        app: web',
        'template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: web',
      ],
    ],
    says: ['no longer reaches Service shop/web'],
  },
  {
    name: 'the port of the metrics gets the name http-metrics in the Service alone',
    by: 'epam/ai-dial-helm#4',
    changes: [[APP, '- name: http\n      port: 80', '- name: http-metrics\n      port: 80']],
    says: ['no longer reaches Service shop/web, port http', 'shop/app.yaml'],
  },
  {
    name: 'the monitor moves into the namespace of the stack, and still looks in its own only',
    by: 'apache/apisix-helm-chart#502',
    changes: [
      [MONITOR, 'name: web\n  namespace: shop', 'name: web\n  namespace: monitoring'],
      [
        STACK,
        '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: store',
        '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: monitoring\n  labels:\n    monitored: "yes"\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: store',
      ],
      [MONITOR, 'matchNames:\n      - shop\n      - store', 'matchNames: [monitoring]'],
    ],
    says: ['loses 3 targets', '(before: ServiceMonitor shop/web)', 'looks in monitoring'],
  },
  {
    name: 'the Service asks for pods by a label that no pod has',
    by: 'grafana/k6-operator#335',
    changes: [
      [
        APP,
        'spec:\n  selector:\n    app: web\n  ports',
        'spec:\n  selector:\n    control-plane: controller-manager\n  ports',
      ],
    ],
    says: ['no longer reaches Service shop/web'],
  },
  {
    name: 'a second, headless Service with the same labels and port: nothing is lost, and targets are scraped twice',
    by: 'qdrant/qdrant-helm#207',
    changes: [
      [
        APP,
        '---\napiVersion: v1\nkind: Service',
        '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web-headless\n  namespace: shop\n  labels:\n    app: web\nspec:\n  clusterIP: None\n  selector:\n    app: web\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n---\napiVersion: v1\nkind: Service',
      ],
    ],
    says: ['loses nothing', 'duplicate-scrape'],
    code: 0,
  },
  {
    name: 'a chart asks for the number of the Service in targetPort, which is that of the container',
    by: 'community-charts/helm-charts#22',
    changes: [[MONITOR, '- port: http\n      interval', '- targetPort: 80\n      interval']],
    says: [
      'loses 2 targets',
      'ServiceMonitor shop/web no longer reaches Service shop/web, port http',
      'port 80, which no container',
    ],
  },
  {
    name: 'a chart asks for a port that the Service only has with another value',
    by: 'prometheus-community/helm-charts#1065',
    changes: [[MONITOR, '- port: http\n      interval', '- port: metrics\n      interval']],
    says: [
      'loses 2 targets',
      'no longer reaches Service shop/web, port http',
      'asks for port "metrics"',
      'head/shop/monitor.yaml:18:7',
    ],
  },
  {
    name: 'the receiver has another name than the route asks for',
    by: 'prometheus-operator/kube-prometheus#2161',
    changes: [['shop/alerts.yaml', '- name: team', '- name: team-mail']],
    says: ['loses 1 Alertmanager config', 'no longer loads it', 'team'],
  },
  {
    name: 'dashboards have the label of the sidecar with another value',
    by: 'grafana/helm-charts#3899',
    changes: [['shop/dashboard.yaml', 'grafana_dashboard: "1"', 'grafana_dashboard: "true"']],
    says: ['loses 1 dashboard', 'no longer takes ConfigMap shop/web-dashboard', 'head/shop/dashboard.yaml'],
  },
  {
    name: 'the monitor asks for a label of the Service for metrics, which that does not have',
    by: 'bitnami/sealed-secrets#1423',
    changes: [
      [
        MONITOR,
        'app: web\n  namespaceSelector',
        'app: web\n      app.kubernetes.io/component: metrics\n  namespaceSelector',
      ],
    ],
    says: ['loses 3 targets', 'no longer reaches Service shop/web, port http', 'head/shop/monitor.yaml'],
  },
  {
    name: 'a kustomization moves it all into a namespace that matchNames does not list',
    by: 'kubernetes-sigs/kustomize#4762',
    changes: [],
    adds: {
      'shop/kustomization.yaml':
        'namespace: web-prod\nresources: [app.yaml, monitor.yaml, rules.yaml, alerts.yaml, dashboard.yaml]\n',
      'shop/namespace.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: {name: web-prod, labels: {monitored: "yes"}}\n',
    },
    says: [
      'ServiceMonitor web-prod/web (before: ServiceMonitor shop/web) no longer reaches Service shop/web, port http',
    ],
  },
  {
    name: 'a PodMonitor takes the place of the ServiceMonitor, which changes the job that a rule asks for',
    by: 'prometheus-community/helm-charts#6101',
    changes: [
      [MONITOR, 'kind: ServiceMonitor', 'kind: PodMonitor'],
      [MONITOR, '  endpoints:\n    - port: http', '  podMetricsEndpoints:\n    - port: http'],
    ],
    says: ['loses 1 rule that asks for nothing; gains 1 monitor (', 'asks for job="web"', 'WebDown'],
  },
  {
    name: 'the selector of the Prometheus is left out, which selects nothing',
    by: 'prometheus-operator/prometheus-operator#1065',
    changes: [[STACK, `  serviceMonitorSelector:\n    matchLabels:\n      ${SELECTS}\n`, '']],
    says: [
      'loses 1 monitor, 3 targets',
      'no longer takes ServiceMonitor shop/web',
      'serviceMonitorSelector is not set',
      'the others. Or put the selector back.',
    ],
  },
  {
    name: 'a relabeling that is meant for a label drops the targets',
    by: 'prometheus-operator/prometheus-operator#3046',
    changes: [
      [
        MONITOR,
        'path: /stats\n',
        'path: /stats\n      relabelings:\n        - sourceLabels: [__meta_kubernetes_pod_label_app]\n          regex: ^web(.*)$\n          action: drop\n',
      ],
    ],
    says: ['loses 1 target', 'no longer reaches Service shop/web, port admin /stats'],
  },
  {
    name: 'the container listens elsewhere than the number that the Service leads to',
    by: 'Project-HAMi/HAMi#2895',
    changes: [
      [APP, 'port: 80\n      targetPort: http', 'port: 80\n      targetPort: 8080'],
      [APP, 'containerPort: 8080', 'containerPort: 8888'],
    ],
    says: [
      'no container declares port 8080 any more',
      'Service shop/web leads to port 8080; Deployment shop/web declares 8888, 9090.',
    ],
    code: 3,
  },
  {
    name: 'targetPort in place of port, by the same name: nothing is lost',
    by: 'traefik/traefik-helm-chart#859',
    changes: [[MONITOR, '- port: http\n      interval', '- targetPort: http\n      interval']],
    says: ['loses nothing ('],
    code: 0,
  },
  {
    name: 'both sides of a port get the same new name: nothing is lost',
    by: 'cert-manager/cert-manager#8952',
    changes: [
      [MONITOR, '- port: http\n      interval', '- port: http-metrics\n      interval'],
      [APP, '- name: http\n      port: 80', '- name: http-metrics\n      port: 80'],
      ['store/store.yaml', '- name: http\n      port: 80', '- name: http-metrics\n      port: 80'],
    ],
    says: ['loses nothing ('],
    code: 0,
  },
  {
    name: 'a StatefulSet takes the place of the Deployment: nothing is lost',
    by: 'argoproj/argo-helm#1894',
    changes: [[APP, 'kind: Deployment', 'kind: StatefulSet']],
    says: ['loses nothing ('],
    code: 0,
  },
  {
    name: 'a Rollout takes the place of the Deployment: nothing is lost',
    by: 'zalando-incubator/kube-metrics-adapter#683',
    changes: [[APP, 'apiVersion: apps/v1\nkind: Deployment', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout']],
    says: ['loses nothing ('],
    code: 0,
  },
  {
    name: 'the dashboard moves to another namespace, and the sidecar looks in all: nothing is lost',
    by: 'scality/metalk8s#3620',
    changes: [['shop/dashboard.yaml', 'namespace: shop', 'namespace: store']],
    says: ['loses nothing ('],
    code: 0,
  },
  {
    name: 'the rules of one object are put into two: nothing is lost',
    by: 'kubernetes-sigs/kubernetes-mixin#892',
    changes: [
      [
        'shop/rules.yaml',
        '    - name: batch\n      rules:',
        '---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: batch, namespace: shop, labels: {role: rules}}\nspec:\n  groups:\n    - name: batch\n      rules:',
      ],
    ],
    says: ['loses nothing; gains 1 rule object ('],
    code: 0,
  },
  {
    name: 'a dashboard comes from a generator, with a hash in its name: not known, and not lost',
    by: 'kubernetes-sigs/kustomize#5724',
    changes: [],
    adds: {
      'shop/dashboard.yaml': undefined,
      'shop/web.json': '{"uid": "web", "title": "Web", "schemaVersion": 39, "panels": []}',
      'shop/kustomization.yaml':
        'namespace: shop\nresources: [app.yaml, monitor.yaml, rules.yaml, alerts.yaml]\nconfigMapGenerator:\n  - name: web-dashboard\n    files: [web.json]\n    options:\n      labels: {grafana_dashboard: "1"}\n',
    },
    says: ['loses nothing; 1 not known any more (', 'shop/kustomization.yaml generates one of that name'],
    code: 3,
  },
  {
    name: 'the monitor excludes the headless Service, through which it scraped everything twice: nothing is lost',
    by: 'grafana/pyroscope#2967',
    changes: [
      [
        MONITOR,
        'app: web\n  namespaceSelector',
        'app: web\n    matchExpressions:\n      - {key: headless, operator: DoesNotExist}\n  namespaceSelector',
      ],
    ],
    both: {
      'shop/headless.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: web-headless, namespace: shop, labels: {app: web, headless: "yes"}}\nspec:\n  clusterIP: None\n  selector: {app: web}\n  ports:\n    - {name: http, port: 80, targetPort: http}\n',
    },
    says: ['loses nothing (', 'ended duplicate-scrape'],
    code: 0,
  },
  {
    name: 'the selector is repaired for one monitor, and loses another',
    by: 'prometheus-community/helm-charts#4878',
    changes: [[STACK, `matchLabels:\n      ${SELECTS}`, 'matchLabels:\n      team: x']],
    both: {
      'shop/other.yaml':
        'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: other, namespace: shop, labels: {team: x}}\nspec:\n  selector: {matchLabels: {app: other}}\n  endpoints: [{port: http}]\n',
    },
    says: [
      'loses 1 monitor, 3 targets; gains 1 monitor (',
      'The selector as it was does not take ServiceMonitor shop/other, which it takes now.',
      'ended label-mismatch: Prometheus monitoring/k8s does not select ServiceMonitor shop/other',
    ],
  },
];

function changed(files: Files, changes: readonly Change[]): Files {
  const after = { ...files };
  for (const [file, from, to] of changes) {
    const text = after[file] ?? '';
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    after[file] = text.replace(from, to);
  }
  return after;
}

describe('promwire compare of a change that was reported', () => {
  it.each(REPORTED.map((each) => [each.by, each.name, each] as const))('%s: %s', async (_by, _name, each) => {
    await inFolder(async (folder) => {
      const base = { ...BASE, ...each.both };
      for (const [side, files] of Object.entries({ base, head: { ...changed(base, each.changes), ...each.adds } }))
        for (const [path, text] of Object.entries(files))
          if (text !== undefined) write(folder, `${side}/${path}`, text);
      const { code, out } = await run(['compare', `${folder}/base`, `${folder}/head`]);
      const said = out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ');
      for (const text of each.says) expect(said).toContain(text);
      expect(code).toBe(each.code ?? 1);
    });
  });
});
