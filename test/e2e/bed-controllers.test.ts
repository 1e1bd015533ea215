import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';

/** What the real kube-controller-manager does with the stand-in of a kubelet: workloads, addresses, garbage, namespaces. */

const LONG = 120_000;
const app = 'web';
const metadata = { namespace: 'shop', name: app };
const template = {
  metadata: { labels: { app } },
  spec: { containers: [{ name: app, image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }] }] },
};
const selector = { matchLabels: { app } };
const objects: readonly KubeThing[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2, selector, template } },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { namespace: 'shop', name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { ...template, metadata: { labels: { app: 'agent' } } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  },
];
const deployment: KubeThing = { apiVersion: 'apps/v1', kind: 'Deployment', metadata };

let bed: Bed;

const pods = async (label: string): Promise<readonly KubeThing[]> =>
  (await bed.list('v1', 'Pod', 'shop')).filter(({ metadata: { labels } }) => labels?.['app'] === label);
const owners = ({ metadata: { ownerReferences = [] } }: KubeThing): readonly string[] =>
  ownerReferences.map(({ kind }) => kind);
/** Ready addresses of the Service in its Endpoints and in its slices. */
const addresses = async (): Promise<readonly (readonly string[])[]> => {
  const endpoints = await bed.read({ apiVersion: 'v1', kind: 'Endpoints', metadata });
  const subsets = (endpoints?.['subsets'] ?? []) as readonly {
    readonly addresses?: readonly { readonly ip: string }[];
  }[];
  const slices = await bed.list('discovery.k8s.io/v1', 'EndpointSlice', 'shop');
  const entries = slices.flatMap(({ endpoints: list }) => (list ?? []) as readonly Endpoint[]);
  return [
    subsets.flatMap((subset) => (subset.addresses ?? []).map(({ ip }) => ip)).toSorted(),
    entries
      .filter(({ conditions }) => conditions.ready)
      .flatMap((entry) => entry.addresses)
      .toSorted(),
  ];
};
interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean };
}

beforeAll(async () => {
  bed = await startBed({ operator: false, crds: false });
  await bed.apply(objects);
}, LONG);

afterAll(() => bed.stop(), LONG);

describe('the controllers of the test bed', () => {
  it(
    'make ReplicaSets and Pods, which become ready, and both kinds of addresses',
    async () => {
      const both = await bed.waitFor(
        async () => {
          const seen = await addresses();
          return seen.every((list) => list.length === 2) && seen;
        },
        { what: 'two addresses of both kinds' },
      );
      expect(both[0]).toEqual(both[1]);
      expect((await pods(app)).map(owners)).toEqual([['ReplicaSet'], ['ReplicaSet']]);
      expect((await pods('agent')).map(owners)).toEqual([['DaemonSet']]);
    },
    LONG,
  );

  it(
    'replace the Pods when the template changes, and take away what does not become ready',
    async () => {
      const before = (await pods(app)).map(({ metadata: { name } }) => name);
      await bed.kubectl(['-n', 'shop', 'set', 'image', `deployment/${app}`, `${app}=web:2`]);
      await bed.kubectl(['-n', 'shop', 'rollout', 'status', `deployment/${app}`, '--timeout=30s']);
      expect((await pods(app)).filter(({ metadata: { name } }) => before.includes(name))).toEqual([]);
      bed.standins?.setReady('shop', { app }, false);
      await bed.waitFor(async () => (await addresses()).every((list) => list.length === 0), {
        what: 'no ready address',
      });
    },
    LONG,
  );

  it(
    'collect what belongs to an object that is deleted',
    async () => {
      await bed.remove([deployment]);
      await bed.waitFor(async () => (await pods(app)).length === 0, { what: 'no Pod of the Deployment' });
      expect(await bed.list('apps/v1', 'ReplicaSet', 'shop')).toEqual([]);
    },
    LONG,
  );

  it(
    'empty and delete a namespace',
    async () => {
      await bed.kubectl(['delete', 'namespace', 'shop', '--timeout=90s']);
      expect(await bed.read({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).toBeUndefined();
    },
    LONG,
  );
});
