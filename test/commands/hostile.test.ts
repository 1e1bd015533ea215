import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, win32 } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readFiles } from '../../src/io/files/index.ts';
import { NASTY } from '../render/nasty-strings.ts';
import { prometheus, rawOf, serviceMonitor } from '../worlds.ts';
import { check, inFolder, run, write, yamlOf } from './ask.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const world = [
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }),
  serviceMonitor('shop/web'),
];

describe('input that is none', () => {
  it.each<[string, string | Uint8Array, number, string]>([
    ['nothing', '', 2, 'no Kubernetes object found'],
    ['a byte order mark', '\ufeff', 2, 'no Kubernetes object found'],
    ['null', 'null\n', 2, 'no Kubernetes object found'],
    ['an empty list', '[]', 2, 'no Kubernetes object found'],
    ['comments without end', '#\n'.repeat(2_000_000), 2, 'no Kubernetes object found'],
    ['one long line', `a: ${'x'.repeat(10_000_000)}\n`, 2, 'not a Kubernetes object'],
    ['binary', new Uint8Array(5000), 3, 'cluster.yaml: it is a binary file'],
    ['brackets without end', '['.repeat(5_000_000), 3, 'cluster.yaml:1:1001: it is nested too deeply'],
    ['brackets in brackets', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 3, 'it is nested too deeply'],
    ['maps in maps', `a:\n  ${'{a: '.repeat(5000)}`, 3, 'cluster.yaml:2:4003: it is nested too deeply'],
    ['a name that is a map', '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": {}}}', 3, 'metadata.name'],
    [
      'a spec that is a list',
      `${yamlOf(world)}---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: x, namespace: y}\nspec: [1]\n`,
      3,
      'label-mismatch',
    ],
  ])('is told apart: %s', async (_what, text, code, says) => {
    const answer = await check(text);
    expect(answer.code).toBe(code);
    // Where a line ends depends on how long the name of the temporary folder is.
    expect((answer.out + answer.err).replaceAll(/\s+/g, ' ')).toContain(says);
    expect(answer.out + answer.err).not.toMatch(/bug in promwire|\n\s+at /);
  });

  it('is told apart: a folder with nothing in it, a path that is not there, an empty path', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'a.yaml'));
      expect((await run(['check', '--from', folder])).err).toContain('no Kubernetes object found');
      expect((await run(['check', '--from', join(folder, 'b')])).err).toContain('there is no such file or folder');
      expect((await run(['check', '--from', ''])).code).toBe(2);
    });
  });

  it('reads 9 MB of monitors on one line, and finds the place in each', async () => {
    const items = Array.from({ length: 3000 }, (_, i) => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: `web-${i}`,
        namespace: 'shop',
        labels: { release: 'b' },
        annotations: { long: 'y'.repeat(2800) },
      },
      spec: { selector: {}, endpoints: [{ port: 'http' }] },
    }));
    const [stack] = world.map(rawOf);
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [stack, ...items] });
    const { code, out } = await check(text, '-o', 'github', '--only', 'label-mismatch');
    expect(code).toBe(1);
    const columns = [...out.matchAll(/^::error file=cluster\.yaml,line=1,col=(\d+),/gm)].map(([, col]) => Number(col));
    expect(columns).toHaveLength(3000);
    for (const column of columns) expect(text.slice(column - 1, column + 12)).toBe('"release":"b"');
  }, 60_000);
});

