import { boundedErrorText } from '../../src/profiles/kuberhealthy/scrape.ts';
import { describe, expect, it } from '@jest/globals';
import { prometheusOperator } from '../../src/backends/prometheus-operator/index.ts';
import { objectsAt, stringAt, toJson } from '../../src/kube/json.ts';
import { sameExpression } from '../../src/lang/promql/same.ts';
import { INSTEAD_OF } from '../../src/judge/idle.ts';
import { planFor } from '../../src/plan/plan.ts';
import { refOf, title } from '../../src/kube/refs.ts';
import type { Change, KubeObject } from '../../src/model/index.ts';
import { profiles } from '../../src/profiles/index.ts';
import {
  KUBERHEALTHY_2,
  agent,
  analysis,
  endpoints,
  mayDiscover,
  namespace,
  operator,
  podMonitor,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
} from '../worlds.ts';
import type { Meta, Raw, Sight } from '../worlds.ts';

const OUR_LABELS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const RELEASE = { matchLabels: { release: 'a' } };
const labels = { app: 'kuberhealthy' };
const app: readonly KubeObject[] = [...KUBERHEALTHY_2, namespace('kh'), namespace('monitoring'), operator()];
const k8s = (spec: Raw = {}) =>
  prometheus('monitoring/k8s', { serviceMonitorSelector: RELEASE, ruleSelector: RELEASE, ...spec });
const theirs = (meta: Meta = {}) => serviceMonitor('kh/theirs', { selector: { matchLabels: labels } }, meta);
/** A monitor in another namespace that leads to the application. */
const tenants = (home: string, meta: Meta = {}, endpoints: readonly Raw[] = [{ port: 'http' }]) =>
  serviceMonitor(
    `${home}/grab`,
    { selector: { matchLabels: labels }, namespaceSelector: { matchNames: ['kh'] }, endpoints },
    meta,
  );

const planOf = (
  objects: readonly KubeObject[],
  { correct = true, sight }: { readonly correct?: boolean; readonly sight?: Sight } = {},
) => {
  const state = analysis([...app, ...objects], sight);
  const [found] = state.apps;
  const variant = profiles[0]?.variants.find(({ id }) => id === found?.variant);
  const [stack] = state.stacks;
  if (!found || !variant || !stack) throw new Error('the world has no application, or no stack');
  return planFor({
    analysis: state,
    backend: prometheusOperator,
    app: found,
    variant,
    stack,
    dashboards: [],
    queries: [],
    correct,
  });
};

const print = (change: Change): string =>
  change.action === 'apply'
    ? `${change.step}: ${title(refOf(change.manifest))}`
    : change.action === 'remove'
      ? `${change.step}: -${title(change.object)}`
      : change.action === 'set-fields'
        ? `${change.step}: ${title(change.object)} ${change.fields.map(({ path }) => path.join('.')).join(' ')}`
        : `${change.step}: ${title(change.object)} ${change.labels.map(({ key, was, becomes }) => `${key} ${was ?? '-'}>${becomes ?? '-'}`).join(' ')}`;

const RULES = 'rules: PrometheusRule kh/promwire-kuberhealthy';
const OURS = 'monitor: ServiceMonitor kh/promwire-kuberhealthy';
const RIGHTS = ['rights: Role kh/promwire-monitoring-k8s', 'rights: RoleBinding kh/promwire-monitoring-k8s'];
const argo = { 'argocd.argoproj.io/tracking-id': 'kh:monitoring.coreos.com/ServiceMonitor:kh/promwire-kuberhealthy' };
/** A monitor that setup made before. */
const own = (meta: Meta = {}, spec: Raw = {}) =>
  serviceMonitor(
    'kh/promwire-kuberhealthy',
    { selector: { matchLabels: labels }, ...spec },
    { uid: 'u-1', ...meta, labels: { ...OUR_LABELS, release: 'a' } },
  );
const ofPods = (meta: Meta = {}, app = 'gone') =>
  podMonitor(
    'kh/promwire-kuberhealthy',
    { selector: { matchLabels: { app } } },
    { uid: 'u-2', ...meta, labels: OUR_LABELS },
  );
const helm: Meta = {
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': 'kh', 'meta.helm.sh/release-namespace': 'kh' },
};

