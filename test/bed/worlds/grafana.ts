import type { KubeThing } from '../object.ts';
import { clusterRights, deployment, service, serviceAccount } from './objects.ts';

/** The environment of the dashboards sidecar, by the names that it reads. */
export type SidecarEnv = Readonly<Record<string, string>>;

/** kube-prometheus-stack's settings: any namespace, ConfigMaps and Secrets with label grafana_dashboard=1. */
const STACK_SIDECAR: SidecarEnv = {
  METHOD: 'WATCH',
  LABEL: 'grafana_dashboard',
  LABEL_VALUE: '1',
  FOLDER: '/tmp/dashboards',
  RESOURCE: 'both',
  NAMESPACE: 'ALL',
};

/** Grafana as its chart leaves it, with the dashboards and the datasources sidecar. No Grafana really runs. */
export const grafana = (options: {
  readonly namespace: string;
  readonly release: string;
  readonly datasourceUrl: string;
  /** Replaces the dashboards sidecar's environment; false leaves the sidecar out. */
  readonly sidecar?: SidecarEnv | false;
}): readonly KubeThing[] => {
  const name = `${options.release}-grafana`;
  const labels = { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/instance': options.release };
  const sidecar = (suffix: string, env: SidecarEnv): Readonly<Record<string, unknown>> => ({
    name: `grafana-sc-${suffix}`,
    image: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
  });
  const dashboards = options.sidecar === undefined ? STACK_SIDECAR : options.sidecar;
  return [
    serviceAccount(options.namespace, name, labels),
    // The chart's own: without it the sidecar finds nothing.
    ...clusterRights(
      `${name}-clusterrole`,
      labels,
      [{ apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'watch', 'list'] }],
      { namespace: options.namespace, name },
    ),
    deployment({
      namespace: options.namespace,
      name,
      labels,
      podLabels: labels,
      serviceAccountName: name,
      containers: [
        ...(dashboards === false ? [] : [sidecar('dashboard', dashboards)]),
        sidecar('datasources', {
          METHOD: 'WATCH',
          LABEL: 'grafana_datasource',
          LABEL_VALUE: '1',
          FOLDER: '/etc/grafana/provisioning/datasources',
          RESOURCE: 'both',
        }),
        {
          name: 'grafana',
          image: 'docker.io/grafana/grafana:13.2.0',
          ports: [{ name: 'grafana', containerPort: 3000 }],
          env: ['user', 'password'].map((what) => ({
            name: `GF_SECURITY_ADMIN_${what.toUpperCase()}`,
            valueFrom: { secretKeyRef: { name, key: `admin-${what}` } },
          })),
        },
      ],
    }),
    service({
      namespace: options.namespace,
      name,
      labels,
      selector: labels,
      ports: [{ name: 'http-web', port: 80, targetPort: 'grafana' }],
    }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `${options.release}-grafana-datasource`,
        namespace: options.namespace,
        labels: { grafana_datasource: '1', release: options.release },
      },
      data: {
        'datasource.yaml': JSON.stringify({
          apiVersion: 1,
          datasources: [
            {
              name: 'Prometheus',
              type: 'prometheus',
              uid: 'prometheus',
              url: options.datasourceUrl,
              access: 'proxy',
              isDefault: true,
            },
          ],
        }),
      },
    },
  ];
};
