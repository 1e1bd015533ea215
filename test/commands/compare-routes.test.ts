/** Alerts that go elsewhere than before, or to nobody: by the rule, the routes, and what sends them there. */
import { describe, expect, it } from '@jest/globals';
import { inFolder, run, write } from './ask.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: k8s, namespace: monitoring}
spec:
  ruleSelector: {}
  ruleNamespaceSelector: {}
  enforcedNamespaceLabel: namespace
  alerting:
    alertmanagers:
      - {namespace: monitoring, name: alertmanager-operated, port: web}
---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata: {name: main, namespace: monitoring}
spec:
  alertmanagerConfigSelector: {}
  alertmanagerConfigNamespaceSelector: {}
---
apiVersion: v1
kind: Secret
metadata: {name: alertmanager-main, namespace: monitoring}
stringData:
  alertmanager.yaml: |
    route:
      receiver: "null"
      routes:
        - matchers: ['severity="critical"']
          receiver: pager
    receivers:
      - name: "null"
      - name: pager
        pagerduty_configs:
          - service_key: abc
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: shop, namespace: shop}
spec:
  route: {receiver: team}
  receivers:
    - name: team
      slackConfigs:
        - channel: "#shop"
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: web, namespace: shop}
spec:
  groups:
    - name: web
      rules:
        - alert: WebDown
          expr: up{job="web"} == 0
          labels: {severity: critical}
        - alert: WebSlow
          expr: slow > 1
          labels: {severity: warning}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: till, namespace: store}
spec:
  groups:
    - name: till
      rules:
        - alert: TillDown
          expr: up{job="till"} == 0
          labels: {severity: critical}
`;

type Edit = readonly [from: string | RegExp, to: string];

const without = (kind: string, text: string): string =>
  text
    .split('---\n')
    .filter((each) => !each.includes(`\nkind: ${kind}\n`))
    .join('---\n');

async function compared(base: string, head: string, argv: readonly string[] = []) {
  return await inFolder(async (folder) => {
    const [was, is] = [write(folder, 'base.yaml', base), write(folder, 'head.yaml', head)];
    const { code, out } = await run(['compare', was, is, ...argv]);
    return { code, out: out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ') };
  });
}

function edited([from, to]: Edit, text = STACK): string {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing has ${String(from)}`);
  return changed;
}

const TEAM = 'receiver "shop/shop/team" (slack)';

