import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import type { Question } from '../../src/judge/report.ts';
import { refOf, title } from '../../src/kube/refs.ts';
import type { Finding, KubeObject } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import {
  agent,
  analysis,
  binding,
  endpoints,
  healthy,
  namespace,
  prometheus,
  prometheusRule,
  role,
  service,
  serviceMonitor,
} from '../worlds.ts';

/* A neighbour's Prometheus takes the objects of all namespaces, and may read in none of them. */

const RELEASE = { labels: { release: 'prometheus' } };

const found = (objects: readonly KubeObject[], question: Question = {}): readonly Finding[] =>
  report(analysis(objects), clusterChecks, question).findings;
const said = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ severity, check, object }) => `${severity} ${check} ${title(object)}`);

const stranger = prometheus('tenant/mine', { alerting: undefined });
const monitor = serviceMonitor('shop/web', {}, RELEASE);

describe('a Prometheus that lacks rights, where another one has the object in effect', () => {
  it('is one info about itself, which grants nothing', () => {
    const more = serviceMonitor('shop/web2', { selector: { matchLabels: { app: 'other' } } }, RELEASE);
    const other = [
      service('shop/other', {}, { labels: { app: 'other' } }),
      endpoints('shop/other', [['10.0.0.3', 'shop/x']]),
    ];
    const findings = found([...healthy(), more, ...other, namespace('tenant'), stranger]);
    expect(said(findings)).toEqual([
      'info alerts-go-nowhere Prometheus tenant/mine',
      'info rbac-namespace Prometheus tenant/mine',
    ]);
    for (const { fix, commands, instead, remedy } of findings) {
      expect([fix, commands, instead]).toEqual([undefined, undefined, undefined]);
      expect(remedy).toContain('promwire check prometheus/mine -n tenant prints how');
    }
    expect(findings[1]?.because.at(-1)).toMatch(/ has ServiceMonitor shop\/web and 1 more object in effect without /);
  });

  it('is the same where one object is asked about, and an agent, and a list of the whole cluster', () => {
    const any = serviceMonitor('shop/web', { namespaceSelector: { any: true } }, RELEASE);
    const objects = healthy().map((each) => (each.kind === 'ServiceMonitor' ? any : each));
    expect(said(found([...objects, agent('tenant/mine')], { objects: [refOf(monitor)] }))).toEqual([
      'info rbac-cluster-scope PrometheusAgent tenant/mine',
    ]);
  });

  it('is an error with all that it takes where it is asked about by its name', () => {
    const [first] = found([...healthy(), stranger], { stack: refOf(stranger) }).filter(
      ({ check }) => check === 'rbac-namespace',
    );
    expect([first?.severity, first?.fix?.kind]).toEqual(['error', 'rbac']);
  });
});

describe('a Prometheus that lacks rights, where no other one has the object', () => {
  const without = (kind: string): readonly KubeObject[] => healthy().filter((each) => each.kind !== kind);

  it('is an error where it is the only one', () => {
    const findings = found(without('ClusterRoleBinding'));
    expect(said(findings)).toContain('error rbac-namespace ServiceMonitor shop/web');
    expect(findings.find(({ check }) => check === 'rbac-namespace')?.fix?.kind).toBe('rbac');
  });

  it('is an error of each of two that may not', () => {
    expect(said(found([...without('ClusterRoleBinding'), stranger]))).toEqual(
      expect.arrayContaining(['error rbac-namespace ServiceMonitor shop/web']),
    );
  });

  it('does not hide that the one that may does not take it', () => {
    const picky = { serviceMonitorSelector: { matchLabels: { release: 'prometheus' } } };
    const objects = healthy().map((each) => {
      if (each.kind === 'Prometheus') return prometheus('monitoring/k8s', picky);
      return each.kind === 'ServiceMonitor' ? serviceMonitor('shop/web') : each;
    });
    const findings = found([...objects, stranger]);
    expect(said(findings).filter((line) => !line.includes('alerts'))).toEqual([
      'error label-mismatch ServiceMonitor shop/web',
      'info rbac-namespace Prometheus tenant/mine',
    ]);
  });

  it('and not that it does not take a rule', () => {
    const objects = healthy().map((each) => {
      if (each.kind === 'Prometheus')
        return prometheus('monitoring/k8s', { ruleSelector: { matchLabels: { release: 'prometheus' } } });
      return each.kind === 'PrometheusRule' ? prometheusRule('shop/web') : each;
    });
    expect(said(found([...objects, stranger]))).toContain('info label-mismatch PrometheusRule shop/web');
  });

  it('and not that it rejects one', () => {
    const groups = [{ name: 'a', rules: [{ alert: 'WebDown', expr: 'limitk(1, up) == 0' }] }];
    const objects = healthy().map((each) =>
      each.kind === 'PrometheusRule' ? prometheusRule('shop/web', { groups }, RELEASE) : each,
    );
    const takes = prometheus('tenant/mine', { enableFeatures: ['promql-experimental-functions'] });
    expect(said(found([...objects, takes]))).toContain('warning rule-invalid PrometheusRule shop/web');
  });
});

