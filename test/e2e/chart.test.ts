import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rightsOf } from '../../src/app/rights.ts';
import { parseAllDocuments } from 'yaml';
import { programs } from '../bed/binaries.ts';
import type { Program } from '../bed/kubelet-standin.ts';
import type { KubeThing } from '../bed/object.ts';
import { startComponent } from '../bed/process.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { deployment, namespace, service } from '../bed/worlds/objects.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { LONG, MONITORING, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * charts/promwire, installed by the real helm: its CronJob's Job runs with the token of its ServiceAccount and no other right,
 * a real Pushgateway takes what it finds, and the real Prometheus scrapes that through the monitor of the chart, whose label
 * nobody named.
 */

const CHART = join(import.meta.dirname, '..', '..', 'charts', 'promwire');
const PROMETHEUS = 'kps-kube-prometheus-stack-prometheus';
const IMAGE = 'registry.example/promwire';
const GATEWAY = 'quay.io/prometheus/pushgateway:v1.11.3';
const GATEWAY_URL = 'http://pushgateway.monitoring:9091';
const GATEWAY_LABELS = { 'app.kubernetes.io/name': 'prometheus-pushgateway' };
const GIVEN = [
  ...['--namespace', 'promwire', '--set', `image.repository=${IMAGE}`],
  ...['--set', `pushgateway.url=${GATEWAY_URL}`, '--set', 'monitor.enabled=true'],
];

const objects = [
  ...kubePrometheusStack({ release: 'kps' }),
  // A Pod that asks for more than the strictest standard allows is refused.
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'promwire', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  },
  namespace('shop'),
  service({
    namespace: 'shop',
    name: 'web',
    labels: { app: 'web' },
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 80 }],
  }),
  {
    apiVersion: MONITORING,
    kind: 'ServiceMonitor',
    metadata: { namespace: 'shop', name: 'web', labels: { release: 'prometheus' } },
    spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }] },
  },
  deployment({
    namespace: 'monitoring',
    name: 'pushgateway',
    labels: GATEWAY_LABELS,
    podLabels: GATEWAY_LABELS,
    containers: [{ name: 'pushgateway', image: GATEWAY, ports: [{ name: 'http', containerPort: 9091 }] }],
  }),
  service({
    namespace: 'monitoring',
    name: 'pushgateway',
    labels: GATEWAY_LABELS,
    selector: GATEWAY_LABELS,
    ports: [{ name: 'http', port: 9091, targetPort: 'http' }],
  }),
];

let at: Scenario;
let helmHome: string;
/** Where the Pushgateway listens: the bed has no DNS. */
let gateway = '';
const ended: Run[] = [];

const pushgateway: Program = async ({ address }) => {
  const logDir = await mkdtemp(join(tmpdir(), 'promwire-pushgateway-'));
  gateway = `http://${address}:9091`;
  const component = startComponent({
    name: 'pushgateway',
    command: programs().program('pushgateway'),
    args: [`--web.listen-address=${address}:9091`],
    logDir,
  });
  return {
    stop: async () => {
      await component.stop();
      await rm(logDir, { recursive: true, force: true });
    },
  };
};

