import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { kuberhealthyV3 } from '../bed/worlds/kuberhealthy.ts';
import { deployment, namespace } from '../bed/worlds/objects.ts';
import { LONG, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * Objects for grafana-operator under its own CRDs: the real API server takes them with strict validation, keeps every
 * field, and holds to what cannot be changed. The operator does not run, and no Grafana.
 */

const GROUP = 'grafana.integreatly.org/v1beta1';
const NO_INSTANCE = 'grafana-operator-no-instance';
const OVERVIEW = 'promwire-kuberhealthy-v3';
const inGrafana = (kind: string, name: string, more: Partial<KubeThing> = {}): KubeThing => ({
  apiVersion: GROUP,
  kind,
  metadata: { namespace: 'grafana', name },
  ...more,
});
const operator = (watched: string): KubeThing =>
  deployment({
    namespace: 'grafana',
    name: 'grafana-operator',
    labels: {},
    podLabels: { app: 'grafana-operator' },
    serviceAccountName: 'default',
    containers: [
      {
        name: 'grafana-operator',
        image: 'ghcr.io/grafana/grafana-operator:v5.24.0',
        env: [{ name: 'WATCH_NAMESPACE', value: watched }],
      },
    ],
  });

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: [...kubePrometheusStack({ grafana: false }), ...kuberhealthyV3()] });
  await at.bed.kubectl(['apply', '--server-side', '-f', programs().grafanaCrds]);
  await at.bed.kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  const grafana = inGrafana('Grafana', 'main', { spec: {} });
  await at.bed.apply([
    namespace('grafana'),
    { ...grafana, metadata: { ...grafana.metadata, labels: { dashboards: 'main' } } },
    operator('grafana'),
  ]);
}, LONG);
afterAll(async () => {
  await at.bed.stop();
}, LONG);

const causes = async (): Promise<readonly string[]> => {
  const { stdout } = await at.run('check', '-o', 'json');
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly check: string; readonly object: { readonly name: string } }[];
  };
  return findings
    .filter(({ check }) => check.startsWith('grafana'))
    .map(({ check, object }) => `${check} ${object.name}`);
};

describe('grafana-operator', () => {
  it(
    'gets a folder and dashboards that its CRDs take, whole',
    async () => {
      const { code, stdout } = await at.run('setup', '--yes');
      expect(oneLine(stdout)).toContain('for grafana-operator, which brings it to Grafana grafana/main');
      expect(code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([
        `GrafanaDashboard grafana/${OVERVIEW}`,
        `GrafanaDashboard grafana/${OVERVIEW}-check`,
        `GrafanaFolder grafana/${OVERVIEW}`,
        'PrometheusRule kuberhealthy/promwire-kuberhealthy',
        'ServiceMonitor kuberhealthy/promwire-kuberhealthy',
      ]);
      const folder = await at.bed.read(inGrafana('GrafanaFolder', OVERVIEW));
      expect(folder?.['spec']).toMatchObject({
        title: 'Kuberhealthy',
        instanceSelector: { matchLabels: { dashboards: 'main' } },
      });
      const dashboard = await at.bed.read(inGrafana('GrafanaDashboard', OVERVIEW));
      const spec = dashboard?.['spec'] as Readonly<Record<string, unknown>>;
      expect(spec).toMatchObject({ folderRef: OVERVIEW, instanceSelector: { matchLabels: { dashboards: 'main' } } });
      expect(JSON.parse(String(spec['json']))).toMatchObject({ uid: OVERVIEW, schemaVersion: 39 });
      expect(await causes()).toEqual([]);
    },
    LONG,
  );

  it(
    'sees no change the second time',
    async () => {
      const { code, stdout } = await at.run('diff');
      expect([code, oneLine(stdout)]).toEqual([0, expect.not.stringContaining('Grafana')]);
    },
    LONG,
  );

  it('holds to the selector: that is why it is computed once', async () => {
    const patch = JSON.stringify({ spec: { instanceSelector: { matchLabels: { dashboards: 'other' } } } });
    await expect(
      at.bed.kubectl(['-n', 'grafana', 'patch', 'grafanadashboard', OVERVIEW, '--type=merge', '-p', patch]),
    ).rejects.toThrow(/immutable/);
  });

  it('that looks elsewhere is a cause', async () => {
    await at.bed.apply([operator('monitoring')]);
    expect(await causes()).toEqual([`${NO_INSTANCE} ${OVERVIEW}`, `${NO_INSTANCE} ${OVERVIEW}-check`]);
    const { stdout } = await at.run('check', `grafanadashboard/${OVERVIEW}`, '-n', 'grafana');
    expect(oneLine(stdout)).toContain('looks at namespace monitoring only (WATCH_NAMESPACE)');
    await at.bed.apply([operator('monitoring,grafana')]);
    expect(await causes()).toEqual([]);
    await at.bed.kubectl(['-n', 'grafana', 'label', 'grafana/main', 'dashboards=other', '--overwrite']);
    expect(await causes()).toHaveLength(2);
  });

  it(
    'is rid of them by uninstall',
    async () => {
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([]);
    },
    LONG,
  );
});
