import { describe, expect, it } from '@jest/globals';
import { admits, isolates } from '../../src/kube/network-policy.ts';
import type { PodSide } from '../../src/kube/network-policy.ts';
import { networkPolicy } from '../worlds.ts';
import type { Raw } from '../worlds.ts';

const side = (namespace: string, labels: Readonly<Record<string, string>>, more: Partial<PodSide> = {}): PodSide => ({
  namespace,
  namespaceLabels: { labels: { 'kubernetes.io/metadata.name': namespace, team: 'ops' }, complete: true },
  labels: { labels, complete: true },
  addresses: ['10.0.0.9'],
  ...more,
});
const web = side('shop', { app: 'web' });
const prometheus = side('monitoring', { app: 'prometheus' });
const METRICS = { number: 8080, names: ['metrics'] };

describe('whom a policy is about', () => {
  it.each<[string, Raw, 'ingress' | 'egress', string]>([
    ['without policyTypes: ingress', {}, 'ingress', 'yes'],
    ['without policyTypes and egress rules: not egress', {}, 'egress', 'no'],
    ['with egress rules: egress too', { egress: [{}] }, 'egress', 'yes'],
    ['by policyTypes: egress only', { policyTypes: ['Egress'] }, 'ingress', 'no'],
    ['by labels', { podSelector: { matchLabels: { app: 'web' } } }, 'ingress', 'yes'],
    ['other labels', { podSelector: { matchLabels: { app: 'db' } } }, 'ingress', 'no'],
    [
      'the pod’s number in its StatefulSet',
      { podSelector: { matchLabels: { 'apps.kubernetes.io/pod-index': '0' } } },
      'ingress',
      'unknown',
    ],
  ])('%s', (_name, spec, direction, answer) => {
    expect(isolates(networkPolicy('shop/p', spec), direction, web)).toBe(answer);
  });

  it('never those of another namespace', () => {
    expect(isolates(networkPolicy('other/p'), 'ingress', web)).toBe('no');
  });
});

describe('whom a policy admits', () => {
  const from = (...peers: readonly Raw[]): Raw => ({ ingress: [{ from: peers }] });
  const ports = (...list: readonly Raw[]): Raw => ({ ingress: [{ ports: list }] });
  it.each<[string, Raw, string]>([
    ['nobody', {}, 'no'],
    ['nobody, by an empty list of rules', { ingress: [] }, 'no'],
    ['everybody', { ingress: [{}] }, 'yes'],
    ['its own namespace', from({ podSelector: {} }), 'no'],
    ['all namespaces', from({ namespaceSelector: {} }), 'yes'],
    [
      'a namespace by its name',
      from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }),
      'yes',
    ],
    [
      'another namespace',
      from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }),
      'no',
    ],
    [
      'pods of all namespaces',
      from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'prometheus' } } }),
      'yes',
    ],
    [
      'other pods of all namespaces',
      from({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'grafana' } } }),
      'no',
    ],
    ['these pods, but of its own namespace', from({ podSelector: { matchLabels: { app: 'prometheus' } } }), 'no'],
    ['one of several peers', from({ podSelector: {} }, { namespaceSelector: { matchLabels: { team: 'ops' } } }), 'yes'],
    ['an address', from({ ipBlock: { cidr: '10.0.0.0/24' } }), 'yes'],
    ['an address that is taken out', from({ ipBlock: { cidr: '10.0.0.0/24', except: ['10.0.0.8/30'] } }), 'no'],
    ['another address', from({ ipBlock: { cidr: '192.168.0.0/16' } }), 'no'],
    ['the port by number', ports({ port: 8080 }), 'yes'],
    ['another port', ports({ port: 80 }), 'no'],
    ['a range of ports', ports({ port: 8000, endPort: 9000 }), 'yes'],
    ['a range before it', ports({ port: 8000, endPort: 8079 }), 'no'],
    ['the port by name', ports({ port: 'metrics' }), 'yes'],
    ['another name', ports({ port: 'http' }), 'no'],
    ['a number in quotes, which the API server refuses', ports({ port: '8080' }), 'unknown'],
    ['the number, but UDP', ports({ port: 8080, protocol: 'UDP' }), 'no'],
    ['any TCP port', ports({ protocol: 'TCP' }), 'yes'],
    ['peer and port in two rules', { ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 8080 }] }] }, 'yes'],
    [
      'a rule of which the port fits and the peer does not',
      { ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }] },
      'no',
    ],
  ])('%s', (_name, spec, answer) => {
    expect(admits(networkPolicy('shop/p', spec), 'ingress', prometheus, METRICS)).toBe(answer);
  });

  it('is unknown where labels of the namespace are', () => {
    const dim = side('monitoring', {}, { namespaceLabels: { labels: {}, complete: false } });
    const policy = networkPolicy('shop/p', from({ namespaceSelector: { matchLabels: { team: 'ops' } } }));
    expect(admits(policy, 'ingress', dim, METRICS)).toBe('unknown');
  });

  it('is unknown where addresses are, but for all of them', () => {
    const dim = side('monitoring', {}, { addresses: [] });
    expect(admits(networkPolicy('shop/p', from({ ipBlock: { cidr: '10.0.0.0/8' } })), 'ingress', dim, METRICS)).toBe(
      'unknown',
    );
    expect(admits(networkPolicy('shop/p', from({ ipBlock: { cidr: '0.0.0.0/0' } })), 'ingress', dim, METRICS)).toBe(
      'yes',
    );
  });
});

describe('where a namespace is only guessed', () => {
  const own = { ingress: [{ from: [{ podSelector: {} }] }] };
  it('its pods may be those that are admitted', () => {
    expect(admits(networkPolicy('shop/p', own), 'ingress', { ...prometheus, homeless: true }, METRICS)).toBe('unknown');
    expect(admits({ ...networkPolicy('shop/p', own), homeless: true }, 'ingress', prometheus, METRICS)).toBe('unknown');
  });
  it('a policy may be about pods of another one', () => {
    expect(isolates({ ...networkPolicy('shop/p', own), homeless: true }, 'ingress', web)).toBe('unknown');
    expect(isolates({ ...networkPolicy('shop/p', own), homeless: true }, 'ingress', { ...web, homeless: true })).toBe(
      'yes',
    );
  });
});
