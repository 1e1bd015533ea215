import { defineCheck } from '../check.ts';
import { largest } from '../../kube/extremes.ts';
import { samplesOf } from '../../backends/prometheus-operator/running/live.ts';
import { endpointsField, rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { seriesOf } from '../../backends/prometheus-operator/running/series-queries.ts';

/** Labels of the metrics collide with those of the target and are called exported_* now. */
export const labelRenamed = defineCheck({
  id: 'label-renamed',
  title: 'Labels of the metrics arrive as exported_*',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  live: true,
  find: ({ object, stack }, context) => {
    const live = context.live(stack);
    if (!live || !context.selected(object, stack)) return [];
    return seriesOf(context, object, stack).flatMap(({ of, renamed }) => {
      const samples = samplesOf(live, renamed) ?? [];
      const labels = [...new Set(samples.flatMap(({ labels: { renamed: name } }) => name ?? []))].sort();
      if (labels.length === 0) return [];
      const count = largest(samples.map(({ value }) => Number(value) || 0));
      return [{ of, labels, series: count, overridden: stack.restrictions.overrideHonorLabels }];
    });
  },
  explain: ({ of, labels, series, overridden }, { object, stack }) => {
    const list = endpointsField(object.kind);
    const names = labels.map((label) => `exported_${label}`).join(', ');
    return {
      severity: 'info',
      summary: `Metrics of ${title(refOf(object))} have labels of their own that ${title(stack.ref)} stores as ${names}.`,
      because: [
        `{${of}}: ${series} series with ${names}; ${labels.join(', ')} ${labels.length === 1 ? 'is that' : 'are those'} of the target.`,
        'A query that expects the value of the application under the plain name finds nothing.',
      ],
      remedy: overridden
        ? `Query ${names}; the stack sets overrideHonorLabels.`
        : `Query ${names}, or set honorLabels: true where you trust the application with these labels.`,
      ...(overridden || rawEndpoint(object, 0)['honorLabels'] === true
        ? {}
        : {
            fix: {
              kind: 'patch' as const,
              object: refOf(object),
              fields: [{ path: ['spec', list, '0', 'honorLabels'], was: null, becomes: true }],
              risk: 'The application can then write any label, also those of another namespace; dashboards that use exported_* break.',
            },
          }),
    };
  },
});
