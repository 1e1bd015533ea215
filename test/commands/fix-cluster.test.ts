import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, KubeObject, PrintedFix, PrintedReport } from '../../src/model/index.ts';
import { PromwireError } from '../../src/errors.ts';
import { ownerOf } from '../../src/kube/owner.ts';
import { likelyObjects, randomObjects } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import { kube, prometheus, service, serviceMonitor } from '../worlds.ts';
import { changeable, onChangeable, untilAborted } from './changeable.ts';
import type { Changeable } from './changeable.ts';

const k8s = prometheus('monitoring/k8s', {
  serviceMonitorSelector: { matchLabels: { release: 'kps' } },
  serviceMonitorNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
});
const monitor = serviceMonitor('shop/web', {}, { labels: { app: 'web' } });
const namespaceOf = (name: string): KubeObject => kube({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const FIXED = 'promwire.dev/fixed';

const find = (cluster: Changeable, name: string): JsonObject =>
  cluster.objects().find((each) => each['kind'] !== 'Service' && (each['metadata'] as JsonObject)['name'] === name) ??
  {};
/** Without what the API server stamps. */
const plain = (object: JsonObject): unknown => {
  const { resourceVersion: _v, managedFields: _m, annotations = {}, ...metadata } = object['metadata'] as JsonObject;
  // An empty map is none to the API server.
  return { ...object, metadata: { ...metadata, annotations } };
};
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FIX = ['fix', '--yes', '--timeout', '0s'];

describe('fix in a cluster', () => {
  it('changes the field, remembers it, and undo puts it back', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const before = plain(find(cluster, 'web'));
    const [fixed, again] = await onChangeable(cluster, FIX, FIX);
    expect(fixed?.out).toContain('metadata.labels.release: (none) → kps');
    expect(find(cluster, 'web')).toMatchObject({
      metadata: {
        labels: { app: 'web', release: 'kps' },
        annotations: { [FIXED]: '[{"path":["metadata","labels","release"],"was":null,"set":"kps"}]' },
      },
    });
    expect(cluster.writes).toEqual(['shop/servicemonitors/web']);
    expect(again?.out).toContain('Nothing to change.');
    const [undone, nothing] = await onChangeable(cluster, ['undo', '--yes'], ['undo']);
    expect(undone).toMatchObject({ code: 0 });
    expect(plain(find(cluster, 'web'))).toEqual(before);
    expect(nothing).toMatchObject({ code: 0, out: 'Nothing to change.\n\n' });
  });

  it('of one object reads what the check of it as it is and as it becomes reads', async () => {
    const around = [k8s, service('shop/web'), service('bank/db'), serviceMonitor('bank/db')];
    const about = ['servicemonitor/web', '-n', 'shop'];
    const world = (labels: Readonly<Record<string, string>>): Changeable =>
      changeable([...around, namespaceOf('shop'), serviceMonitor('shop/web', {}, { labels })]);
    const cluster = world({ app: 'web' });
    const [fixed] = await onChangeable(cluster, ['fix', ...about, '--dry-run', '-o', 'json']);
    expect((JSON.parse(fixed?.out ?? '') as PrintedFix).fixed.map(({ object }) => object.name)).toEqual(['web']);
    expect(cluster.writes).toEqual([]);
    const [is, becomes] = [world({ app: 'web' }), world({ app: 'web', release: 'kps' })];
    await onChangeable(is, ['check', ...about]);
    await onChangeable(becomes, ['check', ...about]);
    const own = '/apis/monitoring.coreos.com/v1/namespaces/shop/servicemonitors/web';
    const known = new Set([...is.reads, ...becomes.reads, own]);
    expect(cluster.reads.filter((path) => !known.has(path))).toEqual([]);
    const twice = cluster.reads.filter((path, i) => cluster.reads.indexOf(path) !== i && path !== own);
    expect(twice.filter((path) => !becomes.reads.slice(becomes.reads.indexOf(path) + 1).includes(path))).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    ['without a terminal', ['fix'], 'nothing was written'],
    ['with --write', ['fix', '--write'], '--write goes with --from'],
  ])('writes nothing %s', async (_what, argv, says) => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const [answer] = await onChangeable(cluster, argv);
    expect(answer?.code).toBe(2);
    expect(answer?.err).toContain(says);
    expect(cluster.writes).toEqual([]);
  });

  it('leaves an object of a chart, with what sets the label there', async () => {
    const owned = serviceMonitor(
      'shop/web',
      {},
      {
        labels: { app: 'web', 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'web' },
      },
    );
    const cluster = changeable([k8s, service('shop/web'), owned]);
    const [answer] = await onChangeable(cluster, FIX);
    expect(answer?.code).toBe(1);
    expect(oneLine(answer?.out ?? '')).toContain('left alone: ServiceMonitor shop/web. It is from Helm release web');
    expect(cluster.writes).toEqual([]);
  });

  it('leaves what an owner without a controller, or a tool that is known by its fields alone, sets again', async () => {
    const marks: readonly object[] = [
      { ownerReferences: [{ apiVersion: 'v1', kind: 'App', name: 'a', uid: 'u' }] },
      { managedFields: [{ manager: 'kustomize-controller', operation: 'Apply' }] },
    ];
    for (const mark of marks) {
      const cluster = changeable([k8s, service('shop/web'), monitor]);
      cluster.change('web', (object) => ({ ...object, metadata: { ...(object['metadata'] as JsonObject), ...mark } }));
      const [answer] = await onChangeable(cluster, FIX);
      expect(oneLine(answer?.out ?? '')).toContain('left alone: ServiceMonitor shop/web. It is kept by');
      expect(cluster.writes).toEqual([]);
    }
  });

  it('does not take away a label by which an object was left out', async () => {
    const selector = { matchExpressions: [{ key: 'skip', operator: 'DoesNotExist' }] };
    const stack = prometheus('monitoring/k8s', {
      serviceMonitorSelector: selector,
      serviceMonitorNamespaceSelector: {},
    });
    const cluster = changeable([stack, service('shop/web'), serviceMonitor('shop/web', {}, { labels: { skip: '' } })]);
    const [answer] = await onChangeable(cluster, FIX);
    expect(oneLine(answer?.out ?? '')).toContain('leaves out what has its label skip');
    expect(cluster.writes).toEqual([]);
  });

  it('leaves an object that two stacks want with different labels, unless one is named', async () => {
    const wants = (name: string): KubeObject =>
      prometheus(`monitoring/${name}`, {
        serviceMonitorSelector: { matchLabels: { release: name } },
        serviceMonitorNamespaceSelector: {},
      });
    const cluster = changeable([wants('a'), wants('b'), service('shop/web'), monitor]);
    const [answer] = await onChangeable(cluster, FIX);
    expect(oneLine(answer?.out ?? '')).toContain(
      'Prometheus monitoring/a wants release=a, Prometheus monitoring/b wants release=b: a person decides',
    );
    expect(cluster.writes).toEqual([]);
    const [named] = await onChangeable(cluster, [...FIX, '--stack', 'monitoring/b']);
    expect(named?.out).not.toContain('a person decides');
  });

  it('undo of a name that is there more than once asks which', async () => {
    const named = ['bank', 'shop'].flatMap((space) => [service(`${space}/web`), serviceMonitor(`${space}/web`)]);
    const cluster = changeable([k8s, ...named]);
    await onChangeable(cluster, FIX);
    const [which] = await onChangeable(cluster, ['undo', 'servicemonitor/web', '--yes']);
    expect(which).toMatchObject({ code: 2, err: expect.stringContaining('more than once: in bank, shop') });
    expect(cluster.writes).toHaveLength(2);
    await onChangeable(cluster, ['undo', 'servicemonitor/web', '-n', 'bank', '--yes']);
    expect(cluster.writes).toHaveLength(3);
  });

  it('puts nothing back where another user wrote what it was', async () => {
    const forged = { [FIXED]: '[{"path":["spec","jobLabel"],"was":"x","set":null}]' };
    const cluster = changeable([k8s, service('shop/web'), serviceMonitor('shop/web', {}, { annotations: forged })]);
    const [answer] = await onChangeable(cluster, ['undo', '--yes']);
    expect(oneLine(answer?.out ?? '')).toContain('Nothing shows that promwire wrote its annotation');
    expect(cluster.writes).toEqual([]);
    const [fixed] = await onChangeable(cluster, FIX, ['undo', '--yes']);
    expect(oneLine(fixed?.out ?? '')).toContain('is not believed');
    expect(find(cluster, 'web')['spec']).not.toHaveProperty('jobLabel');
  });

  it('undo leaves a field that was changed since, and an entry of a list that is another one now', async () => {
    const two = serviceMonitor(
      'shop/web',
      {
        endpoints: [
          { port: 'http', interval: '10s', scrapeTimeout: '15s' },
          { port: 'http', path: '/b', interval: '10s', scrapeTimeout: '15s' },
        ],
      },
      { labels: { app: 'web' } },
    );
    const cluster = changeable([k8s, service('shop/web'), two]);
    await onChangeable(cluster, FIX);
    const fixed = find(cluster, 'web')['spec'] as JsonObject;
    expect(fixed).toMatchObject({ endpoints: [{ scrapeTimeout: '10s' }, { scrapeTimeout: '10s' }] });
    cluster.change('web', (object) => ({
      ...object,
      spec: { ...fixed, endpoints: (fixed['endpoints'] as readonly JsonObject[]).toReversed() },
    }));
    const [answer] = await onChangeable(cluster, ['undo', '--yes']);
    expect(answer?.out).toContain('spec.endpoints[0].scrapeTimeout was changed since');
    expect(find(cluster, 'web')).toMatchObject({
      metadata: { labels: { app: 'web' } },
      spec: { endpoints: [{ path: '/b', scrapeTimeout: '10s' }, { scrapeTimeout: '10s' }] },
    });
    expect((find(cluster, 'web')['metadata'] as JsonObject)['labels']).not.toHaveProperty('release');
  });

  it('does not write over what was changed between the question and the answer, and goes on with the rest', async () => {
    const names = ['db', 'web', 'yet'];
    const cluster = changeable(
      [k8s, ...names.flatMap((name) => [service(`shop/${name}`), serviceMonitor(`shop/${name}`)])],
      (n) => {
        if (n === 1)
          cluster.change('web', (object) => ({
            ...object,
            metadata: { ...(object['metadata'] as JsonObject), labels: { release: 'mine' } },
          }));
        return undefined;
      },
    );
    const [answer] = await onChangeable(cluster, FIX);
    expect(answer?.code).toBe(1);
    expect(oneLine(answer?.err ?? '')).toContain('ServiceMonitor shop/web: it was changed meanwhile');
    expect(find(cluster, 'web')).toMatchObject({ metadata: { labels: { release: 'mine' } } });
    expect(find(cluster, 'yet')).toMatchObject({ metadata: { labels: { release: 'kps' } } });
  });

  it.each(['fix', 'undo'])(
    '%s leaves what a webhook refuses, says so in one document too, and does the rest',
    async (by) => {
      let denied = by === 'fix';
      const cluster = changeable([
        k8s,
        ...['db', 'web'].flatMap((name) => [service(`shop/${name}`), serviceMonitor(`shop/${name}`)]),
      ]);
      const refusing: Changeable = {
        ...cluster,
        answer: (seen) =>
          denied && seen.method === 'PATCH' && seen.url.includes('/db?')
            ? {
                status: 403,
                body: {
                  apiVersion: 'v1',
                  kind: 'Status',
                  message: 'admission webhook "deny.example" denied the request: no',
                },
              }
            : cluster.answer(seen),
      };
      if (by === 'undo') await onChangeable(refusing, FIX);
      denied = true;
      const argv = by === 'fix' ? FIX : ['undo', '--yes'];
      const [tried, answer] = await onChangeable(refusing, [by, '--dry-run', '-o', 'json'], [...argv, '-o', 'json']);
      for (const each of [tried, answer]) {
        const { left } = JSON.parse(each?.out ?? '') as Pick<PrintedFix, 'left'>;
        expect(left).toMatchObject([
          { object: { name: 'db' }, why: expect.stringContaining('deny.example refused it') },
        ]);
        expect(each?.err).toContain('deny.example refused it');
        expect(each?.err).not.toMatch(/right|allowed/);
        expect(each?.code).toBe(3);
      }
      const labels = find(cluster, 'web')['metadata'] as JsonObject;
      expect(JSON.stringify(labels['labels'] ?? {}).includes('kps')).toBe(by === 'fix');
    },
  );

  it('a dry run tells what is found now, and ends as check', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const [check, dry, text] = await onChangeable(
      cluster,
      ['check', '-o', 'json'],
      ['fix', '--dry-run', '-o', 'json'],
      ['fix', '--dry-run'],
    );
    const { report } = JSON.parse(dry?.out ?? '') as PrintedFix;
    const found = JSON.parse(check?.out ?? '') as PrintedReport;
    expect(report.findings.map(({ check: id }) => id)).toEqual(found.findings.map(({ check: id }) => id));
    expect([dry?.code, text?.code]).toEqual([check?.code, check?.code]);
    expect(check?.code).toBe(1);
  });

  it.each([
    ['before the first write', 1, 'taken'],
    ['before the last write', 3, 'taken'],
    ['while the second write is answered', 2, 'cut'],
  ] as const)(
    'Ctrl-C %s leaves whole objects, says which, and the next run ends as an undisturbed one',
    async (_when, n, how) => {
      const names = ['one', 'two', 'three'];
      const abort = new AbortController();
      const cluster = changeable(
        [k8s, ...names.flatMap((name) => [service(`shop/${name}`), serviceMonitor(`shop/${name}`)])],
        (write) => {
          if (write !== n || abort.signal.aborted) return undefined;
          abort.abort(new PromwireError('interrupted', 'interrupted', ''));
          return how === 'cut' ? { silent: true } : undefined;
        },
      );
      const before = cluster.objects().map(plain);
      const [cut] = await untilAborted(cluster, abort.signal, FIX);
      expect(cut?.code).toBe(130);
      const said = oneLine(cut?.err ?? '');
      const done = names.filter((name) => JSON.stringify(find(cluster, name)).includes(FIXED));
      for (const name of names.filter((each) => !done.includes(each)))
        expect(said).toContain(`ServiceMonitor shop/${name}`);
      expect(said).toContain('Or promwire undo takes it back');
      await onChangeable(cluster, FIX);
      for (const name of names) expect(find(cluster, name)).toMatchObject({ metadata: { labels: { release: 'kps' } } });
      await onChangeable(cluster, ['undo', '--yes']);
      expect(cluster.objects().map(plain)).toEqual(before);
    },
  );

  it('undo whose answer was lost is asked again, and ends well', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor], (n) => (n === 2 ? { cut: true } : undefined));
    const before = plain(find(cluster, 'web'));
    const [, undone] = await onChangeable(cluster, FIX, ['undo', '--yes']);
    expect(undone?.code).toBe(0);
    expect(plain(find(cluster, 'web'))).toEqual(before);
  });

  it('tells of a subject that is no object, or has nothing of fix', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const [wrong, none] = await onChangeable(
      cluster,
      ['undo', 'service/web'],
      ['undo', 'servicemonitor/web', '-n', 'shop'],
    );
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('is about objects that promwire fix changed'),
    });
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('has nothing that promwire fix changed') });
  });
});

