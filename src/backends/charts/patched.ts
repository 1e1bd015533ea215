/**
 * What tools change in objects of a chart after Helm made them (postRenderers of Flux, kustomizations around a chart). None of
 * it is applied here: what an object is afterwards is not known where a patch may be for it and changes what is looked at.
 */
import { isObject } from '../../kube/json.ts';
import { SUBJECT_KINDS, TAKERS } from '../../kube/kinds.ts';
import type { OpenObject } from '../../kube/open-objects.ts';
import { isTarget } from '../../kube/patch-target.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Json, JsonObject, KubeObject, Release } from '../../model/index.ts';

const STACKS: ReadonlySet<string> = new Set(Object.values(TAKERS).flat());
/** What decides about pods, in the way to it from the spec of a Deployment. */
const OF_PODS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'serviceAccountName']);

/** An object with what patches leave open about it. */
export function patchedObjects(release: Release, objects: readonly KubeObject[]): readonly (KubeObject | OpenObject)[] {
  return objects.map((object) => {
    const why = patchOf(release, object);
    if (why === undefined) return object;
    return object.made && STACKS.has(object.kind)
      ? opened(object, why)
      : { ref: refOf(object), why: `${why} may change it`, origin: object.origin };
  });
}

/** The patch that may change what is looked at of an object. */
function patchOf({ patches = [] }: Release, { apiVersion, kind, metadata, body }: KubeObject): string | undefined {
  const { name, namespace = '', labels, annotations } = metadata;
  const object: JsonObject = { apiVersion, kind, metadata: { name, namespace, labels, annotations }, ...body };
  const passing = { object, names: [{ name, namespace }] };
  const found = patches.find(
    ({ target, paths }) => isTarget(passing, target) !== 'no' && paths.some((path) => decides(kind, path)),
  );
  return found?.by;
}

function decides(kind: string, [first, second, third, fourth, fifth]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (first === 'metadata') return second !== 'annotations' && !STACKS.has(kind);
  if (kind !== 'Deployment' || first !== 'spec') return true;
  if (second !== 'template') return second === undefined || second === 'replicas' || second === 'selector';
  if (third === undefined || third === 'metadata') return true;
  return fourth === undefined || OF_PODS.has(fourth) || fifth === undefined;
}

/** A stack that takes nobody knows what: for each kind that it might. */
function opened(object: KubeObject, by: string): KubeObject {
  const { made, body, kind } = object;
  if (!made) return object;
  const why = `${by} may change ${title(refOf(object))}.`;
  const open = Object.fromEntries(
    SUBJECT_KINDS.filter((each) => TAKERS[each]?.includes(kind)).map((each) => [each, why]),
  );
  const spec = isObject(body['spec']) ? body['spec'] : {};
  const all = Object.entries(spec).map(([field, value]): [string, Json] => [
    field,
    field.endsWith('Selector') ? {} : value,
  ]);
  return { ...object, body: { ...body, spec: Object.fromEntries(all) }, made: { ...made, open } };
}
