/** What `promwire __complete` prints: of tables, of files, and of a cluster that answers, refuses, hangs or lies. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { complete } from '../../src/commands/complete.ts';
import { COMMANDS } from '../../src/commands/kit/table.ts';
import { KEPT_MS, keepNames, keptNames } from '../../src/io/kept-names.ts';
import { profiles } from '../../src/profiles/index.ts';
import { PROFILE_NAMES } from '../../src/profiles/names.ts';
import { checks, clusterChecks } from '../../src/registry.ts';
import { completionScript } from '../../src/render/shell/scripts.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';
import { inFolder, write } from './ask.ts';

type Env = Readonly<Record<string, string>>;
const idle = new AbortController().signal;

/** The candidates without what is told of them, and the directive last. */
async function offered(words: readonly string[], env: Env = {}): Promise<readonly string[]> {
  const text = await complete(['--', ...words], { KUBECONFIG: '/nowhere', PROMWIRE_CONFIG: '', ...env }, idle);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('candidates of the command table', () => {
  it('are its commands, those of two words by the first, and then by the second', async () => {
    const firsts = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? ''))];
    expect(await offered([''])).toEqual([...firsts, 'help', ':4']);
    expect(await offered(['dashboard', ''])).toEqual(['preview', 'export', 'import', ':4']);
    expect(await offered(['help', 'dashboard', 'p'])).toEqual(['preview', ':4']);
    expect(await offered(['nonsense', ''])).toEqual([':4']);
  });

  it.each([
    [
      ['check', '--all'],
      ['--all-contexts', '--all-clusters', ':4'],
    ],
    [
      ['check', '-o', 'j'],
      ['json', 'junit', ':4'],
    ],
    [
      ['check', '-oj'],
      ['-ojson', '-ojunit', ':4'],
    ],
    [
      ['check', '--output=s'],
      ['--output=sarif', ':4'],
    ],
    [
      ['fix', '--how', ''],
      ['object', 'source', 'copy', 'selector', 'rights', 'policy', ':4'],
    ],
    [
      ['check', '--watch', 'kube'],
      ['kuberhealthy', ':4'],
    ],
    [['check', '--', '--all'], [':4']],
    [
      ['check', '--only', 'label-mismatch,label'],
      ['label-mismatch,label-renamed', ':4'],
    ],
    [
      ['explain', 'label-m'],
      ['label-mismatch', ':4'],
    ],
    [['explain', 'label-mismatch', ''], [':4']],
    [
      ['setup', 'service'],
      ['service/', ':4'],
    ],
    [['setup', 'kuberhealthy', ''], [':4']],
    [
      ['setup', '--variant', ''],
      ['v3', 'v2', ':4'],
    ],
    [
      ['setup', '--threshold', 'failing'],
      ['failingFor=', 'failingLong=', ':4'],
    ],
    [
      ['policy', '--kind', 'Pod'],
      ['PodMonitor', ':4'],
    ],
    [['policy', ''], [':4']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell', ':4'],
    ],
    [
      ['rbac', 'ver'],
      ['verify', ':4'],
    ],
    [['check', '--from', ''], [':0']],
    [['check', './'], [':0']],
    [['init', ''], [':16']],
    [['generate', '--out=x'], [':16']],
    [
      ['compare', ''],
      ['live', ':0'],
    ],
    [['check', '--timeout', ''], [':4']],
    [
      ['check', '--grafana-admin-secret', ''],
      ['kuberhealthy', 'servicemonitor/'],
    ],
  ])('%j', async (words, expected) => {
    expect((await offered(words)).slice(0, expected.length)).toEqual(expected);
  });

  it('leave out a flag that is there already, unless it may repeat', async () => {
    const flags = await offered(['check', '--live', '--timeout', '1s', '--from', 'x', '--']);
    expect(flags).not.toContain('--timeout');
    expect(flags).toContain('--from');
  });

  it('come with what they are', async () => {
    expect(await complete(['--', 'explain', 'label-m'], {}, idle)).toBe(
      'label-mismatch\tThe labels of the object are not those that the stack selects\n:4\n',
    );
    expect(await complete(['--', 'check', '--verb'], {}, idle)).toMatch(/^--verbose\tprint causes of errors/);
  });

  it('are those of the registry and of the profiles, which are not loaded for them', async () => {
    const ids = [...checks, ...clusterChecks].map(({ id }) => id).toSorted();
    expect(await offered(['explain', ''])).toEqual([...ids, ':4']);
    expect(PROFILE_NAMES).toEqual(
      profiles.map(({ id, title, variants }) => ({ id, title, variants: variants.map((each) => each.id) })),
    );
  });

  it('are asked by PowerShell through the environment, and by bash with a whole line', async () => {
    const env = { PROMWIRE_COMPLETE_WORDS: ['explain', 'label-m'].join('\u001f') };
    expect(await complete(['--environment'], env, idle)).toContain('label-mismatch\t');
    expect(await complete(['--bash= =:', '--', 'promwire explain label-m'], {}, idle)).toBe('label-mismatch \n:4\n');
  });
});

