/** Overlays of one base, each with what is special about it. Paths are those of files below `o/`; the base is `base/`. */

export interface Overlay {
  readonly name: string;
  /** The kustomization; it lists the base itself. */
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Objects of which promwire by itself does not know what becomes of them: "Kind name". */
  readonly open?: readonly string[];
}

export const BASE: Readonly<Record<string, string>> = {
  'base/kustomization.yaml': 'resources: [all.yaml]\n',
  'base/all.yaml': `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: till } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: till, labels: { app: till } }
spec:
  replicas: 2
  selector: { matchLabels: { app: till } }
  template:
    metadata: { labels: { app: till } }
    spec:
      containers:
        - name: till
          image: example.org/till:1
          args: [--a]
          env: [{ name: A, value: a }]
          ports: [{ name: http, containerPort: 8080 }, { name: metrics, containerPort: 9090 }]
---
apiVersion: v1
kind: Service
metadata: { name: till, labels: { app: till } }
spec:
  selector: { app: till }
  ports: [{ name: http, port: 80, targetPort: http }, { name: metrics, port: 9090, targetPort: metrics }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, labels: { app: till }, annotations: { note: a } }
spec:
  selector: { matchLabels: { app: till } }
  namespaceSelector: { matchNames: [shop] }
  endpoints: [{ port: metrics, interval: 30s }, { port: http, path: /m }]
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: pods }
spec: { selector: { matchLabels: { app: till } }, podMetricsEndpoints: [{ port: metrics }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: till, labels: { prometheus: main } }
spec: { groups: [{ name: till, rules: [{ alert: TillDown, expr: up == 0 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: till }
spec:
  podSelector: { matchLabels: { app: till } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: eyes } } }], ports: [{ port: 9090 }] }]
`,
};

const component = (rest: string): string => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${rest}`;

const merge = (apiVersion: string, kind: string, name: string, rest: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\n${rest}`;
const monitor = (rest: string, name = 'till'): string =>
  merge('monitoring.coreos.com/v1', 'ServiceMonitor', name, rest);
const service = (rest: string): string => merge('v1', 'Service', 'till', rest);
const deployment = (rest: string): string => merge('apps/v1', 'Deployment', 'till', rest);

const block = (text: string): string => `|\n${text.replaceAll(/^/gm, '      ')}`;
const patch = (text: string, target = ''): string =>
  `patches:\n  - patch: ${block(text)}\n${target === '' ? '' : `    target: ${target}\n`}`;
const extra = (ports: string): string => `spec: { ports: [${ports}] }`;
const onPods = (rest: string): string => `spec: { template: { spec: { ${rest} } } }`;

