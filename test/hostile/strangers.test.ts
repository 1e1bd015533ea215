/** What a tenant who may write in one namespace can do to what is said of others' objects, and to setup. */
import { describe, expect, it } from '@jest/globals';
import { boundedErrorText } from '../../src/profiles/kuberhealthy/scrape.ts';
import type { KubeObject } from '../../src/model/index.ts';
import type { Answer } from '../commands/ask.ts';
import { onCluster } from '../commands/cluster.ts';
import {
  KUBERHEALTHY_2,
  agent,
  alertmanager,
  alertmanagerConfig,
  alertmanagerMain,
  binding,
  endpoints,
  grafana,
  kube,
  mayDiscover,
  mayOperate,
  mayReadMaps,
  namespace,
  operator,
  prometheus,
  prometheusRule,
  role,
  service,
  serviceMonitor,
  thanosRuler,
  workload,
} from '../worlds.ts';

const RELEASE = { labels: { release: 'a' } };
const wants = { matchLabels: { release: 'a' } };
const APP = { app: 'kuberhealthy' };

const crd = kube({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'khchecks.comcast.github.io' },
});

/** A cluster in which all is well. */
const cluster: readonly KubeObject[] = [
  ...['monitoring', 'kh', 'tenant', 'a-tenant', 'kube-system'].map((name) => namespace(name)),
  crd,
  prometheus('monitoring/k8s', { serviceMonitorSelector: wants, ruleSelector: wants, alerting: undefined }),
  operator([], { account: 'operator' }),
  ...mayOperate(),
  ...mayDiscover,
  ...KUBERHEALTHY_2,
];
const mine = [
  serviceMonitor(
    'kh/mine',
    { selector: { matchLabels: APP }, endpoints: [{ port: 'http', metricRelabelings: boundedErrorText() }] },
    RELEASE,
  ),
  prometheusRule('kh/mine', { groups: [{ name: 'a', rules: [{ record: 'a', expr: 'up' }] }] }, RELEASE),
];

const said = ({ out, err }: Answer): string => `${out} ${err}`.replaceAll(/\s+/g, ' ');
const ask = async (planted: readonly KubeObject[], argv: readonly string[], base = [...cluster, ...mine]) => {
  const answer = await onCluster([...base, ...planted], argv);
  return { ...answer, text: said(answer) };
};

/** Changes of a plan. */
const changes = (out: string): readonly string[] => out.split('\n').filter((line) => /^ *[+~-] /.test(line));

const sidecar = (path: string) => grafana(path, { METHOD: 'LIST', NAMESPACE: 'ALL' });

