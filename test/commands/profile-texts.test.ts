import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { profileBy, scrapeBy } from '../../src/profiles/generic/file.ts';
import { endpoints, grafana, mayDiscover, namespace, operator, pod, prometheus, service } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';

const world = yamlOf([
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s'),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
  grafana('monitoring/grafana'),
]);

const ALERT = '{name: A, expr: \'up{job="<%job%>"} > <%errors%>\', severity: warning, summary: s}';

interface Parts {
  readonly alerts?: string;
  readonly scrape?: string;
  readonly errors?: string;
  readonly dashboard?: string;
  readonly more?: string;
}

const PANEL = 'title: p, kind: stat, queries: [{expr: up}]';

const fileOf = ({ alerts = ALERT, scrape = '', errors = '0.1', dashboard = '', more = '' }: Parts): string => `\
apiVersion: promwire.dev/v1alpha1
kind: ApplicationProfile
detect: {namespace: shop, kind: Service, name: web}
scrape: {port: http, path: /metrics${scrape}}
settings:
  errors: {form: share, value: ${errors}}
  page: {form: url, value: "https://x.example"}
alerts:
- ${alerts}
dashboard:
  ${dashboard === '' ? `title: t\n  rows: [{title: r, panels: [{${PANEL}}]}]` : dashboard}
${more}`;

const generate = async (parts: Parts, ...argv: readonly string[]): Promise<Awaited<ReturnType<typeof run>>> => {
  let answer: Awaited<ReturnType<typeof run>> | undefined;
  await inFolder(async (folder) => {
    write(folder, 'cluster.yaml', world);
    write(folder, 'web.yaml', fileOf(parts));
    answer = await run([
      'generate',
      '--profile',
      join(folder, 'web.yaml'),
      '--from',
      join(folder, 'cluster.yaml'),
      ...argv,
    ]);
  });
  if (!answer) throw new Error('inFolder runs what it is given');
  return { ...answer, err: answer.err.replaceAll(/\s+/g, ' ') };
};

const alertWith = (more: string): Parts => ({ alerts: ALERT.replace('summary: s', `summary: s, ${more}`) });
const panelWith = (panel: string, more = ''): Parts => ({
  dashboard: `title: t\n  rows: [{title: r, panels: [{${panel}}]}]${more}`,
});
const variable = (text: string): Parts => panelWith(PANEL, `\n  variables: [{name: x, ${text}}]`);

