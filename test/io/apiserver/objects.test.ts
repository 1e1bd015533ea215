import { describe, expect, it } from '@jest/globals';
import { objectProblems } from '../../../src/io/apiserver/index.ts';
import { printPath } from '../../../src/kube/field-path.ts';
import type { JsonObject } from '../../../src/model/index.ts';
import { translated } from '../../schemas/strip.ts';

const said = (apiVersion: string, kind: string, fields: JsonObject): readonly string[] =>
  objectProblems({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, ...fields }).map(
    ({ path, message }) => `${printPath(path)}: ${message}`,
  );
const monitor = (spec: JsonObject): readonly string[] => said('monitoring.coreos.com/v1', 'ServiceMonitor', { spec });
const deployment = (spec: JsonObject): readonly string[] => said('apps/v1', 'Deployment', { spec });

describe('what the API server would say', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['the right type', monitor({ selector: {}, endpoints: [{ port: 'http' }] }), []],
    [
      'a wrong type',
      monitor({ selector: {}, endpoints: [{ port: 8080 }] }),
      ['spec.endpoints[0].port: must be string'],
    ],
    [
      'durations that are none, with what is meant',
      monitor({ selector: {}, endpoints: [{ interval: 30, scrapeTimeout: '5 min' }, { interval: 'often' }] }),
      [
        'spec.endpoints[0].interval: must be a duration, as 30s',
        'spec.endpoints[0].scrapeTimeout: must be a duration, as 5m',
        'spec.endpoints[1].interval: must be a duration, as 30s or 5m',
      ],
    ],
    [
      'the greatest number of 64 bits',
      monitor({ selector: {}, endpoints: [], sampleLimit: Number('9223372036854775807') }),
      [],
    ],
    [
      'a number of more than 64 bits',
      monitor({ selector: {}, endpoints: [], sampleLimit: 1e19 }),
      ['spec.sampleLimit: must be integer'],
    ],
    ['nothing in place of spec', said('monitoring.coreos.com/v1', 'ServiceMonitor', {}), ['spec: must be there']],
    [
      'null, which is no value',
      monitor({ selector: null, endpoints: [] }),
      ["spec: must have required property 'selector'"],
    ],
    [
      'null in a list, which stays',
      monitor({ selector: {}, endpoints: [null] }),
      ['spec.endpoints[0]: must be object'],
    ],
    [
      'a value that is not on the list',
      monitor({ selector: {}, endpoints: [{ scheme: 'ftp' }] }),
      ['spec.endpoints[0].scheme: must be one of "http", "https", "HTTP", "HTTPS"'],
    ],
    [
      'one thing of a set twice',
      monitor({ selector: {}, endpoints: [], scrapeProtocols: ['PrometheusProto', 'PrometheusProto'] }),
      ['spec.scrapeProtocols[1]: has the value of item 0, and each must be there once'],
    ],
    [
      'a key of a list twice, by its default',
      said('monitoring.coreos.com/v1', 'Prometheus', {
        spec: {
          hostAliases: [
            { ip: '1.1.1.1', hostnames: ['a'] },
            { ip: '1.1.1.1', hostnames: ['b'] },
          ],
        },
      }),
      ['spec.hostAliases[1]: has the ip "1.1.1.1" of item 0, and each must be there once'],
    ],
    [
      'a Service with a port twice',
      said('v1', 'Service', {
        spec: {
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 80 },
          ],
        },
      }),
      ['spec.ports[1]: has the port and protocol of an earlier one'],
    ],
    [
      'a Service with two ports and one name',
      said('v1', 'Service', { spec: { ports: [{ name: 'a', port: 80 }, { port: 81 }] } }),
      ['spec.ports[1].name: must be there where there is more than one port'],
    ],
    [
      'a label of a pod template that is no string',
      deployment({ template: { metadata: { labels: { live: true } } } }),
      ['spec.template.metadata.labels.live: must be string'],
    ],
    [
      'a template that its selector does not take',
      deployment({ selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'b' } } } }),
      ['spec.template.metadata.labels: must be labels that spec.selector takes'],
    ],
    ['a part of a Deployment', deployment({ replicas: 3 }), []],
    ['a number beyond 32 bits', deployment({ replicas: 2 ** 40 }), ['spec.replicas: must fit into 32 bits']],
    [
      'a key of a ConfigMap with a space',
      said('v1', 'ConfigMap', { data: { 'a b': 'c' } }),
      ['data.a b: is no key: no more than 253 letters, digits, "-", "_" and "."'],
    ],
    ['a kind that no schema is carried of', said('example.com/v1', 'Thing', { spec: 1 }), []],
    [
      'a name that is no DNS name',
      said('v1', 'ConfigMap', { metadata: { name: 'A_b' } }),
      [
        'metadata.name: must be lower-case letters, digits, "-" and ".", no more than 253, beginning and ending with a letter or digit',
      ],
    ],
  ])('of %s', (_, problems, expected) => expect(problems).toEqual(expected));

  it('is bounded for one object, and a problem that refuses it is never lost among fields that there are not', () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, 1]));
    const problems = objectProblems({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'a' },
      spec: { ...fields, selector: {}, endpoints: [{ port: 1 }] },
    });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatchObject({ kind: 'invalid' });
  });
});

