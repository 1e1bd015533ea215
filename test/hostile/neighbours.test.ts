/** What neighbours write on their objects and on those of others: marks, settings, memories, owners. */
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { JsonObject, KubeObject } from '../../src/model/index.ts';
import { inFolder, run, write } from '../commands/ask.ts';
import type { Answer } from '../commands/ask.ts';
import { onCluster } from '../commands/cluster.ts';
import { kubeconfig, standIn } from '../io/kube/api-stand-in.ts';
import {
  KUBERHEALTHY_2,
  holder,
  mayDiscover,
  namespace,
  operator,
  prometheus,
  prometheusRule,
  serviceMonitor,
} from '../worlds.ts';
import { around, HIDDEN } from './evil.ts';

const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const WAS = 'promwire.dev/was';
const SETTINGS = 'promwire.dev/settings';

/** Fields of metadata that one manager wrote. */
const managed = (manager: unknown, more: object = {}, annotations: readonly string[] = []): object => ({
  manager,
  operation: 'Apply',
  fieldsV1: {
    'f:metadata': {
      'f:labels': Object.fromEntries(Object.keys(OURS).map((key) => [`f:${key}`, {}])),
      'f:annotations': Object.fromEntries(annotations.map((key) => [`f:${key}`, {}])),
    },
  },
  ...more,
});

interface Undone extends Answer {
  /** Method, path and body of everything that was written. */
  readonly writes: readonly string[];
}

/** `promwire uninstall --yes` in a cluster that has this one object. */
async function uninstall(
  kind: 'configmaps' | 'servicemonitors' | 'prometheusrules',
  metadata: object,
): Promise<Undone> {
  const named = { name: 'web', namespace: 'shop', uid: 'u-1', ...metadata };
  const [apiVersion, of] = {
    configmaps: ['v1', 'ConfigMap'],
    servicemonitors: ['monitoring.coreos.com/v1', 'ServiceMonitor'],
    prometheusrules: ['monitoring.coreos.com/v1', 'PrometheusRule'],
  }[kind] as [string, string];
  const object = { apiVersion, kind: of, metadata: named };
  const marked = (named as { labels?: Record<string, string> }).labels?.['promwire.dev/profile'] !== undefined;
  const api = await standIn(({ method, url }) => {
    if (method !== 'GET') return { body: object };
    if (url.includes(`/${kind}/web`)) return { body: object };
    const listed = new RegExp(`/${kind}(?:\\?|$)`).test(url) && (marked || !url.includes('labelSelector'));
    return { body: { kind: 'List', metadata: {}, items: listed ? [object] : [] } };
  });
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfig(`http://127.0.0.1:${api.port}`));
      const answer = await run(['uninstall', 'kuberhealthy', '--yes', '--kubeconfig', file]);
      expect(around(answer.out + answer.err, HIDDEN)).toBeUndefined();
      const writes = api.seen.filter(({ method }) => method !== 'GET');
      // Never anything but the object itself.
      for (const { url } of writes)
        expect(new URL(url, 'http://a').pathname).toMatch(new RegExp(`/namespaces/shop/${kind}/web$`));
      return { ...answer, writes: writes.map(({ method, body }) => `${method} ${body}`) };
    });
  } finally {
    await api.stop();
  }
}

const said = ({ out, err }: Answer): string => (out + err).replaceAll(/\s+/g, ' ');

