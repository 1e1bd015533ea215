import { describe, expect, it } from '@jest/globals';
import type { Chart } from '../../../src/io/helm.ts';
import { check } from '../../../src/app/check.ts';
import { APIS, findings, repository, verdicts, type Template } from '../../repository.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: kps } } }
`;
const CHART = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
const TEMPLATE = `{{- if .Values.enabled }}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .Release.Name }}
  labels: {{- toYaml .Values.labels | nindent 4 }}
{{- end }}
`;
const REPOSITORY = {
  'stack.yaml': STACK,
  'charts/web/Chart.yaml': CHART,
  'charts/web/values.yaml': 'enabled: false\n',
  'charts/web/templates/monitor.yaml': TEMPLATE,
};

/** A helm that knows this chart: a monitor of the release, with the label that values give it. Writes down what it is asked. */
function helm(asked: Chart[] = [], said?: string): Template {
  return (chart) => {
    asked.push(chart);
    if (said !== undefined) return { kind: 'failed', said };
    const { release = 'none' } = (JSON.parse(chart.given ?? '{}') as { labels?: { release?: string } }).labels ?? {};
    const text = `---
# Source: web/templates/monitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${chart.release}
  labels: { release: ${release} }
spec: { selector: {}, endpoints: [{ port: http }] }
`;
    return { kind: 'ended', text };
  };
}

const release = (values: string, more = ''): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec:
  chart: { spec: { chart: ./charts/web, sourceRef: { kind: GitRepository, name: flux-system } } }
${more}  values: ${values}
`;
const application = (source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec:
  destination: { namespace: shop }
  source: ${source}
`;
const gapsOf = async (files: Readonly<Record<string, string>>, template?: Template): Promise<readonly string[]> =>
  (await repository(files, {}, template)).gaps.map(({ sentence = '' }) => sentence);

describe('a chart in the repository', () => {
  it('that nothing installs is rendered once with its own values, and its objects stand at their templates', async () => {
    const asked: Chart[] = [];
    const snapshot = await repository(REPOSITORY, {}, helm(asked));
    expect(asked).toEqual([{ folder: 'repo/charts/web', release: 'web', values: [] }]);
    const report = await check(snapshot);
    expect(findings(report)).toContain(
      'warning label-mismatch ServiceMonitor /web repo/charts/web/templates/monitor.yaml:3',
    );
    expect(report.findings.flatMap(({ because }) => because)).toContain(
      'This is with the own values of the chart repo/charts/web, which nothing among the files installs.',
    );
    expect(snapshot.notes.join()).not.toContain('templates');
  });

  it.each(['none', 'kps'])(
    'that nothing installs is unknown with the label %s: its values may be others',
    async (label) => {
      const all: Template = (chart) =>
        helm()({ ...chart, given: JSON.stringify({ labels: { release: label }, namespace: 'default' }) });
      const snapshot = await repository(REPOSITORY, {}, all);
      expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor /web': 'unknown' });
      expect((await check(snapshot)).unknown).toContainEqual({
        gap: expect.objectContaining({
          sentence: expect.stringContaining('Nothing among the files installs the chart repo/charts/web') as unknown,
        }) as unknown,
        touches: true,
      });
    },
  );

  it('that nothing installs has a stack whose selectors may be others: what it takes is unknown, and no reason to change anything', async () => {
    const web = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: web, namespace: shop }
spec: { selector: {}, endpoints: [{ port: http }] }
`;
    const files = { 'charts/kps/Chart.yaml': CHART, 'charts/kps/templates/stack.yaml': TEMPLATE, 'web.yaml': web };
    const snapshot = await repository(files, {}, () => ({
      kind: 'ended',
      text: `---\n# Source: web/templates/stack.yaml\n${STACK}`,
    }));
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/web': 'unknown' });
    const report = await check(snapshot);
    expect(findings(report)).toContain('info label-mismatch ServiceMonitor shop/web repo/web.yaml:3');
    expect(report.unknown.filter(({ touches }) => touches)).toHaveLength(1);
  });

  it('that nothing installs has nothing that is an error, whatever check finds it', async () => {
    const text = `---\n# Source: web/templates/monitor.yaml\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: web }\nspec: { endpoints: [] }\n`;
    const report = await check(await repository(REPOSITORY, {}, () => ({ kind: 'ended', text })));
    expect(findings(report)).toContainEqual(expect.stringMatching(/^warning field-pruned ServiceMonitor/));
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each([
    ['nothing installs', {}],
    [
      'an Application installs without a namespace',
      { 'apps/web.yaml': application('{ path: charts/web }').replace('{ namespace: shop }', '{}') },
    ],
    [
      'a HelmRelease installs without a namespace',
      { 'apps/web.yaml': release('{ enabled: true }').replace(', namespace: shop', '') },
    ],
  ])('that %s is in no namespace that helm made up', async (_, more) => {
    const all: Template = (chart) => {
      const ran = helm()(chart);
      const at = chart.namespace ?? 'default';
      return ran.kind === 'ended'
        ? { ...ran, text: ran.text.replace('  labels:', `  namespace: ${at}\n  labels:`) }
        : ran;
    };
    const { objects } = await repository({ ...REPOSITORY, ...more }, {}, all);
    const monitors = objects.filter(({ kind }) => kind === 'ServiceMonitor');
    expect(monitors.map(({ metadata, homeless }) => [metadata.namespace, homeless])).toEqual([[undefined, true]]);
  });

  it('that is itself what was given is judged with its own values', async () => {
    const files = { 'stack.yaml': STACK, 'Chart.yaml': CHART, 'templates/monitor.yaml': TEMPLATE };
    expect(await verdicts(await repository(files, {}, helm()))).toEqual({ 'ServiceMonitor /repo': 'not-selected' });
  });

  it('that asks the cluster what is there is unknown there, unless it makes nothing there that is judged', async () => {
    const asking = TEMPLATE.replace('if .Values.enabled', 'if lookup "v1" "Namespace" "" "monitoring"');
    const secret = asking.replace('ServiceMonitor', 'Secret').replace('monitoring.coreos.com/v1', 'v1');
    const at = async (text: string): Promise<readonly string[]> =>
      await gapsOf({ ...REPOSITORY, 'charts/web/templates/monitor.yaml': text }, helm());
    expect(await at(asking)).toEqual([
      expect.stringContaining('repo/charts/web/templates/monitor.yaml:1 asks the cluster what is there (lookup)'),
    ]);
    expect((await at(asking)).join()).toContain('helm template RELEASE ./repo/charts/web --dry-run=server');
    expect(await at(secret)).toEqual([]);
  });

  it('is not read beside what helm makes of it, where a template is a manifest already', async () => {
    const plain = 'apiVersion: v1\nkind: Service\nmetadata: { name: plain }\nspec: { ports: [{ port: 80 }] }\n';
    const files = {
      ...REPOSITORY,
      'charts/web/templates/plain.yaml': plain,
      'charts/web/charts/db/templates/a.yaml': plain,
    };
    const { objects } = await repository(files, {}, helm());
    expect(objects.map(({ kind }) => kind).toSorted()).toEqual(['Prometheus', 'ServiceMonitor']);
  });

  it('of type library, or in the folder of another one, is none by itself', async () => {
    const asked: Chart[] = [];
    const files = {
      ...REPOSITORY,
      'charts/web/charts/db/Chart.yaml': CHART,
      'charts/common/Chart.yaml': `${CHART}type: library\n`,
    };
    await repository(files, {}, helm(asked));
    expect(asked.map(({ folder }) => folder)).toEqual(['repo/charts/web']);
  });

  it.each(['--post-renderer=./evil.sh', '--set-file=a=/etc/passwd', 'Web', 'a..b', 'a'.repeat(54)])(
    'is unknown where its release is called %s, which helm would take for a flag or refuse',
    async (name) => {
      const asked: Chart[] = [];
      for (const installs of [
        release('{}', `  releaseName: '${name}'\n`),
        application(`{ path: charts/web, helm: { releaseName: '${name}' } }`),
      ]) {
        const { gaps } = await repository({ ...REPOSITORY, 'release.yaml': installs }, {}, helm(asked));
        expect(gaps.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('which Helm does not take')]);
      }
      expect(asked).toEqual([]);
    },
  );

  it('shows nothing secret of its values in what helm says', async () => {
    const secret = `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { values.yaml: '{ db: { login: "HUNTER 1\\"" } }' }
`;
    const files = {
      ...REPOSITORY,
      'release.yaml': release('{ password: HUNTER2, port: 8080 }', '  valuesFrom: [{ kind: Secret, name: db }]\n'),
      'secret.yaml': secret,
    };
    const [said = ''] = await gapsOf(files, helm([], 'bad HUNTER 1", "HUNTER 1\\"" and HUNTER2 at 8080'));
    expect(said).toContain('bad ***, "***" and *** at 8080');
    expect(said).not.toContain('HUNTER');
  });

  it('is named where there are more releases than are rendered', async () => {
    const many = Array.from({ length: 302 }, (_, i) => release('{}').replace('name: web', `name: web-${i}`));
    const asked: Chart[] = [];
    const gaps = await gapsOf({ ...REPOSITORY, 'releases.yaml': many.join('---\n') }, helm(asked));
    expect(asked).toHaveLength(300);
    expect(gaps.join()).toContain('more than 300 releases are installed from charts here');
  });

  it('is unknown where helm is missing, with the line that renders it elsewhere', async () => {
    expect(await gapsOf(REPOSITORY, () => ({ kind: 'missing' }))).toEqual([
      `Chart repo/charts/web is not rendered, so what it makes is not known: helm is not on PATH. Where it is, promwire calls it itself; what it makes can be given, too: helm template web ./repo/charts/web ${APIS} --skip-tests | promwire check --from - --from .`,
    ]);
  });

  it('is unknown where it depends on what is not in its folder, all such charts in one sentence', async () => {
    const files = { ...REPOSITORY, 'charts/api/Chart.yaml': CHART };
    const said =
      'Error: You may need to run `helm dependency build`: found in Chart.yaml, but missing in charts/ directory: redis, common';
    expect(await gapsOf(files, helm([], said))).toEqual([
      'Charts repo/charts/api, repo/charts/web are not rendered, so what they make is not known: what each depends on is not in its folder. This fetches redis, common: helm dependency build repo/charts/api',
    ]);
  });

  it('is unknown where helm refuses it, in its words without credentials', async () => {
    const [sentence] = await gapsOf(
      REPOSITORY,
      helm([], 'Error: execution error at (web/templates/a.yaml): password=hunter2'),
    );
    expect(sentence).toContain('Error: execution error at (web/templates/a.yaml)');
    expect(sentence).not.toContain('hunter2');
  });
});