describe('what a plan changes', () => {
  it.each<[string, readonly KubeObject[], { readonly correct?: boolean; readonly sight?: Sight }, readonly string[]]>([
    ['no monitor: one of ours', [k8s(), ...mayDiscover], {}, [RULES, OURS]],
    ['no rights: those first', [k8s()], {}, [...RIGHTS, RULES, OURS]],
    [
      'a monitor that lacks a label: that label',
      [k8s(), ...mayDiscover, theirs()],
      {},
      [RULES, 'monitor: ServiceMonitor kh/theirs release ->a'],
    ],
    [
      'another value of it',
      [k8s(), ...mayDiscover, theirs({ labels: { release: 'b' } })],
      {},
      [RULES, 'monitor: ServiceMonitor kh/theirs release b>a'],
    ],
    [
      'the same where nothing of others may be touched: one of ours',
      [k8s(), ...mayDiscover, theirs()],
      { correct: false },
      [RULES, OURS],
    ],
    ['a monitor of Helm: one of ours beside it', [k8s(), ...mayDiscover, theirs(helm)], {}, [RULES, OURS]],
    ['a monitor that works: none', [k8s(), ...mayDiscover, theirs({ labels: { release: 'a' } })], {}, [RULES]],
    [
      'a monitor that works, without rights: only those',
      [k8s(), theirs({ labels: { release: 'a' } })],
      {},
      [...RIGHTS, RULES],
    ],
    [
      'a monitor for another port: one of ours',
      [
        k8s(),
        ...mayDiscover,
        serviceMonitor(
          'kh/wrong',
          { selector: { matchLabels: labels }, endpoints: [{ port: 'no' }] },
          { labels: { release: 'a' } },
        ),
      ],
      {},
      [RULES, OURS],
    ],
    [
      'a monitor of ours beside one that works now: it goes',
      [k8s(), ...mayDiscover, theirs({ labels: { release: 'a' } }), own()],
      {},
      [RULES, 'monitor: -ServiceMonitor kh/promwire-kuberhealthy'],
    ],
    [
      'one of ours from Git beside one that works now: it stays',
      [k8s(), ...mayDiscover, theirs({ labels: { release: 'a' } }), own({ annotations: argo })],
      {},
      [RULES],
    ],
    [
      'the same in files, where nothing is removed',
      [k8s(), ...mayDiscover, theirs({ labels: { release: 'a' } }), own()],
      { correct: false },
      [RULES],
    ],
    [
      'one of ours of the other kind, made before: it goes',
      [k8s(), ...mayDiscover, ofPods({}, 'kuberhealthy')],
      {},
      [RULES, OURS, 'monitor: -PodMonitor kh/promwire-kuberhealthy'],
    ],
    ['the same from Git: it stays', [k8s(), ...mayDiscover, ofPods({ annotations: argo })], {}, [RULES, OURS]],
    ['the same in files: it stays', [k8s(), ...mayDiscover, ofPods()], { correct: false }, [RULES, OURS]],
    [
      'the same, which another stack takes: it stays',
      [k8s(), ...mayDiscover, ofPods(), prometheus('monitoring/other', { podMonitorSelector: {} })],
      {},
      [RULES, OURS],
    ],
    [
      'one of ours that scrapes what the other does not: it stays',
      [
        ...[k8s(), ...mayDiscover, own({}, { endpoints: [{ port: 'http' }, { port: 'http', path: '/more' }] })],
        theirs({ labels: { release: 'a' } }),
      ],
      {},
      [RULES],
    ],
    [
      'a monitor of a tenant that lacks a label: one of ours beside it',
      [k8s(), ...mayDiscover, namespace('tenant'), tenants('tenant')],
      {},
      [RULES, OURS],
    ],
    [
      'one next to the stack that lacks a label: that label',
      [k8s(), ...mayDiscover, tenants('monitoring')],
      {},
      [RULES, 'monitor: ServiceMonitor monitoring/grab release ->a'],
    ],
    [
      'one of ours beside one of a tenant: ours stays as it is planned',
      [k8s(), ...mayDiscover, namespace('tenant'), tenants('tenant', { labels: { release: 'a' } }), own()],
      {},
      [RULES, OURS],
    ],
    [
      'one of a tenant that works: one of ours beside it',
      [k8s(), ...mayDiscover, namespace('tenant'), tenants('tenant', { labels: { release: 'a' } })],
      {},
      [RULES, OURS],
    ],
    [
      'one that works, of a third namespace, among files: nothing more',
      [k8s(), ...mayDiscover, namespace('tenant'), tenants('tenant', { labels: { release: 'a' } })],
      { sight: { source: 'files' } },
      [RULES],
    ],
    [
      'one that works, of a third namespace, which lets an own one lack its label: that label',
      [k8s(), ...mayDiscover, theirs(), namespace('tenant'), tenants('tenant', { labels: { release: 'a' } })],
      {},
      [RULES, 'monitor: ServiceMonitor kh/theirs release ->a'],
    ],
    [
      'addresses of the application in the Endpoints of a tenant: one of ours all the same',
      [
        ...[k8s(), ...mayDiscover, namespace('tenant')],
        service('tenant/s', { selector: undefined }, { labels: { app: 't' } }),
        endpoints('tenant/s', [['10.0.0.1', 'kh/kh-1']], {}, { labels: { app: 't' } }),
        serviceMonitor('tenant/t', { selector: { matchLabels: { app: 't' } } }, { labels: { release: 'a' } }),
      ],
      {},
      [RULES, OURS],
    ],
    [
      'one of ours beside one next to the stack, and one of a tenant: it goes',
      [
        ...[k8s(), ...mayDiscover, namespace('a-tenant'), own()],
        ...['a-tenant', 'monitoring'].map((name) => tenants(name, { labels: { release: 'a' } })),
      ],
      {},
      [RULES, 'monitor: -ServiceMonitor kh/promwire-kuberhealthy'],
    ],
    [
      'one of ours of which a tenant alone scrapes a part: it stays',
      [
        ...[k8s(), ...mayDiscover, namespace('tenant')],
        own({}, { endpoints: [{ port: 'http' }, { port: 'http', path: '/more' }] }),
        theirs({ labels: { release: 'a' } }),
        tenants('tenant', { labels: { release: 'a' } }, [{ port: 'http', path: '/more' }]),
      ],
      {},
      [RULES],
    ],
    [
      'an agent evaluates no rules',
      [agent('monitoring/k8s', { serviceMonitorSelector: RELEASE }), ...mayDiscover],
      {},
      [OURS],
    ],
    [
      'a stack that looks at its own namespace only: there',
      [k8s({ serviceMonitorNamespaceSelector: undefined, ruleNamespaceSelector: undefined }), ...mayDiscover],
      {},
      [
        'rules: PrometheusRule monitoring/promwire-kuberhealthy-kh',
        'monitor: ServiceMonitor monitoring/promwire-kuberhealthy-kh',
      ],
    ],
  ])('%s', (_what, objects, options, wanted) => {
    const plan = planOf(objects, options);
    expect(plan.blocked).toEqual([]);
    expect(plan.unknown).toEqual([]);
    expect(plan.changes.map(print)).toEqual(wanted);
  });
});

