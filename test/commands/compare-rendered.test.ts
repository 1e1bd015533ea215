/** Charts of two commits, each rendered from the files of its commit. */
import { describe, expect, it } from '@jest/globals';
import type { Answer } from './ask.ts';
import { withHelm } from './helm-stand-in.ts';
import { comparedCommits } from './history.ts';
import type { Tree } from './history.ts';

const MONITOR = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .Release.Name }}
  labels: { release: "{{ .Values.release }}" }
spec:
  selector: { matchLabels: { app: web } }
  endpoints: [{ port: http }]
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: "{{ .Release.Name }}", labels: { app: web } }
spec: { selector: { app: web }, ports: [{ name: "{{ .Values.port }}", port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}" }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:{{ .Values.tag }}" }] }
`;
const BASE = {
  'stack.yaml': `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: kps } } }
`,
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/README.md': '# web\n',
  'charts/web/values.yaml': '{ "tag": "1", "port": "http", "release": "none" }\n',
  'charts/web/templates/monitor.yaml': MONITOR,
  'charts/web/templates/service.yaml': SERVICE,
  'apps/web.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec:
  chart: { spec: { chart: ./charts/web, sourceRef: { kind: GitRepository, name: flux-system } } }
  values: { release: kps }
`,
};
const { 'apps/web.yaml': _, ...STRAY } = BASE;

const compared = async (base: Tree, change: Tree, ...argv: readonly string[]): Promise<Answer> =>
  await comparedCommits(base, { ...base, ...change }, argv);
const edited = (file: keyof typeof BASE, from: string, to: string): Tree => ({ [file]: BASE[file].replace(from, to) });

describe('promwire compare of commits with charts that a HelmRelease installs', () => {
  withHelm();

  it.each<readonly [string, Tree, string]>([
    [
      'a value of the release',
      edited('apps/web.yaml', 'release: kps', 'release: kube'),
      'Prometheus monitoring/k8s no longer takes ServiceMonitor shop/web (1 target) main:apps/web.yaml:6 (release), by main:charts/web/templates/monitor.yaml:2',
    ],
    [
      'a value of the chart',
      edited('charts/web/values.yaml', '"http"', '"web"'),
      'ServiceMonitor shop/web no longer reaches Service shop/web, port http (1 target)',
    ],
    [
      'a template',
      edited('charts/web/templates/monitor.yaml', 'port: http', 'port: web'),
      'ServiceMonitor shop/web no longer reaches Service shop/web, port http (1 target)',
    ],
    [
      'the release, which is removed',
      { 'apps/web.yaml': undefined },
      'ServiceMonitor shop/web was removed; Prometheus monitoring/k8s took it (1 target) main~1:charts/web/templates/monitor.yaml:2',
    ],
  ])('tells what is lost by a change of %s', async (_name, change, said) => {
    const { code, out } = await compared(BASE, change);
    expect(out).toContain(said);
    expect(out).not.toContain('main:/');
    expect(code).toBe(1);
  });

  it.each<readonly [string, Tree]>([
    [
      'a version and an image',
      { ...edited('charts/web/Chart.yaml', '1.0.0', '1.0.1'), ...edited('charts/web/values.yaml', '"1"', '"2"') },
    ],
    ['a readme', edited('charts/web/README.md', 'web', 'Web')],
  ])('says nothing of %s', async (_name, change) => {
    expect(await compared(BASE, change, '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
  });

  it('does not know what becomes of the objects of a chart that helm refuses by now, and says why once', async () => {
    const { code, out } = await compared(
      BASE,
      edited('charts/web/templates/monitor.yaml', 'spec:', '{{ fail }}\nspec:'),
    );
    expect(out).toContain('Whether ServiceMonitor shop/web is still there is not known');
    expect(out.split('web/templates/monitor.yaml: it fails')).toHaveLength(2);
    expect(out).not.toContain('lost');
    expect(code).toBe(3);
  });

  it('says nothing of a chart that helm refuses in both, and does not know what its change costs', async () => {
    const refused = { ...BASE, ...edited('charts/web/templates/monitor.yaml', 'spec:', '{{ fail }}\nspec:') };
    expect(await compared(refused, { 'other.txt': 'a' }, '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
    const { code, out } = await compared(refused, edited('charts/web/values.yaml', '"http"', '"web"'));
    expect(out).toContain('What chart charts/web makes may be otherwise than before');
    expect(code).toBe(3);
  });
});

describe('promwire compare of commits with a chart that cannot be rendered', () => {
  withHelm();
  const broken = { ...BASE, 'charts/web/templates/monitor.yaml': `${MONITOR}{{ fail }}\n` };
  const lacks = {
    ...BASE,
    'charts/web/templates/monitor.yaml': `${MONITOR}{{ lacks }}\n`,
  };

  it('does not know what other values of its release cost', async () => {
    const { code, out } = await compared(broken, edited('apps/web.yaml', 'release: kps', 'release: kube'));
    expect(code).toBe(3);
    expect(out).toContain(
      'What chart charts/web makes may be otherwise than before: what it is given changed, and its templates are not rendered here',
    );
  });

  it('says nothing where only the place of the release is another', async () => {
    const { code, out } = await compared(broken, { 'apps/web.yaml': `# web\n${BASE['apps/web.yaml']}` });
    expect([code, out]).toEqual([0, 'loses nothing (main~1 -> main)']);
  });

  it('says which commands make it known, where what it depends on is not there', async () => {
    const { code, out } = await compared(lacks, edited('charts/web/values.yaml', '"http"', '"web"'));
    expect(code).toBe(3);
    expect(out).toContain(
      "git worktree add ../before 'main~1' && helm dependency build ../before/charts/web && helm dependency build charts/web && promwire compare ../before .",
    );
  });
});

describe('promwire compare of commits with a chart that nothing installs', () => {
  withHelm();

  it('does not know what a change of it costs', async () => {
    const { code, out } = await compared(STRAY, edited('charts/web/values.yaml', '"http"', '"web"'));
    expect(out).toContain('it changed, and nothing among the files installs it, so its values are not known');
    expect(code).toBe(3);
  });

  it('says nothing of its readme', async () => {
    expect(await compared(STRAY, edited('charts/web/README.md', 'web', 'Web'))).toMatchObject({ code: 0 });
  });
});
