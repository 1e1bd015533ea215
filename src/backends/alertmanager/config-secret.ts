import { at, asObject, objectAt, stringAt } from '../../kube/json.ts';
import { nameOf } from '../../kube/refs.ts';
import type { AlertmanagerFile, Ref, Stack } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/*
 * The Secret that holds the configuration of an Alertmanager: prometheus-operator v0.93.0 pkg/alertmanager/operator.go:852-895.
 * It is seen where it is among the files, or was read with --read-secrets.
 */

const KEY = 'alertmanager.yaml';

/** What the operator takes where the Secret, its key or the text in it is missing (operator.go:852-857). */
const DEFAULT: AlertmanagerFile = {
  route: { receiver: 'null', matchers: [], continue: false, routes: [] },
  receivers: { null: [] },
  names: ['null'],
  intervals: [],
};

export type ConfigSecret =
  /** `missing`: what of it is not there, so that the operator takes its own configuration, which notifies nobody. */
  | { readonly kind: 'read'; readonly ref: Ref; readonly file: AlertmanagerFile; readonly missing?: 'secret' | 'key' }
  /** `why`: the rest of a sentence. */
  | { readonly kind: 'unread'; readonly ref: Ref; readonly why: string };

/** The Secret of an Alertmanager; undefined where an AlertmanagerConfig takes its place. */
export function configSecretRef({ ref, object }: Stack): Ref | undefined {
  if (ref.kind !== 'Alertmanager' || at(object.body, 'spec', 'alertmanagerConfiguration') !== undefined)
    return undefined;
  const name = stringAt(object.body, 'spec', 'configSecret') || `alertmanager-${ref.name}`;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
    name,
  };
}

/** What is known of the configuration of an Alertmanager; undefined where an AlertmanagerConfig takes its place. */
export function configSecretOf(world: World, stack: Stack): ConfigSecret | undefined {
  const ref = configSecretRef(stack);
  if (!ref) return undefined;
  const secret = world.get(ref);
  const keys = secret && objectAt(secret.body, 'facts', 'keys');
  if (!keys) {
    const { source } = world.snapshot;
    if (source === 'files') return { kind: 'unread', ref, why: 'it is not among the files' };
    if (!secret && hasLookedUp(world, ref)) return { kind: 'read', ref, file: DEFAULT, missing: 'secret' };
    return { kind: 'unread', ref, why: 'Secrets are never read without --read-secrets' };
  }
  const fact = asObject(keys[KEY]);
  if (!Object.hasOwn(keys, KEY) || fact['empty'] === true) return { kind: 'read', ref, file: DEFAULT, missing: 'key' };
  const file = fact['alertmanager'];
  // Made by the projection, which is the only source of it.
  return file === undefined
    ? { kind: 'unread', ref, why: `only the names of its keys were read` }
    : { kind: 'read', ref, file: file as unknown as AlertmanagerFile };
}

/** It was asked for by its name, and is not there. To ask World.gaps would have it read. */
function hasLookedUp(world: World, ref: Ref): boolean {
  return world.snapshot.coverage.some(({ kind, names }) => kind === 'Secret' && names?.includes(nameOf(ref)));
}
