import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { oneLine } from './scenario.ts';

/** Files instead of a cluster: broken ones, foreign ones, large ones, and what kubectl and helm print. */

const START_MS = 180_000;
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';

interface Finding {
  readonly check: string;
  readonly severity: string;
  readonly object: { readonly namespace: string; readonly name: string };
}

let bed: Bed;

/** Writes a file into the bed's folder, and answers its path. */
const file = async (name: string, text: string | Buffer): Promise<string> => {
  const path = join(bed.dir, 'files', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
};
/** As `helm template` prints: a separator and the template's name before every object. */
const asHelmPrints = (objects: readonly KubeThing[]): string =>
  objects
    .map((object) => `---\n# Source: chart/templates/${object.kind.toLowerCase()}.yaml\n${stringify(object)}`)
    .join('');
const findingsOf = ({ stdout }: Run): readonly string[] =>
  (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings.map(
    ({ check, severity, object }) => `${severity} ${check} ${object.namespace}/${object.name}`,
  );
const check = async (path: string, ...args: readonly string[]): Promise<Run> =>
  await promwire(['check', '--from', path, ...args]);

const MISMATCH = ['error label-mismatch kuberhealthy/kuberhealthy'];
const APPLICATION = scenarioA().filter(({ metadata }) => metadata.namespace === 'kuberhealthy');

beforeAll(async () => {
  bed = await startBed({ operator: false, standins: false });
  await bed.apply(scenarioA(), { by: 'create' });
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('files', () => {
  it('as kubectl prints them give the verdict of the cluster, as YAML, as JSON and in a List', async () => {
    const kinds = [
      'namespaces,services,deployments,serviceaccounts',
      'clusterroles,clusterrolebindings,roles,rolebindings',
      'prometheuses,alertmanagers,servicemonitors,prometheusrules',
    ].join(',');
    const live = await promwire(['check', '-o', 'json'], { kubeconfig: bed.kubeconfig });
    expect(findingsOf(live)).toEqual(expect.arrayContaining(MISMATCH));
    for (const form of ['yaml', 'json']) {
      const printed = await bed.kubectl(['get', kinds, '-A', '-o', form]);
      expect(printed).toContain('List');
      const read = await check(await file(`kubectl.${form}`, printed), '-o', 'json');
      expect(findingsOf(read)).toEqual(MISMATCH);
      expect(read.code).toBe(1);
    }
  });

  it('as helm prints them are read from stdin, with their lines, and wired', async () => {
    const text = asHelmPrints(scenarioA());
    const { code, stdout } = await promwire(['check', '--from', '-'], { stdin: text });
    expect(code).toBe(1);
    const line = Number(/label-mismatch +\(stdin\):(\d+)/.exec(stdout)?.[1]);
    expect(text.split('\n')[line - 1]).toBe('    release: prometheus-operator');
    const generated = await promwire(['generate', '--from', '-'], { stdin: text });
    expect(generated.code).toBe(0);
    expect(generated.stdout).toContain('release: prometheus\n');
  });

  it('with CRLF are read as those with LF', async () => {
    const text = asHelmPrints(scenarioA());
    const unix = await check(await file('lines/all.yaml', text), '-o', 'json');
    const windows = await check(await file('lines/all.yaml', text.replaceAll('\n', '\r\n')), '-o', 'json');
    expect(windows).toEqual(unix);
    expect(findingsOf(windows)).toEqual(MISMATCH);
    const generate = async (input: string): Promise<Run> =>
      await promwire(['generate', '--from', '-'], { stdin: input });
    expect(await generate(text.replaceAll('\n', '\r\n'))).toEqual(await generate(text));
  });

  it('that are broken or foreign are named with line and reason, and the rest is still read', async () => {
    await file('mixed/a.yaml', asHelmPrints(scenarioA()));
    const good = stringify({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'good', namespace: 'shop', labels: { release: 'other' } },
      spec: { selector: {}, endpoints: [{ port: 'http' }] },
    });
    await file('mixed/b.yaml', `apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n   labels: {}\n---\n${good}`);
    await file('mixed/template.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n');
    await file('mixed/values.yaml', 'image:\n  tag: 1\n');
    await file('mixed/tab.yaml', 'apiVersion: v1\nkind: Service\nmetadata:\n\tname: x\n');
    await file('mixed/half.json', '{"apiVersion": "v1", "kind": "Service", "metadata": {');
    await file('mixed/binary.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xc3, 0x28, 0x0a]));
    await file('mixed/notes.md', '# not a manifest');
    const folder = join(bed.dir, 'files', 'mixed');
    const { code, stdout, stderr } = await check(folder);
    expect(code).toBe(3);
    const words = stdout.replaceAll(/\s+/g, ' ');
    for (const [name, line] of [
      ['b.yaml', 4],
      ['tab.yaml', 4],
      ['half.json', 1],
    ] as const)
      expect(words).toMatch(new RegExp(`${folder}/${name.replace('.', String.raw`\.`)}:${line}:\\d+: \\S.{10}`));
    expect(words).toContain(`${folder}/binary.yaml: it is not UTF-8 text`);
    expect(stdout).toContain('ServiceMonitor kuberhealthy/kuberhealthy has:');
    expect(stdout).toContain('ServiceMonitor shop/good has:');
    expect(oneLine(stderr)).toBe(
      `note: 1 document is left out, since a tool fills in {{ }} first, and not judged: ${folder}/template.yaml:4; give what it makes note: 1 document is not a Kubernetes object and left out: ${folder}/values.yaml:1 `,
    );
    expect(stdout + stderr).not.toMatch(/notes\.md|\bat .+\(.+:\d+:\d+\)/);
  });

  it('with objects of wrong types are named, whatever the CRD would have said', async () => {
    const wrong = {
      metadata: [
        { labels: { release: 5 } },
        { labels: 'none' },
        { annotations: ['a'] },
        { ownerReferences: { kind: 'X' } },
      ],
      spec: [
        'x',
        7,
        [],
        { selector: 'all', endpoints: [{ port: 'http' }] },
        { selector: {}, endpoints: { port: 'http' } },
        { selector: {}, endpoints: ['http', null, 3] },
        { selector: {}, endpoints: [{ port: 80, relabelings: 'x', basicAuth: [] }] },
        { selector: { matchLabels: [] }, endpoints: [{ port: 'http' }] },
        { selector: { matchExpressions: [{ key: 1, operator: 'Near' }] }, endpoints: [{ port: 'http' }] },
        { selector: {}, namespaceSelector: 'all', endpoints: [{ port: 'http' }] },
        { selector: {}, namespaceSelector: { any: 'true', matchNames: 5 }, endpoints: [{ port: 'http' }] },
      ],
    };
    const monitor = (name: string, metadata: object, spec: unknown): object => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name, namespace: 'kuberhealthy', labels: { release: 'prometheus' }, ...metadata },
      spec,
    });
    const documents = [
      ...wrong.metadata.map((metadata, i) => monitor(`metadata-${i}`, metadata, { selector: {}, endpoints: [] })),
      ...wrong.spec.map((spec, i) => monitor(`spec-${i}`, {}, spec)),
    ];
    await file('typed/a.yaml', asHelmPrints(scenarioA()));
    for (const [i, document] of documents.entries()) {
      const text = JSON.stringify(document);
      const path = await file('typed/b.yaml', text);
      const { code, stdout, stderr } = await check(join(bed.dir, 'files', 'typed'));
      expect({ i, text, code: [1, 3].includes(code), stderr }).toEqual({ i, text, code: true, stderr: '' });
      const flat = stdout.replaceAll(/\s+/g, ' ');
      if (i === 0) expect(flat).toContain(`error field-pruned ${path}:1:`);
      if (i === 1) expect(flat).toContain(`${path}:1: ServiceMonitor: metadata.labels`);
      // One that is taken all the same leaves the chart's own idle: its label is then not the matter.
      expect(flat).toMatch(/ServiceMonitor kuberhealthy\/kuberhealthy(?: has:|: the labels differ)/);
    }
  }, 60_000);

  it('without a Prometheus yield no finding that there is none, and no wiring', async () => {
    const path = await file('app/app.yaml', asHelmPrints(APPLICATION));
    for (const args of [[], ['kuberhealthy']]) {
      const { code, stdout } = await promwire(['check', ...args, '--from', path, '-o', 'json']);
      expect(code).toBe(3);
      const report = JSON.parse(stdout) as {
        readonly findings: readonly unknown[];
        readonly unknown: readonly { readonly reads: { readonly kind: string } }[];
      };
      expect(report.findings).toEqual([]);
      expect(report.unknown.map(({ reads }) => reads.kind)).toContain('Prometheus');
    }
    const generate = await promwire(['generate', '--from', path]);
    expect({ code: generate.code, stdout: generate.stdout }).toEqual({ code: 3, stdout: '' });
    expect(oneLine(generate.stderr)).toContain('--from');
  });

  it('without a single object are a mistake in the call', async () => {
    for (const stdin of ['', '---\n', 'hello', '[1, 2]']) {
      const { code, stderr } = await promwire(['check', '--from', '-'], { stdin });
      expect({ stdin, code }).toEqual({ stdin, code: 2 });
      expect(oneLine(stderr)).toContain('no Kubernetes object found');
    }
    const { code, stderr } = await check(join(bed.dir, 'nowhere'));
    expect(code).toBe(2);
    expect(oneLine(stderr)).toContain(`${join(bed.dir, 'nowhere')}: there is no such file or folder`);
  });

  it('of ten megabytes, and lists of thousands, are read in seconds', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: `monitor-${i}`, namespace: `team-${i % 50}`, labels: { release: 'prometheus-operator' } },
      spec: {
        selector: { matchLabels: { app: 'kuberhealthy' } },
        namespaceSelector: { matchNames: ['kuberhealthy'] },
        endpoints: [{ port: 'http' }],
      },
    }));
    const filler = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large', namespace: 'default' } };
    const text = [
      asHelmPrints(scenarioA()),
      `---\n${stringify({ apiVersion: 'v1', kind: 'List', items: many })}`,
      `---\n${stringify({ ...filler, data: { text: 'some text, line after line\n'.repeat(330_000) } })}`,
    ].join('');
    expect(text.length).toBeGreaterThan(10_000_000);
    const path = await file('large/all.yaml', text);
    const started = Date.now();
    const { code, stdout } = await check(path);
    expect(code).toBe(1);
    expect(stdout).toContain(`Prometheus monitoring/${PROMETHEUS}  takes 2 of 5003 monitors and rules`);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/The same holds for 4999 more: .* and 4994 more\./);
    // That of Helm is fixed elsewhere, so it is a finding of its own.
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Set release: ');
    expect(stdout.split('\n').length).toBeLessThan(40);
    expect(Date.now() - started).toBeLessThan(20_000);
  }, 60_000);
});
