import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { agent, analysis, kube, namespace, operator, prometheus, thanosRuler } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';
import { onCluster } from './cluster.ts';
import { policies } from '../../src/app/policy.ts';

interface Policy {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: object };
  readonly spec: {
    readonly validations?: readonly { readonly expression: string; readonly messageExpression: string }[];
    readonly [field: string]: unknown;
  };
}
const release = { matchLabels: { release: 'kps' } };
const everywhere = { serviceMonitorNamespaceSelector: {} };
const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: release, ...everywhere });
const MONITORS = ['--kind', 'ServiceMonitor'];
const read = (out: string): readonly Policy[] => parseAllDocuments(out).map((document) => document.toJS() as Policy);
const ofFiles = async (objects: readonly KubeObject[], ...argv: readonly string[]): Promise<Answer> =>
  await inFolder(async (folder) => await run(['policy', '--from', write(folder, 'a.yaml', yamlOf(objects)), ...argv]));
const asked = async (objects: readonly KubeObject[], ...argv: readonly string[]): Promise<readonly Policy[]> => {
  const { code, out, err } = await ofFiles(objects, ...argv);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return read(out);
};

describe('promwire policy', () => {
  it('prints a policy and its binding, which warn', async () => {
    const [policy, binding, more] = await asked([k8s], ...MONITORS);
    expect(more).toBeUndefined();
    expect(policy).toMatchObject({
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'promwire-servicemonitors', labels: { 'app.kubernetes.io/managed-by': 'promwire' } },
      spec: { failurePolicy: 'Ignore' },
    });
    expect(policy?.spec.validations?.[0]?.expression).toBe(
      '"release" in variables.labels && variables.labels["release"] in ["kps"]',
    );
    expect(binding).toMatchObject({
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: 'promwire-servicemonitors', validationActions: ['Warn'] },
    });
  });

  it('fails closed only where it denies, and binds to the namespaces that are named', async () => {
    const [policy, ...bindings] = await asked([k8s], ...MONITORS, '--action', 'deny', '-n', 'shop', '-n', 'bank');
    expect(policy?.spec['failurePolicy']).toBe('Fail');
    // Each has a name of its own: another run for another namespace takes none away.
    expect(bindings).toMatchObject(
      ['shop', 'bank'].map((namespace) => ({
        metadata: { name: `promwire-servicemonitors.${namespace}` },
        spec: {
          policyName: 'promwire-servicemonitors',
          matchResources: {
            namespaceSelector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespace] }],
            },
          },
          validationActions: ['Deny'],
        },
      })),
    );
  });

  it('takes one Prometheus as its parameter with --stack', async () => {
    const other = prometheus('monitoring/other');
    const [policy, binding] = await asked([k8s, other], ...MONITORS, '--stack', 'monitoring/k8s');
    expect(policy?.spec['paramKind']).toEqual({ apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus' });
    expect(binding?.spec['paramRef']).toMatchObject({ namespace: 'monitoring', name: 'k8s' });
  });

  it('leaves out what all of is taken, and what nothing could take, with the reason', async () => {
    const { code, err } = await ofFiles([k8s]);
    expect(code).toBe(0);
    expect(err).toContain('note: no policy for PodMonitor objects: Prometheus monitoring/k8s takes all of them.');
    expect(err).toContain(
      'note: no policy for AlertmanagerConfig objects: no Alertmanager that may take them is among the files.',
    );
    const all = await ofFiles([prometheus('monitoring/k8s')], ...MONITORS);
    expect(all).toMatchObject({ code: 1, out: '' });
    expect(all.err).toContain('there is nothing to make a policy of');
  });

  it('is made of each stack that may take the kind', async () => {
    const rules = { ruleSelector: release, ruleNamespaceSelector: {} };
    const ruler = thanosRuler('monitoring/ruler', rules);
    const [policy] = await asked(
      [prometheus('monitoring/k8s', rules), ruler, agent('monitoring/edge')],
      '--kind',
      'PrometheusRule',
    );
    expect(policy?.spec.validations?.[0]?.expression.match(/"release" in/g)).toHaveLength(2);
    expect(policy?.spec.validations?.[0]?.messageExpression).toContain('No Prometheus or ThanosRuler takes');
  });

  it('makes none where what a stack selects is not known', async () => {
    const open = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: '${RELEASE}' } } });
    const { code, out, err } = await ofFiles([open], ...MONITORS);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('no policy for ServiceMonitor objects: Prometheus monitoring/k8s has ${RELEASE}');
  });

  it('makes none where another reader may read the kind', async () => {
    const crd = (name: string): KubeObject =>
      kube({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name }, spec: {} });
    const vm = [
      crd('vmagents.operator.victoriametrics.com'),
      kube({
        ...{ apiVersion: 'operator.victoriametrics.com/v1beta1', kind: 'VMAgent' },
        ...{ metadata: { namespace: 'vm', name: 'a' }, spec: { selectAllByDefault: true } },
      }),
      operator([], { path: 'vm/operator', image: 'victoriametrics/operator:v0.63.0', name: 'manager' }),
    ];
    const { left, manifests } = policies(analysis([k8s, namespace('vm'), ...vm]), { kinds: ['ServiceMonitor'] });
    expect({ manifests, left }).toMatchObject({ manifests: [], left: [{ kind: 'ServiceMonitor', unknown: true }] });
  });

  it('counts what the operator does not see', async () => {
    const [policy] = await asked([k8s, operator(['--deny-namespaces=kube-system'])], ...MONITORS);
    expect(policy?.spec.validations?.[0]?.expression).toContain('!(request.namespace in ["kube-system"])');
    expect(JSON.stringify(policy)).toContain(
      'The operator of Prometheus monitoring/k8s does not look into this namespace',
    );
  });

  it('writes files for Git once, and a second time nothing', async () => {
    await inFolder(async (folder) => {
      const argv = [
        'policy',
        '--from',
        write(folder, 'a.yaml', yamlOf([k8s])),
        ...MONITORS,
        '--out',
        join(folder, 'out'),
      ];
      const first = await run(argv);
      expect(first.code).toBe(0);
      expect(readFileSync(join(folder, 'out', 'kustomization.yaml'), 'utf8')).toContain(
        'validatingadmissionpolicy-promwire-servicemonitors.yaml',
      );
      expect((await run(argv)).out).toMatch(/^(?:\S+ \(unchanged\)\n)+$/);
    });
  });

  it('prints policies of Kyverno', async () => {
    const made = await asked([k8s], ...MONITORS, '--form', 'kyverno', '--add-labels', '--stack', 'k8s');
    expect(made).toMatchObject([
      { kind: 'ClusterPolicy', metadata: { name: 'promwire-monitoring.k8s.prometheus-servicemonitors' } },
    ]);
    expect(await ofFiles([k8s], '--form', 'kyverno', '--add-labels', '--replace-labels')).toMatchObject({ code: 2 });
  });

  it('knows what this Kubernetes has', () => {
    const at = (kubernetes: string, addLabels: boolean): readonly string[] => {
      const known = analysis([k8s]);
      const world = { ...known.world, snapshot: { ...known.world.snapshot, kubernetes } };
      const { manifests } = policies({ ...known, world }, { addLabels, kinds: ['ServiceMonitor'] });
      return manifests.map(({ apiVersion, kind }) => `${kind} ${apiVersion}`);
    };
    expect(at('v1.36.3', true)).toContain('MutatingAdmissionPolicy admissionregistration.k8s.io/v1');
    expect(at('v1.35.0', true)).toContain('MutatingAdmissionPolicy admissionregistration.k8s.io/v1beta1');
    expect(at('v1.30.0', false)).toHaveLength(2);
    expect(() => at('v1.33.0', true)).toThrow('a MutatingAdmissionPolicy needs 1.34');
    expect(() => at('v1.29.4', false)).toThrow('a ValidatingAdmissionPolicy needs 1.30');
  });

  it('reads stacks and operators of a cluster, and none of the objects', async () => {
    const { code, out } = await onCluster([k8s, operator(), namespace('monitoring')], ['policy', ...MONITORS]);
    expect(code).toBe(0);
    expect(read(out)).toHaveLength(2);
  });
});

