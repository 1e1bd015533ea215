/** Single objects just below etcd's limit of 1.5 MB, each as costly to judge as its kind allows. */
import type { Json, JsonObject } from '../../src/model/index.ts';

const times = <T>(count: number, item: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

/** Lists, maps and texts of so many bytes. */
function sized(bytes: number) {
  /** As many items as fit; `share`: into that part of the object. */
  const many = <T extends Json>(item: (i: number) => T, share = 1): T[] => {
    const items: T[] = [];
    for (let size = 0; ;) {
      const next = item(items.length);
      size += JSON.stringify(next).length + 1;
      if (size > bytes * share) return items;
      items.push(next);
    }
  };
  const text = (unit: string, share = 1): string => unit.repeat(Math.floor((bytes * share) / unit.length));
  const map = (entry: (i: number) => readonly [string, Json]): JsonObject =>
    Object.fromEntries(many((i) => entry(i) as unknown as Json) as unknown as [string, Json][]);
  const count = (most: number): number => Math.min(most, Math.floor(bytes / 14));
  return { many, text, map, count };
}

/** Stands for what is so deep that no value of JavaScript could be written out. */
const DEEP = '@deep@';
const nested = (depth: number, open: string, inner: string, close: string): string =>
  open.repeat(depth) + inner + close.repeat(depth);

/** The text of an object with what is deep in it. */
const deep = (object: JsonObject, text: string): string => JSON.stringify(object).replace(JSON.stringify(DEEP), text);

const of = (apiVersion: string, kind: string, fields: JsonObject, name = 'heavy', namespace = 'shop'): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace, labels: { app: 'web', release: 'prometheus' } },
  ...fields,
});
const monitoring = (kind: string, spec: JsonObject, name?: string, namespace?: string): JsonObject =>
  of(`monitoring.coreos.com/${/Agent|Config/.test(kind) ? 'v1alpha1' : 'v1'}`, kind, { spec }, name, namespace);
const monitor = (spec: JsonObject): JsonObject =>
  monitoring('ServiceMonitor', { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }], ...spec });
const podMonitor = (spec: JsonObject): JsonObject =>
  monitoring('PodMonitor', {
    selector: { matchLabels: { app: 'web' } },
    podMetricsEndpoints: [{ port: 'http' }],
    ...spec,
  });
const relabeled = (relabelings: readonly Json[]): JsonObject => monitor({ endpoints: [{ port: 'http', relabelings }] });
const keep = (regex: string): JsonObject => ({
  action: 'keep',
  sourceLabels: ['__meta_kubernetes_service_name'],
  regex,
});
const rule = (expr: string, more: JsonObject = {}): JsonObject => ({ alert: 'A', expr, ...more });
const rules = (list: readonly Json[]): JsonObject =>
  monitoring('PrometheusRule', { groups: [{ name: 'g', rules: list }] });
const routed = (route: Json, more: JsonObject = {}): JsonObject =>
  monitoring('AlertmanagerConfig', { route, receivers: [{ name: 'a' }], ...more });
const service = (spec: JsonObject): JsonObject => of('v1', 'Service', { spec: { selector: { app: 'web' }, ...spec } });
const dashboard = (model: Json): JsonObject => ({
  ...of('v1', 'ConfigMap', { data: { 'a.json': typeof model === 'string' ? model : JSON.stringify(model) } }),
  metadata: { name: 'heavy', namespace: 'shop', labels: { grafana_dashboard: '1' } },
});
const workload = (spec: JsonObject): JsonObject =>
  of('apps/v1', 'Deployment', {
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec } },
  });
