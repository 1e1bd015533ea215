import { describe, expect, it } from '@jest/globals';
import type { JsonObject, KubeObject, PrintedFix, PrintedReport, PrintedUndo } from '../../src/model/index.ts';
import { PromwireError } from '../../src/errors.ts';
import { kube, mayDiscover, operator, prometheus, service, serviceMonitor } from '../worlds.ts';
import { changeable, onChangeable, plain, unexplained, untilAborted } from './changeable.ts';
import type { Changeable } from './changeable.ts';
import type { Reply, Seen } from '../io/kube/api-stand-in.ts';

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

  it('a field that two stacks want in turn is set once, and what it was before is put back', async () => {
    const wants = (name: string, spec: JsonObject): KubeObject =>
      prometheus(name, { serviceMonitorSelector: { matchLabels: { release: 'kps' } }, ...spec });
    const late = serviceMonitor('shop/web', { endpoints: [{ port: 'http', scrapeTimeout: '2m' }] });
    const stacks = [operator(), ...mayDiscover, wants('bank/a', {}), wants('monitoring/b', { scrapeInterval: '10s' })];
    const cluster = changeable([...stacks, service('shop/web'), late]);
    const before = plain(find(cluster, 'web'));
    const [fixed] = await onChangeable(cluster, FIX);
    expect(fixed?.out).toContain('spec.endpoints[0].scrapeTimeout: 2m → 10s');
    expect(find(cluster, 'web')).toMatchObject({ spec: { endpoints: [{ scrapeTimeout: '10s' }] } });
    await onChangeable(cluster, ['undo', '--yes']);
    expect(plain(find(cluster, 'web'))).toEqual(before);
  });

  it.each([[[]], [['-n', 'shop']], [['servicemonitor/web', '-n', 'shop']]])(
    'with --stack, what another stack finds wrong too is nothing new: %p',
    async (about) => {
      const other = prometheus('monitoring/a', { serviceMonitorSelector: { matchLabels: { app: 'web' } } });
      const cluster = changeable([
        operator(),
        ...mayDiscover,
        ...['monitoring', 'shop'].map(namespaceOf),
        other,
        k8s,
        service('shop/web'),
        monitor,
      ]);
      const [fixed] = await onChangeable(cluster, [...FIX, ...about, '--stack', 'monitoring/k8s']);
      expect(fixed?.out).toContain('metadata.labels.release: (none) → kps');
      expect(cluster.writes).toHaveLength(1);
    },
  );

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

  it.each<[string, string, readonly object[]]>([
    ['puts back what was moved within its list', '', [{ path: '/b', scrapeTimeout: '15s' }, { scrapeTimeout: '15s' }]],
    [
      'leaves an entry of a list that is another one now',
      '/c',
      [{ path: '/c', scrapeTimeout: '10s' }, { scrapeTimeout: '15s' }],
    ],
  ])('undo %s', async (_what, changed, back) => {
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
      spec: {
        ...fixed,
        endpoints: (fixed['endpoints'] as readonly JsonObject[])
          .toReversed()
          .map((each) => (changed !== '' && 'path' in each ? { ...each, path: changed } : each)),
      },
    }));
    const [answer] = await onChangeable(cluster, ['undo', '--yes']);
    expect(/was changed since/.test(answer?.out ?? '')).toBe(changed !== '');
    expect(find(cluster, 'web')).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { endpoints: back } });
    const { annotations = {} } = find(cluster, 'web')['metadata'] as JsonObject;
    expect(FIXED in (annotations as JsonObject)).toBe(changed !== '');
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
        const refused = left.filter(({ checks }) => checks?.includes('label-mismatch') ?? true);
        expect(refused).toMatchObject([
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
      expect(said).toMatch(/Or promwire undo --kubeconfig \S+ takes it back/);
      await onChangeable(cluster, FIX);
      for (const name of names) expect(find(cluster, name)).toMatchObject({ metadata: { labels: { release: 'kps' } } });
      await onChangeable(cluster, ['undo', '--yes']);
      expect(cluster.objects().map(plain)).toEqual(before);
    },
  );

  it.each(['fix', 'undo'])(
    '%s that Ctrl-C ends prints one document of what was written and what was not',
    async (by) => {
      const names = ['one', 'three', 'two'];
      const abort = new AbortController();
      let at = by === 'fix' ? 2 : 5;
      const cluster = changeable(
        [k8s, ...names.flatMap((name) => [service(`shop/${name}`), serviceMonitor(`shop/${name}`)])],
        (write) => {
          if (write !== at) return undefined;
          at = 0;
          abort.abort(new PromwireError('interrupted', 'interrupted', ''));
          return { silent: true };
        },
      );
      if (by === 'undo') await onChangeable(cluster, FIX);
      const [cut] = await untilAborted(cluster, abort.signal, [by, '--yes', '-o', 'json']);
      expect(cut?.code).toBe(130);
      const said = JSON.parse(cut?.out ?? '') as Partial<Omit<PrintedFix, 'kind'> & Omit<PrintedUndo, 'kind'>>;
      const made = [...(said.fixed ?? []), ...(said.undone ?? [])].map(({ object }) => object.name);
      expect({ made, cutOff: said.cutOff, written: said.written }).toEqual({
        made: ['one'],
        cutOff: true,
        written: true,
      });
      const cutOff = said.left?.filter(({ checks = [] }) => !checks.includes('rbac-namespace'));
      expect(cutOff?.map(({ object: { name }, why }) => `${name}: ${why}`)).toEqual([
        'three: It was sent, and no answer tells whether it is written.',
        'two: It is not written: that ended before.',
      ]);
    },
  );

  it.each<[string, JsonObject, KubeObject]>([
    [
      'a namespace that is not selected',
      { serviceMonitorNamespaceSelector: { matchLabels: { watched: 'yes' } } },
      serviceMonitor('shop/web', {}, { labels: { team: 'payments' } }),
    ],
    [
      'what the operator refuses',
      {},
      serviceMonitor(
        'shop/web',
        { endpoints: [{ port: 'http', basicAuth: { username: { name: 'none', key: 'user' } } }] },
        { labels: { team: 'payments' } },
      ),
    ],
  ])('overwrites no label where %s keeps the object out all the same', async (_what, more, object) => {
    const stack = prometheus('monitoring/k8s', {
      serviceMonitorSelector: { matchLabels: { team: 'platform' } },
      serviceMonitorNamespaceSelector: {},
      ...more,
    });
    const cluster = changeable([
      operator(),
      ...mayDiscover,
      namespaceOf('shop'),
      namespaceOf('monitoring'),
      stack,
      service('shop/web'),
      object,
    ]);
    const [answer] = await onChangeable(cluster, FIX);
    expect(answer?.code).toBe(1);
    expect(answer?.out.replaceAll(/\s+/g, ' ')).toContain('another label would be lost for nothing');
    expect(cluster.writes).toEqual([]);
    expect(find(cluster, 'web')).toMatchObject({ metadata: { labels: { team: 'payments' } } });
  });

  it('says of each finding why it is left', async () => {
    const web = [service('shop/web'), namespaceOf('shop'), namespaceOf('monitoring')];
    const annotated = service('shop/web', {}, { annotations: { 'prometheus.io/scrape': 'true' } });
    const empty = serviceMonitor(
      'shop/web',
      { selector: { matchLabels: { app: 'other' } } },
      { labels: { release: 'kps' } },
    );
    const worlds: readonly (readonly [string, readonly KubeObject[]])[] = [
      ['No monitor is for it. service/web selects no pods: spec.selector is app=web', web],
      ['start it first. Then: promwire setup service/web -n shop', web],
      ['Which Service is meant is known only to the author of the monitor.', [...web, empty]],
      ['scrape-annotations-ignored is for a person to decide: a new object', [annotated, ...web.slice(1)]],
    ];
    for (const [why, objects] of worlds) {
      const cluster = changeable([k8s, ...mayDiscover, operator(), ...objects]);
      const about = ['fix', 'service/web', '-n', 'shop', '--yes'];
      const [text, json] = await onChangeable(cluster, about, [...about, '-o', 'json']);
      expect(text?.out).toContain('Nothing to change.');
      const printed = JSON.parse(json?.out ?? '') as PrintedFix;
      expect(unexplained(printed)).toEqual([]);
      expect(printed.left.map((each) => each.why).join('\n')).toContain(why);
    }
  });

  it.each([
    ['while it looks', '/servicemonitors'],
    ['while it tries the writes', 'dryRun=All'],
  ])('Ctrl-C %s says that nothing was changed', async (_when, part) => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    for (const argv of [FIX, ['undo', '--yes']]) {
      const abort = new AbortController();
      const answer = (seen: Seen): Reply => {
        if (!seen.url.includes(part)) return cluster.answer(seen);
        abort.abort(new PromwireError('interrupted', 'interrupted', ''));
        return { silent: true };
      };
      if (argv[0] === 'undo') await onChangeable(cluster, FIX);
      const written = cluster.writes.length;
      const [cut] = await untilAborted({ ...cluster, answer }, abort.signal, argv);
      expect(cut).toMatchObject({ code: 130, err: expect.stringContaining('interrupted: nothing was changed') });
      expect(cluster.writes).toHaveLength(written);
    }
  });

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
