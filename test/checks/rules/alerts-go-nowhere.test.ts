import {
  alertmanager,
  alertmanagerConfig,
  alertmanagerMain,
  prometheus,
  prometheusRule,
  service,
  thanosRuler,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const web = prometheusRule('shop/web');
const k8s = prometheus('monitoring/k8s');
const alone = prometheus('monitoring/k8s', { alerting: undefined });
const rule = (expr: string, labels: Raw = {}) =>
  prometheusRule('shop/web', { groups: [{ name: 'g', rules: [{ alert: 'A', expr, labels }] }] });
/** The outermost route in an object, so that nothing is left to a Secret. */
const main = (spec: Raw = {}) => alertmanagerMain({ alertmanagerConfiguration: { name: 'base' }, ...spec });
const base = (spec: Raw = {}) =>
  alertmanagerConfig('monitoring/base', { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }], ...spec });
const team = (matchers: readonly Raw[] = [], path = 'shop/team') =>
  alertmanagerConfig(path, { route: { receiver: 'shop', matchers } });
const page = { name: 'severity', value: 'page', matchType: '=' };

table('alerts-go-nowhere', [
  {
    it: 'finds a Prometheus that knows no Alertmanager',
    objects: [alone, web],
    expect: {
      severity: 'warning',
      about: 'Prometheus monitoring/k8s',
    },
  },
  {
    it: 'finds a ThanosRuler that knows none',
    objects: [thanosRuler('monitoring/ruler'), web],
    expect: { about: 'ThanosRuler monitoring/ruler' },
  },
  {
    it: 'finds a Service that does not exist',
    objects: [k8s, web],
    expect: {
      severity: 'warning',
      about: 'Prometheus monitoring/k8s',
    },
  },
  {
    it: 'finds a port that the Service does not have',
    objects: [k8s, web, service('monitoring/main', { ports: [{ name: 'http-web', port: 9093 }] })],
    expect: {},
  },
  {
    it: 'finds an Alertmanager without a pod',
    objects: [k8s, web, ...main({ replicas: 0 }), base()],
    expect: { about: 'PrometheusRule shop/web' },
  },
  {
    it: 'finds a ThanosRuler whose URL names a Service that does not exist',
    objects: [
      thanosRuler('monitoring/ruler', { alertmanagersUrl: ['dnssrv+http://_web._tcp.main.monitoring.svc'] }),
      web,
    ],
    expect: { about: 'ThanosRuler monitoring/ruler' },
  },
  {
    it: 'is unknown where Services were not read',
    objects: [k8s, web],
    sight: { hidden: ['Service'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where the Service is not among the files',
    objects: [k8s, web, service('shop/web')],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'is unknown where the routes are in a Secret',
    objects: [k8s, web, ...alertmanagerMain()],
    expect: 'unknown',
  },
  {
    it: 'is unknown where a Secret names more Alertmanagers',
    objects: [
      prometheus('monitoring/k8s', { alerting: undefined, additionalAlertManagerConfigs: { name: 'am', key: 'a' } }),
      web,
    ],
    expect: 'unknown',
  },
  {
    it: 'is unknown where the Service leads to somebody else',
    objects: [k8s, web, service('monitoring/main', { ports: [{ name: 'web', port: 9093 }] })],
    expect: 'unknown',
  },
  {
    it: 'tells of a receiver that notifies nobody, which somebody wanted so',
    objects: [k8s, web, ...main(), base()],
    expect: {
      severity: 'info',
      about: 'Alertmanager monitoring/main',
    },
  },
  {
    it: 'names the alerts, where others of the object arrive',
    objects: [
      k8s,
      prometheusRule('shop/web', {
        groups: [
          {
            name: 'g',
            rules: [
              { alert: 'Loud', expr: 'sum by (namespace) (up{namespace="shop"})' },
              { alert: 'Mute', expr: 'sum(up)' },
            ],
          },
        ],
      }),
      ...main(),
      base(),
      team(),
    ],
    expect: { evidence: { alerts: ['Mute'] } },
  },
  {
    it: 'is silent where a route takes them to somebody',
    objects: [k8s, rule('sum by (namespace) (up{namespace="shop"})'), ...main(), base(), team()],
    expect: 'nothing',
  },
  {
    it: 'is silent where the outermost route does',
    objects: [
      k8s,
      web,
      ...main(),
      base({ route: { receiver: 'a' }, receivers: [{ name: 'a', emailConfigs: [{ to: 'a@shop.example' }] }] }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where labels that are not known decide',
    objects: [k8s, rule('up == 0'), ...main(), base(), team()],
    expect: 'nothing',
  },
  {
    it: 'finds alerts without the label namespace, which the operator asks for',
    objects: [k8s, rule('sum(up) == 0'), ...main(), base(), team()],
    expect: { severity: 'info' },
  },
  {
    it: 'finds nothing for them where the strategy is None',
    objects: [
      k8s,
      rule('sum(up) == 0'),
      ...main({ alertmanagerConfigMatcherStrategy: { type: 'None' } }),
      base(),
      team(),
    ],
    expect: 'nothing',
  },
  {
    it: "finds nothing where the strategy excepts the Alertmanager's namespace",
    objects: [
      k8s,
      rule('sum(up) == 0'),
      ...main({ alertmanagerConfigMatcherStrategy: { type: 'OnNamespaceExceptForAlertmanagerNamespace' } }),
      base(),
      team([], 'monitoring/team'),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds a severity that no route asks for',
    objects: [
      k8s,
      rule('sum by (namespace) (up{namespace="shop"})', { severity: 'info' }),
      ...main(),
      base(),
      team([page]),
    ],
    expect: {},
  },
  {
    it: 'knows the namespace that the stack enforces',
    objects: [
      prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace' }),
      rule('sum(up)', { severity: 'page' }),
      ...main(),
      base(),
      team([page]),
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where AlertmanagerConfigs were not read',
    objects: [k8s, web, ...main(), base()],
    sight: { hidden: ['AlertmanagerConfig'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where relabelings change the alerts',
    objects: [
      prometheus('monitoring/k8s', {
        alerting: {
          alertmanagers: [
            {
              namespace: 'monitoring',
              name: 'main',
              port: 'web',
              alertRelabelings: [{ action: 'labeldrop', regex: 'a' }],
            },
          ],
        },
      }),
      rule('sum(up)', { severity: 'none' }),
      ...main(),
      base(),
      team([page]),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds a route that asks for another namespace',
    objects: [alertmanager('monitoring/main'), team([{ name: 'namespace', value: 'bank', matchType: '=' }])],
    expect: { about: 'AlertmanagerConfig shop/team' },
  },
  {
    it: 'finds a pattern that excludes its own namespace',
    objects: [alertmanager('monitoring/main'), team([{ name: 'namespace', value: 'bank|pay', matchType: '=~' }])],
    expect: {},
  },
  {
    it: 'is silent where nothing alerts',
    objects: [alone, prometheusRule('shop/web', { groups: [{ name: 'g', rules: [{ record: 'a:b', expr: 'up' }] }] })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the stack adds no matcher',
    objects: [
      alertmanager('monitoring/main', { alertmanagerConfigMatcherStrategy: { type: 'None' } }),
      team([{ name: 'namespace', value: 'bank', matchType: '=' }]),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about its own namespace, and about patterns that take it',
    objects: [alertmanager('monitoring/main'), team([{ name: 'namespace', value: 'shop|bank', matchType: '=~' }])],
    expect: 'nothing',
  },
]);
