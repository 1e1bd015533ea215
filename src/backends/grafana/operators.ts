import type { JsonObject, KubeObject, Ref, Selector } from '../../model/index.ts';
import { at, objectsAt, stringAt } from '../../kube/json.ts';
import { compareRefs, refOf, title } from '../../kube/refs.ts';
import { parseSelectorFlag } from '../../kube/selector-text.ts';
import { printSelector, selects } from '../../kube/selector.ts';

/** A grafana-operator that runs, and which objects it sees at all. Source: grafana-operator v5.24.0 main.go:270-300, 490-540. */
export interface GrafanaOperator {
  readonly workload: Ref;
  readonly namespaces: 'all' | readonly string[] | { readonly label: readonly [key: string, value: string] };
  /** Labels that every object must have, the Grafana too (WATCH_LABEL_SELECTORS). */
  readonly labels: Selector;
  /** What decides it and could not be read, one sentence each. */
  readonly unknown: readonly string[];
}

/** Every grafana-operator among these objects, in a stable order; none where it runs elsewhere or was not read. */
export function grafanaOperators(objects: readonly KubeObject[]): readonly GrafanaOperator[] {
  return objects
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('apps/') && kind === 'Deployment')
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)))
    .flatMap((workload) =>
      objectsAt(workload.body, 'spec', 'template', 'spec', 'containers')
        .filter((container) => /(?:^|\/)grafana-operator(?:[:@]|$)/.test(stringAt(container, 'image') ?? ''))
        .map((container) => operatorOf(workload, container)),
    );
}

function operatorOf(workload: KubeObject, container: JsonObject): GrafanaOperator {
  const unknown: string[] = [];
  const get = (name: string): string => {
    const entry = objectsAt(container, 'env').findLast((each) => stringAt(each, 'name') === name);
    if (stringAt(entry, 'valueFrom', 'fieldRef', 'fieldPath') === 'metadata.namespace')
      return workload.metadata.namespace ?? '';
    const value = stringAt(entry, 'value') ?? '';
    const hidden = entry ? at(entry, 'valueFrom') !== undefined || value.includes('$(') : isOpen(container);
    if (hidden) unknown.push(`${name} is set by reference, so its value is not known.`);
    return hidden ? '' : value;
  };
  const names = get('WATCH_NAMESPACE');
  const [key = '', value = '', ...rest] = names === '' ? get('WATCH_NAMESPACE_SELECTOR').split(':') : [];
  if (rest.length > 0) unknown.push('WATCH_NAMESPACE_SELECTOR is not KEY:VALUE, so it does not start.');
  const labels = parseSelectorFlag(get('WATCH_LABEL_SELECTORS'));
  if (labels.kind === 'invalid') unknown.push('WATCH_LABEL_SELECTORS is not a selector of labels.');
  return {
    workload: refOf(workload),
    // Without a colon the selector is passed over.
    namespaces: names !== '' ? names.split(',') : value === '' ? 'all' : { label: [key.trim(), value.trim()] },
    labels,
    unknown,
  };
}

function isOpen(container: JsonObject): boolean {
  return objectsAt(container, 'envFrom').length > 0;
}

/** Does it see this object? `namespace`: the object's own, where it was read. */
export function sees(
  { namespaces, labels, unknown }: GrafanaOperator,
  { metadata }: Pick<KubeObject, 'metadata'>,
  namespace: KubeObject | undefined,
): 'yes' | 'no' | 'unknown' {
  if (unknown.length > 0) return 'unknown';
  if (!selects(labels, metadata.labels)) return 'no';
  if (namespaces === 'all') return 'yes';
  if (!('label' in namespaces)) return namespaces.includes(metadata.namespace ?? '') ? 'yes' : 'no';
  if (!namespace) return 'unknown';
  const [key, value] = namespaces.label;
  return namespace.metadata.labels[key] === value ? 'yes' : 'no';
}

/** "Deployment grafana/grafana-operator looks at namespace a, b only (WATCH_NAMESPACE)". */
export function printSight({ workload, namespaces, labels }: GrafanaOperator): string {
  const where =
    namespaces === 'all'
      ? []
      : 'label' in namespaces
        ? [`at namespaces that had the label ${namespaces.label.join('=')} when it started (WATCH_NAMESPACE_SELECTOR)`]
        : [`at namespace ${namespaces.join(', ')} only (WATCH_NAMESPACE)`];
  const what = labels.kind === 'everything' ? [] : [`at objects with ${printSelector(labels)} (WATCH_LABEL_SELECTORS)`];
  return `${title(workload)} looks ${[...where, ...what].join(', and ') || 'at everything'}`;
}
