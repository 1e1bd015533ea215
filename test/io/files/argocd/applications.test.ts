import { describe, expect, it } from '@jest/globals';
import { repository, verdicts } from '../../../repository.ts';

const monitor = (name: string, metadata = ''): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: ${name}${metadata} }
spec: { selector: { matchLabels: { app: ${name} } }, endpoints: [{ port: http }] }
`;
const OURS = 'https://github.com/shop/deploy.git';
const THEIRS = 'https://github.com/other/charts.git';

const application = (name: string, address: string, path: string, more = ''): string => `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { destination: { namespace: ${name} }, source: { repoURL: '${address}', path: ${path}${more} } }
`;
const set = (generators: string, source: string, more = ''): string => `---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  generators: ${generators}
${more}  template:
    metadata: { name: any }
    spec: ${source}
`;

/** Namespace and name of each monitor; what is not known of one has its reason. */
async function monitors(
  files: Readonly<Record<string, string>>,
  remotes: readonly string[] = [],
): Promise<readonly string[]> {
  const { objects, gaps } = await repository(files, {}, undefined, remotes);
  return [
    ...objects
      .filter(({ kind }) => kind === 'ServiceMonitor')
      .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`),
    ...gaps.map(({ sentence = '' }) => sentence),
  ];
}

describe('an Application', () => {
  const FILES = { 'base/a.yaml': monitor('a') };

  it.each([
    ['the remote', OURS, ['git@github.com:Shop/deploy'], ['till/a']],
    ['a mirror of the same name', 'http://gitea.local:3000/ops/deploy', [OURS], ['till/a']],
    ['another repository', THEIRS, [OURS], ['/a']],
    ['the only address that there is', OURS, [], ['till/a']],
  ])('of %s', async (_, address, remotes, expected) => {
    expect(await monitors({ ...FILES, 'app.yaml': application('till', address, 'base') }, remotes)).toEqual(expected);
  });

  it('is unknown where no remote tells which of two addresses is this repository', async () => {
    const files = {
      ...FILES,
      'shop/b.yaml': monitor('b', ', namespace: shop'),
      'apps.yaml': application('till', THEIRS, 'base') + application('shop', OURS, 'shop'),
    };
    expect(await monitors(files)).toEqual([
      'shop/b',
      expect.stringMatching(
        /ServiceMonitor a is not known: .*whether https:\/\/github.com\/other\/charts.git is this/,
      ) as unknown,
    ]);
    expect(await monitors(files, [OURS])).toEqual(['/a', 'shop/b']);
  });

  it('names a folder from the root of the repository, where that is known', async () => {
    const files = { 'old/base/a.yaml': monitor('a'), 'app.yaml': application('till', OURS, 'base') };
    expect(await monitors(files, [OURS])).toEqual(['/a']);
  });
});