describe('uninstall deletes what promwire is shown to have made', () => {
  it('and nothing stands in its way', async () => {
    const answer = await uninstall('configmaps', { labels: OURS, managedFields: [managed('promwire')] });
    expect(answer.writes).toEqual([expect.stringMatching(/^DELETE .*u-1/)]);
  });

  const annotations = (key: string, value: string): object => ({ annotations: { [key]: value } });
  it.each<[string, object]>([
    ['no managed fields', {}],
    ['managed fields that are no list', { managedFields: { manager: 'promwire' } }],
    ['managed fields of nothing', { managedFields: [null, 1, 'promwire', [], {}] }],
    ['a manager that is no text', { managedFields: [managed(['promwire'])] }],
    ['a manager that is an object', { managedFields: [managed({ toString: 'promwire' })] }],
    ['kubectl', { managedFields: [managed('kubectl-client-side-apply')] }],
    ['a manager in capitals', { managedFields: [managed('Promwire')] }],
    ['a manager with a blank', { managedFields: [managed('promwire ')] }],
    ['a manager with a character that is not seen', { managedFields: [managed('promwire\u200b')] }],
    ['a manager with another letter', { managedFields: [managed('рromwire')] }],
    ['a manager that begins so', { managedFields: [managed('promwire-operator')] }],
    ['promwire for a subresource alone', { managedFields: [managed('promwire', { subresource: 'status' })] }],
    [
      'fields of __proto__',
      { managedFields: [{ manager: '__proto__', fieldsV1: { __proto__: { 'f:metadata': {} } } }] },
    ],
    ['a release of Helm', { managedFields: [managed('promwire')], ...annotations('meta.helm.sh/release-name', 'web') }],
    [
      'an application of Argo CD',
      {
        managedFields: [managed('promwire')],
        ...annotations('argocd.argoproj.io/tracking-id', 'web:v1/ConfigMap:shop/web'),
      },
    ],
    [
      'a Kustomization of Flux',
      { managedFields: [managed('promwire')], labels: { ...OURS, 'kustomize.toolkit.fluxcd.io/name': 'a' } },
    ],
    [
      'a HelmRelease of Flux',
      { managedFields: [managed('promwire')], labels: { ...OURS, 'helm.toolkit.fluxcd.io/name': 'a' } },
    ],
    [
      'a controller',
      {
        managedFields: [managed('promwire')],
        ownerReferences: [{ apiVersion: 'a/v1', kind: 'B', name: 'c', controller: true }],
      },
    ],
  ])('but not with %s', async (_what, metadata) => {
    const answer = await uninstall('configmaps', { labels: OURS, ...metadata });
    expect(answer.writes).toEqual([]);
    expect(said(answer)).toContain('ConfigMap shop/web is left: ');
  });

  it('and shows what it is about to delete as it is', async () => {
    const answer = await uninstall('configmaps', {
      labels: OURS,
      annotations: { 'meta.helm.sh/release-name': 'a\u001b[2J\n  - ConfigMap shop/other\u202e' },
      managedFields: [managed('promwire')],
    });
    expect(answer.writes).toEqual([]);
    expect(answer.out).not.toMatch(/^ {2}- /m);
  });
});

describe('uninstall puts labels back that promwire remembers', () => {
  const corrected = async (
    was: string,
    labels: Readonly<Record<string, string>>,
    by: unknown = 'promwire',
  ): Promise<Undone> =>
    await uninstall('servicemonitors', {
      labels,
      annotations: { [WAS]: was },
      managedFields: [managed(by, {}, [WAS])],
    });
  const changed = (key: string, was: string | null, set: string | null): string =>
    `{${JSON.stringify(key)}: ${JSON.stringify({ was, set })}}`;

  it.each([
    ['release', { release: 'b' }, 'a', 'b'],
    ['constructor', { constructor: 'b' }, 'a', 'b'],
    ['toString', {}, 'a', null],
    ['hasOwnProperty', {}, 'a', null],
    ['valueOf', {}, 'a', null],
  ])('called %s', async (key, labels, was, set) => {
    const { writes } = await corrected(changed(key, was, set), labels);
    expect(writes).toHaveLength(1);
    const patch = JSON.parse((writes[0] ?? '').replace(/^\S+ /, '')) as {
      metadata: { labels: Record<string, string>; annotations: object };
    };
    expect(Object.entries(patch.metadata.labels)).toEqual([[key, was]]);
    expect(patch.metadata.annotations).toEqual({ [WAS]: null });
  });

  it('called __proto__, which is a key like any other', async () => {
    const { writes } = await corrected('{"__proto__": {"was": "a", "set": null}}', {});
    expect(writes.join('')).toContain('"labels":{"__proto__":"a"}');
    expect(({} as Record<string, unknown>)['was']).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['half a map', '{"release": {"was"'],
    ['labels that are numbers', '{"release": 1}'],
    ['a label without what was set', '{"release": {"was": "a"}}'],
    ['a label that was a map', '{"release": {"was": {}, "set": "b"}}'],
    ['fields in a prototype', '{"release": {"__proto__": {"was": "a", "set": "b"}}}'],
    ['brackets without end', '['.repeat(100_000)],
    ['a megabyte', JSON.stringify('x'.repeat(1_000_000))],
  ])('not where it is %s', async (_what, was) => {
    const answer = await corrected(was, { release: 'b' });
    expect(answer.writes).toEqual([]);
    expect(answer.code).toBe(0);
  });

  it.each(['kubectl-edit', 'Promwire', 'promwire ', 'argocd-controller', 7, null])(
    'not where %j wrote it',
    async (by) => {
      const answer = await corrected(changed('release', 'evil', 'b'), { release: 'b' }, by);
      expect(answer.writes).toEqual([]);
      expect(said(answer)).toContain(`nothing shows that promwire wrote its annotation ${WAS}`);
    },
  );

  it('and shows a value of them as it is', async () => {
    const answer = await corrected(changed('release', 'a\n  - ConfigMap shop/other\u001b[2K', 'b'), { release: 'b' });
    expect(answer.out).toContain(String.raw`release: b → a   - ConfigMap shop/other\u001b[2K`);
  });
});