it('says that a monitor of a tenant, and ours, scrape the same', () => {
  const { advice } = planOf([
    ...[k8s(), ...mayDiscover, namespace('tenant'), own()],
    tenants('tenant', { labels: { release: 'a' } }),
  ]);
  const said = advice.map(({ text }) => text).join('\n');
  expect(said).toContain('through ServiceMonitor tenant/grab too, so each of its series is there twice');
  expect(said).toContain('neither in kh nor next to Prometheus monitoring/k8s, so it is not relied on');
});

describe('what a plan refuses', () => {
  it.each<[string, readonly KubeObject[], string]>([
    [
      'an object of our name that is not ours',
      [k8s(), ...mayDiscover, serviceMonitor('kh/promwire-kuberhealthy')],
      "exists and is not promwire's",
    ],
    [
      'rules of our name that are not ours',
      [k8s(), ...mayDiscover, prometheusRule('kh/promwire-kuberhealthy')],
      "exists and is not promwire's",
    ],
    [
      'a stack that selects nothing',
      [
        k8s({
          serviceMonitorSelector: {
            matchExpressions: [
              { key: 'a', operator: 'Exists' },
              { key: 'a', operator: 'DoesNotExist' },
            ],
          },
        }),
        ...mayDiscover,
      ],
      '',
    ],
  ])('%s', (_what, objects, why) => {
    const { blocked } = planOf(objects);
    expect(blocked.length).toBeGreaterThan(0);
    expect(blocked[0]?.why).toContain(why);
    expect(blocked[0]?.remedy).not.toBe('');
  });

  it('to add a monitor where one may be hidden', () => {
    const plan = planOf([k8s(), ...mayDiscover], { sight: { hidden: ['PodMonitor'] } });
    expect(plan.changes.map(print)).toEqual([RULES]);
    expect(plan.unknown.map(({ reads }) => reads.kind)).toContain('PodMonitor');
  });
});