/** The container of the CronJob, from its own words and with its own account, to its end. */
const check: Program = async ({ pod, container }) => {
  const { namespace: where = '', name, uid } = pod.metadata;
  const account = await mkdtemp(join(tmpdir(), 'promwire-account-'));
  const { status } = await at.bed.api.json<{ readonly status: { readonly token: string } }>(
    'POST',
    `/api/v1/namespaces/${where}/serviceaccounts/${pod.spec.serviceAccountName ?? ''}/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  );
  await writeFile(join(account, 'token'), status.token, { mode: 0o600 });
  await writeFile(join(account, 'ca.crt'), at.bed.ca);
  await writeFile(join(account, 'namespace'), where);
  const { hostname, port } = new URL(at.bed.url);
  const run = promwire(
    (container.args ?? []).map((word) => (word === GATEWAY_URL ? gateway : word)),
    { serviceAccount: account, env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } },
  ).then(async (result) => {
    await at.bed.api.json(
      'PATCH',
      `/api/v1/namespaces/${where}/pods/${name}/status`,
      { metadata: { uid }, status: { phase: result.code === 0 ? 'Succeeded' : 'Failed' } },
      'application/merge-patch+json',
    );
    ended.push(result);
  });
  return {
    stop: async () => {
      await run;
      await rm(account, { recursive: true, force: true });
    },
  };
};

const helm = async (...args: readonly string[]): Promise<string> => {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: helmHome,
    KUBECONFIG: at.bed.kubeconfig,
    HELM_CACHE_HOME: helmHome,
    HELM_CONFIG_HOME: helmHome,
    HELM_DATA_HOME: helmHome,
  };
  const { stdout } = await promisify(execFile)(programs().program('helm'), args, { env });
  return stdout;
};
/** What helm says where it refuses, in one line. */
const refused = async (...args: readonly string[]): Promise<string> =>
  await helm(...args).then(
    () => 'not refused',
    (error: unknown) => oneLine((error as { readonly stderr: string }).stderr),
  );

/** One Job of the CronJob, to its end. */
const lookNow = async (job: string): Promise<Run> => {
  const before = ended.length;
  await at.bed.kubectl(['create', 'job', '-n', 'promwire', '--from=cronjob/promwire', job]);
  await at.bed.waitFor(() => ended.length > before, { what: `the end of job ${job}` });
  return ended.at(-1) ?? { code: -1, stdout: '', stderr: '' };
};

/** A patch of the Prometheus' spec for as long as `work` takes. */
const withSpec = async (patch: object, work: () => Promise<void>): Promise<void> => {
  const target = ['patch', '-n', 'monitoring', `prometheus/${PROMETHEUS}`];
  const before = await at.bed.read({
    apiVersion: MONITORING,
    kind: 'Prometheus',
    metadata: { namespace: 'monitoring', name: PROMETHEUS },
  });
  await at.bed.kubectl([...target, '--type=merge', '-p', JSON.stringify({ spec: patch })]);
  try {
    await work();
  } finally {
    const spec = (before?.['spec'] ?? {}) as Readonly<Record<string, unknown>>;
    const back = Object.keys(patch).map((key) => ({ op: 'add', path: `/spec/${key}`, value: spec[key] }));
    await at.bed.kubectl([...target, '--type=json', '-p', JSON.stringify(back)]);
  }
};

beforeAll(async () => {
  helmHome = await mkdtemp(join(tmpdir(), 'promwire-helm-'));
  at = await startScenario({ objects, prometheus: PROMETHEUS, images: { [IMAGE]: check, [GATEWAY]: pushgateway } });
}, LONG);
afterAll(async () => {
  await at.bed.stop();
  await rm(helmHome, { recursive: true, force: true });
}, LONG);

describe('the chart before it is installed', () => {
  it('passes helm lint, and renders with nothing but an image', async () => {
    expect(await helm('lint', '--strict', CHART, '--set', `image.repository=${IMAGE}`)).toContain('0 chart(s) failed');
    expect(await helm('template', 'promwire', CHART, '--set', `image.repository=${IMAGE}`)).not.toContain(MONITORING);
  });

  it('says what is to be given where it cannot be known', async () => {
    expect(await refused('template', 'promwire', CHART)).toContain('no image of promwire is published');
    expect(await refused('template', 'promwire', CHART, ...GIVEN)).toContain(
      'Set monitor.labels to what it selects by',
    );
    expect(await refused('template', 'promwire', CHART, '--set', 'schedul=1')).toContain('schedul');
    const LABELLED = [...GIVEN, '--set-json', 'monitor.labels={}', '--set-json', 'alerts.labels={}'];
    const other = async (...words: readonly string[]): Promise<string> =>
      await refused('template', 'promwire', CHART, ...LABELLED, ...words.flatMap((word) => ['--set', word]));
    expect(await other('pushgateway.url=')).toContain('it is a monitor of the Pushgateway of pushgateway.url');
    expect(await other('pushgateway.url=http://10.1.2.3:9091')).toContain('Set it');
    expect(await other('pushgateway.url=https://p.m.svc.cluster.local/x')).toBe('not refused');
    const login = 'pushgateway.url=http://me:secret@pushgateway:9091';
    expect(await refused('template', 'promwire', CHART, ...GIVEN, '--set', login)).toMatch(/pushgateway.url/);
  });

  it('takes no value for YAML, and leaves two releases apart', async () => {
    const render = async (
      release: string,
      where: string,
      ...words: readonly string[]
    ): Promise<readonly KubeThing[]> => {
      const given = ['template', release, CHART, '-n', where, '--set', `image.repository=${IMAGE}`, ...words];
      return parseAllDocuments(await helm(...given)).map((document) => document.toJS() as KubeThing);
    };
    for (const value of ['priorityClassName=a\\n  hostPID: true', 'pushgateway.headerSecret.key=a b', 'alerts=null'])
      expect(await refused('template', 'promwire', CHART, ...GIVEN, '--set', value)).toMatch(/values don't meet/);
    const words = ['--set', `pushgateway.url=${GATEWAY_URL}`, '--set-json', 'alerts.labels={}', '--set'];
    const [numbers, letters] = [
      await render('123', 'a', ...words, 'alerts.namespace=m', '--set-string', 'serviceAccount.name=123'),
      await render('promwire', 'a', ...words, 'alerts.namespace=m'),
    ];
    expect(numbers.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'])).toEqual(
      numbers.map(() => '123'),
    );
    expect(numbers.find(({ kind }) => kind === 'ServiceAccount')?.metadata.name).toBe('123');
    const placesOf = (objects: readonly KubeThing[]): readonly string[] =>
      objects.map(({ kind, metadata: { namespace: of = '', name } }) => `${kind} ${of}/${name}`);
    const others = [
      ...placesOf(numbers),
      ...placesOf(await render('promwire', 'b', ...words, 'alerts.namespace=m')),
      ...placesOf(await render('b', 'a', ...words, 'alerts.namespace=m')),
      ...placesOf(await render(`promwire-${'a'.repeat(40)}`, 'a', ...words, 'alerts.namespace=m')),
      ...placesOf(await render(`promwire-${'a'.repeat(39)}b`, 'a', ...words, 'alerts.namespace=m')),
    ];
    expect(new Set([...others, ...placesOf(letters)]).size).toBe(others.length + letters.length);
  });

  it('says which Prometheus there are where none is called so', async () => {
    const install = ['install', 'promwire', CHART, ...GIVEN, '--dry-run=server', '--set', 'prometheus.name=nope'];
    expect(await refused(...install)).toContain(
      `no Prometheus is called */nope (prometheus.namespace, prometheus.name); there is monitoring/${PROMETHEUS}`,
    );
  });

  it.each([
    [
      'In and Exists',
      { ruleSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['core', 'web'] }] } },
      'team: core',
    ],
    ['nothing', { ruleSelector: null }, 'so it takes no PrometheusRule at all'],
    [
      'what the labels of the chart rule out',
      { ruleSelector: { matchExpressions: [{ key: 'helm.sh/chart', operator: 'DoesNotExist' }] } },
      'more than this chart can fulfil',
    ],
    ['its own namespace', { ruleNamespaceSelector: null }, 'namespace: "monitoring"'],
    [
      'another namespace',
      { ruleNamespaceSelector: { matchLabels: { team: 'core' } } },
      'takes neither promwire nor monitoring',
    ],
  ])(
    'where the Prometheus selects by %s',
    async (_, patch, expected) => {
      await withSpec(patch, async () => {
        const args = ['install', 'promwire', CHART, ...GIVEN, '--dry-run=server', '--set', 'monitor.enabled=false'];
        const said = await helm(...args).catch((error: unknown) => (error as { readonly stderr: string }).stderr);
        const [, rule = said] = said.split('# Source: promwire/templates/prometheusrule.yaml');
        expect(oneLine(rule.split('\n---')[0] ?? '')).toContain(expected);
      });
    },
    LONG,
  );
});

describe('the chart, installed', () => {
  it(
    'has exactly the rights of promwire rbac check, and labels that the Prometheus selects',
    async () => {
      const said = await helm('install', 'promwire', CHART, ...GIVEN);
      expect(said).toContain(`labelled as Prometheus monitoring/${PROMETHEUS} selects`);
      const [role] = (await at.bed.list('rbac.authorization.k8s.io/v1', 'ClusterRole')).filter(
        ({ metadata }) => metadata.name === 'promwire:promwire:check',
      );
      expect(role?.['rules']).toEqual(rightsOf('check').manifests[0]?.['rules']);
      for (const [command, name] of [
        ['servicemonitor', 'promwire.promwire-pushgateway'],
        ['prometheusrule', 'promwire.promwire'],
      ] as const) {
        const { code, stdout } = await at.run('check', `${command}/${name}`, '-n', 'promwire');
        expect([name, code, stdout]).toEqual([name, 0, expect.any(String)]);
      }
    },
    LONG,
  );

  it(
    'brings what a Job finds into Prometheus, and has the alert fire',
    async () => {
      const { code, stdout, stderr } = await lookNow('first');
      expect(stderr).not.toMatch(/forbidden|not allowed/i);
      expect([code, stderr]).toEqual([0, expect.stringContaining('The findings are in the Pushgateway')]);
      expect(stdout).toContain('label-mismatch');
      await at.bed.waitFor(
        async () => {
          const found = await at.prometheus.query(
            'promwire_finding{job="promwire", instance="promwire.promwire", check="label-mismatch"}',
          );
          const [first] = found;
          return first?.metric['object'] === 'web' && first.metric['object_namespace'] === 'shop';
        },
        { what: 'the finding in Prometheus' },
      );
      await at.bed.waitFor(
        async () =>
          (await at.prometheus.rules('promwire-promwire.promwire')).some(
            ({ name, state }) => name === 'PromwireFindings' && state === 'firing',
          ),
        { what: 'PromwireFindings firing' },
      );
    },
    LONG,
  );

  it(
    'takes a finding back that is gone',
    async () => {
      await at.bed.kubectl(['label', '--overwrite', '-n', 'shop', 'servicemonitor/web', 'release=kps']);
      expect((await lookNow('second')).code).toBe(0);
      await at.bed.waitFor(
        async () => (await at.prometheus.query('promwire_finding{check="label-mismatch"}')).length === 0,
        { what: 'the finding gone' },
      );
      const states = await at.prometheus.rules('promwire-promwire.promwire');
      expect(states.map(({ name, health }) => `${name} ${health}`)).toEqual([
        'PromwireFindings ok',
        'PromwireUnknown ok',
        'PromwireCheckMissing ok',
      ]);
    },
    LONG,
  );

  it('leaves nothing behind', async () => {
    await helm('uninstall', 'promwire', '--namespace', 'promwire');
    const left = await at.bed.kubectl(['get', 'cronjob,sa,smon,promrule', '-n', 'promwire', '-o', 'name']);
    expect(left.split('\n').filter((name) => name.includes('promwire'))).toEqual([]);
  });
});
