import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { check, inFolder, run, write } from './ask.ts';
import { parseXml } from '../render/xml.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec:
  serviceAccountName: prometheus
  serviceMonitorSelector: {matchLabels: {release: a}}
  serviceMonitorNamespaceSelector: {}
`;
/** The label is on line 7 of the document, the port that is misspelt on line 12. */
const MONITOR = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
  namespace: shop
  labels:
    release: b
spec:
  selector:
    matchLabels: {app: web}
  endpoints:
    - prot: http
`;
const BOTH = `# a comment\n---\n${STACK}---\n${MONITOR}`;
const LABEL = { line: 3 + 7 + 7, column: 5 };
const FIELD = { line: 3 + 7 + 12, column: 7 };

interface Found {
  readonly check: string;
  readonly field: readonly string[];
  readonly origin: {
    readonly file: string;
    readonly line: number;
    readonly column?: number;
    readonly document: number;
  };
}

async function found(text: string | Uint8Array, ...argv: readonly string[]): Promise<readonly Found[]> {
  const { out } = await check(text, '-o', 'json', ...argv);
  const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] };
  return findings.filter(({ check: id }) => ['label-mismatch', 'field-pruned'].includes(id));
}

const places = async (text: string | Uint8Array): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await found(text)).map(({ check: id, origin }) => [
      id,
      `${origin.document}:${origin.line}:${origin.column ?? ''}`,
    ]),
  );

const expected = (document: number): object => ({
  'label-mismatch': `${document}:${LABEL.line}:${LABEL.column}`,
  'field-pruned': `${document}:${FIELD.line}:${FIELD.column}`,
});
const json = (...texts: readonly string[]): readonly unknown[] => texts.map((text) => parse(text) as unknown);

