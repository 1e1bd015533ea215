import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject, Stack } from '../../../src/model/index.ts';
import { agent, analysis, kube, namespace, operator, prometheus, serviceMonitor, thanosRuler } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';

function only(object: KubeObject, others: readonly KubeObject[] = []): Stack {
  const [stack] = analysis([object, ...others]).stacks;
  if (!stack) throw new Error('no stack');
  return stack;
}

describe('stacks', () => {
  it('are every Prometheus, PrometheusAgent and ThanosRuler, in order', () => {
    const objects = [thanosRuler('a/t'), agent('b/a'), prometheus('z/p'), prometheus('a/p')];
    expect(analysis(objects).stacks.map(({ ref }) => `${ref.kind} ${ref.namespace}/${ref.name}`)).toEqual([
      'Prometheus a/p',
      'Prometheus z/p',
      'PrometheusAgent b/a',
      'ThanosRuler a/t',
    ]);
  });

  it.each<[string, KubeObject, readonly string[], readonly string[]]>([
    [
      'a Prometheus',
      prometheus('m/k8s'),
      ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule'],
      ['targets', 'query', 'rules', 'alerts'],
    ],
    ['an agent', agent('m/k8s'), ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'], ['targets']],
    ['a DaemonSet agent', agent('m/k8s', { mode: 'DaemonSet' }), ['PodMonitor'], ['targets']],
    ['a ThanosRuler', thanosRuler('m/k8s'), ['PrometheusRule'], ['rules', 'alerts']],
  ])('%s takes its kinds and no other', (_name, object, consumes, capabilities) => {
    const stack = only(object);
    expect(stack.consumes).toEqual(consumes);
    expect(Object.keys(stack.selections)).toEqual(consumes);
    expect(stack.capabilities).toEqual(capabilities);
  });

  it.each<[string, string, string, string]>([
    ['ServiceMonitor', 'serviceMonitorSelector', 'serviceMonitorNamespaceSelector', 'a'],
    ['PodMonitor', 'podMonitorSelector', 'podMonitorNamespaceSelector', 'b'],
    ['Probe', 'probeSelector', 'probeNamespaceSelector', 'c'],
    ['ScrapeConfig', 'scrapeConfigSelector', 'scrapeConfigNamespaceSelector', 'd'],
    ['PrometheusRule', 'ruleSelector', 'ruleNamespaceSelector', 'e'],
  ])('select %s by %s and %s', (kind, objectsField, namespacesField, value) => {
    const labels = { matchLabels: { [value]: value } };
    const stack = only(
      prometheus('m/k8s', { [objectsField]: labels, [namespacesField]: { matchLabels: { n: value } } }),
    );
    const requirements = (key: string): unknown => [{ key, operator: 'In', values: [value] }];
    expect(stack.selections[kind]).toEqual({
      objects: { kind: 'matching', requirements: requirements(value) },
      namespaces: { kind: 'matching', requirements: requirements('n') },
      objectsField,
      namespacesField,
    });
  });

  it('tell absent from empty on each side', () => {
    const stack = only(
      prometheus('m/k8s', {
        serviceMonitorSelector: undefined,
        serviceMonitorNamespaceSelector: null,
        podMonitorSelector: {},
      }),
    );
    expect(stack.selections['ServiceMonitor']).toMatchObject({
      objects: { kind: 'nothing' },
      namespaces: { kind: 'own-namespace' },
    });
    expect(stack.selections['PodMonitor']).toMatchObject({
      objects: { kind: 'everything' },
      namespaces: { kind: 'everything' },
    });
  });

  const none = { serviceMonitorSelector: null, podMonitorSelector: null };
  it.each<[string, KubeObject, boolean]>([
    ['all four absent', prometheus('m/k8s', none), true],
    ['rules do not count', prometheus('m/k8s', { ...none, ruleSelector: {} }), true],
    ['namespace selectors do not count', prometheus('m/k8s', { ...none, probeNamespaceSelector: {} }), true],
    ['one is empty', prometheus('m/k8s', { ...none, probeSelector: {} }), false],
    ['one is set', prometheus('m/k8s', { ...none, scrapeConfigSelector: { matchLabels: { a: 'b' } } }), false],
    ['an agent never is', agent('m/k8s', none), false],
    ['a ThanosRuler never is', thanosRuler('m/k8s', { ruleSelector: null }), false],
  ])('are unmanaged: %s', (_name, object, unmanaged) => {
    expect(only(object).restrictions.unmanaged).toBe(unmanaged);
  });

  it.each<[string, Raw, Partial<Stack> | { restrictions: Partial<Stack['restrictions']> }]>([
    ['paused', { paused: true }, { restrictions: { paused: true } }],
    ['paused as text is not paused', { paused: 'true' }, { restrictions: { paused: false } }],
    ['files denied', { arbitraryFSAccessThroughSMs: { deny: true } }, { restrictions: { denyFileAccess: true } }],
    ['files allowed', { arbitraryFSAccessThroughSMs: {} }, { restrictions: { denyFileAccess: false } }],
    [
      'namespace selectors ignored',
      { ignoreNamespaceSelectors: true },
      { restrictions: { ignoreNamespaceSelectors: true } },
    ],
    ['honorLabels overridden', { overrideHonorLabels: true }, { restrictions: { overrideHonorLabels: true } }],
    [
      'namespace label enforced',
      { enforcedNamespaceLabel: 'tenant' },
      { restrictions: { enforcedNamespaceLabel: 'tenant' } },
    ],
    ['no version', { version: null }, { restrictions: { discoveryRole: 'endpoints' } }],
    ['version without its v', { version: 'v2.55.1' }, { version: '2.55.1' }],
    ['shards and replicas', { shards: 3, replicas: 2 }, { shards: 3, replicas: 2 }],
    ['shards of nought are one', { shards: 0 }, { shards: 1 }],
    ['no replicas', { replicas: 0 }, { replicas: 0 }],
    ['no ServiceAccount', { serviceAccountName: null }, { serviceAccount: 'default' }],
    ['mode DaemonSet is an agent matter', { mode: 'DaemonSet' }, { restrictions: { daemonSet: false } }],
  ])('%s', (_name, spec, expected) => {
    expect(only(prometheus('m/k8s', spec))).toMatchObject(expected);
  });

  it('that are being deleted say so', () => {
    expect(only(prometheus('m/k8s', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })).restrictions.terminating).toBe(
      true,
    );
  });

  it('do not know their operators where Deployments were not read', () => {
    expect(analysis([prometheus('m/k8s')], { hidden: ['Deployment'] }).stacks[0]?.operators).toBeUndefined();
    expect(only(prometheus('m/k8s'), [operator()]).operators).toHaveLength(1);
  });

  const condition = (fields: Raw): Raw => ({
    conditions: [
      { type: 'Available', status: 'True' },
      { type: 'Reconciled', ...fields },
    ],
  });
  it.each<[string, Raw | undefined, Stack['reconciled']]>([
    ['nothing', undefined, undefined],
    ['another condition', { conditions: [{ type: 'Available', status: 'True' }] }, undefined],
    ['an odd status', condition({ status: true }), undefined],
    [
      'true',
      condition({ status: 'True', observedGeneration: 3 }),
      { status: 'True', reason: '', message: '', current: true },
    ],
    [
      'true, of an older generation',
      condition({ status: 'True', observedGeneration: 2 }),
      { status: 'True', reason: '', message: '', current: false },
    ],
    [
      'true, of an operator that does not say which',
      condition({ status: 'True' }),
      { status: 'True', reason: '', message: '', current: true },
    ],
    [
      'false',
      condition({ status: 'False', reason: 'ReconciliationFailed', message: 'no secret', observedGeneration: 3 }),
      { status: 'False', reason: 'ReconciliationFailed', message: 'no secret', current: true },
    ],
  ])('read the condition Reconciled: %s', (_name, status, expected) => {
    expect(only(prometheus('m/k8s', {}, { generation: 3 }, status)).reconciled).toEqual(expected);
  });

  it('come out of whatever JSON a spec holds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'serviceMonitorSelector',
            'version',
            'shards',
            'replicas',
            'mode',
            'paused',
            'serviceAccountName',
          ),
          fc.jsonValue({ maxDepth: 3 }),
        ),
        (spec) => {
          const stack = only(prometheus('m/k8s', spec));
          expect(stack.shards).toBeGreaterThanOrEqual(1);
          expect(stack.serviceAccount).not.toBe('');
        },
      ),
    );
    expect(
      only(
        kube({
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'Prometheus',
          metadata: { namespace: 'm', name: 'k8s' },
          spec: 'x',
        }),
      ).restrictions.unmanaged,
    ).toBe(true);
  });
});