describe('words that are none', () => {
  it.each([
    [['--from'], "Option '--from <value>' argument missing", 'See promwire check --help.'],
    [['--form', 'x'], "Unknown option '--form'", 'Did you mean --from?'],
    [['-x'], "Unknown option '-x'", 'See promwire check --help.'],
    [['-o', 'xml'], '--output xml: not known', 'sarif'],
    [['--no-color=yes'], "Option '--no-color' does not take an argument", 'promwire check --help'],
    [['-n', 'ünï'], '--namespace "ünï": not possible', 'small letters'],
    [['servicmonitor/web'], 'servicmonitor/web: neither', 'Did you mean servicemonitor/web?'],
    [['constructor/web'], 'constructor/web: neither', 'Kinds: '],
    [['__proto__/web'], '__proto__/web: neither', 'Kinds: '],
    [['metric/'], 'metric/: not the name of a metric', 'without labels'],
    [['metric/up{job="x"}'], 'not the name of a metric', 'without labels'],
    [['servicemonitor/a/b/c'], 'there is no ServiceMonitor a/b/c', 'kubectl get'],
    [['servicemonitor/shop/a', '-n', 'other'], 'in two namespaces, other and shop', 'one namespace at a time'],
    [['servicemonitor/größe'], 'there is no ServiceMonitor größe', 'kubectl get'],
    [['--stack', 'x'], '--stack x: there is none of that name', 'monitoring/k8s'],
  ])('%j', async (argv, says, hint) => {
    const file = argv[0] === '--from' ? [] : undefined;
    const answer = file ? await run(['check', ...argv]) : await check(yamlOf(world), ...argv);
    expect(answer.out).toBe('');
    expect([1, 2]).toContain(answer.code);
    expect(answer.err).toContain(says);
    expect(answer.err).toContain(hint);
  });

  it.each(['servicemonitor', 'ServiceMonitors', 'smon', 'servicemonitor.monitoring.coreos.com'])(
    '%s/NAME is understood',
    async (kind) => {
      expect((await check(yamlOf(world), `${kind}/web`)).out).toContain('ServiceMonitor shop/web');
    },
  );

  it('KIND/NS/NAME is KIND/NAME with -n NS', async () => {
    const named = await check(yamlOf(world), 'servicemonitor/shop/web');
    expect(named.out).toContain('ServiceMonitor shop/web');
    expect(named).toEqual(await check(yamlOf(world), 'servicemonitor/web', '-n', 'shop'));
  });
});

