/** One flag: what it takes, and one line of help. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** The word for its value in help; absent: the flag takes none. */
  readonly value?: string;
  readonly many?: boolean;
  /** What a value must look like, and that in words. */
  readonly form?: { readonly pattern: RegExp; readonly words: string };
  /** The only values it takes. */
  readonly oneOf?: readonly string[];
  /** How the value is read; absent: as text. */
  readonly reads?: 'duration' | 'labels' | 'object-labels';
  /** The longest duration it takes, in hours. */
  readonly hours?: number;
  /** What it means without a value: then a word behind it is one only where it looks like it. */
  readonly bare?: { readonly value: string; readonly looks: RegExp };
  /** The flag without which it means nothing, and why. */
  readonly with?: { readonly flag: string; readonly why: string };
  readonly help: string;
}

/** RFC 1123 label, as the API server demands it. */
const NAMESPACE: Flag['form'] = {
  pattern: /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
  words: 'A namespace is at most 63 small letters, digits and dashes, such as monitoring.',
};

export const FLAGS = {
  help: { name: 'help', short: 'h', help: 'print this help' },
  kubeconfig: {
    name: 'kubeconfig',
    value: 'FILE',
    help: 'kubeconfig to use (default: KUBECONFIG, then ~/.kube/config, then in-cluster)',
  },
  context: { name: 'context', value: 'NAME', help: 'context of the kubeconfig' },
  namespace: {
    name: 'namespace',
    short: 'n',
    value: 'NS',
    form: NAMESPACE,
    help: 'look at this namespace only; for a profile: where the application runs',
  },
  namespaces: {
    name: 'namespace',
    short: 'n',
    value: 'NS',
    many: true,
    form: NAMESPACE,
    help: 'only for objects of this namespace; may repeat',
  },
  kinds: {
    name: 'kind',
    value: 'KIND',
    many: true,
    form: {
      pattern: /^(?:ServiceMonitor|PodMonitor|Probe|ScrapeConfig|PrometheusRule|AlertmanagerConfig)$/,
      words: 'It takes one of: ServiceMonitor, PodMonitor, Probe, ScrapeConfig, PrometheusRule, AlertmanagerConfig.',
    },
    help: 'only for objects of this kind; may repeat',
  },
  action: {
    name: 'action',
    value: 'warn|audit|deny',
    oneOf: ['warn', 'audit', 'deny'],
    help: 'what the API server does with an object that nothing takes (default warn)',
  },
  form: {
    name: 'form',
    value: 'kubernetes|kyverno',
    oneOf: ['kubernetes', 'kyverno'],
    help: "policies of the API server itself, or Kyverno's (default kubernetes)",
  },
  addLabels: { name: 'add-labels', help: 'also have the API server add the labels that are missing' },
  replaceLabels: {
    name: 'replace-labels',
    with: { flag: 'add-labels', why: 'it is about the labels that this adds' },
    help: 'with --add-labels: also where the label is there with another value',
  },
  stack: { name: 'stack', value: 'NS/NAME', help: 'the Prometheus to wire into, where there are several' },
  from: {
    name: 'from',
    value: 'PATH',
    many: true,
    help: 'read files or folders (- for stdin) instead of a cluster; may repeat',
  },
  defaultNamespace: {
    name: 'default-namespace',
    value: 'NS',
    form: NAMESPACE,
    with: { flag: 'from', why: 'in a cluster every object has one' },
    help: 'with --from: the namespace of objects that name none, where nothing else in the files tells',
  },
  captured: {
    name: 'captured',
    value: 'PATH',
    many: true,
    help: 'objects captured by a user who may read them, used for lists that are refused to you; may repeat',
  },
  prometheusUrl: {
    name: 'prometheus-url',
    value: 'URL',
    help: 'ask this Prometheus instead of going through the API server',
  },
  prometheusTokenFile: { name: 'prometheus-token-file', value: 'FILE', help: 'bearer token for --prometheus-url' },
  prometheusCa: { name: 'prometheus-ca', value: 'FILE', help: 'CA certificates for --prometheus-url' },
  prometheusHeader: {
    name: 'prometheus-header',
    value: 'FILE',
    many: true,
    help: 'file with a line "Name: value" sent to --prometheus-url; may repeat',
  },
  output: {
    name: 'output',
    short: 'o',
    value: 'text|json|yaml',
    oneOf: ['text', 'json', 'yaml'],
    help: 'form of the result (default text)',
  },
  reportOutput: {
    name: 'output',
    short: 'o',
    value: 'FORM',
    oneOf: ['text', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'],
    help: 'text, json, yaml, sarif, junit, github, prometheus (default text)',
  },
  dryRun: { name: 'dry-run', help: 'show the plan and try every write on the server, but change nothing' },
  yes: { name: 'yes', short: 'y', help: 'do not ask; needed where there is no terminal' },
  takeBack: {
    name: 'take-back',
    help: "set fields of promwire's own objects again that another owner changed; objects of others are never forced",
  },
  timeout: {
    name: 'timeout',
    value: 'DURATION',
    reads: 'duration',
    hours: 24,
    help: 'longest time for everything that is waited for: 90s, 5m (default 5m)',
  },
  failOn: {
    name: 'fail-on',
    value: 'error|warning',
    oneOf: ['error', 'warning'],
    help: 'from which severity on findings make the exit code 1 (default error)',
  },
  watch: {
    name: 'watch',
    value: 'INTERVAL',
    reads: 'duration',
    hours: 24,
    bare: { value: '10s', looks: /^\d/ },
    help: 'look again at this interval (default 10s) and print when the answer changes',
  },
  only: { name: 'only', value: 'ID', many: true, help: 'run only this check; may repeat' },
  skip: { name: 'skip', value: 'ID', many: true, help: 'leave this check out; may repeat' },
  verdicts: {
    name: 'verdicts',
    value: 'all|problems',
    oneOf: ['all', 'problems'],
    help: 'verdicts in json and yaml (default all up to 10,000 pairs)',
  },
  readSecrets: {
    name: 'read-secrets',
    help: 'read the Secrets with configurations, too; only names of jobs, routes and names of receivers are kept',
  },
  live: { name: 'live', help: 'also ask the running Prometheus and Alertmanager' },
  out: {
    name: 'out',
    value: 'FOLDER',
    form: { pattern: /[^]/, words: 'Name a folder; . is the one you are in.' },
    help: 'folder to write to; .promwire.sha256 in it lists what was written',
  },
  force: { name: 'force', help: "overwrite files of --out that are not promwire's, or changed since it wrote them" },
  write: {
    name: 'write',
    with: { flag: 'from', why: 'objects of a cluster are changed after a question, or with --yes' },
    help: 'change the files; without it the difference is only shown',
  },
  wait: {
    name: 'wait',
    help: 'also wait for what only a user or Git can change: objects that are not there, an address that does not answer',
  },
  strict: { name: 'strict', help: 'pending is not enough: wait until everything is met' },
  monitorLabels: {
    name: 'monitor-labels',
    value: 'K=V,…',
    reads: 'object-labels',
    help: 'labels of the ServiceMonitor, where no cluster can be asked',
  },
  ruleLabels: {
    name: 'rule-labels',
    value: 'K=V,…',
    reads: 'object-labels',
    help: 'labels of the PrometheusRule, where no cluster can be asked',
  },
  dashboardLabels: {
    name: 'dashboard-labels',
    value: 'K=V,…',
    reads: 'object-labels',
    help: 'labels of the dashboard ConfigMap (default grafana_dashboard=1)',
  },
  monitorNamespace: {
    name: 'monitor-namespace',
    value: 'NS',
    form: NAMESPACE,
    help: 'namespace of the ServiceMonitor and the PrometheusRule',
  },
  dashboard: {
    name: 'dashboard',
    value: 'NAME',
    help: 'one dashboard, by its uid or the end of its title: overview, check',
  },
  set: { name: 'set', value: 'NAME=VALUE', many: true, help: 'value of a variable of the dashboard; may repeat' },
  grafanaUrl: { name: 'grafana-url', value: 'URL', help: 'address of Grafana, its sub-path included' },
  grafanaTokenFile: { name: 'grafana-token-file', value: 'FILE', help: 'service account token for --grafana-url' },
  grafanaUser: { name: 'grafana-user', value: 'NAME', help: 'user for --grafana-url, with --grafana-password-file' },
  grafanaPasswordFile: { name: 'grafana-password-file', value: 'FILE', help: 'password of --grafana-user' },
  grafanaAdminSecret: {
    name: 'grafana-admin-secret',
    value: 'NS/NAME',
    bare: { value: 'auto', looks: /^auto$|^[^/]+\/[^/]+$/ },
    help: "log in with the administrator's Secret; without NS/NAME the one that the Grafana in the cluster names",
  },
  grafanaCa: { name: 'grafana-ca', value: 'FILE', help: 'CA certificates for --grafana-url' },
  folder: {
    name: 'folder',
    value: 'TITLE',
    help: 'folder in Grafana, made where it is missing (default: the name of the application)',
  },
  overwrite: { name: 'overwrite', help: "replace a dashboard that was changed, or that is not promwire's" },
  for: {
    name: 'for',
    value: 'import|grafana.com',
    oneOf: ['import', 'grafana.com'],
    help: 'what the file is for (default import)',
  },
  range: { name: 'range', value: 'DURATION', reads: 'duration', help: 'time range of the dashboard (default 6h)' },
  port: {
    name: 'port',
    value: 'NAME|NUMBER',
    help: 'with KIND/NAME: the port that serves the metrics (default: the first that does)',
  },
  path: {
    name: 'path',
    value: 'PATH',
    form: { pattern: /^\/[^\s#]*$/, words: 'Write it like /metrics.' },
    help: 'with KIND/NAME: the path of the metrics (default: an annotation, /metrics, or another usual one)',
  },
  metrics: {
    name: 'metrics',
    value: 'FILE',
    help: "with KIND/NAME: a page of the application's metrics, read instead of asking it; - is standard input",
  },
  variant: {
    name: 'variant',
    value: 'ID',
    help: 'variant of the profile: v2 or v3 (default: the one that is found, where a cluster is asked)',
  },
  settings: {
    name: 'settings',
    value: 'FILE',
    help: 'settings of the alerts (see promwire settings), instead of those of an earlier run; "default": as shipped',
  },
  fromCluster: { name: 'from-cluster', help: 'print the settings that an earlier setup kept in the cluster' },
  threshold: {
    name: 'threshold',
    value: 'NAME=VALUE',
    many: true,
    help: 'one setting, such as failingFor=10m or objective=0.995; may repeat',
  },
  alert: {
    name: 'alert',
    value: 'NAME=off|SEVERITY',
    many: true,
    help: 'leave an alert out, or give it another severity; may repeat',
  },
  alertLabels: {
    name: 'alert-labels',
    value: 'K=V,…',
    reads: 'labels',
    help: 'further labels on every alert, such as team=platform',
  },
  noColor: { name: 'no-color', help: 'no colours (as NO_COLOR does); COLUMNS sets the width of text' },
  verbose: {
    name: 'verbose',
    short: 'v',
    help: 'print causes of errors; with check what each Prometheus takes, with setup and diff every field that changes',
  },
} as const satisfies Record<string, Flag>;

export type FlagKey = keyof typeof FLAGS;
