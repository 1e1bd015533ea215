import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exporterProgram, metricsBoard } from '../bed/exporter.ts';
import { liveMetrics } from '../bed/live-exporter.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { deployment, namespace, service } from '../bed/worlds/objects.ts';
import { everything } from './live.ts';
import { LONG, MONITORING, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** An application that no profile knows, with nothing that tells of metrics but the page itself. */
const LABELS = { app: 'web' };
const IMAGE = 'registry.example/web:1.0.0';

const shop = [
  namespace('shop'),
  deployment({
    namespace: 'shop',
    name: 'web',
    labels: LABELS,
    podLabels: LABELS,
    containers: [{ name: 'web', image: IMAGE, ports: [{ name: 'http', containerPort: 8080 }] }],
  }),
  service({
    namespace: 'shop',
    name: 'web',
    labels: LABELS,
    selector: LABELS,
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  }),
  deployment({
    namespace: 'shop',
    name: 'worker',
    labels: { app: 'worker' },
    podLabels: { app: 'worker' },
    containers: [{ name: 'worker', image: IMAGE, ports: [{ name: 'metrics', containerPort: 9100 }] }],
  }),
];

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({
    objects: [...kubePrometheusStack({ release: 'kps' }), ...shop],
    prometheus: 'kps-kube-prometheus-stack-prometheus',
    images: { [IMAGE]: exporterProgram(metricsBoard(liveMetrics())) },
  });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

const targets = async (pool: string): Promise<readonly string[]> =>
  (await at.prometheus.targets(pool)).map(({ scrapePool, health }) => `${scrapePool} ${health}`);

describe('an application that no profile knows', () => {
  it(
    'is wired in by its Service, until its targets are up',
    async () => {
      const { code, stdout, stderr } = await at.run('setup', 'service/web', '-n', 'shop', '--yes');
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(oneLine(stdout)).toContain('service/web serves');
      expect(await oursIn(at.bed)).toContain('ServiceMonitor shop/promwire-service-web');
      const metadata = { namespace: 'shop', name: 'promwire-service-web' };
      const monitor = await at.bed.read({ apiVersion: MONITORING, kind: 'ServiceMonitor', metadata });
      expect(monitor?.metadata.labels?.['release']).toBe('kps');
      expect(await targets('promwire-service-web')).toEqual(['serviceMonitor/shop/promwire-service-web/0 up']);
      const rules = await at.prometheus.rules('shop-promwire-service-web');
      expect(rules.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['ServiceWebAbsent', 'ServiceWebTargetDown']),
      );
      // Its alerts are about the series that are there.
      expect(await at.prometheus.query('up{job="web",namespace="shop"} == 1')).toHaveLength(1);
      expect((await oursIn(at.bed)).some((name) => name.startsWith('ConfigMap shop/'))).toBe(true);
    },
    LONG,
  );

  it(
    'is left alone by a second run, also by way of its Deployment',
    async () => {
      expect((await at.run('diff', 'service/web', '-n', 'shop')).code).toBe(0);
      expect((await at.run('diff', 'deployment/web', '-n', 'shop')).code).toBe(0);
      expect((await at.run('verify', 'service/web', '-n', 'shop')).code).toBe(0);
    },
    LONG,
  );

  it(
    'is wired in by a PodMonitor where no Service leads to it',
    async () => {
      const { code, stdout, stderr } = await at.run('setup', 'deployment/worker', '-n', 'shop', '--yes');
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(await oursIn(at.bed)).toContain('PodMonitor shop/promwire-deployment-worker');
      expect(await targets('promwire-deployment-worker')).toEqual(['podMonitor/shop/promwire-deployment-worker/0 up']);
      expect(await at.prometheus.query('up{job="shop/promwire-deployment-worker"} == 1')).toHaveLength(1);
    },
    LONG,
  );

  it(
    'is as before after uninstall, each by itself',
    async () => {
      expect((await at.run('uninstall', 'deployment/web', '-n', 'shop', '--yes')).code).toBe(0);
      const left = await oursIn(at.bed);
      expect(left).not.toContain('ServiceMonitor shop/promwire-service-web');
      expect(left).toContain('PodMonitor shop/promwire-deployment-worker');
      expect((await at.run('uninstall', 'deployment/worker', '-n', 'shop', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});
