/** Findings about what charts made stand at the value behind them. */
import { describe, expect, it } from '@jest/globals';
import { inFolder, run, write } from './ask.ts';
import { withHelm } from './helm-stand-in.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: kps } } }
`;
const monitor = (labels: string, port = 'http'): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: "{{ .Release.Name }}", labels: ${labels} }
spec: { selector: { matchLabels: { app: web } }, endpoints: [{ port: "${port}" }] }
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web, labels: { app: web } }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
`;
const VALUES = `{
  "name": "none",
  "monitor": {
    "labels": { "release": "none", "team": "a" },
    "annotations": {},
    "port": "http"
  }
}
`;
const release = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec:
  chart: { spec: { chart: ./charts/web, sourceRef: { kind: GitRepository, name: flux-system } } }
  values:
${values}
`;

async function checked(files: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<string> {
  return await inFolder(async (folder) => {
    const all = {
      'stack.yaml': STACK,
      'charts/web/Chart.yaml': 'name: web\nversion: 1.0.0\n',
      'charts/web/values.yaml': VALUES,
      'charts/web/templates/service.yaml': SERVICE,
      'release.yaml': release('    unused: none'),
      ...files,
    };
    for (const [path, text] of Object.entries(all)) write(folder, path, text);
    const { out } = await run(['check', '--from', folder, ...argv]);
    return out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ');
  });
}

const TEMPLATE = 'charts/web/templates/monitor.yaml';

describe('promwire check of a chart', () => {
  withHelm();

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'in the chart',
      { [TEMPLATE]: monitor('{ release: "{{ .Values.monitor.labels.release }}" }') },
      `label-mismatch charts/web/values.yaml:4 (monitor.labels.release), by ${TEMPLATE}:2 `,
    ],
    [
      'in the release',
      {
        [TEMPLATE]: monitor('{ release: "{{ .Values.monitor.labels.release }}" }'),
        'release.yaml': release('    monitor:\n      labels:\n        release: kube'),
      },
      `label-mismatch release.yaml:9 (monitor.labels.release), by ${TEMPLATE}:2 `,
    ],
    [
      'that is a part of it',
      { [TEMPLATE]: monitor('{ release: kps }', 'x-{{ .Values.monitor.port }}') },
      `port-name-mismatch charts/web/values.yaml:6 (monitor.port), by ${TEMPLATE}:2 `,
    ],
    [
      'whose map lacks the label',
      {
        [TEMPLATE]: monitor('{{ .Values.monitor.labels }}'),
        'charts/web/values.yaml': VALUES.replace('"release": "none", ', ''),
      },
      `label-mismatch charts/web/values.yaml:4 (monitor.labels), by ${TEMPLATE}:2 `,
    ],
    [
      'that is none: the template has the text itself',
      { [TEMPLATE]: monitor('{ release: none }') },
      `label-mismatch ${TEMPLATE}:2 `,
    ],
    [
      'that helm does not render otherwise',
      {
        [TEMPLATE]: monitor('{ release: "{{ .Values.monitor.labels.release }}" }'),
        'charts/web/templates/only.yaml': '{{ only none }}\n',
      },
      `label-mismatch ${TEMPLATE}:2 `,
    ],
  ])('names the value behind a field: one %s', async (_, files, said) => {
    expect(await checked(files)).toContain(said);
  });

  const files = { [TEMPLATE]: monitor('{ release: "{{ .Values.monitor.labels.release }}" }') };

  it('names both places in annotations, and for JUnit', async () => {
    expect(await checked(files, '-o', 'github')).toMatch(
      /::error file=[^,]*charts\/web\/values\.yaml,line=4,.*It is from value monitor\.labels\.release, by charts\/web\/templates\/monitor\.yaml:2\./,
    );
    expect(await checked(files, '-o', 'junit')).toContain(
      `charts/web/values.yaml:4 (monitor.labels.release), by ${TEMPLATE}:2`,
    );
  });

  it('names both places as data', async () => {
    const value = { path: 'monitor.labels.release', template: { file: TEMPLATE, line: 2 } };
    const { findings } = JSON.parse(await checked(files, '-o', 'json')) as { findings: readonly { origin: object }[] };
    expect(findings[0]?.origin).toMatchObject({ file: 'charts/web/values.yaml', line: 4, value });
    const sarif = JSON.parse(await checked(files, '-o', 'sarif')) as {
      runs: readonly { results: readonly { relatedLocations: readonly object[] }[] }[];
    };
    const [related] = sarif.runs[0]?.results[0]?.relatedLocations ?? [];
    expect(related).toMatchObject({ physicalLocation: { region: { startLine: 2 } } });
  });
});
