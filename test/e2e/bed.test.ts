import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { liveMetrics } from '../bed/live-exporter.ts';
import { passingV2 } from '../bed/recordings.ts';
import { liveApp, liveAppImages } from '../bed/worlds/live-app.ts';
import { kuberhealthyImages, scenarioA } from '../bed/worlds/scenarios.ts';

/** The bed itself: from the wrong label to two targets up, by hand, on the real components. */

const START_MS = 180_000;
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';
const PROXY = `/api/v1/namespaces/monitoring/services/${PROMETHEUS}:http-web/proxy`;
const KUBERHEALTHY_JOB = 'serviceMonitor/kuberhealthy/kuberhealthy/0';

let bed: Bed;

/** The job names of the configuration that the operator generated; undefined while there is none. */
const generatedJobs = async (): Promise<readonly string[] | undefined> => {
  const secret = await bed.read({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'monitoring', name: `prometheus-${PROMETHEUS}` },
  });
  const zipped = (secret?.['data'] as Readonly<Record<string, string>> | undefined)?.['prometheus.yaml.gz'];
  if (zipped === undefined) return undefined;
  const text = gunzipSync(Buffer.from(zipped, 'base64')).toString('utf8');
  return [...text.matchAll(/^- job_name: (\S+)$/gm)].map(([, name = '']) => name);
};

interface Target {
  readonly scrapePool: string;
  readonly health: string;
}

/** kuberhealthy's targets, as Prometheus tells them through the API server's proxy. */
const targets = async (): Promise<readonly Target[]> => {
  const answer = await bed.api.json<{ readonly data: { readonly activeTargets: readonly Target[] } }>(
    'GET',
    `${PROXY}/api/v1/targets?state=active`,
  );
  return answer.data.activeTargets.filter(({ scrapePool }) => scrapePool.includes('kuberhealthy/kuberhealthy'));
};

const query = async (expression: string): Promise<number> => {
  const answer = await bed.api.json<{ readonly data: { readonly result: readonly unknown[] } }>(
    'GET',
    `${PROXY}/api/v1/query?query=${encodeURIComponent(expression)}`,
  );
  return answer.data.result.length;
};

const board = metricsBoard(passingV2);

beforeAll(async () => {
  const images = { ...kuberhealthyImages({ v2: board }), ...liveAppImages(metricsBoard(liveMetrics())) };
  bed = await startBed({ images });
  await bed.apply(scenarioA(), { by: 'create' });
  await bed.apply(liveApp({ release: 'prometheus' }));
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('the test bed', () => {
  it(
    'generates no job for the ServiceMonitor whose label is wrong',
    async () => {
      await bed.waitFor(async () => (await generatedJobs())?.includes(`serviceMonitor/monitoring/${PROMETHEUS}/0`), {
        what: "the operator's configuration with the stack's own job",
      });
      expect(await generatedJobs()).not.toContain(KUBERHEALTHY_JOB);
      await bed.prometheusUrl('monitoring', PROMETHEUS);
      expect(await targets()).toEqual([]);
    },
    START_MS,
  );

  it(
    'shows two of two targets up after the label is right',
    async () => {
      const label = [
        '-n',
        'kuberhealthy',
        'label',
        'servicemonitor',
        'kuberhealthy',
        'release=prometheus',
        '--overwrite',
      ];
      await bed.kubectl(label);
      await bed.waitFor(async () => (await generatedJobs())?.includes(KUBERHEALTHY_JOB), {
        what: "kuberhealthy's job in the operator's configuration",
      });
      const up = await bed.waitFor(
        async () => {
          const seen = await targets();
          return seen.length === 2 && seen.every(({ health }) => health === 'up') && seen;
        },
        { what: '2/2 targets up' },
      );
      expect(up.map(({ health }) => health)).toEqual(['up', 'up']);
      expect(board.scrapes()).toBeGreaterThanOrEqual(2);
      await bed.waitFor(async () => (await query('kuberhealthy_check == 1')) === 4, { what: 'two checks of two Pods' });
    },
    START_MS,
  );

  it(
    'brings an alert of the real Prometheus to the real Alertmanager',
    async () => {
      const path =
        '/api/v1/namespaces/monitoring/services/prometheus-kube-prometheus-alertmanager:http-web/proxy/api/v2/alerts';
      const alerts = await bed.waitFor(
        async () => {
          const seen = await bed.api.json<readonly { readonly labels: Readonly<Record<string, string>> }[]>(
            'GET',
            path,
          );
          return seen.length > 0 && seen;
        },
        { what: 'the Watchdog in Alertmanager' },
      );
      expect(alerts.map(({ labels }) => labels['alertname'])).toEqual(['Watchdog']);
    },
    START_MS,
  );

  it(
    'shows counters that move',
    async () => {
      await bed.waitFor(async () => (await query('sum(increase(bed_requests_total[10s])) > 0')) === 1, {
        what: 'an increase of the living application',
      });
    },
    START_MS,
  );

  it('lets a user without rights do nothing', async () => {
    const answer = await bed.apiAs('user-1').request('GET', '/api/v1/namespaces/monitoring/secrets');
    expect(answer.status).toBe(403);
  });
});
