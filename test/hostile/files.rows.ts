/** Folders and files out of pull requests and archives. */
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { prometheus, serviceMonitor } from '../worlds.ts';
import { yamlOf } from '../commands/ask.ts';
import { CANARY } from './harness.ts';
import type { Attack, Scene } from './harness.ts';
import { ESCAPES } from './manners.ts';

const WORLD = yamlOf([prometheus('monitoring/k8s'), serviceMonitor('shop/web')]);
/** The stack and the monitor are read, whatever stands next to them. */
const READ = /Prometheus monitoring\/k8s/;

type Make = (folder: string, scene: Scene) => unknown;
type Row = readonly [name: string, make: Make, says: string | RegExp, code?: number | readonly number[]];

const folder =
  (argv: readonly string[]) =>
  ([name, make, says, code = [0, 1, 3]]: Row): Attack => ({
    name: `folder: ${name}`,
    arrange: async (scene) => {
      const at = join(scene.folder, 'in');
      mkdirSync(at);
      scene.write('in/world.yaml', WORLD);
      await make(at, scene);
      return ['--from', at];
    },
    argv,
    code,
    says,
    // A slow machine at work on other things.
    within: 60_000,
  });

const nest = (at: string, depth: number): void => {
  // Below what a path may be long at once.
  execFileSync('sh', [
    '-c',
    `cd "$1" && i=0; while [ $i -lt ${depth} ]; do mkdir d && cd -P d || exit 0; i=$((i+1)); done`,
    'sh',
    at,
  ]);
};

