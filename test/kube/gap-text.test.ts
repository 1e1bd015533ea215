import { describe, expect, it } from '@jest/globals';
import { gapText } from '../../src/kube/gap-text.ts';
import type { FailedRequest, Gap } from '../../src/model/index.ts';

const pods: Gap = { reason: 'not-read', reads: { group: '', kind: 'Pod' } };
const listed: FailedRequest = { verb: 'list', resource: 'pods', scope: 'all-namespaces', status: 403 };
const inShop = { ...pods, reads: { ...pods.reads, namespace: 'shop' } };

describe('a gap in words', () => {
  it.each<readonly [string, Gap]>([
    ['Pod objects were not read, so nothing can be said about one that is missing.', pods],
    ['Pod objects in namespace shop were not read, so nothing can be said about one that is missing.', inShop],
    [
      'This cluster has no Probe (monitoring.coreos.com): its CRD is not installed.',
      { reason: 'crd-missing', reads: { group: 'monitoring.coreos.com', kind: 'Probe' } },
    ],
    [
      'Not allowed to list pods in all namespaces: pods is forbidden (403). Only a, b could be read.',
      { ...pods, reason: 'forbidden', request: { ...listed, server: 'pods is forbidden' }, readInstead: ['a', 'b'] },
    ],
    [
      'Not allowed to list pods in namespace shop: status 403.',
      { ...inShop, reason: 'forbidden', request: { ...listed, scope: 'namespace' } },
    ],
    [
      'Not allowed to get Pod web: status 403.',
      { ...inShop, reason: 'forbidden', request: { ...listed, verb: 'get', scope: 'namespace', name: 'web' } },
    ],
    [
      'Not allowed to create pods/portforward in namespace shop: status 403.',
      {
        ...inShop,
        reason: 'forbidden',
        request: { ...listed, verb: 'create', resource: 'pods/portforward', scope: 'namespace' },
      },
    ],
    [
      'nodes could not be listed: etcd is gone (500).',
      {
        ...pods,
        reason: 'unreachable',
        request: { ...listed, resource: 'nodes', scope: 'cluster', status: 500, server: 'etcd is gone' },
      },
    ],
    [
      'Pod web could not be read: status 404; is something in between?',
      { ...pods, reason: 'unreachable', request: { ...listed, verb: 'get', name: 'web', status: 404, foreign: true } },
    ],
    [
      'The list of pods in all namespaces has no items.',
      { ...pods, reason: 'invalid', request: { ...listed, status: 200, problem: 'has no items' } },
    ],
    ['A sentence of its own.', { ...pods, request: listed, readInstead: ['a'], sentence: 'A sentence of its own.' }],
  ])('%s', (text, gap) => {
    expect(gapText(gap)).toBe(text);
  });
});
