import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/index.ts';
import { startBed } from '../bed/bed.ts';
import type { Bed } from '../bed/bed.ts';
import { deployment, images, prometheus, service, serviceMonitor, surroundings } from './causes-worlds.ts';
import { livePrometheus } from './live.ts';
import { promwire } from './promwire.ts';

/* A dashboard in a cluster that is asked about by name: its panels are compared with what the Prometheus there has. */

const LONG = 180_000;
let bed: Bed;

beforeAll(async () => {
  bed = await startBed({ images });
  const panels = ['lab_up{job="$job"}', 'sum(rate(lab_evnets_total[$__rate_interval]))'].map((expr, i) => ({
    title: `panel ${i}`,
    type: 'timeseries',
    targets: [{ expr }],
  }));
  await bed.apply([
    ...surroundings,
    prometheus('main'),
    deployment('lab', true),
    service('lab', 'lab'),
    serviceMonitor('main', 'works'),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'shop', name: 'web', labels: { grafana_dashboard: '1' } },
      data: { 'web.json': JSON.stringify({ title: 'Web', uid: 'web', schemaVersion: 39, panels }) },
    },
  ]);
  const main = await livePrometheus(bed, 'monitoring', 'main');
  await bed.waitFor(async () => (await main.query('lab_events_total')).length > 0, {
    what: 'main scrapes',
    timeoutMs: 90_000,
  });
}, LONG);

afterAll(() => bed.stop(), LONG);

it(
  'only the panel that is misspelt is told, with what was meant',
  async () => {
    const run = await promwire(['check', 'configmap/web', '-n', 'shop', '-o', 'json'], { kubeconfig: bed.kubeconfig });
    const { findings } = JSON.parse(run.stdout) as { readonly findings: readonly Finding[] };
    const told = findings.flatMap(({ check, severity, evidence: { by, meant } }) =>
      check === 'dashboard-selects-nothing' ? [{ severity, by, meant }] : [],
    );
    expect(told).toEqual([{ severity: 'warning', by: ['panel 1'], meant: 'lab_events_total' }]);
    const all = await promwire(['check', '-o', 'json'], { kubeconfig: bed.kubeconfig });
    expect(all.stdout).not.toContain('lab_evnets_total');
  },
  LONG,
);
