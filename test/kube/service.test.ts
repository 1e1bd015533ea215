import { describe, expect, it } from '@jest/globals';
import { selectsPods } from '../../src/kube/service.ts';
import type { Json, KubeObject } from '../../src/model/index.ts';

const service = (selector: Json): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', labels: {}, annotations: {} },
  body: { spec: { selector } },
  origin: { source: 'cluster' },
});

describe('a Service selects pods', () => {
  it.each<[string, Json, Record<string, string>, boolean]>([
    ['with all of its labels', { app: 'web', tier: 'front' }, { app: 'web', tier: 'front', hash: '1' }, true],
    ['not with one of its labels', { app: 'web', tier: 'front' }, { app: 'web' }, false],
    ['not with another value', { app: 'web' }, { app: 'api' }, false],
    ['not without a selector', null, { app: 'web' }, false],
    ['not with an empty selector', {}, { app: 'web' }, false],
    ['not with a selector of the wrong type', 'app=web', { app: 'web' }, false],
    ['by labels of its own, not of the prototype', { constructor: 'web' }, { app: 'web' }, false],
  ])('%s', (_case, selector, labels, expected) => {
    expect(selectsPods(service(selector), labels)).toBe(expected);
  });
});
