import { seriesOf } from '../../../src/backends/prometheus-operator/running/series-queries.ts';
import {
  analysis,
  endpoints,
  mayDiscover,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import type { KubeObject } from '../../../src/model/index.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1']])];
const of = (spec: Raw = {}) => [
  prometheus('monitoring/k8s', spec),
  ...mayDiscover,
  serviceMonitor('shop/web'),
  ...behind,
];

/** The query that a check of the first object asks. */
function renamed(objects: readonly KubeObject[]): string {
  const context = analysis(objects);
  const [object] = context.subjects();
  const [stack] = context.stacks;
  return object && stack ? (seriesOf(context, object, stack)[0]?.renamed ?? '') : '';
}
const said = (objects: readonly KubeObject[], labels: readonly string[]) =>
  observed(
    instance({
      targets: [target()],
      queries: { [renamed(objects)]: labels.map((label) => ({ labels: { renamed: label }, value: '4' })) },
    }),
  );
const pods = [prometheus('monitoring/k8s'), ...mayDiscover, podMonitor('shop/web'), pod('shop/web-1')];

table('label-renamed', [
  {
    it: 'names the labels and what they are called now',
    objects: of(),
    live: said(of(), ['namespace', 'pod']),
    expect: {
      severity: 'info',
      evidence: { of: 'namespace="shop",service="web"', labels: ['namespace', 'pod'], series: 4 },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'honorLabels'], becomes: true }] },
    },
  },
  {
    it: 'does not offer what the stack overrides',
    objects: of({ overrideHonorLabels: true }),
    live: said(of({ overrideHonorLabels: true }), ['job']),
    expect: { never: ['set honorLabels: true'] },
  },
  {
    it: 'knows the series of a PodMonitor by their job',
    objects: pods,
    live: said(pods, ['pod']),
    expect: { evidence: { of: 'job="shop/web"' } },
  },
  { it: 'is silent where nothing is renamed', objects: of(), live: said(of(), []), expect: 'nothing' },
  {
    it: 'is silent where it was not asked for',
    objects: of(),
    live: observed(instance({ targets: [target()] })),
    expect: 'nothing',
  },
]);
