import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { rights, serviceAccount } from '../bed/worlds/objects.ts';
import { applyFix, rewrite } from './apply-fix.ts';
import { askLive, findingAbout } from './ask-live.ts';
import { deployment, images, podMonitor, prometheus, service, serviceMonitor, surroundings } from './causes-worlds.ts';
import { livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';

/*
 * Causes between a selected monitor and its targets, on the real operator and Prometheus: nothing is scraped, check
 * names the cause, the fix is applied, and the target is up.
 */

const LONG = 180_000;
let bed: Bed;
const live: Record<string, LivePrometheus> = {};
let before: Report;

interface Case {
  readonly id: string;
  /** Its name is that of the case. */
  readonly monitor: KubeThing;
  /** What a person does where only a person can know it. */
  readonly byHand?: () => Promise<void>;
}

const elsewhere = { selector: { matchLabels: { app: 'sliced' } } };
const plain = { selector: { matchLabels: { app: 'plain' } }, selectorMechanism: 'RoleSelector' };
const batch = { selector: { matchLabels: { app: 'batch' } } };
const quiet = { selector: { matchLabels: { app: 'quiet' } } };
const never = { action: 'keep', sourceLabels: ['namespace'], regex: 'prod' };
const withoutPods = { selector: undefined, ports: [{ name: 'http', port: 8080 }] };

const podOf = async (app: string): Promise<KubeThing> =>
  await bed.waitFor(
    async () =>
      (await bed.list('v1', 'Pod', 'shop')).find(
        ({ metadata, status }) => metadata.labels?.['app'] === app && (status as { podIP?: string } | undefined)?.podIP,
      ),
    { what: `the pod of ${app}` },
  );
const addressOf = (pod: KubeThing): string => (pod['status'] as { readonly podIP: string }).podIP;
const finish = async (app: string): Promise<void> => {
  const path = `/api/v1/namespaces/shop/pods/${(await podOf(app)).metadata.name}/status`;
  await bed.api.json('PATCH', path, { status: { phase: 'Succeeded' } }, 'application/merge-patch+json');
};
/** A pod of no Deployment, which would start another in place of one that has finished. */
const pod = (name: string): KubeThing => {
  const { template } = deployment('batch')['spec'] as {
    readonly template: { readonly metadata: object; readonly spec: object };
  };
  return { apiVersion: 'v1', kind: 'Pod', ...template, metadata: { ...template.metadata, namespace: 'shop', name } };
};

const cases: readonly Case[] = [
  { id: 'target-port-undeclared', monitor: serviceMonitor('main', 'number', { targetPort: 8081 }) },
  { id: 'target-port-undeclared', monitor: podMonitor('main', 'pod-number', { portNumber: 8081 }) },
  { id: 'role-mismatch', monitor: serviceMonitor('main', 'sliced', undefined, elsewhere) },
  { id: 'role-selector-labels', monitor: serviceMonitor('main', 'plain', undefined, plain) },
  {
    id: 'pods-not-running',
    monitor: serviceMonitor('main', 'batch', undefined, batch),
    byHand: async () => {
      await bed.remove([pod('batch')]);
      await bed.apply([pod('batch-again')]);
    },
  },
  {
    id: 'relabel-drops-all',
    monitor: serviceMonitor('main', 'relabeled', { port: 'http', relabelings: [never] }),
    byHand: async () => await corrected('relabeled', { port: 'http' }),
  },
  {
    id: 'relabel-drops-all',
    monitor: serviceMonitor(
      'main',
      'silent',
      { port: 'http', metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: '.+' }] },
      quiet,
    ),
    byHand: async () => await corrected('silent', { port: 'http' }),
  },
  {
    id: 'rbac-cluster-scope',
    monitor: serviceMonitor('narrow', 'everywhere', undefined, { namespaceSelector: { any: true } }),
  },
];

/** The one endpoint of a ServiceMonitor as its author would write it. */
const corrected = async (name: string, endpoint: unknown): Promise<void> => {
  const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name };
  await rewrite(bed, monitor, (object) => ({
    ...object,
    spec: { ...(object['spec'] as object), endpoints: [endpoint] },
  }));
};

const nameOf = ({ monitor }: Case): string => monitor.metadata.name;
const stackOf = ({ monitor }: Case): string => monitor.metadata.labels?.['stack'] ?? '';
const poolOf = ({ monitor }: Case): string =>
  `${monitor.kind === 'PodMonitor' ? 'podMonitor' : 'serviceMonitor'}/shop/${monitor.metadata.name}/0`;
/** How many targets of a pool are up. */
const upIn = async (stack: string, pool: string): Promise<number> =>
  ((await live[stack]?.targets(pool)) ?? []).filter(({ health }) => health === 'up').length;