export const OVERLAYS: readonly Overlay[] = [
  { name: 'nothing', text: '' },
  { name: 'a namespace', text: 'namespace: other\n' },
  { name: 'prefix and suffix', text: 'namePrefix: a-\nnameSuffix: -z\n' },
  { name: 'labels', text: 'labels: [{ pairs: { release: watch } }]\n' },
  { name: 'labels in templates', text: 'labels: [{ pairs: { tier: front }, includeTemplates: true }]\n' },
  { name: 'labels in selectors', text: 'labels: [{ pairs: { tier: front }, includeSelectors: true }]\n' },
  {
    name: 'labels in fields of its own',
    text: 'labels: [{ pairs: { tier: front }, fields: [{ path: spec/selector/matchLabels, kind: ServiceMonitor, create: true }] }]\n',
  },
  { name: 'commonLabels', text: 'commonLabels: { tier: front }\n' },
  {
    name: 'commonLabels with configurations',
    text: 'commonLabels: { tier: front }\nconfigurations: [how.yaml]\n',
    files: { 'how.yaml': 'commonLabels: [{ path: spec/selector/matchLabels, kind: ServiceMonitor, create: true }]\n' },
  },
  { name: 'commonAnnotations', text: 'commonAnnotations: { note: b }\n' },
  { name: 'replicas', text: 'replicas: [{ name: till, count: 0 }]\n' },
  {
    name: 'a merge of labels',
    text: patch(merge('monitoring.coreos.com/v1', 'ServiceMonitor', 'till, labels: { release: watch }', '')),
  },
  {
    name: 'a merge of a selector',
    text: patch(monitor('spec: { selector: { matchLabels: { app: null, tier: front } } }')),
  },
  {
    name: 'a merge that replaces a selector',
    text: patch(monitor('spec: { selector: { $patch: replace, matchLabels: { a: b } } }')),
  },
  { name: 'a merge with an empty map', text: patch(monitor('spec: { selector: { matchLabels: {} } }')) },
  { name: 'a merge of a list of a custom kind', text: patch(monitor('spec: { endpoints: [{ port: web }] }')) },
  { name: 'a merge with an empty list', text: patch(monitor('spec: { endpoints: [] }')) },
  { name: 'a merge that deletes a field', text: patch(monitor('spec: { namespaceSelector: null }')) },
  { name: 'a merge that deletes a map', text: patch(monitor('spec: { namespaceSelector: { $patch: delete } }')) },
  { name: 'a merge that deletes the object', text: patch(`${monitor('')}$patch: delete`) },
  {
    name: 'a merge of a port of a Service',
    text: patch(service(extra('{ port: 80, name: web }, { port: 81, name: more }'))),
  },
  { name: 'a merge that deletes a port', text: patch(service(extra('{ port: 80, $patch: delete }'))) },
  {
    name: 'a merge that replaces all ports',
    text: patch(service(extra('{ $patch: replace }, { port: 81, name: more }'))),
    open: ['Service till'],
  },
  {
    name: 'a merge of a selector of a Service',
    text: patch(service('spec: { selector: { app: null, tier: front } }')),
  },
  {
    name: 'a merge of containers',
    text: patch(
      deployment(
        onPods(
          'containers: [{ name: till, args: [--b], ports: [{ containerPort: 8080, name: web }] }, { name: more, image: m }]',
        ),
      ),
    ),
  },
  {
    name: 'a merge of variables of a container',
    text: patch(
      deployment(onPods('containers: [{ name: till, env: [{ name: A, value: b }, { name: B, value: c }] }]')),
    ),
  },
  {
    name: 'a merge of two documents',
    text: patch(`${service('spec: { selector: { a: b } }')}\n---\n${monitor('spec: { jobLabel: app }')}`),
  },
  {
    name: 'a merge with a target',
    text: patch(merge('v1', 'Service', 'any', 'spec: { selector: { a: b } }'), '{ kind: Service }'),
  },
  {
    name: 'a merge with a target of several',
    text: patch('apiVersion: v1\nkind: Any\nmetadata: { name: any, labels: { tier: front } }', '{ name: till }'),
  },
  {
    name: 'an edit that replaces',
    text: patch('- { op: replace, path: /spec/selector/matchLabels/app, value: web }', '{ kind: ServiceMonitor }'),
  },
  {
    name: 'an edit that adds',
    text: patch(
      '- { op: add, path: /metadata/labels/release, value: watch }\n- { op: add, path: /spec/endpoints/-, value: { port: more } }',
      '{ kind: ServiceMonitor }',
    ),
  },
  {
    name: 'an edit in front of a list',
    text: patch('- { op: add, path: /spec/ports/0, value: { name: more, port: 1 } }', '{ version: v1, kind: Service }'),
  },
  {
    name: 'an edit that removes',
    text: patch(
      '- { op: remove, path: /spec/endpoints/0 }\n- { op: remove, path: /spec/namespaceSelector }',
      '{ kind: ServiceMonitor }',
    ),
  },
  {
    name: 'an edit of a label with a slash',
    text: patch('- { op: add, path: /metadata/labels/a.b~1c, value: d }', '{ kind: Service.* }'),
  },
  {
    name: 'an edit that copies and moves',
    text: patch(
      '- { op: copy, from: /metadata/labels/app, path: /metadata/labels/copy }\n- { op: move, from: /spec/endpoints/0/port, path: /spec/endpoints/0/targetPort }\n- { op: test, path: /metadata/labels/copy, value: till }',
      '{ group: monitoring.coreos.com, kind: ServiceMonitor }',
    ),
  },
  {
    name: 'an edit by labels',
    text: patch('- { op: add, path: /metadata/labels/tier, value: front }', '{ labelSelector: "app=till" }'),
  },
  {
    name: 'an edit by annotations',
    text: patch('- { op: add, path: /metadata/labels/tier, value: front }', '{ annotationSelector: "note in (a, b)" }'),
  },
  {
    name: 'an edit by a pattern of names',
    text: patch('- { op: add, path: /metadata/labels, value: { tier: front } }', '{ name: "pod.*|x" }'),
  },
  {
    name: 'an edit of a namespace that is given later',
    text: `namespace: other\n${patch('- { op: add, path: /metadata/labels/tier, value: front }', '{ namespace: other, kind: Service }')}`,
  },
  {
    name: 'an edit of no namespace',
    text: `namespace: other\n${patch('- { op: add, path: /metadata/labels/tier, value: front }', '{ namespace: default, kind: Service }')}`,
  },
  { name: 'an edit for nobody', text: patch('- { op: remove, path: /spec/none }', '{ kind: Servic }') },
  {
    name: 'a patch in a file',
    text: 'patches: [{ path: more.yaml }]\n',
    files: { 'more.yaml': monitor('spec: { jobLabel: app }\n') },
  },
  {
    name: 'an edit in a file of JSON',
    text: 'patches: [{ path: more.json, target: { kind: Service } }]\n',
    files: { 'more.json': '[{ "op": "remove", "path": "/spec/ports/1" }]\n' },
  },
  {
    name: 'patchesStrategicMerge',
    text: `patchesStrategicMerge:\n  - more.yaml\n  - ${block(service('spec: { selector: { a: b } }'))}\n`,
    files: { 'more.yaml': monitor('spec: { jobLabel: app }\n') },
  },
  {
    name: 'patchesJson6902',
    text: 'patchesJson6902:\n  - target: { version: v1, kind: Service, name: till }\n    path: more.yaml\n  - target: { group: monitoring.coreos.com, version: v1, kind: ServiceMonitor, name: till }\n    patch: "- { op: add, path: /spec/jobLabel, value: app }"\n',
    files: { 'more.yaml': '- { op: replace, path: /spec/selector/app, value: b }\n' },
  },
  { name: 'a patch after a prefix', text: `namePrefix: a-\n${patch(monitor('spec: { jobLabel: app }'))}` },
  {
    name: 'a component of labels',
    text: 'components: [c]\n',
    files: { 'c/kustomization.yaml': component('labels: [{ pairs: { release: watch } }]\n') },
  },
  {
    name: 'a component that brings and patches',
    text: 'namespace: other\ncomponents: [c, d]\nlabels: [{ pairs: { tier: front } }]\n',
    files: {
      'c/kustomization.yaml': component(`resources: [more.yaml]\nnamePrefix: c-\n`),
      'c/more.yaml': monitor('spec: { selector: {}, endpoints: [{ port: http }] }\n', 'more'),
      'd/kustomization.yaml': component(
        patch('- { op: add, path: /spec/jobLabel, value: app }', '{ kind: ServiceMonitor }'),
      ),
    },
  },
  {
    name: 'a component of a component',
    text: 'components: [c]\n',
    files: {
      'c/kustomization.yaml': component('components: [../d]\ncommonLabels: { tier: front }\n'),
      'd/kustomization.yaml': component(patch(monitor('spec: { jobLabel: tier }'))),
    },
  },
  {
    name: 'replacements',
    text: 'replacements: [{ source: { kind: Deployment, fieldPath: metadata.name }, targets: [{ select: { kind: ServiceMonitor }, fieldPaths: [spec.jobLabel], options: { create: true } }] }]\n',
    open: ['ServiceMonitor till'],
  },
  {
    name: 'a label by a transformer',
    text: 'transformers: [how.yaml]\n',
    files: {
      'how.yaml':
        'apiVersion: builtin\nkind: LabelTransformer\nmetadata: { name: how }\nlabels: { tier: front }\nfieldSpecs: [{ path: metadata/labels, create: true }]\n',
    },
    open: [
      'Namespace shop',
      'Deployment till',
      'Service till',
      'ServiceMonitor till',
      'PodMonitor pods',
      'PrometheusRule till',
      'NetworkPolicy till',
    ],
  },
];