describe('what fixes the source', () => {
  const command = (chart: string): string | undefined =>
    planOf([k8s(), ...mayDiscover, theirs({ ...helm, labels: { ...helm.labels, chart } })]).advice.find(
      (each) => each.command,
    )?.command;
  it('keeps the version of the chart in use', () => {
    expect(command('kuberhealthy-92_1')).toContain(' -n kh --version 92+1 --reset-then-reuse-values ');
    expect(command('other-1.2.3')).toBe('helm get values kh -n kh --all | grep -n -i -A5 servicemonitor');
    expect(command('kuberhealthy-x')).toContain(' --version VERSION ');
  });
});

describe('two monitors of other owners that scrape the same', () => {
  const good = { labels: { release: 'a' } };
  const said = (...objects: readonly KubeObject[]): string =>
    planOf([k8s(), ...mayDiscover, theirs(good), ...objects])
      .advice.map(({ text }) => text)
      .join('\n');
  it('are named, with what to do', () => {
    const second = serviceMonitor('kh/second', { selector: { matchLabels: labels } }, good);
    expect(said(second)).toContain('a second time through ServiceMonitor kh/theirs: remove one of the two');
    expect(said()).not.toContain('second time');
    expect(said(serviceMonitor('kh/second', { selector: { matchLabels: labels } }))).not.toContain('second time');
  });
});

describe('a monitor of another owner that leaves error texts as they are', () => {
  const good = { labels: { release: 'a' } };
  const of = (monitor: KubeObject) => planOf([k8s(), ...mayDiscover, monitor]).advice;
  it('is named, with the command that prints what to add', () => {
    expect(of(theirs(good))).toEqual([
      {
        text: expect.stringContaining('ServiceMonitor kh/theirs leaves the label error as it is'),
        command: 'promwire check servicemonitor/theirs -n kh',
        standing: true,
      },
    ]);
  });
  it('is fine with the relabelings of promwire’s own', () => {
    const endpoint = { port: 'http', metricRelabelings: boundedErrorText() };
    const bounded = serviceMonitor('kh/theirs', { selector: { matchLabels: labels }, endpoints: [endpoint] }, good);
    expect(of(bounded)).toEqual([]);
  });
});

describe('the pools that the rules name', () => {
  const good = { labels: { release: 'a' } };
  const of = (name: string, spec: Raw = {}) =>
    serviceMonitor(name, { selector: { matchLabels: labels }, ...spec }, good);
  const ours = '="serviceMonitor/kh/promwire-kuberhealthy/0"';

  it.each<[string, readonly KubeObject[], string]>([
    ['a monitor of ours', [], ours],
    ['somebody else’s monitor that works', [of('kh/theirs')], '="serviceMonitor/kh/theirs/0"'],
    ['one that gets the label that it lacks', [theirs()], '="serviceMonitor/kh/theirs/0"'],
    ['its job renamed', [of('kh/theirs', { jobLabel: 'app' })], '="serviceMonitor/kh/theirs/0"'],
    [
      'only endpoints that lead to kuberhealthy',
      [of('kh/theirs', { endpoints: [{ port: 'elsewhere' }, { port: 'http' }] })],
      '="serviceMonitor/kh/theirs/1"',
    ],
    [
      'several monitors, and a name with a dot',
      [
        of('kh/one'),
        of('kh/b.two'),
        serviceMonitor('kh/kuberhealthy-proxy', { selector: { matchLabels: { app: 'x' } } }, good),
      ],
      '=~"serviceMonitor/kh/b\\\\.two/0|serviceMonitor/kh/one/0"',
    ],
    ['without the one of ours that goes', [of('kh/theirs'), own()], '="serviceMonitor/kh/theirs/0"'],
    ['of two monitors the one that is selected', [of('kh/one'), theirs()], '="serviceMonitor/kh/one/0"'],
  ])('%s', (_what, objects, matcher) => {
    const { changes, expectations } = planOf([k8s(), ...mayDiscover, ...objects]);
    const expr = `max by (scrape_job) (prometheus_target_scrape_pool_targets{scrape_job${matcher}}) == 0`;
    const written = changes.flatMap((each) => (each.action === 'apply' ? [toJson(each.manifest['spec'])] : []));
    const rules = written.flatMap((spec) => objectsAt(spec, 'groups').flatMap((group) => objectsAt(group, 'rules')));
    const rule = rules.find((each) => stringAt(each, 'alert') === 'KuberhealthyNoTargets');
    expect(sameExpression(stringAt(rule, 'expr') ?? '', expr)).toBe(true);
    const wanted = expectations.flatMap((each) =>
      each.kind === 'rule-loaded' ? Object.values(each.rules ?? {}).flat() : [],
    );
    expect(wanted.find(({ name }) => name === 'KuberhealthyNoTargets')?.expr).toBe(expr);
  });
});

