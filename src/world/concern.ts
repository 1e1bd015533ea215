/** Which objects of Kubernetes' own kinds have a say in what is scraped, evaluated or shown: the rest is for other tools. */
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { labelsAt, mapTexts, objectAt, objectsAt, stringAt, stringsAt } from '../kube/json.ts';
import { POD_TEMPLATES } from '../kube/pod-templates.ts';
import { groupOf, isCustomGroup } from '../kube/refs.ts';
import { decodeSelector, selects } from '../kube/selector.ts';
import { selectsPods } from '../kube/service.ts';
import type { KubeObject, Labels, Selector } from '../model/index.ts';
import type { World } from './world.ts';

const MONITORING = 'monitoring.coreos.com';
const STACKS: readonly string[] = ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'];
const RIGHTS = 'rbac.authorization.k8s.io';
/** What runs a stack, discovers for it, or shows what it has: it concerns monitoring whatever selects its pods. */
const PROGRAM = /prometheus|alertmanager|thanos|grafana|k8s-sidecar/i;

/**
 * Whether a fault in an object concerns monitoring. A placeholder in a Job that nothing scrapes, or an old version of a Role
 * of an application, does not.
 */
export function concerns(world: World): (object: KubeObject) => boolean {
  const monitors = SUBJECT_KINDS.flatMap((kind) => world.all(MONITORING, kind));
  const selectorsOf = (kind: string): readonly Selector[] =>
    world.all(MONITORING, kind).map(({ body }) => decodeSelector(objectAt(body, 'spec', 'selector'), 'nothing'));
  const [ofServices, ofPods] = [selectorsOf('ServiceMonitor'), selectorsOf('PodMonitor')];
  const isAsked = ({ metadata }: KubeObject): boolean => ofServices.some((one) => selects(one, metadata.labels));
  const behind = world.all('', 'Service').filter(isAsked);
  const isScraped = (labels: Labels): boolean =>
    ofPods.some((one) => selects(one, labels)) || behind.some((service) => selectsPods(service, labels));
  const named = namesIn(world);
  const accounts = STACKS.flatMap((kind) =>
    world.all(MONITORING, kind).map(({ body }) => stringAt(body, 'spec', 'serviceAccountName') ?? 'default'),
  );
  const roles = new Set(
    ['RoleBinding', 'ClusterRoleBinding']
      .flatMap((kind) => world.all(RIGHTS, kind))
      .filter(({ body }) => objectsAt(body, 'subjects').some(({ name }) => accounts.some((one) => one === name)))
      .flatMap(({ body, metadata }) => [metadata.name, stringAt(body, 'roleRef', 'name') ?? '']),
  );
  return (object) => {
    const { apiVersion, kind, metadata, body } = object;
    const group = groupOf(apiVersion);
    if (isCustomGroup(group)) return true;
    const template = POD_TEMPLATES.find((one) => one.kind === kind && one.group === group);
    if (template !== undefined)
      return (
        isScraped(labelsAt(body, ...template.path, 'metadata', 'labels')) ||
        PROGRAM.test(JSON.stringify(objectAt(body, ...template.path, 'spec') ?? null))
      );
    switch (kind) {
      case 'Pod':
        return isScraped(metadata.labels);
      case 'Service':
        return isAsked(object);
      case 'Endpoints':
      case 'EndpointSlice':
        return behind.some((one) => metadata.name.startsWith(one.metadata.name));
      case 'Namespace':
        return monitors.some((monitor) => reaches(monitor, metadata.name));
      case 'NetworkPolicy':
        return monitors.some((monitor) => reaches(monitor, metadata.namespace ?? ''));
      case 'ConfigMap':
      case 'Secret':
        return (
          named.has(metadata.name) ||
          Object.keys(metadata.labels).some((key) => /dashboard|grafana/i.test(key)) ||
          Object.keys(objectAt(body, 'data') ?? {}).some((key) => key.endsWith('.json'))
        );
      case 'ServiceAccount':
        return PROGRAM.test(metadata.name) || accounts.includes(metadata.name);
      case 'Role':
      case 'ClusterRole':
      case 'RoleBinding':
      case 'ClusterRoleBinding':
        return PROGRAM.test(metadata.name) || roles.has(metadata.name);
      case 'CustomResourceDefinition':
        return metadata.name.endsWith(`.${MONITORING}`);
      case 'Ingress':
        return world.all(MONITORING, 'Probe').length > 0;
      default:
        return false;
    }
  };
}

/** Is it of that namespace, or does it look for targets there? */
function reaches({ metadata, body }: KubeObject, namespace: string): boolean {
  const wanted = objectAt(body, 'spec', 'namespaceSelector');
  return (
    (metadata.namespace ?? '') === namespace ||
    wanted?.['any'] === true ||
    stringsAt(wanted, 'matchNames').includes(namespace)
  );
}

/** All texts of monitoring objects: one of them may be the name of a Secret or ConfigMap. */
function namesIn(world: World): ReadonlySet<string> {
  const names = new Set<string>();
  for (const object of world.snapshot.objects) {
    if (groupOf(object.apiVersion) !== MONITORING) continue;
    mapTexts(object.body, (text) => {
      names.add(text);
      return text;
    });
  }
  return names;
}