it('finds of an object in the same words for several stacks once', () => {
  const other = [
    prometheus('monitoring/other', { ruleSelector: {}, ruleNamespaceSelector: {} }),
    prometheusRule('shop/nothing', { groups: [] }, RELEASE),
  ];
  const about = found([...healthy(), ...other], { objects: [refOf(prometheusRule('shop/nothing'))] });
  expect(said(about)).toEqual([expect.stringContaining('PrometheusRule shop/nothing')]);
});

describe('a Prometheus that may discover in the namespace', () => {
  const own = [
    role('tenant'),
    binding('tenant', 'ClusterRole/tenant', { kind: 'ServiceAccount', namespace: 'tenant', name: 'prometheus' }),
  ];

  it('is as good as any other', () => {
    expect(said(found([...healthy(), ...own, stranger]))).toEqual(['warning alerts-go-nowhere Prometheus tenant/mine']);
  });
});

describe("a fault of one's own Prometheus is an error, whatever other ones there are", () => {
  const account = (path: string) => {
    const [home = '', name = ''] = path.split('/');
    return { kind: 'ServiceAccount', namespace: home, name };
  };
  const everywhere = (path: string): readonly KubeObject[] => {
    const { name } = account(path);
    return [role(name), binding(name, `ClusterRole/${name}`, account(path))];
  };
  const only = (path: string, places: readonly string[]): readonly KubeObject[] =>
    places.flatMap((place) => {
      const { name } = account(path);
      return [role(`${place}/${name}`), binding(`${place}/${name}`, `Role/${name}`, account(path))];
    });
  const rest = [
    ...healthy().filter(
      ({ kind, metadata: { name } }) => kind !== 'Prometheus' && !(/Role/.test(kind) && name === 'prometheus'),
    ),
    ...['default', 'kube-system', 'istio', 'kubecost'].map((name) => namespace(name)),
  ];
  const main = prometheus('monitoring/k8s', { serviceAccountName: 'k8s' });
  const usual = [main, ...only('monitoring/k8s', ['default', 'kube-system'])];
  const lts = prometheus('monitoring/lts', { serviceAccountName: 'lts' });
  const itsAgent = agent('monitoring/agent', { serviceAccountName: 'agent' });
  const wants = { matchLabels: { team: 'istio' } };
  const istio = prometheus('istio/istio', {
    serviceAccountName: 'istio',
    serviceMonitorSelector: wants,
    ruleSelector: wants,
  });
  const debug = prometheus('shop/debug', { serviceAccountName: 'debug' });
  const ERROR = 'error rbac-namespace ServiceMonitor shop/web';

  it.each<readonly [string, string, readonly KubeObject[]]>([
    [
      'another one in its namespace',
      'k8s',
      [main, ...only('monitoring/k8s', ['default']), lts, ...everywhere('monitoring/lts')],
    ],
    ['the same without any right', 'k8s', [main, lts, ...everywhere('monitoring/lts')]],
    ['an agent in its namespace', 'k8s', [main, itsAgent, ...everywhere('monitoring/agent')]],
    ['an agent that lacks rights', 'agent', [main, itsAgent, ...everywhere('monitoring/k8s')]],
    [
      'an agent elsewhere',
      'k8s',
      [...usual, agent('agents/agent', { serviceAccountName: 'agent' }), ...everywhere('agents/agent')],
    ],
    ['one for debugging with rights next to the object', 'k8s', [...usual, debug, ...only('shop/debug', ['shop'])]],
    ['the same where no right is given at all', 'k8s', [main, debug, ...only('shop/debug', ['shop'])]],
    ['one for all of the cluster next to one for debugging', 'debug', [main, ...everywhere('monitoring/k8s'), debug]],
    ['one for all of the cluster that selects others', 'k8s', [...usual, istio, ...everywhere('istio/istio')]],
    [
      'one for all of the cluster',
      'k8s',
      [...usual, prometheus('kubecost/all', { serviceAccountName: 'all' }), ...everywhere('kubecost/all')],
    ],
    [
      'an account of its namespace with rights elsewhere',
      'k8s',
      [
        main,
        ...only('monitoring/other', ['default']),
        prometheus('kubecost/all', { serviceAccountName: 'all' }),
        ...everywhere('kubecost/all'),
      ],
    ],
  ])('%s', (_what, name, stacks) => {
    const findings = found([...rest, ...stacks]);
    expect(said(findings)).toContain(ERROR);
    const own = findings.find(
      ({ severity, check, stack }) => severity === 'error' && check === 'rbac-namespace' && stack?.name === name,
    );
    expect([own?.stack?.name, own?.fix?.kind]).toEqual([name, 'rbac']);
    expect(said(findings).join()).not.toContain('label-mismatch');
  });

  it('also of what is no right', () => {
    const paused = prometheus('monitoring/k8s', { serviceAccountName: 'k8s', paused: true, alerting: undefined });
    const all = [prometheus('kubecost/all', { serviceAccountName: 'all' }), ...everywhere('kubecost/all')];
    const about = { objects: [refOf(prometheusRule('shop/web'))] };
    const lines = (stacks: readonly KubeObject[]) => said(found([...rest, ...stacks, ...all], about));
    expect(lines([paused, ...only('monitoring/k8s', ['default'])])).toContain(
      'warning alerts-go-nowhere Prometheus monitoring/k8s',
    );
    expect(lines([paused])).toEqual(expect.arrayContaining(['info alerts-go-nowhere Prometheus monitoring/k8s']));
  });

  it('and of one whose rights elsewhere are not known', () => {
    const objects = [
      ...rest,
      main,
      ...everywhere('kubecost/all'),
      prometheus('kubecost/all', { serviceAccountName: 'all' }),
    ];
    expect(said(found(objects))).toContain('info rbac-namespace Prometheus monitoring/k8s');
    const partly = analysis(objects, { only: { RoleBinding: ['shop'] } });
    expect(said(report(partly, clusterChecks, {}).findings)).toContain(ERROR);
  });
});

