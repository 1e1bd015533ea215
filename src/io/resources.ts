/** Every kind that promwire reads or writes: those of Kubernetes and of stacks, and those that profiles name. */
import { groupOf } from '../kube/refs.ts';
import { lookup, RESOURCES } from '../kube/resources.ts';
import type { FindResource } from '../kube/resources.ts';
import type { Profile, Ref, Resource } from '../model/index.ts';
import { profiles } from '../profiles/index.ts';

/** The table with the kinds that these profiles name. */
export function resourcesWith(own: readonly Profile[]): readonly Resource[] {
  const kinds = own.flatMap((profile) => profile.kinds);
  return [...RESOURCES, ...kinds.flatMap(({ group, kind, api }) => (api ? [{ group, kind, ...api }] : []))];
}

export const ALL_RESOURCES: readonly Resource[] = resourcesWith(profiles);

export const findResource: FindResource = lookup(ALL_RESOURCES);

/** The resource of an object's apiVersion and kind, or undefined where promwire does not know it. */
export function resourceOf(object: Pick<Ref, 'apiVersion' | 'kind'>): Resource | undefined {
  return findResource(groupOf(object.apiVersion), object.kind);
}
