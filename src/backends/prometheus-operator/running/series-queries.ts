import type { TargetContext } from '../../../world/context.ts';
import type { KubeObject, Stack } from '../../../model/index.ts';

/** Labels of a target that a metric of the application may have, too. */
const RENAMED = ['job', 'instance', 'namespace', 'pod', 'container', 'service', 'endpoint'];

/** Queries about the series that come through one monitor from one Service. */
export interface SeriesQueries {
  readonly of: string;
  /** How many series besides those that Prometheus writes about each scrape itself. */
  readonly stored: string;
  /** How many samples the last scrapes left after metric relabelings. */
  readonly scraped: string;
  /** One sample per label that was renamed to exported_LABEL; its label `renamed` is the label. */
  readonly renamed: string;
}

/** The series of a monitor, by the labels that the operator gives them; [] where others may decide these labels. */
export function seriesOf(context: TargetContext, object: KubeObject, stack: Stack): readonly SeriesQueries[] {
  const monitor = context.monitor(object);
  if (!monitor || stack.restrictions.enforcedNamespaceLabel !== undefined) return [];
  const sources = [
    ...new Set(
      context.wires(object, stack).flatMap(({ service, targets }) => {
        if (targets.length === 0) return [];
        if (service) return [`namespace="${service.namespace ?? ''}",service="${service.name}"`];
        return [`job="${object.metadata.namespace ?? ''}/${object.metadata.name}"`];
      }),
    ),
  ];
  return sources.map((of) => ({
    of,
    stored: `count({${of},__name__!~"up|scrape_.+"})`,
    scraped: `sum(scrape_samples_post_metric_relabeling{${of}})`,
    renamed: RENAMED.map(
      (label) => `label_replace(count({${of},exported_${label}!=""}),"renamed","${label}","__name__","")`,
    ).join(' or '),
  }));
}