describe('bindings', () => {
  const bound = (fields: Raw, accepted: Raw): KubeObject =>
    serviceMonitor(
      'shop/web',
      {},
      { generation: 2 },
      {
        bindings: [
          {
            group: 'monitoring.coreos.com',
            resource: 'prometheuses',
            namespace: 'm',
            name: 'k8s',
            ...fields,
            conditions: [{ type: 'Accepted', ...accepted }],
          },
        ],
      },
    );
  const answer = (object: KubeObject): unknown => {
    const context = analysis([prometheus('m/k8s'), agent('m/k8s'), object]);
    return context.stacks.map((stack) => context.binding(object, stack) ?? null);
  };

  it.each<[string, KubeObject, unknown]>([
    [
      'accepted',
      bound({}, { status: 'True', observedGeneration: 2 }),
      { accepted: 'True', message: '', current: true },
    ],
    [
      'rejected',
      bound({}, { status: 'False', message: 'no', observedGeneration: 2 }),
      { accepted: 'False', message: 'no', current: true },
    ],
    [
      'of an older generation',
      bound({}, { status: 'True', observedGeneration: 1 }),
      { accepted: 'True', message: '', current: false },
    ],
    ['without a generation', bound({}, { status: 'True' }), { accepted: 'True', message: '', current: false }],
    ['of another Prometheus', bound({ name: 'other' }, { status: 'True', observedGeneration: 2 }), null],
    ['of another namespace', bound({ namespace: 'x' }, { status: 'True', observedGeneration: 2 }), null],
    ['none', serviceMonitor('shop/web'), null],
  ])('%s', (_name, object, expected) => {
    expect(answer(object)).toEqual([expected, null]);
  });
});

