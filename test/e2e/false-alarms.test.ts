import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { namespace } from '../bed/worlds/objects.ts';
import { askLive } from './ask-live.ts';
import { deployment, images, prometheus, service, surroundings } from './causes-worlds.ts';
import { livePrometheus } from './live.ts';

/*
 * A healthy cluster of fifty monitors that uses every legal form of them: all is scraped, and check says no error.
 * Three stacks divide the work by label, each selecting only its own.
 */

const LONG = 240_000;
type Raw = Readonly<Record<string, unknown>>;
const STACKS = ['one', 'two', 'three'];
let bed: Bed;

const V1 = 'monitoring.coreos.com/v1';
const app = (name: string): Raw => ({ selector: { matchLabels: { app: name } } });
const http = { port: 'http' };

/** Forms of a ServiceMonitor that somebody has called wrong at some time; [spec, endpoint]. */
const SERVICE_FORMS: Readonly<Record<string, Raw>> = {
  'port-by-name': { ...app('lab'), endpoints: [http] },
  'target-port-by-number': { ...app('lab'), endpoints: [{ targetPort: 8080 }] },
  'target-port-by-name': { ...app('lab'), endpoints: [{ targetPort: 'http' }] },
  'target-port-not-in-service': { ...app('other-port'), endpoints: [{ targetPort: 8080 }] },
  'port-wins-over-target-port': { ...app('lab'), endpoints: [{ port: 'http', targetPort: 9 }] },
  'no-port': { ...app('unnamed'), endpoints: [{}] },
  'unnamed-port': { ...app('unnamed'), endpoints: [{ targetPort: 8080 }] },
  'every-service': { selector: {}, namespaceSelector: { matchNames: ['mixed'] }, endpoints: [http] },
  headless: { ...app('headless'), endpoints: [http] },
  'beside-external-name': {
    selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['lab', 'external'] }] },
    endpoints: [http],
  },
  'not-in': {
    selector: {
      matchExpressions: [
        { key: 'app', operator: 'NotIn', values: ['external'] },
        { key: 'app', operator: 'Exists' },
      ],
    },
    endpoints: [http],
  },
  'other-namespace': { ...app('lab'), namespaceSelector: { matchNames: ['shop', 'not-there-yet'] }, endpoints: [http] },
  'any-namespace': { ...app('lab'), namespaceSelector: { any: true }, endpoints: [http] },
  'empty-namespace-selector': { ...app('lab'), namespaceSelector: {}, endpoints: [http] },
  'scrape-class': { ...app('lab'), scrapeClass: 'plain', endpoints: [http] },
  'two-endpoints': { ...app('lab'), endpoints: [http, { ...http, path: '/labels', honorLabels: true }] },
  'keeps-some': {
    ...app('lab'),
    endpoints: [{ ...http, relabelings: [{ action: 'keep', sourceLabels: ['namespace'], regex: 'sh.*' }] }],
  },
  'drops-some': {
    ...app('lab'),
    endpoints: [{ ...http, metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }] }],
  },
  'job-label': {
    ...app('lab'),
    jobLabel: 'app',
    targetLabels: ['app', 'absent'],
    podTargetLabels: ['app'],
    endpoints: [http],
  },
  'role-selector': { ...app('lab'), selectorMechanism: 'RoleSelector', endpoints: [http] },
  slices: { ...app('lab'), serviceDiscoveryRole: 'EndpointSlice', endpoints: [http] },
  'scheme-in-capitals': { ...app('lab'), endpoints: [{ ...http, scheme: 'HTTP' }] },
  limits: {
    ...app('lab'),
    sampleLimit: 1000,
    targetLimit: 10,
    endpoints: [{ ...http, interval: '20s', scrapeTimeout: '10s' }],
  },
  'finished-pods-too': { ...app('lab'), endpoints: [{ ...http, filterRunning: false }] },
  'by-hand': { ...app('by-hand'), endpoints: [http] },
};
const POD_FORMS: Readonly<Record<string, Raw>> = {
  'port-by-name': { ...app('lab'), podMetricsEndpoints: [http] },
  'port-by-number': { ...app('lab'), podMetricsEndpoints: [{ portNumber: 8080 }] },
  'every-port': { ...app('lab'), podMetricsEndpoints: [{}] },
  'every-pod': { selector: {}, namespaceSelector: { matchNames: ['shop'] }, podMetricsEndpoints: [http] },
};

const stackOf = (index: number): string => STACKS[index % STACKS.length] ?? '';
const monitor = (kind: string, name: string, index: number, spec: Raw, apiVersion = V1): KubeThing => ({
  apiVersion,
  kind,
  metadata: { namespace: 'shop', name, labels: { stack: stackOf(index) } },
  spec,
});

