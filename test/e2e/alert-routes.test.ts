import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { promwire } from './promwire.ts';
import { grant, readingWithout } from './rights.ts';
import { LONG, MONITORING, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * Where alerts really go: the real operator, Prometheus and Alertmanager, and a stand-in for whoever is told. And which
 * ConfigMaps the live sidecar's environment takes; no Grafana runs.
 */

const PODS = [
  'prometheus-prometheus-kube-prometheus-prometheus-0',
  'prometheus-prometheus-kube-prometheus-prometheus-1',
];
const ALERTS =
  '/api/v1/namespaces/monitoring/services/prometheus-kube-prometheus-alertmanager:http-web/proxy/api/v2/alerts';
const SILENCES = ALERTS.replace('alerts', 'silences');
interface Active {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[] };
  readonly receivers: readonly { readonly name: string }[];
}

/** Names of the alerts that arrived, by the path that they were sent to. */
const arrived = new Map<string, Set<string>>();
const receiver = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const { alerts } = JSON.parse(body) as { readonly alerts: readonly Active[] };
    const names = arrived.get(request.url ?? '') ?? new Set<string>();
    for (const { labels } of alerts) names.add(labels['alertname'] ?? '');
    arrived.set(request.url ?? '', names);
    response.end();
  });
});

const rule: KubeThing = {
  apiVersion: MONITORING,
  kind: 'PrometheusRule',
  metadata: { namespace: 'kuberhealthy', name: 'told', labels: { release: 'prometheus' } },
  spec: {
    groups: [
      {
        name: 'told',
        rules: [
          { alert: 'Told', expr: 'vector(1)', labels: { severity: 'page', namespace: 'kuberhealthy' } },
          { alert: 'Both', expr: 'vector(1)', labels: { severity: 'page', namespace: 'kuberhealthy', team: 'b' } },
          { alert: 'WithoutNamespace', expr: 'vector(1)', labels: { severity: 'page' } },
          { alert: 'Quiet', expr: 'vector(1)', labels: { severity: 'none', namespace: 'kuberhealthy' } },
        ],
      },
    ],
  },
};
const config = (
  name: string,
  port: number,
  matchers: readonly unknown[],
  routes: readonly unknown[] = [],
): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { namespace: 'kuberhealthy', name },
  spec: {
    route: { receiver: 'hook', groupWait: '1s', groupBy: ['alertname'], matchers, routes },
    receivers: [{ name: 'hook', webhookConfigs: [{ url: `http://127.0.0.1:${port}/${name}` }] }],
  },
});
const dashboard = (name: string, label: string, key: string): KubeThing => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'kuberhealthy', name, labels: { grafana_dashboard: label } },
  data: { [key]: JSON.stringify({ uid: name, title: name, schemaVersion: 39, panels: [] }) },
});

let at: Scenario;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const all = { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} };
  const objects = scenarioA().map((object) =>
    object.kind === 'Alertmanager' ? { ...object, spec: { ...(object['spec'] as object), ...all } } : object,
  );
  const page = { name: 'severity', value: 'page', matchType: '=' };
  at = await startScenario({
    objects: [
      ...objects,
      rule,
      config('a', port, [page]),
      config('b', port, [page, { name: 'team', value: '.+', matchType: '=~' }]),
      dashboard('right', '1', 'right.json'),
      dashboard('wrong', 'true', 'wrong.json'),
      dashboard('twin', '1', 'right.json'),
    ],
  });
}, LONG);
afterAll(async () => {
  receiver.close();
  await at.bed.stop();
}, LONG);

