import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { healthy, serviceMonitor } from '../worlds.ts';
import { clusterOf } from './cluster.ts';
import { onClusters } from './clusters.ts';
import type { OneContext } from './clusters.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FINE: OneContext = { answer: clusterOf(healthy()) };
/** ServiceMonitor shop/web is not selected. */
const unselected = (object: KubeObject): KubeObject =>
  object.kind === 'ServiceMonitor' ? serviceMonitor('shop/web', {}, { labels: { release: 'other' } }) : object;
const BROKEN: OneContext = { answer: clusterOf(healthy().map(unselected)) };
const REFUSED: OneContext = { server: 'http://127.0.0.1:1' };
const DENIED: OneContext = { answer: () => ({ status: 401, body: { kind: 'Status', status: 'Failure', code: 401 } }) };
const SILENT: OneContext = { answer: () => ({ silent: true }) };
const exec = (command: string, ...args: readonly string[]): object => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args, interactiveMode: 'Never' },
});

describe('check of several contexts', () => {
  it('tells what clusters have in common first, each once, what is wrong in each, and a line for each that is well', async () => {
    const { code, out } = await onClusters({ a: BROKEN, b: FINE, c: BROKEN }, ['check', '--context', 'a,b,c']);
    expect(code).toBe(1);
    const [first] = out.split('\n');
    expect(first).toBe('error    label-mismatch  ServiceMonitor shop/web  in 2 of 3 clusters: a, c');
    expect(out).toMatch(/^fine {5}b {2}http:\/\/b {2}\d+ verdicts$/m);
    expect(out).toMatch(/^=== a {2}http:\/\/a$/m);
    expect(out).toMatch(/^=== c {2}http:\/\/c$/m);
    // The same words once.
    expect(out.match(/Prometheus monitoring\/k8s does not select ServiceMonitor shop\/web/g)).toHaveLength(1);
    expect(out).toContain('error    label-mismatch  ServiceMonitor shop/web: as in a\n');
    expect(out).toContain('--context c');
    expect(out).toMatch(/\n3 clusters: 1 fine, 2 with findings\n$/);
  });

  it('prints commands that reach the cluster that they are for, and tells alike what differs in that alone', async () => {
    const idle = (object: KubeObject): KubeObject =>
      object.kind === 'Deployment'
        ? { ...object, body: { ...object.body, spec: { ...(object.body['spec'] as object), replicas: 0 }, status: {} } }
        : object;
    const down: OneContext = { answer: clusterOf(healthy().map(idle)) };
    const { out } = await onClusters({ a: down, b: down }, ['check', '--all-contexts']);
    expect(flat(out)).toContain('kubectl --kubeconfig kubeconfig --context a scale deployment -n ');
    expect(flat(out)).toContain('PrometheusRule shop/web, ServiceMonitor shop/web: as in a ');
    const one = await onClusters({ a: FINE, b: down }, ['check', '--context', 'b', '-o', 'json']);
    expect(one.out).toContain('kubectl --kubeconfig kubeconfig --context b scale deployment');
    expect(one.out).not.toMatch(/kubectl scale/);
  });

  it('is stopped by no cluster that is broken, and names each with its reason', async () => {
    const plugin = { ...FINE, user: exec('/nowhere/plugin') };
    const { code, out } = await onClusters({ a: BROKEN, gone: REFUSED, who: DENIED, slow: SILENT, plugin }, [
      ...['check', '--context', 'a,gone,who,slow,plugin'],
      ...['--context', 'nope', '--timeout', '3s'],
    ]);
    const said = flat(out);
    expect(said).toContain('=== a http://a');
    expect(said).toContain(
      'gone was not looked at The API server http://127.0.0.1:1 of context "gone" could not be reached',
    );
    expect(said).toContain(
      'who was not looked at The API server http://who does not accept the credentials of context "who"',
    );
    expect(said).toContain('slow was not looked at the time-out of 3 s ended before the cluster was read');
    expect(said).toContain(
      'plugin was not looked at The credential plugin /nowhere/plugin of context "plugin" is not installed',
    );
    expect(said).toContain('nope was not looked at There is no context "nope" in kubeconfig');
    expect(said).toMatch(/6 clusters: 1 with findings, 4 not known, 1 not asked $/);
    // As a command line that names what is not there.
    expect(code).toBe(2);
  });

  it.each([
    [{ a: FINE, b: FINE }, 0],
    [{ a: FINE, b: BROKEN }, 1],
    [{ a: BROKEN, b: REFUSED }, 3],
    [{ a: FINE, b: DENIED }, 3],
  ] as const)('ends with the worst of its clusters: %#', async (contexts, code) => {
    expect((await onClusters(contexts, ['check', '--all-contexts'])).code).toBe(code);
  });

  it('gives each cluster a time-out of its own', async () => {
    // Four are asked at once: the last one begins when the time of the first ones is over.
    const { out } = await onClusters({ a: SILENT, b: SILENT, c: SILENT, d: SILENT, last: FINE }, [
      ...['check', '--all-contexts', '--timeout', '2s'],
    ]);
    expect(out).toMatch(/^fine {5}last /m);
    expect(out).toMatch(/\n5 clusters: 1 fine, 4 not known\n$/);
  }, 30_000);

  it('asks each for what it is asked for alone, and a cluster of two contexts once', async () => {
    const alone = await onClusters({ a: BROKEN }, ['check', '--context', 'a']);
    const { asked, out } = await onClusters({ a: BROKEN, b: FINE, 'admin@a': { sameAs: 'a' } }, [
      'check',
      '--all-contexts',
    ]);
    expect(asked['a']).toEqual(alone.asked['a']);
    expect(out).toMatch(/^=== a {2}http:\/\/a {2}\(also admin@a\)$/m);
    expect(out).not.toContain('in 2 of');
    expect(out).toMatch(/\n2 clusters: 1 fine, 1 with findings\n$/);
    expect(alone.out).not.toContain('===');
  });

  it('takes contexts of one address for several clusters where plugins of different arguments log in', async () => {
    const plugin = (name: string): object =>
      exec(
        'sh',
        '-c',
        `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}' # ${name}`,
      );
    const { out } = await onClusters(
      {
        a: { ...FINE, user: plugin('a') },
        b: { sameAs: 'a', user: plugin('b') },
        c: { sameAs: 'a', user: plugin('b') },
      },
      ['check', '--all-contexts'],
    );
    expect(out).toMatch(/\n2 clusters: 2 fine\n$/);
    expect(out).toContain('(also c)');
  });

  it('takes names with commas and hostile ones as they are', async () => {
    const odd = 'a,b';
    const evil = '\u001b[31m$(reboot)\n::error::x';
    const one = await onClusters({ [odd]: BROKEN }, ['check', '--context', odd]);
    expect([one.code, one.out]).toEqual([1, expect.not.stringContaining('clusters')]);
    const { out, code } = await onClusters({ [odd]: FINE, [evil]: FINE, c: FINE }, [
      ...['check', '--context', odd, '--context', evil, '--context', ' c ,'],
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/\n3 clusters: 3 fine\n$/);
    expect(out).toContain('\\u001b[31m$(reboot) \\u003a:error::x');
    expect(out).not.toMatch(/\u001b|^::error/m);
  });

  it('prints one document of all of them', async () => {
    const contexts = { a: BROKEN, b: FINE, gone: REFUSED, c: BROKEN, d: { sameAs: 'c' } };
    const json = await onClusters(contexts, ['check', '--all-contexts', '-o', 'json']);
    const printed: unknown = JSON.parse(json.out);
    const object = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
    expect(printed).toMatchObject({
      kind: 'Reports',
      summary: { clusters: 4, ok: 1, findings: 2, unknown: 1, usage: 0 },
      shared: [{ check: 'label-mismatch', severity: 'error', object, clusters: ['a', 'c'] }],
      clusters: [
        { name: 'a', outcome: 'findings', server: 'http://a', report: { kind: 'Report', summary: { errors: 1 } } },
        { name: 'b', outcome: 'ok', report: { summary: { errors: 0 } } },
        { name: 'gone', outcome: 'unknown', problem: { detail: expect.stringContaining('could not be reached') } },
        { name: 'c', also: ['d'] },
      ],
    });
    const yaml = await onClusters(contexts, ['check', '--all-contexts', '-o', 'yaml']);
    expect(parse(yaml.out)).toEqual(printed);
    expect([json.code, yaml.code]).toEqual([3, 3]);
  });

  it.each([
    [
      'junit',
      [
        '<testsuite name="promwire check a"',
        'classname="promwire c" name="ServiceMonitor/shop/web"',
        '<error type="unreachable" message="The API server',
      ],
    ],
    [
      'sarif',
      [
        '"text": "2 of 4 clusters (a, c): Prometheus monitoring/k8s does not select',
        '"text": "Cluster gone was not looked at: The API server',
      ],
    ],
    [
      'github',
      [
        '::error title=label-mismatch%3A ServiceMonitor web::2 of 4 clusters (a, c): Prometheus',
        '::warning title=unknown::Cluster gone was not looked at: ',
      ],
    ],
    [
      'prometheus',
      [
        'promwire_cluster_looked_at{cluster="gone"} 0',
        'promwire_finding{cluster="c",check="label-mismatch"',
        'promwire_unknown{cluster="b"} 0',
      ],
    ],
  ])('prints -o %s', async (form, wanted) => {
    const contexts = { a: BROKEN, b: FINE, gone: REFUSED, c: BROKEN };
    const { out, code } = await onClusters(contexts, ['check', '--all-contexts', '-o', form]);
    expect(code).toBe(3);
    for (const text of wanted) expect(out).toContain(text);
  });

  it('leaves a whole document of what was known when it is interrupted', async () => {
    const stop = new AbortController();
    // Four are asked at once: the last one begins when the first has ended.
    const last: OneContext = {
      answer: () => {
        stop.abort();
        return { silent: true };
      },
    };
    const { out } = await onClusters(
      { a: FINE, b: SILENT, c: SILENT, d: SILENT, last, never: FINE },
      ['check', '--all-contexts', '-o', 'json'],
      stop.signal,
    );
    expect(JSON.parse(out)).toMatchObject({
      summary: { clusters: 6, ok: 1, interrupted: 5 },
      clusters: [{ name: 'a', outcome: 'ok' }, { name: 'b', outcome: 'interrupted' }, {}, {}, {}, { name: 'never' }],
    });
  });

  it.each([
    [
      ['--all-contexts', '--context', 'a'],
      '--all-contexts with --context: one or the other says which clusters are asked',
    ],
    [['--all-contexts', '--cluster', 'a'], '--all-contexts with --cluster: one or the other'],
    [['--context', 'a,b', '--from', 'x'], '--from with several clusters: which of them would these files be of?'],
    [['--context', 'a,b', '--captured', 'x'], '--captured with several clusters'],
    [['--context', 'a,b', '--watch'], '--watch with several clusters'],
    [['--context', 'a,b', '--only', 'nope'], '--only nope'],
  ])('refuses %j before anything is asked', async (argv, said) => {
    const { code, err, asked } = await onClusters({ a: FINE, b: FINE }, ['check', ...argv]);
    expect([code, flat(err)]).toEqual([2, expect.stringContaining(said)]);
    expect(Object.values(asked).flat()).toEqual([]);
  });
});