describe('a HelmRelease of a chart in the repository', () => {
  it('has it rendered with its name, its namespace and its values, and not by itself besides', async () => {
    const asked: Chart[] = [];
    const files = { ...REPOSITORY, 'apps/web.yaml': release('{ enabled: true, labels: { release: kps } }') };
    expect(await verdicts(await repository(files, {}, helm(asked)))).toEqual({ 'ServiceMonitor shop/web': 'selected' });
    expect(asked).toEqual([
      {
        folder: 'repo/charts/web',
        release: 'web',
        namespace: 'shop',
        values: [],
        given: '{"enabled":true,"labels":{"release":"kps"}}',
      },
    ]);
  });

  it('has values of ConfigMaps under its own, and of valuesFiles under these', async () => {
    const asked: Chart[] = [];
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more, namespace: shop }\ndata: { values.yaml: "a: 2\\nb: 2\\nlist: [2]" }\n`;
    const files = {
      ...REPOSITORY,
      'env/prod.yaml': 'a: 1\nb: 1\nc: 1\nlist: [1, 1]\n',
      'apps/more.yaml': map,
      'apps/web.yaml': release('{ a: 3 }', '  valuesFrom: [{ kind: ConfigMap, name: more }]\n').replace(
        'chart: ./charts/web,',
        'chart: charts/web, valuesFiles: [charts/web/values.yaml, env/prod.yaml],',
      ),
    };
    await repository(files, {}, helm(asked));
    expect(asked.map(({ given }) => JSON.parse(given ?? '') as unknown)).toEqual([
      { enabled: false, a: 3, b: 2, c: 1, list: [2] },
    ]);
  });

  it('has a value of a ConfigMap at a path as helm --set reads it: in quotes it stays text', async () => {
    const asked: Chart[] = [];
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more, namespace: shop }\ndata: { a: "false", b: '"false"' }\n`;
    const from = (key: string, path: string): string =>
      `{ kind: ConfigMap, name: more, valuesKey: ${key}, targetPath: "${path}" }`;
    const files = {
      ...REPOSITORY,
      'apps/more.yaml': map,
      'apps/web.yaml': release('{}', `  valuesFrom: [${from('a', 'monitor.on')}, ${from('b', 'list[0].text')}]\n`),
    };
    await repository(files, {}, helm(asked));
    expect(asked.map(({ given }) => JSON.parse(given ?? '') as unknown)).toEqual([
      { monitor: { on: false }, list: [{ text: 'false' }] },
    ]);
  });

  it('is unknown in another cluster', async () => {
    const kubeConfig = '  kubeConfig: { secretRef: { name: other } }\n';
    const files = { ...REPOSITORY, 'apps/web.yaml': release('{}', kubeConfig) };
    expect(await gapsOf(files, helm())).toEqual([
      expect.stringContaining('it is installed in another cluster (spec.kubeConfig)'),
    ]);
  });

  it.each([
    ['a label of Flux', 'commonMetadata: { labels: { release: kps } }', 'selected'],
    [
      'a patch',
      "postRenderers: [{ kustomize: { patches: [{ target: { kind: ServiceMonitor }, patch: '[{ op: replace, path: /metadata/labels/release, value: kps }]' }] } }]",
      'selected',
    ],
    [
      'a patch that takes it away',
      "postRenderers: [{ kustomize: { patches: [{ patch: '{ apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: { name: web }, $patch: delete }' }] } }]",
      undefined,
    ],
    ['a label that is not asked for', 'commonMetadata: { labels: { other: kps } }', 'not-selected'],
  ])('has %s', async (_, field, verdict) => {
    const files = { ...REPOSITORY, 'apps/web.yaml': release('{}', `  ${field}\n`) };
    const snapshot = await repository(files, {}, helm());
    expect(snapshot.gaps).toEqual([]);
    expect(Object.values(await verdicts(snapshot))[0]).toBe(verdict);
  });

  it.each([
    ['is unknown where a Secret with its values is elsewhere', '', 1],
    ['has no values there where that is optional', ', optional: true', 0],
  ])('%s', async (_, optional, count) => {
    const files = {
      ...REPOSITORY,
      'apps/web.yaml': release('{ a: 3 }', `  valuesFrom: [{ kind: Secret, name: gone${optional} }]\n`),
    };
    const gaps = await gapsOf(files, helm());
    expect(gaps).toHaveLength(count);
    for (const gap of gaps) expect(gap).toContain('its values in Secret gone are not among the files, or encrypted');
  });
});

