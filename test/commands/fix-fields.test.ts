import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { prometheus, service } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';

const AROUND = yamlOf([prometheus('shop/k8s', { serviceMonitorSelector: {}, ruleSelector: {} }), service('shop/web')]);
const head = (kind: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\nspec:\n`;
const monitor = (...spec: readonly string[]): string =>
  `${head('ServiceMonitor')}${spec.map((line) => `  ${line}\n`).join('')}`;
const SELECTOR = 'selector: {matchLabels: {app: web}}';
const rule = (line: string): string =>
  `${head('PrometheusRule')}  groups:\n    - name: a\n      rules:\n        - {alert: A, expr: up == 0, ${line}}\n`;

/** The text that `fix --write` leaves, and what it says. */
async function written(text: string, more = ''): Promise<{ readonly text: string; readonly said: string }> {
  return await inFolder(async (folder) => {
    write(folder, 'around.yaml', more === '' ? AROUND : more);
    const file = write(folder, 'web.yaml', text);
    const { err } = await run(['fix', '--from', folder, '--write']);
    return { text: readFileSync(file, 'utf8'), said: err.replaceAll(/\s+/g, ' ') };
  });
}

describe('fix of fields that the API server drops or refuses', () => {
  it.each<readonly [string, string, string, string]>([
    [
      'a slip of the pen',
      monitor('selector:', '  "matchLabel": # the app', '    app: web', 'endpoints: [{port: http}]'),
      '"matchLabel":',
      '"matchLabels":',
    ],
    [
      'other cases',
      monitor(SELECTOR, 'endpoints: [{port: http}]', 'targetlabels: [a]'),
      'targetlabels',
      'targetLabels',
    ],
    [
      'the first field of an entry',
      monitor(SELECTOR, 'endpoints:', '  - prot: http # ours', '    path: /m'),
      '- prot',
      '- port',
    ],
    ['seconds', monitor(SELECTOR, 'endpoints: [{port: http, interval: 30}]'), ': 30}', ': 30s}'],
    ['seconds in quotes', monitor(SELECTOR, "endpoints: [{port: http, interval: '30'}]"), "'30'", "'30s'"],
    ['a timeout', monitor(SELECTOR, 'endpoints: [{port: http, scrapeTimeout: 5}]'), ': 5}', ': 5s}'],
    ['how long an alert waits', rule('for: 300'), 'for: 300', 'for: 300s'],
    ['a number in quotes', monitor(SELECTOR, 'endpoints: [{port: http}]', 'sampleLimit: "5"'), '"5"', '5'],
    ['a truth in quotes', monitor(SELECTOR, 'endpoints: [{port: http, honorLabels: "true"}]'), '"true"', 'true'],
    ['the number of a port', monitor(SELECTOR, 'endpoints: [{port: 80}]'), 'port: 80', 'port: http'],
    [
      'the one namespace for the list of one, with other slips in one object',
      monitor(
        'namespaceSelector: {matchName: shop}',
        'selector: {matchLabels: {app: web}}',
        'endpoint: [{port: http}]',
      ),
      'matchName: shop}\n  selector: {matchLabels: {app: web}}\n  endpoint:',
      'matchNames: [shop]}\n  selector: {matchLabels: {app: web}}\n  endpoints:',
    ],
    [
      'several at once',
      monitor(SELECTOR, 'endpoints: [{port: 80, interval: 30}]'),
      'port: 80, interval: 30',
      'port: http, interval: 30s',
    ],
  ])('%s', async (_what, text, was, becomes) => {
    const done = await written(text);
    expect(done.text).toBe(text.replace(was, becomes));
    expect(done.said).not.toContain('field-pruned ');
  });

  it.each<readonly [string, string]>([
    ['a field that is there already', monitor(SELECTOR, 'endpoints: [{port: http, prot: web}]')],
    ['two slips away', monitor(SELECTOR, 'endpoints: [{port: http}]', 'tagretLabesl: [a]')],
    ['one answer, and a field that is nowhere', monitor(SELECTOR, 'endpoints: [{prot: http}]', 'whatever: 1')],
    ['an interval that may be minutes', monitor(SELECTOR, 'endpoints: [{port: http, interval: 1}]')],
    ['one that may be milliseconds', monitor(SELECTOR, 'endpoints: [{port: http, interval: 30000}]')],
    ['a wait that may be minutes', rule('for: 5')],
    ['a port that no Service has', monitor(SELECTOR, 'endpoints: [{port: 9999, interval: 30}]')],
    ['a slip whose value does not fit', monitor(SELECTOR, 'endpoints: [{port: http}]', 'targetLabel: a')],
    ['what may be a credential', monitor(SELECTOR, 'endpoints: [{port: http, parms: {token: [s3cret]}}]')],
    ['a chart', `# Source: web/templates/m.yaml\n${monitor(SELECTOR, 'endpoints: [{prot: http}]')}`],
  ])('%s stays', async (_what, text) => {
    const done = await written(text);
    expect(done.text).toBe(text);
    expect(done.said).toContain('field-pruned');
    expect(done.said).not.toContain('s3cret');
  });

  it('of a stack, which is for a person to change', async () => {
    const stack = `${head('Prometheus')}  replica: 2\n`;
    expect((await written(stack)).text).toBe(stack);
  });

  it('with the labels that its Prometheus asks for, in one go', async () => {
    const asks = yamlOf([
      prometheus('shop/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } }),
      service('shop/web'),
    ]);
    const { text } = await written(monitor(SELECTOR, 'endpoints: [{port: http, interval: 30}]'), asks);
    expect(text).toContain('release: kps');
    expect(text).toContain('interval: 30s');
  });

  it('says which field would be wrong all the same', async () => {
    const wrong = 'ServiceMonitor shop/web has a field that the API server refuses: spec.targetLabels.';
    const text = monitor(SELECTOR, 'endpoints: [{port: http}]', 'targetlabels: 5');
    expect((await written(text)).said).toContain(`With it, ${wrong}`);
    const { said } = await written(text, yamlOf([service('shop/web')]));
    expect(said).toContain(`field-pruned would hold all the same: ${wrong}`);
  });
});

