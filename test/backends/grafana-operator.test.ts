import { describe, expect, it } from '@jest/globals';
import { grafanaOperatorDashboards } from '../../src/backends/grafana-operator.ts';
import { at } from '../../src/engine/json.ts';
import { decodeSelector, selects } from '../../src/engine/selector.ts';
import { project } from '../../src/io/projection.ts';
import type { JsonObject, KubeObject, Manifest } from '../../src/model.ts';

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

/** Names of the Grafanas that the operator would give an object to: same namespace, and the labels that it wants. */
const takers = (manifest: Manifest, grafanas: readonly KubeObject[]): readonly string[] => {
  const selector = decodeSelector(at(manifest as unknown as JsonObject, 'spec', 'instanceSelector'), 'nothing');
  return grafanas
    .filter(({ metadata }) => metadata.namespace === manifest.metadata.namespace && selects(selector, metadata.labels))
    .map(({ metadata }) => metadata.name);
};

describe('dashboards for grafana-operator', () => {
  it('are a folder and objects in it, beside the Grafana, with the whole JSON', () => {
    const plan = grafanaOperatorDashboards(intent, [grafana('main', { dashboards: 'grafana' })])!;
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
    const plan = grafanaOperatorDashboards(intent, grafanas)!;
    for (const manifest of plan.manifests) expect(takers(manifest, grafanas)).toEqual(taken);
    expect(JSON.stringify(plan.manifests)).not.toContain('helm.sh');
    if (note) expect(plan.notes.join('\n')).toMatch(note);
    else expect(plan.notes).toEqual([]);
  });

  it('are none where no Grafana is', () => {
    expect(grafanaOperatorDashboards(intent, [])).toBeUndefined();
  });
});
