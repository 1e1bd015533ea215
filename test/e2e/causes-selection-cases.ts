import { refOf } from '../../src/kube/refs.ts';
import type { Bed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { namespace } from '../bed/worlds/objects.ts';
import { rewrite } from './apply-fix.ts';
import { podMonitor, prometheus, serviceMonitor } from './causes-worlds.ts';

/* Each cause that keeps an object out of the configuration, staged once: an object, and the stack that ignores it. */

export interface Case {
  readonly id: string;
  readonly stack: KubeThing;
  readonly object: KubeThing;
  /** Stands in the generated configuration when the object has its effect. */
  readonly effect: string;
  readonly severity?: 'warning';
  /** What a person does where only a person can know it: the steps that the finding gives. */
  readonly byHand?: (bed: Bed) => Promise<void>;
  /** Another object takes its place, so that the finding about this one stays. */
  readonly replaced?: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

export const surroundings: readonly KubeThing[] = [
  ...['monitoring', 'shop', 'hidden', 'operators'].map((name) => namespace(name)),
];

/** A Prometheus with labels or annotations of its own. */
export const scoped = (name: string, more: Partial<KubeThing['metadata']>): KubeThing => {
  const { metadata, ...rest } = prometheus(name);
  return { ...rest, metadata: { ...metadata, ...more } };
};

const jobOf = ({ metadata }: KubeThing): string => `job_name: serviceMonitor/shop/${metadata.name}/0`;
const monitored = (id: string, stack: KubeThing, more: Partial<Case> = {}): Case => {
  const object = more.object ?? serviceMonitor(stack.metadata.name, `${stack.metadata.name}-web`);
  return { id, stack, object, effect: jobOf(object), ...more };
};
const edit =
  (object: KubeThing, spec: Raw) =>
  async (bed: Bed): Promise<void> => {
    await rewrite(bed, refOf(object), (live) => ({ ...live, spec: { ...(live['spec'] as object), ...spec } }));
  };
const without = (...fields: readonly string[]): Raw => Object.fromEntries(fields.map((field) => [field, undefined]));

const deaf = prometheus('deaf', without('serviceMonitorSelector'));
const manual = prometheus(
  'manual',
  without('serviceMonitorSelector', 'podMonitorSelector', 'probeSelector', 'scrapeConfigSelector'),
);
const broken = prometheus('broken', { podMonitorSelector: { matchExpressions: [{ key: 'team', operator: 'In' }] } });
const perNode: KubeThing = {
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'PrometheusAgent',
  metadata: { namespace: 'monitoring', name: 'node' },
  spec: {
    mode: 'DaemonSet',
    serviceAccountName: 'prometheus',
    podMonitorSelector: { matchLabels: { stack: 'node' } },
    podMonitorNamespaceSelector: {},
  },
};
const hasty = serviceMonitor('hasty', 'hasty-web', { port: 'http', interval: '10s', scrapeTimeout: '20s' });
const empty = serviceMonitor('empty', 'empty-web', {}, { endpoints: [] });
const aged = prometheus('aged', { version: 'v2.26.0' });
const strict = prometheus('strict', { serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } } });
const mislabelled = serviceMonitor('unlabelled', 'unlabelled-web');

export const cases: readonly Case[] = [
  monitored('selector-null', deaf),
  monitored('prometheus-unmanaged', manual),
  monitored('agent-daemonset-mode', perNode, {
    replaced: true,
    effect: 'job_name: podMonitor/shop/node-pods/0',
    byHand: async (bed) => await bed.apply([podMonitor('node', 'node-pods')]),
  }),
  monitored('reconcile-failed', broken, {
    byHand: edit(broken, { podMonitorSelector: { matchLabels: { stack: 'broken' } } }),
  }),
  monitored('prometheus-paused', prometheus('paused', { paused: true })),
  monitored('selected-but-empty', prometheus('empty'), {
    object: empty,
    byHand: edit(empty, { endpoints: [{ port: 'http' }] }),
  }),
  monitored('rejected-by-operator', prometheus('hasty'), {
    object: hasty,
    byHand: edit(hasty, { endpoints: [{ port: 'http', interval: '10s' }] }),
  }),
  monitored('version-field-ignored', aged, {
    object: serviceMonitor('aged', 'aged-web', { port: 'http' }, { labelLimit: 17 }),
    effect: 'label_limit: 17',
    severity: 'warning',
    byHand: edit(aged, { version: 'v3.5.0' }),
  }),
  monitored('label-mismatch', prometheus('picky'), {
    object: { ...mislabelled, metadata: { namespace: 'shop', name: 'picky-web', labels: {} } },
    effect: 'job_name: serviceMonitor/shop/picky-web/0',
  }),
  monitored('namespace-selector-mismatch', strict, {
    byHand: async (bed) => await bed.apply([namespace('shop', { team: 'shop' })]),
  }),
];
