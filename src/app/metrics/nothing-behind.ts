/** Why there may be no answer of an application that only the cluster's other objects tell. */
import { rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { PromwireError } from '../../errors.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { hiding } from '../../world/hiding.ts';
import { at } from '../../kube/json.ts';
import { WORKLOADS } from '../../kube/kinds.ts';
import { refOf, sameRef, title } from '../../kube/refs.ts';
import { isExternalName, podSelectorOf } from '../../kube/service.ts';
import type { KubeObject, Labels } from '../../model/index.ts';
import type { WantedPods } from '../../plan/wanted-pods.ts';
import { templateOf } from '../../world/stand-ins.ts';
import type { World } from '../../world/world.ts';

const NAMED = 2;

/** A Service that leads out of the cluster, or whose selector no pod and no workload has; undefined: it is neither, or that is not known. */
export function selectsNothing(world: World, wanted: WantedPods, word: string): PromwireError | undefined {
  const [service] = wanted.services;
  const { namespace, pods, workload } = wanted;
  if (service && isExternalName(service))
    return new PromwireError(
      'failed',
      `${word} is of type ExternalName: it leads to no pods, so that no monitor finds a target through it`,
      'Name what serves the metrics in the cluster, or write a ScrapeConfig for an address outside of it.',
    );
  const selector = service ? podSelectorOf(service) : {};
  if (!service || pods.length > 0 || workload || Object.keys(selector).length === 0) return undefined;
  if (hiding(world.gaps('', 'Pod', namespace)).length > 0) return undefined;
  const near = WORKLOADS.flatMap((kind) => world.inNamespace('apps', kind, namespace))
    .map((object) => ({ object, labels: templateOf(object).metadata.labels }))
    .filter(({ object, labels }) => object.metadata.name === service.metadata.name || resembles(labels, selector))
    .slice(0, NAMED);
  const others = near
    .map(({ object, labels }) => `${title(refOf(object))} makes pods with ${textOf(labels)}`)
    .join(', ');
  return new PromwireError(
    'failed',
    `${word} selects no pods: spec.selector is ${textOf(selector)}, and nothing in ${namespace} has that`,
    near.length === 0
      ? 'Give the pods these labels, or the Service theirs; of an application that is not there yet, start it first.'
      : `${others}: give the Service labels of theirs in spec.selector, or name what makes them instead (promwire setup deployment/NAME).`,
  );
}

/** Do they have a value in common, under whatever key? */
function resembles(labels: Labels, selector: Labels): boolean {
  const values = new Set(Object.values(labels));
  return Object.values(selector).some((value) => value !== '' && values.has(value));
}

const textOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Fields of an endpoint by which Prometheus says who it is. */
const CREDENTIALS: readonly (readonly string[])[] = [
  ['basicAuth'],
  ['authorization'],
  ['bearerTokenSecret'],
  ['bearerTokenFile'],
  ['oauth2'],
  ['tlsConfig', 'cert'],
  ['tlsConfig', 'certFile'],
];

/** Monitors of a port that bring what it asks for. */
export function withCredentials(
  analysis: Pick<Analysis, 'subjects' | 'monitor' | 'stacks' | 'wiresIn'>,
  { namespace, services, pods }: WantedPods,
): readonly KubeObject[] {
  const isOurs = ({ service, targets }: ReturnType<Analysis['wiresIn']>[number]): boolean =>
    services.some((each) => service !== undefined && sameRef(refOf(each), service)) ||
    targets.some(({ pod }) => pod !== undefined && pods.some((each) => sameRef(refOf(each), pod)));
  return analysis
    .subjects()
    .filter(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor')
    .filter((object) => {
      const monitor = analysis.monitor(object);
      return analysis.stacks.some((stack) =>
        analysis
          .wiresIn(object, stack, namespace)
          .filter(isOurs)
          .some(({ endpoint }) =>
            CREDENTIALS.some((path) => monitor && at(rawEndpoint(object, endpoint), ...path) !== undefined),
          ),
      );
    });
}
