import { describe, expect, it } from '@jest/globals';
import { readFiles, type FilePorts, type FileSnapshot } from '../../../src/io/files/index.ts';

/** A disk that holds texts: folders are what lies in front of a separator. */
function disk(files: Readonly<Record<string, string | Uint8Array>>, stdin = ''): FilePorts {
  const bytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text);
  const paths = Object.keys(files);
  const below = (folder: string): readonly string[] =>
    paths.filter((path) => path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`));
  return {
    isFolder: (path) => {
      if (paths.includes(path)) return Promise.resolve(false);
      if (below(path).length > 0) return Promise.resolve(true);
      return Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }));
    },
    list: (folder) => {
      const names = new Map(
        below(folder).map((path) => {
          const parts = path.slice(folder.length + 1).split(/[\\/]/);
          return [parts[0] ?? '', parts.length > 1];
        }),
      );
      return Promise.resolve([...names].map(([name, isFolder]) => ({ name, folder: isFolder })));
    },
    read: (path) => Promise.resolve(bytes(files[path] ?? '')),
    stdin: () => Promise.resolve(bytes(stdin)),
  };
}

const read = (text: string | Uint8Array, file = 'a.yaml'): Promise<FileSnapshot> =>
  readFiles([file], disk({ [file]: text }));

function monitor(name: string, extra = ''): string {
  return `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: ${name}\n  namespace: app\n${extra}`;
}

const names = (snapshot: FileSnapshot): readonly string[] => snapshot.objects.map((object) => object.metadata.name);

describe('what is read', () => {
  it('reads several documents, each with its line', async () => {
    const snapshot = await read(`# Source: chart\n---\n${monitor('a')}---\n# nothing here\n---\n${monitor('b')}`);
    expect(names(snapshot)).toEqual(['a', 'b']);
    expect(snapshot.objects.map((object) => object.origin)).toEqual([
      { source: 'file', file: 'a.yaml', document: 1, line: 3 },
      { source: 'file', file: 'a.yaml', document: 3, line: 11 },
    ]);
    expect(snapshot.gaps).toEqual([]);
  });

  it.each([
    ['a List', `apiVersion: v1\nkind: List\nitems:\n- ${monitor('a').replaceAll('\n', '\n  ')}`, 4],
    [
      'a typed list without the kind of its members',
      'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitorList\nitems:\n- metadata: {name: a, namespace: app}\n',
      4,
    ],
    [
      'JSON as kubectl prints it',
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [json('a')] }, undefined, 4),
      5,
    ],
    ['a stream of JSON values', `${JSON.stringify(json('a'))}\n`, 1],
    ['CRLF', monitor('a').replaceAll('\n', '\r\n'), 1],
    ['a byte order mark', `\ufeff${monitor('a')}`, 1],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${monitor('a')}`, 'utf16le'), 1],
    ['notes behind the last manifest', `${monitor('a')}\nNOTES:\n1. Get the URL:\n  echo: [\n`, 1],
  ])('reads %s', async (_what, text, line) => {
    const snapshot = await read(text);
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.objects).toHaveLength(1);
    expect(snapshot.objects[0]).toMatchObject({ kind: 'ServiceMonitor', metadata: { name: 'a' }, origin: { line } });
  });

  it('reads two JSON values one after the other, each with its line', async () => {
    const snapshot = await read(`${JSON.stringify(json('a'))}\n${JSON.stringify(json('b'), undefined, 2)}`, 'a.json');
    expect(snapshot.objects.map(({ metadata, origin }) => [metadata.name, origin])).toEqual([
      ['a', { source: 'file', file: 'a.json', document: 1, line: 1 }],
      ['b', { source: 'file', file: 'a.json', document: 2, line: 2 }],
    ]);
  });

  it('reads folders in order, without what is not a manifest, and stdin', async () => {
    const ports = disk(
      {
        'deploy/b.yml': monitor('b'),
        'deploy/a/x.yaml': monitor('a'),
        'deploy/node_modules/z.yaml': monitor('z'),
        'deploy/.git/z.yaml': monitor('z'),
        'deploy/readme.md': monitor('z'),
      },
      monitor('stdin'),
    );
    const snapshot = await readFiles(['deploy', '-'], ports);
    expect(names(snapshot)).toEqual(['a', 'b', 'stdin']);
    expect(snapshot.objects[2]?.origin).toMatchObject({ file: '(stdin)', line: 1 });
  });

  it('keeps Windows paths', async () => {
    const snapshot = await readFiles(['C:\\deploy'], disk({ 'C:\\deploy\\a.yaml': monitor('a') }));
    expect(snapshot.objects[0]?.origin).toMatchObject({ file: 'C:\\deploy\\a.yaml' });
  });

  it('reads scalars as kubectl does', async () => {
    const snapshot = await read(
      monitor('a', 'spec:\n  endpoints:\n  - honorLabels: yes\n    targetPort: 010\n    port: "on"\n'),
    );
    expect(snapshot.objects[0]?.body['spec']).toEqual({
      endpoints: [{ honorLabels: true, targetPort: 8, port: 'on' }],
    });
  });

  it('reads anchors and merge keys as kubectl does: a merge key replaces what stands before it', async () => {
    const spec =
      'spec:\n  namespaceSelector: {matchLabels: &x {l: a, m: a}}\n  selector: {matchLabels: {l: b, <<: *x, m: c}}\n  joinLabels: *x\n';
    const snapshot = await read(monitor('a', spec));
    expect(snapshot.objects[0]?.body['spec']).toEqual({
      namespaceSelector: { matchLabels: { l: 'a', m: 'a' } },
      selector: { matchLabels: { l: 'a', m: 'c' } },
      joinLabels: '***',
    });
  });

  it('reads an alias as the key of a map, as YAML 1.1 does', async () => {
    const spec =
      'spec:\n  jobLabel: &app web\n  selector:\n    matchLabels:\n      *app:\n        http\n  endpoints: [{params: {*app: [a]}}]\n';
    const snapshot = await read(monitor('a', spec));
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.objects[0]?.body['spec']).toMatchObject({
      selector: { matchLabels: { web: 'http' } },
      endpoints: [{ params: { web: ['***'] } }],
    });
  });

  it('takes objects without a namespace to be where they would be applied, and says so', async () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n';
    const snapshot = await readFiles(['a.yaml'], disk({ 'a.yaml': text }), 'app');
    expect(snapshot.objects.map(({ metadata }) => metadata.namespace)).toEqual(['app', undefined]);
    expect(snapshot.notes).toEqual(['1 object names no namespace, taken to be in app: a.yaml:1']);
    expect((await read(text)).objects[0]?.metadata.namespace).toBeUndefined();
  });

  it('gives Namespaces the label that the API server gives them', async () => {
    const snapshot = await read('apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n');
    expect(snapshot.objects[0]?.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'a' });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a tab', 'spec:\n\tselector: {}\n', 'a.yaml:13:1', 'a tab'],
    ['an open quote', 'spec: "x\n', 'a.yaml:', 'quote'],
    ['a mapping in a scalar', 'spec: a: b\n', 'a.yaml:12:', 'mappings'],
    ['an unknown anchor', 'spec: *x\n', 'a.yaml:12:7', 'anchor that is not defined'],
    ['an anchor in itself', 'spec: &x {a: *x}\n', 'a.yaml:12:14', 'contains itself'],
    ['a number that JSON has not', 'spec: {a: .nan}\n', 'a.yaml:12:11', '.nan'],
    [
      'a mistake next to a template of an alert',
      'spec:\n  groups: [\n  a: "{{ $value }} of {{ $labels.pod }} {{ humanize $value }}"\n',
      'a.yaml:1',
      'sufficiently indented',
    ],
    ['what both may hold', 'spec: {{ if true }}\n', 'a.yaml:1', '; if it is a Helm template'],
    ['an unrendered template', 'spec: {{ .Values.spec }}\n', 'a.yaml:12:', 'helm template'],
    ['a Helm directive', '{{- if .Values.x }}\nspec: {}\n{{- end }}\n', 'a.yaml:12:', 'helm template'],
  ])('says where and why: %s', async (_what, broken, at, reason) => {
    const text = `${monitor('a')}---\n${monitor('broken', broken)}---\n${monitor('c')}`;
    const snapshot = await read(text);
    expect(names(snapshot)).toEqual(['a', 'c']);
    expect(snapshot.gaps).toHaveLength(1);
    const [gap] = snapshot.gaps;
    expect(gap).toMatchObject({ reason: 'invalid', reads: { group: 'monitoring.coreos.com', kind: 'ServiceMonitor' } });
    expect(gap?.sentence).toContain(at);
    expect(gap?.sentence).toContain(reason);
    expect(snapshot.coverage).toEqual([
      { group: 'monitoring.coreos.com', kind: 'ServiceMonitor', namespaces: 'all', complete: false },
    ]);
  });

  it.each([
    ['no name', 'apiVersion: v1\nkind: Service\nmetadata: {labels: {}}\n', 'no metadata.name'],
    ['a template in quotes', monitor('"{{ .Release.Name }}"'), 'helm template'],
    ['stray text behind ---', `--- !x\n${monitor('a')}`, 'only a comment'],
    ['text behind ...', `${monitor('a')}...\n${monitor('b')}`, 'document end marker'],
    ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), 'binary'],
    ['text that is not UTF-8', Buffer.from([0x61, 0xff, 0xff]), 'UTF-8'],
    ['a newer snapshot', 'apiVersion: promwire.dev/v2\nkind: Snapshot\n', 'snapshots only'],
  ])('refuses %s', async (_what, text, reason) => {
    const snapshot = await read(text);
    expect(snapshot.objects).toEqual([]);
    expect(snapshot.gaps).toHaveLength(1);
    expect(snapshot.gaps[0]?.reason).toBe('invalid');
    expect(snapshot.gaps[0]?.sentence).toContain(reason);
  });

  it('refuses an alias bomb, quickly', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}, *x${i}]`);
    const snapshot = await read(monitor('a', `spec:\n  x0: &x0 [a]\n  ${levels.join('\n  ')}\n`));
    expect(snapshot.gaps[0]?.sentence).toContain('excessive aliasing');
  });

  it('refuses nesting that would exhaust the stack', async () => {
    const snapshot = await read(monitor('a', `spec: ${'['.repeat(50_000)}`));
    expect(snapshot.objects).toEqual([]);
    expect(snapshot.gaps[0]?.sentence).toMatch(/nested|closing|flow/i);
  });

  it('passes over what is no manifest in a folder, and names it where it is asked for', async () => {
    const files = {
      'd/a.yaml': monitor('a'),
      'd/values.yaml': 'a: b: c\n',
      'd/devcontainer.json': '{\n  // what the editor runs\n  "image": "node",\n}\n',
      'd/chart/templates/svc.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n',
      'd/.github/w.yaml': monitor('hidden'),
      'd/widget.yaml': 'apiVersion: example.com/v1\nkind: Widget\nspec: a: b\n',
    };
    const snapshot = await readFiles(['d'], disk(files));
    expect(names(snapshot)).toEqual(['a']);
    expect(snapshot.gaps).toEqual([]);
    expect((await readFiles(['d/values.yaml'], disk(files))).gaps).toHaveLength(1);
  });

  it('hides only objects of the kind and namespace that a broken document has', async () => {
    const nameless = 'apiVersion: v1\nkind: Service\nmetadata: {namespace: bank}\n';
    expect((await read(nameless)).gaps[0]?.reads).toEqual({ group: '', kind: 'Service', namespace: 'bank' });
    const tab = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: bank\nspec:\n\tports: []\n';
    expect((await read(tab)).gaps[0]?.reads).toEqual({ group: '', kind: 'Service', namespace: 'bank' });
  });

  it('looks for that namespace once through a template that names none', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `            key-${i}: value of ${i}`).join('\n');
    const template = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  namespace: {{ .NAMESPACE }}\n${lines}\n`;
    expect((await read(template)).gaps[0]?.reads).toEqual({ group: 'apps', kind: 'Deployment' });
  });

  it('is a usage error where a path does not exist', async () => {
    await expect(readFiles(['nope'], disk({}))).rejects.toMatchObject({ code: 'usage', message: /nope/ });
  });
});

describe('what else there is in folders', () => {
  const of = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<FileSnapshot> =>
    await readFiles(['d'], disk(files));

  it.each<[string, Readonly<Record<string, string | Uint8Array>>]>([
    ['a binary file', { 'd/a.yaml': new Uint8Array([0, 1, 2]) }],
    ['a broken file of another tool with a kind', { 'd/drone.yml': 'kind: pipeline\nsteps: [\n' }],
    [
      'a patch that names no object',
      {
        'd/kustomization.yaml': 'patches: [{path: a.yaml, target: {kind: ServiceMonitor}}]',
        'd/a.yaml': 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {labels: {a: b}}\n',
      },
    ],
    ['a patch that deletes', { 'd/a.yaml': `${monitor('a')}$patch: delete\n` }],
  ])('is no error: %s', async (_what, files) => {
    const { gaps, objects } = await of(files);
    expect([gaps, objects]).toEqual([[], []]);
  });

  it('is what gets its name when it is created', async () => {
    const { gaps, objects } = await of({
      'd/a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: test-, namespace: app}\n',
    });
    expect([gaps, objects.map(({ metadata }) => metadata.name)]).toEqual([[], ['test']]);
  });

  it('is an error where it was named itself, or is text that cannot be read', async () => {
    expect((await of({ 'd/a.yaml': new Uint8Array([0x61, 0xff, 0x62]) })).gaps).toHaveLength(1);
    expect((await read(new Uint8Array([0, 1]))).gaps).toHaveLength(1);
  });

  it('is said in a few lines where much is there twice', async () => {
    const twice = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => monitor(name)).join('---\n');
    const { notes } = await of({ 'd/a.yaml': twice, 'd/b.yaml': twice });
    expect(notes).toHaveLength(4);
    expect(notes.at(-1)).toBe('3 more objects are in two files; the last one counts');
  });
});

describe('what is left out', () => {
  it('is more than one knows: files are a listing of no kind', async () => {
    const snapshot = await read(monitor('a'));
    expect(snapshot.source).toBe('files');
    expect(snapshot.coverage.map(({ kind, complete }) => [kind, complete])).toEqual([['ServiceMonitor', false]]);
  });

  it('notes plain rule files as such; groups of something else are no rules', async () => {
    const snapshot = await readFiles(
      ['d'],
      disk({
        'd/a.yaml': monitor('a'),
        'd/rules.yaml': 'groups:\n- name: web\n  rules:\n  - {alert: Down, expr: up == 0}\n',
        'd/values.yaml': 'groups: [{name: web}]\n',
      }),
    );
    expect(snapshot.notes).toEqual([
      '1 document is not a Kubernetes object and left out: d/values.yaml:1',
      '1 plain rule file is left out, since only PrometheusRule objects are read: d/rules.yaml:1',
    ]);
  });

  it('notes documents that are not objects, unknown kinds and duplicates; the last duplicate counts', async () => {
    const snapshot = await readFiles(
      ['d'],
      disk({
        'd/a.yaml': monitor('a', '  labels: {v: "1"}\n'),
        'd/b.yaml': monitor('a', '  labels: {v: "2"}\n'),
        'd/c.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: x}\n',
        'd/kustomization.yaml': 'resources: [a.yaml]\n',
        'd/values.yaml': 'a: b\n---\njust text\n',
      }),
    );
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.objects.map(({ metadata }) => metadata.labels)).toEqual([{ v: '2' }]);
    expect(snapshot.notes).toEqual([
      '2 documents are not a Kubernetes object and left out: d/values.yaml:1, d/values.yaml:3',
      'objects of kinds that promwire does not read are left out: Widget (1)',
      'ServiceMonitor app/a is in d/a.yaml:1 and in d/b.yaml:1; the last one counts',
    ]);
  });
});

describe('size', () => {
  it('reads 5,000 objects of one list', async () => {
    const item = monitor('NAME', '  labels: {a: b}\nspec:\n  selector: {}\n').replaceAll('\n', '\n  ').trimEnd();
    const items = Array.from({ length: 5000 }, (_, index) => `- ${item.replace('NAME', `m-${index}`)}\n`);
    const snapshot = await read(`apiVersion: v1\nkind: List\nitems:\n${items.join('')}`);
    expect(snapshot.objects).toHaveLength(5000);
    expect(snapshot.objects[4999]?.origin).toMatchObject({ line: 4 + 4999 * 8 });
  });
});

function json(name: string): object {
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: { name, namespace: 'app' } };
}