const folders = (
  [
    [
      'links in a circle',
      (at) => {
        mkdirSync(join(at, 'a'));
        mkdirSync(join(at, 'b'));
        symlinkSync('../b', join(at, 'a/x'));
        symlinkSync('../a', join(at, 'b/y'));
      },
      READ,
    ],
    ['a link to itself', (at) => symlinkSync('loop', join(at, 'loop')), READ],
    [
      'a file that links to itself',
      (at) => symlinkSync('loop.yaml', join(at, 'loop.yaml')),
      'a loop of symbolic links',
      3,
    ],
    ['a link to the folder above', (at) => symlinkSync('..', join(at, 'up')), READ],
    ['a link to nothing', (at) => symlinkSync('gone.yaml', join(at, 'a.yaml')), 'there is no such file', 3],
    ['a link to /dev/zero', (at) => symlinkSync('/dev/zero', join(at, 'a.yaml')), 'it is a device, not a file', 3],
    ['a link to /dev/random', (at) => symlinkSync('/dev/random', join(at, 'a.json')), 'it is a device, not a file', 3],
    ['a link to /proc/self/environ', (at) => symlinkSync('/proc/self/environ', join(at, 'a.yaml')), '', [0, 3]],
    ['a link to /proc/self/mem', (at) => symlinkSync('/proc/self/mem', join(at, 'a.yaml')), '', 3],
    ['a named pipe', (at) => execFileSync('mkfifo', [join(at, 'a.yaml')]), 'it is a named pipe, not a file', 3],
    ['a folder called a.yaml', (at) => mkdirSync(join(at, 'a.yaml')), READ],
    [
      'a socket',
      async (at, { afterwards }) => {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(join(at, 'a.yaml'), resolve));
        afterwards(() => new Promise((resolve) => server.close(resolve)));
      },
      '',
      3,
    ],
    [
      '1,000 folders next to each other',
      (at) => {
        for (let i = 0; i < 1_000; i += 1) mkdirSync(join(at, `d${i}`));
      },
      READ,
    ],
    [
      '1,000 empty files',
      (at) => {
        for (let i = 0; i < 1_000; i += 1) writeFileSync(join(at, `f${i}.yaml`), '');
      },
      READ,
    ],
    ['1,000 folders in one another', (at) => nest(at, 1000), 'it is more than 100 folders deep', 3],
    ['a name with a new line', (at) => writeFileSync(join(at, 'a\nb.yaml'), ': ['), ''],
    ['a name with escapes', (at) => writeFileSync(join(at, `${ESCAPES.replaceAll('/', '')}.yaml`), ': ['), ''],
    ['a name that is a command of GitHub', (at) => writeFileSync(join(at, '::error::owned.yaml'), ': ['), ''],
    ['a name of 255 bytes', (at) => writeFileSync(join(at, `${'x'.repeat(250)}.yaml`), ': ['), ''],
    [
      'a name that is no UTF-8',
      (at) => execFileSync('sh', ['-c', String.raw`printf ': [' > "$1/$(printf '\377\376').yaml"`, 'sh', at]),
      '',
    ],
    ['names that are options', (at) => writeFileSync(join(at, '--yes.yaml'), WORLD), READ],
    [
      'a file that vanishes',
      (at) => {
        const path = join(at, 'a.yaml');
        writeFileSync(path, WORLD);
        setTimeout(() => rmSync(path, { force: true }), 5);
      },
      '',
    ],
    [
      'a file that grows while it is read',
      (at, { afterwards }) => {
        const path = join(at, 'a.yaml');
        writeFileSync(path, '# a\n');
        const timer = setInterval(() => appendFileSync(path, '# more\n'.repeat(1000)), 1);
        afterwards(() => clearInterval(timer));
      },
      READ,
    ],
    [
      'a file of 300 GB that is not there',
      (at) => {
        const path = join(at, 'a.yaml');
        writeFileSync(path, '');
        truncateSync(path, 300e9);
      },
      'it is larger than 256 MiB',
      3,
    ],
    [
      'a file that another process writes for ever',
      (at, { afterwards }) => {
        const child = spawn('sh', ['-c', 'while sleep 0.01; do echo "# a" >> "$1"; done', 'sh', join(at, 'a.yaml')], {
          stdio: 'ignore',
        });
        afterwards(() => child.kill('SIGKILL'));
      },
      READ,
    ],
    ['a kustomization of itself', (at) => writeFileSync(join(at, 'kustomization.yaml'), 'resources: [.]\n'), ''],
    [
      'a kustomization of the folder above',
      (at) => writeFileSync(join(at, 'kustomization.yaml'), 'resources: [..]\n'),
      '',
    ],
    [
      'a kustomization of /',
      (at) => writeFileSync(join(at, 'kustomization.yaml'), 'resources: [/, /etc/passwd]\n'),
      '',
    ],
    [
      'a kustomization of a URL',
      (at) =>
        writeFileSync(join(at, 'kustomization.yaml'), 'resources: ["http://127.0.0.1:9/x", "git::file:///etc"]\n'),
      '',
    ],
    [
      'a kustomization of itself over a link',
      (at) => {
        symlinkSync('.', join(at, 'again'));
        writeFileSync(join(at, 'kustomization.yaml'), 'resources: [again/again/again]\n');
      },
      '',
    ],
    [
      'two kustomizations of one another',
      (at) => {
        for (const [one, other] of [
          ['a', 'b'],
          ['b', 'a'],
        ] as const) {
          mkdirSync(join(at, one));
          writeFileSync(join(at, one, 'kustomization.yaml'), `resources: [../${other}]\n`);
        }
      },
      '',
    ],
    [
      'a kustomization of nonsense',
      (at) => writeFileSync(join(at, 'kustomization.yaml'), 'resources: {a: 1}\npatches: 7\nnamespace: [x]\n'),
      '',
    ],
    [
      'a kustomization with a plugin',
      (at) => writeFileSync(join(at, 'kustomization.yaml'), 'generators: [gen.yaml]\nresources: [world.yaml]\n'),
      '',
    ],
    [
      'a chart with evil names',
      (at) => {
        mkdirSync(join(at, 'templates'));
        writeFileSync(
          join(at, 'Chart.yaml'),
          `apiVersion: v2\nname: "../../$(id); x"\nversion: ${JSON.stringify(ESCAPES)}\n`,
        );
        writeFileSync(join(at, 'templates/a.yaml'), '{{ x }}');
      },
      '',
    ],
    [
      'a chart that is its own dependency',
      (at) =>
        writeFileSync(
          join(at, 'Chart.yaml'),
          'apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: a, repository: "file://."}]\n',
        ),
      '',
    ],
  ] as const satisfies readonly Row[]
).map((row) => folder(['check'])(row));

