/** What the one cluster of a repository is called. */
import { stringAt } from '../../kube/json.ts';
import type { Survey } from '../../io/files/survey.ts';
import type { Snapshot } from '../../model/index.ts';
import { onlyCluster } from './init-clusters.ts';

/** As Prometheus' own labels name it; the first that is there. */
const LABELS = ['cluster', 'cluster_name', 'k8s_cluster_name'] as const;

/** The name in a context; undefined: it has none. Those of cloud providers are paths: "arn:aws:eks:…:cluster/prod". */
export function nameFrom(context = ''): string | undefined {
  const last = context.split(/[/@:_]/).findLast((part) => part !== '') ?? '';
  const name = last.replaceAll(/[^a-zA-Z0-9.-]/g, '-').replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, '');
  return name === '' ? undefined : name.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, '');
}

/** The only folder that is called as clusters are (clusters/prod), else what every Prometheus among the files calls it. */
export function onlyName({ files, captured }: Survey, snapshot: Snapshot | undefined): string | undefined {
  // What was captured may be a file of that name.
  const folder = onlyCluster([...files, ...captured.map((file) => file.replace(/\.(?:ya?ml|json)$/i, '/captured'))]);
  if (folder !== undefined) return folder;
  const labels = (snapshot?.objects ?? []).flatMap(({ kind, body }) => {
    if (kind !== 'Prometheus' && kind !== 'PrometheusAgent') return [];
    const [label] = LABELS.flatMap((name) => stringAt(body, 'spec', 'externalLabels', name) ?? []);
    return label ?? [];
  });
  const [name, other] = new Set(labels);
  return other === undefined && name !== undefined && !name.includes('$') ? nameFrom(name) : undefined;
}
