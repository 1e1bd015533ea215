import { anchoredTest } from '../lang/re2/index.ts';
import type { KubeObject, Profile, ProfileVariant, Ref } from '../model/index.ts';
import { labelsAt, numberAt, objectsAt, stringAt } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import type { World } from './world.ts';
import { hasLabels, selectsPods } from '../kube/service.ts';

/** An application of a profile that runs (or is declared) in a namespace. */
export interface App {
  readonly profile: string;
  readonly variant: string;
  readonly title: string;
  readonly namespace: string;
  /** Absent: known by its Service and CRDs only. */
  readonly workload?: Ref;
  /** Services that lead to its metrics; empty where none was found. */
  readonly services: readonly Ref[];
  readonly port: string;
  readonly keyedByName?: NonNullable<ProfileVariant['keyedByName']>;
}

/** Every application that a profile recognises, in the order of profiles and namespaces. */
export function detectApps(world: World, profiles: readonly Profile[]): readonly App[] {
  return profiles.flatMap((profile) => {
    const workloads = world.all('apps', 'Deployment').flatMap((deployment) => {
      const variant = variantOf(world, profile, deployment);
      return variant ? [appOf(world, profile, variant, deployment)] : [];
    });
    return workloads.length > 0 ? workloads : byServiceAndCrd(world, profile);
  });
}

/** The image says the application; its tag the variant, else the CRDs that are installed. */
function variantOf(world: World, profile: Profile, deployment: KubeObject): ProfileVariant | undefined {
  const images = objectsAt(deployment.body, 'spec', 'template', 'spec', 'containers').map((container) =>
    parseImage(stringAt(container, 'image') ?? ''),
  );
  const matching = profile.variants.filter((variant) =>
    variant.detect.some(
      (detection) =>
        detection.by === 'workload' &&
        images.some(({ path }) => path === detection.image || path.endsWith(`/${detection.image}`)),
    ),
  );
  const byTag = matching.find((variant) =>
    variant.detect.some(
      (detection) => detection.by === 'workload' && images.some(({ tag }) => hasTag(tag, detection.tag)),
    ),
  );
  return byTag ?? matching.find((variant) => hasCrd(world, variant)) ?? undefined;
}

function hasTag(tag: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return false;
  const test = anchoredTest(pattern);
  return test.kind === 'ok' && test.matches(tag);
}

function parseImage(image: string): { readonly path: string; readonly tag: string } {
  const bare = image.split('@')[0] ?? '';
  const match = /^(.*?)(?::([^/:]*))?$/.exec(bare);
  return { path: match?.[1] ?? bare, tag: match?.[2] ?? '' };
}

function hasCrd(world: World, variant: ProfileVariant): boolean {
  return variant.detect.some(
    (detection) =>
      detection.by === 'crd' &&
      world.get({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: detection.name }) !==
        undefined,
  );
}

function appOf(world: World, profile: Profile, variant: ProfileVariant, deployment: KubeObject): App {
  const namespace = deployment.metadata.namespace ?? '';
  const podLabels = labelsAt(deployment.body, 'spec', 'template', 'metadata', 'labels');
  const services = world
    .inNamespace('', 'Service', namespace)
    .filter((service) => selectsPods(service, podLabels) && hasPort(service, variant))
    .map(refOf);
  return {
    profile: profile.id,
    variant: variant.id,
    title: variant.title,
    namespace,
    workload: refOf(deployment),
    services,
    port: variant.scrape.port.name,
    ...(variant.keyedByName ? { keyedByName: variant.keyedByName } : {}),
  };
}

function hasPort(service: KubeObject, variant: ProfileVariant): boolean {
  const { name, number } = variant.scrape.port;
  return objectsAt(service.body, 'spec', 'ports').some(
    (port) => stringAt(port, 'name') === name || numberAt(port, 'port') === number,
  );
}

/** No workload seen (a mirrored image, Deployments hidden): the Service's usual labels and the CRDs must do. */
function byServiceAndCrd(world: World, profile: Profile): readonly App[] {
  const variant = profile.variants.find((candidate) => hasCrd(world, candidate));
  if (!variant) return [];
  return world
    .all('', 'Service')
    .filter((service) => hasLabels(service.metadata.labels, variant.scrape.serviceLabels) && hasPort(service, variant))
    .map((service) => ({
      profile: profile.id,
      variant: variant.id,
      title: variant.title,
      namespace: service.metadata.namespace ?? '',
      services: [refOf(service)],
      port: variant.scrape.port.name,
      ...(variant.keyedByName ? { keyedByName: variant.keyedByName } : {}),
    }));
}