/** Ports that people set otherwise than meant, each as its thread came to it in the end. */
describe('fix of ports that others reported', () => {
  const app = (port: string, containers: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec:\n  selector: {app: web}\n  ports: [${port}]\n` +
    `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {matchLabels: {app: web}}\n` +
    `  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: 'web:1', ports: ${containers}}]}\n---\n`;
  const stack = yamlOf([prometheus('shop/k8s', { serviceMonitorSelector: {} })]);
  it.each<readonly [string, string, string, string, string]>([
    [
      // https://github.com/superstreamlabs/memphis-k8s/issues/191
      'the exporter beside the application has a port that the Service does not lead to',
      '{name: management, port: 9000, targetPort: 9000}',
      '[{name: management, containerPort: 9000}, {name: metrics, containerPort: 7777}]',
      '{port: metrics, interval: 30s}',
      '{targetPort: metrics, interval: 30s}',
    ],
    [
      // https://github.com/prometheus-operator/prometheus-operator/issues/2833
      'the only port of the Service has a name of its own',
      '{name: orders-rest, port: 80, targetPort: 63001}',
      '[{containerPort: 63001}]',
      '{port: http, path: /actuator/prometheus}',
      '{port: orders-rest, path: /actuator/prometheus}',
    ],
    [
      // https://github.com/prometheus-community/helm-charts/pull/4614
      'the name of the port of the Service is asked of the container',
      '{name: pg-metrics, port: 9187, targetPort: http}',
      '[{name: http, containerPort: 9187}]',
      '{targetPort: pg-metrics}',
      '{port: pg-metrics}',
    ],
  ])('%s', async (_what, port, containers, was, becomes) => {
    const text = monitor(SELECTOR, `endpoints: [${was}]`);
    const done = await written(text, `${app(port, containers)}${stack}`);
    expect(done.text).toBe(text.replace(was, becomes));
  });
});
