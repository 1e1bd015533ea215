import type { TargetContext } from '../../world/context.ts';
import { stringAt } from '../../kube/json.ts';
import { nameOf } from '../../kube/refs.ts';
import type { Gap, KubeObject, Stack } from '../../model/index.ts';
import { selectsPods } from '../../kube/service.ts';
import { podLabels } from '../prometheus-operator/pod-labels.ts';
import { hiding } from '../../world/hiding.ts';

/** One place that a stack sends its alerts to. */
export type Destination =
  | { readonly kind: 'alertmanager'; readonly via: string; readonly stack: Stack }
  /** Nobody is there: `why` is a whole sentence. */
  | { readonly kind: 'nobody'; readonly why: string }
  /** A receiver may be there whose routes are not known. */
  | { readonly kind: 'unknown'; readonly why: string; readonly gaps: readonly Gap[] };

function unknown(why: string, gaps: readonly Gap[]): Destination {
  return { kind: 'unknown', why, gaps };
}

/** Something that nobody refused to show, and that is not seen all the same. */
export function unseen(why: string, kind: string, namespace: string): Destination {
  const group = kind === 'Alertmanager' ? 'monitoring.coreos.com' : '';
  return unknown(why, [{ reason: 'not-read', reads: { group, kind, namespace }, sentence: why }]);
}

export function isService(found: KubeObject | Destination): found is KubeObject {
  return found.kind === 'Service';
}

/** A Service, or why there is none. */
export function serviceOf(context: TargetContext, namespace: string, name: string): KubeObject | Destination {
  const { world } = context;
  const found =
    world.get({ apiVersion: 'v1', kind: 'Service', namespace, name }) ?? governing(context, namespace, name);
  if (found) return found;
  const gaps = hiding(world.gaps('', 'Service', namespace));
  if (gaps.length > 0) return unknown(`Service ${namespace}/${name} could not be looked up.`, gaps);
  // Some Services among files are not all of them.
  return world.snapshot.source === 'files'
    ? unseen(`Service ${namespace}/${name} is not among the files.`, 'Service', namespace)
    : { kind: 'nobody', why: `Service ${namespace}/${name} does not exist.` };
}

/**
 * The Service that the operator itself makes of the Alertmanagers in a namespace, which no file holds: makeStatefulSetService
 * of pkg/alertmanager/statefulset.go in prometheus-operator v0.93.0. None where spec.serviceName names another one.
 */
function governing({ world, stacks }: TargetContext, namespace: string, name: string): KubeObject | undefined {
  if (name !== 'alertmanager-operated' || world.snapshot.source !== 'files') return undefined;
  const maker = stacks.find(
    ({ ref, object }) =>
      ref.kind === 'Alertmanager' &&
      ref.namespace === namespace &&
      !object.made &&
      stringAt(object.body, 'spec', 'serviceName') === undefined,
  );
  if (!maker) return undefined;
  const port = stringAt(maker.object.body, 'spec', 'portName') || 'web';
  return {
    ...maker.object,
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...maker.object.metadata, name, labels: { 'operated-alertmanager': 'true' } },
    body: {
      spec: {
        selector: { 'app.kubernetes.io/name': 'alertmanager' },
        ports: ['tcp-mesh', 'udp-mesh', port].map((each) => ({ name: each, port: each === port ? 9093 : 9094 })),
      },
    },
  };
}

/** The Alertmanagers whose pods a Service selects, by the labels that the operator gives them (alertmanager/statefulset.go:399). */
export function behind({ world, stacks }: TargetContext, service: KubeObject): readonly Destination[] {
  const via = nameOf({ ...service, ...service.metadata });
  const here = stacks.filter(({ ref }) => ref.kind === 'Alertmanager' && ref.namespace === service.metadata.namespace);
  const found = here.filter((stack) => selectsPods(service, podLabels(stack)));
  if (found.length > 0) return found.map((stack) => ({ kind: 'alertmanager', via, stack }));
  const gaps = hiding(world.gaps('monitoring.coreos.com', 'Alertmanager', service.metadata.namespace));
  const why = `Service ${via} leads to no Alertmanager object that is seen here.`;
  return [gaps.length > 0 ? unknown(why, gaps) : unseen(why, 'Alertmanager', service.metadata.namespace ?? '')];
}
