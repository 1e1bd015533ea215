/** Which variant of an application runs, by what its container, the API and its own objects tell. */
import { objectsAt, stringAt } from '../kube/json.ts';
import { anchoredTest } from '../lang/re2/index.ts';
import type { Detection, JsonObject, KubeObject, OwnKind, Profile, ProfileVariant } from '../model/index.ts';
import type { World } from './world.ts';

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

/** Why the variant is not known: what of its CRDs could be seen. */
export type OpenVariant = 'crds-hidden' | 'several' | 'none';

/**
 * Is it the application's container? Mirrors keep the end of the image's path, some behind a dash in place of a
 * slash ("mirror/owner-name"); where they do not, its name tells.
 */
export function isContainerOf(
  detection: Detection,
  { name, image }: { readonly name: string; readonly image: string },
): boolean {
  if (detection.by !== 'workload') return false;
  const { path } = parseImage(image);
  const before = path.endsWith(detection.image) ? path.charAt(path.length - detection.image.length - 1) : 'x';
  return name === detection.container || ['', '/', '-', '_', '.'].includes(before);
}

/** The application's containers in a workload; none: it is another one. */
export function containersOf(profile: Profile, workload: KubeObject): readonly JsonObject[] {
  const detections = profile.variants.flatMap(({ detect }) => detect);
  return objectsAt(workload.body, 'spec', 'template', 'spec', 'containers').filter((container) => {
    const known = { name: stringAt(container, 'name') ?? '', image: stringAt(container, 'image') ?? '' };
    return detections.some((detection) => isContainerOf(detection, known));
  });
}

/**
 * The variant that runs in these containers; undefined where nothing tells it from the others. What the API has is proof
 * where all CRDs were listed; before the objects of its own kinds come the image's tag and the variables it is given.
 */
export function variantOf(
  world: World,
  profile: Profile,
  containers: readonly JsonObject[],
): ProfileVariant | undefined {
  const { variants } = profile;
  const only = (holds: (variant: ProfileVariant) => boolean): ProfileVariant | undefined => {
    const found = variants.filter(holds);
    return found.length === 1 ? found[0] : undefined;
  };
  const some = (marks: (detection: Detection) => boolean) => only(({ detect }) => detect.some(marks));
  const isInApi = (variant: ProfileVariant): boolean => inApi(world, profile, variant);
  return (
    (variants.length === 1 ? variants[0] : undefined) ??
    (crdsHidden(world) ? undefined : only(isInApi)) ??
    some((detection) => detection.by === 'workload' && containers.some((each) => hasTag(each, detection.tag))) ??
    some((detection) => detection.by === 'environment' && containers.some((each) => hasEnv(each, detection.name))) ??
    only(isInApi) ??
    only((variant) => hasObjects(world, profile, variant))
  );
}

/** Does anything but its container tell that the application is installed? */
export function isInstalled(world: World, profile: Profile): boolean {
  return profile.variants.some((variant) => inApi(world, profile, variant));
}

/** What of the CRDs could be seen where they do not tell the variant. */
export function openVariant(world: World, profile: Profile): OpenVariant {
  if (profile.variants.some((variant) => inApi(world, profile, variant))) return 'several';
  return crdsHidden(world) ? 'crds-hidden' : 'none';
}

/** May there be one that was not seen? Files rarely hold all. */
function crdsHidden(world: World): boolean {
  return world.snapshot.source === 'files' || world.gaps('apiextensions.k8s.io', CRD.kind).length > 0;
}

/** Its CRD was seen or, where the CRDs are hidden, the API answered a list of its kind, or objects of it are there. */
function inApi(world: World, profile: Profile, variant: ProfileVariant): boolean {
  const named = variant.detect.some(
    (each) => each.by === 'crd' && world.get({ ...CRD, name: each.name }) !== undefined,
  );
  if (named || !crdsHidden(world)) return named;
  const { coverage, source } = world.snapshot;
  const isListed = ({ group, kind }: OwnKind): boolean =>
    coverage.some((each) => each.group === group && each.kind === kind && each.complete && !each.names);
  return hasObjects(world, profile, variant) || (source === 'cluster' && ownKinds(profile, variant).some(isListed));
}

function hasObjects(world: World, profile: Profile, variant: ProfileVariant): boolean {
  return ownKinds(profile, variant).some(({ group, kind }) => {
    world.needs(group, kind);
    return world.all(group, kind).length > 0;
  });
}

/** The profile's kinds whose CRDs mark the variant. */
function ownKinds({ kinds }: Profile, { detect }: ProfileVariant): readonly OwnKind[] {
  const names = detect.flatMap((detection) => (detection.by === 'crd' ? [detection.name] : []));
  return kinds.filter(({ group, api }) => api !== undefined && names.includes(`${api.plural}.${group}`));
}

function hasTag(container: JsonObject, pattern: string | undefined): boolean {
  if (pattern === undefined) return false;
  const test = anchoredTest(pattern);
  return test.kind === 'ok' && test.matches(parseImage(stringAt(container, 'image') ?? '').tag);
}

function hasEnv(container: JsonObject, name: string): boolean {
  return objectsAt(container, 'env').some((variable) => stringAt(variable, 'name') === name);
}

function parseImage(image: string): { readonly path: string; readonly tag: string } {
  const bare = image.split('@')[0] ?? '';
  const match = /^(.*?)(?::([^/:]*))?$/.exec(bare);
  return { path: match?.[1] ?? bare, tag: match?.[2] ?? '' };
}
