/** What helm made as the tools around it leave it: post-renderers of Flux, the kustomization that has the chart inflated. */
import type { Json, JsonObject } from '../../../model/index.ts';
import { isObject, stringAt } from '../../../kube/json.ts';
import { groupOf } from '../../../kube/refs.ts';
import { findResource } from '../../../kube/resources.ts';
import { changed, type Change } from '../kustomize/change.ts';
import { readDocuments } from '../documents.ts';

/** A text of manifests, or why it is not known. */
type After = { readonly text: string } | { readonly why: string };

/** The same text with these changes made to its objects, each behind the comment that names its template. */
export function textAfter(text: string, changes: readonly Change[]): After {
  if (changes.length === 0) return { text };
  const all: string[] = [];
  for (const read of readDocuments(text)) {
    if (read.outcome === 'broken') return { why: `helm makes what is no YAML: ${read.reason}` };
    for (const object of objectsIn(read.value)) {
      const now = changed(object, changes, isClusterScoped(object));
      if (now?.open !== undefined) return { why: now.open };
      const source = read.template === undefined ? '' : `# Source: ${read.template}\n`;
      if (now) all.push(`---\n${source}${JSON.stringify(now.object)}\n`);
    }
  }
  return { text: all.join('') };
}

function objectsIn(value: Json): readonly JsonObject[] {
  if (!isObject(value)) return [];
  const { kind, items } = value;
  return kind === 'List' && Array.isArray(items) ? items.flatMap((item: Json) => objectsIn(item)) : [value];
}

function isClusterScoped(object: JsonObject): boolean {
  return (
    findResource(groupOf(stringAt(object, 'apiVersion') ?? ''), stringAt(object, 'kind') ?? '')?.namespaced === false
  );
}
