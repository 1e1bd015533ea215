import { describe, expect, it } from '@jest/globals';
import { nameFor } from '../../src/engine/place.ts';

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
