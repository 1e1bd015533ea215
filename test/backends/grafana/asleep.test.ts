import { describe, expect, it } from '@jest/globals';
import { asleepReader } from '../../../src/backends/grafana/asleep.ts';
import { refOf } from '../../../src/kube/refs.ts';
import type { KubeObject } from '../../../src/model/index.ts';
import { dashboard, grafana, world } from '../../worlds.ts';

const map = dashboard('kh/promwire');

const scaled = (replicas: number | undefined, object: KubeObject): KubeObject =>
  replicas === undefined
    ? object
    : { ...object, body: { ...object.body, spec: { ...(object.body['spec'] as object), replicas } } };

describe('a Grafana that is scaled to 0', () => {
  const asleep = scaled(0, grafana('monitoring/grafana'));
  it.each<[string, readonly KubeObject[], string | undefined]>([
    ['is why its dashboards are not shown', [asleep], 'grafana'],
    ['with one pod shows them', [scaled(1, grafana('monitoring/grafana'))], undefined],
    ['is one whose replicas are stated: without the field it has one', [grafana('monitoring/grafana')], undefined],
    ['as a StatefulSet', [scaled(0, grafana('monitoring/grafana', {}, { kind: 'StatefulSet' }))], 'grafana'],
    ['beside one that runs is no reason', [asleep, grafana('team/grafana')], undefined],
    ['beside one that reads other labels is', [asleep, grafana('team/grafana', { LABEL: 'other' })], 'grafana'],
    [
      'beside one of which that is not known is no reason',
      [asleep, grafana('team/grafana', { LABEL: { secretKeyRef: {} } })],
      undefined,
    ],
    ['that reads other labels is none of its', [scaled(0, grafana('team/grafana', { LABEL: 'other' }))], undefined],
    ['is none where there is none', [], undefined],
  ])('%s', (_, objects, name) => {
    expect(asleepReader(world(objects), refOf(map), map.metadata.labels)?.name).toBe(name);
  });
});