describe('settings of the alerts', () => {
  const world: readonly KubeObject[] = [
    ...['aaa', 'kh', 'monitoring'].map((name) => namespace(name)),
    prometheus('monitoring/k8s', { serviceMonitorSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} }),
    operator(),
    ...mayDiscover,
    ...KUBERHEALTHY_2,
  ];
  const EVIL = JSON.stringify({ alerts: { KuberhealthyAbsent: { enabled: false } } });
  const rule = (
    path: string,
    manager: string,
    settings = EVIL,
    more: Readonly<Record<string, string>> = {},
  ): KubeObject =>
    prometheusRule(
      path,
      { groups: [] },
      {
        labels: OURS,
        fieldOwners: [{ manager, operation: 'Apply', labels: [], marks: [SETTINGS] }],
        annotations: { [SETTINGS]: settings, ...more },
      },
    );
  const forKh = { 'promwire.dev/application-namespace': 'kh' };
  const alert = 'alert: KuberhealthyAbsent';

  it.each<[string, KubeObject]>([
    ['in a namespace of a tenant', rule('aaa/promwire-kuberhealthy-kh', 'kubectl', EVIL, forKh)],
    [
      'in a namespace of a tenant, by a manager that calls itself promwire',
      rule('aaa/promwire-kuberhealthy-kh', 'promwire', EVIL, forKh),
    ],
    ['next to the stack, by another manager', rule('monitoring/promwire-kuberhealthy-kh', 'kubectl', EVIL, forKh)],
    [
      'next to the stack, for another application',
      rule('monitoring/promwire-kuberhealthy-x', 'promwire', EVIL, {
        ...forKh,
        'promwire.dev/application-namespace': 'x',
      }),
    ],
    [
      'next to the application, for another one',
      rule('kh/promwire-kuberhealthy', 'promwire', EVIL, { 'promwire.dev/application-namespace': 'aaa' }),
    ],
    ['in a tenant under the name of ours', rule('aaa/promwire-kuberhealthy', 'promwire')],
  ])('count not %s', async (_what, object) => {
    const answer = await onCluster([...world, object], ['generate']);
    expect(answer.err).not.toContain('as set at');
    expect(answer.out).toContain(alert);
  });

  it.each<[string, KubeObject]>([
    ['at the object that is written, with what they change', rule('kh/promwire-kuberhealthy', 'kubectl')],
    [
      'next to the stack, where promwire wrote them',
      rule('monitoring/promwire-kuberhealthy-kh', 'promwire', EVIL, forKh),
    ],
  ])('count %s', async (_what, object) => {
    const answer = await onCluster([...world, object], ['generate']);
    expect(said({ ...answer, out: '' })).toContain('(KuberhealthyAbsent=off)');
    expect(answer.out).not.toContain(alert);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['__proto__', '{"__proto__": {"alerts": {}}}'],
    ['an alert __proto__', '{"alerts": {"__proto__": {"enabled": false}}}'],
    ['an alert constructor', '{"alerts": {"constructor": {"enabled": false}}}'],
    ['brackets without end', '{"alerts": '.repeat(20_000)],
    ['a long value', `{"failingFor": "${'9'.repeat(100_000)}"}`],
    ['an escape sequence', '{"\\u001b[2J": "\\u202e"}'],
    ['a template', '{"labels": {"team": "{{ $value }}\\n- alert: Evil"}}'],
  ])('that are %s end in a sentence, or change nothing', async (_what, settings) => {
    const answer = await onCluster([...world, rule('kh/promwire-kuberhealthy', 'promwire', settings)], ['generate']);
    expect([0, 2]).toContain(answer.code);
    expect(around(answer.out + answer.err, HIDDEN)).toBeUndefined();
    const made = parseAllDocuments(answer.out).map((each) => JSON.stringify(each.toJSON()));
    expect(made.join('')).not.toContain('"alert":"Evil"');
    if (answer.code === 2) expect(said(answer)).toContain('--settings');
    else expect(answer.out).toContain(alert);
  });

  it('are printed as promwire wrote them, however many neighbours have some', async () => {
    const ours = rule('kh/promwire-kuberhealthy', 'promwire', JSON.stringify({ failingFor: '10m' }));
    const answer = await onCluster(
      [...world, rule('aaa/promwire-kuberhealthy-kh', 'kubectl', EVIL, forKh), ours, rule('monitoring/x', 'helm')],
      ['settings', '--from-cluster'],
    );
    expect(answer.code).toBe(0);
    expect(answer.err).toContain('PrometheusRule kh/promwire-kuberhealthy');
    expect(answer.out).toContain('failingFor: 10m');
    expect(answer.out).not.toMatch(/^ +KuberhealthyAbsent: off/m);
  });
});