const KUBECONFIG = JSON.stringify({
  'current-context': 'prod',
  contexts: ['prod', 'a b', 'c\u001b[31m', 'd\ne', 'arn:aws:x'].map((name) => ({ name, context: { cluster: 'c' } })),
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
});
const CONFIG = `clusters:
  - name: prod
    context: prod-context
    nonsense: {}
  - name: dev
`;

describe('names of files', () => {
  it('are contexts of the kubeconfig that is named, without what no line can show', async () =>
    await inFolder(async (folder) => {
      const path = write(folder, 'kubeconfig', KUBECONFIG);
      const expected = ['prod', 'a b', 'arn:aws:x', ':4'];
      expect(await offered(['check', '--context', ''], { KUBECONFIG: path })).toEqual(expected);
      expect(await offered(['check', '--kubeconfig', path, '--context', ''])).toEqual(expected);
      expect(await offered(['check', '--context=prod,a'], { KUBECONFIG: path })).toEqual([
        '--context=prod,a b',
        '--context=prod,arn:aws:x',
        ':4',
      ]);
      expect(await offered(['check', '--context=prod,p'], { KUBECONFIG: path })).toEqual([':4']);
    }));

  it('are clusters of promwire.yaml, also of one that has a fault', async () =>
    await inFolder(async (folder) => {
      const path = write(folder, 'promwire.yaml', CONFIG);
      expect(await offered(['check', '--config', path, '--cluster', ''])).toEqual(['prod', 'dev', ':4']);
      expect(await offered(['check', '--cluster', 'd'], { PROMWIRE_CONFIG: path })).toEqual(['dev', ':4']);
      expect(await offered(['check', '--config', join(folder, 'gone'), '--cluster', ''])).toEqual([':4']);
      const large = write(folder, 'large.yaml', `${CONFIG}#${' '.repeat(512 * 1024)}\n`);
      expect(await offered(['check', '--config', large, '--cluster', ''])).toEqual([':4']);
    }));
});

const LISTS: Readonly<Record<string, readonly (readonly [namespace: string | undefined, name: string])[]>> = {
  '/api/v1/namespaces': [
    [undefined, 'shop'],
    [undefined, 'monitoring'],
  ],
  '/apis/monitoring.coreos.com/v1/servicemonitors': [
    ['shop', 'web'],
    ['shop', 'evil\n$(touch x)'],
    ['monitoring', 'kube'],
  ],
  '/apis/monitoring.coreos.com/v1/namespaces/shop/servicemonitors': [['shop', 'web']],
  '/apis/monitoring.coreos.com/v1/prometheuses': [['monitoring', 'k8s']],
  '/apis/monitoring.coreos.com/v1/alertmanagers': [['monitoring', 'main']],
};
const items = (path: string): Reply => {
  const list = LISTS[path];
  if (list === undefined) return { status: 404, body: { kind: 'Status', code: 404 } };
  const metadata = list.map(([namespace, name]) => ({
    metadata: { name, namespace, annotations: { s3cret: 's3cret' } },
  }));
  return { body: { metadata: {}, items: metadata } };
};
const answers = ({ url }: Seen): Reply => items(url.split('?')[0] ?? '');

/** A cluster that answers so; `home` is where names are kept. */
async function inCluster(
  answer: (seen: Seen) => Reply,
  work: (env: Env, seen: readonly Seen[], folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const server = await standIn(answer);
    try {
      const path = write(
        folder,
        'kubeconfig',
        kubeconfig(`http://127.0.0.1:${server.port}`, { user: { token: 's3cret' } }),
      );
      await work({ KUBECONFIG: path, XDG_CACHE_HOME: join(folder, 'cache') }, server.seen, folder);
    } finally {
      await server.stop();
    }
  });
}

