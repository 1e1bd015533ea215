import type { Gap, Json, JsonObject, KubeObject, Ref, Stack } from '../../../model/index.ts';
import { isObject, objectAt, stringAt } from '../../../kube/json.ts';
import { operatorsAtLeast } from '../../../kube/version.ts';
import type { World } from '../../../world/world.ts';
import { httpClients } from './clients.ts';
import type { HttpClient } from './clients.ts';
import { fillerOf } from '../../../kube/secret-fillers.ts';
import { memo } from '../../../kube/memo.ts';
import { leavesOpen } from '../../../world/hiding.ts';
import { madeElsewhere } from '../../../world/made-elsewhere.ts';

/** One key of a Secret or ConfigMap, in the object's own namespace, that the operator reads before it accepts it. */
export interface Need {
  readonly kind: 'Secret' | 'ConfigMap';
  /** May be empty: the operator then asks for an object without a name, and fails. */
  readonly name: string;
  readonly key: string;
  readonly path: readonly string[];
  /** When it is read, where that is a question; in any case when absent. */
  readonly when?: HttpClient['bearer'];
}

/** Everything the newest operator reads for an object. */
export function needsOf(object: KubeObject): readonly Need[] {
  return everyNeed(object).filter((need) => isRead(need, need.when));
}

/**
 * Everything the operator of a stack reads for an object. Older ones differ in bearerTokenSecret (resource_selector.go:131,
 * 380, 516 of v0.70.0, 472 and 621 of v0.79.2; of 0.86 and 0.87 the source was not to be had).
 */
export function needsFor(object: KubeObject, stack: Stack): readonly Need[] {
  const when = (need: Need): Need['when'] => {
    if (need.when === undefined || !(object.kind === 'PodMonitor' || object.kind === 'Probe')) return need.when;
    if (!operatorsAtLeast(stack, '0.76.0')) return 'named';
    return operatorsAtLeast(stack, '0.86.0') ? need.when : 'keyed';
  };
  return everyNeed(object).filter((need) => isRead(need, when(need)));
}

function isRead({ name, key }: Need, when: Need['when']): boolean {
  if (when === undefined || when === 'always') return true;
  return when !== 'never' && name !== '' && (when === 'named' || key !== '');
}

/** `optional` in a reference is ignored (pkg/assets/store.go:260-340). */
const everyNeed = memo((object: KubeObject): readonly Need[] => {
  const needs = httpClients(object).flatMap((client) => [
    ...bearer(client),
    ...credentials(client),
    ...tlsNeeds(client),
    ...proxyNeeds(client),
    ...client.secrets.flatMap((field) => secret(client, [field])),
  ]);
  return needs;
});

/** ca, cert and key of a client's tlsConfig. */
export function tlsNeeds(client: HttpClient): readonly Need[] {
  return [
    ...either(client, ['tlsConfig', 'ca']),
    ...either(client, ['tlsConfig', 'cert']),
    ...secret(client, ['tlsConfig', 'keySecret']),
  ];
}

function bearer(client: HttpClient): readonly Need[] {
  return secret(client, ['bearerTokenSecret']).map((need) => ({ ...need, when: client.bearer }));
}

function credentials(client: HttpClient): readonly Need[] {
  const { config, path, auth } = client;
  // Of the client of oauth2 itself only TLS and proxy are read here: the rest belongs to its owner.
  if (auth === 'none') return [];
  const basic = objectAt(config, 'basicAuth');
  const oauth2 = objectAt(config, 'oauth2');
  return [
    ...['username', 'password'].flatMap((field) =>
      basic ? [needOf('Secret', objectAt(basic, field) ?? {}, [...path, 'basicAuth', field])] : [],
    ),
    ...(oauth2 ? either(client, ['oauth2', 'clientId']) : []),
    ...(oauth2 ? [needOf('Secret', objectAt(oauth2, 'clientSecret') ?? {}, [...path, 'oauth2', 'clientSecret'])] : []),
    ...secret(client, ['authorization', 'credentials']).filter(({ name }) => name !== ''),
  ];
}