/** The absence alerts among the rules of a plan, the relabelings of its monitor, and whether every shard is waited for. */
const shardView = (objects: readonly KubeObject[]) => {
  const { changes, advice, expectations } = planOf(objects);
  const made = (kind: string): string =>
    JSON.stringify(changes.flatMap((each) => (each.action === 'apply' && each.manifest.kind === kind ? [each] : [])));
  return {
    alerts: ['KuberhealthyAbsent', 'KuberhealthyNoTargets', 'KuberhealthyTargetDown'].filter((name) =>
      made('PrometheusRule').includes(`"${name}"`),
    ),
    wanted: expectations.flatMap((each) => (each.kind === 'rule-loaded' ? Object.values(each.rules ?? {}).flat() : [])),
    marked: made('ServiceMonitor').includes('__tmp_disable_sharding'),
    every: expectations.flatMap((each) =>
      each.kind === 'target-up' || each.kind === 'series-present' ? [each.everyShard === true] : [],
    ),
    said: advice.map(({ text }) => text).join('\n'),
  };
};

describe('with several shards', () => {
  const ALL = ['KuberhealthyAbsent', 'KuberhealthyNoTargets', 'KuberhealthyTargetDown'];
  const two = (spec: Raw = {}) => k8s({ shards: 2, ...spec });
  const at = (version: string) =>
    operator([], { path: 'ops/operator', image: `quay.io/prometheus-operator/prometheus-operator:${version}` });
  const marked = {
    selector: { matchLabels: labels },
    endpoints: [{ port: 'http', relabelings: [{ targetLabel: '__tmp_disable_sharding', replacement: 'yes' }] }],
  };
  const good = { labels: { release: 'a' } };

  it.each<[string, readonly KubeObject[], boolean, readonly string[], string]>([
    ['one shard: nothing of it', [k8s()], false, ALL, ''],
    ['every shard scrapes all targets', [two()], true, ALL, ''],
    ['the first operator that knows it', [two(), at('v0.83.0')], true, ALL, ''],
    ['the last one that does not', [two(), at('v0.82.2')], false, ['KuberhealthyTargetDown'], 'older than 0.83'],
    ['an operator of no version', [two(), at('latest')], true, ['KuberhealthyTargetDown'], 'could not be seen'],
    [
      'pods of shards that are taken away are kept',
      [two({ shardRetentionPolicy: { whenScaled: 'Retain' } })],
      true,
      ['KuberhealthyTargetDown'],
      'keeps the pods of shards',
    ],
    [
      'the same with one shard left',
      [k8s({ shardRetentionPolicy: { whenScaled: 'Retain' } })],
      false,
      ['KuberhealthyTargetDown'],
      'keeps the pods of shards',
    ],
    [
      'a monitor of somebody that divides them',
      [two(), serviceMonitor('kh/theirs', { selector: { matchLabels: labels } }, good)],
      false,
      ['KuberhealthyTargetDown'],
      'ServiceMonitor kh/theirs has each of them scrape only a part',
    ],
    ['a monitor of somebody that does not', [two(), serviceMonitor('kh/theirs', marked, good)], false, ALL, ''],
  ])('%s', (_what, objects, mark, alerts, said) => {
    const view = shardView([...objects, ...mayDiscover]);
    expect(view).toMatchObject({ marked: mark, alerts });
    expect(view.wanted.some(({ name }) => name === 'KuberhealthyAbsent')).toBe(alerts === ALL);
    if (said === '') expect(view.said).not.toContain('Without alerts');
    else expect(view.said).toContain(said);
  });

  it('every shard is waited for where every shard is to scrape them, else not', () => {
    expect(new Set(shardView([two(), ...mayDiscover]).every)).toEqual(new Set([true]));
    expect(new Set(shardView([two(), at('v0.82.2'), ...mayDiscover]).every)).toEqual(new Set([false]));
    expect(new Set(shardView([k8s(), ...mayDiscover]).every)).toEqual(new Set([false]));
  });

  it('an agent divides its targets as it did', () => {
    const state = [agent('monitoring/k8s', { shards: 2, serviceMonitorSelector: RELEASE }), ...mayDiscover];
    expect(shardView(state)).toMatchObject({ marked: false, alerts: [] });
  });
});