describe('the texts of a profile file', () => {
  it.each<readonly [string, Parts, string]>([
    [
      'title of the dashboard',
      { dashboard: 'title: "<%none%>"\n  rows: []' },
      'dashboard.title: <%none%> is no setting',
    ],
    ['title of a row', { dashboard: 'title: t\n  rows: [{title: "<%none%>", panels: []}]' }, 'rows.0.title: <%none%>'],
    ['title of a panel', panelWith(PANEL.replace('title: p', 'title: "<%none%>"')), 'panels.0.title: <%none%>'],
    ['legend', panelWith(PANEL.replace('up}', 'up, legend: "<%none%>"}')), 'queries.0.legend: <%none%>'],
    ['word in place of nothing', panelWith(`${PANEL}, noValue: "<%none%>"`), 'panels.0.noValue: <%none%>'],
    ['unit', panelWith(`${PANEL}, unit: "<%none%>"`), 'panels.0.unit: <%none%>'],
    ['label of a choice', variable('label: "<%none%>", query: "label_values(up, pod)"'), 'variables.0.label: <%none%>'],
    ['query of a choice', variable('query: \'label_values(up{a="<%none%>"}, pod)\''), 'variables.0.query: <%none%>'],
    [
      'query that nothing can read',
      variable('query: "label_values(up{, pod)"'),
      'variables.0.query: Prometheus cannot',
    ],
    ['label of an alert', alertWith('labels: {team: "<%none%>"}'), 'alerts.0.labels.team: <%none%>'],
    ['runbook', alertWith('runbook: "https://x.example/<%none%>"'), 'alerts.0.runbook: <%none%>'],
    [
      'name of an alert',
      { alerts: ALERT.replace('name: A', 'name: "<%job%>"') },
      'alerts.0.name: nothing is filled in',
    ],
    ['format that a text has not', alertWith('description: "<%page|duration%>"'), 'alerts.0.description: https://x.ex'],
    [
      'place where nothing is filled in',
      { scrape: ', params: {a: ["<%job%>"]}' },
      'scrape.params.a.0: nothing is filled',
    ],
    [
      'action',
      { scrape: ', metricRelabelings: [{action: nonsense}]' },
      'scrape.metricRelabelings.0: action: Unsupported',
    ],
    [
      'regex',
      { scrape: ', metricRelabelings: [{regex: "(", action: keep}]' },
      'scrape.metricRelabelings.0: invalid regex',
    ],
    [
      'target',
      { scrape: ', metricRelabelings: [{action: replace}]' },
      'scrape.metricRelabelings.0: relabel configuration',
    ],
    ['key that stands twice', { more: `alerts:\n- ${ALERT}\n` }, 'alerts stands twice, first in line 8; of the two'],
    [
      'key in a key',
      { alerts: ALERT.replace('{name: A', '{name: A, expr: up') },
      'alerts.0.expr stands twice, first in',
    ],
  ])('refuses what it cannot take with its place: %s', async (_name, parts, said) => {
    const { code, err, out } = await generate(parts);
    expect({ code, out, said: err.includes(said), place: /web\.yaml:\d+:\d+: /.test(err), err }).toMatchObject({
      code: 2,
      out: '',
      said: true,
      place: true,
    });
  });

  it('are filled wherever they stand', async () => {
    const alerts = `${ALERT.replace('summary: s', 'summary: "<%errors%>", runbook: "https://x.example/<%job%>", labels: {team: "<%job%>", share: "<%errors%>"}')}
- {name: "Cost$& $' $$ x,y", expr: up, severity: info}`;
    const panel =
      "title: '<%job%> of <%namespace%>', kind: stat, noValue: '<%errors%>', queries: [{expr: 'count(ALERTS{alertname<%alerts|matcher%>})'}]";
    const { code, out, err } = await generate({ alerts, ...panelWith(panel) });
    expect(`${code} ${err}`).toMatch(/^0 /);
    for (const text of ['team: web', 'share: "0.1"', 'summary: "0.1"', 'https://x.example/web', 'web of shop'])
      expect(out).toContain(text);
    expect(out).toContain(String.raw`Cost\\\\$& \\\\$' \\\\$\\\\$ x,y`);
    expect(out).not.toMatch(/<%|%>/);
  });

  it.each(['off', '"OFF"'])(
    'an alert that waits for a setting (%s) is told, and makes no empty group',
    async (errors) => {
      const { code, out, err } = await generate({ errors });
      expect(err).toContain('A is not made yet: errors has no value in the file; --threshold errors=VALUE gives one');
      expect({ code, rules: out.includes('PrometheusRule') }).toEqual({ code: 0, rules: false });
      const given = await generate({ errors }, '--threshold', 'errors=20%');
      expect(given.err).not.toContain('not made yet');
      expect(given.out).toContain('> 0.2');
    },
  );

  it('the names of many alerts are put together once', () => {
    const alerts = Array.from({ length: 5000 }, (_, n) => ({ name: `A${n}`, expr: 'up', severity: 'info' }));
    const file = {
      apiVersion: 'promwire.dev/v1alpha1',
      kind: 'ApplicationProfile',
      detect: { kind: 'Service', name: 'web' },
      scrape: { port: 'http' },
      alerts,
    } as const;
    const scrape = scrapeBy(file, 'service-web', { name: 'http', number: 8080 });
    const started = performance.now();
    const made = profileBy(file, { id: 'service-web', title: 'web', namespace: 'shop', job: 'web' }, [], scrape);
    expect(made.variants[0]?.rules[0]?.rules).toHaveLength(5000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
