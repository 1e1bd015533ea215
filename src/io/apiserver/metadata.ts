/*
 * Names, labels and annotations as the API server takes them. Sources: kubernetes apimachinery v0.36
 * pkg/api/validation/objectmeta.go, pkg/util/validation/validation.go; the registries' strategies for names of each kind.
 */
import { isObject, stringAt } from '../../kube/json.ts';
import { isLabelKey, isLabelValue } from '../../kube/selector.ts';
import { shownKey } from '../../kube/shown-name.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import type { Path, Report } from './structural.ts';

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
/** A part of a path. */
const SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;
/** Bytes of all annotations of an object, names and values. */
const ANNOTATIONS_BYTES = 256 * 1024;

interface NameRule {
  readonly of: RegExp;
  readonly max: number;
  readonly message: string;
}
const DNS_SUBDOMAIN: NameRule = {
  of: SUBDOMAIN,
  max: 253,
  message:
    'must be lower-case letters, digits, "-" and ".", no more than 253, beginning and ending with a letter or digit',
};
const DNS_LABEL: NameRule = {
  of: LABEL,
  max: 63,
  message: 'must be lower-case letters, digits and "-", no more than 63, beginning and ending with a letter or digit',
};
const PATH: NameRule = { of: SEGMENT, max: Infinity, message: 'must not contain "/" or "%", or be "." or ".."' };

/** What a name may be, where it is not a DNS subdomain. */
const NAMES: Readonly<Record<string, NameRule>> = {
  Service: DNS_LABEL,
  Namespace: DNS_LABEL,
  Role: PATH,
  ClusterRole: PATH,
  RoleBinding: PATH,
  ClusterRoleBinding: PATH,
};

function fits(name: string, { of, max }: NameRule): boolean {
  return name.length <= max && of.test(name);
}

export const isSubdomain = (name: string): boolean => fits(name, DNS_SUBDOMAIN);
export const isPathSegment = (name: string): boolean => fits(name, PATH);
export const isDnsLabel = (name: string): boolean => fits(name, DNS_LABEL);

/** metadata of an object, whose types are right. */
export function metadataProblems(kind: string, metadata: JsonObject, report: Report): void {
  const name = stringAt(metadata, 'name');
  const rule = NAMES[kind] ?? (kind === 'CronJob' ? { ...DNS_SUBDOMAIN, max: 52 } : DNS_SUBDOMAIN);
  if (name !== undefined && name !== '' && !fits(name, rule))
    report({ kind: 'invalid', path: ['metadata', 'name'], message: rule.message });
  const namespace = stringAt(metadata, 'namespace');
  if (namespace !== undefined && namespace !== '' && !isDnsLabel(namespace))
    report({ kind: 'invalid', path: ['metadata', 'namespace'], message: DNS_LABEL.message });
  labelProblems(metadata['labels'], ['metadata', 'labels'], report);
  annotationProblems(metadata['annotations'], ['metadata', 'annotations'], report);
}

const KEY =
  'is no label name: no more than 63 letters, digits, "-", "_" and ".", after a DNS name and "/" if there is one';
const VALUE = 'must be no more than 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit';

/** Labels of an object, a pod template or a selector. */
export function labelProblems(labels: Json | undefined, path: Path, report: Report): void {
  if (!isObject(labels)) return;
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabelKey(key)) report({ kind: 'invalid', path: [...path, shownKey(key)], message: KEY });
    else if (typeof value === 'string' && !isLabelValue(value))
      report({ kind: 'invalid', path: [...path, shownKey(key)], message: VALUE });
  }
}

export function annotationProblems(annotations: Json | undefined, path: Path, report: Report): void {
  if (!isObject(annotations)) return;
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    if (!isLabelKey(key.toLowerCase())) report({ kind: 'invalid', path: [...path, shownKey(key)], message: KEY });
    bytes += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  if (bytes > ANNOTATIONS_BYTES)
    report({ kind: 'invalid', path, message: `has ${bytes} bytes in all; ${ANNOTATIONS_BYTES} are allowed` });
}