describe('check answers about an object as if what a tenant made were not there', () => {
  const rows: readonly (readonly [string, readonly KubeObject[]])[] = [
    ['a Prometheus that takes all', [prometheus('tenant/mine')]],
    ['one that knows no Alertmanager', [prometheus('tenant/mine', { alerting: undefined })]],
    ['one that is paused', [prometheus('tenant/mine', { paused: true })]],
    ['one that is scaled to 0', [prometheus('tenant/mine', { replicas: 0 })]],
    ['one with the account of another namespace', [prometheus('tenant/mine', { serviceAccountName: 'default' })]],
    ['one that is old', [prometheus('tenant/mine', { version: 'v2.20.0' })]],
    ['one of a version that makes the operator crash', [prometheus('tenant/mine', { version: 'v2.1.0' })]],
    ['one that forces a label', [prometheus('tenant/mine', { enforcedNamespaceLabel: 'namespace' })]],
    ['one that denies files', [prometheus('tenant/mine', { arbitraryFSAccessThroughSMs: { deny: true } })]],
    ['one with limits', [prometheus('tenant/mine', { enforcedSampleLimit: 1, enforcedTargetLimit: 1 })]],
    ['one that ignores namespace selectors', [prometheus('tenant/mine', { ignoreNamespaceSelectors: true })]],
    ['one with shards', [prometheus('tenant/mine', { shards: 7 })]],
    ['an agent', [agent('tenant/mine')]],
    ['an agent of a DaemonSet', [agent('tenant/mine', { mode: 'DaemonSet' })]],
    ['a ThanosRuler', [thanosRuler('tenant/mine')]],
    [
      'a Prometheus and a monitor that scrape the same twice',
      [
        prometheus('tenant/mine'),
        serviceMonitor('tenant/t', { selector: { matchLabels: APP }, namespaceSelector: { any: true } }),
      ],
    ],
    [
      'a monitor that leads to it and has no effect',
      [serviceMonitor('tenant/t', { selector: { matchLabels: APP }, namespaceSelector: { any: true } })],
    ],
    [
      'a container that is called like the operator',
      [operator(['--deny-namespaces=kh'], { path: 'tenant/x', image: 'busybox' })],
    ],
    ['an operator of an old version', [operator([], { path: 'tenant/x', image: 'prometheus-operator:v0.40.0' })]],
    [
      'an operator with rights in its own namespace',
      [...mayOperate('tenant/operator'), operator(['--namespaces=tenant'], { path: 'tenant/x', account: 'operator' })],
    ],
    ['a sidecar of Grafana', [grafana('monitoring/grafana'), ...mayReadMaps, sidecar('tenant/grafana')]],
    [
      'a Role in its own namespace',
      [
        prometheus('tenant/mine'),
        role('tenant/all', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]),
        binding('tenant/all', 'Role/all', { kind: 'ServiceAccount', namespace: 'tenant', name: 'prometheus' }),
      ],
    ],
  ];
  const questions: readonly (readonly string[])[] = [
    ['check', 'service/kuberhealthy', '-n', 'kh'],
    // Of its monitor and rules each.
    ['check', '-n', 'kh'],
    ['check', 'kuberhealthy'],
  ];
  it.each(rows)('%s', async (_what, planted) => {
    for (const argv of questions) {
      const { code, text } = await ask(planted, argv);
      expect([argv.join(' '), code, text]).toEqual([
        argv.join(' '),
        0,
        expect.not.stringContaining('create rolebinding'),
      ]);
      expect(text).not.toMatch(/\b(?:error|warning) [a-z]+-[a-z]+/);
    }
  });
});

describe('check alert tells who is notified by the stacks that are for the namespace', () => {
  const base = [
    ...cluster.map((each) => (each.kind === 'Prometheus' ? prometheus('monitoring/k8s') : each)),
    ...alertmanagerMain({ alertmanagerConfiguration: { name: 'main' } }),
    alertmanagerConfig('monitoring/main'),
    prometheusRule('kh/mine', { groups: [{ name: 'a', rules: [{ alert: 'Mine', expr: 'up == 0' }] }] }),
  ];
  const argv = ['check', 'alert/Mine', '-n', 'kh'];
  it.each<readonly [string, readonly KubeObject[]]>([
    ['nothing of a tenant', []],
    ['a Prometheus that knows no Alertmanager', [prometheus('tenant/mine', { alerting: undefined })]],
    ['one that is paused', [prometheus('tenant/mine', { paused: true })]],
    [
      'one with an Alertmanager that is not there',
      [prometheus('tenant/mine', { alerting: { alertmanagers: [{ namespace: 'tenant', name: 'x', port: 'web' }] } })],
    ],
    ['a ThanosRuler', [thanosRuler('tenant/mine')]],
    [
      'an Alertmanager that takes all',
      [alertmanager('tenant/mine', { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} })],
    ],
  ])('%s', async (_what, planted) => {
    const { code, text } = await ask(planted, argv, base);
    expect([code, text]).toEqual([0, expect.stringContaining('(webhook)')]);
    expect(text).not.toMatch(/\b(?:error|warning) [a-z]+-[a-z]+/);
  });
});