describe('rules of a tenant that say they are for an application', () => {
  const HOME = { 'promwire.dev/application-namespace': 'kh' };
  const rule = (
    path: string,
    manager: string,
    failingFor = '1h',
    annotations: Readonly<Record<string, string>> = HOME,
  ) =>
    prometheusRule(
      path,
      { groups: [] },
      {
        uid: 'u-1',
        labels: OURS,
        fieldOwners: [{ manager, operation: 'Apply', labels: [], marks: [SETTINGS] }],
        annotations: { [SETTINGS]: JSON.stringify({ failingFor }), ...annotations },
      },
    );
  const world: readonly KubeObject[] = [
    ...['aaa', 'bbb', 'kh', 'monitoring'].map((name) => namespace(name)),
    prometheus('monitoring/k8s'),
    ...KUBERHEALTHY_2,
  ];
  const settings = async (...objects: readonly KubeObject[]): Promise<Answer> =>
    await onCluster([...world, ...objects], ['settings', '--from-cluster', '-n', 'kh']);

  it.each<[string, readonly KubeObject[]]>([
    ['by another manager', [rule('aaa/fake', 'kubectl')]],
    ['by a manager of our name', [rule('aaa/fake', 'promwire')]],
    ['in two tenants', [rule('aaa/fake', 'promwire'), rule('bbb/fake', 'promwire')]],
    ['next to the stack, by another manager', [rule('monitoring/fake', 'kubectl')]],
  ])('are not its settings: %s', async (_what, objects) => {
    const { code, out, err } = await settings(...objects);
    expect(code).toBe(0);
    expect(err).not.toContain('fake');
    expect(out).not.toContain('1h');
    const beside = await settings(...objects, rule('kh/promwire-kuberhealthy', 'promwire', '10m', {}));
    expect(beside.out).toMatch(/^failingFor: 10m/m);
  });

  it('are, next to the stack, where promwire wrote them', async () => {
    const { code, out } = await settings(rule('monitoring/promwire-kuberhealthy-kh', 'promwire', '10m'));
    expect(code).toBe(0);
    expect(out).toMatch(/^failingFor: 10m/m);
    const twice = await settings(rule('monitoring/a', 'promwire', '10m'), rule('monitoring/b', 'promwire'));
    expect(twice.code).toBe(2);
    expect(said(twice)).toContain('kept more than once: PrometheusRule monitoring/a, PrometheusRule monitoring/b');
  });

  it('are not what uninstall says goes with it', async () => {
    const dry = async (...objects: readonly KubeObject[]): Promise<string> =>
      said(await onCluster([...world, ...objects], ['uninstall', '-n', 'kh', '--dry-run']));
    const ours = rule('kh/promwire-kuberhealthy', 'promwire', '10m', {});
    expect(await dry(rule('aaa/fake', 'promwire'), ours)).toContain(
      'Settings of the alerts go with it: failingFor=10m.',
    );
    expect(await dry(rule('aaa/fake', 'promwire'))).not.toContain('Settings of the alerts');
  });

  it('keep no dashboards of it from being removed', async () => {
    const dashboards = holder('ConfigMap', 'monitoring/promwire-kuberhealthy-v2', {});
    const ours: KubeObject = {
      ...dashboards,
      metadata: {
        ...dashboards.metadata,
        uid: 'u-2',
        labels: OURS,
        fieldOwners: [{ manager: 'promwire', operation: 'Apply', labels: [] }],
      },
    };
    const gone = async (fake: KubeObject): Promise<string> =>
      (await onCluster([...world, ours, fake], ['uninstall', '-n', 'kh', '--dry-run'])).out;
    expect(await gone(rule('aaa/fake', 'kubectl', '1h', {}))).toContain('monitoring/promwire-kuberhealthy-v2');
    expect(await gone(rule('aaa/fake', 'promwire', '1h', {}))).not.toContain('monitoring/promwire-kuberhealthy-v2');
  });
});

