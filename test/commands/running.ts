/** What runs in the pods of a cluster: a Prometheus and an Alertmanager that say what a test wants. */
import { success } from '../io/prometheus/prometheus-standin.ts';
import type { Running } from './cluster.ts';

interface Said {
  /** As in the answers of Prometheus. */
  readonly targets?: readonly object[];
  readonly rules?: readonly object[];
  /** The text of its configuration. */
  readonly config?: string;
  readonly reloaded?: boolean;
  /** Expression -> the labels of its series. */
  readonly queries?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** The labels of the series of all other expressions. */
  readonly otherwise?: readonly Readonly<Record<string, string>>[];
  /** Of Alertmanager: its configuration, and its silences as it lists them. */
  readonly routes?: string;
  readonly silences?: readonly object[];
}

export function playing(said: Said): Running {
  const {
    targets = [],
    rules = [],
    config = 'scrape_configs:\n',
    reloaded = true,
    queries = {},
    otherwise = [],
  } = said;
  const { routes = 'route:\n  receiver: none\nreceivers:\n- name: none\n', silences = [] } = said;
  const series = (expression: string): object => ({
    resultType: 'vector',
    result: (queries[expression] ?? otherwise).map((metric) => ({ metric, value: [0, '1'] })),
  });
  const data: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
    '/api/v1/status/buildinfo': () => ({ version: '3.13.0' }),
    '/api/v1/status/runtimeinfo': () => ({ reloadConfigSuccess: reloaded }),
    '/api/v1/status/config': () => ({ yaml: config }),
    '/api/v1/targets': () => ({ activeTargets: targets, droppedTargetCounts: {} }),
    '/api/v1/rules': () => ({ groups: rules }),
    '/api/v1/query': (query) => series(query.get('query') ?? ''),
  };
  return (_where, path, query) => {
    if (path === '/api/v2/status') return { body: { config: { original: routes } } };
    if (path === '/api/v2/silences') return { body: silences };
    const answer = data[path];
    return answer && { body: success(answer(query)), headers: { 'content-type': 'application/json' } };
  };
}

export const SECRET = 'c4n4ry';

/** Both, with a secret in every place where one can be. */
export function amongSecrets(pool: string, file: string): Running {
  const url = (place: string): string => `http://user:${SECRET}-${place}@example.com/`;
  const probed = encodeURIComponent(url('probed'));
  return playing({
    targets: [
      {
        discoveredLabels: { __param_q: `${SECRET}-discovered`, __meta_x: `${SECRET}-meta` },
        labels: { job: 'web', instance: '10.0.0.1:8080', password: `${SECRET}-label`, team: `${SECRET}-plain-label` },
        scrapePool: pool,
        scrapeUrl: `http://u:${SECRET}-user@10.0.0.1:8080/metrics?q=${SECRET}-parameter&token=${SECRET}-token&target=${probed}`,
        globalUrl: url('global'),
        health: 'down',
        lastError: `Get "http://10.0.0.1:8080/metrics?q=${SECRET}-in-error&target=${probed}": EOF`,
      },
      {
        labels: { job: 'web', instance: url('instance'), __param_token: `${SECRET}-param-label` },
        scrapePool: pool,
        scrapeUrl: 'http://10.0.0.2:8080/metrics',
        health: 'down',
        lastError: `sent password: some words of ${SECRET}-words, Authorization: Basic ${SECRET}Basic, see https://hooks.slack.com/services/T0/B0/${SECRET}-slack`,
      },
    ],
    otherwise: [
      {
        ...{
          job: 'web',
          url: url('query'),
          __param_q: `${SECRET}-param-series`,
          api_key: `${SECRET}-key-series`,
          link: url('series'),
        },
        ...{
          token: `${SECRET}-token-series`,
          webhook: `https://hooks.slack.com/services/T0/B0/${SECRET}-slack-series`,
        },
      },
    ],
    rules: [
      {
        name: 'web',
        file,
        rules: [
          {
            name: 'WebDown',
            type: 'alerting',
            query: `up{url="${url('query')}"}`,
            labels: { a: `${SECRET}-rule-label` },
            annotations: { a: `${SECRET}-annotation` },
            alerts: [{ labels: { a: `${SECRET}-alert` } }],
            health: 'ok',
          },
        ],
      },
    ],
    config: `scrape_configs:\n- job_name: serviceMonitor/a/b/0\n  basic_auth:\n    password: ${SECRET}-config\n  params:\n    q: [${SECRET}-param]\n`,
    routes: `global:\n  smtp_auth_password: ${SECRET}-smtp\nroute:\n  receiver: page\nreceivers:\n- name: page\n  webhook_configs:\n  - url: https://h/${SECRET}-hook\n    http_config:\n      http_headers:\n        X: {values: [${SECRET}-header]}\n`,
    silences: [
      {
        ...{ id: 'a', status: { state: 'active' }, endsAt: '2099-01-01T00:00:00Z', createdBy: 'me' },
        matchers: [{ name: 'url', value: url('silence'), isRegex: false, isEqual: true }],
        comment: `see ${url('comment')}`,
      },
    ],
  });
}
