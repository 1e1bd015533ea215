/** Another port of an application that a monitor of another owner scrapes, under the name that ours would give its series. */
import type { SeriesLabels } from '../../backends/prometheus-operator/discovery/series-labels.ts';
import { seriesLabels } from '../../backends/prometheus-operator/discovery/series-labels.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { refOf, sameRef } from '../../kube/refs.ts';
import type { Ref, Stack } from '../../model/index.ts';
import type { App } from '../../world/applications.ts';

/**
 * The first monitor besides `own` that gives series of another port or path of the application that job and namespace: alerts
 * on the one would count the other in.
 */
export function sharingJob(
  { world, ...then }: Pick<Analysis, 'world' | 'subjects' | 'selected' | 'monitor'>,
  { app: { services, target }, stack, own }: { readonly app: App; readonly stack: Stack; readonly own: Ref },
  series: SeriesLabels,
): Ref | undefined {
  if (!target) return undefined;
  const others = then
    .subjects()
    .filter(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor')
    .filter((object) => !sameRef(refOf(object), own) && then.selected(object, stack));
  const found = others.find((object) => {
    const monitor = then.monitor(object);
    const labels =
      monitor &&
      seriesLabels(world, monitor, stack, ({ found: { port, podRef }, service }, { path }) => {
        const isPod = podRef !== undefined && target.pods.some((each) => sameRef(each, podRef));
        const isService = service !== undefined && services.some((each) => sameRef(each, refOf(service)));
        return (isPod || isService) && !(port === target.number && path === target.path);
      });
    return (
      labels !== undefined && labels !== 'open' && labels.job === series.job && labels.namespace === series.namespace
    );
  });
  return found && refOf(found);
}
