import { at, objectAt, stringAt } from '../../kube/json.ts';
import { decodeSelector, selects } from '../../kube/selector.ts';
import type { KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/** Labels of namespaces whose value is written for the name; the first is of Kubernetes itself. */
const NAME_LABELS: readonly string[] = ['kubernetes.io/metadata.name', 'name', 'namespace'];

/**
 * The namespaces that are meant by labels in a namespaceSelector of a monitor, which knows names only: those that have
 * the labels, else the one that a label names. Nothing where there are no such labels.
 */
export function namesOf(world: World, { body, problems = [] }: KubeObject): { readonly names?: readonly string[] } {
  const asked = problems.some(
    ({ kind, path }) => kind === 'unknown' && path[1] === 'namespaceSelector' && path[2]?.startsWith('match') === true,
  );
  if (!asked) return {};
  const written = objectAt(body, 'spec', 'namespaceSelector');
  const selector = decodeSelector(written, 'nothing');
  const found = world.all('', 'Namespace').filter(({ metadata }) => selects(selector, metadata.labels));
  if (selector.kind === 'matching' && found.length > 0)
    return { names: found.map(({ metadata }) => metadata.name).sort() };
  const labels = objectAt(written, 'matchLabels');
  const named = NAME_LABELS.flatMap((key) => (at(labels, key) === undefined ? [] : (stringAt(labels, key) ?? [])));
  return { names: named.slice(0, 1) };
}