describe('alerts', () => {
  it(
    'arrive where they are said to, and nowhere else',
    async () => {
      await at.bed.waitFor(() => arrived.get('/a')?.has('Told') === true && arrived.get('/b')?.has('Both') === true, {
        what: 'the alerts at their receivers',
      });
      // The others are at the Alertmanager, too.
      const active = await at.bed.waitFor(
        async () => {
          const alerts = await at.bed.api.json<readonly Active[]>('GET', ALERTS);
          return alerts.some(({ labels }) => labels['alertname'] === 'WithoutNamespace') && alerts;
        },
        { what: 'the alert without a namespace' },
      );
      for (const [alert, code, receivers] of [
        ['Told', 0, ['a']],
        ['Both', 0, ['a', 'b']],
        ['WithoutNamespace', 1, []],
        ['Quiet', 1, []],
      ] as const) {
        const run = await at.run('check', `alert/${alert}`);
        const said = oneLine(run.stdout);
        const named = [...said.matchAll(/ receiver "kuberhealthy\/(\w+)\/hook" \(webhook\)/g)].map(([, name]) => name);
        expect([alert, run.code, named]).toEqual([alert, code, receivers]);
        expect(said).not.toContain('perhaps');
        if (code === 1) expect(said).toContain('ends here: Receiver "null" notifies nobody');
        const real = active.find(({ labels }) => labels['alertname'] === alert)?.receivers.map(({ name }) => name);
        expect(real).toEqual(receivers.length === 0 ? ['null'] : receivers.map((name) => `kuberhealthy/${name}/hook`));
      }
      expect([...(arrived.get('/a') ?? [])].sort()).toEqual(['Both', 'Told']);
      expect([...(arrived.get('/b') ?? [])]).toEqual(['Both']);
    },
    LONG,
  );

  it(
    'that reach nobody are an info of a plain check, too, by the routes that run',
    async () => {
      const { code, stdout } = await at.run('check', '--only', 'alerts-go-nowhere', '-o', 'json');
      const { findings, unknown } = JSON.parse(stdout) as {
        readonly findings: readonly { readonly severity: string; readonly object: { readonly name: string } }[];
        readonly unknown: readonly unknown[];
      };
      expect(unknown).toEqual([]);
      expect(findings).toContainEqual(
        expect.objectContaining({
          severity: 'info',
          object: expect.objectContaining({ kind: 'PrometheusRule', name: 'told' }) as object,
          evidence: expect.objectContaining({ alerts: ['WithoutNamespace', 'Quiet'] }) as object,
        }),
      );
      expect(code).toBe(0);
    },
    LONG,
  );
});

