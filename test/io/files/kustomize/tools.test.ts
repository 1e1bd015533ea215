import { describe, expect, it } from '@jest/globals';
import { check } from '../../../../src/app/check.ts';
import { repository, verdicts } from '../../../repository.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: watch, namespace: eyes }
spec: { serviceMonitorSelector: { matchLabels: { team: till } }, serviceMonitorNamespaceSelector: {} }
`;
const monitor = (metadata = ''): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: till${metadata} }\nspec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }\n`;

const flux = (name: string, spec: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { sourceRef: { kind: GitRepository, name: all }, ${spec} }\n`;
const argo = (kustomize: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: till, namespace: argocd }\nspec: { destination: { namespace: shop }, source: { repoURL: "https://example.org/all.git", path: apps, kustomize: { ${kustomize} } } }\n`;
const component = (rest: string): string => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${rest}`;

const LABEL = '{ op: add, path: /metadata/labels, value: { team: till } }';
const edit = `[{ target: { kind: ServiceMonitor }, patch: "- ${LABEL}" }]`;

const world = (
  tool: string,
  more: Readonly<Record<string, string>> = {},
  text = monitor(),
): Readonly<Record<string, string>> => ({
  'watch.yaml': STACK,
  'tool.yaml': tool,
  'apps/kustomization.yaml': 'resources: [till.yaml]\n',
  'apps/till.yaml': text,
  ...more,
});

describe('what a tool adds to what it applies', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      'labels of Flux',
      world(flux('apps', 'path: ./apps, targetNamespace: shop, commonMetadata: { labels: { team: till } }')),
    ],
    ['a patch of Flux', world(flux('apps', `path: ./apps, targetNamespace: shop, patches: ${edit}`))],
    [
      'a strategic merge of Flux',
      world(
        flux(
          'apps',
          'path: ./apps, targetNamespace: shop, patches: [{ patch: "{ apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: { name: till, labels: { team: till } } }" }]',
        ),
      ),
    ],
    [
      'the patches of an older Flux',
      world(
        flux(
          'apps',
          `path: ./apps, targetNamespace: shop, patchesJson6902: [{ target: { kind: ServiceMonitor }, patch: [${LABEL}] }]`,
        ),
      ),
    ],
    [
      'a component of Flux',
      world(flux('apps', 'path: ./apps, targetNamespace: shop, components: [../parts/team]'), {
        'parts/team/kustomization.yaml': component('labels: [{ pairs: { team: till } }]\n'),
      }),
    ],
    [
      'a component of Flux that brings the monitor',
      {
        'watch.yaml': STACK,
        'tool.yaml': flux(
          'apps',
          'path: ./apps, targetNamespace: shop, components: [../parts/till], commonMetadata: { labels: { team: till } }',
        ),
        'apps/kustomization.yaml': 'resources: []\n',
        'parts/till/kustomization.yaml': component('resources: [till.yaml]\n'),
        'parts/till/till.yaml': monitor(),
      },
    ],
    [
      'a patch that one Flux Kustomization makes in another one',
      world(
        flux(
          'all',
          `path: ./flux, patches: [{ target: { kind: Kustomization, name: apps }, patch: '[{ op: add, path: /spec/targetNamespace, value: shop }, { op: add, path: /spec/commonMetadata, value: { labels: { team: till } } }]' }]`,
        ),
        { 'flux/apps.yaml': flux('apps', 'path: ./apps') },
      ),
    ],
    ['labels of Argo CD', world(argo('commonLabels: { team: till }'))],
    ['labels of Argo CD in metadata alone', world(argo('commonLabels: { team: till }, labelWithoutSelector: true'))],
    [
      'a namespace of Argo CD',
      world(argo('namespace: shop, commonLabels: { team: till }'), {}, monitor(', namespace: none')),
    ],
    ['a patch of Argo CD', world(argo(`patches: ${edit}`))],
    [
      'a component of Argo CD',
      world(argo('components: [../parts/team]'), {
        'parts/team/kustomization.yaml': component('labels: [{ pairs: { team: till } }]\n'),
      }),
    ],
  ])('is on it: %s', async (_, files) => {
    expect(await verdicts(await repository(files))).toEqual({ 'ServiceMonitor shop/till': 'selected' });
    expect(
      await verdicts(await repository({ ...files, 'watch.yaml': STACK.replace('team: till', 'team: other') })),
    ).toEqual({
      'ServiceMonitor shop/till': 'not-selected',
    });
  });

  it.each<readonly [string, string, string]>([
    ['Flux', flux('apps', 'path: ./apps, targetNamespace: shop, namePrefix: a-, nameSuffix: -z'), 'a-till-z'],
    ['Argo CD', argo('namePrefix: a-, nameSuffix: -z'), 'a-till-z'],
  ])('is around its name: %s', async (_, tool, name) => {
    const { objects } = await repository(world(tool));
    expect(objects.filter(({ kind }) => kind === 'ServiceMonitor').map(({ metadata }) => metadata)).toEqual([
      expect.objectContaining({ name, namespace: 'shop' }),
    ]);
  });

  it('is added to what kustomize built, too', async () => {
    const files = world(
      flux('apps', 'path: ./apps, targetNamespace: shop, commonMetadata: { labels: { team: till } }'),
      {
        'apps/kustomization.yaml': 'resources: [till.yaml]\nnamePrefix: a-\n',
      },
    );
    const snapshot = await repository(files, { apps: monitor().replace('name: till', 'name: a-till') });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/a-till': 'selected' });
  });

  it.each<readonly [string, string, string]>([
    [
      'a label that nothing asks for',
      'commonMetadata: { labels: { cluster: a } }',
      'commonMetadata: { labels: { cluster: b } }',
    ],
    ['annotations', 'commonMetadata: { annotations: { by: a } }', 'interval: 1m'],
    [
      'a patch of another kind',
      'patches: [{ target: { kind: Deployment }, patch: "[{ op: replace, path: /spec/replicas, value: 1 }]" }]',
      'interval: 1m',
    ],
    [
      'a patch of another name',
      'patches: [{ target: { kind: ServiceMonitor, name: other }, patch: "[{ op: remove, path: /spec/endpoints }]" }]',
      'interval: 1m',
    ],
  ])('is the same of two tools that differ in %s', async (_, one, two) => {
    const tools = `${flux('a', `path: ./apps, targetNamespace: shop, ${one}`)}---\n${flux('b', `path: ./apps, targetNamespace: shop, ${two}`)}`;
    for (const [label, verdict] of [
      ['till', 'selected'],
      ['none', 'not-selected'],
    ]) {
      const snapshot = await repository(world(tools, {}, monitor(`, labels: { team: ${label ?? ''} }`)));
      expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': verdict });
      expect(snapshot.gaps).toEqual([]);
    }
    // The label is one that a selector reads.
    const asking = STACK.replace(
      'serviceMonitorNamespaceSelector: {}',
      'serviceMonitorNamespaceSelector: {}, ruleSelector: { matchExpressions: [{ key: cluster, operator: Exists }] }',
    );
    if (one.includes('cluster'))
      expect((await repository({ ...world(tools), 'watch.yaml': asking })).gaps).not.toEqual([]);
  });

  it('is the same of two Applications that differ in a common label that nothing asks for', async () => {
    const [one, two] = ['team: till', 'team: till, tier: web'].map((labels) => argo(`commonLabels: { ${labels} }`));
    const snapshot = await repository(world(`${one}---\n${two?.replace('name: till', 'name: two')}`));
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
    expect(snapshot.gaps).toEqual([]);
  });

  it('may put one folder into several namespaces of Applications', async () => {
    const [one, two] = ['day', 'eve'].map((name) =>
      argo('').replace('shop', name).replace('name: till', `name: ${name}`),
    );
    const snapshot = await repository(world(`${one}---\n${two}`, {}, monitor(', labels: { team: till }')));
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor day/till': 'selected',
      'ServiceMonitor eve/till': 'selected',
    });
  });

  it('may put one folder into several namespaces', async () => {
    const [one, two] = ['day', 'eve'].map((name) => flux(name, `path: ./apps, targetNamespace: ${name}`));
    const snapshot = await repository(world(`${one}---\n${two}`, {}, monitor(', labels: { team: till }')));
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor day/till': 'selected',
      'ServiceMonitor eve/till': 'selected',
    });
  });
});

describe('the folder of the path of a tool', () => {
  const LABELS = 'commonMetadata: { labels: { team: till } }';
  const at = (path: string): string => flux('all', `${path}${LABELS}`);
  const till = monitor(', namespace: shop');
  const kustomization = 'resources: [till.yaml]\n';

  it.each(['path: ., ', 'path: ./, ', 'path: /, ', 'path: "", ', ''])('is the root: %s', async (path) => {
    expect(await verdicts(await repository(world(at(path), {}, till)))).toEqual({
      'ServiceMonitor shop/till': 'selected',
    });
    const elsewhere = at(path).replace('GitRepository', 'OCIRepository');
    if (path === '')
      expect(await verdicts(await repository(world(elsewhere, {}, till)))).toEqual({
        'ServiceMonitor shop/till': 'not-selected',
      });
    // What the kustomization of the root does not list is not applied.
    const root = { 'kustomization.yaml': 'resources: [watch.yaml]\n' };
    expect(await verdicts(await repository(world(at(path), root, till)))).toEqual({
      'ServiceMonitor shop/till': 'not-selected',
    });
  });

  it('is not the root of another repository', async () => {
    const tools = `${at('')}---\n${flux('own', 'path: ./x').replace('name: all', 'name: own')}`;
    expect(await verdicts(await repository(world(tools, {}, till)))).toEqual({
      'ServiceMonitor shop/till': 'not-selected',
    });
  });

  it('is the one that the path names, and not those that end so', async () => {
    const snapshot = await repository(
      world(
        at('path: ./apps, '),
        { 'other/apps/kustomization.yaml': kustomization, 'other/apps/till.yaml': monitor(', namespace: other') },
        till,
      ),
    );
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor other/till': 'not-selected',
      'ServiceMonitor shop/till': 'selected',
    });
  });

  it('is that of the repository of the tool, of several', async () => {
    const one = (name: string): Readonly<Record<string, string>> => ({
      [`${name}/apps/kustomization.yaml`]: kustomization,
      [`${name}/apps/till.yaml`]: monitor(`, namespace: ${name}`),
    });
    const snapshot = await repository({
      'watch.yaml': STACK,
      'a/tool.yaml': at('path: ./apps, '),
      ...one('a'),
      ...one('b'),
    });
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor a/till': 'selected',
      'ServiceMonitor b/till': 'not-selected',
    });
  });

  it('is not known where several end so, and nothing where that makes no difference', async () => {
    const files = (tool: string): Readonly<Record<string, string>> => ({
      'watch.yaml': STACK,
      'tool.yaml': tool,
      'a/apps/kustomization.yaml': kustomization,
      'a/apps/till.yaml': till,
      'b/apps/room.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: till } }\n',
    });
    const { gaps } = await repository(files(at('path: ./apps, ')));
    expect(gaps.map(({ sentence }) => sentence)).toEqual([
      'What becomes of ServiceMonitor shop/till is not known: repo/tool.yaml:1 applies apps, which may be repo/a/apps or repo/b/apps. To have it judged give what kustomize builds to --from.',
    ]);
    const idle = await repository(files(flux('all', 'path: ./apps, commonMetadata: { labels: { x: y } }')));
    expect(idle.gaps).toEqual([]);
    expect(await verdicts(idle)).toEqual({ 'ServiceMonitor shop/till': 'not-selected' });
  });

  it('may have a kustomization without an extension', async () => {
    const { 'apps/kustomization.yaml': _, ...files } = world(at('path: ./apps, '));
    const snapshot = await repository({ ...files, 'apps/Kustomization': `namespace: shop\n${kustomization}` });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
  });
});

/** The same as kustomize makes of the folder once the tool has written into its kustomization. */
describe('what a tool writes into the kustomization of the folder', () => {
  const PATCH =
    'patches: [{ target: { kind: ServiceMonitor }, patch: "[{ op: add, path: /metadata/labels, value: { VALUE } }]" }]';
  const patched = (value: string): string => PATCH.replace('VALUE', value);
  const own = (text: string): Readonly<Record<string, string>> => ({
    'apps/kustomization.yaml': `namespace: shop\nresources: [till.yaml]\n${text}\n`,
  });
  const TILL = 'labels: [{ pairs: { team: till } }]';
  const WRONG = 'labels: [{ pairs: { team: wrong } }]';
  const COMMON = 'commonLabels: { team: till }';

  it.each<readonly [string, string, string, string, string]>([
    [
      'labels of the folder come after a patch of Flux',
      flux('a', `path: ./apps, ${patched('a: b')}`),
      TILL,
      'selected',
      'shop/till',
    ],
    [
      'labels of the folder undo a patch of Flux',
      flux('a', `path: ./apps, ${patched('team: till')}`),
      WRONG,
      'not-selected',
      'shop/till',
    ],
    ['labels of the folder come after a patch of Argo CD', argo(patched('a: b')), TILL, 'selected', 'shop/till'],
    [
      'common labels of Argo CD replace those of the folder',
      argo(COMMON),
      'commonLabels: { team: wrong }',
      'selected',
      'shop/till',
    ],
    [
      'labels of Argo CD come before common labels of the folder',
      argo('commonLabels: { team: wrong }, labelWithoutSelector: true'),
      COMMON,
      'selected',
      'shop/till',
    ],
    [
      'a prefix replaces a prefix',
      flux('a', 'path: ./apps, namePrefix: b-'),
      `namePrefix: a-\n${TILL}`,
      'selected',
      'shop/b-till',
    ],
    ['a prefix is beside a suffix', argo('namePrefix: b-'), `nameSuffix: -z\n${TILL}`, 'selected', 'shop/b-till-z'],
    ['a namespace replaces a namespace', flux('a', 'path: ./apps, targetNamespace: eve'), TILL, 'selected', 'eve/till'],
    [
      'a patch is for the name before the prefix',
      flux(
        'a',
        `path: ./apps, patches: [{ target: { name: till }, patch: "[{ op: add, path: /metadata/labels, value: { team: till } }]" }]`,
      ),
      'namePrefix: a-',
      'selected',
      'shop/a-till',
    ],
    [
      'only the labels of commonMetadata come after all',
      flux('a', 'path: ./apps, commonMetadata: { labels: { team: till } }'),
      WRONG,
      'selected',
      'shop/till',
    ],
  ])('%s', async (_, tool, text, verdict, name) => {
    const snapshot = await repository(world(tool, own(text)));
    expect(await verdicts(snapshot)).toEqual({ [`ServiceMonitor ${name}`]: verdict });
    // What kustomize builds of the file alone is not that.
    const built = monitor(', labels: { team: none }').replace('name: till', 'name: a-till');
    if (!/commonMetadata|targetNamespace/.test(tool))
      expect(await verdicts(await repository(world(tool, own(text)), { apps: built }))).toEqual({
        [`ServiceMonitor ${name}`]: verdict,
      });
  });

  it('is a kustomization of its own around a folder that has none', async () => {
    const { 'apps/kustomization.yaml': _, ...files } = world(
      flux('a', `path: ./apps, targetNamespace: shop, ${patched('team: till')}`),
    );
    expect(await verdicts(await repository(files))).toEqual({ 'ServiceMonitor shop/till': 'selected' });
  });
});

describe('what only a tool can tell', () => {
  const labelled = monitor(', labels: { team: till }');
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'a component that is not there',
      world(flux('apps', 'path: ./apps, targetNamespace: shop, components: [../gone]'), {}, labelled),
      'spec.components of repo/tool.yaml:1 has repo/gone, which is not among the files',
    ],
    [
      'a component elsewhere',
      world(argo('components: ["https://example.org/a//b"]'), {}, labelled),
      'spec.source.kustomize.components of repo/tool.yaml:1 has https://example.org/a//b, which is not among the files',
    ],
    [
      'a patch that does not fit',
      world(
        flux(
          'apps',
          'path: ./apps, targetNamespace: shop, patches: [{ target: { kind: ServiceMonitor }, patch: "[{ op: remove, path: /spec/none }]" }]',
        ),
        {},
        labelled,
      ),
      'spec.patches[0] of repo/tool.yaml:1 cannot be applied to it',
    ],
    [
      'a pattern that is not followed',
      world(
        flux(
          'apps',
          'path: ./apps, targetNamespace: shop, patches: [{ target: { name: "(t+)+i.*" }, patch: "[{ op: remove, path: /metadata/labels }]" }]',
        ),
        {},
        labelled,
      ),
      'spec.patches[0] of repo/tool.yaml:1 may be for it',
    ],
    [
      'two tools that differ',
      world(
        `${flux('a', 'path: ./apps, targetNamespace: shop, commonMetadata: { labels: { team: till } }')}---\n${flux('b', 'path: ./apps, targetNamespace: shop')}`,
      ),
      'repo/tool.yaml:1 and repo/tool.yaml:6 apply it in different ways',
    ],
  ])('leaves the object open, and is neither an error nor fine: %s', async (_, files, why) => {
    const report = await check(await repository(files));
    expect(report.findings).toEqual([]);
    expect(report.judgements).toEqual([]);
    expect(report.unknown.filter(({ touches }) => touches).map(({ gap }) => gap.sentence)).toContain(
      `What becomes of ServiceMonitor shop/till is not known: ${why}. To have it judged give what kustomize builds to --from.`,
    );
  });

  it('is nothing about objects that a patch is not for', async () => {
    const patches = '[{ target: { kind: Deployment }, patch: "[{ op: remove, path: /spec/none }]" }]';
    const snapshot = await repository(
      world(flux('apps', `path: ./apps, targetNamespace: shop, patches: ${patches}`), {}, labelled),
    );
    expect(snapshot.gaps).toEqual([]);
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
  });
});

describe('a release that Flux patches after Helm', () => {
  const release = (renderers: string): string =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: watch, namespace: eyes }\nspec: { chart: { spec: { chart: kube-prometheus-stack } }, postRenderers: [{ kustomize: { patches: [${renderers}] } }] }\n`;
  const till = monitor(', namespace: shop');
  const selects =
    '{ target: { kind: Prometheus }, patch: "[{ op: replace, path: /spec/serviceMonitorSelector, value: {} }]" }';

  it('selects it is not known what, in both directions', async () => {
    for (const text of [till, monitor(', namespace: shop, labels: { release: watch }')]) {
      const report = await check(await repository({ 'watch.yaml': release(selects), 'till.yaml': text }));
      expect(report.findings).toEqual([]);
      expect(report.unknown.filter(({ touches }) => touches).map(({ gap }) => gap.sentence?.slice(0, 240))).toEqual([
        expect.stringContaining(
          'spec.postRenderers[0].kustomize.patches[0] of repo/watch.yaml:1 may change Prometheus',
        ),
      ]);
    }
  });

  it.each([
    [
      'of another kind',
      '{ target: { kind: Deployment }, patch: "[{ op: add, path: /spec/template/spec/nodeSelector, value: {} }]" }',
    ],
    [
      'of annotations',
      '{ target: { kind: Prometheus }, patch: "[{ op: add, path: /metadata/annotations/a, value: b }]" }',
    ],
  ])('selects what its values say with a patch %s', async (_, renderers) => {
    const snapshot = await repository({ 'watch.yaml': release(renderers), 'till.yaml': till });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'not-selected' });
  });

  it('is judged by the values that a kustomization patches', async () => {
    const nil =
      'spec: { values: { prometheus: { prometheusSpec: { serviceMonitorSelectorNilUsesHelmValues: false } } } }';
    const snapshot = await repository({
      'base/kustomization.yaml': 'resources: [watch.yaml]\n',
      'base/watch.yaml': release(''),
      'o/kustomization.yaml': 'namespace: eyes\nresources: [../base]\npatches: [{ path: more.yaml }]\n',
      'o/more.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: watch, namespace: eyes }\n${nil}\n`,
      'till.yaml': till,
    });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
  });
});
