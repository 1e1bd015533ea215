import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readFiles, type FilePorts } from '../../../src/io/files/index.ts';
import { project } from '../../../src/io/projection/index.ts';
import { writeSnapshot } from '../../../src/render/snapshot.ts';
import { projectObservations } from '../../../src/io/projection/observations.ts';
import type { AlertRoute, Gap, KubeObject, Observations, Snapshot } from '../../../src/model/index.ts';
import { instance, observed, POOL, ruleGroup, target, wrote } from '../../checks/observed.ts';

const stdin = (text: string): FilePorts => ({
  isFolder: () => Promise.resolve(false),
  list: () => Promise.resolve([]),
  read: () => Promise.resolve(new Uint8Array()),
  stdin: () => Promise.resolve(Buffer.from(text)),
});

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const words = fc.dictionary(fc.stringMatching(/^[a-z./]{1,12}$/), fc.string({ maxLength: 10 }), { maxKeys: 3 });
const anything = fc.anything({ maxDepth: 3, withNullPrototype: false }).map(toJson);

/** Fields that matter, with values of every kind in them, right and wrong. */
const raw = fc.record(
  {
    apiVersion: fc.constant('monitoring.coreos.com/v1'),
    kind: fc.constantFrom('Prometheus', 'ServiceMonitor', 'PrometheusRule'),
    metadata: fc.record(
      {
        name,
        namespace: name,
        labels: words,
        annotations: fc.constant({ 'meta.helm.sh/release-name': 'x', other: 'y' }),
        uid: name,
        resourceVersion: fc.constantFrom('1', '0x1', 'on'),
        generation: fc.nat(),
        creationTimestamp: fc.constant('2026-01-01T00:00:00Z'),
        ownerReferences: fc.constant([{ apiVersion: 'v1', kind: 'Pod', name: 'p', controller: true }]),
        managedFields: fc.constant([
          { manager: 'helm', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:labels': { 'f:a': {} } } } },
        ]),
      },
      { requiredKeys: ['name', 'namespace'] },
    ),
    spec: fc.oneof(
      anything,
      fc.record(
        {
          serviceMonitorSelector: anything,
          ruleSelector: anything,
          endpoints: anything,
          web: anything,
          remoteWrite: anything,
        },
        { requiredKeys: [] },
      ),
    ),
    status: anything,
  },
  { requiredKeys: ['apiVersion', 'kind', 'metadata'] },
);

const reads = { reason: 'forbidden', reads: { group: '', kind: 'Service', namespace: 'x' } } as const;
const refused = { verb: 'list', resource: 'services', scope: 'namespace', status: 403 } as const;
const GAPS: readonly Gap[] = [
  reads,
  { ...reads, reason: 'crd-missing', origin: { source: 'cluster' } },
  { ...reads, request: refused },
  { ...reads, request: { ...refused, server: 'no: User "bob" cannot', user: 'bob' }, readInstead: ['a', 'b'] },
  { ...reads, reason: 'unreachable', request: { ...refused, verb: 'get', status: 404, foreign: true } },
  { ...reads, reason: 'invalid', request: { ...refused, scope: 'cluster', status: 200, problem: 'has no items' } },
  { ...reads, request: refused, sentence: 'Something of its own.' },
];

const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    raws: fc.uniqueArray(raw, {
      maxLength: 5,
      selector: ({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`,
    }),
    kubernetes: fc.constantFrom(undefined, 'v1.36.3'),
    source: fc.constantFrom('cluster' as const, 'files' as const),
    namespaces: fc.oneof(fc.constant<'all'>('all'), fc.array(name, { maxLength: 2 })),
    complete: fc.boolean(),
    gap: fc.oneof(
      fc.constantFrom(...GAPS),
      fc.string().map((sentence): Gap => ({ ...reads, sentence })),
    ),
  })
  .map(({ raws, kubernetes, source, namespaces, complete, gap }) => ({
    source,
    objects: raws
      .map((value) => project(value, { source: 'cluster' }))
      .filter((object): object is KubeObject => !('invalid' in object)),
    coverage: [{ group: 'monitoring.coreos.com', kind: 'Prometheus', namespaces, complete }],
    gaps: [gap],
    ...(kubernetes === undefined ? {} : { kubernetes }),
  }));

function inOrder(objects: readonly KubeObject[]): readonly object[] {
  const key = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.namespace}/${metadata.name}`;
  return [...objects]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .map(({ apiVersion, kind, metadata, body }) => ({ apiVersion, kind, metadata, body }));
}

describe('a snapshot file', () => {
  it('gives back the snapshot it was written from', async () => {
    await fc.assert(
      fc.asyncProperty(snapshot, async (written) => {
        const text = writeSnapshot(written);
        const {
          objects,
          notes,
          strangers,
          strays,
          unfilled,
          foreign,
          revisions,
          left,
          generated,
          captured,
          listed,
          places: _,
          copies: _copies,
          contents: _contents,
          roots,
          ...read
        } = await readFiles(['-'], stdin(text));
        const { objects: before, ...rest } = written;
        expect(inOrder(objects)).toEqual(inOrder(before));
        expect(read).toEqual(rest);
        expect({
          notes,
          strangers,
          strays,
          unfilled,
          foreign,
          revisions,
          left,
          generated,
          captured,
          listed: listed.size,
          roots,
        }).toEqual({
          roots: [],
          notes: [],
          strangers: [],
          strays: [],
          unfilled: [],
          foreign: [],
          revisions: [],
          left: { gaps: [], of: new Map(), given: new Map() },
          generated: [],
          captured: [],
          listed: 0,
        });
        expect(writeSnapshot({ ...read, objects })).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the objects', () => {
    fc.assert(
      fc.property(snapshot, (one) => {
        expect(writeSnapshot({ ...one, objects: [...one.objects].reverse() })).toBe(writeSnapshot(one));
      }),
      { numRuns: 50 },
    );
  });

  it('covers what its header says, and files beside it only what they hold', async () => {
    const header = 'apiVersion: promwire.dev/v1alpha1\nkind: Snapshot\nsource: cluster\ncoverage:\n';
    const covered = '- {group: "", kind: Service, namespaces: all, complete: true}\n';
    const file = `${header}${covered}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: x}\n`;
    const ports = (texts: Readonly<Record<string, string>>): FilePorts => ({
      ...stdin(''),
      read: (path) => Promise.resolve(Buffer.from(texts[path] ?? '')),
    });
    const alone = await readFiles(['s'], ports({ s: file }));
    expect(alone.source).toBe('cluster');
    expect(alone.coverage).toEqual([{ group: '', kind: 'Service', namespaces: 'all', complete: true }]);
    const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: x}\n';
    const beside = await readFiles(['s', 'f'], ports({ s: file, f: role }));
    expect(beside.source).toBe('files');
    expect(beside.coverage.map(({ kind }) => kind)).toEqual(['Service', 'Role']);
  });

  it.each(['coverage: x', 'coverage: [{group: a}]', 'gaps: [{reason: made-up}]'])(
    'covers nothing where its header is malformed: %s',
    async (field) => {
      const read = await readFiles(['-'], stdin(`apiVersion: promwire.dev/v1alpha1\nkind: Snapshot\n${field}\n`));
      expect(read.coverage).toEqual([]);
      expect(read.gaps).toMatchObject([{ reason: 'invalid' }]);
    },
  );
});

describe('the observations of a snapshot file', () => {
  const stack = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' };
  const one: Snapshot = { source: 'cluster', objects: [], coverage: [], gaps: [] };
  const silent = { stack, capabilities: [], shards: 1, instances: [] } as const;
  const nested = (depth: number): AlertRoute => ({
    ...{ matchers: [], continue: false },
    routes: depth === 0 ? [] : [nested(depth - 1)],
  });
  const written = (observations: unknown): string =>
    writeSnapshot({ ...one, observations: observations as Observations });

  it('are read as they were written', async () => {
    const observations: Observations = {
      live: observed(instance({ targets: [target('EOF')], rules: [ruleGroup([{}])], jobs: [POOL], reloaded: true })),
      generated: wrote(POOL),
    };
    const read = await readFiles(['-'], stdin(written(observations)));
    expect(read.observations).toEqual(observations);
    expect(read.gaps).toEqual([]);
  });

  it.each([
    ['a text', 'x', 'the whole: must be object'],
    ['a list', [], 'the whole: must be object'],
    ['without a part', { live: [] }, "the whole: must have required property 'generated'"],
    ['null in a list', { live: [null], generated: [] }, 'live.0: must be object'],
    ['no instances', { live: [{ ...silent, instances: {} }], generated: [] }, 'live.0.instances: must be array'],
    ['shards in words', { live: [{ ...silent, shards: 'two' }], generated: [] }, 'live.0.shards: must be number'],
    [
      'targets of another form',
      {
        live: [{ ...silent, instances: [{ instance: { name: 'x' }, queries: {}, targets: { kind: 'ok' } }] }],
        generated: [],
      },
      'live.0.instances.0.targets',
    ],
    ...[30, 200].map((depth): [string, unknown, string] => [
      `${depth} routes within routes`,
      {
        live: [{ ...silent, routing: { kind: 'ok', warnings: [], value: { route: nested(depth), receivers: {} } } }],
        generated: [],
      },
      'it is nested deeper than 64 levels',
    ]),
    ['jobs that are none', { live: [], generated: [{ kind: 'ok', stack, jobs: [1] }] }, 'generated.0'],
  ])('are a gap where they are malformed, and then nobody was asked: %s', async (_it, observations, problem) => {
    const read = await readFiles(['-'], stdin(written(observations)));
    expect(read.observations).toBeUndefined();
    expect(read.gaps).toMatchObject([
      { reason: 'invalid', about: 'running', sentence: expect.stringContaining(problem) },
    ]);
  });

  it('are not those of other files next to them', async () => {
    const text = written({ live: [silent], generated: [] });
    const ports: FilePorts = {
      ...stdin(''),
      read: (path) =>
        Promise.resolve(Buffer.from(path === 's' ? text : 'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n')),
    };
    expect((await readFiles(['s'], ports)).observations).toBeDefined();
    expect((await readFiles(['s', 'f'], ports)).observations).toBeUndefined();
    expect(
      (await readFiles(['s', 's2'], { ...ports, read: () => Promise.resolve(Buffer.from(text)) })).observations,
    ).toBeUndefined();
  });

  it('hold no credential of a URL', async () => {
    const error = 'Get "http://u:hush@10.0.0.1/metrics?token=hush": EOF';
    const live = observed(
      instance({ targets: [target(error)], rules: [ruleGroup([{ query: 'up{url="http://u:hush@x"}' }])] }),
    );
    const read = await readFiles(['-'], stdin(written({ live, generated: [] })));
    expect(JSON.stringify(read)).not.toContain('hush');
    expect(JSON.stringify(projectObservations({ live, generated: [] }))).not.toContain('hush');
  });
});

/** What JSON makes of any value: undefined, functions and numbers without a JSON form become null or vanish. */
function toJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return Number(item);
    return typeof item === 'string' ? item.replace(/\p{Surrogate}/gu, '?') : item;
  }) as string | undefined;
  return text === undefined ? null : (JSON.parse(text) as unknown);
}
