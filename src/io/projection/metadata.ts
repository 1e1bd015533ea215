/** metadata, decoded: the only part of an object that must be right for the object to be read at all. */
import type { FieldOwner, FieldProblem, Labels, Metadata, OwnerReference } from '../../model/index.ts';
import { isRecord, put, type Keep, type RawObject } from './scrub.ts';
import { scrubText, withoutQuery } from './scrub-text.ts';
import { ANNOTATION_FAMILIES } from '../../kube/annotation-families.ts';
import { FILLER_ANNOTATIONS } from '../../kube/secret-fillers.ts';
import { shownKey } from '../../kube/shown-name.ts';
import { MASK } from '../../kube/mask.ts';

/** Annotations that say who owns an object, what a stack or promwire reads from it: names, and how names begin. Never last-applied. */
const ANNOTATIONS: readonly string[] = [
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'helm.sh/hook',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'operator.prometheus.io/',
  ...ANNOTATION_FAMILIES.map(({ prefix }) => prefix),
  'objectset.rio.cattle.io/id',
  'configmanagement.gke.io/managed',
  'configsync.gke.io/resource-id',
  'promwire.dev/',
  'k8s-sidecar-target-directory',
  'grafana_',
  'grafana-',
  'grafana.',
  'sidecar.istio.io/inject',
  'traffic.sidecar.istio.io/',
  'ambient.istio.io/',
  'linkerd.io/inject',
  'config.linkerd.io/',
  'dapr.io/enabled',
  ...FILLER_ANNOTATIONS,
];

type Decoded<T> = { readonly value: T; readonly problems: readonly FieldProblem[] } | { readonly invalid: string };

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : isRecord(value) ? 'a map' : `a ${typeof value}`;
}

/**
 * A map of strings as the API server decodes it: null is "", anything else that is not a string is refused. What was meant
 * is known all the same, so it stays as if it were quoted.
 */
function stringMap(value: unknown, field: string, wanted: (key: string) => boolean): Decoded<Labels> {
  if (value === undefined || value === null) return { value: {}, problems: [] };
  if (!isRecord(value)) return { invalid: `metadata.${field} is ${typeName(value)}, not a map` };
  const result: Record<string, string> = {};
  const problems: FieldProblem[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item !== null && typeof item !== 'string') {
      const message = `is ${typeName(item)}, not a string: quote it`;
      problems.push({ kind: 'invalid', path: ['metadata', field, shownKey(key)], message, ...wanting(item) });
    }
    const meant = asText(item);
    if (wanted(key) && meant !== undefined)
      put(result, shownKey(key), /path$/i.test(key) ? withoutQuery(scrubText(meant)) : scrubText(meant));
  }
  return { value: result, problems };
}

/** What a pair of quotes around it makes right. */
const wanting = (item: unknown): { readonly wants?: 'string' } =>
  asText(item) === undefined ? {} : { wants: 'string' };

function asText(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? `${value}` : undefined;
}

function wantedAnnotation(key: string): boolean {
  return ANNOTATIONS.some((name) => (/\w$/.test(name) ? key === name : key.startsWith(name)));
}

/** Parameters of a scrape may be a key; of Argo CD's annotations but one it counts that they are there. */
const MASKED =
  /token|passw|passphrase|pwd|secret|credential|param|auth|api-?key|^argocd\.argoproj\.io\/(?!tracking-id$)/i;

function maskedAnnotations(annotations: Labels): Labels {
  const secret = Object.keys(annotations).filter((key) => MASKED.test(key));
  if (secret.length === 0) return annotations;
  return { ...annotations, ...Object.fromEntries(secret.map((key) => [key, MASK])) };
}

/** The annotations of a pod template. */
export const templateAnnotations: Keep = (value) => {
  const decoded = stringMap(value, 'annotations', wantedAnnotation);
  return 'invalid' in decoded || Object.keys(decoded.value).length === 0 ? undefined : maskedAnnotations(decoded.value);
};