describe('promwire.dev/ignore', () => {
  const wrong = (annotations: Readonly<Record<string, string>>): KubeObject =>
    serviceMonitor('shop/web', {}, { labels: { release: 'b' }, annotations });
  const world = (...objects: readonly KubeObject[]): readonly KubeObject[] => [
    ...['monitoring', 'shop'].map((name) => namespace(name)),
    prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }),
    operator(),
    ...mayDiscover,
    ...objects,
  ];
  const ignore = (ids: string): Readonly<Record<string, string>> => ({ 'promwire.dev/ignore': ids });

  it('silences findings about its own object, and that is counted', async () => {
    const { code, out } = await onCluster(world(wrong(ignore('label-mismatch'))), [
      'check',
      '--only',
      'label-mismatch',
    ]);
    expect(code).toBe(0);
    expect(out).toContain('1 ignored by annotation');
  });

  it.each([
    '*',
    'all',
    '',
    'label-mismatc',
    'LABEL-MISMATCH',
    '__proto__',
    'label-mismatch\u200b',
    '.*',
    'label.mismatch',
  ])('of %j silences nothing', async (ids) => {
    const { out } = await onCluster(world(wrong(ignore(ids))), ['check']);
    expect(out).toContain('label-mismatch');
  });

  it('on an object of a neighbour silences nothing about ours', async () => {
    const neighbour = serviceMonitor(
      'aaa/web',
      {},
      { labels: { release: 'a' }, annotations: ignore('label-mismatch') },
    );
    const { code, out } = await onCluster(world(wrong({}), neighbour, namespace('aaa')), ['check']);
    expect(code).toBe(1);
    expect(out).toContain('label-mismatch');
  });
});

describe('one object of a tenant that would take too long to judge', () => {
  const costly: JsonObject = { endpoints: [{ port: 'a', metricRelabelings: [{ regex: 'x{9999}'.repeat(60) }] }] };
  const cluster: readonly KubeObject[] = [
    ...['monitoring', 'kh', 'tenant'].map((name) => namespace(name)),
    ...KUBERHEALTHY_2,
    prometheus('monitoring/k8s', { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} }),
    operator(),
    ...mayDiscover,
    serviceMonitor('kh/mine', {}),
    { ...serviceMonitor('tenant/tiny', {}), body: { spec: costly } },
  ];
  const told = 'Split the object or shorten spec.endpoints; promwire judges a ServiceMonitor of up to 10000 values';

  it.each<readonly [string, readonly string[], boolean]>([
    ['everything', ['check'], true],
    ['its namespace', ['check', '-n', 'tenant'], true],
    ['itself', ['check', 'servicemonitor/tiny', '-n', 'tenant'], true],
    ['another namespace', ['check', '-n', 'kh'], false],
    ['an object of another namespace', ['check', 'servicemonitor/mine'], false],
    ['an application of another namespace', ['check', 'kuberhealthy', '-n', 'kh'], false],
  ])('leaves open or answers a question about %s', async (_, argv, open) => {
    const { code, out, err } = await onCluster(cluster, argv);
    const text = `${out} ${err}`.replaceAll(/\s+/g, ' ');
    expect(text.includes(told)).toBe(open);
    expect(text).not.toContain('Ask for the right');
    expect(code === 3).toBe(open);
  });

  it.each<readonly [string, readonly string[], boolean]>([
    ['everything', ['check'], true],
    ['what another stack takes', ['check', 'servicemonitor/mine', '-n', 'kh'], false],
    ['what no other stack takes', ['check', 'servicemonitor/theirs', '-n', 'kh'], true],
  ])('that is a stack leaves open what no other takes: %s', async (_, argv, open) => {
    const spec: JsonObject = { ruleSelector: { matchLabels: { a: 'x{9999}'.repeat(60) } } };
    const heavy = { ...prometheus('tenant/heavy', {}), body: { spec } };
    const { code, out, err } = await onCluster(
      [
        ...cluster.slice(0, -1).filter(({ kind }) => kind !== 'Prometheus'),
        prometheus('monitoring/k8s', {
          serviceMonitorSelector: { matchLabels: { ours: 'yes' } },
          serviceMonitorNamespaceSelector: {},
        }),
        serviceMonitor('kh/mine', {}, { labels: { ours: 'yes' } }),
        serviceMonitor('kh/theirs', {}),
        heavy,
      ],
      argv,
    );
    expect(`${out} ${err}`.replaceAll(/\s+/g, ' ')).toContain('tenant/heavy has more than 20000 values');
    expect(code === 3).toBe(open);
  });

  it('does not keep an application of another namespace from being wired, and is told', async () => {
    const { code, out, err } = await onCluster(cluster, ['diff', '-n', 'kh', '--stack', 'monitoring/k8s']);
    expect(`${out} ${err}`).not.toContain('not everything could be seen');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Whether it scrapes the application, too, is not known');
    expect(code).toBe(1);
  });
});
