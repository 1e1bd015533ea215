/** Pull requests against one small repository: each a change of its files, and what it costs. */

export type Files = Readonly<Record<string, string>>;

export interface PullRequest {
  readonly name: string;
  /** The files as they become; undefined takes one away. */
  readonly change: (files: Files) => Readonly<Record<string, string | undefined>>;
  /** The first line of the comment, and what else is in it; absent: an empty comment. */
  readonly costs?: readonly string[];
  /** 1 unless told otherwise. */
  readonly code?: number;
}

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: k8s
  namespace: monitoring
spec:
  serviceAccountName: prometheus
  serviceMonitorSelector:
    matchLabels:
      release: prom
  serviceMonitorNamespaceSelector:
    matchLabels:
      monitored: "yes"
  podMonitorSelector: {}
  podMonitorNamespaceSelector: {}
  probeSelector: {}
  probeNamespaceSelector: {}
  ruleSelector:
    matchLabels:
      role: rules
  ruleNamespaceSelector: {}
  alerting:
    alertmanagers:
      - namespace: monitoring
        name: alertmanager-operated
        port: web
---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata:
  name: main
  namespace: monitoring
spec:
  alertmanagerConfigSelector:
    matchLabels:
      alerts: main
  alertmanagerConfigNamespaceSelector: {}
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    monitored: "yes"
---
apiVersion: v1
kind: Namespace
metadata:
  name: store
`;

const GRAFANA = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: grafana
  namespace: monitoring
spec:
  selector:
    matchLabels:
      app: grafana
  template:
    metadata:
      labels:
        app: grafana
    spec:
      containers:
        - name: grafana-sc-dashboard
          image: quay.io/kiwigrid/k8s-sidecar:2.10.1
          env:
            - name: LABEL
              value: grafana_dashboard
            - name: LABEL_VALUE
              value: "1"
            - name: FOLDER
              value: /tmp/dashboards
            - name: NAMESPACE
              value: ALL
        - name: grafana
          image: docker.io/grafana/grafana:12.0.0
`;

const APP = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.com/web:1.0.0
          ports:
            - name: http
              containerPort: 8080
            - name: admin
              containerPort: 9090
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: admin
      port: 9090
      targetPort: admin
`;

const MONITOR = `# What is scraped of the shop.
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
  namespace: shop
  labels:
    release: prom
spec:
  selector:
    matchLabels:
      app: web
  namespaceSelector:
    matchNames:
      - shop
      - store
  endpoints:
    - port: http
      interval: 30s
    - port: admin
      path: /stats
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: batch
  namespace: shop
spec:
  selector:
    matchLabels:
      app: batch
  podMetricsEndpoints:
    - port: metrics
`;

const STORE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: till
  namespace: store
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: till
          image: example.com/till:1.0.0
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: till
  namespace: store
  labels:
    app: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: tidy
  namespace: store
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: tidy
              image: example.com/tidy:1.0.0
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: batch
  namespace: shop
spec:
  selector:
    matchLabels:
      app: batch
  template:
    metadata:
      labels:
        app: batch
    spec:
      containers:
        - name: batch
          image: example.com/batch:1.0.0
          ports:
            - name: metrics
              containerPort: 8081
`;

const RULES = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: web
  namespace: shop
  labels:
    role: rules
spec:
  groups:
    - name: web
      rules:
        - alert: WebDown
          expr: up{job="web"} == 0
          for: 5m
          labels:
            severity: critical
        - record: job:requests:rate5m
          expr: sum by (job) (rate(http_requests_total[5m]))
    - name: batch
      rules:
        - alert: BatchSlow
          expr: batch_duration_seconds > 60
`;

const ALERTS = `apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata:
  name: shop
  namespace: shop
  labels:
    alerts: main
spec:
  route:
    receiver: team
  receivers:
    - name: team
`;

const DASHBOARD = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web-dashboard
  namespace: shop
  labels:
    grafana_dashboard: "1"
data:
  web.json: |
    {"uid": "web", "title": "Web", "schemaVersion": 39, "panels": []}
`;

export const BASE: Files = {
  'monitoring/stack.yaml': STACK,
  'monitoring/grafana.yaml': GRAFANA,
  'shop/app.yaml': APP,
  'shop/monitor.yaml': MONITOR,
  'shop/rules.yaml': RULES,
  'shop/alerts.yaml': ALERTS,
  'shop/dashboard.yaml': DASHBOARD,
  'store/store.yaml': STORE,
};

