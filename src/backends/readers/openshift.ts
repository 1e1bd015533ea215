import type { Stack } from '../../model/index.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { each } from './reader.ts';
import type { Recognise } from './reader.ts';

/*
 * OpenShift's two stacks divide the namespaces by a label: openshift/cluster-monitoring-operator of 2026-08-22,
 * assets/prometheus-k8s/prometheus.yaml:187-232, assets/prometheus-user-workload/prometheus.yaml:179-294.
 */

const PLATFORM = 'openshift-monitoring';
const USERS = 'openshift-user-workload-monitoring';
const PLATFORM_LABEL = 'openshift.io/cluster-monitoring';
const USER_LABEL = 'openshift.io/user-monitoring';

const DIVISION = `Prometheus ${PLATFORM}/k8s reads those of namespaces with the label ${PLATFORM_LABEL}=true, Prometheus ${USERS}/user-workload those of all other namespaces but where ${USER_LABEL} is false`;

/** Where the stacks themselves may not be seen; those that are seen are judged like any other. */
export const openShift: Recognise = (world) => {
  if (world.all('monitoring.coreos.com', 'Prometheus').length > 0) return undefined;
  const mark = world.all('', 'Namespace').find(({ metadata }) => metadata.name === PLATFORM || metadata.name === USERS);
  const labelled = world.all('', 'Namespace').find(({ metadata }) => Object.hasOwn(metadata.labels, PLATFORM_LABEL));
  const first = mark ?? labelled;
  if (!first) return undefined;
  const kinds = SUBJECT_KINDS.filter((kind) => kind !== 'AlertmanagerConfig' && kind !== 'ScrapeConfig');
  return {
    title: 'OpenShift monitoring',
    mark: `Namespace ${first.metadata.name}`,
    of: each(kinds, (kind) => ({
      kind: 'may',
      says: `OpenShift's own stacks, which were not read, divide ${kind} objects: ${DIVISION}.`,
    })),
  };
};

/** Which of the two stacks of OpenShift this is; undefined: neither. */
function openShiftStack({ ref }: Stack): 'platform' | 'users' | undefined {
  if (ref.kind !== 'Prometheus') return undefined;
  if (ref.namespace === PLATFORM && ref.name === 'k8s') return 'platform';
  return ref.namespace === USERS && ref.name === 'user-workload' ? 'users' : undefined;
}

/**
 * By which label a namespace falls to one of the two, and for whom that is; undefined: another stack. `unmet`: labels that
 * keep the namespace out of it.
 */
export function openShiftDivision(stack: Stack, namespace: string, unmet: readonly string[] = []): string | undefined {
  const which = openShiftStack(stack);
  if (which === undefined) return undefined;
  const of = namespace === '' ? 'Its namespace, which no file names,' : `Namespace ${namespace}`;
  if (which === 'users' && unmet.includes(USER_LABEL))
    return `The label ${USER_LABEL}=false takes Namespace ${namespace} out of OpenShift's monitoring of users' own workloads.`;
  if (which === 'users' && unmet.includes(PLATFORM_LABEL))
    return `The label ${PLATFORM_LABEL}=true, which is meant for components of the platform, gives the monitors of Namespace ${namespace} to Prometheus ${PLATFORM}/k8s.`;
  return which === 'users'
    ? `${of} is without the label ${PLATFORM_LABEL}=true, so OpenShift's stack for users' own workloads takes its monitors; the label, which is meant for components of the platform, gives them to Prometheus ${PLATFORM}/k8s.`
    : `${of} lacks the label ${PLATFORM_LABEL}=true, by which OpenShift's platform stack takes monitors; it is meant for components of the platform, and without it Prometheus ${USERS}/user-workload takes them.`;
}

/** What gives the monitors of a namespace to the stack of users; undefined: something else keeps them out, or it is another stack. */
export function openShiftRemedy(stack: Stack, namespace: string, unmet: readonly string[]): string | undefined {
  if (openShiftStack(stack) !== 'users') return undefined;
  const labels = [USER_LABEL, PLATFORM_LABEL].filter((label) => unmet.includes(label));
  return labels.length === 0
    ? undefined
    : `Remove the label ${labels.join(' and ')} from Namespace ${namespace}, if its monitors are for users' own workloads.`;
}

/** Of OpenShift's platform stack, whose operator keeps its list of namespaces by itself: why, and what puts a namespace into one. */
export function openShiftScope(
  stack: Stack,
  namespace: string,
): { readonly why: readonly string[]; readonly remedy: string } | undefined {
  if (openShiftStack(stack) !== 'platform') return undefined;
  return {
    why: [
      openShiftDivision(stack, namespace) ?? '',
      'The cluster monitoring operator writes that flag by these labels: a change of it would be undone.',
    ],
    remedy: `Have Prometheus ${USERS}/user-workload take it (enableUserWorkload: true in ConfigMap ${PLATFORM}/cluster-monitoring-config); of a component of the platform, label Namespace ${namespace} ${PLATFORM_LABEL}=true.`,
  };
}