const stored = async (): Promise<unknown> => await live['main']?.query('lab_up{job="quiet"}');
const named = cases.map((one) => [`${one.id}: ${nameOf(one)}`, one] as const);

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    serviceAccount('monitoring', 'narrow'),
    ...rights(
      'shop',
      'narrow',
      {},
      [{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] }],
      { namespace: 'monitoring', name: 'narrow' },
    ),
    prometheus('main'),
    prometheus('narrow', { serviceAccountName: 'narrow' }),
    deployment('lab'),
    pod('batch'),
    ...['lab', 'batch'].map((app) => service(app, app)),
    service('quiet', 'quiet', { selector: { app: 'lab' } }),
    service('sliced', 'sliced', withoutPods),
    service('plain', 'plain', withoutPods),
    service(
      'cart',
      'cart',
      { selector: { app: 'lab' } },
      {
        labels: { app: 'cart' },
        annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '80' },
      },
    ),
    ...['main', 'narrow'].map((stack) => serviceMonitor(stack, `${stack}-works`)),
  ]);
  const address = addressOf(await podOf('lab'));
  await bed.apply([
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 'sliced-1', labels: { 'kubernetes.io/service-name': 'sliced' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { namespace: 'shop', name: 'plain' },
      subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'http', port: 8080 }] }],
    },
    ...cases.map(({ monitor }) => monitor),
  ]);
  await finish('batch');
  for (const stack of ['main', 'narrow']) {
    live[stack] = await livePrometheus(bed, 'monitoring', stack);
    // What works shows that the stack has taken up what was written before it.
    await bed.waitFor(async () => (await upIn(stack, `serviceMonitor/shop/${stack}-works/0`)) === 1, {
      what: `${stack} scrapes what works`,
      timeoutMs: 90_000,
    });
  }
  before = await bed.waitFor(
    async () => {
      const report = await askLive(bed.kubeconfig);
      return cases.every((one) => findingAbout(report, one.id, nameOf(one))) && report;
    },
    { what: 'every cause named', timeoutMs: 60_000, everyMs: 2000 },
  );
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('what is selected and not scraped', () => {
  it.each(named)('has no effect: %s', async (_name, one) => {
    // A metric relabeling leaves the target, and nothing of what it says.
    if (nameOf(one) === 'silent') expect(await stored()).toEqual([]);
    else expect(await live[stackOf(one)]?.targets(poolOf(one))).toEqual([]);
  });

  it.each(named)('is named by check: %s', (_name, one) => {
    const finding = findingAbout(before, one.id, nameOf(one));
    expect(finding?.severity).toBe('error');
    expect(finding?.fix?.kind === 'advise').toBe(one.byHand !== undefined);
  });

  it('is not what works', () => {
    expect(
      before.findings.filter(({ object, severity }) => object.name.endsWith('-works') && severity === 'error'),
    ).toEqual([]);
  });

  it(
    'is scraped after the fix',
    async () => {
      for (const one of cases) {
        if (one.byHand) await one.byHand();
        else expect(await applyFix(bed, findingAbout(before, one.id, nameOf(one))?.fix)).toBe(true);
      }
      await bed.waitFor(
        async () => {
          const counts = await Promise.all(cases.map(async (one) => await upIn(stackOf(one), poolOf(one))));
          return counts.every((count) => count >= 1) && ((await stored()) as readonly unknown[]).length === 1;
        },
        { what: 'every target up', timeoutMs: 90_000 },
      );
      const after = await bed.waitFor(
        async () => {
          const report = await askLive(bed.kubeconfig);
          const left = report.findings.filter(({ severity }) => severity === 'error');
          return left.length === 0 && report;
        },
        { what: 'no error left', timeoutMs: 60_000, everyMs: 2000 },
      );
      expect(cases.filter((one) => findingAbout(after, one.id, nameOf(one))).map(nameOf)).toEqual([]);
    },
    LONG,
  );
});

describe('scrape annotations', () => {
  it(
    'are named, and the monitor made of them is scraped',
    async () => {
      const finding = findingAbout(before, 'scrape-annotations-ignored', 'cart');
      expect(finding?.severity).toBe('warning');
      expect(await applyFix(bed, finding?.fix)).toBe(true);
      await bed.waitFor(async () => (await upIn('main', 'serviceMonitor/shop/cart/0')) === 1, {
        what: 'the annotated Service scraped',
        timeoutMs: 60_000,
      });
      expect(findingAbout(await askLive(bed.kubeconfig), 'scrape-annotations-ignored', 'cart')).toBeUndefined();
    },
    LONG,
  );
});

describe('a control plane that somebody else runs', () => {
  it(
    'is one word and no error',
    async () => {
      const app = 'kube-prometheus-stack-kube-scheduler';
      const { metadata, ...rest } = serviceMonitor('main', 'x-kube-scheduler', undefined, {
        selector: { matchLabels: { app } },
      });
      await bed.apply([
        { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, app } } },
        service('x-kube-scheduler', app, { selector: { component: 'kube-scheduler' } }),
      ]);
      const { findings } = await askLive(bed.kubeconfig);
      expect(
        findings
          .filter(({ object }) => object.name === 'x-kube-scheduler')
          .map(({ check, severity }) => `${severity} ${check}`),
      ).toEqual(['info managed-control-plane']);
    },
    LONG,
  );
});