describe('names of the cluster', () => {
  it('are its namespaces, objects with their namespace, and stacks', async () => {
    await inCluster(answers, async (env) => {
      expect(await offered(['check', '-n', ''], env)).toEqual(['shop', 'monitoring', ':4']);
      expect(await offered(['check', 'smon/'], env)).toEqual(['smon/shop/web', 'smon/monitoring/kube', ':4']);
      expect(await offered(['check', 'servicemonitor/shop/'], env)).toEqual(['servicemonitor/shop/web', ':4']);
      expect(await offered(['check', '-n', 'shop', 'servicemonitor/'], env)).toEqual(['servicemonitor/web', ':4']);
      expect(await offered(['check', '--stack', ''], env)).toEqual(['monitoring/k8s', 'monitoring/main', ':4']);
    });
  });

  it('are asked as metadata of one page, and kept for seconds in a folder of the user alone, names and no more', async () => {
    await inCluster(answers, async (env, seen, folder) => {
      await offered(['check', 'servicemonitor/'], env);
      await offered(['check', 'servicemonitor/s'], env);
      expect(seen.map(({ url }) => url)).toEqual(['/apis/monitoring.coreos.com/v1/servicemonitors?limit=500']);
      expect(seen[0]?.headers.accept).toContain('PartialObjectMetadataList');
      const home = join(folder, 'cache', 'promwire', 'names');
      expect(statSync(home).mode & 0o777).toBe(0o700);
      const [file = '', ...others] = readdirSync(home);
      expect(others).toEqual([]);
      expect(statSync(join(home, file)).mode & 0o777).toBe(0o600);
      const text = readFileSync(join(home, file), 'utf8');
      expect(text).toContain('"web"');
      expect(text).not.toContain('s3cret');
    });
  });

  it('of more objects than a page has begin with their namespaces', async () => {
    const more = (seen: Seen): Reply =>
      seen.url.includes('/v1/servicemonitors')
        ? { body: { metadata: { continue: 'x' }, items: [{ metadata: { name: 'a', namespace: 'shop' } }] } }
        : answers(seen);
    await inCluster(more, async (env) => {
      expect(await offered(['check', 'servicemonitor/'], env)).toEqual([
        'servicemonitor/shop/',
        'servicemonitor/monitoring/',
        ':4',
      ]);
    });
  });

  it('are those of the namespace of the context, where no others may be listed', async () => {
    const narrow = (seen: Seen): Reply =>
      seen.url.includes('/namespaces/')
        ? { body: { metadata: {}, items: [{ metadata: { name: 'a', namespace: 'default' } }] } }
        : { status: 403, body: { kind: 'Status', code: 403 } };
    await inCluster(narrow, async (env) => {
      expect(await offered(['check', 'servicemonitor/'], env)).toEqual(['servicemonitor/default/a', ':4']);
      expect(await offered(['check', '-n', ''], env)).toEqual([':4']);
    });
  });

  it('are not asked for where files are read, nor of another cluster than that of promwire.yaml', async () => {
    await inCluster(answers, async (env, seen, folder) => {
      expect(await offered(['check', '--from', 'x', 'servicemonitor/'], env)).toEqual([':4']);
      const config = write(folder, 'promwire.yaml', CONFIG);
      const dev = ['check', '--config', config, '--cluster', 'dev', 'servicemonitor/'];
      expect(await offered(dev, env)).toEqual([':4']);
      expect(await offered(['check', '--config', config, 'servicemonitor/'], env)).toEqual([':4']);
      expect(seen).toEqual([]);
    });
  });

  it.each<readonly [string, (seen: Seen) => Reply]>([
    ['refuses', () => ({ status: 403, body: 'no' })],
    ['is broken', () => ({ status: 500, body: 'no' })],
    ['does not know the token', () => ({ status: 401, body: 'no' })],
    ['sends what is no list', () => ({ body: '<html>' })],
    ['sends lists of nonsense', () => ({ body: { items: [null, 1, { metadata: { name: { a: 1 } } }] } })],
    ['cuts the connection', () => ({ cut: true })],
    ['never answers', () => ({ silent: true })],
  ])('are none of a server that %s', async (_, answer) => {
    await inCluster(answer, async (env, seen) => {
      expect(await offered(['check', 'servicemonitor/'], env)).toEqual([':4']);
      expect(seen.length).toBeGreaterThan(0);
    });
  });
});

