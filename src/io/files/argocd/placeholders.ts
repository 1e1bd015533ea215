/**
 * What Argo CD fills in after everything else: placeholders of its vault plugin, and variables of its build environment. Sources:
 * argoproj-labs/argocd-vault-plugin pkg/kube/util.go; argo-cd docs/user-guide/build-environment.md.
 */
import { at } from '../../../kube/json.ts';
import type { JsonObject, KubeObject } from '../../../model/index.ts';

const ANYWHERE = /<path:[^<>\n"]{1,300}>|\$\{?ARGOCD_(?:APP|ENV)_\w{1,100}\}?/;
/** Those of an object that names the path of all of its placeholders. */
const NAMED = /<[ \t]*[\w.-]{1,100}(?:[ \t]*\|[^<>\n"]{0,100})?[ \t]*>/;
const PATH = 'avp.kubernetes.io/path';

/** The first of these where it decides: in names and labels, and in what is read of the body. `raw`: as it is written. */
export function placeholderIn({ kind, metadata, body }: KubeObject, raw: JsonObject): string | undefined {
  const { name, namespace, labels } = metadata;
  const read = JSON.stringify([name, namespace, labels, kind === 'ConfigMap' || kind === 'Secret' ? '' : body]);
  if (!read.includes('<') && !read.includes('$')) return undefined;
  const isNamed = at(raw, 'metadata', 'annotations', PATH) !== undefined;
  return (ANYWHERE.exec(read) ?? (isNamed ? NAMED.exec(read) : null))?.[0];
}