const expression = (values: readonly string[], operator = 'In'): JsonObject => ({ key: 'app', operator, values });
const policy = (spec: JsonObject): JsonObject =>
  of('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec } });
const RBAC = 'rbac.authorization.k8s.io/v1';

/** What each object is, and the object (or its text), of about so many bytes; some kinds are costly in several ways. */
export function heavy(bytes: number): Readonly<Record<string, () => JsonObject | string>> {
  const { many, text, map, count } = sized(bytes);
  return {
    'a ServiceMonitor of endpoints without a port': () => monitor({ endpoints: many(() => ({})) }),
    'a ServiceMonitor of endpoints with ports that no Service has': () =>
      monitor({ endpoints: many((i) => ({ port: `p${i}` })) }),
    'a ServiceMonitor of the same endpoint': () => monitor({ endpoints: many(() => ({ port: 'http' })) }),
    'a ServiceMonitor of endpoints with a misspelt field': () => monitor({ endpoints: many(() => ({ prot: 'http' })) }),
    'a ServiceMonitor of endpoints with fields of their own': () =>
      monitor({ endpoints: many((i) => ({ port: 'http', [`field${i}`]: 1 })) }),
    'a ServiceMonitor whose ports are regular expressions': () =>
      monitor({ endpoints: many((i) => ({ port: `(h|t)*${i}` })) }),
    'a ServiceMonitor of ten thousand relabelings': () => relabeled(many((i) => keep(`(.*)-${i}|http|web`))),
    'a ServiceMonitor of relabelings that copy a label into many': () =>
      relabeled(many((i) => ({ targetLabel: `l${i}`, replacement: 'x' }))),
    'a ServiceMonitor of relabelings that grow a label': () =>
      relabeled(many(() => ({ sourceLabels: ['a', 'a'], targetLabel: 'a', replacement: '$1$1' }))),
    'a ServiceMonitor of labelmaps': () =>
      relabeled(many((i) => ({ action: 'labelmap', regex: '(.*)', replacement: `$1_${i % 10}` }))),
    'a regular expression of bounded repetitions in one another': () => relabeled([keep('(a{1,1000}){1,1000}')]),
    'many regular expressions with bounded repetitions': () => relabeled(many((i) => keep(`(a{1,900}b?){1,9}${i}`))),
    'a regular expression of ten thousand alternatives': () =>
      relabeled([keep(times(count(10_000), (i) => `w${i}`).join('|'))]),
    'a regular expression as large as the object': () => relabeled([keep(many((i) => `w${i}`).join('|'))]),
    'a regular expression of 5,000 parentheses in one another': () =>
      relabeled([keep('('.repeat(count(5000)) + 'a' + ')'.repeat(count(5000)))]),
    'a regular expression of classes': () => relabeled([keep(text('[a-z0-9_]?'))]),
    'regular expressions of Unicode classes': () => relabeled(many(() => keep(String.raw`\pL\PN\p{Greek}*`))),
    'a regular expression of stars': () => relabeled([keep(`${text('(a*)*', 0.014)}b`)]),
    'relabelings that each have a heavy expression': () => relabeled(many((i) => keep(`(x+x+)+y${i}`))),
    'metricRelabelings that each have a heavy expression': () =>
      monitor({ endpoints: [{ port: 'http', metricRelabelings: many((i) => keep(`(x+x+)+y${i}`)) }] }),
    'a selector with 100,000 values': () =>
      monitor({ selector: { matchExpressions: [expression(many((i) => `v${i}`))] } }),
    'a selector with many expressions': () =>
      monitor({ selector: { matchExpressions: many((i) => expression([`v${i}`, 'web'])) } }),
    'a selector of ten thousand labels': () => monitor({ selector: { matchLabels: map((i) => [`l${i}`, 'x']) } }),
    'a namespaceSelector over 100,000 names': () =>
      monitor({ namespaceSelector: { matchNames: many((i) => `n${i}`) } }),
    'a namespaceSelector with one name again and again': () =>
      monitor({ namespaceSelector: { matchNames: many(() => 'shop') } }),
    'a ServiceMonitor with ten thousand labels': () => {
      const object = monitor({});
      return {
        ...object,
        metadata: { ...(object['metadata'] as JsonObject), labels: map((i) => [`l${i}`, 'prometheus']) },
      };
    },
    'targetLabels as many as fit': () => monitor({ targetLabels: many((i) => `l${i}`) }),
    'a PodMonitor of endpoints with ports that no pod has': () =>
      podMonitor({ podMetricsEndpoints: many((i) => ({ port: `p${i}` })) }),
    'a PodMonitor whose selector has 100,000 values': () =>
      podMonitor({
        selector: {
          matchExpressions: [
            expression(
              many((i) => `v${i}`),
              'NotIn',
            ),
          ],
        },
      }),
    'a Probe of 100,000 targets': () =>
      monitoring('Probe', { prober: { url: 'a' }, targets: { staticConfig: { static: many((i) => `http://a${i}`) } } }),
    'a Probe of targets that are no URL': () =>
      monitoring('Probe', { prober: { url: 'a' }, targets: { staticConfig: { static: many(() => 'http://[') } } }),
    'a ScrapeConfig of static targets': () =>
      monitoring('ScrapeConfig', { staticConfigs: many((i) => ({ targets: [`a${i}:80`] })) }),
    'a ScrapeConfig of discoveries': () =>
      monitoring('ScrapeConfig', { kubernetesSDConfigs: many(() => ({ role: 'Pod', namespaces: { names: ['a'] } })) }),
    'a PrometheusRule of 20,000 invalid expressions': () => rules(many(() => rule('sum('))),
    'a PrometheusRule of 100,000 small rules': () => rules(many((i) => ({ record: `a:b${i}`, expr: 'up' }))),
    'a PrometheusRule of groups of one name': () =>
      monitoring('PrometheusRule', { groups: many(() => ({ name: 'g', rules: [] })) }),
    'a PrometheusRule of groups': () =>
      monitoring('PrometheusRule', { groups: many((i) => ({ name: `g${i}`, rules: [] })) }),
    'an expression of 100,000 terms': () => rules([rule(`a${text('+a')}`)]),
    'an expression of 100,000 parentheses': () =>
      rules([rule(`${'('.repeat(count(100_000))}a${')'.repeat(count(100_000))}`)]),
    'an expression of calls in one another': () => rules([rule(nested(count(20_000), 'abs(', 'a', ')'))]),
    'an expression with 100,000 matchers': () => rules([rule(`a{${many((i) => `l${i}="x"`).join(',')}}`)]),
    'an expression with heavy regular expressions': () =>
      rules([rule(many((i) => `a{b=~"(x+x+)+y${i}"}`).join(' or '))]),
    'rules that each have a heavy regular expression': () =>
      rules(many((i) => rule(`a{b=~"(a{1,900}b?){1,9}${i}"} > 1`))),
    'rules about jobs that nothing has': () => rules(many((i) => rule(`up{job="j${i}"} == 0`))),
    'rules about metrics that nothing has': () =>
      rules(many((i) => rule(`absent(kuberhealthy_m${i}{namespace="n${i}"})`))),
    'an expression that is one string': () => rules([rule(`a{b="${text('x')}"}`)]),
    'an expression of comments': () => rules([rule(text('# x\n'))]),
    'an expression of blank space': () => rules([rule(text(' '))]),
    'a template of 10,000 ranges in one another': () =>
      rules([rule('up', { annotations: { a: text('{{ range . }}', 0.5) + text('{{ end }}', 0.35) } })]),
    'a template of parentheses in one another': () =>
      rules([rule('up', { annotations: { a: `{{ ${'('.repeat(count(300_000))}1${')'.repeat(count(300_000))} }}` } })]),
    'a template of pipes': () => rules([rule('up', { annotations: { a: `{{ 1 ${text('| humanize ')} }}` } })]),
    'a template that never ends': () => rules([rule('up', { annotations: { a: text('{{') } })]),
    'annotations as many as fit': () => rules([rule('up', { annotations: map((i) => [`a${i}`, '{{ $labels.x }}']) })]),
    'labels of an alert as many as fit': () => rules([rule('up', { labels: map((i) => [`a${i}`, '{{ $value }}']) })]),
    'an Alertmanager route tree of many nodes': () =>
      routed({ receiver: 'a', routes: many((i) => ({ receiver: 'a', matchers: [{ name: 'a', value: `${i}` }] })) }),
    'a route tree 5,000 deep': () =>
      deep(routed(DEEP), nested(count(5000), '{"receiver":"a","routes":[', '{"receiver":"a"}', ']}')),
    'a route tree of heavy regular expressions': () =>
      routed({
        receiver: 'a',
        routes: many((i) => ({ receiver: 'a', matchers: [{ name: 'a', value: `(x+x+)+y${i}`, matchType: '=~' }] })),
      }),
    'receivers as many as fit': () => routed({ receiver: 'a' }, { receivers: many((i) => ({ name: `r${i}` })) }),
    'receivers of one name': () => routed({ receiver: 'a' }, { receivers: many(() => ({ name: 'a' })) }),
    'routes to receivers that there are not': () =>
      routed({ receiver: 'a', routes: many((i) => ({ receiver: `none${i}` })) }),
    'inhibit rules': () =>
      routed(
        { receiver: 'a' },
        {
          inhibitRules: many((i) => ({
            sourceMatch: [{ name: 'a', value: `${i}` }],
            targetMatch: [{ name: 'b', value: 'x' }],
          })),
        },
      ),
    'mute time intervals': () =>
      routed(
        { receiver: 'a' },
        { muteTimeIntervals: many((i) => ({ name: `m${i}`, timeIntervals: [{ months: ['1:3'] }] })) },
      ),
    'a Service of ten thousand ports': () =>
      service({ ports: many((i) => ({ name: `p${i}`, port: (i % 65_000) + 1 })) }),
    'a Service of ports of one name': () => service({ ports: many(() => ({ name: 'http', port: 80 })) }),
    'a Service whose selector has ten thousand labels': () => service({ selector: map((i) => [`l${i}`, 'x']) }),
    'a Service with ten thousand labels': () => {
      const object = service({ ports: [{ name: 'http', port: 80 }] });
      return {
        ...object,
        metadata: { name: 'heavy', namespace: 'shop', labels: { app: 'web', ...map((i) => [`l${i}`, 'x']) } },
      };
    },
    'Endpoints with as many addresses as fit': () =>
      of(
        'v1',
        'Endpoints',
        {
          subsets: [
            {
              addresses: many((i) => ({ ip: `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` })),
              ports: [{ name: 'http', port: 80 }],
            },
          ],
        },
        'web',
      ),
    'Endpoints with as many ports as fit': () =>
      of(
        'v1',
        'Endpoints',
        { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: many((i) => ({ name: `p${i}`, port: 80 })) }] },
        'web',
      ),
    'Endpoints with addresses times ports': () =>
      of(
        'v1',
        'Endpoints',
        {
          subsets: [
            {
              addresses: many((i) => ({ ip: `10.0.${(i >> 8) & 255}.${i & 255}` }), 0.5),
              ports: many((i) => ({ name: `p${i}`, port: 80 }), 0.5),
            },
          ],
        },
        'web',
      ),
    'an EndpointSlice with addresses times ports': () => ({
      ...of('discovery.k8s.io/v1', 'EndpointSlice', {
        addressType: 'IPv4',
        endpoints: many((i) => ({ addresses: [`10.0.${(i >> 8) & 255}.${i & 255}`] }), 0.5),
        ports: many((i) => ({ name: `p${i}`, port: 80 }), 0.5),
      }),
      metadata: { name: 'heavy', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
    }),
    'a Namespace with ten thousand labels': () => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'heavy', labels: map((i) => [`l${i}`, 'x']) },
    }),
    'a Pod of ten thousand ports': () =>
      of('v1', 'Pod', {
        spec: { containers: [{ name: 'a', ports: many((i) => ({ name: `p${i}`, containerPort: 80 })) }] },
      }),
    'a Deployment of ten thousand containers': () =>
      workload({ containers: many((i) => ({ name: `c${i}`, image: 'a' })) }),
    'a Deployment of ten thousand variables': () =>
      workload({
        containers: [{ name: 'a', image: 'grafana/grafana', env: many((i) => ({ name: `E${i}`, value: 'x' })) }],
      }),
    'a Deployment of ten thousand arguments': () =>
      workload({
        containers: [
          {
            name: 'a',
            image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
            args: many((i) => `--namespaces=n${i}`),
          },
        ],
      }),
    'an argument that is a list of namespaces': () =>
      workload({
        containers: [
          {
            name: 'a',
            image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
            args: [`--namespaces=${many((i) => `n${i}`).join(',')}`],
          },
        ],
      }),
    'a Role of ten thousand rules': () =>
      of(RBAC, 'Role', { rules: many((i) => ({ apiGroups: [''], resources: [`r${i}`], verbs: ['get'] })) }),
    'a Role with many names of resources': () =>
      of(RBAC, 'Role', {
        rules: [{ apiGroups: [''], resources: ['pods'], resourceNames: many((i) => `r${i}`), verbs: ['get'] }],
      }),
    'a RoleBinding of ten thousand subjects': () =>
      of(RBAC, 'RoleBinding', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'heavy' },
        subjects: many((i) => ({ kind: 'ServiceAccount', name: `s${i}`, namespace: 'shop' })),
      }),
    'a NetworkPolicy of ten thousand rules': () =>
      policy({ ingress: many((i) => ({ from: [{ podSelector: { matchLabels: { a: `${i}` } } }] })) }),
    'a NetworkPolicy of ten thousand ports': () =>
      policy({ ingress: [{ ports: many((i) => ({ port: (i % 65_000) + 1 })) }] }),
    'a NetworkPolicy of addresses': () =>
      policy({
        ingress: [{ from: many((i) => ({ ipBlock: { cidr: `10.0.${i % 256}.0/24`, except: ['10.0.0.1/32'] } })) }],
      }),
    'a dashboard of ten thousand panels': () =>
      dashboard({
        uid: 'a',
        title: 'a',
        schemaVersion: 39,
        panels: many((i) => ({ type: 'graph', id: i, targets: [] }), 0.75),
      }),
    'a dashboard of queries': () =>
      dashboard({
        uid: 'a',
        title: 'a',
        schemaVersion: 39,
        panels: many((i) => ({ type: 'stat', targets: [{ expr: `sum(m${i})` }] }), 0.7),
      }),
    'a dashboard of rows in one another': () =>
      dashboard(
        `{"uid":"a","title":"a","schemaVersion":39,"panels":[${nested(count(3000), '{"type":"row","panels":[', '{"type":"stat"}', ']}')}]}`,
      ),
    'a dashboard of variables': () =>
      dashboard({
        uid: 'a',
        title: 'a',
        schemaVersion: 39,
        panels: [],
        templating: { list: many((i) => ({ name: `v${i}`, type: 'query', query: 'x' }), 0.7) },
      }),
    'a ConfigMap of ten thousand dashboards': () => ({
      ...of('v1', 'ConfigMap', { data: map((i) => [`d${i}.json`, '{"panels":[]}']) }),
      metadata: { name: 'heavy', namespace: 'shop', labels: { grafana_dashboard: '1' } },
    }),
    'a Prometheus whose selector has 100,000 values': () =>
      monitoring(
        'Prometheus',
        { serviceMonitorSelector: { matchExpressions: [expression(many((i) => `v${i}`))] } },
        'heavy',
        'monitoring',
      ),
    'a Prometheus with ten thousand external labels': () =>
      monitoring(
        'Prometheus',
        { externalLabels: map((i) => [`l${i}`, 'x']), serviceMonitorSelector: {} },
        'heavy',
        'monitoring',
      ),
    'a Prometheus of scrape classes': () =>
      monitoring(
        'Prometheus',
        {
          serviceMonitorSelector: {},
          scrapeClasses: many((i) => ({ name: `c${i}`, relabelings: [{ action: 'keep', regex: '(x+x+)+y' }] })),
        },
        'heavy',
        'monitoring',
      ),
    'a Prometheus with fields that there are not': () =>
      monitoring(
        'Prometheus',
        map((i) => [`field${i}`, 1]),
        'heavy',
        'monitoring',
      ),
    'a Secret of ten thousand keys': () => of('v1', 'Secret', { data: map((i) => [`k${i}`, 'AAAA']) }),
    'annotations of a Service that fill it': () => ({
      ...service({ ports: [{ name: 'http', port: 80 }] }),
      metadata: { name: 'heavy', namespace: 'shop', annotations: map((i) => [`prometheus.io/a${i}`, 'x']) },
    }),
    'owners as many as fit': () => ({
      ...service({ ports: [{ name: 'http', port: 80 }] }),
      metadata: {
        name: 'heavy',
        namespace: 'shop',
        ownerReferences: many((i) => ({ apiVersion: 'v1', kind: 'Pod', name: `p${i}`, uid: 'x' })),
      },
    }),
    'maps 10,000 deep': () => deep(monitor({ a: DEEP }), nested(count(10_000), '{"a":', '1', '}')),
  };
}
