/**
 * Which fields of which kind survive the projection. One entry per kind, keyed "group/Kind" ("/Kind" for core);
 * the version does not matter. A field that is not here is dropped.
 */
import { same, stack } from './stacks.ts';
import { base, cronJobFields, jobFields, workloadFields } from './workload.ts';
import {
  conditions,
  each,
  fields,
  host,
  keyed,
  plain,
  presence,
  receivers,
  states,
  type Fields,
  type Keep,
} from './scrub.ts';
import { POLICIES } from './policies.ts';
import { rules } from './rules.ts';

import { MAKERS } from '../../kube/makers.ts';
import { POD_TEMPLATES } from '../../kube/pod-templates.ts';
import { kindKey } from '../../kube/refs.ts';
import type { OwnKind, Profile } from '../../model/index.ts';

const MONITORING = 'monitoring.coreos.com';

/** `Accepted` of a binding is told in the operator's own words. */
const bound = each(fields({ group: plain, resource: plain, name: plain, namespace: plain, conditions }));
const bindings = fields({ bindings: bound, conditions, observedGeneration: plain });
const monitor: Fields = { spec: keyed, status: bindings };

const container = fields(base);
const containerStatus = fields({
  name: plain,
  ready: plain,
  restartCount: plain,
  state: fields({
    waiting: fields({ reason: plain }),
    terminated: fields({ reason: plain, exitCode: plain }),
    running: presence,
  }),
});
/** No check reads what an Event says. */
const event: Fields = same(
  [
    'type',
    'reason',
    'action',
    'involvedObject',
    'regarding',
    'related',
    'reportingComponent',
    'reportingController',
    'eventTime',
    'lastTimestamp',
    'deprecatedLastTimestamp',
    'series',
    'count',
  ],
  plain,
);
const role: Fields = { rules: plain, aggregationRule: plain };
const binding: Fields = { subjects: plain, roleRef: plain };
const webhooks: Fields = {
  webhooks: each(
    fields({
      ...same(
        ['name', 'rules', 'failurePolicy', 'namespaceSelector', 'objectSelector', 'timeoutSeconds', 'matchPolicy'],
        plain,
      ),
      clientConfig: fields({ service: plain, url: host }),
    }),
  ),
};
/** Which objects another reader selects; nothing else of it is judged. */
const selectors = (...prefixes: readonly string[]): Fields =>
  same(
    prefixes.flatMap((prefix) => [`${prefix}Selector`, `${prefix}NamespaceSelector`]),
    plain,
  );
const vmScrapes = fields({
  ...same(['selectAllByDefault', 'ingestOnlyMode'], plain),
  ...selectors('serviceScrape', 'podScrape', 'probe', 'scrapeConfig'),
});
const prometheusCR = fields({ enabled: plain, ...selectors('serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig') });

