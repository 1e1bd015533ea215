import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findOperators, parseFlags } from '../../../src/backends/prometheus-operator/operators.ts';
import { parseSelectorFlag } from '../../../src/kube/selector-text.ts';
import { selects } from '../../../src/kube/selector.ts';
import type { OperatorScope } from '../../../src/model/index.ts';
import { operator, workload, world } from '../../worlds.ts';

const flags = (...args: string[]): Record<string, readonly string[]> => Object.fromEntries(parseFlags(args));

describe('parseFlags', () => {
  it.each<[string, string[], Record<string, readonly string[]>]>([
    ['--x=v', ['--namespaces=a'], { namespaces: ['a'] }],
    ['-x=v', ['-namespaces=a'], { namespaces: ['a'] }],
    ['--x v', ['--namespaces', 'a'], { namespaces: ['a'] }],
    ['-x v', ['-namespaces', 'a'], { namespaces: ['a'] }],
    ['an empty value', ['--namespaces='], { namespaces: [''] }],
    ['an empty value of its own', ['--namespaces', ''], { namespaces: [''] }],
    ['a value with an equals sign', ['--feature-gates=A=true'], { 'feature-gates': ['A=true'] }],
    ['a value that looks like a flag', ['--controller-id', '-a'], { 'controller-id': ['-a'] }],
    ['repeated', ['--namespaces=a', '--namespaces', 'b'], { namespaces: ['a', 'b'] }],
    [
      'a switch',
      ['--disable-unmanaged-prometheus-configuration', '--namespaces=a'],
      { 'disable-unmanaged-prometheus-configuration': ['true'], namespaces: ['a'] },
    ],
    ['the last one without a value', ['--namespaces'], { namespaces: ['true'] }],
    ['the end of the flags', ['--namespaces=a', '--', '--namespaces=b'], { namespaces: ['a'] }],
    ['the first word that is none', ['start', '--namespaces=b'], {}],
    ['nothing', [], {}],
  ])('%s', (_name, args, expected) => {
    expect(flags(...args)).toEqual(expected);
  });

  it('reads both forms alike', () => {
    const name = fc.constantFrom('namespaces', 'deny-namespaces', 'controller-id');
    const value = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), fc.boolean(), (pairs, double) => {
        const dash = double ? '--' : '-';
        const joined = parseFlags(pairs.map(([key, text]) => `${dash}${key}=${text}`));
        const apart = parseFlags(pairs.flatMap(([key, text]) => [`${dash}${key}`, text]));
        expect([...joined]).toEqual([...apart]);
      }),
    );
  });
});

function scope(...args: string[]): OperatorScope {
  const [found] = findOperators(world([operator(args)]), 'prometheus') ?? [];
  if (!found) throw new Error('no operator');
  return found;
}

describe('the scope of an operator', () => {
  it.each<[string, string[], Partial<OperatorScope>]>([
    [
      'no flags',
      [],
      {
        namespaces: 'all',
        denied: [],
        instanceNamespaces: 'all',
        instanceDenied: [],
        controllerId: '',
        disableUnmanaged: false,
        opaque: [],
      },
    ],
    ['--namespaces', ['--namespaces=a,b'], { namespaces: ['a', 'b'], instanceNamespaces: ['a', 'b'], denied: [] }],
    ['--namespaces repeated', ['--namespaces=a', '--namespaces=b,a'], { namespaces: ['a', 'b'] }],
    ['no trimming', ['--namespaces=a, b'], { namespaces: ['a', ' b'] }],
    ['--namespaces empty: all', ['--namespaces='], { namespaces: 'all' }],
    [
      '--deny-namespaces',
      ['--deny-namespaces=a'],
      { namespaces: 'all', denied: ['a'], instanceNamespaces: 'all', instanceDenied: ['a'] },
    ],
    [
      'the deny list does not count beside an allow list',
      ['--namespaces=a', '--deny-namespaces=a'],
      { namespaces: ['a'], denied: [], instanceDenied: [] },
    ],
    ['--deny-namespaces with an empty part', ['--deny-namespaces=a,'], { denied: ['a'] }],
    [
      'instance namespaces ignore the deny list',
      ['--deny-namespaces=a', '--prometheus-instance-namespaces=a'],
      { denied: ['a'], instanceNamespaces: ['a'], instanceDenied: [] },
    ],
    [
      'instance namespaces beside the allow list',
      ['--namespaces=a', '--prometheus-instance-namespaces=m'],
      { namespaces: ['a'], instanceNamespaces: ['m'] },
    ],
    [
      'instance namespaces empty: all, whatever the allow list',
      ['--namespaces=a', '--prometheus-instance-namespaces='],
      { namespaces: ['a'], instanceNamespaces: 'all' },
    ],
    ["another workload's instances", ['--thanos-ruler-instance-namespaces=t'], { instanceNamespaces: 'all' }],
    ['controller id', ['--controller-id=blue'], { controllerId: 'blue' }],
    ['the last controller id', ['--controller-id=blue', '--controller-id=green'], { controllerId: 'green' }],
    ['unmanaged disabled', ['--disable-unmanaged-prometheus-configuration'], { disableUnmanaged: true }],
    ['unmanaged disabled, the older name', ['-deprecate-custom-configuration=1'], { disableUnmanaged: true }],
    ['unmanaged not disabled', ['--disable-unmanaged-prometheus-configuration=F'], { disableUnmanaged: false }],
    [
      'a value from the environment',
      ['--namespaces=$(WATCH)', '--controller-id=x'],
      { namespaces: 'all', controllerId: 'x', opaque: ['--namespaces=$(WATCH)'] },
    ],
  ])('%s', (_name, args, expected) => {
    expect(scope(...args)).toMatchObject(expected);
  });

  it('asks for the flags of its own workload', () => {
    const seen = world([operator(['--prometheus-instance-namespaces=p', '--thanos-ruler-instance-selector=a=b'])]);
    expect(findOperators(seen, 'thanos-ruler')?.[0]).toMatchObject({
      instanceNamespaces: 'all',
      instanceSelector: { kind: 'matching' },
    });
    expect(findOperators(seen, 'prometheus')?.[0]).toMatchObject({
      instanceNamespaces: ['p'],
      instanceSelector: { kind: 'everything' },
    });
  });
});

