import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/index.ts';
import { programs } from '../bed/binaries.ts';
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
  await bed.kubectl(['apply', '--server-side', '-f', programs().grafanaCrds]);
  await bed.kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
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
  const text = JSON.stringify({ title: 'Web', uid: 'web2', schemaVersion: 39, panels });
  const ofOperator = (name: string, spec: object) => ({
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata: { namespace: 'shop', name },
    spec: { instanceSelector: { matchLabels: { dashboards: 'main' } }, ...spec },
  });
  await bed.apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'plain' }, data: { 'a.json': text } },
    ofOperator('text', { json: text }),
    ofOperator('referred', { configMapRef: { name: 'plain', key: 'a.json' } }),
    ofOperator('fetched', { url: 'https://example.org/d.json' }),
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

it.each(['text', 'referred'])(
  'the same of a GrafanaDashboard: %s',
  async (name) => {
    const run = await promwire(['check', `grafanadashboard/${name}`, '-n', 'shop', '-o', 'json'], {
      kubeconfig: bed.kubeconfig,
    });
    const { findings } = JSON.parse(run.stdout) as { readonly findings: readonly Finding[] };
    const told = findings.flatMap(({ check, object, evidence: { by, meant } }) =>
      check === 'dashboard-selects-nothing' ? [{ about: object.name, by, meant }] : [],
    );
    expect(told).toEqual([{ about: name, by: ['panel 1'], meant: 'lab_events_total' }]);
  },
  LONG,
);

it(
  'what a GrafanaDashboard fetches is not known',
  async () => {
    const run = await promwire(['check', 'grafanadashboard/fetched', '-n', 'shop'], { kubeconfig: bed.kubeconfig });
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'What the dashboard of GrafanaDashboard shop/fetched asks for is not known: it is fetched from an address (spec.url).',
    );
    expect(run.code).toBe(3);
  },
  LONG,
);