/** The kinds of Kubernetes and of stacks. Secret and ConfigMap are not here: facts.ts makes facts of them. */
const KINDS: Readonly<Record<string, Fields>> = {
  [`${MONITORING}/Prometheus`]: stack,
  [`${MONITORING}/PrometheusAgent`]: stack,
  [`${MONITORING}/ThanosRuler`]: stack,
  [`${MONITORING}/Alertmanager`]: stack,
  [`${MONITORING}/ServiceMonitor`]: monitor,
  [`${MONITORING}/PodMonitor`]: monitor,
  [`${MONITORING}/Probe`]: monitor,
  [`${MONITORING}/ScrapeConfig`]: monitor,
  [`${MONITORING}/PrometheusRule`]: { spec: rules, status: bindings },
  [`${MONITORING}/AlertmanagerConfig`]: {
    spec: fields({ ...same(['route', 'inhibitRules', 'muteTimeIntervals', 'timeIntervals'], plain), receivers }),
    status: bindings,
  },

  '/Service': {
    spec: fields(
      same(
        [
          'type',
          'selector',
          'ports',
          'clusterIP',
          'clusterIPs',
          'ipFamilies',
          'ipFamilyPolicy',
          'externalName',
          'publishNotReadyAddresses',
        ],
        plain,
      ),
    ),
  },
  '/Endpoints': { subsets: plain },
  'discovery.k8s.io/EndpointSlice': { addressType: plain, endpoints: plain, ports: plain },
  '/Pod': {
    spec: fields({
      nodeName: plain,
      serviceAccountName: plain,
      hostNetwork: plain,
      containers: each(container),
      initContainers: each(container),
    }),
    status: fields({
      phase: plain,
      podIP: plain,
      podIPs: plain,
      hostIP: plain,
      conditions: each(fields({ type: plain, status: plain, reason: plain })),
      containerStatuses: each(containerStatus),
      initContainerStatuses: each(containerStatus),
    }),
  },
  '/Namespace': { status: fields({ phase: plain }) },
  '/ServiceAccount': { automountServiceAccountToken: plain },
  '/Event': event,
  'events.k8s.io/Event': event,
  'rbac.authorization.k8s.io/Role': role,
  'rbac.authorization.k8s.io/ClusterRole': role,
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'apiextensions.k8s.io/CustomResourceDefinition': {
    spec: fields({
      group: plain,
      names: plain,
      scope: plain,
      versions: each(fields({ name: plain, served: plain, storage: plain, deprecated: plain })),
    }),
    status: fields({ conditions: states, storedVersions: plain, acceptedNames: plain }),
  },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhooks,
  'networking.k8s.io/Ingress': {
    spec: fields({
      ingressClassName: plain,
      rules: plain,
      tls: each(fields({ hosts: plain })),
    }),
  },
  'networking.k8s.io/NetworkPolicy': { spec: plain },
  // That they are there: what they admit is not judged.
  'cilium.io/CiliumNetworkPolicy': {},
  'cilium.io/CiliumClusterwideNetworkPolicy': {},
  'keda.sh/ScaledObject': { spec: fields({ scaleTargetRef: fields(same(['kind', 'name'], plain)) }) },
  'operator.victoriametrics.com/VMAgent': { spec: vmScrapes },
  'operator.victoriametrics.com/VMSingle': { spec: vmScrapes },
  'opentelemetry.io/OpenTelemetryCollector': {
    spec: fields({ mode: plain, targetAllocator: fields({ enabled: plain, prometheusCR }) }),
  },
  'opentelemetry.io/TargetAllocator': { spec: fields({ prometheusCR }) },
  ...POLICIES,
  'grafana.integreatly.org/Grafana': {
    spec: fields({ version: plain }),
    status: fields({ stage: plain, stageStatus: plain, version: plain, conditions: states }),
  },
  'grafana.integreatly.org/GrafanaFolder': {
    spec: fields(same(['instanceSelector', 'allowCrossNamespaceImport', 'title', 'uid', 'parentFolderUID'], plain)),
    status: fields({ conditions: states }),
  },
  'grafana.integreatly.org/GrafanaDashboard': {
    spec: fields(
      same(
        [
          'instanceSelector',
          'allowCrossNamespaceImport',
          'configMapRef',
          'folder',
          'folderUID',
          'folderRef',
          'uid',
          'resyncPeriod',
          'suspend',
        ],
        plain,
      ),
    ),
    status: fields({ conditions: states, uid: plain }),
  },
};

/** The allow-list with what these profiles keep of their own kinds and of their containers' environment. */
export function kindsWith(profiles: readonly Profile[]): Readonly<Record<string, Fields>> {
  const workload = workloadFields(profiles.flatMap(({ environment }) => environment));
  const own = profiles.flatMap(({ kinds }) => kinds.map((kind) => [kindKey(kind), ownFields(kind)] as const));
  return {
    ...Object.fromEntries(own),
    ...makerFields(),
    // Last, so that no profile keeps more of a kind that is not its own.
    ...KINDS,
    'grafana.integreatly.org/Grafana': {
      ...KINDS['grafana.integreatly.org/Grafana'],
      spec: fields({ version: plain, deployment: fields({ spec: workload['spec'] ?? plain }) }),
    },
    ...Object.fromEntries(POD_TEMPLATES.map((kind) => [kindKey(kind), workload])),
    'batch/Job': jobFields,
    'batch/CronJob': cronJobFields,
  };
}

/** Of what makes other objects: the fields that tell which (kube/makers.ts). */
function makerFields(): Readonly<Record<string, Fields>> {
  return Object.fromEntries(
    MAKERS.map((maker) => {
      const paths = pathsOf(maker.makes.flatMap(({ names = [] }) => names));
      return [kindKey(maker), paths.length === 0 ? {} : { spec: only(paths) }];
    }),
  );
}

/** Keeps what lies on these paths; a list on the way is one of maps. */
function only(paths: readonly (readonly string[])[]): Keep {
  const heads = [...new Set(paths.flatMap(([head]) => head ?? []))];
  const inner = fields(
    Object.fromEntries(
      heads.map((head) => {
        const rest = paths.filter(([first]) => first === head).map((path) => path.slice(1));
        return [head, rest.some((path) => path.length === 0) ? plain : only(rest)];
      }),
    ),
  );
  const list = each(inner);
  return (value, flaws, depth) => (Array.isArray(value) ? list(value, flaws, depth) : inner(value, flaws, depth));
}

function pathsOf(patterns: readonly string[]): readonly (readonly string[])[] {
  return patterns.flatMap((pattern) => {
    const path = /\{spec\.([^}]+)\}/.exec(pattern)?.[1];
    return path === undefined ? [] : [path.split('.')];
  });
}

function ownFields({ fields: names }: OwnKind): Fields {
  return Object.fromEntries(Object.entries(names).map(([field, kept]) => [field, fields(same(kept, plain))]));
}