describe('promwire policy --add-labels', () => {
  const labelling = async (spec: object, ...argv: readonly string[]): Promise<Answer> =>
    await ofFiles([prometheus('monitoring/k8s', { ...everywhere, ...spec })], ...MONITORS, '--add-labels', ...argv);

  it('adds the label that is missing', async () => {
    const { out } = await labelling({ serviceMonitorSelector: release });
    expect(read(out).map(({ kind }) => kind)).toEqual([
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
    ]);
  });

  it.each([
    ['no label has one taken', { serviceMonitorSelector: undefined }],
    [
      'says whose an object is',
      { serviceMonitorSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'Helm' } } },
    ],
    [
      'takes team a or b: which is not known',
      { serviceMonitorSelector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }] } },
    ],
    ['asks for no label', { serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } }],
    [
      'no label helps',
      {
        serviceMonitorSelector: {
          matchExpressions: [
            { key: 'a', operator: 'DoesNotExist' },
            { key: 'a', operator: 'Exists' },
          ],
        },
      },
    ],
  ])('adds none where %s', async (words, spec) => {
    const { code, out, err } = await labelling(spec);
    expect(code).toBe(0);
    expect(read(out)).toHaveLength(2);
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`note: no label is added to ServiceMonitor objects: .*${words}`),
    );
  });

  it('asks which Prometheus is meant', async () => {
    const team = prometheus('team/k8s', { serviceMonitorSelector: { matchLabels: { team: 'a' } } });
    const { err } = await ofFiles([k8s, team], ...MONITORS, '--add-labels');
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      'it may be for Prometheus monitoring/k8s or Prometheus team/k8s: choose with --stack.',
    );
  });

  it.each([['kubernetes'], ['kyverno']])('leaves what another Prometheus has (--form %s)', async (form) => {
    const other = prometheus('team/b', { serviceMonitorSelector: { matchLabels: { team: 'b' } }, ...everywhere });
    const both = await asked([k8s, other], ...MONITORS, '--add-labels', '--stack', 'monitoring/k8s', '--form', form);
    const labelling = both
      .filter(({ kind }) => kind !== 'ValidatingAdmissionPolicy')
      .map((each) => JSON.stringify(each));
    expect(labelling.join()).toContain('team');
    const hidden = kube({
      ...{ apiVersion: 'operator.victoriametrics.com/v1beta1', kind: 'VMAgent' },
      ...{ metadata: { namespace: 'monitoring', name: 'agent' }, spec: { selectAllByDefault: true } },
    });
    const { err } = await ofFiles([k8s, hidden], ...MONITORS, '--add-labels', '--stack', 'k8s', '--form', form);
    expect(err).toContain('note: no label is added to ServiceMonitor objects: ');
  });

  it('names the policies of stacks of alike names apart, and chooses one by its kind', async () => {
    const stacks = ['a-b/c', 'a/b-c'].map((name) =>
      prometheus(name, { serviceMonitorSelector: release, ...everywhere }),
    );
    const names = await Promise.all(
      ['a-b/c', 'a/b-c'].map(async (stack) => (await asked(stacks, ...MONITORS, '--stack', stack))[0]?.metadata.name),
    );
    expect(new Set(names).size).toBe(2);
    const ruler = thanosRuler('monitoring/k8s', { ruleSelector: { matchLabels: { role: 'a' } } });
    const rules = ['--kind', 'PrometheusRule'];
    expect((await ofFiles([k8s, ruler], ...rules, '--stack', 'monitoring/k8s')).err).toContain(
      'There are: prometheus/monitoring/k8s, thanosruler/monitoring/k8s.',
    );
    const [policy] = await asked([k8s, ruler], ...rules, '--stack', 'thanosruler/monitoring/k8s');
    expect(policy?.metadata.name).toBe('promwire-monitoring.k8s.thanosruler-prometheusrules');
  });

  it('takes --replace-labels only with it', async () => {
    expect(await ofFiles([k8s], '--replace-labels')).toMatchObject({ code: 2 });
  });
});

