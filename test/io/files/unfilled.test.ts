import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { findings, repository } from '../../repository.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec: {serviceMonitorSelector: {matchLabels: {release: kps}}, serviceMonitorNamespaceSelector: {}}
`;
const monitor = (name: string, label: string): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${name}
  namespace: shop
  labels: {${label}}
spec:
  selector: {matchLabels: {app: till}}
  endpoints: [{port: metrics}]
`;
const CHART = 'apiVersion: v2\nname: till\nversion: 1.0.0\n';
const OPEN = monitor('{{ include "till.fullname" . }}', 'release: kps');

describe('the templates of a chart among files', () => {
  it('are left out by the name of the chart, with the command that renders it', async () => {
    const { notes, gaps } = await repository({
      'stack.yaml': STACK,
      'good.yaml': monitor('good', 'release: kps'),
      'charts/till/Chart.yaml': CHART,
      'charts/till/values.yaml': 'metrics: {enabled: true}\n',
      'charts/till/templates/monitor.yaml': `{{- if .Values.metrics.enabled }}\n${OPEN}{{- end }}\n`,
      'charts/till/templates/all.yaml': '{{- range .Values.list }}\n---\n{{ toYaml . }}\n{{- end }}\n',
      'charts/till/templates/plain.yaml': monitor('"{{ .Release.Name }}"', 'a: b'),
    });
    expect(notes).toEqual([
      'the templates of 1 chart are left out, so what it makes is not judged: repo/charts/till (3 files). Render it: helm template repo/charts/till | promwire … --from -',
    ]);
    expect(gaps).toEqual([]);
  });

  it('count for the chart that holds theirs', async () => {
    const { notes } = await repository({
      'good.yaml': monitor('good', 'release: kps'),
      'till/Chart.yaml': CHART,
      'till/charts/db/Chart.yaml': CHART,
      'till/charts/db/templates/a.yaml': OPEN,
      'till/templates/a.yaml': OPEN,
      'other/templates/a.yaml': OPEN,
    });
    expect(notes.join()).toContain(
      '2 charts are left out, so what they make is not judged: repo/other (1 file), repo/till (2 files)',
    );
  });

  it('are what is not known where there is nothing else to judge', async () => {
    const { gaps } = await repository({ 'stack.yaml': STACK, 'till/Chart.yaml': CHART, 'till/templates/a.yaml': OPEN });
    expect(gaps.map(({ about, sentence }) => [about, sentence])).toEqual([
      ['brought', expect.stringMatching(/^Chart repo\/till would bring objects that are not among the files/)],
    ]);
  });

  it('are no objects with labels of their own, however well YAML reads them', async () => {
    const snapshot = await repository({
      'stack.yaml': STACK,
      'good.yaml': monitor('good', 'release: kps'),
      'till/Chart.yaml': CHART,
      'till/templates/a.yaml': monitor('till', "release: '{{ .Values.release }}'"),
      'till/templates/b.yaml': monitor('bad', 'release: other'),
    });
    // What holds nothing to fill in is what the chart makes.
    expect(findings(await check(snapshot))).toEqual([
      'error label-mismatch ServiceMonitor shop/bad repo/till/templates/b.yaml:6',
    ]);
  });

  it('are named one by one outside a chart', async () => {
    const { gaps, notes } = await repository({
      'good.yaml': monitor('good', 'release: kps'),
      'deploy/a.yaml': monitor('till', "release: '{{ .Values.release }}'"),
      'deploy/b.yaml': monitor('{{ item }}', 'release: kps'),
    });
    expect([notes, gaps]).toEqual([
      [
        '2 documents are left out, since a tool fills in {{ }} first, and not judged: repo/deploy/a.yaml:1, repo/deploy/b.yaml:4; give what it makes',
      ],
      [],
    ]);
  });

  it('are not the templates of notifications', async () => {
    const { gaps, notes } = await repository({
      'a.yaml': `apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: main, namespace: shop}
spec:
  route: {receiver: team}
  receivers:
    - name: team
      slackConfigs: [{title: '{{ .GroupLabels.SortedPairs.Values | join " " }}', apiURL: {name: slack, key: url}}]
`,
    });
    expect([gaps, notes]).toEqual([[], []]);
  });
});

describe('bases in other repositories', () => {
  it('are named beside what is judged, without what may be a credential', async () => {
    const { gaps, notes } = await repository({
      'good.yaml': monitor('good', 'release: kps'),
      'kustomization.yaml': `resources:
- good.yaml
- https://ci:hunter2@git.example.org/base//deploy?ref=v1.2&token=hunter2
`,
    });
    expect(notes.join()).toContain(
      'what kustomizations build from elsewhere is not read and not judged: https://git.example.org/base//deploy?ref=v1.2 (repo/kustomization.yaml). To judge it: kubectl kustomize repo | promwire … --from -',
    );
    expect(notes.join()).not.toContain('hunter2');
    expect(gaps).toEqual([]);
  });
});