describe('findOperators', () => {
  it.each([
    ['quay.io/prometheus-operator/prometheus-operator:v0.93.0', '0.93.0'],
    ['mirror.example:5000/po/prometheus-operator:0.85.0-rc.1@sha256:00ff', '0.85.0'],
    ['prometheus-operator', undefined],
    ['docker.io/bitnami/prometheus-operator@sha256:00ff', undefined],
  ])('knows the image %s', (image, version) => {
    const [found] = findOperators(world([operator([], { image, name: 'manager' })]), 'prometheus') ?? [];
    expect(found?.version).toBe(version);
    expect(found?.operator.name).toBe('prometheus-operator');
  });

  it('knows the container by its name where the image says nothing', () => {
    const image = 'registry.example/art-dev@sha256:00ff';
    expect(findOperators(world([operator(['--namespaces=a'], { image })]), 'prometheus')?.[0]?.namespaces).toEqual([
      'a',
    ]);
  });

  it.each([
    'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0',
    'quay.io/prometheus-operator/admission-webhook:v0.93.0',
    'example/my-prometheus-operator-exporter:v1.0.0',
  ])('does not take %s for an operator', (image) => {
    expect(findOperators(world([operator([], { image, name: 'main' })]), 'prometheus')).toEqual([]);
  });

  it('does not say "none" where Deployments were not read', () => {
    expect(findOperators(world([], { hidden: ['Deployment'] }), 'prometheus')).toBeUndefined();
    expect(
      findOperators(world([workload('shop/web', 'web', {})], { only: { Deployment: ['shop'] } }), 'prometheus'),
    ).toBeUndefined();
    expect(findOperators(world([workload('shop/web', 'web', {})]), 'prometheus')).toEqual([]);
  });

  it.each([
    [1, true],
    [0, false],
  ])('sees that one with %i available replicas runs: %s', (available, running) => {
    expect(findOperators(world([operator([], { available })]), 'prometheus')?.[0]?.running).toBe(running);
  });
});

describe('parseSelectorFlag', () => {
  const has = (text: string, labels: Record<string, string>): boolean => selects(parseSelectorFlag(text), labels);
  it.each<[string, Record<string, string>, boolean]>([
    ['', {}, true],
    [' ', {}, true],
    ['a=b', { a: 'b' }, true],
    ['a==b', { a: 'b' }, true],
    ['a = b', { a: 'b' }, true],
    ['a=b', {}, false],
    ['a=', { a: '' }, true],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a in (b,c)', { a: 'c' }, true],
    ['a in (b, c),d', { a: 'c', d: '' }, true],
    ['a in (b, c),d', { a: 'c' }, false],
    ['a in ()', { a: '' }, true],
    ['a notin (b,c)', { a: 'c' }, false],
    ['a notin (b,c)', {}, true],
    ['a', { a: '' }, true],
    ['a', {}, false],
    ['!a', {}, true],
    ['! a', { a: '' }, false],
    ['a=b,c!=d,!e', { a: 'b' }, true],
    ['example.com/a=b', { 'example.com/a': 'b' }, true],
  ])('%j over %j: %s', (text, labels, taken) => {
    expect(has(text, labels)).toBe(taken);
  });

  it.each(['a=b,', ',a', 'a in b', 'a = b c', 'a in (b', '=b', 'a@b', 'a=b=c'])('%j is invalid', (text) => {
    expect(parseSelectorFlag(text).kind).toBe('invalid');
  });

  it('reads any text without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseSelectorFlag(text).kind === 'string'));
  });
});
