/** What comparing costs: two folders of 10,000 objects that differ in one file of fifty, against one check of such a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { aimed, CLI, compare, costText, folder, node, say } from './measured.ts';

const FILES = 50;
const APPS = 2500;
const OPERATOR = 'monitoring.coreos.com/v1';

/** Four objects. */
const application = (i: number, port: string): readonly object[] => {
  const metadata = { name: `app-${i}`, namespace: `team-${i % 40}`, labels: { app: `app-${i}`, release: 'prom' } };
  const matchLabels = { app: `app-${i}` };
  const containers = [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: 8080 }] }];
  const template = { metadata: { labels: matchLabels }, spec: { containers } };
  const ports = [{ name: port, port: 80, targetPort: 'http' }];
  const rules = [{ alert: `Down${i}`, expr: `up{job="app-${i}"} == 0` }];
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector: { matchLabels }, template } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: matchLabels, ports } },
    {
      apiVersion: OPERATOR,
      kind: 'ServiceMonitor',
      metadata,
      spec: { selector: { matchLabels }, endpoints: [{ port: 'http' }] },
    },
    { apiVersion: OPERATOR, kind: 'PrometheusRule', metadata, spec: { groups: [{ name: 'g', rules }] } },
  ];
};

const stack = {
  apiVersion: OPERATOR,
  kind: 'Prometheus',
  metadata: { name: 'k8s', namespace: 'monitoring' },
  spec: {
    serviceMonitorSelector: { matchLabels: { release: 'prom' } },
    serviceMonitorNamespaceSelector: {},
    ruleSelector: {},
    ruleNamespaceSelector: {},
  },
};

const [base, head] = ['base', 'head'].map((name) => {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, 'stack.yaml'), stringify(stack));
  for (let file = 0; file < FILES; file += 1) {
    const port = name === 'head' && file === 0 ? 'web' : 'http';
    const apps = Array.from({ length: APPS / FILES }, (_, i) => application(file * (APPS / FILES) + i, port));
    writeFileSync(
      join(at, `apps-${file}.yaml`),
      apps
        .flat()
        .map((object) => `---\n${stringify(object)}`)
        .join(''),
    );
  }
  return at;
});

const costs = compare({
  check: node([CLI, 'check', '--from', base ?? '', '-o', 'json', '--verdicts', 'problems']),
  compare: node([CLI, 'compare', base ?? '', head ?? '', '-o', 'json', '--fail-on', 'none']),
});
say(`two folders of ${APPS * 4} objects`);
say(`  compare against check --from of one of them: ${aimed(costs.compare.ms / costs.check.ms, 2)}`);
say(`  compare ${costText(costs.compare)}; check ${costText(costs.check)}`);