function ownerReferences(value: unknown): readonly OwnerReference[] {
  if (!Array.isArray(value)) return [];
  const owners: OwnerReference[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isRecord(item)) continue;
    const { apiVersion, kind, name, controller } = item;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') continue;
    owners.push({ apiVersion, kind, name, controller: controller === true });
  }
  return owners;
}

/** Keys of metadata's labels or annotations in managed fields. */
function ownedKeys(fieldsV1: unknown, field: 'f:labels' | 'f:annotations'): readonly string[] {
  const metadata = isRecord(fieldsV1) ? fieldsV1['f:metadata'] : undefined;
  const keys = isRecord(metadata) ? metadata[field] : undefined;
  if (!isRecord(keys)) return [];
  return Object.keys(keys).flatMap((key) => (key.startsWith('f:') ? [key.slice(2)] : []));
}

/** Annotations whose writer matters: what they say is followed. */
const MARKS = 'promwire.dev/';

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((key): key is string => typeof key === 'string') : undefined;
}

/** managedFields of an object, or fieldOwners of a snapshot. Entries of a subresource cannot own a label. */
function fieldOwners(metadata: RawObject): readonly FieldOwner[] {
  const list = Array.isArray(metadata['managedFields']) ? metadata['managedFields'] : metadata['fieldOwners'];
  if (!Array.isArray(list)) return [];
  const owners: FieldOwner[] = [];
  for (const item of list as readonly unknown[]) {
    if (!isRecord(item) || typeof item['manager'] !== 'string') continue;
    if (typeof item['subresource'] === 'string' && item['subresource'] !== '') continue;
    const { manager, fieldsV1 } = item;
    const operation = item['operation'] === 'Apply' ? 'Apply' : 'Update';
    const labels = texts(item['labels']) ?? ownedKeys(fieldsV1, 'f:labels');
    const annotations = texts(item['marks']) ?? ownedKeys(fieldsV1, 'f:annotations');
    const marks = annotations.filter((key) => key.startsWith(MARKS));
    owners.push({ manager, operation, labels, ...(marks.length === 0 ? {} : { marks }) });
  }
  return owners;
}

function text(value: unknown): string | undefined {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Decodes metadata; what the API server would refuse is `invalid`, with the reason. `owned`: who owns its labels is kept. */
export function projectMetadata(raw: unknown, owned = true): Decoded<Metadata> {
  if (!isRecord(raw))
    return { invalid: raw === undefined ? 'it has no metadata' : `metadata is ${typeName(raw)}, not a map` };
  const { name, namespace, generation } = raw;
  if (typeof name !== 'string' || name === '') {
    if (name !== undefined && name !== '') return { invalid: `metadata.name is ${typeName(name)}, not a string` };
    return {
      invalid:
        text(raw['generateName']) === undefined ? 'it has no metadata.name' : 'it has a generateName but no name',
    };
  }
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    return { invalid: `metadata.namespace is ${typeName(namespace)}, not a string` };
  }
  const labels = stringMap(raw['labels'], 'labels', () => true);
  if ('invalid' in labels) return labels;
  const annotations = stringMap(raw['annotations'], 'annotations', wantedAnnotation);
  if ('invalid' in annotations) return annotations;
  const uid = text(raw['uid']);
  const resourceVersion = text(raw['resourceVersion']);
  const creationTimestamp = text(raw['creationTimestamp']);
  const deletionTimestamp = text(raw['deletionTimestamp']);
  const owners = ownerReferences(raw['ownerReferences']);
  const managers = owned ? fieldOwners(raw) : [];
  return {
    problems: [...labels.problems, ...annotations.problems],
    value: {
      name,
      ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
      labels: labels.value,
      annotations: maskedAnnotations(annotations.value),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(typeof generation === 'number' ? { generation } : {}),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(owners.length === 0 ? {} : { ownerReferences: owners }),
      ...(managers.length === 0 ? {} : { fieldOwners: managers }),
    },
  };
}
