import { describe, expect, it } from '@jest/globals';
import { resourcePath } from '../../../src/io/kube/paths.ts';

const configMaps = { group: '', versions: ['v1'], kind: 'ConfigMap', plural: 'configmaps', namespaced: true };

describe('a path of the API', () => {
  it('keeps every name in its own part', () => {
    expect(resourcePath(configMaps, 'v1', 'a/b', '../c')).toBe('/api/v1/namespaces/a%2Fb/configmaps/..%2Fc');
  });

  it.each([
    ['.', 'a'],
    ['..', 'a'],
    ['a', '.'],
    ['a', '..'],
  ])('does not lead elsewhere: namespace %j, name %j', (namespace, name) => {
    expect(() => resourcePath(configMaps, 'v1', namespace, name)).toThrow('is no name of an object');
  });
});