describe('the verdict', () => {
  const verdict = (objects: readonly KubeObject[], of: KubeObject, hidden: readonly string[] = []): unknown => {
    const scoped = objects.some(({ kind }) => kind === 'Deployment') ? [] : [operator()];
    const context = analysis([...objects, ...scoped, of], { hidden });
    const [stack] = context.stacks;
    if (!stack) throw new Error('no stack');
    const { verdict: is, configured, by } = context.judgement(of, stack);
    return `${is}${is === 'selected' && !configured ? ', without effect' : ''}${by === 'binding' ? ', by binding' : ''}`;
  };
  const web = serviceMonitor('shop/web');
  const bound = (status: string, observedGeneration: number): KubeObject =>
    serviceMonitor(
      'shop/web',
      {},
      { generation: 2 },
      {
        bindings: [
          {
            resource: 'prometheuses',
            namespace: 'm',
            name: 'k8s',
            conditions: [{ type: 'Accepted', status, observedGeneration }],
          },
        ],
      },
    );
  const shop = namespace('shop', { team: 'shop' });
  const byTeam = prometheus('m/k8s', { serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } } });

  it.each<[string, readonly KubeObject[], KubeObject, string]>([
    ['everything', [prometheus('m/k8s'), operator()], web, 'selected'],
    ['nothing', [prometheus('m/k8s', { serviceMonitorSelector: null })], web, 'not-selected'],
    ['its own namespace only', [prometheus('m/k8s', { serviceMonitorNamespaceSelector: null })], web, 'not-selected'],
    ['its own namespace', [prometheus('shop/k8s', { serviceMonitorNamespaceSelector: null })], web, 'selected'],
    ['a namespace by label', [byTeam, shop], web, 'selected'],
    ['a namespace without the label', [byTeam, namespace('shop')], web, 'not-selected'],
    ['paused', [prometheus('m/k8s', { paused: true })], web, 'selected, without effect'],
    [
      'an invalid selector',
      [prometheus('m/k8s', { serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } })],
      web,
      'selected, without effect',
    ],
    ['no endpoints', [prometheus('m/k8s')], serviceMonitor('shop/web', { endpoints: [] }), 'selected, without effect'],
    ['rejected', [prometheus('m/k8s')], bound('False', 2), 'rejected'],
    ['a rejection of an older generation does not count', [prometheus('m/k8s')], bound('False', 1), 'selected'],
    ['out of scope', [prometheus('m/k8s'), operator(['--prometheus-instance-namespaces=x'])], web, 'not-selected'],
    ['a kind that the stack has no selector for', [thanosRuler('m/t')], web, 'not-selected'],
  ])('%s', (_name, objects, of, expected) => {
    expect(verdict(objects, of)).toBe(expected);
  });

  it('is unknown where the namespace or the operator was not read', () => {
    expect(verdict([byTeam, shop], web, ['Namespace'])).toBe('unknown');
    expect(verdict([byTeam, shop, operator()], web, ['Deployment'])).toBe('unknown');
  });

  it("rests on the operator's own word where ours is unknown, if it speaks of the object as it is", () => {
    expect(verdict([byTeam, shop], bound('True', 2), ['Namespace'])).toBe('selected, by binding');
    expect(verdict([byTeam, shop], bound('True', 1), ['Namespace'])).toBe('unknown');
  });
});
