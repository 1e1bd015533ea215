import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { renderDashboard } from '../src/backends/grafana/model/dashboard.ts';
import { readExposition } from '../src/lang/exposition/index.ts';
import { profileFrom } from '../src/profiles/generic/index.ts';
import { aimed, CLI, compare, folder, node, say } from './measured.ts';

/** What it costs to make alerts and a dashboard of a page: it is read, the profile is made, the dashboard rendered. */

const FAMILIES = 1500;
const SERIES = 20;

const type = (index: number): string => ['counter', 'gauge', 'histogram', 'summary', 'gauge'][index % 5] ?? 'gauge';

function family(index: number): readonly string[] {
  const name = `app_part${index % 30}_thing${index}${index % 5 === 0 ? '_total' : ''}`;
  const labels = Array.from({ length: SERIES }, (_, each) => `code="${each}",kind="k${each % 3}"`);
  const ends = type(index) === 'histogram' || type(index) === 'summary' ? ['_sum', '_count'] : [''];
  const buckets = type(index) === 'histogram' ? labels.map((each) => `${name}_bucket{${each},le="+Inf"} 1`) : [];
  const samples = labels.flatMap((each) => ends.map((end) => `${name}${end}{${each}} 1`));
  return [`# HELP ${name} A thing.`, `# TYPE ${name} ${type(index)}`, ...buckets, ...samples];
}

const page = `${Array.from({ length: FAMILIES }, (_, index) => family(index))
  .flat()
  .join('\n')}\n`;
const scrape = {
  name: 'promwire-web',
  serviceLabels: {},
  port: { name: 'http', number: 80 },
  path: '/metrics',
  interval: '30s',
  metricRelabelings: [],
};

function once(): { readonly ms: number; readonly bytes: number } {
  const start = performance.now();
  const { families } = readExposition(page, 'text');
  const profile = profileFrom({ id: 'web', title: 'web', namespace: 'shop', job: 'web' }, scrape, families);
  const [dashboard] = profile.variants[0]?.dashboards ?? [];
  if (dashboard === undefined) throw new Error('no dashboard');
  const text = JSON.stringify(renderDashboard(dashboard), null, 2);
  return { ms: performance.now() - start, bytes: Buffer.byteLength(text) };
}

const [first, ...rest] = Array.from({ length: 5 }, once);
const median = rest.map(({ ms }) => ms).toSorted((a, b) => a - b)[2] ?? Number.NaN;
say(
  `alerts and dashboard of ${FAMILIES} families (${(page.length / 1e6).toFixed(1)} MB): ${first?.ms.toFixed(0) ?? ''} ms the first time, ${median.toFixed(0)} ms then (aim 2000); the dashboard has ${((first?.bytes ?? 0) / 1024).toFixed(0)} KiB`,
);

/** A Prometheus, a Grafana with its sidecar and the Service, in JSON, which is YAML. */
const sidecar = {
  LABEL: 'grafana_dashboard',
  LABEL_VALUE: '1',
  NAMESPACE: 'ALL',
  FOLDER: '/tmp/d',
  RESOURCE: 'configmap',
};
const grafana = [
  {
    name: 'grafana-sc-dashboard',
    image: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
    env: Object.entries(sidecar).map(([name, value]) => ({ name, value })),
  },
  { name: 'grafana', image: 'docker.io/grafana/grafana:13.2.0' },
];
const everything = { serviceMonitorNamespaceSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} };
const objects = [
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'k8s', namespace: 'monitoring' },
    spec: { serviceMonitorSelector: { matchLabels: { release: 'kps' } }, ...everything },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'grafana', namespace: 'monitoring' },
    spec: { template: { metadata: {}, spec: { containers: grafana } } },
  },
];
const [world, metrics] = [join(folder, 'world.yaml'), join(folder, 'page.txt')];
writeFileSync(world, objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''));
writeFileSync(metrics, page);
const asked = ['service/web', '-n', 'shop', '--from', world, '--metrics', metrics];
const { command } = compare({ command: node([CLI, 'generate', ...asked]) });
say(
  `all that setup of it thinks and prints, as generate does: ${aimed(command.userMs + command.systemMs, 2000, ' ms')} of its own time, ${command.mib.toFixed(0)} MiB`,
);
