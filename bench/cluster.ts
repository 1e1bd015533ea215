/**
 * A cluster of real shape: what its objects weigh (managedFields, probes, volumes, conditions) and how many there are
 * of each, as a company with 100 namespaces has them. Everything is made from numbers; no object is anybody's.
 */

import {
  appOf,
  hex,
  ipOf,
  labelsOf,
  meta,
  namespaceOf,
  pod,
  podName,
  podsOf,
  times,
  uid,
  workload,
} from './cluster-objects.ts';
import type { Json } from './cluster-objects.ts';
import { bindingOf, CRDS, operator, panel, prometheus, RELEASE, ruleOf } from './cluster-stack.ts';

/** How much of what varies; everything else follows from it. */
export interface ClusterSize {
  readonly pods: number;
  readonly services: number;
  readonly monitors: number;
  readonly namespaces: number;
}

export const REAL: ClusterSize = { pods: 10_000, services: 5000, monitors: 1000, namespaces: 100 };

/** One list of the API: where it is served, and its objects without apiVersion and kind, one after the other. */
export interface ServedList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly objects: () => Generator<Json>;
}

const MONITORING = 'monitoring.coreos.com/v1';
const RBAC = 'rbac.authorization.k8s.io/v1';

const core = (kind: string, plural: string, objects: ServedList['objects']): ServedList => ({
  apiVersion: 'v1',
  kind,
  plural,
  objects,
});
const other = (apiVersion: string, kind: string, plural: string, objects: ServedList['objects']): ServedList => ({
  apiVersion,
  kind,
  plural,
  objects,
});
const none: ServedList['objects'] = function* () {};

function* each(count: number, make: (i: number) => Json): Generator<Json> {
  for (let i = 0; i < count; i += 1) yield make(i);
}