function proxyNeeds({ config, path }: HttpClient): readonly Need[] {
  return Object.entries(objectAt(config, 'proxyConnectHeader') ?? {}).flatMap(([header, list]) =>
    (Array.isArray(list) ? (list as readonly Json[]) : [])
      .filter(isObject)
      .map((selector, i) => needOf('Secret', selector, [...path, 'proxyConnectHeader', header, String(i)])),
  );
}

function secret({ config, path }: HttpClient, field: readonly string[]): readonly Need[] {
  const selector = objectAt(config, ...field);
  return selector ? [needOf('Secret', selector, [...path, ...field])] : [];
}

/** A SecretOrConfigMap: the Secret counts where both are named. */
function either({ config, path }: HttpClient, field: readonly string[]): readonly Need[] {
  const inSecret = objectAt(config, ...field, 'secret');
  if (inSecret) return [needOf('Secret', inSecret, [...path, ...field, 'secret'])];
  const inMap = objectAt(config, ...field, 'configMap');
  return inMap ? [needOf('ConfigMap', inMap, [...path, ...field, 'configMap'])] : [];
}

function needOf(kind: Need['kind'], selector: JsonObject, path: readonly string[]): Need {
  return { kind, name: stringAt(selector, 'name') ?? '', key: stringAt(selector, 'key') ?? '', path };
}

/** What is known of a key: its facts, that it is missing, or what hides it. */
export type Found =
  | { readonly state: 'present'; readonly facts: JsonObject }
  | { readonly state: 'no-name' }
  | { readonly state: 'no-object' }
  | { readonly state: 'no-key'; readonly keys: readonly string[]; readonly by?: string }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

export function lookUp(world: World, namespace: string, { kind, name, key }: Need): Found {
  if (name === '') return { state: 'no-name' };
  const ref: Ref = { apiVersion: 'v1', kind, namespace, name };
  const object = world.get(ref);
  if (!object) {
    const gaps = world.gaps('', kind, namespace, name).map((gap): Gap => {
      const by = leavesOpen(gap) ? undefined : madeElsewhere(world, { kind, name, places: [namespace] });
      if (leavesOpen(gap)) return gap;
      const what = `${kind} ${namespace}/${name}`;
      return by === undefined
        ? { ...gap, sentence: `${what} is not among the files.` }
        : { ...gap, about: 'made', sentence: `${what} is made by ${by}.` };
    });
    return gaps.length > 0 ? { state: 'unknown', gaps } : { state: 'no-object' };
  }
  const keys = objectAt(object.body, 'facts', 'keys');
  if (!keys) {
    const sentence = `What is in ${kind} ${namespace}/${name} was not read, so nothing can be said about its keys.`;
    return { state: 'unknown', gaps: [{ reason: 'not-read', reads: { group: '', kind, namespace }, sentence }] };
  }
  const facts = Object.hasOwn(keys, key) ? keys[key] : undefined;
  const isThere = isObject(facts) && facts['empty'] !== true && facts['size'] !== 0;
  const isFile = world.snapshot.source === 'files';
  const maker = isFile ? madeElsewhere(world, { kind, name, places: [namespace] }) : undefined;
  const by = isThere ? undefined : (fillerOf(object, key) ?? maker);
  // Among files it is a placeholder, which is filled in the cluster.
  if (by !== undefined && isFile) {
    const sentence = `What is in ${kind} ${namespace}/${name} is added by ${by}.`;
    const gap: Gap = { reason: 'not-among-files', reads: { group: '', kind, namespace }, about: 'made', sentence };
    return { state: 'unknown', gaps: [gap] };
  }
  if (isObject(facts)) return { state: 'present', facts };
  return { state: 'no-key', keys: Object.keys(keys).sort(), ...(by === undefined ? {} : { by }) };
}