describe('names and texts from foreign objects', () => {
  it('are shown, not obeyed', async () => {
    const text = JSON.stringify([
      ...world.map(rawOf),
      ...NASTY.filter((name) => name !== '').map((name) => ({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { name, namespace: 'shop', labels: { [name]: name } },
        spec: { selector: { matchLabels: { [name]: name } }, endpoints: [{ port: name }] },
      })),
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        metadata: { name: 'a\nb\u001b[31m', namespace: 'x' },
        spec: {},
      },
    ]);
    for (const form of ['text', 'html', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus']) {
      const { code, out, err } = await check(text, '-o', form);
      expect([form, code === 1 || code === 3, err]).toEqual([form, true, err]);
      // Nothing begins a line but what we print there.
      if (form === 'text')
        expect(out.split('\n').filter((line) => /^(?:b|#b|---|\.\.\.|a\b|:)/.test(line))).toEqual([]);
      if (form === 'text') expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});

describe('Windows', () => {
  it('paths are walked, shown and joined as they are', async () => {
    const monitor = yamlOf(world).replaceAll('\n', '\r\n');
    const tree: Readonly<Record<string, readonly { readonly name: string; readonly folder: boolean }[]>> = {
      'C:\\git\\shop': [
        { name: 'teams', folder: true },
        { name: 'README.md', folder: false },
      ],
      'C:\\git\\shop\\teams': [{ name: 'web.yaml', folder: false }],
    };
    const snapshot = await readFiles(['C:\\git\\shop'], {
      isFolder: async (path) => await Promise.resolve(path in tree),
      list: async (path) => await Promise.resolve(tree[path] ?? []),
      read: async () => await Promise.resolve(Buffer.from(monitor)),
      stdin: async () => await Promise.reject(new Error('not asked')),
    });
    const [origin] = snapshot.objects.map((object) => object.origin);
    expect(origin).toMatchObject({ file: win32.join('C:\\git\\shop', 'teams', 'web.yaml') });
    const places = await snapshot.places('C:\\git\\shop\\teams\\web.yaml', [
      { document: 1, path: ['metadata', 'name'] },
    ]);
    expect(places[0]?.line).toBeGreaterThan(1);
  });

  it('generate and check read CRLF as LF, and generate writes LF', async () => {
    await inFolder(async (folder) => {
      const text = yamlOf(world);
      const [unix, windows] = [
        write(folder, 'unix.yaml', text),
        write(folder, 'win.yaml', text.replaceAll('\n', '\r\n')),
      ];
      const outputs = await Promise.all(
        [unix, windows].map(async (file) => (await run(['check', '--from', file])).out.replaceAll(file, 'FILE')),
      );
      expect(outputs[1]).toBe(outputs[0]);
      const flags = ['--monitor-labels', 'release=a', '--rule-labels', 'release=a', '--monitor-namespace', 'shop'];
      const { code, out } = await run(['generate', ...flags]);
      expect([code, out.includes('\r')]).toEqual([0, false]);
    });
  });

  it('demo answers the same wherever it writes', async () => {
    await inFolder(async (folder) => {
      const [a, b] = [
        await run(['demo', '--out', join(folder, 'a')]),
        await run(['demo', '--out', join(folder, 'b c', 'größe')]),
      ];
      expect([a.code, b.code]).toEqual([0, 0]);
      expect(b.out.replaceAll(join(folder, 'b c', 'größe'), 'X')).toBe(a.out.replaceAll(join(folder, 'a'), 'X'));
    });
  });
});

describe('the process', () => {
  const ran = async (
    argv: readonly string[],
    stdio: 'closed' | 'first-line' | 'full',
  ): Promise<{ readonly code: number | null; readonly err: string }> => {
    const redirect = {
      closed: '<&- >&-',
      'first-line': '| head -c 20 >/dev/null; exit ${PIPESTATUS[0]}',
      full: '>/dev/full',
    }[stdio];
    const child = spawn('bash', ['-c', `"$@" ${redirect}`, 'bash', process.execPath, CLI, ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, err };
  };

  it.each(['closed', 'first-line', 'full'] as const)('leaves no stack trace behind: %s', async (how) => {
    await inFolder(async (folder) => {
      const many = Array.from({ length: 300 }, (_, i) => serviceMonitor(`shop/web-${i}`));
      const file = write(folder, 'a.yaml', yamlOf([...world, ...many]));
      const { code, err } = await ran(['check', '--from', file, '-o', 'json'], how);
      expect(err).not.toMatch(/\n\s+at |bug in promwire/);
      expect(code).toBe(how === 'full' ? 3 : 1);
      if (how === 'full') expect(err).toContain('the result could not be written: ENOSPC');
    });
  });

  it('reads what the shell passes as a file, and no named pipe', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'a.yaml', yamlOf(world));
      const asked = (script: string): string =>
        spawnSync('bash', ['-c', script, 'bash', process.execPath, CLI, file], { encoding: 'utf8', timeout: 20_000 })
          .stdout;
      // What comes from a program cannot be edited, so the command that would is not offered.
      const plain = asked('"$1" "$2" check --from "$3"')
        .replaceAll(file, 'FILE')
        .replace(/^A fix for .*\n.*\n/m, '');
      expect(plain).toContain('FILE');
      expect(asked('"$1" "$2" check --from <(cat "$3")').replaceAll(/\/dev\/fd\/\d+/g, 'FILE')).toBe(plain);
      const pipe = asked('mkfifo "$3.pipe" && "$1" "$2" check --from "$3.pipe"');
      expect(pipe.replaceAll(/\s+/g, ' ')).toContain('it is a named pipe, not a file');
    });
  });

  it('leaves the old files where the disk is full', async () => {
    await inFolder(async (folder) => {
      const generate = (limit: string): ReturnType<typeof spawnSync> =>
        spawnSync('bash', [
          '-c',
          // A file that may grow no further is as good as a full disk.
          `trap '' XFSZ; ${limit}; "$@"`,
          'bash',
          ...[process.execPath, CLI, 'generate', '--monitor-labels', 'a=b', '--rule-labels', 'a=b'],
          ...['--out', join(folder, 'out')],
        ]);
      expect(generate('true').status).toBe(0);
      const listed = (): readonly string[] => readdirSync(join(folder, 'out'), { recursive: true }).map(String).sort();
      const before = listed();
      writeFileSync(join(folder, 'out', 'kustomization.yaml'), '# Generated by promwire, an earlier one\n');
      // As an earlier version left it.
      rmSync(join(folder, 'out', '.promwire.sha256'));
      rmSync(join(folder, 'out', 'dashboards'), { recursive: true });
      const full = generate('ulimit -f 12');
      expect([full.status, String(full.stderr)]).toEqual([2, expect.stringContaining('than a file may be')]);
      expect(readFileSync(join(folder, 'out', 'kustomization.yaml'), 'utf8')).toContain('an earlier one');
      expect(listed().filter((name) => name.includes('.tmp') || name.endsWith('.json'))).toEqual([]);
      expect(generate('true').status).toBe(0);
      expect(listed()).toEqual(before);
    });
  });
});