const ALERTS_JSON = {
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name: 'shop', namespace: 'shop', labels: { alerts: 'main' } },
  spec: { route: { receiver: 'team' }, receivers: [{ name: 'team' }] },
};

/** Throws where the text is not there: the row is then wrong. */
const edit =
  (file: string, from: string | RegExp, to: string) =>
  (files: Files): Files => {
    const text = files[file] ?? '';
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} does not have ${String(from)}`);
    return { [file]: changed };
  };

const all =
  (...changes: readonly PullRequest['change'][]): PullRequest['change'] =>
  (files) =>
    changes.reduce<Record<string, string | undefined>>(
      (done, change) => ({ ...done, ...change({ ...files, ...(done as Files) }) }),
      {},
    );

const drop =
  (...files: readonly string[]): PullRequest['change'] =>
  () =>
    Object.fromEntries(files.map((file) => [file, undefined]));

export const BREAKING: readonly PullRequest[] = [
  {
    name: 'a port of the Service gets another name',
    change: edit('shop/app.yaml', 'name: http\n      port: 80', 'name: web\n      port: 80'),
    costs: [
      'loses 1 target',
      'no longer reaches Service shop/web, port http',
      'ports of Service shop/web: web, admin',
      'HEAD:shop/app.yaml:38:7',
    ],
  },
  {
    name: 'the release label of the monitor is dropped',
    change: edit('shop/monitor.yaml', '  labels:\n    release: prom\n', ''),
    costs: [
      'loses 1 monitor, 3 targets',
      'no longer takes ServiceMonitor shop/web',
      'label-mismatch',
      'shop/monitor.yaml:4:1',
    ],
  },
  {
    name: 'the monitor moves into a namespace that the Prometheus does not look at',
    change: edit('shop/monitor.yaml', 'name: web\n  namespace: shop', 'name: web\n  namespace: store'),
    costs: [
      'loses 1 monitor',
      'no longer takes ServiceMonitor store/web (before: ServiceMonitor shop/web)',
      'namespace-selector-mismatch',
    ],
  },
  {
    name: 'the Service selects other pods',
    change: edit('shop/app.yaml', 'selector:\n    app: web\n  ports', 'selector:\n    app: webb\n  ports'),
    costs: ['loses 2 targets', 'no longer reaches Service shop/web, port http', 'port admin /stats'],
  },
  {
    name: 'a rule does not parse',
    change: edit('shop/rules.yaml', 'batch_duration_seconds > 60', 'batch_duration_seconds >'),
    costs: ['loses 1 rule object', 'PrometheusRule shop/web', 'rule-invalid', 'shop/rules.yaml:22'],
  },
  {
    name: 'the sidecar asks for another label',
    change: edit('monitoring/grafana.yaml', 'value: grafana_dashboard', 'value: dashboards'),
    costs: [
      'loses 1 dashboard',
      'Deployment monitoring/grafana no longer takes ConfigMap shop/web-dashboard',
      'grafana-sidecar-label-mismatch',
    ],
  },
  {
    name: 'the pods get another label',
    change: edit('store/store.yaml', 'labels:\n        app: batch', 'labels:\n        app: batches'),
    costs: ['loses 1 target', 'PodMonitor shop/batch no longer reaches its pods, port metrics'],
  },
  {
    name: 'the monitor is removed',
    change: edit('shop/monitor.yaml', /^[^]*---\n/, ''),
    costs: [
      'loses 1 monitor, 3 targets',
      'ServiceMonitor shop/web was removed; Prometheus monitoring/k8s took it',
      'main:shop/monitor.yaml:2',
    ],
  },
  {
    name: 'matchNames lists fewer namespaces',
    change: edit('shop/monitor.yaml', '      - store\n', ''),
    costs: ['loses 1 target', 'no longer reaches Service store/till, port http'],
  },
  {
    name: 'the Prometheus selects less',
    change: edit('monitoring/stack.yaml', 'release: prom', 'release: prom\n      team: platform'),
    costs: [
      'loses 1 monitor, 3 targets',
      'no longer takes ServiceMonitor shop/web',
      'label-mismatch',
      'monitoring/stack.yaml:11:7',
      ', or put the selector back.',
    ],
  },
  {
    name: 'kustomize puts a prefix before the names, and the rule asks for the old job',
    change: () => ({
      'shop/kustomization.yaml':
        'namePrefix: prod-\nresources: [app.yaml, monitor.yaml, rules.yaml, alerts.yaml, dashboard.yaml]\n',
    }),
    costs: ['Targets of ServiceMonitor shop/prod-web', 'have job="prod-web"; it was job="web"', 'WebDown'],
  },
  {
    name: 'the rule asks for another job',
    change: edit('shop/rules.yaml', 'up{job="web"}', 'up{job="webb"}'),
    costs: ['loses 1 rule that asks for nothing\n', 'asks for job="webb"', 'shop/rules.yaml:13:11'],
  },
  {
    name: 'the namespace loses its label',
    change: edit('monitoring/stack.yaml', 'name: shop\n  labels:\n    monitored: "yes"', 'name: shop'),
    costs: ['loses 1 monitor, 3 targets', 'namespace-selector-mismatch', 'monitoring/stack.yaml:41:1'],
  },
  {
    name: 'a port of the pods gets another name',
    change: edit('store/store.yaml', '- name: metrics\n', '- name: prom\n'),
    costs: ['loses 1 target', 'PodMonitor shop/batch no longer reaches its pods, port metrics'],
  },
  {
    name: 'the Prometheus is removed',
    change: edit('monitoring/stack.yaml', /^[^]*?---\n/, ''),
    costs: ['Prometheus monitoring/k8s was removed; it took ServiceMonitor shop/web', '`main:monitoring/stack.yaml:1`'],
  },
  {
    name: 'the rules selector asks for more',
    change: edit('monitoring/stack.yaml', 'role: rules', 'role: alert-rules'),
    costs: ['loses 1 rule object', 'no longer takes PrometheusRule shop/web', 'label-mismatch'],
  },
  {
    name: 'the AlertmanagerConfig loses its label',
    change: edit('shop/alerts.yaml', '  labels:\n    alerts: main\n', ''),
    costs: ['loses 1 Alertmanager config', 'Alertmanager monitoring/main no longer takes AlertmanagerConfig shop/shop'],
  },
  {
    name: 'the dashboard loses its label',
    change: edit('shop/dashboard.yaml', '  labels:\n    grafana_dashboard: "1"\n', ''),
    costs: ['loses 1 dashboard', 'no longer takes ConfigMap shop/web-dashboard'],
  },
  {
    name: 'the dashboard is no JSON any more',
    change: edit('shop/dashboard.yaml', '"panels": []}', '"panels": [}'),
    costs: ['loses 1 dashboard', 'ConfigMap shop/web-dashboard'],
  },
  {
    name: 'the sidecar looks in its own namespace only',
    change: edit('monitoring/grafana.yaml', 'value: ALL', 'value: monitoring'),
    costs: ['loses 1 dashboard', 'grafana-sidecar-namespace', 'monitoring/grafana.yaml:26:15'],
  },
  {
    name: 'an endpoint is taken out',
    change: edit('shop/monitor.yaml', '    - port: admin\n      path: /stats\n', ''),
    costs: ['loses 1 target', 'no longer has the endpoint for Service shop/web, port admin /stats'],
  },
  {
    name: 'a relabeling drops everything',
    change: edit('shop/monitor.yaml', 'path: /stats\n', 'path: /stats\n      relabelings:\n        - action: drop\n'),
    costs: ['loses 1 target', 'no longer reaches Service shop/web, port admin /stats'],
  },
  {
    name: 'the monitor reads a file, which the Prometheus forbids',
    change: all(
      edit('shop/monitor.yaml', 'interval: 30s\n', 'interval: 30s\n      bearerTokenFile: /var/run/token\n'),
      edit(
        'monitoring/stack.yaml',
        '  serviceAccountName: prometheus\n',
        '  serviceAccountName: prometheus\n  arbitraryFSAccessThroughSMs:\n    deny: true\n',
      ),
    ),
    costs: ['loses 1 monitor, 3 targets', 'rejected-fs-access'],
  },
  {
    name: 'the Service is removed',
    change: edit('store/store.yaml', /---\napiVersion: v1\nkind: Service[^]*?(?=---\n)/, ''),
    costs: ['loses 1 target', 'no longer reaches Service store/till, port http', 'Service store/till was removed'],
  },
  {
    name: 'the monitor looks in its own namespace',
    change: edit('shop/monitor.yaml', /  namespaceSelector:[^]*?(?=  endpoints)/, ''),
    costs: ['loses 1 target', 'no longer reaches Service store/till, port http'],
  },
  {
    name: 'the timeout is longer than the interval',
    change: edit('shop/monitor.yaml', 'interval: 30s\n', 'interval: 30s\n      scrapeTimeout: 60s\n'),
    costs: ['loses 1 monitor, 3 targets', 'rejected-timeout'],
  },
  {
    name: 'the selector of the monitor has a slip of the pen',
    change: edit('shop/monitor.yaml', 'app: web\n  namespaceSelector', 'app: wbe\n  namespaceSelector'),
    costs: ['loses 3 targets', 'no longer reaches Service shop/web, port http'],
  },
  {
    name: 'the Deployment is scaled to nothing',
    change: edit('shop/app.yaml', 'replicas: 2', 'replicas: 0'),
    costs: ['loses 2 targets', 'no longer reaches Service shop/web, port http'],
  },
  {
    name: 'an alert is taken out',
    change: edit('shop/rules.yaml', /    - name: batch[^]*$/, ''),
    costs: ['loses 1 alert\n', 'PrometheusRule shop/web no longer contains alert BatchSlow', 'main:shop/rules.yaml:21'],
  },
  {
    name: 'the Service leads to a port that the pods do not have',
    change: edit('shop/app.yaml', 'targetPort: http', 'targetPort: metrix'),
    costs: ['loses 1 target\n', 'Service shop/web, port http', 'shop/app.yaml:40:7'],
  },
  {
    name: 'the Service loses the label that is asked for',
    change: edit('shop/app.yaml', /(kind: Service\n[^]*?) {4}app: web\n/, '$1    app: shop\n'),
    costs: ['1 rule that asks for nothing, 2 targets', 'shop/app.yaml:33:5'],
  },
  {
    name: 'the Service gets another name',
    change: edit('shop/app.yaml', 'kind: Service\nmetadata:\n  name: web', 'kind: Service\nmetadata:\n  name: web-svc'),
    costs: ['loses 1 job renamed\n', 'have job="web-svc"; it was job="web"', 'shop/app.yaml:30:3'],
  },
  {
    name: 'everything is rendered without the CRDs of the operator',
    change: drop('shop/monitor.yaml', 'shop/rules.yaml'),
    costs: ['loses 2 monitors, 1 rule object, 4 targets'],
  },
  {
    name: 'the file of the monitor is no YAML any more',
    change: edit('shop/monitor.yaml', 'spec:\n', 'spec: [\n'),
    costs: ['not known any more', 'ServiceMonitor shop/web'],
    code: 3,
  },
  {
    name: 'the monitor becomes a template',
    change: edit('shop/monitor.yaml', 'release: prom', 'release: {{ .Values.release }}'),
    costs: ['not known any more', 'ServiceMonitor shop/web'],
    code: 3,
  },
];

export const HARMLESS: readonly PullRequest[] = [
  {
    name: 'documents change places',
    change: (files) => ({
      'shop/monitor.yaml': (files['shop/monitor.yaml'] ?? '').split('---\n').toReversed().join('---\n'),
    }),
  },
  { name: 'comments', change: edit('shop/monitor.yaml', 'spec:\n', 'spec: # as it was\n  # all of it\n') },
  {
    name: 'keys change places',
    change: edit(
      'shop/app.yaml',
      '- name: http\n      port: 80\n      targetPort: http',
      '- targetPort: http\n      port: 80\n      name: http',
    ),
  },
  {
    name: 'a file moves',
    change: all(drop('shop/monitor.yaml'), (files) => ({
      'deploy/web/monitors.yml': files['shop/monitor.yaml'] ?? MONITOR,
    })),
  },
  { name: 'blank lines', change: edit('shop/rules.yaml', /\n {4}- name/g, '\n\n    - name') },
  {
    name: 'a file is split',
    change: (files) => {
      const [first = '', second = ''] = (files['shop/monitor.yaml'] ?? '').split('---\n');
      return { 'shop/monitor.yaml': first, 'shop/batch.yaml': second };
    },
  },
  { name: 'the monitor gets another name', change: edit('shop/monitor.yaml', 'name: web\n', 'name: web-metrics\n') },
  { name: 'a label more', change: edit('shop/monitor.yaml', 'release: prom', 'release: prom\n    team: shop') },
  { name: 'more replicas', change: edit('shop/app.yaml', 'replicas: 2', 'replicas: 5') },
  {
    name: 'anchors',
    change: edit(
      'shop/app.yaml',
      /^([^]*)labels:\n {4}app: web\nspec:\n {2}selector:\n {4}app: web\n/,
      '$1labels: &labels\n    app: web\nspec:\n  selector: *labels\n',
    ),
  },
  { name: 'quotes', change: edit('shop/monitor.yaml', 'port: http\n', 'port: "http"\n') },
  { name: 'a document mark at the beginning', change: edit('shop/rules.yaml', /^/, '---\n') },
  {
    name: 'ends of lines of Windows',
    change: (files) => ({ 'shop/monitor.yaml': (files['shop/monitor.yaml'] ?? '').replaceAll('\n', '\r\n') }),
  },
  { name: 'another image', change: edit('shop/app.yaml', 'web:1.0.0', 'web:1.1.0') },
  { name: 'a CronJob changes', change: edit('store/store.yaml', '0 0 * * *', '0 3 * * *') },
  { name: 'an annotation', change: edit('shop/app.yaml', 'name: web\n', 'name: web\n  annotations:\n    a: b\n') },
  { name: 'a shorter interval', change: edit('shop/monitor.yaml', 'interval: 30s', 'interval: 15s') },
  { name: 'the number of the port', change: edit('shop/app.yaml', 'port: 80\n', 'port: 8080\n') },
  {
    name: 'the container listens elsewhere, by the same name',
    change: edit('shop/app.yaml', 'containerPort: 8080', 'containerPort: 8888'),
  },
  {
    name: 'matchExpressions in place of matchLabels',
    change: edit(
      'shop/monitor.yaml',
      'matchLabels:\n      app: web',
      'matchExpressions:\n      - {key: app, operator: In, values: [web]}',
    ),
  },
  {
    name: 'endpoints change places',
    change: edit(
      'shop/monitor.yaml',
      /( {4}- port: http\n {6}interval: 30s\n)( {4}- port: admin\n {6}path: \/stats\n)/,
      '$2$1',
    ),
  },
  {
    name: 'JSON in place of YAML',
    change: all(drop('shop/alerts.yaml'), () => ({ 'shop/alerts.json': JSON.stringify(ALERTS_JSON) })),
  },
  {
    name: 'a List in place of documents',
    change: all(drop('shop/alerts.yaml'), () => ({
      'shop/list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [ALERTS_JSON] }),
    })),
  },
  {
    name: 'a kustomization that names what is there',
    change: () => ({
      'shop/kustomization.yaml': 'resources: [app.yaml, monitor.yaml, rules.yaml, alerts.yaml, dashboard.yaml]\n',
    }),
  },
  { name: 'the severity of an alert', change: edit('shop/rules.yaml', 'severity: critical', 'severity: warning') },
  { name: 'the name of a group', change: edit('shop/rules.yaml', 'name: batch', 'name: batches') },
  { name: 'a file that is no manifest', change: () => ({ 'README.md': '# Shop\n', 'shop/values.yaml': 'a: 1\n' }) },
  {
    name: 'the Prometheus gets more memory',
    change: edit(
      'monitoring/stack.yaml',
      '  podMonitorSelector: {}\n',
      '  resources:\n    requests:\n      memory: 2Gi\n  podMonitorSelector: {}\n',
    ),
  },
  { name: 'the Grafana is updated', change: edit('monitoring/grafana.yaml', 'grafana:12.0.0', 'grafana:12.1.0') },
  {
    name: 'a ConfigMap without dashboards',
    change: () => ({
      'shop/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: shop}\ndata: {a: b}\n',
    }),
  },
  {
    name: 'labels that kustomize gives to all, to selectors and pods, too',
    change: () => ({
      'shop/kustomization.yaml':
        'labels:\n  - pairs: {team: shop}\n    includeSelectors: true\n    includeTemplates: true\nresources: [app.yaml, monitor.yaml, rules.yaml, alerts.yaml, dashboard.yaml]\n',
    }),
  },
  {
    name: 'the Prometheus asks for names of namespaces in place of a label',
    change: edit(
      'monitoring/stack.yaml',
      'serviceMonitorNamespaceSelector:\n    matchLabels:\n      monitored: "yes"',
      'serviceMonitorNamespaceSelector:\n    matchExpressions:\n      - {key: kubernetes.io/metadata.name, operator: In, values: [shop]}',
    ),
  },
];
