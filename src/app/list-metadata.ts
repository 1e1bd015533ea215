/** What promwire made in a cluster, and what it may have changed: metadata alone, over all namespaces where that is allowed. */
import { ourLabels } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { list } from '../io/kube/list.ts';
import { project } from '../io/projection/index.ts';
import { gapText } from '../kube/gap-text.ts';
import { findResource } from '../kube/resources.ts';
import type { KubeObject } from '../model/index.ts';

/** The label selector of what promwire made for a profile. */
export function ourSelector(profile: string): string {
  return Object.entries(ourLabels(profile))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/**
 * Metadata of the objects of a kind in all namespaces; who may list only `namespace` gets those, and what is unseen.
 * Throws PromwireError 'forbidden' where not even that may be listed.
 */
export async function listed(
  kube: Kube,
  group: string,
  kind: string,
  namespace: string | undefined,
  options: { readonly labelSelector?: string; readonly signal: AbortSignal },
): Promise<{ readonly objects: readonly KubeObject[]; readonly unseen: readonly string[] }> {
  const resource = findResource(group, kind);
  if (!resource) throw new Error(`no resource ${kind}`);
  const everywhere = await list(kube, resource, { ...options, metadataOnly: true });
  const narrow = everywhere.kind === 'gap' && everywhere.gap.reason === 'forbidden' && namespace !== undefined;
  const answer = narrow ? await list(kube, resource, { ...options, namespace, metadataOnly: true }) : everywhere;
  if (answer.kind === 'gap') {
    if (answer.gap.reason === 'crd-missing') return { objects: [], unseen: [] };
    throw new PromwireError(
      'forbidden',
      `cannot tell what is promwire's: ${gapText(answer.gap)}`,
      'Ask for the right to list it, or narrow with -n.',
    );
  }
  const objects = answer.items.flatMap((item) => {
    const object = project(item, { source: 'cluster' });
    return 'invalid' in object ? [] : [object];
  });
  return { objects, unseen: narrow && everywhere.kind === 'gap' ? [gapText(everywhere.gap)] : [] };
}
