import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { locate } from '../../../src/io/files/locate.ts';

const MONITOR = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  # what to take
  selector: {matchLabels: {app: web}}
  endpoints:
    - path: /metrics
      port: http
    - port: "admin"   # the second
      params: &p
        a: [x, 'y']
  note: |
    port: not this one
  again: *p
`;
const BLOCK = `metadata:
  labels:
    app.kubernetes.io/name: web
spec:
  endpoints:
  - port: http
  -   path: /m
      port: admin
  text: |
    spec:
      endpoints: no
`;
const EMBEDDED = `data:
  web.json: |-  # a dashboard
    {
      "title": "web",

      "panels": [{"targets": [{"expr": "a"},
        {"expr": "b"}]}]
    }
  bad.json: |
    { "panels": {{ .Values.panels }} }
  folded.json: >
    {"panels":
      [1, 2]}
`;
const JSON_TEXT = `{"kind": "List", "items": [
  {"metadata": {"name": "a"}},
  {"metadata": {"name": "\\"}{[", "labels": {"k\\u00e9y": 1}}, "metadata2": null, "n": [1, [2, {"x": 3}]]}
]}`;

describe('the place of a field', () => {
  it.each([
    ['a field of a map', MONITOR, ['metadata', 'name'], '4:3'],
    ['a flow map', MONITOR, ['spec', 'selector', 'matchLabels', 'app'], '7:28'],
    ['a field of a member', MONITOR, ['spec', 'endpoints', '1', 'port'], '11:7'],
    ['a member of a flow list', MONITOR, ['spec', 'endpoints', '1', 'params', 'a', '1'], '13:16'],
    ['a field behind an alias: where it is written', MONITOR, ['spec', 'again', 'a'], '13:9'],
    ['what is not there: what should hold it', MONITOR, ['spec', 'endpoints', '0', 'targetPort'], '9:7'],
    ['a label that is not there', MONITOR, ['metadata', 'labels', 'release'], '3:1'],
    ['a member that is not there', MONITOR, ['spec', 'endpoints', '7'], '8:3'],
    ['below a scalar', MONITOR, ['metadata', 'name', 'deeper'], '4:3'],
    ['a key with dots', BLOCK, ['metadata', 'labels', 'app.kubernetes.io/name'], '3:5'],
    ['a list at the indentation of its key', BLOCK, ['spec', 'endpoints', '0', 'port'], '6:5'],
    ['a member with its first key set off', BLOCK, ['spec', 'endpoints', '1', 'path'], '7:7'],
    ['a second key of a member', BLOCK, ['spec', 'endpoints', '1', 'port'], '8:7'],
    ['behind a literal block', `${BLOCK}last: 1\n`, ['last'], '12:1'],
    ['in JSON that is a text', EMBEDDED, ['data', 'web.json', 'panels', '0', 'targets', '1', 'expr'], '7:10'],
    ['in a text that is not JSON: its key', EMBEDDED, ['data', 'bad.json', 'panels'], '9:3'],
    ['in a folded text', EMBEDDED, ['data', 'folded.json', 'panels', '1'], '13:11'],
    ['JSON', JSON_TEXT, ['items', '0', 'metadata', 'name'], '2:17'],
    ['JSON: brackets in strings, escapes in keys', JSON_TEXT, ['items', '1', 'metadata', 'labels', 'kéy'], '3:45'],
    ['JSON: members of lists', JSON_TEXT, ['items', '1', 'n', '1', '1', 'x'], '3:95'],
    ['JSON: what is not there', JSON_TEXT, ['items', '0', 'spec', 'selector'], '2:3'],
    ['JSON on one line', '{"a":1,"b":{"c":[true,{"d":2}]}}', ['b', 'c', '1', 'd'], '1:24'],
  ])('%s', (_what, text, path, at) => {
    const print = (source: string): string => {
      const [place] = locate(source, [{ document: 1, path }]);
      return place === undefined ? 'nowhere' : `${place.line}:${place.column}`;
    };
    expect(print(text)).toBe(at);
    expect(print(text.replaceAll('\n', '\r\n'))).toBe(at);
  });

  it('is nowhere for a first part that is not there', () => {
    expect(locate(BLOCK, [{ document: 1, path: ['status'] }])).toEqual([undefined]);
    expect(locate('{"a": 1}', [{ document: 1, path: ['status'] }])).toEqual([undefined]);
    expect(locate(BLOCK, [{ document: 2, path: ['spec'] }])).toEqual([undefined]);
  });

  it('is told for many at once, in the order asked, in every document', () => {
    const text = `# head\n---\n${BLOCK}---\n${MONITOR}`;
    const wanted = [
      { document: 2, path: ['spec', 'endpoints', '1', 'port'] },
      { document: 1, path: ['spec', 'endpoints', '1', 'port'] },
      { document: 2, path: ['kind'] },
    ];
    const lines = text.split('\n');
    const places = locate(text, wanted);
    expect(places.map((place) => lines[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1))).toEqual([
      'port: "admin"   # the second',
      'port: admin',
      'kind: ServiceMonitor',
    ]);
  });

  it('counts values of a JSON stream as documents', () => {
    expect(locate('{"a": 1}\n{"a":\n 2, "b": 3}\n', [{ document: 2, path: ['b'] }])).toEqual([{ line: 3, column: 5 }]);
  });

  // Words such as "on" are not strings to kubectl.
  const key = fc
    .stringMatching(/^[A-Za-z_][A-Za-z0-9_./-]{1,8}$/)
    .filter((text) => /[a-z]{3}/.test(text) && !/^(?:yes|off|true|false|null|__proto__)$/i.test(text));
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      // `yaml` prints these in brackets without the quotes that kubectl asks for.
      fc.string().filter((text) => !/[?:]/.test(text)),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(key, tie('node'), { maxKeys: 4 }),
    ),
  })).node;
  const pathsIn = (node: unknown): readonly (readonly string[])[] => {
    if (typeof node !== 'object' || node === null) return [];
    return Object.entries(node).flatMap(([name, child]) => [[name], ...pathsIn(child).map((path) => [name, ...path])]);
  };
  const isMember = (root: unknown, path: readonly string[]): boolean => {
    let node = root;
    for (const part of path.slice(0, -1)) node = (node as Readonly<Record<string, unknown>>)[part];
    return Array.isArray(node);
  };
  const forms: readonly (readonly [string, (root: unknown) => string])[] = [
    ['block YAML', (root) => stringify(root)],
    ['block YAML, lists set in', (root) => stringify(root, { indentSeq: false, indent: 4 })],
    ['flow YAML', (root) => stringify(root, { collectionStyle: 'flow' })],
    ['JSON', (root) => JSON.stringify(root)],
    ['JSON with tabs', (root) => JSON.stringify(root, null, '\t')],
  ];
  it.each(forms)('is that of the key, whatever the object: %s', (_form, print) => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), (root) => {
        const text = print(root);
        const lines = text.split('\n');
        const paths = pathsIn(root);
        const places = locate(
          text,
          paths.map((path) => ({ document: 1, path })),
        );
        for (const [i, path] of paths.entries()) {
          const place = places[i];
          const rest = lines[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1) ?? '';
          const name = path.at(-1) ?? '';
          if (!isMember(root, path))
            expect([name, `"${name}"`, `? ${name}`].some((start) => rest.startsWith(start))).toBe(true);
          else expect(place).toBeDefined();
        }
        expect(new Set(places.map((place) => `${place?.line}:${place?.column}`)).size).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