describe('alerts that are held back', () => {
  it(
    'are said to be what the real Alertmanager says of them',
    async () => {
      const silence = {
        matchers: [{ name: 'alertname', value: 'Both', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        createdBy: 'alice',
        comment: 'new disk',
      };
      const { silenceID } = await at.bed.api.json<{ readonly silenceID: string }>('POST', SILENCES, silence);
      const { spec, ...c } = config('c', 9, [{ name: 'alertname', value: 'Told', matchType: '=' }]);
      const { route, receivers } = spec as { readonly route: object; readonly receivers: unknown };
      const inhibition = {
        sourceMatch: [{ name: 'alertname', value: 'Told', matchType: '=' }],
        targetMatch: [{ name: 'alertname', value: 'Both', matchType: '=' }],
        equal: ['severity'],
      };
      const always = { name: 'always', timeIntervals: [{ years: ['2000:2999'] }] };
      const never = { name: 'never', timeIntervals: [{ years: ['2000'] }] };
      await at.bed.apply([
        {
          ...c,
          spec: {
            route: { ...route, muteTimeIntervals: ['never', 'always'] },
            receivers,
            inhibitRules: [inhibition],
            muteTimeIntervals: [always, never],
          },
        },
      ]);
      await at.bed.waitFor(
        async () => {
          const alerts = await at.bed.api.json<readonly Active[]>('GET', ALERTS);
          const of = (name: string): Active | undefined => alerts.find(({ labels }) => labels['alertname'] === name);
          const groups = JSON.stringify(await at.bed.api.json('GET', `${ALERTS}/groups`));
          return (
            of('Both')?.status.silencedBy.includes(silenceID) === true &&
            (of('Both')?.status.inhibitedBy.length ?? 0) > 0 &&
            groups.includes('"mutedBy":["kuberhealthy/c/always"]')
          );
        },
        { what: 'silence, inhibition and interval in the Alertmanager' },
      );
      const both = await at.run('check', 'alert/Both');
      expect(both.code).toBe(0);
      expect(oneLine(both.stdout)).toMatch(
        new RegExp(`but silenced by silence ${silenceID} {alertname="Both"} until \\S+ \\(alice: new disk\\)`),
      );
      expect(oneLine(both.stdout)).toMatch(
        /but inhibited always, since alert Told fires always, which {alertname="Told", namespace="kuberhealthy"} takes/,
      );
      expect(both.stdout).toContain('alerts-held-back');
      expect(both.stdout).not.toContain('muted in interval');
      const told = await at.run('check', 'alert/Told');
      expect(told.code).toBe(0);
      const said = oneLine(told.stdout);
      expect(said).toContain('but muted in interval "kuberhealthy/c/always", which is now');
      expect(said).toContain('muted in interval "kuberhealthy/c/never", which is not now');
      // Below it is what holds of the other alerts of the same rule.
      expect(said.split('alerts-held-back')[0]).not.toContain('inhibited');
      const { stdout } = await at.run('check', '--only', 'alerts-held-back', '-o', 'json');
      expect((JSON.parse(stdout) as { readonly findings: readonly unknown[] }).findings).toEqual([
        expect.objectContaining({
          check: 'alerts-held-back',
          severity: 'warning',
          evidence: expect.objectContaining({ alerts: ['Both'], every: false, always: true }) as object,
        }),
      ]);
      await at.bed.api.request('DELETE', SILENCES.replace('silences', `silence/${silenceID}`));
      await at.bed.waitFor(async () => !(await at.run('check', 'alert/Both')).stdout.includes('silence'), {
        what: 'the end of the silence',
      });
    },
    LONG,
  );

  it(
    'are not known without the right to ask the Alertmanager, and the routes are those of the objects',
    async () => {
      const names = PODS.flatMap((pod) => [pod, `${pod}:9090`, `http:${pod}:9090`]);
      await grant(at.bed, 'user-1', [
        ...readingWithout().filter(({ resources }) => resources?.includes('pods/proxy') !== true),
        { apiGroups: [''], resources: ['pods/proxy'], resourceNames: names, verbs: ['get'] },
      ]);
      const ask = async (alert: string) =>
        await promwire(['check', `alert/${alert}`], { kubeconfig: await at.bed.kubeconfigFor('user-1') });
      const told = await ask('Told');
      const said = oneLine(told.stdout);
      expect(said).toContain('1 active now');
      expect(said).toContain('receiver "kuberhealthy/a/hook" (webhook)');
      expect(said).toMatch(
        /whether it is silenced, muted or inhibited is not known: [^.]* cannot get resource "(pods|services)\/proxy"/,
      );
      expect(said).not.toContain('by the configuration that it runs with');
      const quiet = await ask('Quiet');
      expect(quiet.code).toBe(3);
      expect(oneLine(quiet.stdout)).toMatch(/not known: The routes of Secret \S+ decide; Secrets are never read/);
    },
    LONG,
  );
});

describe('dashboards', () => {
  interface Finding {
    readonly check: string;
    readonly object: { readonly kind: string; readonly name: string };
  }
  const found = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await at.run('check', ...words, '-o', 'json');
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    return findings
      .filter(({ object }) => object.kind === 'ConfigMap')
      .map(({ check, object }) => `${check} ${object.name}`);
  };

  it("are those that the live sidecar's environment takes", async () => {
    expect(await found()).toEqual([
      'dashboard-key-collision right',
      'dashboard-key-collision twin',
      'grafana-sidecar-label-mismatch wrong',
    ]);
    expect(await found('configmap/wrong', '-n', 'kuberhealthy')).toEqual(['grafana-sidecar-label-mismatch wrong']);
    await at.bed.kubectl(['-n', 'kuberhealthy', 'label', 'configmap/wrong', 'grafana_dashboard=1', '--overwrite']);
    expect(await found('configmap/wrong', '-n', 'kuberhealthy')).toEqual([]);
  });
});