describe('an Application of Argo CD of a chart in the repository', () => {
  it('has value files under its values under its parameters', async () => {
    const asked: Chart[] = [];
    const files = {
      ...REPOSITORY,
      'charts/web/prod.yaml': 'a: 1\nb: 1\nc: 1\n',
      'apps/web.yaml': application(
        '{ path: charts/web, helm: { releaseName: w, valueFiles: [prod.yaml], valuesObject: { a: 2, b: 2 }, parameters: [{ name: a, value: "3" }] } }',
      ),
    };
    const snapshot = await repository(files, {}, helm(asked));
    expect(asked.map(({ release: name, given }) => [name, JSON.parse(given ?? '') as unknown])).toEqual([
      ['w', { a: 3, b: 2, c: 1 }],
    ]);
    expect(snapshot.objects.map(({ metadata }) => metadata.namespace)).toContain('shop');
  });

  it('is followed where a chart makes it, and what it installs is not rendered besides', async () => {
    const asked: Chart[] = [];
    const files = {
      ...REPOSITORY,
      'apps/Chart.yaml': CHART.replace('web', 'apps'),
      'apps/templates/all.yaml': '{{- range .Values.apps }}\nkind: Application\n{{- end }}\n',
    };
    const text = `---\n# Source: apps/templates/all.yaml\n${application('{ path: charts/web, helm: { valuesObject: { labels: { release: kps } } } }')}`;
    const all: Template = (chart) => (chart.folder === 'repo/apps' ? { kind: 'ended', text } : helm(asked)(chart));
    expect(await verdicts(await repository(files, {}, all))).toEqual({ 'ServiceMonitor shop/web': 'selected' });
  });

  it('of a plugin is what only that makes of it', async () => {
    const asked: Chart[] = [];
    const files = { ...REPOSITORY, 'apps/web.yaml': application('{ path: charts/web, plugin: { name: own } }') };
    const { gaps } = await repository(files, {}, helm(asked));
    expect(asked).toEqual([]);
    expect(gaps.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining(
        'Chart repo/charts/web (Application argocd/web, repo/apps/web.yaml:1) is not rendered, so what it makes is not known: its values depend on a plugin of Argo CD',
      ),
    ]);
  });

  it('has parameters with lists, as helm makes them', async () => {
    const asked: Chart[] = [];
    const files = {
      ...REPOSITORY,
      'apps/web.yaml': application(
        '{ path: charts/web, helm: { parameters: [{ name: "namespaces[0]", value: a }, { name: "endpoints[1].port", value: http }, { name: labels, value: "{a,2}" }] } }',
      ),
    };
    await repository(files, {}, helm(asked));
    expect(asked.map(({ given }) => JSON.parse(given ?? '') as unknown)).toEqual([
      { namespaces: ['a'], endpoints: [null, { port: 'http' }], labels: ['a', 2] },
    ]);
  });

  it('is of the chart at its path from the root, and of none further down whose path ends so', async () => {
    const asked: Chart[] = [];
    const { 'stack.yaml': stack } = REPOSITORY;
    const chart = { 'Chart.yaml': CHART, 'templates/monitor.yaml': TEMPLATE };
    const at = (folder: string): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(chart).map(([name, text]) => [`${folder}/${name}`, text]));
    const files = {
      'stack.yaml': stack,
      ...at('web'),
      ...at('old/web'),
      'apps/web.yaml': application('{ path: web }'),
    };
    await repository(files, {}, helm(asked));
    expect(asked.map(({ folder, namespace }) => [folder, namespace])).toEqual([
      ['repo/web', 'shop'],
      ['repo/old/web', undefined],
    ]);
  });

  it.each([['fileParameters', 'fileParameters: [{ name: a, path: a.txt }]']])(
    'is unknown with %s',
    async (name, field) => {
      const files = { ...REPOSITORY, 'apps/web.yaml': application(`{ path: charts/web, helm: { ${field} } }`) };
      expect(await gapsOf(files, helm())).toEqual([expect.stringContaining(`its values depend on ${name}`)]);
    },
  );
});

