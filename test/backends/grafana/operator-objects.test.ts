import { describe, expect, it } from '@jest/globals';
import { grafanaOperatorDashboards } from '../../../src/backends/grafana/operator-objects.ts';
import type { OperatorPlan } from '../../../src/backends/grafana/operator-objects.ts';
import { at } from '../../../src/kube/json.ts';
import { decodeSelector, selects } from '../../../src/kube/selector.ts';
import { project } from '../../../src/io/projection/index.ts';
import type { JsonObject, KubeObject, Manifest } from '../../../src/model/index.ts';

/** A Grafana object as it is read from a cluster. */
function grafana(name: string, labels: Readonly<Record<string, string>>, namespace = 'monitoring'): KubeObject {
  const object = project(
    { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'Grafana', metadata: { name, namespace, labels }, spec: {} },
    { source: 'cluster' },
  );
  if ('invalid' in object) throw new Error(object.invalid);
  return object;
}

const intent = {
  name: 'promwire-kuberhealthy-v3',
  namespace: 'kuberhealthy',
  dashboards: { 'promwire-kuberhealthy-v3': '{"uid":"a"}', 'promwire-kuberhealthy-v3-check': '{"uid":"b"}' },
  labels: { 'app.kubernetes.io/managed-by': 'promwire' },
  folder: 'Kuberhealthy',
};

const planFor = (objects: readonly KubeObject[]): OperatorPlan => {
  const plan = grafanaOperatorDashboards(intent, objects);
  if (plan?.kind !== 'manifests') throw new Error(plan?.why.join(' ') ?? 'no Grafana');
  return plan;
};

/** Names of the Grafanas that the operator would give an object to: same namespace, and the labels that it wants. */
const takers = (manifest: Manifest, grafanas: readonly KubeObject[]): readonly string[] => {
  const selector = decodeSelector(at(manifest as unknown as JsonObject, 'spec', 'instanceSelector'), 'nothing');
  return grafanas
    .filter(({ metadata }) => metadata.namespace === manifest.metadata.namespace && selects(selector, metadata.labels))
    .map(({ metadata }) => metadata.name);
};

describe('dashboards for grafana-operator', () => {
  it('are a folder and objects in it, beside the Grafana, with the whole JSON', () => {
    const plan = planFor([grafana('main', { dashboards: 'grafana' })]);
    const metadata = (name: string) => ({ name, namespace: 'monitoring', labels: intent.labels });
    const instanceSelector = { matchLabels: { dashboards: 'grafana' } };
    expect(plan.manifests).toEqual([
      {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaFolder',
        metadata: metadata('promwire-kuberhealthy-v3'),
        spec: { instanceSelector, title: 'Kuberhealthy' },
      },
      ...Object.entries(intent.dashboards).map(([uid, json]) => ({
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: metadata(uid),
        spec: { instanceSelector, folderRef: 'promwire-kuberhealthy-v3', json },
      })),
    ]);
    expect(plan.notes).toEqual([]);
  });

  it.each<[string, readonly KubeObject[], readonly string[], RegExp | undefined]>([
    ['one without labels', [grafana('a', {})], ['a'], undefined],
    [
      'a label of its own',
      [grafana('a', { team: 'x', tier: 'p' }), grafana('b', { team: 'x', tier: 'q' })],
      ['a'],
      /b does not get/,
    ],
    [
      'the usual label, where it tells',
      [grafana('a', { dashboards: 'a', x: '1' }), grafana('b', { dashboards: 'b' })],
      ['a'],
      /b does not/,
    ],
    [
      'the same labels',
      [grafana('a', { team: 'x' }), grafana('b', { team: 'x' })],
      ['a', 'b'],
      /b has the same labels/,
    ],
    ['no labels, and another', [grafana('a', {}), grafana('b', { team: 'x' })], ['a', 'b'], /b has the same labels/],
    ['another namespace', [grafana('a', { team: 'x' }), grafana('b', { team: 'x' }, 'other')], ['a'], /b does not get/],
    ['a chart’s version', [grafana('a', { 'helm.sh/chart': 'grafana-1', team: 'x' })], ['a'], undefined],
  ])('select by what the live objects say: %s', (_, grafanas, taken, note) => {
    const plan = planFor(grafanas);
    for (const manifest of plan.manifests) expect(takers(manifest, grafanas)).toEqual(taken);
    expect(JSON.stringify(plan.manifests)).not.toContain('helm.sh');
    if (note) expect(plan.notes.join('\n')).toMatch(note);
    else expect(plan.notes).toEqual([]);
  });

  const named = (
    kind: string,
    name: string,
    labels: Readonly<Record<string, string>>,
    spec: JsonObject,
  ): KubeObject => {
    const apiVersion = kind === 'Namespace' ? 'v1' : 'apps/v1';
    const object = project({ apiVersion, kind, metadata: { name, labels }, spec }, { source: 'cluster' });
    if ('invalid' in object) throw new Error(object.invalid);
    return object;
  };
  const operator = (name: string, value: string): KubeObject => {
    const image = 'ghcr.io/grafana/grafana-operator:v5.24.0';
    const containers = [{ name: 'manager', image, env: [{ name, value }] }];
    return named('Deployment', 'grafana-operator', {}, { template: { spec: { containers } } });
  };
  const two = [grafana('a', { team: 'x' }, 'first'), grafana('b', { team: 'x', shard: 's' }, 'second')];

  it.each<[string, readonly KubeObject[], string]>([
    ['any, where it looks everywhere', [operator('WATCH_NAMESPACE', '')], 'a'],
    ['one in a namespace that it looks at', [operator('WATCH_NAMESPACE', 'third,second')], 'b'],
    [
      'one in a namespace with the label',
      [
        operator('WATCH_NAMESPACE_SELECTOR', 'team:y'),
        named('Namespace', 'first', { team: 'x' }, {}),
        named('Namespace', 'second', { team: 'y' }, {}),
      ],
      'b',
    ],
    ['one with the label of the shard', [operator('WATCH_LABEL_SELECTORS', 'shard in (r, s),!old')], 'b'],
  ])('are for %s', (_, more, name) => {
    const plan = planFor([...two, ...more]);
    expect(plan.grafana.name).toBe(name);
    expect(plan.notes).toEqual([expect.stringContaining('does not get them')]);
  });

  it('have the label of the shard that looks at them', () => {
    for (const { metadata } of planFor([...two, operator('WATCH_LABEL_SELECTORS', 'shard in (r, s)')]).manifests)
      expect(metadata.labels).toEqual({ ...intent.labels, shard: 'r' });
  });

  it('say that it is not known whether the operator looks there', () => {
    const plan = planFor([...two, operator('WATCH_NAMESPACE_SELECTOR', 'team:y')]);
    expect(plan.notes[0]).toContain('What Deployment grafana-operator looks at is not known');
  });

  it('are impossible where no operator looks at a Grafana', () => {
    expect(grafanaOperatorDashboards(intent, [...two, operator('WATCH_NAMESPACE', 'third')])).toEqual({
      kind: 'impossible',
      why: [expect.stringContaining('looks at namespace third only (WATCH_NAMESPACE): at no Grafana')],
    });
    const mine = operator('WATCH_LABEL_SELECTORS', '!app.kubernetes.io/managed-by');
    expect(grafanaOperatorDashboards(intent, [...two, mine])?.kind).toBe('impossible');
  });

  it('are none where no Grafana is', () => {
    expect(grafanaOperatorDashboards(intent, [])).toBeUndefined();
  });
});
