/** Charts that compare does not render: a change of one, or of its values, is not known and never fine. */
import { describe, expect, it } from '@jest/globals';
import type { Answer } from './ask.ts';
import { comparedCommits } from './history.ts';
import type { Tree } from './history.ts';
import { BASE } from './pull-requests.ts';

const CHART: Tree = {
  ...BASE,
  'charts/cart/Chart.yaml': 'apiVersion: v2\nname: cart\nversion: 0.3.1\n',
  'charts/cart/values.yaml': 'replicas: 1\nmonitor:\n  release: prometheus\n',
  'charts/cart/README.md': '# cart\n',
  'charts/cart/templates/_helpers.tpl': '{{- define "cart.port" }}http{{ end }}\n',
  'charts/cart/templates/monitor.yaml': `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .Release.Name }}
  labels:
    release: {{ .Values.monitor.release }}
spec:
  selector: {matchLabels: {app: cart}}
  endpoints:
    - port: http-metrics
`,
  'values/prod.yaml': 'replicas: 3\nmonitor:\n  release: prom\n',
  'env/prod.yaml': 'monitor:\n  release: prom\n',
  'tools/lint.yaml': 'rules: [a]\n',
};

const compared = async (change: Tree, ...argv: readonly string[]): Promise<Answer> =>
  await comparedCommits(CHART, { ...CHART, ...change }, argv);

const edited = (file: string, from: string, to: string): Tree => ({ [file]: CHART[file]?.replace(from, to) });

describe('promwire compare of a repository with charts', () => {
  it.each([
    ['a template', edited('charts/cart/templates/monitor.yaml', 'http-metrics', 'metrics'), 'chart charts/cart'],
    ['a helper', edited('charts/cart/templates/_helpers.tpl', 'http', 'web'), 'chart charts/cart'],
    ['its own values', edited('charts/cart/values.yaml', 'prometheus', 'other'), 'chart charts/cart'],
    ['values beside it', edited('values/prod.yaml', 'prom', 'prometheus'), 'values/prod.yaml, which looks like values'],
    ['what holds its values', edited('env/prod.yaml', 'prom', 'prometheus'), 'env/prod.yaml, which looks like values'],
    ['values that go', { 'values/prod.yaml': undefined }, 'was removed'],
    [
      'the whole chart',
      Object.fromEntries(Object.keys(CHART).flatMap((path) => (path.startsWith('charts/') ? [[path, undefined]] : []))),
      'made may be lost',
    ],
  ] as const)('does not know what a change of %s costs', async (_, change, said) => {
    const { code, out } = await compared(change);
    expect(out).toMatch(/unknown/);
    expect(out).toContain(said);
    expect(code).toBe(3);
  });

  it.each([
    ['a readme', edited('charts/cart/README.md', 'cart', 'The cart')],
    ['what is no values', edited('tools/lint.yaml', 'a', 'b')],
    [
      'the folder of the chart',
      Object.fromEntries(
        Object.entries(CHART).flatMap(([path, text]) =>
          path.startsWith('charts/')
            ? [
                [path, undefined],
                [path.replace('cart', 'basket'), text],
              ]
            : [],
        ),
      ),
    ],
  ] as const)('says nothing of a change of %s', async (_, change) => {
    expect(await compared(change, '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
  });
});