/** Everything that the API of such a cluster serves of what promwire reads. */
export function clusterOf(size: ClusterSize): readonly ServedList[] {
  // Half of the Services have a workload behind them; the others are variants of those (headless, canary, metrics).
  const apps = Math.ceil(size.services / 2);
  const target = (i: number): Json => ({
    kind: 'Pod',
    name: podName(i, apps),
    namespace: namespaceOf(i % apps, size),
    uid: uid(i),
  });
  const servicePorts = [
    { name: 'http', protocol: 'TCP', port: 80, targetPort: 'http' },
    { name: 'metrics', protocol: 'TCP', port: 9090, targetPort: 'metrics' },
  ];
  const serviceName = (i: number): string => (i < apps ? appOf(i) : `${appOf(i - apps)}-headless`);
  return [
    core('Namespace', 'namespaces', function* () {
      yield* each(size.namespaces, (i) => ({
        metadata: {
          name: `team-${i}`,
          uid: uid(i),
          labels: { 'kubernetes.io/metadata.name': `team-${i}`, team: `team-${i}` },
        },
        status: { phase: 'Active' },
      }));
      for (const name of ['monitoring', 'kube-system', 'default'])
        yield { metadata: { name, labels: { 'kubernetes.io/metadata.name': name } }, status: { phase: 'Active' } };
    }),
    core('Pod', 'pods', () => each(size.pods, (i) => pod(i, apps, size))),
    core('Service', 'services', () =>
      each(size.services, (i) => ({
        metadata: meta(
          i % apps,
          serviceName(i),
          namespaceOf(i % apps, size),
          i < apps ? {} : { labels: { team: 'x' } },
        ),
        spec: {
          ports: servicePorts,
          selector: { 'app.kubernetes.io/name': appOf(i % apps), 'app.kubernetes.io/instance': appOf(i % apps) },
          clusterIP: i < apps ? `10.64.${Math.floor(i / 250) % 250}.${i % 250}` : 'None',
          type: 'ClusterIP',
          sessionAffinity: 'None',
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          internalTrafficPolicy: 'Cluster',
        },
        status: { loadBalancer: {} },
      })),
    ),
    core('Endpoints', 'endpoints', () =>
      each(size.services, (i) => ({
        metadata: meta(i % apps, serviceName(i), namespaceOf(i % apps, size)),
        subsets: [
          {
            addresses: podsOf(i % apps, apps, size.pods).map((p) => ({
              ip: ipOf(p),
              nodeName: `node-${p % 200}`,
              targetRef: target(p),
            })),
            ports: [
              { name: 'http', port: 8080, protocol: 'TCP' },
              { name: 'metrics', port: 9090, protocol: 'TCP' },
            ],
          },
        ],
      })),
    ),
    other('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', () =>
      each(size.services, (i) => ({
        metadata: meta(i % apps, `${serviceName(i)}-${hex(i, 5)}`, namespaceOf(i % apps, size), {
          labels: { ...labelsOf(i % apps), 'kubernetes.io/service-name': serviceName(i) },
          ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: serviceName(i), uid: uid(i), controller: true }],
        }),
        addressType: 'IPv4',
        endpoints: podsOf(i % apps, apps, size.pods).map((p) => ({
          addresses: [ipOf(p)],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: `node-${p % 200}`,
          targetRef: target(p),
        })),
        ports: [
          { name: 'http', port: 8080, protocol: 'TCP' },
          { name: 'metrics', port: 9090, protocol: 'TCP' },
        ],
      })),
    ),
    core('ConfigMap', 'configmaps', function* () {
      yield* each(apps, (i) => ({
        metadata: meta(i, appOf(i), namespaceOf(i, size)),
        data: { 'config.yaml': `name: ${appOf(i)}\n`.repeat(60) },
      }));
      yield* each(30, (i) => ({
        metadata: meta(i, `dashboard-${i}`, 'monitoring', { labels: { grafana_dashboard: '1' } }),
        data: {
          [`dashboard-${i}.json`]: JSON.stringify({
            uid: `dashboard-${i}`,
            title: `Dashboard ${i}`,
            panels: times(40, panel),
          }),
        },
      }));
    }),
    core('Secret', 'secrets', () =>
      each(apps, (i) => ({
        metadata: meta(i, `${appOf(i)}-database`, namespaceOf(i, size)),
        data: { url: 'Li4u' },
        type: 'Opaque',
      })),
    ),
    other('apps/v1', 'Deployment', 'deployments', function* () {
      yield operator;
      yield* each(apps, (i) => workload(i, size));
    }),
    other('apps/v1', 'StatefulSet', 'statefulsets', () =>
      each(Math.ceil(apps / 10), (i) => ({ ...workload(i, size), metadata: meta(i, `db-${i}`, namespaceOf(i, size)) })),
    ),
    other('apps/v1', 'DaemonSet', 'daemonsets', none),
    other('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', function* () {
      for (const name of CRDS) yield { metadata: { name: `${name}.monitoring.coreos.com` }, spec: {} };
      yield* each(150, (i) => ({ metadata: { name: `things${i}.vendor-${i % 20}.example.com` }, spec: {} }));
    }),
    other(RBAC, 'ClusterRole', 'clusterroles', function* () {
      yield {
        metadata: { name: 'prometheus' },
        rules: [
          {
            apiGroups: ['', 'discovery.k8s.io'],
            resources: ['services', 'endpoints', 'endpointslices', 'pods'],
            verbs: ['get', 'list', 'watch'],
          },
        ],
      };
      yield* each(180, (i) => ({
        metadata: meta(i, `role-${i}`, undefined),
        rules: times(8, (j) => ({
          apiGroups: [`group-${j}.example.com`],
          resources: [`things${j}`],
          verbs: ['get', 'list'],
        })),
      }));
    }),
    other(RBAC, 'ClusterRoleBinding', 'clusterrolebindings', function* () {
      yield bindingOf('prometheus', 'prometheus', 'monitoring');
      yield* each(180, (i) => bindingOf(`role-${i}`, appOf(i), namespaceOf(i, size)));
    }),
    other(RBAC, 'Role', 'roles', () =>
      each(400, (i) => ({
        metadata: meta(i, `role-${i}`, namespaceOf(i, size)),
        rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] }],
      })),
    ),
    other(RBAC, 'RoleBinding', 'rolebindings', () =>
      each(400, (i) => ({
        metadata: meta(i, `role-${i}`, namespaceOf(i, size)),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `role-${i}` },
        subjects: [{ kind: 'ServiceAccount', name: appOf(i), namespace: namespaceOf(i, size) }],
      })),
    ),
    other(MONITORING, 'Prometheus', 'prometheuses', function* () {
      yield prometheus;
    }),
    other(MONITORING, 'Alertmanager', 'alertmanagers', function* () {
      yield { metadata: { name: RELEASE, namespace: 'monitoring' }, spec: { replicas: 0 } };
    }),
    other(MONITORING, 'ServiceMonitor', 'servicemonitors', () =>
      each(size.monitors, (i) => ({
        // One in fifty was forgotten by its team: no release label.
        metadata: meta(i, appOf(i), namespaceOf(i, size), {
          labels: { ...labelsOf(i), ...(i % 50 === 49 ? {} : { release: RELEASE }) },
        }),
        spec: {
          selector: { matchLabels: { 'app.kubernetes.io/name': appOf(i), 'app.kubernetes.io/instance': appOf(i) } },
          endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s', honorLabels: i % 2 === 0 }],
        },
      })),
    ),
    other(MONITORING, 'PrometheusRule', 'prometheusrules', () =>
      each(120, (i) => ({
        metadata: meta(i, `rules-${i}`, namespaceOf(i, size), { labels: { ...labelsOf(i), release: RELEASE } }),
        spec: { groups: [{ name: `rules-${i}`, rules: times(12, (j) => ruleOf(i, j)) }] },
      })),
    ),
    ...['PodMonitor podmonitors', 'Probe probes', 'ThanosRuler thanosrulers'].map((pair) => {
      const [kind = '', plural = ''] = pair.split(' ');
      return other(MONITORING, kind, plural, none);
    }),
    ...['AlertmanagerConfig alertmanagerconfigs', 'PrometheusAgent prometheusagents', 'ScrapeConfig scrapeconfigs'].map(
      (pair) => {
        const [kind = '', plural = ''] = pair.split(' ');
        return other('monitoring.coreos.com/v1alpha1', kind, plural, none);
      },
    ),
  ];
}
