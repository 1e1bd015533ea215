import { isOurs } from '../kube/owner.ts';
import type { Ref } from '../model/index.ts';
import type { World } from './world.ts';

/** Is there an object of that name, and is it promwire's to change? */
export function isOursAt(world: World, ref: Ref): boolean {
  const object = world.get(ref);
  return object !== undefined && isOurs(object);
}
