import { describe, expect, it } from '@jest/globals';
import { applicationOf, nameFor, placeAnnotations } from '../../../src/backends/prometheus-operator/placement.ts';

describe('nameFor', () => {
  it.each([
    { namespace: 'probes', app: 'probes', name: 'promwire-kuberhealthy', why: 'beside the application' },
    { namespace: 'monitoring', app: 'kuberhealthy', name: 'promwire-kuberhealthy', why: 'the name says it already' },
    { namespace: 'monitoring', app: 'probes', name: 'promwire-kuberhealthy-probes', why: 'two may meet there' },
    { namespace: 'monitoring', app: 'healthy', name: 'promwire-kuberhealthy-healthy', why: 'half a word says nothing' },
  ])('$app in $namespace: $name, $why', ({ namespace, app, name }) => {
    expect(nameFor('promwire-kuberhealthy', namespace, app)).toBe(name);
  });
});

describe('applicationOf', () => {
  const object = (namespace: string, annotations: Readonly<Record<string, string>>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', namespace, labels: {}, annotations },
    body: {},
    origin: { source: 'cluster' as const },
  });

  it('is told by a mark where the object is elsewhere, and by its namespace else', () => {
    expect(placeAnnotations('probes', 'probes')).toEqual({});
    expect(applicationOf(object('probes', placeAnnotations('probes', 'probes')))).toBe('probes');
    expect(applicationOf(object('monitoring', placeAnnotations('monitoring', 'probes')))).toBe('probes');
  });
});
