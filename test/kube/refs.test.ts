import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareRefs, groupOf, keyOf, nameOf, refOf, sameRef, title } from '../../src/kube/refs.ts';
import type { Ref } from '../../src/model/index.ts';
import { namespace, service } from '../worlds.ts';

const web: Ref = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' };

describe('a reference', () => {
  it('is made of an object', () => {
    expect(refOf(service('shop/web'))).toEqual(web);
    expect(refOf(namespace('shop'))).toEqual({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' });
  });

  it('is printed with its namespace, where it has one', () => {
    expect([nameOf(web), title(web)]).toEqual(['shop/web', 'Service shop/web']);
    expect(title(refOf(namespace('shop')))).toBe('Namespace shop');
  });

  it.each([
    ['v1', ''],
    ['apps/v1', 'apps'],
    ['monitoring.coreos.com/v1alpha1', 'monitoring.coreos.com'],
  ])('knows the group of %s', (apiVersion, group) => {
    expect(groupOf(apiVersion)).toBe(group);
  });

  it('is the same in every version of its API, and in no other group', () => {
    const config: Ref = { ...web, apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' };
    expect(sameRef(config, { ...config, apiVersion: 'monitoring.coreos.com/v1beta1' })).toBe(true);
    expect(sameRef(web, { ...web, apiVersion: 'serving.knative.dev/v1' })).toBe(false);
    expect(sameRef(web, { ...web, namespace: 'bank' })).toBe(false);
    expect(sameRef(web, { ...web, name: 'api' })).toBe(false);
  });

  it('has one place in every list', () => {
    const name = fc.constantFrom('a', 'b', 'B', 'é', 'a-b');
    const ref = fc.record({ apiVersion: fc.constant('v1'), kind: name, namespace: name, name });
    fc.assert(
      fc.property(fc.uniqueArray(ref, { selector: keyOf, maxLength: 6 }), (refs) => {
        const sorted = refs.toSorted(compareRefs);
        expect(refs.toReversed().toSorted(compareRefs)).toEqual(sorted);
        for (const one of refs) expect(compareRefs(one, one)).toBe(0);
      }),
    );
  });
});