describe('alerts that lose their route', () => {
  it.each<readonly [name: string, head: string, says: readonly string[], code?: number]>([
    [
      'the receiver has no integration any more',
      edited([/ {6}slackConfigs:\n.*\n/, '']),
      [
        'loses 1 alert that reaches nobody',
        `Alert WebSlow of PrometheusRule shop/web reaches no receiver any more; it went to ${TEAM}`,
        'head.yaml:41:7',
        'Receiver "shop/shop/team" notifies nobody: it has no integration.',
        `rerouted Alert WebDown of PrometheusRule shop/web goes to receiver "pager" (pagerduty) only, and not to ${TEAM}`,
      ],
    ],
    [
      'the AlertmanagerConfig is in another namespace, whose alerts alone it takes',
      edited(['{name: shop, namespace: shop}', '{name: shop, namespace: store}']),
      ['loses 1 alert that reaches nobody', 'AlertmanagerConfig shop/shop is AlertmanagerConfig store/shop now'],
    ],
    [
      'the AlertmanagerConfig is not selected any more',
      edited(['alertmanagerConfigSelector: {}', 'alertmanagerConfigSelector: {matchLabels: {a: b}}']),
      [
        'loses 1 Alertmanager config, 1 alert that reaches nobody',
        'head.yaml:16:32',
        'Alertmanager monitoring/main no longer takes AlertmanagerConfig shop/shop.',
      ],
    ],
    [
      'the AlertmanagerConfig is removed',
      without('AlertmanagerConfig', STACK),
      ['loses 1 Alertmanager config, 1 alert that reaches nobody', 'Put AlertmanagerConfig shop/shop back'],
    ],
    [
      'the route asks for more',
      edited(['route: {receiver: team}', 'route: {receiver: team, matchers: [{name: severity, value: critical}]}']),
      ['loses 1 alert that reaches nobody', 'WebSlow', 'spec.route.matchers', 'head.yaml:39:27'],
    ],
    [
      'the routes of the Secret end at "null", which costs another namespace its only receiver',
      edited(['receiver: pager', 'receiver: "null"']),
      [
        'loses 1 alert that reaches nobody',
        'Alert TillDown of PrometheusRule store/till reaches no receiver any more; it went to receiver "pager"',
        'The routes in Secret monitoring/alertmanager-main changed.',
        'head.yaml:23:3',
      ],
    ],
    [
      'the alert has another label than the routes ask for',
      edited([/(TillDown[^]*?)critical/, '$1urgent']),
      ['loses 1 alert that reaches nobody', 'label severity="critical" is now severity="urgent"', 'head.yaml:68:20'],
    ],
    [
      'the port has another name',
      edited(['name: alertmanager-operated, port: web', 'name: alertmanager-operated, port: http-web']),
      [
        'loses 3 alerts that reach nobody',
        '3 alerts of 2 PrometheusRules (WebDown, WebSlow, TillDown) reach no receiver any more',
        'has no port "http-web"',
        'head.yaml:10:62',
      ],
    ],
    [
      'the Alertmanager is scaled to nothing',
      edited(['  alertmanagerConfigSelector', '  replicas: 0\n  alertmanagerConfigSelector']),
      ['loses 3 alerts that reach nobody', 'Alertmanager monitoring/main is scaled to 0 replicas.', 'head.yaml:16:3'],
    ],
    [
      'the Alertmanager is removed',
      without('Alertmanager', STACK),
      ['3 alerts that reach nobody', 'Alertmanager monitoring/main was removed.', 'base.yaml:12'],
    ],
    [
      'nothing sends them anywhere',
      edited([/ {2}alerting:\n.*\n.*\n/, '']),
      ['loses 3 alerts that reach nobody', 'Prometheus monitoring/k8s no longer sends alerts to Alertmanager'],
    ],
    [
      'the Secret is not among the files any more, so what else it held is not known',
      without('Secret', STACK),
      [
        'loses nothing; 2 not known any more',
        'Whether alert WebDown of PrometheusRule shop/web still reaches receiver "pager" (pagerduty) is not known',
        'Whether alert TillDown of PrometheusRule store/till still reaches a receiver is not known',
      ],
      3,
    ],
  ])('%s', async (_name, head, says, expected = 1) => {
    const { code, out } = await compared(STACK, head);
    for (const text of says) expect(out).toContain(text);
    expect(code).toBe(expected);
    // The other way round is no loss of an alert's route.
    expect((await compared(head, STACK)).out).not.toContain('no receiver any more');
  });

  it('tells another receiver as a note, which fails nothing', async () => {
    const { code, out } = await compared(
      STACK,
      edited([/slackConfigs:\n.*\n/, 'webhookConfigs:\n        - url: https://example.com/hook\n']),
    );
    expect(out).toContain(
      `rerouted Alerts WebDown, WebSlow of PrometheusRule shop/web go to receiver "shop/shop/team" (webhook) instead of ${TEAM}`,
    );
    expect(code).toBe(0);
    const { out: comment } = await compared(
      STACK,
      edited([/slackConfigs:\n.*\n/, 'webhookConfigs:\n        - url: https://example.com/hook\n']),
      ['-o', 'markdown'],
    );
    expect(comment).toContain('⚪ rerouted Alerts WebDown, WebSlow');
  });

  it.each<readonly [name: string, head: string]>([
    [
      'the AlertmanagerConfig has another name',
      edited(['{name: shop, namespace: shop}', '{name: a, namespace: shop}']),
    ],
    ['the rule has another name', edited(['{name: web, namespace: shop}', '{name: b, namespace: shop}'])],
    ['the channel is another one', edited(['#shop', '#store'])],
    [
      'another route comes first, and takes none of them',
      edited(['      routes:\n', '      routes:\n        - {matchers: [alertname="x"], receiver: pager}\n']),
    ],
  ])('says nothing where they reach the same: %s', async (_name, head) => {
    expect((await compared(STACK, head)).out).toContain('loses nothing (');
    expect((await compared(STACK, head)).out).not.toContain('rerouted');
  });
});