describe('what promwire policy says on standard error', () => {
  const said = async (...argv: readonly string[]): Promise<string> => {
    const { code, err } = await ofFiles([k8s], ...argv);
    expect(code).toBe(0);
    return err.replaceAll(/\s+/g, ' ');
  };

  it('whose selectors, where, what a user sees, how to apply it and how to take it back', async () => {
    const err = await said(...MONITORS);
    for (const part of [
      'In all namespaces the API server lets in an object that none of these takes, and warns:',
      'ServiceMonitor: for Prometheus monitoring/k8s',
      'kubectl apply prints: Warning:',
      'print it again when one changes',
      'the same with | kubectl apply -f -',
      'the same with | kubectl delete -f - takes it back',
    ])
      expect(err).toContain(part);
  });

  it('what is refused, in one namespace, by selectors that are followed', async () => {
    const err = await said(...MONITORS, '--action', 'deny', '-n', 'shop', '--stack', 'monitoring/k8s', '--add-labels');
    expect(err).toContain('In namespace shop the API server refuses an object that none of these takes:');
    expect(err).toContain('Labels that are missing are added first');
    expect(err).toContain('The policy reads the selectors itself');
  });

  it('nothing of the API server where Kyverno does it', async () => {
    const err = await said(...MONITORS, '--form', 'kyverno');
    expect(err).toContain('In all namespaces Kyverno lets in');
    expect(err).not.toContain('kubectl apply prints');
  });

  it.each(['servicemonitor', 'ServiceMonitors', 'smon', 'SERVICEMONITOR'])(
    '--kind %s is ServiceMonitor',
    async (word) => {
      expect(await asked([k8s], '--kind', word)).toEqual(await asked([k8s], ...MONITORS));
    },
  );

  it.each([
    ['servicemonitr', 'Did you mean ServiceMonitor?'],
    ['Service', 'It takes one of: ServiceMonitor, PodMonitor'],
    ['__proto__', 'It takes one of: ServiceMonitor, PodMonitor'],
  ])('--kind %s is a mistake of usage', async (word, hint) => {
    const { code, err } = await ofFiles([k8s], '--kind', word);
    expect(code).toBe(2);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(hint);
    expect(err).not.toContain('Did you mean undefined');
  });
});