describe('a pattern of RE2', () => {
  it.each([
    ['^((?i)sun|mon)day$', '^([sS][uU][nN]|[mM][oO][nN])day$'],
    [String.raw`^[\w\s]+.$`, String.raw`^[\w\t\n\f\r ]+[^\n]$`],
    [String.raw`^a\.b\s$`, String.raw`^a\.b\s$`],
  ])('%s is %s in JavaScript', (pattern, expected) => expect(translated(pattern)).toBe(expected));
});

describe('what the API server would say of a Service', () => {
  const service = (spec: JsonObject): readonly string[] => said('v1', 'Service', { spec });
  const port = { name: 'http', port: 80 };
  it.each<readonly [string, JsonObject, readonly string[]]>([
    ['nothing of what may be elsewhere', {}, []],
    ['a port without its number', { ports: [{ name: 'http' }] }, ['spec.ports[0].port: must be between 1 and 65535']],
    [
      'a node port without a type',
      { ports: [{ ...port, nodePort: 30_080 }] },
      ['spec.ports[0].nodePort: must not be there where the type is ClusterIP'],
    ],
    ['a node port of one that has them', { type: 'NodePort', ports: [{ ...port, nodePort: 30_080 }] }, []],
    ['no address', { clusterIP: 'none', ports: [port] }, ['spec.clusterIP: must be an IP address or None']],
    [
      'None and a node port',
      { type: 'NodePort', clusterIP: 'None', ports: [port] },
      ['spec.clusterIP: must not be None where the type is NodePort'],
    ],
    [
      'an address of a name',
      { type: 'ExternalName', externalName: 'a.b', clusterIP: '10.0.0.1' },
      ['spec.clusterIPs: must not be there where the type is ExternalName'],
    ],
    ['what is dropped', { sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } }, ports: [port] }, []],
    ['null in place of a port', { ports: [null] }, ['spec.ports[0].port: must be between 1 and 65535']],
    ['a name that ends in a dot', { type: 'ExternalName', externalName: 'a.b.' }, []],
    [
      'addresses of one family',
      { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '10.0.0.2'], ports: [port] },
      ['spec.clusterIPs: must be of both families'],
    ],
    [
      'a policy for what nothing outside reaches',
      { externalTrafficPolicy: 'Local', ports: [port] },
      ['spec.externalTrafficPolicy: must not be there where nothing outside of the cluster gets in'],
    ],
  ])('%s', (_name, spec, problems) => {
    expect(service(spec)).toEqual(problems);
  });
});

describe('a field of metadata that there is not', () => {
  const metadata = { name: 'web', namespace: 'shop', lables: { a: 'b' }, managedFields: [] };
  it('is refused by a client that asks for strict validation, else dropped', () => {
    const spec = { selector: {}, endpoints: [] };
    expect(objectProblems({ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata, spec })).toEqual([
      {
        kind: 'unknown',
        path: ['metadata', 'lables'],
        message: 'no such field',
        near: 'metadata.labels',
        slip: 'labels',
      },
    ]);
    expect(objectProblems({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} })).toEqual([]);
  });
});

describe('what is written one level too high', () => {
  const near = (kind: string, fields: JsonObject): readonly (readonly [string, string | undefined])[] =>
    objectProblems({ apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name: 'web' }, ...fields }).map(
      (problem) => [printPath(problem.path), problem.near],
    );

  it('is told with its place', () => {
    const spec = { selector: {}, endpoints: [] };
    expect(near('ServiceMonitor', { namespace: 'shop', spec })).toEqual([['namespace', 'metadata.namespace']]);
    expect(near('Prometheus', { spec: { ruleSelector: { team: 'shop' } } })).toEqual([
      ['spec.ruleSelector.team', 'spec.ruleSelector.matchLabels.team'],
    ]);
    expect(near('Prometheus', { spec: { ruleSelector: { matchLabel: { team: 'shop' } } } })).toEqual([
      ['spec.ruleSelector.matchLabel', 'spec.ruleSelector.matchLabels'],
    ]);
  });
});

describe('a route below the first of an AlertmanagerConfig', () => {
  const routes = (...below: readonly JsonObject[]): readonly string[] =>
    said('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', {
      spec: { receivers: [{ name: 'a' }], route: { receiver: 'a', routes: below } },
    });

  it('has fields that the operator passes over, at any depth', () => {
    expect(routes({ match: { a: 'b' } }, { routes: [{ groupby: ['a'] }] })).toEqual([
      'spec.route.routes[0].match: no such field, and the operator passes over it',
      'spec.route.routes[1].routes[0].groupby: no such field, and the operator passes over it',
    ]);
  });

  it('is well with those that there are, and the CRD asks for no types there', () => {
    expect(
      routes({ receiver: 'a', continue: true, matchers: [{ name: 'a', value: 'b' }], groupBy: 'a', routes: [] }),
    ).toEqual([]);
  });
});