describe('an ApplicationSet', () => {
  const there = (namespace: string, path: string): string =>
    `{ destination: { namespace: '${namespace}' }, source: { repoURL: ${OURS}, path: '${path}' } }`;
  const GO = '  goTemplate: true\n';
  const FILES = {
    'apps/shop/a.yaml': monitor('a'),
    'apps/shop/config.json': '{"cluster": {"name": "till"}, "team": "red"}',
    'apps/old/b.yaml': monitor('b'),
    'docs/apps/c/c.yaml': monitor('c', ', namespace: docs'),
  };
  const dirs = '{ git: { directories: [{ path: apps/* }, { path: apps/old, exclude: true }] } }';

  it.each([
    [
      'folders that a pattern takes and no other leaves out',
      `[${dirs}]`,
      there('{{path.basename}}', '{{path}}'),
      '',
      'shop/a',
    ],
    [
      'folders, with Go templates',
      `[${dirs}]`,
      there('{{ index .path.segments 0 }}-{{ .path.basename | trimPrefix "s" }}', '{{ .path.path }}'),
      GO,
      'apps-hop/a',
    ],
    [
      'files and what is in them',
      '[{ git: { files: [{ path: apps/**/config.json }] } }]',
      there('{{cluster.name}}-{{team}}', '{{path}}'),
      '',
      'till-red/a',
    ],
    [
      'files, with Go templates',
      '[{ git: { files: [{ path: "apps/*/config.json" }] } }]',
      there('{{ if eq .team "red" }}{{ .cluster.name }}{{ else }}none{{ end }}', '{{ .path.path }}'),
      GO,
      'till/a',
    ],
    [
      'each with each of a matrix, the second filled in by the first',
      '[{ matrix: { generators: [{ list: { elements: [{ app: shop }] } }, { git: { files: [{ path: "apps/{{app}}/config.json" }] } }] } }]',
      there('{{app}}-{{team}}', 'apps/{{app}}'),
      '',
      'shop-red/a',
    ],
    [
      'what a selector takes',
      '[{ list: { elements: [{ app: shop, on: "yes" }, { app: old, on: "no" }] }, selector: { matchLabels: { on: "yes" } } }]',
      there('{{app}}', 'apps/{{app}}'),
      '',
      'shop/a',
    ],
  ])('follows %s', async (_, generators, source, more, expected) => {
    const files = { ...FILES, 'set.yaml': set(generators, source, more) };
    const expectedAll = [expected, '/b', 'docs/c'];
    expect((await monitors(files)).toSorted()).toEqual(expectedAll.toSorted());
  });

  it.each([
    ['clusters', '[{ clusters: {} }]', there('{{name}}', 'apps/shop')],
    ['pull requests', '[{ pullRequest: { github: { owner: shop } } }]', there('pr-{{number}}', 'apps/shop')],
  ])('of %s leaves the namespace open, and not where it is known', async (_, generators, source) => {
    expect(await monitors({ ...FILES, 'set.yaml': set(generators, source) })).toContain('/a');
    const known = { ...FILES, 'set.yaml': set(generators, there('till', 'apps/shop')) };
    expect(await monitors(known)).toContain('till/a');
  });

  it('of another repository makes nothing of the folders here', async () => {
    const files = {
      ...FILES,
      'set.yaml': set(
        `[{ git: { repoURL: ${THEIRS}, directories: [{ path: apps/* }] } }]`,
        there('{{path.basename}}', '{{path}}'),
      ),
    };
    expect(await monitors(files, [OURS])).toContain('/a');
  });
});

