/** The commands about dashboards. */
import type { CommandSpec } from './command.ts';
import { ALERTS, CLUSTER, COMMON, GRAFANA_API, PROMETHEUS } from './flag-groups.ts';

export const DASHBOARD_COMMANDS = {
  'dashboard preview': {
    usage: 'promwire dashboard preview [PROFILE | KIND/NAME] [flags]',
    summary: 'print what the panels show now',
    about: [
      'Asks Prometheus what Grafana would ask, and prints the current value of every panel as text. A panel without',
      'data says what that means; a query that fails is unknown, with the reason (exit code 3). What is missing here is',
      'missing in Prometheus: promwire verify. What is here and not in Grafana is a matter of its data source.',
    ],
    takes: 'application',
    flags: [
      ...CLUSTER,
      'stack',
      'profile',
      'variant',
      ...ALERTS,
      'dashboard',
      'set',
      'range',
      ...PROMETHEUS,
      'output',
      ...COMMON,
    ],
    examples: [
      ['promwire dashboard preview', 'the overview, through the API server'],
      ['promwire dashboard preview --prometheus-url http://localhost:9090', 'without a cluster'],
      ['promwire dashboard preview --dashboard check --set check=dns-status-internal', 'one check'],
    ],
  },
  'dashboard export': {
    usage: 'promwire dashboard export [PROFILE] [flags]',
    summary: 'write the dashboards as JSON for an import by hand',
    about: [
      'Prints classic dashboard JSON, or writes one file per dashboard to a folder. Needs no cluster. In Grafana:',
      'Dashboards > New > Import. With --for grafana.com the file says which Grafana and panels it needs.',
    ],
    takes: 'profile',
    flags: ['profile', 'variant', ...ALERTS, 'dashboard', 'for', 'out', 'force', ...COMMON],
    examples: [
      ['promwire dashboard export --variant v3 --out dashboards/', ''],
      ['promwire dashboard export --variant v3 --dashboard overview > overview.json', ''],
    ],
  },
  'dashboard import': {
    usage: 'promwire dashboard import [PROFILE] --variant ID --grafana-url URL [flags]',
    summary: 'bring the dashboards into a Grafana through its HTTP API',
    about: [
      'For a Grafana without a dashboards sidecar and without grafana-operator. Makes a folder, and creates or updates',
      'the dashboards in it; a second run changes nothing. What a file provides, another owner made, or changed',
      'meanwhile is reported and left alone, unless --overwrite is given (provisioned ones stay in any case).',
    ],
    takes: 'profile',
    flags: [
      'kubeconfig',
      'context',
      'timeout',
      'profile',
      'variant',
      ...ALERTS,
      'dashboard',
      ...GRAFANA_API,
      'folder',
      'overwrite',
      'dryRun',
      'output',
      ...COMMON,
    ],
    examples: [
      [
        'promwire dashboard import --variant v3 --grafana-url https://grafana.example.com --grafana-token-file token',
        '',
      ],
      [
        'promwire dashboard import --variant v3 --grafana-url http://localhost:3000 --grafana-admin-secret',
        'after kubectl port-forward, with the Secret that Grafana names',
      ],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
