import { jsonPointer } from '../../kube/object-fields.ts';
import { asObject, asText, isObject, parseJson } from '../../kube/json.ts';
/** Writes: server-side apply, labels of another owner's object, putting back, deleting. Expected refusals are values. */
import type { Json, Labels, Manifest, Ref, Refusal } from '../../model/index.ts';
import { known } from './list.ts';
import type { RawObject } from './list.ts';
import type { Answer } from './connect/attempt.ts';
import type { Kube, KubeRequest } from './connect/open.ts';
import { queryOf, resourcePath } from './paths.ts';
import { refusalOf } from './refusal.ts';

const FIELD_MANAGER = 'promwire';

export interface WriteOptions {
  /** The server does everything but store it: admission, defaulting and conflicts are real. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** `object`: as the server has it now (or would, in a dry run). `created`: it was not there before. */
export type WriteResult = { readonly kind: 'written'; readonly object: RawObject; readonly created: boolean } | Refusal;

/**
 * Applies a whole object of our own, strictly validated. A field that another manager owns is a conflict, unless
 * `forceUid` is given: then it is taken over, on the object of that uid and no other ('changed' where it is another).
 * Throws what Kube.request throws.
 */
export async function apply(
  kube: Kube,
  manifest: Manifest,
  options: WriteOptions & { readonly forceUid?: string | undefined } = {},
): Promise<WriteResult> {
  const { namespace, name } = manifest.metadata;
  const ref = { apiVersion: manifest.apiVersion, kind: manifest.kind, name, ...(namespace ? { namespace } : {}) };
  const { forceUid: uid } = options;
  const body = uid === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, uid } };
  return await patch(kube, ref, body, options, {
    contentType: 'application/apply-patch+yaml',
    force: uid !== undefined,
    // Applying the same twice is the same as once.
    idempotent: true,
  });
}

/** Which object is meant: without its uid an apply could recreate what was just deleted. */
export interface LabelTarget {
  readonly ref: Ref;
  readonly uid: string;
}

/**
 * Takes over label keys (and annotations) of an unowned object by server-side apply, with force for exactly
 * these keys unless `force` is false. What promwire applied earlier and is not named again is released, and a field
 * that nobody else owns vanishes with that: give every key promwire means to hold.
 */
export async function applyLabels(
  kube: Kube,
  { ref, uid }: LabelTarget,
  fields: { readonly labels: Labels; readonly annotations?: Labels },
  options: WriteOptions & { readonly force?: boolean } = {},
): Promise<WriteResult> {
  const body = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }), uid, ...fields },
  };
  return await patch(kube, ref, body, options, {
    contentType: 'application/apply-patch+yaml',
    force: options.force !== false,
    idempotent: true,
  });
}

/** Label and annotation values to set; null removes the key, even of another owner. */
export interface MetadataChange {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

/**
 * Sets and removes single labels and annotations by a merge patch: how old values are put back. With
 * `resourceVersion`, an object that was written since is left alone (kind 'changed').
 */
export async function patchMetadata(
  kube: Kube,
  { ref, uid }: LabelTarget,
  change: MetadataChange,
  options: WriteOptions & { readonly resourceVersion?: string } = {},
): Promise<WriteResult> {
  const { resourceVersion } = options;
  const body = { metadata: { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }), ...change } };
  return await patch(kube, ref, body, options, {
    contentType: 'application/merge-patch+json',
    idempotent: resourceVersion === undefined,
  });
}

/** One operation of RFC 6902, on a path of field names. */
export interface FieldOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: readonly string[];
  readonly value?: Json;
}

/**
 * Changes single fields of the object of that uid, as it was at `resourceVersion`: one that was written since is left
 * alone (kind 'changed'). Asked again after a lost answer it may be 'changed' by this very write.
 */