describe('PowerShell', () => {
  it('gets each character doubled that it takes for a single quote', () => {
    const [, quotes = ''] = /-replace "([^"]+)", '\$0\$0'/.exec(completionScript('powershell')) ?? [];
    const doubled = [..."a'\u2018\u2019\u201A\u201B;$"].map((c) => c.replace(new RegExp(quotes), '$&$&')).join('');
    expect(doubled).toBe("a''\u2018\u2018\u2019\u2019\u201A\u201A\u201B\u201B;$");
  });
});

describe('names that are kept', () => {
  const names = { names: [{ namespace: 'shop', name: 'web' }], more: false };

  it('are forgotten after some seconds, and go from the disk with the next ones', async () =>
    await inFolder(async (folder) => {
      const env = { XDG_CACHE_HOME: folder };
      const now = Date.now();
      await keepNames(['a'], names, env, now);
      expect(await keptNames(['a'], env, now + KEPT_MS - 1)).toEqual(names);
      expect(await keptNames(['a'], env, now + KEPT_MS)).toBeUndefined();
      expect(await keptNames(['b'], env, now)).toBeUndefined();
      await keepNames(['b'], names, env, now + 2 * KEPT_MS);
      expect(readdirSync(join(folder, 'promwire', 'names')).length).toBe(1);
    }));

  it('are not read from a folder that others may write to, from a link, or where they are nonsense', async () =>
    await inFolder(async (folder) => {
      const now = Date.now();
      const open = join(folder, 'open', 'promwire', 'names');
      mkdirSync(open, { recursive: true, mode: 0o777 });
      await keepNames(['a'], names, { XDG_CACHE_HOME: join(folder, 'own') }, now);
      const own = join(folder, 'own', 'promwire', 'names');
      const [file = ''] = readdirSync(own);
      writeFileSync(join(open, file), readFileSync(join(own, file)));
      expect(await keptNames(['a'], { XDG_CACHE_HOME: join(folder, 'open') }, now)).toBeUndefined();
      mkdirSync(join(folder, 'link', 'promwire'), { recursive: true });
      symlinkSync(own, join(folder, 'link', 'promwire', 'names'));
      expect(await keptNames(['a'], { XDG_CACHE_HOME: join(folder, 'link') }, now)).toBeUndefined();
      writeFileSync(join(own, file), '{"at":');
      expect(await keptNames(['a'], { XDG_CACHE_HOME: join(folder, 'own') }, now)).toBeUndefined();
      const evil = { at: now, names: [{ name: 'a\n$(x)' }, { name: 'ok' }] };
      writeFileSync(join(own, file), JSON.stringify(evil));
      expect(await keptNames(['a'], { XDG_CACHE_HOME: join(folder, 'own') }, now)).toEqual({
        names: [{ name: 'ok' }],
        more: false,
      });
    }));

  it('change nothing of the user behind a link, and remove nothing else', async () =>
    await inFolder(async (folder) => {
      const page = write(folder, 'public/page.html', 'x');
      chmodSync(join(folder, 'public'), 0o755);
      mkdirSync(join(folder, 'link', 'promwire'), { recursive: true });
      symlinkSync(join(folder, 'public'), join(folder, 'link', 'promwire', 'names'));
      await keepNames(['a'], names, { XDG_CACHE_HOME: join(folder, 'link') }, Date.now());
      expect(statSync(join(folder, 'public')).mode & 0o777).toBe(0o755);
      const other = write(folder, 'own/promwire/names/other', 'x');
      await keepNames(['a'], names, { XDG_CACHE_HOME: join(folder, 'own') }, Date.now() + 60_000);
      expect([existsSync(page), existsSync(other)]).toEqual([true, true]);
      // What it made itself, it did keep.
      expect(readdirSync(join(folder, 'own/promwire/names'))).toHaveLength(2);
    }));

  it('are none without a home, or where it cannot be written to', async () => {
    for (const home of ['relative', '/dev/null']) {
      await keepNames(['a'], names, { XDG_CACHE_HOME: home }, 0);
      expect(await keptNames(['a'], { XDG_CACHE_HOME: home }, 0)).toBeUndefined();
    }
  });
});