describe('what must hold afterwards', () => {
  it('is that the targets are up, all there are, and every rule is loaded', () => {
    const { expectations } = planOf([k8s(), ...mayDiscover]);
    expect(expectations).toContainEqual(
      expect.objectContaining({
        kind: 'target-up',
        expected: 1,
        monitor: expect.objectContaining({ name: 'promwire-kuberhealthy' }),
      }),
    );
    const loaded = expectations.find(({ kind }) => kind === 'rule-loaded');
    expect(loaded).toMatchObject({ groups: expect.arrayContaining([expect.any(String)]) });
    expect(
      planOf([agent('monitoring/k8s', { serviceMonitorSelector: RELEASE }), ...mayDiscover]).expectations.some(
        ({ kind }) => kind === 'rule-loaded',
      ),
    ).toBe(false);
  });

  it('is told of the monitor that is corrected, and that its file undoes it', () => {
    const { expectations, advice } = planOf([k8s(), ...mayDiscover, theirs()]);
    expect(expectations[0]).toMatchObject({ kind: 'target-up', monitor: { name: 'theirs' } });
    expect(advice.map(({ text }) => text).join('\n')).toContain('no release to release: a');
  });
});

describe('rules of others that the stack does not take', () => {
  const rule = (expr: string, more: object = {}) =>
    prometheusRule('kh/theirs', { groups: [{ name: 'g', rules: [{ alert: 'A', expr, ...more }] }] }, helm);
  const insteadOf = (objects: readonly KubeObject[]) => {
    const { changes, advice } = planOf([k8s(), ...mayDiscover, ...objects]);
    const written = changes.flatMap((each) =>
      each.action === 'apply' && each.step === 'rules' ? [each.manifest] : [],
    );
    return {
      replaced: written.map(({ metadata }) => metadata.annotations?.[INSTEAD_OF]),
      said: advice.map(({ text }) => text).filter((text) => text.includes('PrometheusRule kh/theirs')),
    };
  };

  it.each([
    ['an annotation', rule('up == 0', { annotations: { text: 'kuberhealthy_check' } })],
    ['a comment', rule('up == 0 # kuberhealthy_check')],
    ['the value of a label', rule('up{job="kuberhealthy_check"} == 0')],
    ['a pattern of everything', rule('{__name__=~"kuber.*"} == 0')],
  ])('are not about it for %s', (_what, object) => {
    expect(insteadOf([object])).toEqual({ replaced: [undefined], said: [] });
  });

  it('are replaced if they ask for its metrics, by name, by pattern, or through what others record', () => {
    const recorded = prometheusRule('other/records', {
      groups: [{ name: 'g', rules: [{ record: 'health:sum', expr: 'sum(kuberhealthy_check)' }] }],
    });
    for (const expr of ['kuberhealthy_check == 0', '{__name__=~"kuberhealthy_.+"} == 0', 'health:sum == 0'])
      expect(insteadOf([rule(expr), recorded])).toEqual({
        replaced: ['kh/theirs'],
        said: [expect.stringContaining('set release: a')],
      });
  });

  it('are named, and do not count, if that is not known', () => {
    expect(insteadOf([rule('sum(kuberhealthy_check')])).toEqual({
      replaced: [undefined],
      said: [
        'Whether PrometheusRule kh/theirs is about Kuberhealthy is not known: its rule A, or a rule that A asks for, has an expression that cannot be read. It does not count as alerts on it.',
      ],
    });
  });
});