export async function patchFields(
  kube: Kube,
  { ref, uid, resourceVersion }: LabelTarget & { readonly resourceVersion: string },
  operations: readonly FieldOperation[],
  options: WriteOptions = {},
): Promise<WriteResult> {
  const body = [
    // Set to what they are: the API server compares them with what it has when it stores the object.
    { op: 'add', path: '/metadata/uid', value: uid },
    { op: 'add', path: '/metadata/resourceVersion', value: resourceVersion },
    ...operations.map((operation) => ({ ...operation, path: jsonPointer(operation.path) })),
  ];
  return await patch(kube, ref, body, options, { contentType: 'application/json-patch+json', idempotent: true });
}

interface PatchKind {
  readonly contentType: string;
  readonly force?: boolean;
  readonly idempotent: boolean;
}

async function patch(
  kube: Kube,
  ref: Ref,
  body: unknown,
  options: WriteOptions,
  { contentType, force, idempotent }: PatchKind,
): Promise<WriteResult> {
  const { resource, version } = known(ref);
  const query = queryOf({
    fieldManager: FIELD_MANAGER,
    fieldValidation: 'Strict',
    force: force === undefined ? undefined : String(force),
    dryRun: options.dryRun === true ? 'All' : undefined,
  });
  const answer = await kube.request({
    method: 'PATCH',
    path: resourcePath(resource, version, ref.namespace, ref.name) + query,
    body,
    contentType,
    idempotent,
    ...signalOf(options),
  });
  if (answer.status !== 200 && answer.status !== 201) return refusedOr(answer, options);
  const object = parseJson(answer.body);
  if (!isObject(object))
    return { kind: 'failed', message: 'the server answered with something that is not an object', unclear: true };
  const { apiVersion, kind } = ref;
  return { kind: 'written', object: { ...object, apiVersion, kind }, created: answer.status === 201 };
}

export type Removed = { readonly kind: 'removed' } | Refusal;

/** Deletes the object of that uid, and no later one of the same name; its dependents go in the background. */
export async function remove(kube: Kube, { ref, uid }: LabelTarget, options: WriteOptions = {}): Promise<Removed> {
  const { resource, version } = known(ref);
  const answer = await kube.request({
    method: 'DELETE',
    path: resourcePath(resource, version, ref.namespace, ref.name),
    body: {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid },
      propagationPolicy: 'Background',
      ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
    },
    ...signalOf(options),
  });
  return answer.status === 200 || answer.status === 202 ? { kind: 'removed' } : refusedOr(answer, options);
}

/** What broke behind the API server, or in front of it, may have come after the write (504: it was given up, not undone). */
function refusedOr(answer: Answer, { dryRun = false }: WriteOptions): Refusal {
  const refusal = refusalOf(answer);
  return refusal.kind === 'failed' && answer.status >= 500 && !dryRun ? { ...refusal, unclear: true } : refusal;
}

/** Whether we may, or `unknown` with the reason. Asked of the API server itself, so every authorizer counts. */
export type Permission =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** One right, as RBAC names it: verb, group, plural (with "/subresource"), namespace (absent: all), name (absent: any). */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Asks by SelfSubjectAccessReview. Throws what Kube.request throws. */
export async function can(kube: Kube, right: Right, signal?: AbortSignal): Promise<Permission> {
  const [resource, subresource] = right.resource.split('/');
  const answer = await kube.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          verb: right.verb,
          group: right.group,
          resource,
          ...(subresource === undefined ? {} : { subresource }),
          ...(right.namespace === undefined ? {} : { namespace: right.namespace }),
          ...(right.name === undefined ? {} : { name: right.name }),
        },
      },
    },
    idempotent: true,
    ...(signal ? { signal } : {}),
  });
  const status = asObject(asObject(parseJson(answer.body))['status']);
  if (answer.status !== 201 || typeof status['allowed'] !== 'boolean') {
    return { kind: 'unknown', reason: refusalOf(answer).message };
  }
  if (status['allowed']) return { kind: 'allowed' };
  return { kind: 'denied', reason: asText(status['reason']) ?? 'no rule grants it' };
}

function signalOf({ signal }: WriteOptions): Pick<KubeRequest, 'signal'> {
  return signal ? { signal } : {};
}