describe('several sources of an Application', () => {
  const STACK = `      - repoURL: https://charts.example.org
        chart: kube-prometheus-stack
        targetRevision: 80.1.0
        helm: { ignoreMissingValueFiles: true, valueFiles: [$values/values/watch.yaml, $values/gone.yaml] }
`;
  const app = (address: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: watch, namespace: argocd }
spec:
  destination: { namespace: eyes }
  sources:
${STACK}      - { repoURL: '${address}', ref: values }
`;
  const files = (address: string): Readonly<Record<string, string>> => ({
    'apps/watch.yaml': app(address),
    'values/watch.yaml': 'prometheus: { prometheusSpec: { serviceMonitorSelectorNilUsesHelmValues: false } }\n',
    'shop.yaml': monitor('a', ', namespace: shop'),
  });

  it.each([
    [OURS, 'selected'],
    [THEIRS, 'unknown'],
    ['{{metadata.annotations.repo}}', 'unknown'],
  ])('take values of a ref to %s as %s', async (address, verdict) => {
    const snapshot = await repository(files(address), {}, undefined, [OURS]);
    expect((await verdicts(snapshot))['ServiceMonitor shop/a']).toBe(verdict);
  });
});

describe('a plain folder of an Application', () => {
  const FILES = { 'base/a.yaml': monitor('a'), 'base/deep/b.yaml': monitor('b'), 'base/c.json.yaml': monitor('c') };
  const of = async (directory: string): Promise<readonly string[]> =>
    (
      await monitors({ ...FILES, 'app.yaml': application('till', OURS, 'base', `, directory: ${directory}`) })
    ).toSorted();

  it.each([
    ['{}', ['/b', 'till/a', 'till/c']],
    ['{ recurse: true }', ['till/a', 'till/b', 'till/c']],
    ['{ recurse: true, exclude: "{deep/*,c*}" }', ['till/a']],
    ['{ include: "a.*" }', ['/b', 'till/a']],
  ])('is applied with %s as far as that takes it', async (directory, expected) => {
    expect(await of(directory)).toEqual(expected);
  });

  it('names what its patterns leave out, which is no gap where it cannot be read', async () => {
    const app = application('till', OURS, 'base', ', directory: { exclude: "c*" }');
    const { notes, gaps } = await repository({ ...FILES, 'base/c.yaml': 'a: [', 'app.yaml': app });
    expect(notes).toContainEqual(expect.stringContaining('left out and not judged'));
    expect(notes.join()).toContain('base/c.json.yaml');
    expect(gaps).toEqual([]);
  });

  it('is loose where another Application may take what one leaves out', async () => {
    const all = application('till', OURS, 'base', ', directory: { exclude: "c*" }') + application('rest', OURS, '.');
    expect(await monitors({ ...FILES, 'app.yaml': all, 'c.yaml': monitor('d') })).toContain('rest/d');
    const more = application('more', OURS, 'base', ', directory: { include: "c*" }');
    expect(await monitors({ ...FILES, 'app.yaml': all + more })).toContain('more/c');
  });

  it('is unknown where its patterns are not read, and where jsonnet makes more of it', async () => {
    expect(await of('{ include: "[ab].yaml" }')).toEqual([
      '/b',
      ...['a', 'c'].map((name) => expect.stringContaining(`ServiceMonitor till/${name} is not known`) as unknown),
    ]);
    expect(await of('{ jsonnet: { tlas: [] } }')).toContainEqual(
      expect.stringContaining('makes objects of base by jsonnet'),
    );
  });

  it('is a kustomization as a whole', async () => {
    const files = {
      'base/kustomization.yaml': 'resources: [deep/a.yaml]\n',
      'base/deep/a.yaml': monitor('a'),
      'app.yaml': application('till', OURS, 'base', ', kustomize: { namePrefix: x- }'),
    };
    expect(await monitors(files)).toEqual(['till/x-a']);
  });
});

describe('Applications for several clusters', () => {
  const STACK =
    'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: k8s, namespace: eyes }\nspec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: kps } } }\n';
  const to = (name: string, path: string, cluster: string): string =>
    application(name, OURS, path).replace('destination: {', `destination: { ${cluster},`);
  const APPS = `${to('a', 'a', 'name: prod')}${to('b', 'b', 'name: staging')}`;
  const FILES = {
    'eyes/stack.yaml': STACK,
    'a/a.yaml': monitor('a', ', labels: { release: kps }'),
    'b/b.yaml': monitor('b', ', labels: { release: none }'),
  };

  it('are judged where the Prometheus is, and the others are unknown by name', async () => {
    const apps = to('eyes', 'eyes', 'name: prod') + APPS;
    const snapshot = await repository({ ...FILES, 'apps.yaml': apps });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor a/a': 'selected' });
    expect(snapshot.gaps.map(({ sentence = '' }) => sentence)).toEqual([
      expect.stringContaining(
        'ServiceMonitor b/b is not known: Argo CD applies it in staging, and the Prometheus here in prod',
      ),
    ]);
  });

  it('are all unknown where each has a Prometheus', async () => {
    const apps = to('eyes', 'eyes', 'name: prod') + to('more', 'eyes', 'name: staging') + APPS;
    const snapshot = await repository({ ...FILES, 'apps.yaml': apps });
    expect(await verdicts(snapshot)).toEqual({});
    expect(snapshot.gaps).toHaveLength(2);
  });

  it('of one overlay each count as in the cluster of the Prometheus', async () => {
    const overlay = (label: string): string => `resources: [../../base]\nlabels: [{ pairs: { release: ${label} } }]\n`;
    const apps =
      to('eyes', 'eyes', 'name: prod') +
      to('shop', 'overlays/prod', 'name: prod') +
      to('shop', 'overlays/staging', 'name: staging');
    const snapshot = await repository({
      'eyes/stack.yaml': STACK,
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': monitor('a'),
      'overlays/prod/kustomization.yaml': overlay('kps'),
      'overlays/staging/kustomization.yaml': overlay('none'),
      'apps.yaml': apps,
    });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/a': 'selected' });
  });

  it('are one where two spellings are the cluster of Argo CD itself', async () => {
    const apps = to('eyes', 'eyes', 'name: in-cluster') + to('a', 'a', "server: 'https://kubernetes.default.svc'");
    const snapshot = await repository({ ...FILES, 'apps.yaml': apps });
    expect(await verdicts(snapshot)).toMatchObject({ 'ServiceMonitor a/a': 'selected' });
  });
});

describe('what Argo CD fills in', () => {
  it.each([
    [
      'a path of its vault plugin',
      '<path:secret/data/shop#release>',
      '',
      'Argo CD fills in <path:secret/data/shop#release>',
    ],
    ['a variable of its build', '$ARGOCD_APP_NAME', '', 'Argo CD fills in $ARGOCD_APP_NAME'],
    [
      'a name of an object that says its path',
      '<release>',
      ', annotations: { avp.kubernetes.io/path: secret/shop }',
      'Argo CD fills in <release>',
    ],
  ])('as %s leaves the object unknown by name', async (_, label, more, why) => {
    const files = { 'a.yaml': monitor('a', `, namespace: shop, labels: { release: '${label}' }${more}`) };
    expect(await monitors(files)).toEqual([expect.stringContaining(`ServiceMonitor shop/a is not known: ${why}`)]);
  });

  it('is nothing else in angle brackets', async () => {
    expect(await monitors({ 'a.yaml': monitor('a', ", namespace: shop, labels: { release: '<release>' }") })).toEqual([
      'shop/a',
    ]);
  });
});

describe('files that generators name', () => {
  const source = "{ source: { repoURL: 'URL', path: 'apps/{{name}}' }, destination: { namespace: '{{name}}' } }";
  const template = source.replace('URL', OURS);
  const FILES = { 'clusters/eu/a/config.yaml': 'name: till\n', 'apps/till/a.yaml': monitor('a') };
  const of = (pattern: string): string =>
    set(`[{ git: { repoURL: '${OURS}', files: [{ path: '${pattern}' }] } }]`, template);

  it('may be below the folder that a star stands for, by a setting of Argo CD', async () => {
    const told = await monitors({ ...FILES, 'set.yaml': of('clusters/*/config.yaml') }, [OURS]);
    expect(told.join()).toMatch(
      /a is not known: .*how Argo CD reads the patterns that take clusters\/eu\/a\/config.yaml/,
    );
    expect(await monitors({ ...FILES, 'set.yaml': of('clusters/*/*/config.yaml') }, [OURS])).toEqual(['till/a']);
    expect(await monitors({ ...FILES, 'set.yaml': of('clusters/**/config.yaml') }, [OURS])).toEqual(['till/a']);
  });

  it('of generators that merge very many sets are not looked for', async () => {
    const many = `{ list: { elements: [${'{ name: till }, '.repeat(3000)}] } }`;
    const files = {
      ...FILES,
      'set.yaml': set(`[{ merge: { mergeKeys: [name], generators: [${many}, ${many}] } }]`, template),
    };
    expect(await monitors(files, [OURS])).toEqual(['/a']);
  });
});
