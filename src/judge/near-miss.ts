import { discovers, meets } from '../backends/prometheus-operator/discovery/discovery.ts';
import { differences, labelText, namesApplication } from '../kube/near-labels.ts';
import { mayShare } from '../kube/refs.ts';
import { printRequirement } from '../kube/selector.ts';
import { podSelectorOf } from '../kube/service.ts';
import type { KubeObject, Labels, Monitor } from '../model/index.ts';

/*
 * Why a monitor does not reach what a question is about, and how near it comes.
 */

/** What is asked about, with what monitors ask for in its place. */
export interface Asked {
  readonly subject: KubeObject;
  /** Services that lead to it; a Service itself. */
  readonly services: readonly KubeObject[];
  /** Its pods; a Pod itself. */
  readonly pods: readonly KubeObject[];
  /** Every Service of its namespace. */
  readonly around: readonly KubeObject[];
  /** The pods of its namespace, as far as they were read. */
  readonly podsAround: readonly KubeObject[];
}

export interface Miss {
  readonly why: readonly string[];
  /** Smaller is nearer. */
  readonly distance: number;
}

/** What keeps a monitor from what is asked about; undefined: it is about something else. */
export function missedBy(monitor: Monitor, asked: Asked): Miss | undefined {
  const { subject, services, pods } = asked;
  const { selector, ref } = monitor;
  const { namespace = '' } = subject.metadata;
  const labels = [
    ...[subject, ...services, ...pods].map(({ metadata }) => metadata.labels),
    ...services.map(podSelectorOf),
  ];
  const requirements = selector.kind === 'matching' ? selector.requirements : [];
  const met = requirements
    .filter(({ key }) => namesApplication(key))
    .filter((each) => labels.some((has) => meets(monitor, each, has)));
  const looks = looksIn(monitor, namespace);
  const takes = labels.some((each) => discovers(monitor, each));
  const sameName = [subject, ...services].some(({ metadata }) => metadata.name === ref.name);
  const sameKey =
    mayShare(ref.namespace, namespace) &&
    requirements.some(({ key }) => labels.some((each) => Object.hasOwn(each, key)));
  if (!takes && !(looks && (met.length > 0 || sameName)) && !sameKey) return undefined;
  const isNamed = met.length > 0 && requirements.every((each) => !NAMES.test(each.key) || met.includes(each));
  if (!takes && !sameName && !isNamed && looks && findsOthers(monitor, asked)) return undefined;
  const { why, far } = ref.kind === 'PodMonitor' ? podsMissed(monitor, asked) : servicesMissed(monitor, asked);
  const where = looks ? [] : [elsewhere(monitor, namespace)];
  const distance = 50 + 2 * far + 10 * where.length + (met.length > 0 || takes ? 0 : 20) + (sameName ? 0 : 1);
  return { why: [...why, ...where], distance };
}

/** Labels that hold the name of an application, and nothing that several may share. */
const NAMES = /^(?:app|name|k8s-app|app\.kubernetes\.io\/name)$/;

/** It finds others in the same namespace, so that its selector is no slip of the pen. */
function findsOthers(monitor: Monitor, { services, pods, around, podsAround }: Asked): boolean {
  const [all, own] = monitor.ref.kind === 'PodMonitor' ? [podsAround, pods] : [around, services];
  return all.some((each) => !own.includes(each) && discovers(monitor, each.metadata.labels));
}

export function looksIn({ namespaces, ref }: Monitor, namespace: string): boolean {
  if (namespaces.kind === 'any') return true;
  return namespaces.kind === 'own'
    ? mayShare(ref.namespace, namespace)
    : namespace === '' || namespaces.names.includes(namespace);
}

function elsewhere({ namespaces }: Monitor, namespace: string): string {
  return namespaces.kind === 'names'
    ? `it looks in ${namespaces.names.join(', ')} only, and not in ${namespace}`
    : `it looks in its own namespace only, and not in ${namespace}`;
}

interface Missed {
  readonly why: readonly string[];
  /** How many labels differ. */
  readonly far: number;
}

/** A PodMonitor asks for labels of pods. */
function podsMissed(monitor: Monitor, { subject, pods }: Asked): Missed {
  const [nearest] = pods.map((pod) => unmetBy(monitor, pod)).sort((a, b) => a.far - b.far);
  if (nearest) return nearest;
  return { why: [`no pod of ${subject.kind} ${subject.metadata.name} is known`], far: 0 };
}

/** A ServiceMonitor asks for labels of Services, and finds pods through them. */
function servicesMissed(monitor: Monitor, { subject, services, pods, around }: Asked): Missed {
  const [nearest] = services
    .map((service) => unmetBy(monitor, service, pods.length > 0 ? pods[0]?.metadata.labels : undefined))
    .sort((a, b) => a.far - b.far);
  if (nearest) return nearest;
  const what = `${subject.kind} ${subject.metadata.name}`;
  const found = around
    .filter(({ metadata }) => discovers(monitor, metadata.labels))
    .flatMap((service) => pods.map((pod) => notSelected(service, pod, what)))
    .sort((a, b) => a.far - b.far);
  if (found[0]) return found[0];
  return {
    why: [`it finds pods through Services, and no Service in ${subject.metadata.namespace ?? ''} selects ${what}`],
    far: 3,
  };
}

/** Of a Service that the monitor finds: the labels that its selector asks for and the pod has not. */
function notSelected(service: KubeObject, pod: KubeObject, what: string): Missed {
  const selector = podSelectorOf(service);
  const { labels } = pod.metadata;
  const unmet = differences(labels, selector);
  const name = `Service ${service.metadata.name}`;
  if (Object.keys(selector).length === 0) return { why: [`it finds ${name}, which has no selector`], far: 2 };
  const wants = unmet.map(({ key, wanted }) => `${key}=${wanted}`).join(', ');
  const has = unmet.map(({ key }) => labelText(labels, key)).join(', ');
  return { why: [`it finds ${name}, which selects pods with ${wants}; ${what} has ${has}`], far: unmet.length };
}

/** The labels that differ. `pods`: of the pods behind a Service, where those are met by mistake. */
function unmetBy(monitor: Monitor, object: KubeObject, pods?: Labels): Missed {
  const { selector } = monitor;
  const { labels } = object.metadata;
  const what = `${object.kind} ${object.metadata.name}`;
  const unmet =
    selector.kind === 'matching' ? selector.requirements.filter((each) => !meets(monitor, each, labels)) : [];
  const bare = Object.keys(labels).length === 0;
  const why = unmet.map((requirement) => {
    const { key } = requirement;
    const has = bare ? 'no labels' : labelText(labels, key);
    return `it asks for ${printRequirement(requirement)}, ${what} has ${has}`;
  });
  const misplaced = [podSelectorOf(object), pods ?? {}].some(
    (each) => unmet.length > 0 && unmet.every((requirement) => meets(monitor, requirement, each)),
  );
  const note = misplaced
    ? [
        `its pods have ${unmet.length === 1 ? 'that label' : 'those labels'}, and a ServiceMonitor reads metadata.labels of the Service`,
      ]
    : [];
  return { why: [...why, ...note], far: unmet.length };
}