/** The causes of a world that are no infos, and not about a stack that now has more to do. */
const causes = ({ findings }: PrintedReport): ReadonlySet<string> =>
  new Set(
    findings
      .filter(({ severity, object }) => severity !== 'info' && !/^(?:Prom|Thanos|Alertm)/.test(object.kind))
      .map(({ check, object, stack }) => JSON.stringify([check, object, stack])),
  );

const CASES = Number(process.env['PROMWIRE_CASES'] ?? 25);

it('a random world: nothing is worse, nothing owned is touched, a second run and a lost server change nothing, undo takes all back', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomObjects, likelyObjects),
      fc.nat(3),
      async (objects: readonly KubeObject[], lost) => {
        const cluster = changeable(objects, (n) => (n === lost ? { cut: true } : undefined));
        const before = new Map(cluster.objects().map((each) => [(each['metadata'] as JsonObject)['uid'], each]));
        const owned = new Set(
          objects
            .filter((each) => ownerOf(each))
            .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
        );
        const [was, , fixed, now] = await onChangeable(
          cluster,
          ['check', '-o', 'json'],
          FIX,
          [...FIX, '-o', 'json'],
          ['check', '-o', 'json'],
        );
        const [then, after] = [was, now].map((answer) => causes(JSON.parse(answer?.out ?? '') as PrintedReport));
        expect([...(after ?? [])].filter((key) => !then?.has(key))).toEqual([]);
        const changed = cluster
          .objects()
          .filter(
            (each) =>
              JSON.stringify(plain(each)) !==
              JSON.stringify(plain(before.get((each['metadata'] as JsonObject)['uid']) ?? {})),
          );
        for (const { kind, metadata } of changed as unknown as readonly KubeObject[])
          expect(owned).not.toContain(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
        const writes = cluster.writes.length;
        written += writes;
        expect(fixed?.code).not.toBe(70);
        await onChangeable(cluster, FIX);
        expect(cluster.writes).toHaveLength(writes);
        await onChangeable(cluster, ['undo', '--yes'], ['undo', '--yes']);
        expect(cluster.objects().map(plain)).toEqual([...before.values()].map(plain));
      },
    ),
    { numRuns: CASES, seed: seedOr(43) },
  );
  expect(written).toBeGreaterThan(2);
}, 180_000);
