/** Paths of the Kubernetes API. Every part is encoded: names come from files, arguments and objects of others. */
import { PromwireError } from '../../errors.ts';
import type { Resource } from '../../model/index.ts';

/**
 * One part of a path. "." and ".." would be taken for the way to another one: no object has such a name. Source:
 * k8s.io/apimachinery pkg/api/validation/path IsValidPathSegmentName. Throws PromwireError 'failed'.
 */
function segment(name: string): string {
  if (name === '.' || name === '..')
    throw new PromwireError('failed', `${JSON.stringify(name)} is no name of an object`, 'Correct what names it.');
  return encodeURIComponent(name);
}

/** "/apis/apps/v1" or "/api/v1". */
export function versionPath(group: string, version: string): string {
  const v = encodeURIComponent(version);
  return group === '' ? `/api/${v}` : `/apis/${encodeURIComponent(group)}/${v}`;
}

/** Where objects of a resource live: all of them, those of a namespace, or one by name. */
export function resourcePath(resource: Resource, version: string, namespace?: string, name?: string): string {
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  const tail = name === undefined ? '' : `/${segment(name)}`;
  return `${versionPath(resource.group, version)}${scope}/${encodeURIComponent(resource.plural)}${tail}`;
}

/** "?a=1&b=2" of the parameters that are set, or "". */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