describe('a Prometheus of one’s own that rejects what another one takes', () => {
  const files = { endpoints: [{ port: 'http', bearerTokenFile: '/var/run/token' }] };
  const objects = healthy().map((each) =>
    each.kind === 'ServiceMonitor' ? serviceMonitor('shop/web', files, RELEASE) : each,
  );
  const strict = (name: string) => prometheus(name, { arbitraryFSAccessThroughSMs: { deny: true } });
  const REJECTED = 'warning rejected-fs-access ServiceMonitor shop/web';

  it('is a warning, since the object is in effect elsewhere', () => {
    expect(said(found([...objects, strict('monitoring/strict')]))).toContain(REJECTED);
    expect(said(found([...objects, strict('monitoring/strict')], { objects: [refOf(monitor)] }))).toEqual([REJECTED]);
  });

  it('is nothing where it does not want the object, or is a stranger', () => {
    const elsewhere = { serviceMonitorSelector: { matchLabels: { release: 'other' } } };
    const other = prometheus('monitoring/strict', { arbitraryFSAccessThroughSMs: { deny: true }, ...elsewhere });
    const about = { objects: [refOf(monitor)] };
    expect(said(found([...objects, other], about))).toEqual([]);
    expect(said(found([...objects, namespace('tenant'), strict('tenant/mine')], about))).toEqual([]);
  });
});
