import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { findings, repository } from '../../repository.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} }
`;
const ENC = 'ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]';
const SOPS = `sops: { age: [{ recipient: age1, enc: x }], lastmodified: "2026-01-01T00:00:00Z", mac: "${ENC}", version: 3.9.1 }\n`;
const monitor = (metadata: string, rest = '', app = 'web'): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: ${metadata}
spec: { selector: { matchLabels: { app: "${app}" } }, endpoints: [{ port: http${rest} }] }
`;
const GOOD = monitor('{ name: web, namespace: shop }');

async function read(files: Readonly<Record<string, string>>): Promise<{
  readonly notes: readonly string[];
  readonly gaps: readonly (string | undefined)[];
  readonly found: readonly string[];
  readonly kinds: readonly string[];
}> {
  const snapshot = await repository({ 'stack.yaml': STACK, 'good.yaml': GOOD, ...files });
  return {
    notes: snapshot.notes,
    gaps: snapshot.gaps.map(({ sentence }) => sentence),
    found: findings(await check(snapshot)).filter((line) => !line.startsWith('info')),
    kinds: snapshot.objects.map(({ kind }) => kind).toSorted(),
  };
}

describe('a document that SOPS encrypted', () => {
  it('is read without what SOPS adds, where none of its fields is encrypted', async () => {
    const { notes, found, kinds } = await read({ 'a.yaml': `${monitor('{ name: other, namespace: shop }')}${SOPS}` });
    expect([notes, found, kinds]).toEqual([[], [], ['Prometheus', 'ServiceMonitor', 'ServiceMonitor']]);
  });

  it.each([
    ['a monitor whose fields are', `${monitor('{ name: other, namespace: shop }', '', ENC)}${SOPS}`],
    ['all of a document', `apiVersion: ${ENC}\nkind: ${ENC}\nmetadata: { name: "${ENC}" }\n${SOPS}`],
    [
      'a Secret with its name',
      `apiVersion: v1\nkind: Secret\nmetadata: { name: "${ENC}" }\nstringData: { a: "${ENC}" }\n${SOPS}`,
    ],
  ])('is left out by name, and no error: %s', async (_, text) => {
    expect(await read({ 'a.yaml': text })).toEqual({
      notes: ['1 document is encrypted by SOPS, left out and not judged: repo/a.yaml:1'],
      gaps: [],
      found: [],
      kinds: ['Prometheus', 'ServiceMonitor'],
    });
  });

  it.each(['data', 'stringData'])('stands for its Secret, of whose %s nothing is known', async (field) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: creds, namespace: shop }\n${field}: { user: "${ENC}", password: "${ENC}" }\n${SOPS}`;
    const needs = monitor(
      '{ name: needs, namespace: shop }',
      ', basicAuth: { username: { name: creds, key: user }, password: { name: creds, key: gone } }, tlsConfig: { ca: { secret: { name: creds, key: user } } }',
    );
    const { notes, found, gaps } = await read({ 'a.yaml': secret, 'b.yaml': needs });
    expect([notes, found, gaps]).toEqual([[], [], []]);
  });
});

describe('a document that a tool fills in first', () => {
  it.each([
    ['a name', monitor('\n  name: {{ app }}\n  namespace: shop'), 4],
    ['a part of a name', monitor('\n  name: {{ .app }}-web\n  namespace: shop'), 4],
    ['a name in quotes', monitor('{ name: "{{ app }}", namespace: shop }'), 1],
    ['a list', `apiVersion: v1\nkind: List\nitems:\n  - {{ item }}: 1\n   - x\n`, 5],
    ['a statement', `{% for one in all %}\n${GOOD}{% endfor %}\n`, 1],
    ['a value of a chart outside of one', monitor('{ name: web, labels: { release: "{{ .Values.release }}" } }'), 1],
    [
      'a HelmRelease',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: {{ .Name }}-x\n',
      4,
    ],
  ])('is left out by name, and no error: %s', async (_, text, line) => {
    expect(await read({ 'a.yaml': text })).toEqual({
      notes: [
        `1 document is left out, since a tool fills in {{ }} first, and not judged: repo/a.yaml:${line}; give what it makes`,
      ],
      gaps: [],
      found: [],
      kinds: ['Prometheus', 'ServiceMonitor'],
    });
  });

  it('is a mistake where it is a template of alerts without quotes, and where it is named itself', async () => {
    const rule =
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: a, namespace: shop }\nspec:\n  groups:\n    - name: a\n      rules:\n        - alert: Down\n          expr: up == 0\n          annotations:\n            summary: {{ $labels.instance }} is down\n';
    expect((await read({ 'a.yaml': rule })).gaps).toEqual([expect.stringContaining('repo/a.yaml:11')]);
  });

  it('is not nothing where there is nothing else', async () => {
    const { gaps } = await repository({ 'a.yaml': monitor('\n  name: {{ app }}') });
    expect(gaps.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('repo/a.yaml:4 would bring objects that are not among the files'),
    ]);
  });
});
