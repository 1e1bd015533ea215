import { nearest } from '../../kube/nearest.ts';
import { PromwireError } from '../../errors.ts';
import { profiles } from '../../registry.ts';

type Kind = { readonly apiVersion: string; readonly kind: string };

const ALIASES: Readonly<Record<string, Kind>> = {
  servicemonitor: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  servicemonitors: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  smon: { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  podmonitor: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  podmonitors: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  pmon: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  prometheusrule: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  prometheusrules: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  promrule: { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  prb: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  probes: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  probe: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  scfg: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  scrapeconfigs: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  scrapeconfig: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' },
  amcfg: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  alertmanagerconfigs: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  alertmanagerconfig: { apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' },
  grafanadashboard: { apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard' },
  configmap: { apiVersion: 'v1', kind: 'ConfigMap' },
  configmaps: { apiVersion: 'v1', kind: 'ConfigMap' },
  cm: { apiVersion: 'v1', kind: 'ConfigMap' },
  service: { apiVersion: 'v1', kind: 'Service' },
  services: { apiVersion: 'v1', kind: 'Service' },
  svc: { apiVersion: 'v1', kind: 'Service' },
  pod: { apiVersion: 'v1', kind: 'Pod' },
  pods: { apiVersion: 'v1', kind: 'Pod' },
  po: { apiVersion: 'v1', kind: 'Pod' },
};

/** The kind and name of "servicemonitor/web". Throws PromwireError 'usage' where it is none that can be asked about. */
export function namedKind(word: string): { readonly known: Kind; readonly kindWord: string; readonly name: string } {
  const [kindWord = '', ...rest] = word.split('/');
  const alias = aliasOf(kindWord);
  const known = Object.hasOwn(ALIASES, alias) ? ALIASES[alias] : undefined;
  const name = rest.join('/');
  if (known && name !== '') return { known, kindWord, name };
  throw new PromwireError('usage', `${word}: neither a profile nor KIND/NAME`, `${meant(alias, name)}${KINDS}`);
}

/** As kubectl get -o name prints it, with its group. */
function aliasOf(word: string): string {
  return word.toLowerCase().replace(/\.monitoring\.coreos\.com$/, '');
}

const KINDS = `Profiles: ${profiles.map(({ id }) => id).join(', ')}. Kinds: servicemonitor, podmonitor, probe, scrapeconfig, prometheusrule, alertmanagerconfig, service, pod, configmap, grafanadashboard; metric/NAME, alert/NAME.`;

function meant(alias: string, name: string): string {
  if (/^prom(?:etheus(?:es)?)?$/.test(alias))
    return `What one Prometheus takes: promwire check --stack ${name || 'NAME'}. `;
  if (name === '')
    return alias === '' || Object.hasOwn(ALIASES, alias)
      ? ''
      : `Did you mean servicemonitor/${alias} or service/${alias}? `;
  const near = nearest(alias, Object.keys(ALIASES));
  return near === undefined ? '' : `Did you mean ${near}/${name}? `;
}

/**
 * Refuses words that cannot be asked about, before anything is read; "servicemonitor web" is what kubectl takes.
 * Throws PromwireError 'usage'.
 */
export function mustBeAskable(words: readonly string[]): void {
  const [first = '', second = ''] = words;
  const alias = aliasOf(first);
  const near = Object.hasOwn(ALIASES, alias) ? alias : nearest(alias, Object.keys(ALIASES));
  if (near !== undefined && words.length === 2 && !`${first}${second}`.includes('/') && !isProfile(first))
    throw new PromwireError('usage', `${first} ${second}: not KIND/NAME`, `Did you mean ${near}/${second}?`);
  for (const word of words) if (!isProfile(word) && !/^(?:metric|alert)\//.test(word)) namedKind(word);
}

function isProfile(word: string): boolean {
  return profiles.some(({ id }) => id === word);
}