describe('an ApplicationSet of a chart in the repository', () => {
  const set = (generator: string, value: string, more = ''): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  generators: [${generator}]
${more}  template:
    metadata: { name: web }
    spec:
      destination: { namespace: shop }
      source: { path: charts/web, helm: { valuesObject: { rel: ${value} } } }
`;
  const LIST = '{ list: { elements: [{ rel: kps }] } }';

  it.each([
    ['a name of its generators', set(LIST, '"{{rel}}"'), { rel: 'kps' }],
    ['a template of its chart', set(LIST, '"{{ .Values.x }}"'), { rel: '{{ .Values.x }}' }],
    ['a function', set(LIST, `'{{ default "kps" .rel | upper }}'`, '  goTemplate: true\n'), { rel: 'KPS' }],
    [
      'what a merge by a key makes',
      set(
        `{ merge: { mergeKeys: [id], generators: [{ list: { elements: [{ id: 1, rel: a }] } }, { list: { elements: [{ id: 1, rel: b }, { id: 2, rel: c }] } }] } }`,
        '"{{rel}}"',
      ),
      { rel: 'b' },
    ],
    [
      'what all clusters have alike',
      set(
        '{ merge: { mergeKeys: [server], generators: [{ clusters: { values: { rel: a, v: 1 } } }, { clusters: { values: { v: 2 } } }] } }',
        '"{{values.rel}}"',
      ),
      { rel: 'a' },
    ],
    [
      'a label that the clusters are chosen by',
      set('{ clusters: { selector: { matchLabels: { env: prod } } } }', '"{{metadata.labels.env}}"'),
      { rel: 'prod' },
    ],
  ])('has %s in its values', async (_, text, values) => {
    const asked: Chart[] = [];
    await repository({ ...REPOSITORY, 'apps/web.yaml': text }, {}, helm(asked));
    expect(asked.map(({ given }) => JSON.parse(given ?? '') as unknown)).toEqual([values]);
  });

  it.each([
    ['{{name}}', set(LIST, '"{{name}}"')],
    ['{{ htpasswd .rel }}', set(LIST, `'{{ htpasswd .rel }}'`, '  goTemplate: true\n')],
    ['{{.values.rel}}', set('{ clusters: {} }', '"{{.values.rel}}"', '  goTemplate: true\n')],
    [
      '{{.flag}}',
      set('{ pullRequest: {} }', 'a', '  goTemplate: true\n').replace(
        'valuesObject: { rel: a }',
        'parameters: [{ name: on, value: "{{.flag}}" }]',
      ),
    ],
    ['spec.templatePatch', set(LIST, 'a', '  templatePatch: "spec: {}"\n')],
    ['a selector of its generators', set('{ clusters: {}, selector: { matchLabels: { name: one } } }', 'a')],
    [
      '{{values.rel}}',
      set(
        '{ merge: { mergeKeys: [server], generators: [{ clusters: { values: { rel: a } } }, { clusters: { values: { rel: b } } }] } }',
        '"{{values.rel}}"',
      ),
    ],
    ['a template of its generators', set('{ list: { elements: [{ rel: kps }], template: {} } }', 'a')],
  ])('is unknown with %s', async (what, text) => {
    const asked: Chart[] = [];
    const { gaps } = await repository({ ...REPOSITORY, 'apps/web.yaml': text }, {}, helm(asked));
    expect(asked).toEqual([]);
    expect(gaps.map(({ sentence }) => sentence)).toEqual([expect.stringContaining(`its values depend on ${what}`)]);
  });
});

describe('a kustomization with helmCharts', () => {
  const kustomization = (more: string): string =>
    `${more}\nhelmCharts:\n  - { name: web, releaseName: shop, namespace: shop, valuesInline: { labels: { release: kps } } }\n`;

  it.each([
    ['beside it', 'charts/web', 'helmGlobals: { chartHome: ../charts }', 'env'],
    ['in its own folder', 'env/charts/web', '', 'env'],
  ])('renders a chart %s with its values', async (_, home, more, folder) => {
    const chart = Object.fromEntries(
      Object.entries(REPOSITORY).map(([path, text]) => [path.replace('charts/web', home), text]),
    );
    const asked: Chart[] = [];
    const files = { ...chart, [`${folder}/kustomization.yaml`]: kustomization(more) };
    const snapshot = await repository(files, {}, helm(asked));
    expect(asked).toEqual([
      {
        folder: `repo/${home}`,
        release: 'shop',
        namespace: 'shop',
        values: [],
        given: '{"labels":{"release":"kps"}}',
      },
    ]);
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/shop': 'selected' });
  });

  it('changes what the chart makes', async () => {
    const more =
      'helmGlobals: { chartHome: ../charts }\nnamePrefix: a-\nnamespace: till\nlabels: [{ pairs: { release: x } }]';
    const files = { ...REPOSITORY, 'env/kustomization.yaml': kustomization(more) };
    expect(await verdicts(await repository(files, {}, helm()))).toEqual({
      'ServiceMonitor till/a-shop': 'not-selected',
    });
  });
});
