import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { changingErrors, recording } from '../bed/recordings.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { KubeThing } from '../bed/object.ts';
import { startWebhook } from '../bed/webhook-standin.ts';
import { rights } from '../bed/worlds/objects.ts';
import { kuberhealthyImages, scenarioD } from '../bed/worlds/scenarios.ts';

/** The bed's Prometheus has its ServiceAccount's rights and no others, each replica is a process, Pods can be unready. */

const START_MS = 180_000;
const NAMESPACE = 'kuberhealthy';

let bed: Bed;
const board = metricsBoard(changingErrors(recording('v3/05-deployment-timing-out')));

const monitor: KubeThing = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'kuberhealthy', namespace: NAMESPACE },
  spec: { selector: { matchLabels: { app: 'kuberhealthy' } }, endpoints: [{ port: 'http' }] },
};

const ask = async <T>(replica: number, path: string): Promise<T> => {
  const url = await bed.prometheusUrl('monitoring', 'k8s', { replica });
  const answer = await fetch(`${url}/api/v1/${path}`);
  return ((await answer.json()) as { readonly data: T }).data;
};

const targetsUp = async (replica: number): Promise<number> => {
  const { activeTargets } = await ask<{ readonly activeTargets: readonly { readonly health: string }[] }>(
    replica,
    'targets',
  );
  return activeTargets.filter(({ health }) => health === 'up').length;
};

/** How often the API server refused discovery, as Prometheus counts it. */
const refusals = async (replica: number): Promise<number> => {
  const url = await bed.prometheusUrl('monitoring', 'k8s', { replica });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^prometheus_sd_kubernetes_failures_total (\S+)$/m.exec(metrics)?.[1] ?? 0);
};

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v3: board }) });
  await bed.apply(scenarioD(), { by: 'create' });
  await bed.apply([monitor]);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('the test bed of kube-prometheus', () => {
  it(
    'discovers nothing without rights, and both Pods in each replica with them',
    async () => {
      for (const replica of [0, 1]) {
        await bed.waitFor(async () => (await refusals(replica)) > 0, {
          what: `discovery refused in replica ${replica}`,
        });
        expect(await targetsUp(replica)).toBe(0);
      }
      const read = { apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list', 'watch'] };
      const slices = { ...read, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] };
      const account = { namespace: 'monitoring', name: 'prometheus-k8s' };
      await bed.apply(rights(NAMESPACE, 'prometheus-k8s', {}, [read, slices], account));
      for (const replica of [0, 1]) {
        await bed.waitFor(async () => (await targetsUp(replica)) === 2, {
          what: `2/2 up in replica ${replica}`,
          timeoutMs: 60_000,
        });
      }
    },
    START_MS,
  );

  it(
    'serves error texts that differ run by run',
    async () => {
      const query = encodeURIComponent('count(count by (error) (count_over_time(kuberhealthy_check{status="0"}[1m])))');
      await bed.waitFor(
        async () => {
          const { result } = await ask<{ readonly result: readonly { readonly value: readonly [number, string] }[] }>(
            0,
            `query?query=${query}`,
          );
          return Number(result[0]?.value[1] ?? 0) >= 3;
        },
        { what: 'three error texts' },
      );
    },
    START_MS,
  );

  it(
    'takes Pods out of a Service while they are not ready',
    async () => {
      const addresses = async (): Promise<number> => {
        const endpoints = await bed.read({
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: { namespace: NAMESPACE, name: 'kuberhealthy' },
        });
        const subsets = (endpoints?.['subsets'] ?? []) as readonly { readonly addresses?: readonly unknown[] }[];
        return subsets.flatMap((subset) => subset.addresses ?? []).length;
      };
      expect(await addresses()).toBe(2);
      bed.standins?.setReady(NAMESPACE, { app: 'kuberhealthy' }, false);
      await bed.waitFor(async () => (await addresses()) === 0, { what: 'no address ready' });
      bed.standins?.setReady(NAMESPACE, { app: 'kuberhealthy' }, true);
      await bed.waitFor(async () => (await addresses()) === 2, { what: 'both addresses ready' });
    },
    START_MS,
  );

  it(
    'has a webhook that refuses a rule, and one that never answers',
    async () => {
      const rule: KubeThing = {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: 'rule', namespace: NAMESPACE },
        spec: {},
      };
      const webhook = await startWebhook(bed, { do: 'refuse', message: 'no such metric' });
      await expect(bed.apply([rule])).rejects.toThrow('no such metric');
      webhook.become({ do: 'hang' });
      await expect(bed.apply([rule])).rejects.toThrow('context deadline exceeded');
      await webhook.stop();
    },
    START_MS,
  );
});