describe('a finding in a file stands at the field', () => {
  it('in a file of several documents', async () => {
    expect(await places(BOTH)).toEqual(expected(2));
    expect((await found(BOTH)).map(({ field }) => field)).toEqual([
      ['spec', 'endpoints', '0', 'prot'],
      ['metadata', 'labels', 'release'],
    ]);
  });

  it('with CRLF, with a BOM, and in UTF-16 as PowerShell writes it', async () => {
    const windows = BOTH.replaceAll('\n', '\r\n');
    expect(await places(windows)).toEqual(expected(2));
    expect(await places(`\ufeff${windows}`)).toEqual(expected(2));
    expect(await places(Buffer.from(`\ufeff${windows}`, 'utf16le'))).toEqual(expected(2));
  });

  it('in a List, also one with members in flow style', async () => {
    const items = [STACK, MONITOR].map((text) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`).join('');
    const list = `apiVersion: v1\nkind: List\nitems:\n${items}`;
    expect(await places(list)).toEqual({ 'label-mismatch': '1:17:7', 'field-pruned': '1:22:9' });
    const flow = `apiVersion: v1\nkind: List\nitems: [\n  ${json(STACK, MONITOR)
      .map((object) => JSON.stringify(object).replace('"prot":"http"', 'prot: http'))
      .join(',\n  ')}]\n`;
    const lines = flow.split('\n');
    expect(await places(flow)).toEqual({
      'label-mismatch': `1:5:${(lines[4]?.indexOf('"release"') ?? 0) + 1}`,
      'field-pruned': `1:5:${(lines[4]?.indexOf('prot: ') ?? 0) + 1}`,
    });
  });

  it('in JSON: one object after the other, a List, on one line and on many', async () => {
    const objects = json(STACK, MONITOR);
    const stream = objects.map((object) => JSON.stringify(object)).join('\n');
    const at = (text: string, words: string): string => {
      const offset = text.lastIndexOf(words);
      const before = text.slice(0, offset).split('\n');
      return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    };
    const want = (document: number, text: string) => ({
      'label-mismatch': `${document}:${at(text, '"release"')}`,
      'field-pruned': `${document}:${at(text, '"prot"')}`,
    });
    expect(await places(stream)).toEqual(want(2, stream));
    for (const indent of [undefined, 2, '\t'] as const) {
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, indent);
      expect(await places(list)).toEqual(want(1, list));
      expect(await places(list.replaceAll('\n', '\r\n'))).toEqual(want(1, list));
    }
  });

  it('at what should hold the field, where it is not there', async () => {
    const bare = BOTH.replace('  labels:\n    release: b\n', '').replace('prot: http', 'port: http');
    expect(await places(bare)).toEqual({ 'label-mismatch': '2:13:1' });
  });

  it('in text, SARIF, JUnit and annotations alike', async () => {
    const where = `cluster.yaml:${LABEL.line}:${LABEL.column}`;
    expect((await check(BOTH)).out).toContain(`label-mismatch  ${where}\n`);
    const junit = parseXml((await check(BOTH, '-o', 'junit')).out);
    const failures = junit.children[0]?.children.flatMap(({ children }) => children) ?? [];
    expect(failures.find(({ attributes }) => attributes['type'] === 'label-mismatch')?.text.split('\n')[0]).toBe(where);
    const github = (await check(BOTH, '-o', 'github')).out.split('\n').find((line) => line.includes('label-mismatch'));
    expect(github).toMatch(
      new RegExp(`^::error file=cluster\\.yaml,line=${LABEL.line},col=${LABEL.column},title=label-mismatch`),
    );
    const { runs } = JSON.parse((await check(BOTH, '-o', 'sarif')).out) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: { region: object } }[] }[] }[];
    };
    const result = runs[0]?.results.find(({ ruleId }) => ruleId === 'label-mismatch');
    expect(result?.locations[0]?.physicalLocation.region).toEqual({ startLine: LABEL.line, startColumn: LABEL.column });
  });

  it('in yaml as in json', async () => {
    const [asJson, asYaml] = [await check(BOTH, '-o', 'json'), await check(BOTH, '-o', 'yaml')];
    expect(parse(asYaml.out)).toEqual(JSON.parse(asJson.out));
    expect(asYaml.code).toBe(asJson.code);
  });

  it('in each of many files, however the folder is named', async () => {
    await inFolder(async (folder) => {
      const stack = write(folder, 'größe, 1%/stack.yaml', STACK);
      const monitor = write(folder, 'größe, 1%/teams/web.yaml', MONITOR.replaceAll('\n', '\r\n'));
      const { out } = await run(['check', '--from', stack, '--from', monitor]);
      expect(out).toContain(`label-mismatch  ${monitor}:7:5\n`);
      const annotations = await run(['check', '-o', 'github', '--from', folder]);
      const file = monitor.replaceAll('%', '%25').replaceAll(',', '%2C');
      expect(annotations.out).toContain(`::error file=${file},line=7,col=5,`);
    });
  });
});

const RULE = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: web
  namespace: shop
spec:
  groups:
  - name: a
    rules:
    - record: web:up:sum
      expr: sum(up)
    - alert: Never
      annotations: {summary: x}
      expr: |
        count(up == 1)
          == 0
`;

it('a finding about a rule stands at its expression, in every output', async () => {
  const { out } = await check(RULE, '-o', 'json');
  const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] };
  const [never] = findings.filter(({ check: id }) => id === 'alert-never-fires');
  expect(never?.origin).toMatchObject({ line: 14, column: 7 });
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: json(RULE) }, null, 1);
  const told = await Promise.all(
    [RULE, list].map(async (text) => (await check(text, '-o', 'github')).out.match(/line=\d+,col=\d+/)?.[0]),
  );
  const line = list.split('\n').findIndex((each) => each.includes('"expr": "count')) + 1;
  expect(told).toEqual(['line=14,col=7', `line=${line},col=9`]);
  expect((await check(RULE, '-o', 'sarif')).out).toContain('"startLine": 14');
});