describe('selectors that others wrote', () => {
  const of = (serviceMonitorSelector: object): KubeObject =>
    prometheus('monitoring/k8s', { ...everywhere, serviceMonitorSelector });
  const many = Array.from({ length: 300 }, (_, i) => `team-${i}-of-a-large-company`);
  /** Every text that a policy may have in its message, as CEL writes it. */
  const texts = (policy: Policy | undefined): readonly string[] => {
    const [validation] = policy?.spec.validations ?? [];
    const variables = (policy?.spec['variables'] ?? []) as readonly {
      readonly name: string;
      readonly expression: string;
    }[];
    const reasons = variables.filter(({ name }) => name.startsWith('reason')).map(({ expression }) => expression);
    return [validation?.messageExpression ?? '', ...reasons];
  };
  /** The longest that the API server may make of it: all its literals, and the labels of an object. */
  const longest = (cel: string): number => {
    const labels = cel.split(' in place of ').length - 1;
    // What only asks is no part of it.
    const said = cel.replaceAll(/"[^"]*" in variables\.labels|variables\.labels\["[^"]*"\]( in \[[^\]]*\])?/g, '');
    const literals = [...said.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([literal]) => JSON.parse(literal) as string);
    return literals.reduce((sum, { length }) => sum + length, 63 * labels);
  };

  it.each<readonly [string, readonly KubeObject[]]>([
    ['one of many labels', [of({ matchLabels: Object.fromEntries(many.map((each) => [`k.example/${each}`, each])) })]],
    [
      'sixty Prometheuses',
      Array.from({ length: 60 }, (_, i) =>
        prometheus(`monitoring/k${i}`, {
          ...everywhere,
          serviceMonitorSelector: { matchLabels: { release: `r${i}` } },
        }),
      ),
    ],
    [
      'five of eight long labels',
      Array.from({ length: 5 }, (_, i) =>
        prometheus(`monitoring/k${i}`, {
          ...everywhere,
          serviceMonitorSelector: {
            matchLabels: Object.fromEntries(
              Array.from({ length: 8 }, (__, n) => [
                `${'d'.repeat(60)}.example/${'k'.repeat(50)}${i}${n}`,
                'v'.repeat(60),
              ]),
            ),
          },
        }),
      ),
    ],
  ])('have a message that the API server takes: %s', async (_, objects) => {
    const [policy] = await asked([...objects, namespace('monitoring'), operator()], ...MONITORS);
    const all = texts(policy);
    expect(all.map(longest).reduce((a, b) => a + b, 0)).toBeLessThan(5 * 1024);
    expect(all.join('')).not.toContain(String.raw`\n`);
  });

  it('have one of many values told in short, and all of them decide', async () => {
    const [policy] = await asked(
      [of({ matchExpressions: [{ key: 'team', operator: 'In', values: many }] })],
      ...MONITORS,
    );
    expect(texts(policy).join('')).toMatch(/selects team in \(team-0-of-a-large-company.*…: in metadata\.labels set /);
    expect(policy?.spec.validations?.[0]?.expression).toContain('"team-299-of-a-large-company"');
  });

  it.each(['a b', 'a"b', String.raw`a\b`, "a'b", '${jndi:x}', '{{ .Values.x }}x', 'ä'])(
    'are none where Kubernetes knows no such value: %s',
    async (value) => {
      const { out, err } = await ofFiles([of({ matchLabels: { release: value } })], ...MONITORS);
      for (const policy of out === '' ? [] : read(out)) {
        // What is printed is YAML and CEL, whatever is in it.
        for (const text of policy.kind === 'ValidatingAdmissionPolicy' ? texts(policy) : [])
          expect(() =>
            text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (literal) => JSON.stringify(JSON.parse(literal))),
          ).not.toThrow();
        expect(JSON.stringify(policy)).not.toContain('in ["a b"]');
      }
      expect(out + err).not.toBe('');
    },
  );

  it('are named above what is made of them', async () => {
    const { out } = await ofFiles(
      [k8s, prometheus('monitoring/two', { serviceMonitorSelector: release })],
      ...MONITORS,
    );
    expect(out).toMatch(
      /^# ServiceMonitor: of these selectors, as promwire policy read them\. Print it again when one changes\.\n# Prometheus monitoring\/k8s selects release=kps, in namespaces: everything \(\{\}\)\.\n/,
    );
    expect(out).toContain('# Prometheus monitoring/two selects release=kps, in namespaces: ');
    const followed = await ofFiles([k8s], ...MONITORS, '--stack', 'monitoring/k8s');
    expect(followed.out).toMatch(/^# ServiceMonitor: it reads the selectors of Prometheus monitoring\/k8s itself\.\n/);
  });
});