describe('a tenant does not hide what is wrong with an object', () => {
  const unlabelled = [...cluster, serviceMonitor('kh/mine', { selector: { matchLabels: APP } })];
  it.each<readonly [string, readonly KubeObject[]]>([
    ['with a Prometheus that takes it', [prometheus('tenant/mine')]],
    ['with an agent that takes it', [agent('tenant/mine')]],
  ])('%s', async (_what, planted) => {
    const { code, text } = await ask(planted, ['check', 'servicemonitor/mine', '-n', 'kh'], unlabelled);
    expect(code).toBe(1);
    expect(text).toContain('error label-mismatch');
    expect(text).not.toContain('create rolebinding');
  });

  it('with an operator that sees everything', async () => {
    const scoped = cluster.map((each) =>
      each.kind === 'Deployment' && each.metadata.namespace === 'monitoring'
        ? operator(['--namespaces=monitoring'], { account: 'operator' })
        : each,
    );
    const { text } = await ask(
      [operator([], { path: 'tenant/x' })],
      ['check', 'servicemonitor/mine', '-n', 'kh'],
      [...scoped, ...mine],
    );
    expect(text).toContain('error operator-namespace-scope');
  });
});

describe('setup plans what it would plan without a tenant', () => {
  const argv = ['setup', '--dry-run', '--stack', 'monitoring/k8s'];
  const grab = (endpoint: object) =>
    serviceMonitor(
      'tenant/grab',
      {
        selector: { matchLabels: APP },
        namespaceSelector: { matchNames: ['kh'] },
        endpoints: [{ port: 'http', ...endpoint }],
      },
      RELEASE,
    );
  const image = 'kuberhealthy/kuberhealthy:v2.7.1';
  const asleep = workload('a-tenant/x', image, { a: 'b' });
  const rows: readonly (readonly [string, readonly KubeObject[]])[] = [
    ['a monitor that scrapes the application', [grab({})]],
    [
      'one that drops its metrics',
      [grab({ metricRelabelings: [{ regex: 'kuberhealthy_.*', sourceLabels: ['__name__'], action: 'drop' }] })],
    ],
    [
      'addresses of the application in Endpoints of a tenant',
      [
        service('tenant/s', { selector: undefined }, { labels: { app: 't' } }),
        endpoints('tenant/s', [['10.0.0.1', 'kh/kh-1']], {}, { labels: { app: 't' } }),
        serviceMonitor('tenant/t', { selector: { matchLabels: { app: 't' } } }, RELEASE),
      ],
    ],
    [
      'the application scaled to 0',
      [
        {
          ...asleep,
          body: { ...asleep.body, spec: { ...(asleep.body['spec'] as object), replicas: 0 } },
        },
      ],
    ],
    ['a Prometheus that takes all', [prometheus('tenant/mine')]],
    [
      'a container that is called like the operator',
      [operator(['--deny-namespaces=kh'], { path: 'tenant/x', image: 'busybox' })],
    ],
  ];
  it.each(rows)('%s', async (_what, planted) => {
    const without = await ask([], argv, [...cluster]);
    const answer = await ask(planted, argv, [...cluster]);
    expect([answer.code, changes(answer.out)]).toEqual([without.code, changes(without.out)]);
    expect(changes(answer.out).join('\n')).toContain('ServiceMonitor');
  });

  it('and names a monitor of a tenant that scrapes the application too', async () => {
    const { text } = await ask([grab({})], argv, [...cluster]);
    expect(text).toContain('through ServiceMonitor tenant/grab too');
  });

  it('also where the Deployment of the application is not known', async () => {
    const other = workload('kh/kuberhealthy', 'mirror/kh:1', APP);
    const base = cluster.map((each) => (each.kind === 'Deployment' && each.metadata.namespace === 'kh' ? other : each));
    const asleepToo = {
      ...asleep,
      body: { ...asleep.body, spec: { ...(asleep.body['spec'] as object), replicas: 0 } },
    };
    const { code, text } = await ask([asleepToo], argv, [...base]);
    expect([code, text]).toEqual([0, expect.stringContaining('in namespace kh')]);
  });

  it('and takes dashboards to the Grafana that may read them', async () => {
    const own = [
      grafana('graf/grafana', { NAMESPACE: 'ALL' }),
      namespace('graf'),
      role('graf', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }]),
      binding('graf', 'ClusterRole/graf', { kind: 'ServiceAccount', namespace: 'graf', name: 'grafana' }),
    ];
    const { text } = await ask([...own, grafana('a-tenant/grafana', { NAMESPACE: 'ALL' })], argv, [...cluster]);
    expect(text).toContain('for the sidecar of Deployment graf/grafana');
  });
});