/** Every form once, the usual ones again for other stacks; Probes and ScrapeConfigs of `address`. */
const monitors = (address: string): readonly KubeThing[] => {
  const services = Object.entries(SERVICE_FORMS);
  const pods = Object.entries(POD_FORMS);
  const probe = (path: string): Raw => ({
    prober: { url: `${address}:8080`, path },
    targets: { staticConfig: { static: ['https://shop.example'] } },
  });
  const scrape = { staticConfigs: [{ targets: [`${address}:8080`] }] };
  return [
    ...services.map(([name, spec], i) => monitor('ServiceMonitor', name, i, spec)),
    ...pods.map(([name, spec], i) => monitor('PodMonitor', name, i, spec)),
    ...services.slice(0, 13).map(([name, spec], i) => monitor('ServiceMonitor', `${name}-again`, i + 1, spec)),
    ...[0, 1, 2, 3].map((i) => monitor('Probe', `probe-${i}`, i, probe('/metrics'))),
    ...[0, 1, 2, 3].map((i) => monitor('ScrapeConfig', `static-${i}`, i, scrape, 'monitoring.coreos.com/v1alpha1')),
  ];
};

const addressOf = async (): Promise<string> =>
  await bed.waitFor(
    async () =>
      (await bed.list('v1', 'Pod', 'shop'))
        .map(({ status }) => (status as { readonly podIP?: string } | undefined)?.podIP)
        .find((address) => address !== undefined),
    { what: 'the pod of the application' },
  );

let all: readonly KubeThing[] = [];

beforeAll(async () => {
  bed = await startBed({ images });
  await bed.apply([
    ...surroundings,
    namespace('mixed'),
    ...STACKS.map((name) =>
      prometheus(name, {
        scrapeClasses: [{ name: 'plain', relabelings: [{ targetLabel: 'class', replacement: 'plain' }] }],
      }),
    ),
    deployment('lab'),
    service('lab', 'lab'),
    service('headless', 'headless', { clusterIP: 'None', selector: { app: 'lab' } }),
    service('unnamed', 'unnamed', { selector: { app: 'lab' }, ports: [{ port: 80, targetPort: 8080 }] }),
    service('other-port', 'other-port', {
      selector: { app: 'lab' },
      ports: [{ name: 'web', port: 443, targetPort: 8080 }],
    }),
    service('external', 'external', {
      type: 'ExternalName',
      externalName: 'db.example',
      selector: undefined,
      ports: undefined,
    }),
    service('by-hand', 'by-hand', { selector: undefined, ports: [{ name: 'http', port: 8080 }] }),
  ]);
  const address = await addressOf();
  const endpoints = (where: string, name: string): KubeThing => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { namespace: where, name },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'http', port: 8080 }] }],
  });
  const { metadata, ...mixed } = service('web', 'web', { selector: undefined, ports: [{ name: 'http', port: 8080 }] });
  all = monitors(address);
  await bed.apply([
    endpoints('shop', 'by-hand'),
    { ...mixed, metadata: { ...metadata, namespace: 'mixed' } },
    endpoints('mixed', 'web'),
    ...all,
  ]);
}, LONG);

afterAll(() => bed.stop(), LONG);

const poolOf = ({ kind, metadata: { name } }: KubeThing): string =>
  `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/shop/${name}`;

describe('a healthy cluster', () => {
  it('has fifty monitors', () => {
    expect(all.length).toBeGreaterThanOrEqual(50);
  });

  it(
    'scrapes through every one of them',
    async () => {
      for (const stack of STACKS) {
        const prometheusOf = await livePrometheus(bed, 'monitoring', stack);
        const own = all.filter(({ metadata }) => metadata.labels?.['stack'] === stack);
        await bed.waitFor(
          async () => {
            const targets = await prometheusOf.targets('');
            const up = new Set(targets.filter(({ health }) => health === 'up').map(({ scrapePool }) => scrapePool));
            return own.every((object) =>
              [...up].some((pool) => pool === poolOf(object) || pool.startsWith(`${poolOf(object)}/`)),
            );
          },
          { what: `${stack} scrapes everything of its own`, timeoutMs: 90_000, everyMs: 1000 },
        );
      }
    },
    LONG,
  );

  it(
    'gives no error, and every monitor to exactly one stack',
    async () => {
      const { findings, judgements, unknown } = await askLive(bed.kubeconfig);
      expect(
        findings.filter(({ severity }) => severity === 'error').map(({ check, object }) => `${check}: ${object.name}`),
      ).toEqual([]);
      const selected = judgements.filter(({ verdict, effective }) => verdict === 'selected' && effective);
      expect(selected.map(({ object }) => `${object.kind} ${object.name}`).sort()).toEqual(
        all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
      );
      expect(unknown.filter(({ touches }) => touches)).toEqual([]);
      // What is worth a word: the same pods are scraped through many of them.
      expect([...new Set(findings.filter(({ severity }) => severity === 'warning').map(({ check }) => check))]).toEqual(
        ['duplicate-scrape'],
      );
    },
    LONG,
  );
});