const monitorOf = (name: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: ${name}, namespace: shop}\nspec: {selector: {}, endpoints: []}\n`;
const laughs = (): string =>
  ['a0: &a0 [x]', ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`)].join('\n');
const BROKEN = 'could not be read';

type Text = readonly [
  name: string,
  text: () => string | Uint8Array,
  says: string | RegExp,
  code?: number | readonly number[],
];

/** What a file holds, next to a good one. */
const texts = (
  [
    ['a bomb of aliases', laughs, 'excessive aliasing', 3],
    ['a bomb of aliases in a list', () => `apiVersion: v1\nkind: List\nitems: &a [*a]\n`, '', 3],
    ['an anchor inside itself', () => `${monitorOf('a')}x: &x {y: *x}\n`, 'an anchor contains itself', 3],
    ['an alias of nothing', () => `${monitorOf('a')}x: *nothing\n`, '', 3],
    ['a merge of itself', () => `${monitorOf('a')}x: &x\n  <<: *x\n`, '', 3],
    ['a merge of text', () => `${monitorOf('a')}x:\n  <<: text\n`, '', [0, 1, 3]],
    ['20,000 documents', () => '---\na: b\n'.repeat(20_000), READ],
    ['100,000 separators', () => '---\n'.repeat(100_000), READ],
    [
      '5,000 objects of one name',
      () =>
        `${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' } })}\n`.repeat(
          100_000,
        ),
      READ,
    ],
    ['a million blank lines', () => `${monitorOf('a')}${'\n'.repeat(1_000_000)}`, READ],
    ['a million blanks', () => `a: ${' '.repeat(1_000_000)}b\n`, READ],
    ['a million tabs', () => '\t'.repeat(1_000_000), ''],
    ['a tab in front', () => `apiVersion: v1\nkind: Service\nmetadata:\n\tname: a\n`, '', 3],
    ['a million comments', () => '# a\n'.repeat(1_000_000), READ],
    ['200,000 percent signs', () => '%\n'.repeat(200_000), ''],
    ['NULs', () => `a: "\0\0\0"\n`, 'it is a binary file', 3],
    ['UTF-16', () => Buffer.from(`\ufeff${WORLD}`, 'utf16le'), ''],
    ['UTF-16, the other way round', () => Buffer.from(`\ufeff${WORLD}`, 'utf16le').swap16(), ''],
    ['UTF-32', () => Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]), '', [0, 1, 3]],
    ['bytes that are no UTF-8', () => Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), '', 3],
    ['a string without an end', () => `a: "${'x'.repeat(1_000_000)}`, BROKEN, 3],
    ['a list without an end', () => 'a: ['.repeat(2000), BROKEN, 3],
    ['a block without an end', () => `a: |\n${'  x\n'.repeat(200_000)}`, READ],
    ['brackets 100,000 deep', () => '['.repeat(100_000) + ']'.repeat(100_000), 'it is nested too deeply', 3],
    [
      'JSON 100,000 deep',
      () =>
        `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"b"},"data":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
      'nested',
      3,
    ],
    [
      'indentation 5,000 deep',
      () => Array.from({ length: 5000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      'nested too deeply',
      3,
    ],
    ['dashes 5,000 deep', () => `${'- '.repeat(5000)}a\n`, 'nested too deeply', 3],
    [
      'a number beyond numbers',
      () => monitorOf('a').replace('endpoints: []', 'sampleLimit: 1e999, endpoints: []'),
      READ,
    ],
    ['keys twice', () => `${monitorOf('a')}spec: {}\nkind: Secret\n`, '', [0, 1, 3]],
    [
      'keys twice in JSON',
      () => '{"apiVersion":"v1","kind":"ConfigMap","kind":"Secret","metadata":{"name":"a","namespace":"b"}}',
      READ,
    ],
    ['keys called __proto__', () => `${monitorOf('a')}__proto__: {a: 1}\nconstructor: {prototype: {x: 1}}\n`, READ],
    [
      'labels called __proto__',
      () => monitorOf('a').replace('name: a', 'name: a, labels: {__proto__: x, constructor: y, toString: z}'),
      READ,
    ],
    ['keys that are lists', () => `? [a, b]\n: c\n`, ''],
    ['keys that are null', () => `~: a\n? \n: b\n`, ''],
    ['tags of code', () => `a: !!python/object/apply:os.system ["id"]\nb: !!js/function "function(){}"\n`, ''],
    ['a tag of a secret', () => `a: !!int ${CANARY}\n`, '', [0, 1, 3]],
    [
      'a broken Secret',
      () => `apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\nstringData: {x: "${CANARY}\n`,
      BROKEN,
      3,
    ],
    [
      'a Secret in Base64',
      () =>
        `apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\ndata: {x: ${Buffer.from(CANARY).toString('base64')}}\n`,
      READ,
    ],
    ['a directive of YAML 9', () => `%YAML 9.9\n---\n${monitorOf('a')}`, ''],
    ['a thousand directives', () => `${'%TAG !a! tag:x,2000:\n'.repeat(1000)}---\na: b\n`, ''],
    [
      'a list in lists of lists',
      () =>
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'List',
          items: [{ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'List', items: 7 }] }],
        }),
      '',
    ],
    [
      'a list of a million nulls',
      () => `{"apiVersion":"v1","kind":"List","items":[${'null,'.repeat(999_999)}null]}`,
      '',
      [0, 1, 3],
    ],
    [
      'a List inside itself 2,000 deep',
      () => `${'{"apiVersion":"v1","kind":"List","items":['.repeat(2000)}${']}'.repeat(2000)}`,
      '',
      [0, 1, 3],
    ],
    ['names with escapes', () => monitorOf(JSON.stringify(ESCAPES)), ''],
    [
      'a kind with escapes',
      () => `apiVersion: ${JSON.stringify(ESCAPES)}\nkind: ${JSON.stringify(ESCAPES)}\nmetadata: {name: a}\n`,
      '',
    ],
    [
      'a monitor of 20,000 endpoints',
      () =>
        JSON.stringify({
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'ServiceMonitor',
          metadata: { name: 'a', namespace: 'shop' },
          spec: { selector: {}, endpoints: Array.from({ length: 20_000 }, (_, i) => ({ port: `p${i}` })) },
        }),
      READ,
    ],
    [
      '100,000 labels',
      () =>
        JSON.stringify({
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'ServiceMonitor',
          metadata: {
            name: 'a',
            namespace: 'shop',
            labels: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`l${i}`, 'x'])),
          },
          spec: { selector: {}, endpoints: [] },
        }),
      READ,
    ],
    ['templates of Helm', () => `{{- range $i := until 1000000 }}\n${monitorOf('a')}{{- end }}\n`, ''],
    ['a merge conflict', () => `<<<<<<< HEAD\n${monitorOf('a')}=======\n>>>>>>> b\n`, '', 3],
    ['a zip', () => Buffer.from('504b0304140000000800', 'hex'), '', 3],
  ] as const satisfies readonly Text[]
).map(([name, text, says, ...rest]): Attack => {
  const [code = [0, 1, 3]] = rest as readonly [(number | readonly number[])?];
  return {
    name: `file: ${name}`,
    arrange: ({ write }) => ['--from', write('world.yaml', WORLD), '--from', write('evil.yaml', text())],
    argv: ['check'],
    code,
    says,
    // A slow machine at work on other things.
    within: 60_000,
  };
});

export const rows: readonly Attack[] = [...folders, ...texts];
