import type { CommandSpec } from './command.ts';
import type { FlagKey } from './flag-table.ts';

const CLUSTER = ['kubeconfig', 'context', 'timeout', 'namespace'] as const satisfies readonly FlagKey[];
const PROMETHEUS = [
  'prometheusUrl',
  'prometheusTokenFile',
  'prometheusCa',
  'prometheusHeader',
] as const satisfies readonly FlagKey[];
const GRAFANA_API = [
  'grafanaUrl',
  'grafanaTokenFile',
  'grafanaUser',
  'grafanaPasswordFile',
  'grafanaAdminSecret',
  'grafanaCa',
] as const satisfies readonly FlagKey[];
/** Which alerts there are, and when and how loudly they fire. */
const ALERTS = ['settings', 'threshold', 'alert', 'alertLabels'] as const satisfies readonly FlagKey[];
const COMMON = ['noColor', 'verbose', 'help'] as const satisfies readonly FlagKey[];

/** Help is made from this table, and a test holds README.md to it. */
export const COMMANDS = {
  check: {
    usage: 'promwire check [PROFILE | KIND/NAME …] [flags]',
    summary: 'show what has no effect, and why',
    about: [
      'Reads the cluster (or files) and decides for every ServiceMonitor, PodMonitor and PrometheusRule whether a',
      'Prometheus takes it up, what it would scrape, and what is in the way. Nothing is written.',
      'With --read-secrets it also gets the Secret prometheus-NAME (prom-agent-NAME) of each Prometheus that it asks',
      'about, by name, and compares the jobs in it with its verdicts. That Secret contains credentials: nothing of it',
      'but the names of the jobs of monitors is kept, printed or passed on. Without the flag it is never read.',
      'Of the Secret alertmanager-NAME of each Alertmanager it then keeps the routes and the names of receivers.',
    ],
    takes: 'subjects',
    flags: [
      ...CLUSTER,
      'stack',
      'from',
      'defaultNamespace',
      'captured',
      'watch',
      'only',
      'skip',
      'failOn',
      'verdicts',
      'readSecrets',
      'reportOutput',
      ...COMMON,
    ],
    examples: [
      ['promwire check', 'everything you may list'],
      ['promwire check kuberhealthy', 'one application'],
      ['promwire check servicemonitor/web -n shop', 'one object'],
      ['promwire check service/web -n shop', 'who scrapes this, and why not?'],
      ['promwire check metric/kuberhealthy_check', 'why is this panel empty?'],
      ['promwire check alert/KuberhealthyCheckFailing', 'who is notified when it fires?'],
      ['helm template . --api-versions monitoring.coreos.com/v1 | promwire check --from -', 'before it is installed'],
    ],
  },
  fix: {
    usage: 'promwire fix [PROFILE | KIND/NAME …] --from PATH [flags]',
    summary: 'change in files what check finds, and show what is left',
    about: [
      'Finds what check finds and changes the fields at fault where they are written. Comments, order, quotes and line',
      'ends of all else stay. Every change is proven first: read again, what it is for is gone and nothing else is worse;',
      'what cannot be proven is not changed. Prints a diff that git apply takes; only --write writes. Objects that a chart,',
      'a tool or a controller makes are left alone, with what to change instead. Exit code 1 while something is left.',
    ],
    takes: 'subjects',
    flags: ['namespace', 'stack', 'from', 'defaultNamespace', 'write', 'failOn', 'output', 'timeout', ...COMMON],
    examples: [
      ['promwire fix --from deploy/', 'show the difference'],
      ['promwire fix --from deploy/ --write', 'change the files'],
      ['promwire fix servicemonitor/web -n shop --from deploy/ | git apply', 'one object'],
    ],
  },
  explain: {
    usage: 'promwire explain [ID]',
    summary: 'print the page of a cause, such as label-mismatch',
    about: ['Symptom, why nothing happens, how to see it, how to fix it, and the cures that do not help.'],
    takes: 'words',
    flags: COMMON,
    examples: [['promwire explain label-mismatch', '']],
  },
  setup: {
    usage: 'promwire setup [PROFILE] [flags]',
    summary: 'wire an application in, and wait until it answers',
    about: [
      'Discovers the application and the stacks, explains what is wrong, shows the change, asks, applies it, and waits',
      'until the targets are up, the rules are loaded and the queries answer. PROFILE is kuberhealthy by default.',
      'Objects owned by Helm, Argo CD, Flux or a controller are left alone; what fixes their source is printed.',
    ],
    takes: 'profile',
    flags: [
      ...CLUSTER,
      'stack',
      'variant',
      ...ALERTS,
      ...PROMETHEUS,
      ...GRAFANA_API,
      'folder',
      'overwrite',
      'takeBack',
      'dryRun',
      'yes',
      'output',
      ...COMMON,
    ],
    examples: [
      ['promwire setup', 'show the plan and ask'],
      ['promwire setup --yes', 'without a terminal'],
      ['promwire setup --stack monitoring/k8s', 'where several Prometheuses run'],
      ['promwire setup --alert KuberhealthyCheckSlow=off --threshold failingFor=10m', 'other alerts'],
      ['promwire setup --grafana-url URL --grafana-token-file token', "dashboards through Grafana's API"],
    ],
  },
  generate: {
    usage: 'promwire generate [PROFILE] [flags]',
    summary: 'write the manifests for Git',
    about: [
      'Computes the same objects as setup, from a cluster, from files, or from flags alone, and prints them or writes',
      'them to a folder with a kustomization.yaml. The same input gives the same bytes.',
    ],
    takes: 'profile',
    flags: [
      ...CLUSTER,
      'stack',
      'variant',
      'from',
      'defaultNamespace',
      'monitorLabels',
      'ruleLabels',
      'dashboardLabels',
      'monitorNamespace',
      ...ALERTS,
      'out',
      'force',
      'output',
      ...COMMON,
    ],
    examples: [
      ['promwire generate --out monitoring/', 'from the cluster in use'],
      ['promwire generate --monitor-labels release=prometheus --rule-labels release=prometheus', 'without any cluster'],
    ],
  },
  diff: {
    usage: 'promwire diff [PROFILE] [flags]',
    summary: 'show what setup would change',
    about: [
      'Asks the server what each write would do (dry-run); without the right to patch it compares fields itself and says so.',
    ],
    takes: 'profile',
    flags: [...CLUSTER, 'stack', 'variant', ...ALERTS, 'output', ...COMMON],
    examples: [['promwire diff', 'exit code 0: nothing, 1: changes']],
  },
  verify: {
    usage: 'promwire verify [PROFILE] [flags]',
    summary: 'prove that the targets are up and the rules loaded',
    about: ['Asks Prometheus itself. What cannot be answered yet for a good reason is pending, and no failure.'],
    takes: 'profile',
    flags: [...CLUSTER, 'stack', 'variant', ...ALERTS, ...PROMETHEUS, 'strict', 'wait', 'output', ...COMMON],
    examples: [
      ['promwire verify --strict --timeout 10m', 'wait until every check has run once'],
      ['promwire verify --wait --timeout 10m', 'after a commit: wait until Git has brought it, too'],
    ],
  },
  uninstall: {
    usage: 'promwire uninstall [PROFILE] [flags]',
    summary: 'take back what setup did',
    about: [
      'Deletes objects that carry both the label and the field manager of promwire, and puts back labels that setup',
      'changed unless they were changed since. Objects that Git or Helm owns are listed, not deleted. With',
      "--grafana-url the dashboards of promwire's uid and tag go from that Grafana too; their folder stays.",
    ],
    takes: 'profile',
    flags: [...CLUSTER, ...GRAFANA_API, 'dryRun', 'yes', 'output', ...COMMON],
    examples: [
      ['promwire uninstall --dry-run', 'show what would go'],
      ['promwire uninstall --grafana-url URL --grafana-token-file token', 'dashboards of that Grafana too'],
    ],
  },
  'dashboard preview': {
    usage: 'promwire dashboard preview [PROFILE] [flags]',
    summary: 'print what the panels show now',
    about: [
      'Asks Prometheus what Grafana would ask, and prints the current value of every panel as text. A panel without',
      'data says what that means; a query that fails is unknown, with the reason (exit code 3). What is missing here is',
      'missing in Prometheus: promwire verify. What is here and not in Grafana is a matter of its data source.',
    ],
    takes: 'profile',
    flags: [...CLUSTER, 'stack', 'variant', ...ALERTS, 'dashboard', 'set', 'range', ...PROMETHEUS, 'output', ...COMMON],
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
    flags: ['variant', ...ALERTS, 'dashboard', 'for', 'out', 'force', ...COMMON],
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
  settings: {
    usage: 'promwire settings [PROFILE] [--from-cluster]',
    summary: 'print what can be set in the alerts, as a file for --settings',
    about: [
      'Every threshold as it is shipped, and every alert with its severity. Setup keeps the settings at the',
      'PrometheusRule, so that later runs need no flag: --threshold, --alert and --alert-labels are added to what is',
      'kept, --settings FILE replaces it, --settings default forgets it. --from-cluster prints what is kept.',
    ],
    takes: 'profile',
    flags: [...CLUSTER, 'fromCluster', ...COMMON],
    examples: [
      ['promwire settings > alerts.yaml', 'then: promwire setup --settings alerts.yaml'],
      ['promwire settings --from-cluster > alerts.yaml', 'what setup keeps now'],
    ],
  },
  snapshot: {
    usage: 'promwire snapshot [--live [KIND/NAME …]] [flags]',
    summary: 'write down what was read, without secrets',
    about: [
      'Prints what check would read, as YAML that --from accepts. Secrets, environment values and credentials are left out.',
      'With --live it also asks the running Prometheus and Alertmanager, as check of a cluster does, so that check --from',
      'makes every check; KIND/NAME adds the series of that object, metric or alert.',
    ],
    takes: 'subjects',
    flags: [...CLUSTER, 'live', 'readSecrets', 'stack', 'from', 'defaultNamespace', 'out', 'force', ...COMMON],
    examples: [
      ['promwire snapshot > cluster.yaml', 'then: promwire check --from cluster.yaml'],
      ['promwire snapshot --live > bug.yaml', 'for a bug report: every check can be made again'],
    ],
  },
  rbac: {
    usage: 'promwire rbac COMMAND [-n NS] [--live] [--read-secrets [--stack NS/NAME]]',
    summary: 'print the least rights a command needs',
    about: [
      'Computed from the lists the command makes. With -n, a Role for that namespace, a ClusterRole for the rest, and a',
      'text for those who may see the whole cluster. --read-secrets adds what check --read-secrets needs; with --stack',
      'only the Secret of that Prometheus. --live is that of snapshot.',
    ],
    takes: 'words',
    flags: ['namespace', 'live', 'stack', 'readSecrets', 'output', ...COMMON],
    examples: [['promwire rbac check -n shop | kubectl apply -f -', '']],
  },
  demo: {
    usage: 'promwire demo [flags]',
    summary: 'the whole job on a bundled cluster',
    about: [
      'Discover, explain and plan on a snapshot that comes with promwire. Needs no cluster; writes ./promwire-demo.',
    ],
    takes: 'profile',
    flags: ['out', 'output', ...COMMON],
    examples: [['promwire demo', '']],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;
